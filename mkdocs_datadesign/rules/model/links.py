"""What the model rules share: which foreign keys lie between two objects, and what was read of an object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from weakref import WeakKeyDictionary

from ...catalog import Catalog, Feature, ForeignKey, Object, Relationship
from ...source import Path
from ...words import did_you_mean, nearest
from .types import is_array

_refused: WeakKeyDictionary[Feature, frozenset[Path]] = WeakKeyDictionary()
"""By feature, the objects (`stores.main.entities.orders`) in which the schema refused something."""


_MOST_FAILED = 20
"""An object with more foreign keys to nowhere may mean anything by them."""


class Links:
    """The foreign keys between objects. Many relationships may be of the same ones, so each is looked for once."""

    def __init__(self) -> None:
        self.between = cache(_between)
        """The foreign keys of a holder that lead to a target; those of its stubs count as its own."""
        self.holders = cache(_holders)
        """The objects with a foreign key to a target."""
        self._failed = cache(_failed)
        self._is_near = cache(_is_near)

    def unsure(self, *objects: Object) -> bool:
        """Whether a foreign key between these may be there but could not be read, which is reported already."""
        failed = frozenset[str]().union(*map(self._failed, objects))
        if len(failed) > _MOST_FAILED or any(map(partly_read, objects)):
            return True
        return any(self._is_near(name, item.name) for name in failed for item in objects)


def _between(holder: Object, target: Object) -> list[ForeignKey]:
    if len(holder.uses) < len(target.uses):  # what everybody uses has many of them
        held_in = places(holder)
    else:
        held_in = dict.fromkeys(place for place in _keyed(target) if place.definition is holder)
    return [key for place in held_in for key in place.foreign_keys if key.target is target]


def _keyed(target: Object) -> Iterable[Object]:
    return (use.by for use in target.uses if use.kind == "foreign key" and use.by is not None)


def _holders(target: Object) -> set[Object]:
    return {place.definition for place in _keyed(target)}


def _failed(item: Object) -> frozenset[str]:
    """The names that foreign keys of an object lead to, and that are nothing."""
    keys = (key for place in places(item) for key in place.foreign_keys)
    return frozenset(key.constraint.target.names[0] for key in keys if key.target is None and key.constraint.target)


def _is_near(name: str, other: str) -> bool:
    return bool(nearest(name, (other,)))


def places(item: Object) -> Iterable[Object]:
    """Where an object is defined, and the stubs of it, in the order of their features."""
    stubs = [use.by for use in item.uses if use.by is not None and use.by.definition is item]
    return sorted(dict.fromkeys((item, *stubs)), key=lambda place: place.feature.key)


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
    fields = [key.object.fields[name] for name in key.fields if name in key.object.fields]
    return any(is_array(one.type) for field in fields for one in field.within)


def known_fields(item: Object) -> dict[str, object]:
    """The names of an object's fields: a stub's are its own and its owner's."""
    return {**dict.fromkeys(item.definition.fields), **dict.fromkeys(item.fields)}


def advice(name: str, names: Iterable[str], has: str = "it has") -> str:
    """What to write instead of a field that is not there."""
    known = list(names)
    if found := did_you_mean(name, known):
        return found
    shown = ", ".join(f"`{item}`" for item in known[:8])
    return f"{has} {shown}{f' and {len(known) - 8} more' if len(known) > 8 else ''}" if known else "define the field"
