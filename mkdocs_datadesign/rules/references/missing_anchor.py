"""references/missing-anchor"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import nearest
from ..rule import Finding, Rule
from .documents import spelled, targets


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, text, target in targets(catalog):
        document = catalog.documents.get(target.path) if target and path[0] == "references" else None
        if target and document and target.anchor and document.has_anchors and target.anchor not in document.anchors:
            message = f"`{text.partition('#')[0]}` has no heading `#{target.anchor}`"
            close = (f"#{anchor}" for anchor in nearest(target.anchor, document.anchors))
            yield Finding(feature, path, message, spelled(close) or "name one of its headings, or leave the anchor out")


RULE = Rule(
    name="references/missing-anchor",
    severity=Severity.ERROR,
    step=12,
    checks="The heading that a reference names after `#` is in the document.",
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
