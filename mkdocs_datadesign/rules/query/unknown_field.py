"""query/unknown-field"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule, failed


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for query in feature.queries:
            yield from failed(feature, query.field_failures, "unknown")
            yield from failed(feature, query.field_failures, "ambiguous")


RULE = Rule(
    name="query/unknown-field",
    severity=Severity.ERROR,
    step=4,
    checks="The fields by which a query filters, searches and sorts exist in the objects that it names.",
    why="A query by a field that is not there cannot be written, and no index can answer it.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - operation: List open orders
    target: orders
    filter: [state]
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - operation: List open orders
    target: orders
    filter: [status]
""",
    check=check,
)
