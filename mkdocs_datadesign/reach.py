"""How far a change reaches: which features a change of one makes look different, to the rules and on their pages.

A feature sees of another the objects that it links to, and of those who link to it what they say of its own objects.
Both are compared before and after a change, so that whatever stays as it was is not judged and written anew. Of fields
of others, a page shows those that its feature links to; the rules look at those that its design names as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from . import model
from .catalog import Feature, Object, Use

Name = tuple[str, str, str]
"""An object by its feature's key, its store and its own name."""
_WORD = re.compile(r"\w+\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is seen of an object, and by whom.

    `whole` is all of it; `fields` are those of an entity or a collection, by their dotted names, and `rest` is what
    there is beside them. `users` are the features that link to it, `of_each` those of them that link to a field.
    """

    whole: tuple[model.Part, Hashable, Hashable]
    rest: object
    fields: Mapping[str, model.Field | None]
    users: frozenset[str]
    of_each: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outline:
    """What others see of a feature: of itself, of each of its objects, and what it says of theirs.

    `beyond` are those that link to an object which this feature gives foreign keys to, by a stub of it.
    """

    itself: Hashable
    objects: Mapping[Name, Shape]
    said: Mapping[Name, list[Hashable]]
    beyond: Mapping[Name, frozenset[str]]


_NOTHING = Outline(None, {}, {}, {})


@dataclass(slots=True)
class Reach:
    """The keys of the features that a change reaches.

    Those in `shown` look different. Those in `linking` link to an object of which other fields, or they as well, are not
    what they were: `fields` are the last parts of such fields' names.
    """

    shown: set[str] = field(default_factory=set)
    linking: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


def outline(feature: Feature | None) -> Outline:
    """What others see of a feature that is linked."""
    if feature is None:
        return _NOTHING
    objects = {_name(item): _shape(item) for item in feature.objects}
    beyond = {
        _name(item.owner): frozenset(use.feature.key for use in _uses(item.owner))
        for item in feature.objects
        if item.owner and item.foreign_keys
    }
    return Outline(_itself(feature), objects, _said(feature), beyond)


def reached(before: Outline, after: Outline) -> Reach:
    """How far that reaches which has changed between two outlines of one feature."""
    reach, both = Reach(), (before, after)
    if before.itself != after.itself:
        reach.shown.update(key for one in both for shape in one.objects.values() for key in shape.users)
        reach.shown.update(name[0] for one in both for name in one.said)
        return reach
    for name in {*before.objects, *after.objects}:
        _of_object(before.objects.get(name), after.objects.get(name), reach)
    for name in {*before.said, *after.said}:
        if before.said.get(name) != after.said.get(name):
            reach.shown.add(name[0])
            reach.shown.update(key for one in both for key in one.beyond.get(name, ()))
    return reach


def _of_object(before: Shape | None, after: Shape | None, reach: Reach) -> None:
    """Add how far it reaches that an object has come, gone or changed."""
    shapes = [shape for shape in (before, after) if shape]
    users = {key for shape in shapes for key in shape.users}
    if before is None or after is None or before.rest != after.rest:
        reach.shown |= users
    elif before.whole != after.whole:
        names = before.fields.keys() | after.fields.keys()
        other = {name for name in names if before.fields.get(name, name) != after.fields.get(name, name)}
        reach.shown.update(key for shape in shapes for name in other for key in shape.of_each.get(name, ()))
        reach.linking |= users
        reach.fields.update(name.rpartition(".")[2] for name in other)


def names_any(feature: Feature, names: Collection[str]) -> bool:
    """Whether a sidecar may name any of some fields: not, if its text has none of them."""
    text = feature.source.text.lower()
    return any("\\" in text or not _WORD.match(name) or name.lower() in text for name in names)


def seen(features: Iterable[Feature]) -> Iterator[tuple[str, str]]:
    """What each feature sees of others, bit by bit, with the key of who sees it, as text: no less than `reached` compares.

    Of the same features it is the same, in the same order.
    """
    for feature in features:
        one = outline(feature)
        itself = repr((feature.key, one.itself))
        users = chain(*(shape.users for shape in one.objects.values()))
        yield from ((key, itself) for key in sorted({*users, *(name[0] for name in one.said)}))
        for name, shape in one.objects.items():
            whole = repr((name, shape.whole)) if shape.users else ""
            yield from ((key, whole) for key in sorted(shape.users))
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


def _shape(item: Object) -> Shape:
    uses = list(_uses(item))
    around, fields = (_surroundings(item), tuple(item.indexes)), tuple(item.fields)  # models know of no order
    rest: object = (item.model, fields)
    if isinstance(item.model, model.Record):
        beside = {name: value for name, value in item.model if name != "fields"}
        rest = (type(item.model), beside, item.primary_key, tuple(item.uniques))
    return Shape(
        whole=(item.model, fields, around),
        rest=(rest, around),
        fields={name: one.model for name, one in item.fields.items()},
        users=frozenset(use.feature.key for use in uses),
        of_each={name: frozenset(use.feature.key for use in one.uses) for name, one in item.fields.items() if one.uses},
    )


def _surroundings(item: Object) -> Hashable:
    """Where an object's own references lead."""
    return (
        item.owner and _name(item.owner),
        tuple((key.constraint.text, key.target and _name(key.target), key.target_fields) for key in item.foreign_keys),
    )


def _uses(item: Object) -> Iterator[Use]:
    """What links to an object, or to one that is a stub of it."""
    waiting, seen = [item], set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            for uses in (one.uses, *(field.uses for field in one.fields.values())):
                yield from uses
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
    for one in (item.fields[name] for name in names if name in item.fields):
        yield one.name, one.type, one.in_primary_key, bool(one.foreign_keys), one.has("UNIQUE")
