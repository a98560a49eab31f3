"""shared/no-owner"""

from collections import defaultdict
from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    defined: dict[tuple[str, str], dict[str, Object]] = defaultdict(dict)
    for item in catalog.all_objects:
        if not item.is_stub:
            defined[item.store.database, item.name].setdefault(item.feature.key, item)
    for by_feature in defined.values():
        first, *later = sorted(by_feature.values(), key=lambda item: item.feature.elsewhere is None)
        for item in later:
            message = f"`{item.name}` is also defined in `{first.feature.key}`, in the same database"
            help = f"write `owner: {first.feature.key}` here, or let another feature own it in both"
            if first.feature.elsewhere:
                help = f"write `owner: {first.feature.key}` here, or name the store's `database` if it is another one"
            related = ((first.feature, first.path, "it is defined here too"),)
            yield Finding(item.feature, item.path, message, help, at_key=True, related=related)


RULE = Rule(
    name="shared/no-owner",
    severity=Severity.ERROR,
    step=3,
    checks="An object of one database is defined by one feature; the others name that feature as its `owner`.",
    why="A table exists once. Two definitions drift apart, and two features write migrations for it.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
