"""references/outside-docs"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .documents import targets


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, text, target in targets(catalog):
        if target is None:
            message = f"`{text}` leads out of the docs directory"
            help = "write a path relative to the sidecar, with forward slashes, that stays within the docs"
            yield Finding(feature, path, message, help)


RULE = Rule(
    name="references/outside-docs",
    severity=Severity.ERROR,
    step=12,
    checks="Each document that a design names lies within the docs directory.",
    why="The built site holds nothing else, so the link would be dead there, or show what nobody meant to publish.",
    bad="""\
title: Orders
references:
  prd: ../../../../requirements/orders.md
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    good="""\
title: Orders
references:
  prd: prd.md
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    documents={"prd.md": "# Orders\n"},
    check=check,
)
