"""What is worked out once, and kept from one build to the next for as long as that which it was made of is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from .catalog import Catalog, Feature

T = TypeVar("T")
One = TypeVar("One", bound=Hashable)


class Kept:
    """Values by what they are for. What one build does not ask for, the next does not find."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}
        self._asked: dict[Hashable, Any] = {}

    def turn(self) -> None:
        """Begin another build."""
        self._known, self._asked = self._asked, {}

    def same(self, what: Hashable, made_of: object, make: Callable[[], T]) -> T:
        """What was made last time, if it would be made of the same again."""
        known = self._asked.get(what) or self._known.get(what)
        if known is None or known[0] != made_of:
            known = (made_of, make())
        self._asked[what] = known
        value: T = known[1]
        return value

    def each(self, what: Hashable, made_of: Sequence[One], make: Callable[[One], T]) -> list[T]:
        """What is made of each one of many: of those that were there last time, what was made then."""
        known = self._known.get(what, {})
        now = {one: known[one] if one in known else make(one) for one in made_of}
        self._asked[what] = now
        return [now[one] for one in made_of]

    def of_features(
        self, what: Hashable, catalog: Catalog, versions: Mapping[str, Hashable], make: Callable[[Feature], T]
    ) -> dict[str, T]:
        """What each feature adds to something, by key: made anew where the feature's version is another one."""
        known = self._asked.get(what) or self._known.get(what, {})
        now = {}
        for key, feature in catalog.features.items():
            version = versions.get(key)
            part = known.get(key)
            now[key] = part if part is not None and part[0] == version else (version, make(feature))
        self._asked[what] = now
        return {key: value for key, (_, value) in now.items()}
