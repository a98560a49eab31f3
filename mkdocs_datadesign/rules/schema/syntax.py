"""schema/syntax"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .faults import faults


def check(catalog: Catalog) -> Iterator[Finding]:
    return faults(catalog, "syntax")


RULE = Rule(
    name="schema/syntax",
    severity=Severity.ERROR,
    step=0,
    checks="Each sidecar is one document of YAML 1.2, in UTF-8, without merge keys and tags of its own.",
    why="What cannot be read cannot be checked or shown, so nothing else is known of that feature.",
    bad="""\
title: [
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
