"""query/mechanism"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ... import model
from ...catalog import Catalog, Object, Query
from ...problem import Severity
from ...source import Path
from ...words import listed
from ..model.links import partly_read
from ..rule import Finding, Rule
from .access import Access
from .keys import ad_hoc, parts_of, placeholders

_LATEST = re.compile(r"\b(?:latest|last|newest|current|append|insert|ingest)\b", re.I)


def check(catalog: Catalog) -> Iterator[Finding]:
    access = Access()
    for feature in catalog.features.values():
        for query in feature.queries:
            item = query.target.definition if query.target else None
            if item and not query.field_failures and not partly_read(item):
                for path, message, help, *named in _check(query, item, access):
                    members = tuple((feature, query.path, name) for name in named)
                    yield Finding(feature, path, message, help, members=members)


_Found = tuple[Path, str, str, *tuple[str, ...]]
"""A place, what is wrong there, what to do, and what it is known by where the message does not name all of that."""


def _check(query: Query, item: Object, access: Access) -> Iterator[_Found]:
    match item.model:
        case model.KeyObject():
            yield from _of_key(query, item, access)
        case model.FileSet():
            yield from _of_files(query, item, item.model)
        case model.Series():
            yield from _of_series(query, item, access)
        case model.Embeddings():
            yield from _of_embeddings(query, item, item.model)


def _place(query: Query, name: str) -> Path:
    """Where a query asks by a field."""
    asked = {"filter": query.filter, "range": query.range, "search": query.search, "sort": query.sort}
    return next((*query.path, key) for key, criteria in asked.items() if any(by.name == name for by in criteria))


def _of_key(query: Query, item: Object, access: Access) -> Iterator[_Found]:
    if names := ad_hoc(query, item):
        shown = listed(names)
        message = f"{item.store.model.technology} finds `{item.name}` by its key alone, and this query asks by {shown}"
        help = "keep a second key for it, or put it into a store that has indexes"
        yield _place(query, names[0]), message, help, *(f"by {name}" for name in names)
    if item.store.technology.name == "DynamoDB":
        keys = (parts_of(item), access.of(item).others)
        for by in query.sort:
            if not any(by.name in names for names in keys):
                message = f"DynamoDB sorts by a sort key alone, and `{by.name}` is none of `{item.name}`"
                yield by.path, message, "make it the sort key of a secondary index"


def _of_files(query: Query, item: Object, files: model.FileSet) -> Iterator[_Found]:
    parts = placeholders(files.structure, files.naming)
    within = [by.name for by in (*query.filter, *query.range, *query.search) if by.field.role == "field"]
    if within and not {by.name for by in (*query.filter, *query.range)}.intersection(islice(parts, 1)):
        message = f"each file of `{item.name}` must be read to find `{within[0]}`"
        help = "put it into the path, or keep it in a store that has indexes"
        yield _place(query, within[0]), message, help, *(f"within {name}" for name in within)
    if unsorted := [by.name for by in query.sort if by.name not in parts]:
        message = f"files of `{item.name}` have no order but that of their names"
        yield (*query.path, "sort"), message, "sort what was read", *(f"sort {name}" for name in unsorted)


def _of_series(query: Query, item: Object, access: Access) -> Iterator[_Found]:
    if query.model.kind == "write":
        return
    stamp = item.model.timestamp if isinstance(item.model, model.Series) else None
    time = stamp.field if stamp and item.fields[stamp.field].role == "timestamp" else None
    asked = {by.name for by in (*query.range, *query.filter, *query.sort)}
    words = f"{query.model.operation} {query.model.pattern or ''}"
    if time and time not in asked and not _LATEST.search(words):
        message = f"this query of `{item.name}` has no range of time"
        yield (*query.path, "target"), message, f"say `range: {time}`, so that it reads no more than it must"
    leads = access.of(item).firsts
    for by in query.filter:
        if by.field.role == "field" and by.name not in leads:
            message = f"`{item.name}` is found by its tags and its time, and `{by.name}` is neither"
            yield (
                by.path,
                message,
                "make it a tag if it has few values, or index it where that works",
            )


def _of_embeddings(query: Query, item: Object, embeddings: model.Embeddings) -> Iterator[_Found]:
    for by in query.sort:
        message = f"a vector store orders by distance, and this query sorts `{item.name}` by `{by.name}`"
        yield by.path, message, "take the nearest first and sort those, or ask another store"
    if query.model.nearest and embeddings.metric is None:
        message = f"this query asks for the nearest of `{item.name}`, which names no metric"
        yield (*query.path, "nearest"), message, "say `metric: cosine`, `dot` or `euclidean` there"


RULE = Rule(
    name="query/mechanism",
    severity=Severity.WARNING,
    step=4,
    checks=(
        "A query asks what its mechanism can answer: a key-value store by its key, files by their path, a time series "
        "within a range of time and by its tags, a vector store for the nearest by a metric and in no other order."
    ),
    why="A query against its mechanism reads everything, and shows that the data is in the wrong store.",
    bad="""\
mechanism: key-value
technology: Redis
keys:
  session:
    pattern: "session:{token}"
    value:
      type: JSON
      fields:
        user_id: {type: UUID}
queries:
  - {operation: Find a user's sessions, frequency: low, pattern: Filtered query, target: session, filter: [user_id]}
""",
    good="""\
mechanism: key-value
technology: Redis
keys:
  session:
    pattern: "session:{token}"
    value:
      type: JSON
      fields:
        user_id: {type: UUID}
queries:
  - {operation: Resolve a session, frequency: high, pattern: Single record lookup, target: session, filter: [token]}
""",
    check=check,
)
