"""What changed of DTOs, judged by who is on the other side of their contract."""

from __future__ import annotations

from ..catalog import Dto, Feature, Object
from .evidence import same_dto
from .told import At, Teller, code, codes
from .unread import either_unread, hides, is_unread
from .widths import compare_types


def compare_dtos(teller: Teller, before: Feature, after: Feature) -> None:
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
    if (old.model.direction or "both") != (new.model.direction or "both") and not either_unread(before, after, at.path):
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
    if ours != theirs and not is_written_so and not either_unread(before, after, (*new.path, "source")):
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
