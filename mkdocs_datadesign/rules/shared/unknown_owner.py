"""shared/unknown-owner"""

from collections.abc import Iterator
from functools import partial

from ...catalog import Catalog
from ...problem import Severity
from ...words import did_you_mean
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        owner = item.model.owner
        if owner is None:
            continue
        path = (*item.path, "owner")
        if owner == item.feature.key:
            message = f"`{item.name}` names its own feature as its owner"
            yield Finding(item.feature, path, message, "remove `owner`: what a feature defines needs none")
        elif owner not in catalog.site.known:
            help = "name the owner's folder below the plan: `epic/feature`"
            advice = partial(_nearest, catalog, item.feature.key, owner)
            yield Finding(item.feature, path, f"there is no feature `{owner}`", help, advice=advice)


def _nearest(catalog: Catalog, feature: str, owner: str) -> str:
    return did_you_mean(owner, (key for key in catalog.site.known if key != feature))


RULE = Rule(
    name="shared/unknown-owner",
    severity=Severity.ERROR,
    step=3,
    checks="The `owner` of an object is another feature that has a data design.",
    why="Nobody defines an object whose owner is not there.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/acounts
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
    facts=lambda feature: feature.key,
)
