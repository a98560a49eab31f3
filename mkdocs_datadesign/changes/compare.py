"""Two catalogs to what changed between them: features, and what stands in them beside their stores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import model as spec
from ..catalog import Catalog, Feature, Object, Query
from ..impact import Touch
from ..linking import plain_name
from ..quantity import read_duration, read_frequency
from . import facts
from .change import Comparison, Unread
from .dtos import compare_dtos
from .limits import turn_of_span
from .matching import match, match_queries
from .rules import compare_rules
from .stores import compare_stores
from .told import STUB, At, Teller, code, codes, touches_of
from .unread import either_unread, is_unread, unread

_OBJECTIVES: dict[str, Callable[[Any], float | None]] = {
    "frequency": read_frequency,
    "retention": read_duration,
    "rto": read_duration,
    "rpo": read_duration,
    "point_in_time_recovery": float,
}
_MORE_IS_BETTER = ("retention", "point_in_time_recovery")
_CALLED = {"rto": "RTO", "rpo": "RPO", "point_in_time_recovery": "point-in-time recovery"}


def compare(old: Catalog, new: Catalog) -> Comparison:
    """All that changed from one state to the other, by feature, object and field, and what could not be compared."""
    matches = match(old, new)
    teller = Teller(old, new, matches)
    untold: list[Unread] = []
    for before, after in matches.features:
        for feature, side in ((before, "old"), (after, "new")):
            found = unread(feature, "old" if side == "old" else "new") if feature else None
            if found:
                untold.append(found)
        if before and after:
            _feature(teller, before, after)
        elif before:
            _removed(teller, before)
        elif after:
            teller.tell("feature-added", At(after, ()), what=code(after.key), new=_objects(after))
    changes = sorted(teller.changes, key=lambda change: change.order)
    untold.sort(key=lambda one: (one.feature, one.side))
    return Comparison(tuple(changes), tuple(untold), len(new.features))


def _removed(teller: Teller, feature: Feature) -> None:
    """A feature that is gone. What another feature took over is told there."""
    left = [item for item in feature.objects if item not in teller.matches.objects]
    touches = [touch for item in left for touch in touches_of(item)]
    teller.tell("feature-removed", At(feature, ()), what=code(feature.key), old=_objects(feature), touches=touches,
                named=[feature.key])  # fmt: skip


def _objects(feature: Feature) -> str:
    if feature.design is None:
        return "what could not be read"
    return codes(item.name for item in feature.objects if not item.is_stub)


def _feature(teller: Teller, before: Feature, after: Feature) -> None:
    if before.key != after.key:
        touches = [touch for item in before.objects for touch in _by_name(item)]
        at = At(after, ())
        because = teller.matches.reasons.get(after, "")
        teller.tell("feature-renamed", at, old=code(before.key), new=code(after.key), touches=touches, because=because)
    if before.design is None or after.design is None:
        return
    if before.design.status != after.design.status and not either_unread(before, after, ("status",)):
        old, new = before.design.status, after.design.status
        teller.tell("status-changed", At(after, ("status",), key=False), what=code(after.key), old=old, new=new)
    compare_stores(teller, before, after)
    for compare_part in (_integrity, _retention, _backups):
        compare_part(teller, before, after, before.design, after.design)
    _queries(teller, before, after)
    compare_dtos(teller, before, after)


def _by_name(item: Object) -> list[Touch]:
    """What names an object with its feature: stubs by their owner, keys by `feature:object`."""
    return [
        Touch(STUB if use.kind == "stub" else code(use.words), use.feature, use.path)
        for use in item.uses
        if use.kind == "stub" or (use.kind == "foreign key" and _says_feature(use.by, item))
    ]


def _says_feature(by: Object | None, item: Object) -> bool:
    keys = by.foreign_keys if by else []
    return any(key.target is item and key.constraint.target and key.constraint.target.feature for key in keys)


# What is said of a feature as a whole


def _integrity(teller: Teller, before: Feature, after: Feature, old: spec.Design, new: spec.Design) -> None:
    if either_unread(before, after, ("integrity",)):
        return
    for turn in compare_rules(old.integrity, new.integrity, {}):
        at = At(before if turn.gone else after, ("integrity", turn.index))
        targets = [rule.target for rule in (old if turn.gone else new).integrity[turn.index : turn.index + 1]]
        named = [name for name in targets if name] or [after.title]
        said = [code(text) if text else "nothing" for text in (turn.old, turn.new)]
        teller.tell(turn.kind, at, what=turn.of(code(after.key)), old=said[0], new=said[1], named=named)


def _retention(teller: Teller, before: Feature, after: Feature, old: spec.Design, new: spec.Design) -> None:
    """How long a feature as a whole keeps what it has."""
    volumes = [design.performance.volume if design.performance else None for design in (old, new)]
    was, now = (volume.retention if volume else None for volume in volumes)
    path = ("performance", "volume", "retention")
    kind = turn_of_span(was, now)
    if kind and not either_unread(before, after, path):
        at = At(after if now else before, path, key=False)
        said = [code(text) if text else "nothing" for text in (was, now)]
        teller.tell(
            kind, at, what=f"retention of {code(after.key)}", old=said[0], new=said[1], named=["retention", after.title]
        )


def _backups(teller: Teller, before: Feature, after: Feature, old: spec.Design, new: spec.Design) -> None:
    """The objectives of backups, of the feature and of its stores; their prose is none of it."""
    _backup(teller, At(before, ("backup",)), At(after, ("backup",)), old.backup, new.backup, code(after.key))
    for store in before.stores.values():
        now = teller.matches.stores.get(store)
        if now:
            ours, theirs = (At(one.feature, (*one.path, "backup")) for one in (store, now))
            _backup(teller, ours, theirs, store.model.backup, now.model.backup, f"store {code(now.name)}")


def _backup(
    teller: Teller, before: At, after: At, ours: spec.Backup | None, theirs: spec.Backup | None, whole: str
) -> None:
    for name, read in _OBJECTIVES.items():
        old, new = getattr(ours, name, None), getattr(theirs, name, None)
        was, now = (None if value is None else read(value) for value in (old, new))
        if old == new or (was is not None and was == now):
            continue
        if is_unread(before.feature, (*before.path, name)) or is_unread(after.feature, (*after.path, name)):
            continue
        kind = "backup-changed"
        if was is not None and now is not None:
            kind = "backup-strengthened" if (now > was) == (name in _MORE_IS_BETTER) else "backup-weakened"
        at = before if new is None else after
        said = [
            "nothing" if value is None else code({True: "on", False: "off"}.get(value, value)) for value in (old, new)
        ]
        what = f"backup {_CALLED.get(name, name)} of {whole}"
        teller.tell(kind, At(at.feature, (*at.path, name), key=False), what=what, old=said[0], new=said[1])


# Queries


def _queries(teller: Teller, before: Feature, after: Feature) -> None:
    def asks(query: Query) -> tuple[object, ...]:
        return tuple(_asked(teller, query).items())

    for old, new in match_queries(before, after, asks):
        if old and new:
            ours, theirs, written = _asked(teller, old), _asked(teller, new), (_written(old), _written(new))
            changed = [key for key in theirs if ours[key] != theirs[key] and written[0][key] != written[1][key]]
            if changed and not either_unread(before, after, new.path):
                at = At(after, new.path, new.target.name if new.target else "")
                said = [
                    ", ".join(f"{key} {code(told[key] or 'nothing')}" for key in changed) for told in (ours, theirs)
                ]
                teller.tell("query-changed", at, what=code(new.model.operation), old=said[0], new=said[1])
        elif new:
            at = At(after, new.path, new.target.name if new.target else "")
            teller.tell("query-added", at, what=code(new.model.operation))
        elif old and not any(fault.path[:1] == ("queries",) for fault in after.source.faults):
            at = At(before, old.path, old.target.name if old.target else "")
            teller.tell("query-removed", at, what=code(old.model.operation))


def _asked(teller: Teller, query: Query) -> dict[str, str]:
    """What a query asks, in the new state's names; how it is told is left out."""
    matches = teller.matches

    def now(text: str, *, is_object: bool) -> str:
        name = plain_name(text)
        if is_object:
            found = [item for item in (query.target, *query.joins) if item and item.name == name]
            return matches.object_now(found[0]).name if found else name
        after = text.strip()[len(name) :] if text.strip().startswith(name) else ""
        for item in (query.target, *query.joins):
            if item and name in item.fields:
                return matches.field_name(item, name) + after
        return " ".join(text.split())

    model = query.model
    lists = {key: getattr(model, key) or [] for key in ("joins", "filter", "range", "search", "sort")}
    told = {key: ", ".join(now(text, is_object=key == "joins") for text in texts) for key, texts in lists.items()}
    return {
        "target": now(model.target, is_object=True) if model.target else "",
        **told,
        "where": facts.plain(model.where or ""),
        "kind": model.kind or "read",
        "frequency": model.frequency or "",
    }


def _written(query: Query) -> dict[str, object]:
    """A query as it is written: what still has the old name of something has not changed."""
    return dict(query.model)
