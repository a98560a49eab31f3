"""references/missing-anchor"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .documents import Lookup, targets


def check(catalog: Catalog) -> Iterator[Finding]:
    lookup = Lookup(catalog)
    for feature, path, text, target in targets(catalog):
        if path[0] == "references" and target and (found := lookup.no_heading(feature, path, text, target)):
            yield found


RULE = Rule(
    name="references/missing-anchor",
    severity=Severity.ERROR,
    step=12,
    checks="The heading that a reference names after `#` is in the document; one of more than 4 MiB is not looked into.",
    why="A link to a heading that was renamed leads to the top of a long page, and nobody finds what was meant.",
    documents={"prd.md": "# Orders\n\n## Data to keep\n"},
    bad="""\
title: Orders
references:
  prd: prd.md#data-kept
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    good="""\
title: Orders
references:
  prd: prd.md#data-to-keep
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    check=check,
)
