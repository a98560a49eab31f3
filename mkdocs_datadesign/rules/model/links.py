"""What the model rules share: which foreign keys lie between two objects, and what was read of an object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from ...catalog import Catalog, Feature, ForeignKey, Object, Relationship
from ...source import Path
from ...words import did_you_mean, nearest
from .types import is_array

_refused: WeakKeyDictionary[Feature, frozenset[Path]] = WeakKeyDictionary()
"""By feature, the objects (`stores.main.entities.orders`) in which the schema refused something."""


class Links:
    """All foreign keys by the object that holds them and the one that they lead to; stubs count as their owner's."""

    def __init__(self, catalog: Catalog) -> None:
        self.keys: dict[tuple[Object, Object], list[ForeignKey]] = defaultdict(list)
        self.holders: dict[Object, set[Object]] = defaultdict(set)
        self.failed: dict[Object, set[str]] = defaultdict(set)
        for key in catalog.all_foreign_keys:
            holder = key.object.definition
            if key.target is not None:
                self.keys[holder, key.target].append(key)
                self.holders[key.target].add(holder)
            elif key.constraint.target is not None:
                self.failed[holder].add(key.constraint.target.names[0])

    def between(self, holder: Object, target: Object) -> list[ForeignKey]:
        """The foreign keys of `holder` that lead to `target`."""
        return self.keys.get((holder, target), [])

    def unsure(self, *objects: Object) -> bool:
        """Whether a foreign key between these may be there but could not be read, which is reported already."""
        names = [item.name for item in objects]
        meant = (nearest(name, names) for item in objects for name in self.failed.get(item, ()))
        return any(meant) or any(partly_read(item) for item in objects)


def partly_read(item: Object) -> bool:
    """Whether something of an object was left out because the schema refused it."""
    feature = item.feature
    if not feature.source.faults:
        return False
    if feature not in _refused:
        _refused[feature] = frozenset(fault.path[:4] for fault in feature.source.faults)
    return item.path in _refused[feature]


def relationships(catalog: Catalog, *types: str) -> Iterator[tuple[Relationship, Object, Object]]:
    """The relationships of these types between tables and collections, with both ends found."""
    for feature in catalog.features.values():
        for store in feature.stores.values():
            for relationship in store.relationships:
                source, target = relationship.source, relationship.target
                if relationship.model.type not in types or source is None or target is None:
                    continue
                if {source.kind, target.kind} <= {"entity", "collection"}:
                    yield relationship, source, target


def in_array(key: ForeignKey) -> bool:
    """Whether a foreign key's field is an array or lies within one."""
    for name in key.fields:
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            field = key.object.fields.get(".".join(parts[:end]))
            if field is not None and is_array(field.type):
                return True
    return False


def known_fields(item: Object) -> dict[str, object]:
    """The names of an object's fields: a stub's are its own and its owner's."""
    return {**dict.fromkeys(item.definition.fields), **dict.fromkeys(item.fields)}


def advice(name: str, names: Iterable[str]) -> str:
    """What to write instead of a field that is not there."""
    known = list(names)
    if found := did_you_mean(name, known):
        return found
    shown = ", ".join(f"`{item}`" for item in known[:8])
    return f"it has {shown}{f' and {len(known) - 8} more' if len(known) > 8 else ''}" if known else "define the field"
