"""schema/missing-key"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .faults import faults


def check(catalog: Catalog) -> Iterator[Finding]:
    return faults(catalog, "missing-key")


RULE = Rule(
    name="schema/missing-key",
    severity=Severity.ERROR,
    step=0,
    checks="Each key that the format requires is there.",
    why="Without it, the part that lacks it means nothing: a store without a mechanism, a field without a type.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
""",
    good="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    check=check,
)
