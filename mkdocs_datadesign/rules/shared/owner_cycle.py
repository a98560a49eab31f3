"""shared/owner-cycle"""

import itertools
from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ..rule import Finding, Rule


def _precedence(item: Object) -> tuple[bool, str]:
    """Where a cycle is reported: where it can be changed here, and in the first feature of it."""
    return item.feature.elsewhere is not None, item.feature.key


def check(catalog: Catalog) -> Iterator[Finding]:
    for start in catalog.objects:
        chain: dict[Object, None] = {}
        item: Object | None = start
        while item is not None and item not in chain:
            chain[item] = None
            item = item.owner
        if item is start and start is min(chain, key=_precedence):
            yield _finding(list(chain))


def _finding(cycle: list[Object]) -> Finding:
    first, *others = cycle
    keys = [item.feature.key for item in (first, *others, first)]
    steps = ", and ".join(f"`{key}` says that `{owner}` does" for key, owner in itertools.pairwise(keys))
    related = tuple((item.feature, (*item.path, "owner"), "and here") for item in others)
    message = f"nobody owns `{first.name}`: {steps}"
    help = "remove `owner` where it is defined"
    return Finding(first.feature, (*first.path, "owner"), message, help, related=related)


RULE = Rule(
    name="shared/owner-cycle",
    severity=Severity.ERROR,
    step=3,
    checks="Features do not name each other as the owner of one object.",
    why="If each leaves the definition to the other, nobody defines it.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID, constraints: [PK]}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    owner: commerce/checkout
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID, constraints: [PK]}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
    facts=lambda feature: tuple((item.name, item.model.owner) for item in feature.objects if item.model.owner),
)
