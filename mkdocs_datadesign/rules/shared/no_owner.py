"""shared/no-owner"""

from collections.abc import Iterator

from ...catalog import Catalog, Feature, Object
from ...problem import Severity
from ..rule import Finding, Rule


def _defined(feature: Feature) -> Iterator[tuple[tuple[str, str], Object]]:
    return (((item.store.database, item.name), item) for item in feature.objects if not item.is_stub)


def _precedence(item: Object) -> tuple[bool, str]:
    """Which definition the others go by: another site's, which cannot be changed here, or that of the first feature."""
    return item.feature.elsewhere is None, item.feature.key


def check(catalog: Catalog) -> Iterator[Finding]:
    defined = catalog.gathered(_defined)
    for key, feature in catalog.features.items():
        for place in dict(_defined(feature)):
            found = defined.of(place, feature)
            item = found[key][0]
            first = min((items[0] for items in found.values()), key=_precedence)
            if first is item:
                continue
            message = f"`{item.name}` is also defined in `{first.feature.key}`, in the same database"
            help = f"write `owner: {first.feature.key}` here, or let another feature own it in both"
            if first.feature.elsewhere:
                help = f"write `owner: {first.feature.key}` here, or name the store's `database` if it is another one"
            related = ((first.feature, first.path, "it is defined here too"),)
            members = ((item.feature, item.path, ""),)  # whichever of the others comes first
            yield Finding(item.feature, item.path, message, help, related=related, members=members)


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
