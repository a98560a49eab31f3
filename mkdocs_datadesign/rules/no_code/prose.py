"""A feature's prose, each piece with its place, and the code that stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from weakref import WeakKeyDictionary

from ... import model
from ...catalog import Catalog, Feature
from ...model.base import Prose, holds
from ...source import Path
from ..rule import Finding
from .code import Code, Kind, code

_found: WeakKeyDictionary[Feature, list[tuple[Path, Code, str]]] = WeakKeyDictionary()
"""By feature, the prose that holds code: where it is, the code, and a sum of all of it."""


def findings(catalog: Catalog, kind: Kind, what: str, help: str) -> Iterator[Finding]:
    """The findings of one rule. A piece of prose yields one finding, of the rule that fits it best."""
    for feature in catalog.features.values():
        if feature not in _found:  # the four rules share one walk
            _found[feature] = list(_code(feature))
        for path, found, whole in _found[feature]:
            if found.kind == kind:
                message = f"`{found.excerpt}` is {what}" if found.excerpt else f"this is {what}"
                yield Finding(feature, path, message, help, members=((feature, path, whole),))


def _code(feature: Feature) -> Iterator[tuple[Path, Code, str]]:
    for path, text in prose(feature):
        found = code(text)
        if found:  # the first of what may be several: any other text is looked at anew
            whole = sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()
            yield path, found, whole[:12]


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
    return [((*path, position), item) for position, item in model.numbered(value)] if isinstance(value, list) else []


@cache
def _keys(part: type[model.Part]) -> list[tuple[str, str]]:
    """The keys of a part below which there may be prose: as the model names them, and as the sidecar does."""
    return [
        (name, field.alias or name)
        for name, field in part.model_fields.items()
        if any(map(_may_hold_prose, field.metadata)) or holds(field.annotation, _may_hold_prose)
    ]


def _may_hold_prose(found: object) -> bool:
    return isinstance(found, Prose) or (isinstance(found, type) and issubclass(found, model.Part))
