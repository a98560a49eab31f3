"""completeness/scalability"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .missing import designs, refused


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        told = design.performance is not None and design.performance.scalability
        needs = any(store.rationale and store.rationale.performance_needs for store in design.stores.values())
        if not told and not needs and not refused(feature, ("performance",)) and not refused(feature, ("stores",)):
            help = "say under `performance.scalability` what is done when there is more than expected"
            yield Finding(feature, ("performance", "scalability"), "scalability is not considered", help)


RULE = Rule(
    name="completeness/scalability",
    severity=Severity.ERROR,
    step=8,
    checks="The design says what happens when there is more than expected: under `performance.scalability`, or as a store's `rationale.performance_needs`.",
    why="A design that nobody asked how it grows is found out by its success.",
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
performance: {scalability: A read replica serves reports}
""",
    check=check,
    incomplete=True,
)
