"""completeness/validation"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...checklist import has_records
from ...problem import Severity
from ..rule import Finding, Rule
from .missing import designs, refused


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        told = design.integrity or any(item.model.validation for item in feature.objects)
        if has_records(feature) and not told and not refused(feature, ("integrity",)):
            help = "add rules under `integrity`, or under an object's `validation`, and who enforces them"
            yield Finding(feature, ("integrity",), "no validation rule is defined", help)


RULE = Rule(
    name="completeness/validation",
    severity=Severity.ERROR,
    step=6,
    checks="A design with tables or collections has at least one rule of validation, on an object or under `integrity`.",
    why="What nobody wrote down as a rule is enforced by nobody, or by two places that disagree.",
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
integrity:
  - {rule: An order ships only after it was paid, level: business, enforced_by: application}
""",
    check=check,
    incomplete=True,
)
