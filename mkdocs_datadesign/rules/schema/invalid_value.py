"""schema/invalid-value"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .faults import faults


def check(catalog: Catalog) -> Iterator[Finding]:
    return faults(catalog, "invalid-value")


RULE = Rule(
    name="schema/invalid-value",
    severity=Severity.ERROR,
    step=0,
    checks=(
        "Each value is of the kind that its key takes: text, a list, one of a few words, a constraint. Prose may hold a "
        "comma; any other value holds one only within brackets or quotes, but for the type of an index: `btree, unique`."
    ),
    why="A value that cannot be understood is left out, so the page would say less than its author meant.",
    bad="""\
title: Orders
status: drafft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
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
