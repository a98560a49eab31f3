"""How keys and paths are made of their placeholders, and what a query must give to make one."""

from __future__ import annotations

import re

from ...catalog import Object, Query
from ...linking import plain_name
from ...model import FileSet, KeyObject

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_PLAIN_VALUES = re.compile(r"string|json|binary|blob|text|bytes|protobuf|msgpack", re.I)


def placeholders(text: str | None) -> list[str]:
    """The names in a pattern, in order: `cart:{tenant}:{visitor}` has tenant and visitor."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text or "")))


def missing_parts(query: Query, item: Object) -> list[str]:
    """What a query of a key or a file would still have to give; nothing if it can find it.

    A key-value store finds a key only whole, DynamoDB by its partition key, or by a secondary index's first field;
    files are listed by the beginning of their path.
    """
    given = {criterion.name for criterion in query.filter}
    if isinstance(item.model, FileSet):
        parts = list(dict.fromkeys(placeholders(item.model.structure) + placeholders(item.model.naming)))
        asked = [name for name in parts if name in given]
        if not asked:
            return []
        return [name for name in parts[: parts.index(asked[-1])] if name not in given]
    if not isinstance(item.model, KeyObject) or _is_indexed(query, item, given):
        return []
    parts = placeholders(item.model.partition_key) if item.model.partition_key else placeholders(item.model.pattern)
    return [name for name in parts if name not in given]


def _is_indexed(query: Query, item: Object, given: set[str]) -> bool:
    """Whether a secondary index finds it: its first field is given, or else ordered or compared with a range."""
    asked = given.union(by.name for by in (*query.range, *query.sort, *query.search))
    return any(plain_name(index.fields[0]) in asked for index, _ in item.indexes.values())


def ad_hoc(query: Query, item: Object) -> list[str]:
    """The fields of the value by which a query of a key-value store filters or sorts, though nothing there can.

    A sorted set, a hash or a stream has an order or members of its own; a plain value is read whole.
    """
    if not isinstance(item.model, KeyObject) or item.store.technology.name == "DynamoDB":
        return []
    if item.model.value and not _PLAIN_VALUES.search(item.model.value.type):
        return []
    indexed = {plain_name(text) for index, _ in item.indexes.values() for text in index.fields}
    criteria = (*query.filter, *query.range, *query.search, *query.sort)
    return list(dict.fromkeys(by.name for by in criteria if by.field.role == "value" and by.name not in indexed))
