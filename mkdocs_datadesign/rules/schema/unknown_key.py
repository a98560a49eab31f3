"""schema/unknown-key"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .faults import faults


def check(catalog: Catalog) -> Iterator[Finding]:
    return faults(catalog, "unknown-key")


RULE = Rule(
    name="schema/unknown-key",
    severity=Severity.ERROR,
    step=0,
    checks="Each key is one that the format knows, and of an object or an index one that its technology has.",
    why="A misspelled key would be dropped without a word, and what it says with it.",
    bad="""\
title: Orders
sumary: Keeps what customers buy.
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    good="""\
title: Orders
summary: Keeps what customers buy.
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    check=check,
)
