"""What changed of an object as a whole: keys, uniqueness, references, checks, indexes, and what its mechanism asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .. import model as spec
from ..catalog import Object
from ..quantity import read_duration
from . import facts
from .keys import compare_keys
from .limits import turn_of_span
from .pair import ObjectPair
from .rules import compare_rules
from .told import Teller, code

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


def compare_object(teller: Teller, old: Object, new: Object) -> None:
    """Compare all that is said of an object but its fields."""
    one = ObjectPair(teller, old, new)
    _settings(one)
    _soft_delete(one)
    compare_keys(one)
    _validation(one)
    _indexes(one)
    if isinstance(old.model, spec.Series) and isinstance(new.model, spec.Series):
        _series(one, old.model, new.model)


def _settings(one: ObjectPair) -> None:
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


def _settled(one: ObjectPair, value: object) -> object:
    """A setting to compare: with fields as they are called now, without blanks."""
    if isinstance(value, list):
        return [one.now(str(item)) for item in value]
    if isinstance(value, str):
        return re.sub(r"\{([^{}]+)\}", lambda found: f"{{{one.now(found[1])}}}", " ".join(value.split()))
    return value


def _span(one: ObjectPair, path: tuple[str, ...], what: str, old: str | None, new: str | None) -> None:
    kind = turn_of_span(old, new)
    if kind and not one.unread(*path):
        one.tell(kind, *path, what=what, old=old, new=new, gone=new is None)


def _soft_delete(one: ObjectPair) -> None:
    if one.old.soft_delete != one.new.soft_delete and not one.unread("soft_delete"):
        kind = "soft-delete-added" if one.new.soft_delete else "soft-delete-removed"
        one.tell(kind, "soft_delete", gone=getattr(one.new.model, "soft_delete", None) is None)


def _validation(one: ObjectPair) -> None:
    if one.unread("validation"):
        return
    old, new = one.old.model.validation, one.new.model.validation
    for turn in compare_rules(old, new, one.names):
        what = turn.of(code(one.new.name))
        one.tell(turn.kind, "validation", turn.index, what=what, old=turn.old, new=turn.new, gone=turn.gone)


def _indexes(one: ObjectPair) -> None:
    if one.unread("indexes"):
        return
    ours = {name: _index(index, one.names) for name, (index, _) in one.old.indexes.items()}
    theirs = {name: _index(index, one.names) for name, (index, _) in one.new.indexes.items()}
    gone = dict.fromkeys(name for name in ours if name not in theirs)
    by_content = {tuple(ours[name].values()): name for name in reversed(gone)}
    for name in theirs:
        if name in ours:
            _index_changed(one, name, name, ours[name], theirs[name])
            continue
        same = by_content.get(tuple(theirs[name].values()))
        if same is None or same not in gone:
            one.tell("index-added", "indexes", name, what=f"{code(name)} of {code(one.new.name)}", key=True)
        else:
            del gone[same]
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


def _index_changed(one: ObjectPair, before: str, after: str, ours: dict[str, str], theirs: dict[str, str]) -> None:
    what = f"{code(after)} of {code(one.new.name)}"
    if ours != theirs:
        changed = [key for key in ours if ours[key] != theirs[key]]
        old, new = (", ".join(f"{key} {told[key] or 'nothing'}" for key in changed) for told in (ours, theirs))
        one.tell("index-changed", "indexes", after, what=what, old=old, new=new, key=True)
    expiries = [item.indexes[name][0].expire_after for item, name in ((one.old, before), (one.new, after))]
    _span(one, ("indexes", after, "expire_after"), f"expiry of index {what}", *expiries)


def _series(one: ObjectPair, old: spec.Series, new: spec.Series) -> None:
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
