"""shared/owner-lacks-object"""

from collections.abc import Iterator, Mapping
from functools import cache, partial

from ...catalog import Catalog, Feature, Object
from ...problem import Severity
from ...words import did_you_mean
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    named = cache(_by_name)
    for item in catalog.objects:
        owner = catalog.site.known.get(item.model.owner or "")
        if owner is None or owner is item.feature or item.owner is not None:
            continue
        if owner.design is None or item.name in owner.left_out:
            continue
        database = item.store.database
        message = f"`{owner.key}` has no `{item.name}` in the database `{database}`"
        if there := named(owner).get(item.name):
            help = f"there it is in `{there.store.database}`: give both stores the same `database`"
            related = ((owner, there.path, "it is in another database here"),)
            yield Finding(item.feature, item.path, message, help, related=related)
        else:
            help, advice = "define it there, or name the feature that does", partial(_nearest, item, owner)
            yield Finding(item.feature, item.path, message, help, advice=advice)


def _by_name(feature: Feature) -> Mapping[str, Object]:
    """The first object of each name."""
    return {item.name: item for item in reversed([*feature.objects])}


def _nearest(item: Object, owner: Feature) -> str:
    return did_you_mean(item.name, (o.name for o in owner.objects if o.store.database == item.store.database))


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
