"""query/unpaginated-list"""

import re
from collections.abc import Iterator

from ...catalog import Catalog, Query
from ...model import FileSet
from ...problem import Severity
from ..model.links import partly_read
from ..rule import Finding, Rule
from .access import Access, demands
from .keys import parts_of, placeholders

_LIST = re.compile(r"\b(?:list|lists|listing|search|browse|filtered|all|feed|timeline|scan|history)\b", re.I)
_BOUNDED = re.compile(
    r"\b(?:single|one|count\w*|sum|total\w*|aggregat\w*|average|statistic\w*|chart|exists?|latest|newest one|top|"
    r"nearest|(?:find|fetch|get|load|show|pick|take) (?:an?|one)|export|stream\w*|batch\w*|paginat\w*|cursor|lookup|delete|purge|sweep|job)\b",
    re.I,
)


def check(catalog: Catalog) -> Iterator[Finding]:
    access = Access()
    for feature in catalog.features.values():
        for query in feature.queries:
            if _is_list(query, access) and not _is_paginated(query.model.pagination):
                message = f"`{query.model.operation}` lists records without pagination"
                help = "say how under `pagination`: keyset, offset, or none with the reason why it stays short"
                path = (*query.path, "pagination" if query.model.pagination else "operation")
                yield Finding(feature, path, message, help)


def _is_list(query: Query, access: Access) -> bool:
    """Whether a query reads many records, going by its words, and is not bound to one by a unique key."""
    asked, item = query.model, query.target
    words = f"{asked.operation} {asked.pattern or ''}"
    if asked.kind == "write" or asked.nearest or item is None or partly_read(item) or query.field_failures:
        return False
    if not _LIST.search(words) or _BOUNDED.search(words):
        return False
    given = {criterion.name for criterion in query.filter}
    if item.kind == "key":
        return not given.issuperset(parts_of(item))
    if isinstance(item.model, FileSet):
        return not given.issuperset(placeholders(item.model.naming))
    demand = demands(query).get(item)
    return demand is None or not access.of(item).find_one(demand)


def _is_paginated(text: str | None) -> bool:
    """Whether it says how it is cut into pages, or why it need not be."""
    return text is not None and not re.fullmatch(r"\s*(?:none|no|not paginated|n/?a)?\W*", text, re.I)


RULE = Rule(
    name="query/unpaginated-list",
    severity=Severity.WARNING,
    step=4,
    checks="A query that lists records says how its result is cut into pages, or why that is not needed.",
    why="A list grows with the data until one request takes the service down.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - {operation: List open orders, frequency: low, pattern: Filtered query, target: orders, filter: [status]}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Text}
queries:
  - {operation: List open orders, frequency: low, pattern: Filtered query, target: orders, filter: [status], pagination: keyset}
""",
    check=check,
)
