"""schema/duplicate-key"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .faults import faults


def check(catalog: Catalog) -> Iterator[Finding]:
    return faults(catalog, "duplicate-key")


RULE = Rule(
    name="schema/duplicate-key",
    severity=Severity.ERROR,
    step=0,
    checks="No mapping gives the same key twice.",
    why="YAML readers silently keep one of the two, and people do not know which.",
    bad="""\
title: Orders
summary: What customers buy
summary: What customers bought
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    good="""\
title: Orders
summary: What customers buy
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    check=check,
)
