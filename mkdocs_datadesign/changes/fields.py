"""What changed of an object's fields."""

from __future__ import annotations

from ..catalog import Field, Object
from ..rules.model.enums import values_of
from . import facts
from .limits import turn_of_check
from .told import At, Teller, code, codes, touches_of
from .unread import hides, is_unread
from .widths import compare_types

_TYPES = {
    "respelled": "type-respelled",
    "widened": "type-widened",
    "number widened": "number-widened",
    "narrowed": "type-narrowed",
    "changed": "type-changed",
}
_ON_DELETE = {
    "cascade": "on-delete-cascades",
    "set null": "on-delete-empties",
    "set default": "on-delete-empties",
    "restrict": "on-delete-refuses",
    "no action": "on-delete-refuses",
}


def compare_fields(teller: Teller, old: Object, new: Object) -> None:
    """Compare the fields of an object, nested ones too. What is nested in what is gone or new is told with it, and
    the parts of a pattern with the pattern.
    """
    matches = teller.matches
    now = {matches.fields[field]: field for field in old.fields.values() if field in matches.fields}
    gone = [field for field in old.fields.values() if field not in matches.fields and field.model]
    come = [field for field in new.fields.values() if field not in now and field.model]
    lost, found = ({field.name for field in fields} for fields in (gone, come))
    for field in gone:
        if not _is_within(field, lost) and field.role != "part" and not hides(new.feature, field.path):
            _tell(teller, "field-removed", At.of(field), field)
    for field in come:
        if not _is_within(field, found) and field.role != "part" and not hides(old.feature, field.path):
            demanded = facts.is_required(field) and facts.default(field) is None and not _computed(field)
            _tell(teller, "required-field-added" if demanded else "field-added", At.of(field), field)
    for after, before in now.items():
        if after.model and before.model:
            _Pair(teller, before, after).compare()


def _is_within(field: Field, names: set[str]) -> bool:
    """Whether a field is nested in one of these."""
    return any(field.name[:i] in names for i, char in enumerate(field.name) if char == ".")


def _computed(field: Field) -> bool:
    return field.model is not None and field.model.computed is not None


def _tell(teller: Teller, kind: str, at: At, field: Field) -> None:
    what = code(f"{field.object.name}.{field.name}")
    teller.tell(kind, at, what=what, touches=touches_of(field), named=[field.last_name, field.object.name])


class _Pair:
    """A field in both states."""

    def __init__(self, teller: Teller, old: Field, new: Field) -> None:
        assert old.model
        assert new.model
        self.teller, self.old, self.new = teller, old, new
        self.before, self.after = old.model, new.model
        self.names = teller.matches.names(old.object)

    def unread(self, key: str) -> bool:
        return is_unread(self.old.object.feature, (*self.old.path, key)) or is_unread(
            self.new.object.feature, (*self.new.path, key)
        )

    def tell(self, kind: str, *path: str | int, old: str = "", new: str = "", gone: bool = False) -> None:
        field = self.old if gone else self.new
        at = At.of(field, *path)
        self.teller.tell(
            kind, at, what=code(f"{field.object.name}.{field.name}"), old=old, new=new, touches=touches_of(field),
            named=[self.old.last_name, self.new.last_name, self.old.object.name, self.new.object.name],
        )  # fmt: skip

    def compare(self) -> None:
        self.renamed()
        self.type()
        self.constraints()
        self.consequences()

    def renamed(self) -> None:
        if self.old.last_name == self.new.last_name:
            return
        names = [code(f"{field.object.name}.{field.name}") for field in (self.old, self.new)]
        kind = "part-renamed" if self.new.role == "part" else "field-renamed"
        self.teller.tell(
            kind, At.of(self.new), old=names[0], new=names[1], touches=touches_of(self.old),
            named=[self.old.last_name, self.new.last_name, self.new.object.name],
            because=self.teller.matches.reasons.get(self.new, ""),
        )  # fmt: skip

    def type(self) -> None:
        if self.old.role != self.new.role:
            self.tell("role-changed", old=self.old.role, new=self.new.role)
        if self.unread("type"):
            return
        ours, theirs = values_of(self.old), values_of(self.new)
        turn = compare_types(self.old.type, self.new.type, self.new.object.store.technology)
        if turn != "same":
            self.tell(_TYPES[turn], "type", old=code(self.old.type), new=code(self.new.type))
        if self.unread("values") or set(ours) == set(theirs):
            return
        at = "values" if self.after.values else "type"
        if not ours:
            self.tell("values-limited", at, new=codes(theirs))
        elif not theirs:
            if turn != "changed":  # another type has told it
                self.tell("values-freed", "type", old=codes(ours))
        else:
            if come := [value for value in theirs if value not in ours]:
                self.tell("value-added", at, new=codes(come))
            if gone := [value for value in ours if value not in theirs]:
                self.tell("value-removed", at, old=codes(gone))

    def constraints(self) -> None:
        if self.unread("constraints"):
            return
        was, now = facts.is_required(self.old), facts.is_required(self.new)
        before, after = facts.default(self.old), facts.default(self.new)
        if now and not was and not self.new.in_primary_key:
            kind = "required-added" if after is None else "required-with-default"
            self.tell(kind, "constraints", new=code(after))
        elif was and not now:
            self.tell("required-removed", gone=False)
        if (before and facts.plain(before)) != (after and facts.plain(after)):
            self.default(before, after, now)
        self.checks()

    def default(self, before: str | None, after: str | None, is_required: bool) -> None:
        if after is None:
            kind = "needed-default-removed" if is_required else "default-removed"
            self.tell(kind, old=code(before))
        elif before is None:
            if facts.is_required(self.old) or not is_required:  # else it is told with that
                self.tell("default-added", "constraints", new=code(after))
        else:
            self.tell("default-changed", "constraints", old=code(before), new=code(after))

    def checks(self) -> None:
        ours = {facts.plain(text, self.names): text for text in facts.checks(self.old).values()}
        theirs = {facts.plain(text, self.names): text for text in facts.checks(self.new).values()}
        gone, come = [plain for plain in ours if plain not in theirs], [plain for plain in theirs if plain not in ours]
        if len(gone) == len(come) == 1:
            kind = turn_of_check(gone[0], come[0])
            self.tell(kind, "constraints", old=code(ours[gone[0]]), new=code(theirs[come[0]]))
            return
        for plain in come:
            self.tell("check-added", "constraints", new=code(theirs[plain]))
        for plain in gone:
            self.tell("check-removed", old=code(ours[plain]))

    def consequences(self) -> None:
        """What happens on delete and on update, and whether the field is computed."""
        if self.old.foreign_keys and self.new.foreign_keys and not self.unread("on_delete"):
            was, now = (model.on_delete or "no action" for model in (self.before, self.after))
            if was != now and {was, now} != {"restrict", "no action"}:
                at = ["on_delete"] * bool(self.after.on_delete)
                self.tell(_ON_DELETE[now], *at, old=code(was), new=code(now))
        if self.old.foreign_keys and self.new.foreign_keys and not self.unread("on_update"):
            was, now = (model.on_update or "no action" for model in (self.before, self.after))
            if was != now:
                at = ["on_update"] * bool(self.after.on_update)
                self.tell("on-update-changed", *at, old=code(was), new=code(now))
        if _computed(self.old) != _computed(self.new) and not self.unread("computed"):
            self.tell(
                "computed-added" if _computed(self.new) else "computed-removed", *["computed"] * _computed(self.new)
            )
