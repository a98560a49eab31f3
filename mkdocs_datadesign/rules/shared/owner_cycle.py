"""shared/owner-cycle"""

import itertools
from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    done: set[Object] = set()
    for start in catalog.objects:  # features come in order, so a cycle is found at the first of its features
        chain: dict[Object, None] = {}
        item: Object | None = start
        while item is not None and item not in done and item not in chain:
            chain[item] = None
            item = item.owner
        done.update(chain)
        if item is not None and item in chain:
            cycle = list(chain)[list(chain).index(item) :]
            if any(member.feature.elsewhere is None for member in cycle):
                yield _finding(cycle)


def _finding(cycle: list[Object]) -> Finding:
    at = min(range(len(cycle)), key=lambda i: (cycle[i].feature.elsewhere is not None, cycle[i].feature.key))
    first, *others = cycle[at:] + cycle[:at]
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
)
