"""What changed of an object as a whole: keys, uniqueness, references, checks, indexes, and what its mechanism asks for."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from .. import model as spec
from ..catalog import ForeignKey, Object
from ..quantity import read_duration
from ..source import Path
from . import facts
from .limits import turn_of_check
from .told import At, Teller, code, codes, touches_of
from .unread import is_unread

_SETTINGS = {
    "pattern": ("key-pattern-changed", "key pattern"),
    "partition_key": ("key-pattern-changed", "partition key"),
    "sort_key": ("key-pattern-changed", "sort key"),
    "structure": ("layout-changed", "file structure"),
    "naming": ("layout-changed", "naming convention"),
    "format": ("layout-changed", "file format"),
    "source": ("embedding-changed", "source"),
    "model": ("embedding-changed", "model"),
    "dimensions": ("embedding-changed", "dimensions"),
    "metric": ("embedding-changed", "metric"),
    "eviction": ("setting-changed", "eviction policy"),
    "shard_key": ("setting-changed", "shard key"),
}
"""The keys that are compared as they stand: the kind of change, and what it is called."""
_SPANS = {"ttl": "TTL", "retention": "retention"}
_FOREVER = re.compile(r"(?:none|no|never|forever|unlimited)\b", re.I)


def compare_object(teller: Teller, old: Object, new: Object) -> None:
    """Compare all that is said of an object but its fields."""
    one = _Pair(teller, old, new)
    _settings(one)
    _soft_delete(one)
    _keys(one)
    _foreign_keys(one)
    _checks(one)
    _validation(one)
    _indexes(one)
    if isinstance(old.model, spec.Series) and isinstance(new.model, spec.Series):
        _series(one, old.model, new.model)


class _Pair:
    """An object in both states."""

    def __init__(self, teller: Teller, old: Object, new: Object) -> None:
        self.teller, self.old, self.new = teller, old, new
        self.names = teller.matches.names(old)

    def unread(self, *path: str) -> bool:
        return is_unread(self.old.feature, (*self.old.path, *path)) or is_unread(
            self.new.feature, (*self.new.path, *path)
        )

    def now(self, name: str) -> str:
        return self.names.get(name, name)

    def tell(
        self, kind: str, *path: str | int, what: str = "", old: object = None, new: object = None, field: str = "",
        gone: bool = False, key: bool = False,
    ) -> None:  # fmt: skip
        """Tell of a part of the object: `field` is the one that it is about, `gone` what the new state lacks."""
        item = self.old if gone else self.new
        at = At(item.feature, (*item.path, *path), item.name, field, key=key or not path)
        about = item.fields.get(field)
        touches = [] if kind.startswith("index-") else touches_of(about or item)
        names = [*(name.rsplit(".", 1)[-1] for name in (field,) if name), self.old.name, self.new.name]
        self.teller.tell(
            kind, at, what=what or code(item.name), old=_shown(old), new=_shown(new), touches=touches, named=names
        )  # fmt: skip


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return codes(value)
    return "nothing" if value is None else code(value)


def _settings(one: _Pair) -> None:
    for name, (kind, called) in _SETTINGS.items():
        old, new = getattr(one.old.model, name, None), getattr(one.new.model, name, None)
        if _settled(one, old) != _settled(one, new) and not one.unread(name):
            one.tell(kind, name, what=f"{called} of {code(one.new.name)}", old=old, new=new, gone=new is None)
    for name, called in _SPANS.items():
        old, new = getattr(one.old.model, name, None), getattr(one.new.model, name, None)
        _span(one, (name,), f"{called} of {code(one.new.name)}", old, new)
    volumes = (one.old.model.volume, one.new.model.volume)
    kept = [volume.retention if volume else None for volume in volumes]
    if not hasattr(one.new.model, "retention"):
        _span(one, ("volume", "retention"), f"retention of {code(one.new.name)}", *kept)
    values = [str(getattr(getattr(item.model, "value", None), "type", "")) for item in (one.old, one.new)]
    if all(values) and facts.plain(values[0]) != facts.plain(values[1]) and not one.unread("value"):
        one.tell("value-type-changed", "value", "type", old=values[0], new=values[1])
    indexes = [getattr(item.model, "index", None) for item in (one.old, one.new)]
    if indexes[0] != indexes[1] and not one.unread("index"):
        said = [
            ", ".join([index.type, *(f"{k} {v}" for k, v in index.parameters.items())]) if index else None
            for index in indexes
        ]
        one.tell("setting-changed", "index", what=f"vector index of {code(one.new.name)}", old=said[0], new=said[1],
                 gone=indexes[1] is None)  # fmt: skip


def _settled(one: _Pair, value: object) -> object:
    """A setting to compare: with fields as they are called now, without blanks."""
    if isinstance(value, list):
        return [one.now(str(item)) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{([^{}]+)\}", lambda found: f"{{{one.now(found[1])}}}", " ".join(value.split()))
    return value


def _span(one: _Pair, path: tuple[str, ...], what: str, old: str | None, new: str | None) -> None:
    """A span of time that data is kept for. Nothing said is forever; the words around a span are prose."""
    if old == new or one.unread(*path):
        return
    was, now = (math.inf if not text or _FOREVER.match(text.strip()) else read_duration(text) for text in (old, new))
    if was is not None and was == now:
        return
    kind = "retention-changed"
    if was is not None and now is not None:
        kind = "retention-shortened" if now < was else "retention-lengthened"
    one.tell(kind, *path, what=what, old=old, new=new, gone=new is None)


def _soft_delete(one: _Pair) -> None:
    if one.old.soft_delete != one.new.soft_delete and not one.unread("soft_delete"):
        kind = "soft-delete-added" if one.new.soft_delete else "soft-delete-removed"
        one.tell(kind, "soft_delete", gone=getattr(one.new.model, "soft_delete", None) is None)


def _keys(one: _Pair) -> None:
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


def _foreign_keys(one: _Pair) -> None:
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


def _same_target(one: _Pair, old: ForeignKey, new: ForeignKey) -> bool:
    matches = one.teller.matches
    if facts.is_adrift(old) or facts.is_adrift(new):
        return facts.plain(_leads_to(old)) == facts.plain(_leads_to(new))
    return facts.target(old, matches.object_now, matches.field_name) == facts.target(new, *facts.AS_IT_IS)


def _is_kept(one: _Pair, name: str) -> bool:
    """Whether a field of the new object was there before: what a new field must hold is told with it."""
    found = one.new.fields.get(name)
    return found is not None and found in one.teller.matches.fields.values()


def _checks(one: _Pair) -> None:
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


def _validation(one: _Pair) -> None:
    """Rules by what they are about and who enforces them; their wording is prose."""
    if one.unread("validation"):
        return

    def told(rules: list[spec.Validation], now: Callable[[str], str]) -> list[tuple[tuple[object, ...], int]]:
        return [((frozenset(map(now, rule.fields or ())), rule.level), i) for i, rule in enumerate(rules)]

    old, new = one.old.model.validation, one.new.model.validation
    ours, theirs = told(old, one.now), told(new, str)
    by_rule = {rule.rule: i for i, rule in enumerate(old)}
    left = dict.fromkeys(i for _, i in ours)
    unmatched = []
    pairs = []
    for about, i in theirs:
        same = by_rule.get(new[i].rule)
        if same is not None and same in left:
            del left[same]
            pairs.append((same, i))
        else:
            unmatched.append((about, i))
    for about, i in unmatched:
        found = next((j for other, j in ours if j in left and other == about), None)
        if found is None:
            one.tell("validation-added", "validation", i, new=new[i].rule)
        else:
            del left[found]
            pairs.append((found, i))
    for i, j in pairs:
        if old[i].enforced_by != new[j].enforced_by:
            one.tell("enforcement-changed", "validation", j, what=f"{code(new[j].rule)} of {code(one.new.name)}",
                     old=old[i].enforced_by, new=new[j].enforced_by)  # fmt: skip
    for i in left:
        one.tell("validation-removed", "validation", i, old=old[i].rule, gone=True)


def _indexes(one: _Pair) -> None:
    if one.unread("indexes"):
        return
    ours = {name: _index(index, one.names) for name, (index, _) in one.old.indexes.items()}
    theirs = {name: _index(index, one.names) for name, (index, _) in one.new.indexes.items()}
    gone = [name for name in ours if name not in theirs]
    for name in theirs:
        if name in ours:
            _index_changed(one, name, name, ours[name], theirs[name])
            continue
        same = next((other for other in gone if ours[other] == theirs[name]), None)
        if same is None:
            one.tell("index-added", "indexes", name, what=f"{code(name)} of {code(one.new.name)}", key=True)
        else:
            gone.remove(same)
            one.tell("index-renamed", "indexes", name, old=same, new=name, key=True)
    for name in gone:
        one.tell("index-removed", "indexes", name, what=f"{code(name)} of {code(one.old.name)}", gone=True, key=True)


def _index(index: spec.Index, names: Mapping[str, str]) -> dict[str, str]:
    """What an index does; that it is unique is told of its fields."""

    def now(text: str) -> str:
        plain = " ".join(text.split())
        name, _, order = plain.partition(" ")
        order = "" if order.lower() == "asc" else order.lower()
        return f"{names.get(name, name)} {order}".strip()

    return {
        "on": ", ".join(now(text) for text in index.fields),
        "type": " ".join(index.type_words),
        "where": facts.plain(index.where or "", names),
        "including": ", ".join(sorted(map(now, index.include or ()))),
    }


def _index_changed(one: _Pair, before: str, after: str, ours: dict[str, str], theirs: dict[str, str]) -> None:
    what = f"{code(after)} of {code(one.new.name)}"
    if ours != theirs:
        changed = [key for key in ours if ours[key] != theirs[key]]
        old, new = (", ".join(f"{key} {told[key] or 'nothing'}" for key in changed) for told in (ours, theirs))
        one.tell("index-changed", "indexes", after, what=what, old=old, new=new, key=True)
    expiries = [item.indexes[name][0].expire_after for item, name in ((one.old, before), (one.new, after))]
    _span(one, ("indexes", after, "expire_after"), f"expiry of index {what}", *expiries)


def _series(one: _Pair, old: spec.Series, new: spec.Series) -> None:
    precisions = [series.timestamp.precision if series.timestamp else None for series in (old, new)]
    if precisions[0] != precisions[1] and not one.unread("timestamp"):
        one.tell("precision-changed", "timestamp", "precision", what=f"precision of {code(one.new.name)}",
                 old=precisions[0], new=precisions[1], gone=precisions[1] is None)  # fmt: skip
    spans = [read_duration(text) if text else None for text in (old.interval, new.interval)]
    if old.interval != new.interval and spans[0] != spans[1] and not one.unread("interval"):
        longer = spans[0] is not None and (spans[1] is None or spans[1] > spans[0])
        kind = "interval-lengthened" if longer else "interval-shortened"
        one.tell(kind, "interval", what=f"interval of {code(one.new.name)}", old=old.interval, new=new.interval,
                 gone=new.interval is None)  # fmt: skip
    if one.unread("rollups"):
        return
    ours = {read_duration(rollup.every) or rollup.every: (i, rollup) for i, rollup in enumerate(old.rollups)}
    theirs = {read_duration(rollup.every) or rollup.every: (i, rollup) for i, rollup in enumerate(new.rollups)}
    for every, (i, rollup) in theirs.items():
        what = f"rollup by {code(rollup.every)} of {code(one.new.name)}"
        if every not in ours:
            one.tell("rollup-added", "rollups", i, what=what)
            continue
        was = ours[every][1]
        _span(one, ("rollups", i, "keep"), f"retention of {what}", was.keep, rollup.keep)  # type: ignore[arg-type]
        if facts.plain(was.aggregate or "") != facts.plain(rollup.aggregate or ""):
            one.tell("aggregate-changed", "rollups", i, "aggregate", what=f"aggregate of {what}",
                     old=was.aggregate, new=rollup.aggregate, gone=rollup.aggregate is None)  # fmt: skip
    for every, (i, rollup) in ours.items():
        if every not in theirs:
            one.tell(
                "rollup-removed",
                "rollups",
                i,
                what=f"rollup by {code(rollup.every)} of {code(one.old.name)}",
                gone=True,
            )
