"""dto/missing-contract"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping

from ...catalog import Catalog
from ...documents import Document, Target
from ...mentions import Spans, mentions
from ...problem import Severity
from ..references.documents import Lookup, targets
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    lookup = Lookup(catalog)
    contracts = [contract for contract in targets(catalog) if contract[1][0] == "dtos"]
    names = defaultdict[str, set[str]](set)
    for _, path, _, target in contracts:
        if target:
            names[target.path].add(str(path[1]))
    found = {
        path: mentions(document.text, names[path])
        for path in names
        if (document := catalog.documents.get(path)) and document.text is not None
    }
    for feature, path, text, target in contracts:
        if target is None:
            continue
        if gone := lookup.no_file(feature, path, text, target) or lookup.no_heading(feature, path, text, target):
            yield gone
            continue
        document, dto = catalog.documents[target.path], str(path[1])
        if document and target.path in found and not _speaks_of(document, target, dto, found[target.path]):
            file = f"`{text.partition('#')[0] or target.path}`"
            where = f"{file} below `#{target.anchor}`" if target.anchor and document.has_anchors else file
            help = "name the heading that describes it" if target.anchor else "describe it there, or correct its name"
            yield Finding(feature, path, f"{where} says nothing of `{dto}`", help)


def _speaks_of(document: Document, target: Target, dto: str, found: Mapping[str, Spans | None]) -> bool:
    """Whether a name occurs in a document, in the section if one is named."""
    spans = found[dto]
    if spans is None:
        return True
    start, end = document.section(target.anchor)
    first = bisect_left(spans, (start, 0))
    return first < len(spans) and spans[first][1] <= end


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
