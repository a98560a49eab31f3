"""What holds for a field or an object, however it is written: what two states of it are compared by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .. import model as spec
from ..catalog import Field, ForeignKey, Object
from ..linking import plain_name

Target = tuple[str, ...]
"""What a foreign key leads to: feature, store, object and fields, or its own text where it leads nowhere."""

_TEXT = re.compile(r"('(?:[^']|'')*')")
_BLANKS = re.compile(r"\s*([^\w\s])\s*|\s+")
_NAME = re.compile(r"[\w$]+")


def plain(expression: str, names: Mapping[str, str] | None = None) -> str:
    """An expression without what is only layout: blanks, and the case of all but quoted text; with names replaced."""
    known = {old.lower(): new.lower() for old, new in (names or {}).items()}
    parts = _TEXT.split(expression.strip())
    for i in range(0, len(parts), 2):
        bare = _BLANKS.sub(lambda found: found[1] or " ", parts[i]).lower()
        parts[i] = _NAME.sub(lambda found: known.get(found[0], found[0]), bare)
    whole = "".join(parts)
    return whole[1:-1] if re.fullmatch(r"\([^()]*\)", whole) else whole


def default(field: Field) -> str | None:
    found = [c.expression for c in (field.model.constraints if field.model else ()) if c.kind == "DEFAULT"]
    return found[0] if found else None


def checks(field: Field) -> dict[str, str]:
    """The CHECKs of a field: as written, by what they say once their layout is gone."""
    stated = field.model.constraints if field.model else ()
    return {plain(c.expression): c.expression for c in stated if c.kind == "CHECK"}


def is_required(field: Field) -> bool:
    """Whether a value must be there. What a pattern implies is always there."""
    return field.required or field.model is None


def uniques(item: Object, names: Mapping[str, str]) -> dict[tuple[frozenset[str], str], str]:
    """What no two records may share, in words: sets of fields, as they are called now, each with the condition of a
    partial index."""
    found = {(frozenset(names.get(name, name) for name in fields), ""): ", ".join(fields) for fields in item.uniques}
    for index, _ in item.indexes.values():
        if index.is_unique and index.where:
            fields = index_fields(index)
            found[frozenset(names.get(name, name) for name in fields), plain(index.where, names)] = (
                f"{', '.join(fields)} where {index.where}"
            )
    return found


def index_fields(index: spec.Index) -> list[str]:
    return [plain_name(text) for text in index.fields]


def is_adrift(key: ForeignKey) -> bool:
    """Whether a foreign key leads nowhere, or to the stub of an object whose owner has none of that name."""
    return key.target is None or (key.target.is_stub and key.target.owner is None)


AS_IT_IS: tuple[Callable[[Object], Object], Callable[[Object, str], str]] = (lambda item: item, lambda _, name: name)
"""What the new state calls its objects and fields."""


def target(key: ForeignKey, object_of: Callable[[Object], Object], field_of: Callable[[Object, str], str]) -> Target:
    """What a foreign key leads to, as the new state calls it."""
    if key.target is None:
        return (plain(str(key.constraint.target)), *key.constraint.target_fields)
    now = object_of(key.target)
    fields = (field_of(key.target, name) for name in key.target_fields)
    return (now.feature.key, now.store.name, now.name, *fields)


def shape(item: Object) -> frozenset[tuple[str, str]]:
    """What an object is recognised by once its name is gone: its fields with their types, and its patterns."""
    facts = {(name, field.type.lower()) for name, field in item.fields.items() if field.model is not None}
    for name in ("pattern", "partition_key", "sort_key", "structure", "naming", "source"):
        if text := getattr(item.model, name, None):
            facts.add((f"={name}", str(text)))
    return frozenset(facts)
