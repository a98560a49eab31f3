"""references/missing-file"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .documents import Lookup, targets


def check(catalog: Catalog) -> Iterator[Finding]:
    lookup = Lookup(catalog)
    for feature, path, text, target in targets(catalog):
        if path[0] == "references" and target and (found := lookup.no_file(feature, path, text, target)):
            yield found


RULE = Rule(
    name="references/missing-file",
    severity=Severity.ERROR,
    step=12,
    checks="Each document under `references` is there, relative to the sidecar.",
    why="A design answers the PRD, the research report and the backend design; a dead link hides whether it still does.",
    documents={"prd.md": "# Orders\n"},
    bad="""\
title: Orders
references:
  prd: product-requirements.md
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
    check=check,
)
