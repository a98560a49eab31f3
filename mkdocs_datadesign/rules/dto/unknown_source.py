"""dto/unknown-source"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule, failed


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for dto in feature.dtos.values():
            yield from failed(feature, dto.failures, "unknown")
            yield from failed(feature, dto.failures, "ambiguous")


RULE = Rule(
    name="dto/unknown-source",
    severity=Severity.ERROR,
    step=10,
    checks="The objects that a DTO is made of exist, and each name means one of them.",
    why="A mapping from an object that is not there hides that the contract promises what is not stored.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
dtos:
  OrderResponse:
    source: order
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
""",
    check=check,
)
