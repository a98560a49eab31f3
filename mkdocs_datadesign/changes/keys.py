"""What changed of keys and of what must hold: primary keys, uniqueness, foreign keys, and CHECKs over an object."""

from __future__ import annotations

from collections.abc import Mapping

from ..catalog import ForeignKey, Object
from ..source import Path
from . import facts
from .limits import turn_of_check
from .pair import ObjectPair
from .told import code


def compare_keys(one: ObjectPair) -> None:
    """Compare what ties an object's fields together, and to other objects."""
    _keys(one)
    _foreign_keys(one)
    _checks(one)


def _keys(one: ObjectPair) -> None:
    if one.unread():  # a constraint may stand on any field
        return
    ours, theirs = (tuple(map(one.now, item.primary_key)) for item in (one.old, one.new))
    if ours != theirs:
        one.tell("key-changed", old=list(one.old.primary_key), new=list(theirs))
    before, after = (
        {key: said for key, said in facts.uniques(item, one.names).items() if key != (frozenset(primary), "")}
        for item, primary in ((one.old, ours), (one.new, theirs))
    )
    for key in after.keys() - before.keys():
        if (name := _single(key[0])) and not _is_kept(one, name):
            continue
        one.tell("unique-added", *_unique_at(one.new, key[0]), what=_over(one.new, after[key]), field=_single(key[0]))
    for key in before.keys() - after.keys():
        old_names = {new: old for old, new in one.names.items()}
        fields = frozenset(old_names.get(name, name) for name in key[0])
        what, field = _over(one.old, before[key]), _single(fields)
        if not field or (field in one.old.fields and one.old.fields[field] in one.teller.matches.fields):
            one.tell("unique-removed", *_unique_at(one.old, fields), what=what, field=field, gone=True)


def _single(fields: frozenset[str]) -> str:
    return next(iter(fields)) if len(fields) == 1 else ""


def _unique_at(item: Object, fields: frozenset[str]) -> tuple[str | int, ...]:
    """Where an object says that fields are unique, below it."""
    for constraint, path in item.constraints:
        if constraint.kind == "UNIQUE" and frozenset(constraint.fields) == fields:
            return path[len(item.path) :]
    if (name := _single(fields)) and name in item.fields and item.fields[name].has("UNIQUE"):
        return (*item.fields[name].path[len(item.path) :], "constraints")
    for index, path in item.indexes.values():
        if index.is_unique and frozenset(facts.index_fields(index)) == fields:
            return path[len(item.path) :]
    return ()


def _over(item: Object, fields: str) -> str:
    return code(f"{item.name}.{fields}") if "," not in fields else f"{code(fields)} of {code(item.name)}"


def _foreign_keys(one: ObjectPair) -> None:
    if one.unread():  # a constraint may stand on any field
        return
    matches = one.teller.matches
    ours = {tuple(map(one.now, key.fields)): key for key in one.old.foreign_keys}
    theirs = {tuple(map(one.now, key.fields)): key for key in one.new.foreign_keys}
    for fields, key in theirs.items():
        said, at = _leads_to(key), key.path[len(one.new.path) :]
        what, field = _over(one.new, ", ".join(fields)), fields[0] if len(fields) == 1 else ""
        known = ours.get(fields)
        if known is None:
            if any(_is_kept(one, name) for name in fields):
                one.tell("foreign-key-added", *at, what=what, new=said, field=field)
        elif not _same_target(one, known, key):
            one.tell("foreign-key-changed", *at, what=what, old=_leads_to(known), new=said, field=field)
    for fields, key in ours.items():
        if fields not in theirs and any(
            one.old.fields.get(name) in matches.fields for name in key.fields if name in one.old.fields
        ):
            field = key.fields[0] if len(key.fields) == 1 else ""
            what, at = _over(one.old, ", ".join(key.fields)), key.path[len(one.old.path) :]
            one.tell("foreign-key-removed", *at, what=what, old=_leads_to(key), field=field, gone=True)


def _leads_to(key: ForeignKey) -> str:
    """A foreign key's target in words."""
    fields = key.constraint.target_fields or key.target_fields
    end = f".{fields[0]}" if len(fields) == 1 else f" ({', '.join(fields)})" if fields else ""
    return f"{key.constraint.target}{end}"


def _same_target(one: ObjectPair, old: ForeignKey, new: ForeignKey) -> bool:
    matches = one.teller.matches
    if facts.is_adrift(old) or facts.is_adrift(new):
        return facts.plain(_leads_to(old)) == facts.plain(_leads_to(new))
    return facts.target(old, matches.object_now, matches.field_name) == facts.target(new, *facts.AS_IT_IS)


def _is_kept(one: ObjectPair, name: str) -> bool:
    """Whether a field of the new object was there before: what a new field must hold is told with it."""
    found = one.new.fields.get(name)
    return found is not None and found in one.teller.kept


def _checks(one: ObjectPair) -> None:
    """The CHECKs that stand over the whole object."""
    if one.unread("constraints"):
        return
    ours, theirs = (_object_checks(item, one.names) for item in (one.old, one.new))
    gone = {plain: told for plain, told in ours.items() if plain not in theirs}
    come = {plain: told for plain, told in theirs.items() if plain not in ours}
    if len(gone) == len(come) == 1:
        (was, old), (now, new) = next(iter(gone.items())), next(iter(come.items()))
        one.tell(turn_of_check(was, now), *new[1], old=old[0], new=new[0])
        return
    for text, path in come.values():
        one.tell("check-added", *path, new=text)
    for text, path in gone.values():
        one.tell("check-removed", *path, old=text, gone=True)


def _object_checks(item: Object, names: Mapping[str, str]) -> dict[str, tuple[str, Path]]:
    """The CHECKs over an object: as written and where below it, by what they say once their layout is gone."""
    return {
        facts.plain(constraint.expression, names): (constraint.expression, path[len(item.path) :])
        for constraint, path in item.constraints
        if constraint.kind == "CHECK"
    }
