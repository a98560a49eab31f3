"""shared/owner-lacks-object"""

from collections.abc import Iterator

from ...catalog import Catalog, Feature
from ...problem import Severity
from ...source import Path
from ...words import did_you_mean
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        owner = catalog.site.known.get(item.model.owner or "")
        if owner is None or owner is item.feature or item.owner is not None:
            continue
        if owner.design is None or item.name in owner.left_out:
            continue
        database = item.store.database
        names = [other.name for other in owner.objects if other.store.database == database]
        message = f"`{owner.key}` has no `{item.name}` in the database `{database}`"
        help = did_you_mean(item.name, names) or "define it there, or name the feature that does"
        related: tuple[tuple[Feature, Path, str], ...] = ()
        if elsewhere := [other for other in owner.objects if other.name == item.name]:
            there = elsewhere[0]
            help = f"there it is in `{there.store.database}`: give both stores the same `database`"
            related = ((owner, there.path, "it is in another database here"),)
        yield Finding(item.feature, item.path, message, help, related=related)


RULE = Rule(
    name="shared/owner-lacks-object",
    severity=Severity.ERROR,
    step=3,
    checks="The feature that an object names as its owner has an object of that name in the same database.",
    why="A feature cannot build on a table that its supposed owner does not know of.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  customers:
    owner: identity/accounts
    fields:
      id: {type: UUID}
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
