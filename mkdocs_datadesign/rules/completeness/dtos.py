"""completeness/dtos"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .missing import designs, refused


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        if not design.dtos and not refused(feature, ("dtos",)):
            help = "add each DTO of the interface contracts under `dtos`, with its source and fields"
            yield Finding(feature, ("dtos",), "no DTO is mapped", help)
        for name, dto in design.dtos.items():
            path = ("dtos", name)
            if refused(feature, path):
                continue
            if not dto.fields:
                yield Finding(feature, path, f"`{name}` maps no fields", "add its fields under `fields`")
            for field, mapping in dto.fields.items():
                if not mapping.from_ and not mapping.computed:
                    message = f"`{name}.{field}` does not say what it is made of"
                    help = "name the data under `from`, or say `computed: true`"
                    yield Finding(feature, (*path, "fields", field), message, help)


RULE = Rule(
    name="completeness/dtos",
    severity=Severity.ERROR,
    step=10,
    checks="The design maps at least one DTO, and each field of a DTO says which data it is made of, or that it is computed.",
    why="A contract whose fields come from nowhere is noticed when the API is built, and by then it is published.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
""",
    good="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
dtos:
  OrderResponse:
    source: orders
    fields:
      orderId: {from: id, transform: Direct mapping}
""",
    check=check,
    incomplete=True,
)
