"""Two catalogs to what changed between them: features, and what stands in them beside their stores."""

from __future__ import annotations

from ..catalog import Catalog, Dto, Feature, Object, Query
from ..impact import Touch
from ..linking import plain_name
from ..quantity import read_duration, read_frequency
from . import facts
from .change import Comparison, Unread
from .matching import match, match_queries, same_dto
from .stores import compare_stores
from .told import STUB, At, Teller, code, codes, touches_of
from .unread import hides, is_unread, unread
from .widths import compare_types

_BACKUP = ("frequency", "retention", "rto", "rpo")


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
    if before.design.status != after.design.status and not _either_unread(before, after, ("status",)):
        old, new = before.design.status, after.design.status
        teller.tell("status-changed", At(after, ("status",), key=False), what=code(after.key), old=old, new=new)
    compare_backup(teller, before, after)
    compare_stores(teller, before, after)
    _queries(teller, before, after)
    _dtos(teller, before, after)


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


def _either_unread(before: Feature, after: Feature, path: tuple[str | int, ...]) -> bool:
    return is_unread(before, path) or is_unread(after, path)


def compare_backup(teller: Teller, before: Feature, after: Feature) -> None:
    """The backup's objectives; their prose is none of it."""
    ours, theirs = (feature.design.backup if feature.design else None for feature in (before, after))
    for name in _BACKUP:
        old, new = getattr(ours, name, None), getattr(theirs, name, None)
        path = ("backup", name)
        if old == new or _either_unread(before, after, path):
            continue
        read = read_frequency if name == "frequency" else read_duration
        was, now = (read(text) if text else None for text in (old, new))
        if was is not None and was == now:
            continue
        kind = "backup-changed"
        if was is not None and now is not None:
            longer_is_better = name == "retention"
            kind = "backup-strengthened" if (now > was) == longer_is_better else "backup-weakened"
        called = name.upper() if name in ("rto", "rpo") else name
        at = At(after, path, key=False) if new else At(before, path, key=False)
        what = f"backup {called} of {code(after.key)}"
        teller.tell(kind, at, what=what, old=code(old) if old else "nothing", new=code(new) if new else "nothing")


# Queries


def _queries(teller: Teller, before: Feature, after: Feature) -> None:
    def asks(query: Query) -> tuple[object, ...]:
        return tuple(_asked(teller, query).items())

    for old, new in match_queries(before, after, asks):
        if old and new:
            ours, theirs, written = _asked(teller, old), _asked(teller, new), (_written(old), _written(new))
            changed = [key for key in theirs if ours[key] != theirs[key] and written[0][key] != written[1][key]]
            if changed and not _either_unread(before, after, new.path):
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


# DTOs


def _dtos(teller: Teller, before: Feature, after: Feature) -> None:
    matched = [(dto, after.dtos[name], "") for name, dto in before.dtos.items() if name in after.dtos]
    gone = [dto for name, dto in before.dtos.items() if name not in after.dtos]
    come = [dto for name, dto in after.dtos.items() if name not in before.dtos]
    renamed = teller.matches.pairs(gone, come, same_dto)
    for old, new, because in renamed:
        at = At(after, new.path, new.name)
        teller.tell("dto-renamed", at, old=code(old.name), new=code(new.name), because=because)
    matched += renamed
    kept = {dto for old, new, _ in matched for dto in (old, new)}
    for dto in gone:
        if dto not in kept and not hides(after, dto.path):
            at = At(before, dto.path, dto.name)
            teller.tell("dto-removed", at, what=code(dto.name), direction=dto.model.direction or "")
    for dto in come:
        if dto not in kept and not hides(before, dto.path):
            teller.tell("dto-added", At(after, dto.path, dto.name), what=code(dto.name))
    for old, new, _ in matched:
        _dto(teller, old, new)


def _dto(teller: Teller, old: Dto, new: Dto) -> None:
    before, after = old.feature, new.feature
    at = At(after, (*new.path, "direction"), new.name, key=False)
    if (old.model.direction or "both") != (new.model.direction or "both") and not _either_unread(
        before, after, at.path
    ):
        said = [
            {"read": "reading", "write": "writing"}.get(dto.model.direction or "", "reading and writing")
            for dto in (old, new)
        ]
        lost = "" if said[1] == "reading and writing" else {"reading": "write", "writing": "read"}[said[1]]
        kind = "dto-direction-changed" if lost else "dto-direction-widened"
        teller.tell(kind, at, what=code(new.name), old=said[0], new=said[1], direction=lost)
    ours = {teller.matches.object_now(item).label for item in old.sources}
    theirs = {item.label for item in new.sources}
    is_written_so = old.model.source == new.model.source
    if ours != theirs and not is_written_so and not _either_unread(before, after, (*new.path, "source")):
        said = [codes(dto.model.source) for dto in (old, new)]
        at = At(after, (*new.path, "source"), new.name, key=False)
        teller.tell("dto-source-changed", at, what=code(new.name), old=said[0], new=said[1])
    _dto_fields(teller, old, new)


def _dto_fields(teller: Teller, old: Dto, new: Dto) -> None:
    ours, theirs = old.model.fields, new.model.fields
    direction = new.model.direction or ""
    gone, come = [name for name in ours if name not in theirs], [name for name in theirs if name not in ours]

    def same(one: str, other: str) -> tuple[float, str]:
        before, after = ours[one].model_dump(exclude={"from_"}), theirs[other].model_dump(exclude={"from_"})
        is_same = before == after and bool(origins(old, one)) and origins(old, one) == origins(new, other)
        return float(is_same), "made of the same" if is_same else ""

    def origins(dto: Dto, name: str) -> set[tuple[str, str]]:
        return {_origin(teller, field.object, field.name) for field in dto.origins.get(name, ())}

    def at(dto: Dto, name: str, *more: str) -> At:
        return At(dto.feature, (*dto.path, "fields", name, *more), dto.name, name, key=not more)

    renamed = teller.matches.pairs(gone, come, same)
    now = {one: other for one, other, _ in renamed} | {name: name for name in ours if name in theirs}
    for one, other, because in renamed:
        names = [code(f"{dto.name}.{name}") for dto, name in ((old, one), (new, other))]
        teller.tell(
            "dto-field-renamed", at(new, other), old=names[0], new=names[1], because=because, direction=direction
        )
    for name in gone:
        if name not in now and not hides(new.feature, at(new, name).path):
            teller.tell("dto-field-removed", at(old, name), what=code(f"{old.name}.{name}"), direction=direction)
    for name in come:
        if name not in now.values() and not hides(old.feature, at(old, name).path):
            kind = "dto-field-demanded" if theirs[name].required and direction != "read" else "dto-field-added"
            teller.tell(kind, at(new, name), what=code(f"{new.name}.{name}"), direction=direction)
    for one, other in now.items():
        _dto_field(teller, old, new, one, other, at(new, other))


def _dto_field(teller: Teller, old: Dto, new: Dto, one: str, other: str, at: At) -> None:
    ours, theirs = old.model.fields[one], new.model.fields[other]
    direction = new.model.direction or ""
    what = code(f"{new.name}.{other}")
    if is_unread(old.feature, (*old.path, "fields", one)) or is_unread(new.feature, at.path):
        return
    if ours.type and theirs.type:
        stores = list(new.feature.stores.values())
        turn = compare_types(ours.type, theirs.type, stores[0].technology) if stores else "changed"
        kinds = {"widened": "dto-type-widened", "number widened": "dto-number-widened", "narrowed": "dto-type-narrowed"}
        if turn not in ("same", "respelled"):
            kind = kinds.get(turn, "dto-type-changed")
            teller.tell(kind, at, what=what, old=code(ours.type), new=code(theirs.type), direction=direction)
    if bool(ours.required) != bool(theirs.required):
        kind = "dto-required-added" if theirs.required else "dto-required-removed"
        teller.tell(kind, at, what=what, direction=direction)
    before = {_origin(teller, field.object, field.name) for field in old.origins.get(one, ())}
    after = {(field.object.label, field.name) for field in new.origins.get(other, ())}
    if before != after and ours.from_ != theirs.from_:
        said = [codes(mapping.from_ or ()) for mapping in (ours, theirs)]
        teller.tell("dto-origin-changed", at, what=what, old=said[0], new=said[1])


def _origin(teller: Teller, item: Object, name: str) -> tuple[str, str]:
    return teller.matches.object_now(item).label, teller.matches.field_name(item, name)
