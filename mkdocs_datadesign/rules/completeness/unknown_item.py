"""completeness/unknown-item"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...checklist import ITEMS, item_named
from ...problem import Severity
from ...words import did_you_mean
from ..rule import Finding, Rule
from .missing import designs


def check(catalog: Catalog) -> Iterator[Finding]:
    texts = [item.text for item in ITEMS]
    for feature, design in designs(catalog):
        for text in design.checklist:
            if item_named(text) is None:
                help = did_you_mean(text, texts) or "the items are on the feature's page, under Checklist"
                yield Finding(feature, ("checklist", text), f"`{text}` is no item of the checklist", help, at_key=True)


RULE = Rule(
    name="completeness/unknown-item",
    severity=Severity.ERROR,
    step=11,
    checks="Each word of the author under `checklist` is about an item of the workflow's checklist, by its text.",
    why="A word that no box takes is read by nobody.",
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
checklist:
  Volume estimate realistic: Measured in the pilot
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
  Volume estimates realistic: Measured in the pilot
""",
    check=check,
)
