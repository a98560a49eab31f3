"""query/unknown-target"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule, failed


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for query in feature.queries:
            yield from failed(feature, query.failures, "unknown")
            yield from failed(feature, query.failures, "ambiguous")


RULE = Rule(
    name="query/unknown-target",
    severity=Severity.ERROR,
    step=4,
    checks="The objects that a query reads or writes exist, and each name means one of them.",
    why="A query on nothing tells nobody which data is touched, so no index can be judged by it.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - operation: List orders
    target: order
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - operation: List orders
    target: orders
""",
    check=check,
)
