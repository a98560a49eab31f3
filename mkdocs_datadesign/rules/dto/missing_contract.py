"""dto/missing-contract"""

import re
from collections.abc import Iterator

from ...catalog import Catalog
from ...documents import Document, Target
from ...problem import Severity
from ...words import split
from ..references.documents import no_file, no_heading, targets
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, text, target in targets(catalog):
        if path[0] != "dtos" or target is None:
            continue
        gone = no_file(feature, path, text, target, catalog) or no_heading(feature, path, text, target, catalog)
        if gone:
            yield gone
            continue
        document, dto = catalog.documents[target.path], str(path[1])
        if document and not _speaks_of(document, target, dto):
            file = f"`{text.partition('#')[0] or target.path}`"
            where = f"{file} below `#{target.anchor}`" if target.anchor and document.has_anchors else file
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
