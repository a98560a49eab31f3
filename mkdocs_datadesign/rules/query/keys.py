"""How keys and paths are made of their placeholders, and what a query must give to make one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from ...catalog import Object, Query
from ...linking import plain_name
from ...model import FileSet, KeyObject

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_MOST_NAMED = 100
"""So many names of those that are missing are looked for, each a fault of its own: no key of use has more."""
_PLAIN_VALUES = re.compile(r"string|json|binary|blob|text|bytes|protobuf|msgpack", re.I)


@lru_cache(maxsize=1_000)  # many queries may be of the same few patterns
def placeholders(*texts: str | None) -> Mapping[str, int]:
    """The names in some patterns, in order, each with its rank: `cart:{tenant}:{visitor}` has tenant and visitor."""
    names = dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text or ""))
    return {name: rank for rank, name in enumerate(names)}


_parts: WeakKeyDictionary[Object, frozenset[str]] = WeakKeyDictionary()


def parts_of(item: Object) -> frozenset[str]:
    """The fields that make the key of an object."""
    if item not in _parts:
        _parts[item] = frozenset(name for name, field in item.fields.items() if field.role == "part")
    return _parts[item]


def missing_parts(query: Query, item: Object) -> list[str]:
    """What a query of a key or a file would still have to give; nothing if it can find it.

    A key-value store finds a key only whole, DynamoDB by its partition key, or by a secondary index's first field;
    files are listed by the beginning of their path.
    """
    given = {criterion.name for criterion in query.filter}
    if isinstance(item.model, FileSet):
        parts = placeholders(item.model.structure, item.model.naming)
        last = max((parts[name] for name in given if name in parts), default=0)
        return list(islice((name for name in islice(parts, last) if name not in given), _MOST_NAMED))
    if not isinstance(item.model, KeyObject) or _is_indexed(query, item, given):
        return []
    parts = placeholders(item.model.partition_key) if item.model.partition_key else placeholders(item.model.pattern)
    return list(islice((name for name in parts if name not in given), _MOST_NAMED))


def _is_indexed(query: Query, item: Object, given: set[str]) -> bool:
    """Whether a secondary index finds it: its first field is given, or else ordered or compared with a range."""
    asked = given.union(by.name for by in (*query.range, *query.sort, *query.search))
    return not _indexed(item)[0].isdisjoint(asked)


_indexes: WeakKeyDictionary[Object, tuple[frozenset[str], frozenset[str]]] = WeakKeyDictionary()


def _indexed(item: Object) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that indexes of an object begin with, and all that they hold."""
    if item not in _indexes:
        names = [[plain_name(text) for text in index.fields] for index, _ in item.indexes.values()]
        _indexes[item] = frozenset(few[0] for few in names), frozenset(name for few in names for name in few)
    return _indexes[item]


def ad_hoc(query: Query, item: Object) -> list[str]:
    """The fields of the value by which a query of a key-value store filters or sorts, though nothing there can.

    A sorted set, a hash or a stream has an order or members of its own; a plain value is read whole.
    """
    if not isinstance(item.model, KeyObject) or item.store.technology.name == "DynamoDB":
        return []
    if item.model.value and not _PLAIN_VALUES.search(item.model.value.type):
        return []
    indexed = _indexed(item)[1]
    criteria = (*query.filter, *query.range, *query.search, *query.sort)
    return list(dict.fromkeys(by.name for by in criteria if by.field.role == "value" and by.name not in indexed))
