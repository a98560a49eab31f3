"""How far a change reaches: which features a change of one makes look different, to the rules and on their pages.

A feature sees of another the objects that it links to, and of those who link to it what they say of its own objects.
Both are compared before and after a change, so that whatever stays as it was is not judged and written anew.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from .catalog import Feature, Object, Use
from .model import Part

Name = tuple[str, str, str]
"""An object by its feature's key, its store and its own name."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What others see of a feature: of itself, of each of its objects, and what it says of theirs.

    `users` are the features that link to each object; `beyond` those that link to an object which this feature gives
    foreign keys to, by a stub of it.
    """

    itself: Hashable
    objects: Mapping[Name, tuple[Part, Hashable]]
    users: Mapping[Name, frozenset[str]]
    said: Mapping[Name, list[Hashable]]
    beyond: Mapping[Name, frozenset[str]]


_NOTHING = Outline(None, {}, {}, {}, {})


def outline(feature: Feature | None) -> Outline:
    """What others see of a feature that is linked."""
    if feature is None:
        return _NOTHING
    objects = {_name(item): (item.model, _surroundings(item)) for item in feature.objects}
    users = {_name(item): frozenset(_users(item)) for item in feature.objects}
    beyond = {
        _name(item.owner): frozenset(_users(item.owner)) for item in feature.objects if item.owner and item.foreign_keys
    }
    return Outline(_itself(feature), objects, users, _said(feature), beyond)


def reached(before: Outline, after: Outline) -> set[str]:
    """The keys of the features that look different for what has changed between two outlines of one feature."""
    if before.itself != after.itself:
        return {key for one in (before, after) for keys in one.users.values() for key in keys} | {
            name[0] for one in (before, after) for name in one.said
        }
    names = [name for name in {*before.objects, *after.objects} if before.objects.get(name) != after.objects.get(name)]
    keys = {key for name in names for one in (before, after) for key in one.users.get(name, ())}
    told = [name for name in {*before.said, *after.said} if before.said.get(name) != after.said.get(name)]
    keys |= {key for name in told for one in (before, after) for key in one.beyond.get(name, ())}
    return keys | {name[0] for name in told}


def seen(features: Iterable[Feature]) -> Iterator[tuple[str, str]]:
    """What each feature sees of others, bit by bit, with the key of who sees it: what `reached` compares, as text.

    Of the same features it is the same, in the same order.
    """
    for feature in features:
        one = outline(feature)
        itself = repr((feature.key, one.itself))
        yield from ((key, itself) for key in sorted({*chain(*one.users.values()), *(name[0] for name in one.said)}))
        for name, keys in one.users.items():
            whole = repr((name, one.objects[name])) if keys else ""
            yield from ((key, whole) for key in sorted(keys))
        for name, said in one.said.items():
            whole = repr((feature.key, name, said))
            yield from ((key, whole) for key in sorted({name[0], *one.beyond.get(name, ())}))


def _name(item: Object) -> Name:
    return item.feature.key, item.store.name, item.name


def _itself(feature: Feature) -> Hashable:
    """What a page or a rule says of a feature that it links to, and what decides whether links can be trusted."""
    design = feature.design
    if design is None:
        return None
    stores = tuple((store.name, store.model.mechanism, store.model.technology, store.model.database, repr(store.model.backup))
                   for store in feature.stores.values())  # fmt: skip
    faults = tuple((fault.rule, fault.path[:4]) for fault in feature.source.faults)
    return (design.title, repr(design.backup), stores, tuple(sorted(feature.left_out)), faults, feature.source.path)


def _surroundings(item: Object) -> Hashable:
    """Where an object's own references lead."""
    return (
        item.owner and _name(item.owner),
        tuple((key.constraint.text, key.target and _name(key.target), key.target_fields) for key in item.foreign_keys),
    )


def _users(item: Object) -> Iterator[str]:
    """The features that link to an object, or to one that is a stub of it."""
    waiting, seen = [item], set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            for uses in (one.uses, *(field.uses for field in one.fields.values())):
                yield from (use.feature.key for use in uses)
            waiting += [use.by for use in one.uses if use.kind == "stub" and use.by is not None]


def _said(feature: Feature) -> dict[Name, list[Hashable]]:
    """What a feature adds to each object that it links to."""
    said: dict[Name, list[Hashable]] = {}
    for used in dict.fromkeys(feature.touched):
        item, field = (used, "") if isinstance(used, Object) else (used.object, used.name)
        if item.feature is not feature:
            ours = [(field, use.kind, use.path, use.words, _more(use)) for use in used.uses if use.feature is feature]
            said.setdefault(_name(item), []).extend(ours)
    return said


def _more(use: Use) -> Hashable:
    """What a use shows of the object or the DTO that makes it, where that is known."""
    if use.kind == "DTO":
        if use.feature.elsewhere:
            return None  # its catalog tells no more
        dto = use.feature.dtos[str(use.path[1])]
        return dto.model.direction, bool(dto.failures or dto.field_failures)
    item = use.by
    if item is None:
        return None
    if use.kind == "stub":
        indexes = tuple((name, repr(index)) for name, (index, _) in item.indexes.items())
        return indexes, _surroundings(item)
    return tuple(
        (item.store.name, key.required, key.unique, tuple(_row(item, key.fields)))
        for key in item.foreign_keys
        if key.path == use.path
    )


def _row(item: Object, names: Iterable[str]) -> Iterator[Hashable]:
    for field in (item.fields[name] for name in names if name in item.fields):
        yield field.name, field.type, field.in_primary_key, bool(field.foreign_keys), field.has("UNIQUE")
