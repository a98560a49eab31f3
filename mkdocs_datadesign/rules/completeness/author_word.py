"""completeness/author-word"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...checklist import ITEMS, item_named
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        told = {item_named(text) for text in design.checklist}
        wanted = [
            item.text for item in ITEMS if item.wants_word(feature) and item.applies(feature) and item not in told
        ]
        if wanted and not refused(feature, ("checklist",)):
            message = f"the checklist waits for the author's word on {listed(wanted)}"
            members = each(feature, ("checklist",), wanted)
            yield Finding(feature, ("checklist",), message, "add each with a reason under `checklist`", members=members)


RULE = Rule(
    name="completeness/author-word",
    severity=Severity.NOTE,
    step=11,
    checks="Where rules cannot answer an item of the checklist, the author does, under `checklist`, with a reason.",
    why="Whether an estimate is realistic no rule can tell, and a reader wants to know who looked.",
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
checklist:
  Aligns with backend design: Reviewed together on the third of May
  Validation rules comprehensive: An order has no other rules
  Volume estimates realistic: Measured in the pilot
""",
    check=check,
)
