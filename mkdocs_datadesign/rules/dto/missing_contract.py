"""dto/missing-contract"""

import re
from collections.abc import Iterator

from ...catalog import Catalog
from ...documents import Document, Target
from ...problem import Severity
from ...words import nearest, split
from ..references.documents import similar, spelled, targets
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, text, target in targets(catalog):
        if path[0] != "dtos" or target is None:
            continue
        file, document = text.partition("#")[0] or target.path, catalog.documents.get(target.path)
        if document is None:
            help = similar(target, feature, catalog) or f"write it, or correct the path; it leads to {target.path}"
            yield Finding(feature, path, f"there is no file `{file}`", help)
        elif document.has_anchors and target.anchor and target.anchor not in document.anchors:
            close = (f"#{anchor}" for anchor in nearest(target.anchor, document.anchors))
            help = spelled(close) or "name one of its headings, or leave the anchor out"
            yield Finding(feature, path, f"`{file}` has no heading `#{target.anchor}`", help)
        elif not _speaks_of(document, target, dto := str(path[1])):
            where = f"`{file}` below `#{target.anchor}`" if target.anchor and document.has_anchors else f"`{file}`"
            help = "name the heading that describes it" if target.anchor else "describe it there, or correct its name"
            yield Finding(feature, path, f"{where} says nothing of `{dto}`", help)


def _speaks_of(document: Document, target: Target, dto: str) -> bool:
    """Whether the name occurs as a word, in the section if one is named; `order response` is `OrderResponse`."""
    if document.text is None:
        return True
    text = document.section(target.anchor) if document.has_anchors else document.text
    parts = "[\\s_-]*".join(re.escape(word) for word in split(dto)) or re.escape(dto)
    return re.search(rf"(?<![^\W_])(?:{parts})(?![^\W_])", text, re.I) is not None


RULE = Rule(
    name="dto/missing-contract",
    severity=Severity.ERROR,
    step=10,
    checks="The contract of a DTO is there: the file, the heading after `#`, and below it the DTO's name.",
    why="A mapping to a contract that has moved on maps to nothing, and nobody notices until the API is built.",
    documents={"04-backend-design.md": "# Backend\n\n## Get order\n\nReturns an `OrderResponse`.\n\n## Delete order\n"},
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
dtos:
  OrderResponse:
    source: orders
    contract: 04-backend-design.md#delete-order
    fields:
      orderId: {from: id}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
dtos:
  OrderResponse:
    source: orders
    contract: 04-backend-design.md#get-order
    fields:
      orderId: {from: id}
""",
    check=check,
)
