"""dto/unknown-field"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule, failed


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for dto in feature.dtos.values():
            yield from failed(feature, dto.field_failures, "unknown")
            yield from failed(feature, dto.field_failures, "ambiguous")


RULE = Rule(
    name="dto/unknown-field",
    severity=Severity.ERROR,
    step=10,
    checks="The fields that a DTO's fields are made of exist.",
    why="A DTO field made of a field that is not there cannot be filled, and the API would promise it all the same.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
dtos:
  OrderResponse:
    source: orders
    fields:
      state: {from: state}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
dtos:
  OrderResponse:
    source: orders
    fields:
      state: {from: status}
""",
    check=check,
)
