"""An object in both states, and how a change of a part of it is told."""

from __future__ import annotations

from ..catalog import Object
from .told import At, Teller, code, codes, touches_of
from .unread import is_unread


class ObjectPair:
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
