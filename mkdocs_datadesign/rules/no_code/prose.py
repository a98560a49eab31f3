"""A feature's prose, each piece with its place, and the code that stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from weakref import WeakKeyDictionary

from ... import model
from ...catalog import Catalog, Feature
from ...model.design import References
from ...model.objects import Timestamp, Value, VectorIndex
from ...source import Path
from ..rule import Finding
from .code import Code, Kind, code

_ALL = frozenset(References.model_fields)
_NOT_PROSE: dict[type[model.Part], frozenset[str]] = {
    model.Design: frozenset({"title"}),
    References: _ALL,
    model.Relationship: frozenset({"from_", "to", "via"}),
    model.Field: frozenset({"type", "constraints", "values", "example"}),
    model.Index: frozenset({"fields", "type", "where", "include"}),
    model.Validation: frozenset({"fields"}),
    model.Integrity: frozenset({"target"}),
    model.Object: frozenset({"owner"}),
    model.Record: frozenset({"constraints"}),
    model.Collection: frozenset({"shard_key"}),
    model.KeyObject: frozenset({"pattern", "partition_key", "sort_key"}),
    Value: frozenset({"type"}),
    model.FileSet: frozenset({"structure", "naming"}),
    Timestamp: frozenset({"field", "type"}),
    VectorIndex: frozenset({"type", "parameters"}),
    model.Embeddings: frozenset({"source", "model"}),
    model.Query: frozenset({"target", "filter", "range", "search", "sort", "joins", "nearest", "where"}),
    model.Dto: frozenset({"source", "contract"}),
    model.DtoField: frozenset({"from_", "type"}),
    **dict.fromkeys(
        (
            model.RelationalStore,
            model.DocumentStore,
            model.KeyValueStore,
            model.FileStore,
            model.TimeSeriesStore,
            model.VectorStore,
        ),
        frozenset({"technology", "database"}),
    ),
}
"""The keys of the format that hold names, types, expressions, paths and values. Whatever else is text is prose."""

_found: WeakKeyDictionary[Feature, list[tuple[Path, Code]]] = WeakKeyDictionary()


def findings(catalog: Catalog, kind: Kind, what: str, help: str) -> Iterator[Finding]:
    """The findings of one rule. A piece of prose yields one finding, of the rule that fits it best."""
    for feature in catalog.features.values():
        if feature not in _found:  # the four rules share one walk
            _found[feature] = list(_code(feature))
        for path, found in _found[feature]:
            if found.kind == kind:
                message = f"`{found.excerpt}` is {what}" if found.excerpt else f"this is {what}"
                yield Finding(feature, path, message, help)


def _code(feature: Feature) -> Iterator[tuple[Path, Code]]:
    for path, text in prose(feature):
        found = code(text)
        if found:
            yield path, found


def prose(feature: Feature) -> Iterator[tuple[Path, str]]:
    """Every piece of prose of a feature with its data path, in the order of the format."""
    waiting: list[tuple[Path, object]] = [((), feature.design)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        else:
            waiting += reversed(_inside(path, value))


def _inside(path: Path, value: object) -> list[tuple[Path, object]]:
    if isinstance(value, model.Part):
        keys, given = _keys(type(value)), value.__dict__
        return [((*path, key), given[name]) for name, key in keys if given[name]]
    if isinstance(value, dict):
        return [((*path, key), item) for key, item in value.items()]
    return [((*path, position), item) for position, item in enumerate(value)] if isinstance(value, list) else []


@cache
def _keys(part: type[model.Part]) -> list[tuple[str, str]]:
    """The keys of a part below which there may be prose: as the model names them, and as the sidecar does."""
    left_out = frozenset[str]().union(*(_NOT_PROSE.get(base, ()) for base in part.__mro__))
    return [(name, field.alias or name) for name, field in part.model_fields.items() if name not in left_out]
