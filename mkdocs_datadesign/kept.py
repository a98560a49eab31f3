"""What is worked out once, and kept from one build to the next for as long as that which it was made of is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import islice
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
        """What was made last time, if it would be made of the same again; what was asked for to make it is kept, too."""
        known = self._asked.get(what) or self._known.get(what)
        if known is None or known[0] != made_of:
            before = len(self._asked)
            made = make()
            known = (made_of, made, tuple(islice(reversed(self._asked), len(self._asked) - before)))
        elif what not in self._asked:
            for one in reversed(known[2]):
                if one in self._known:
                    self._asked.setdefault(one, self._known[one])
        self._asked[what] = known
        value: T = known[1]
        return value

    def each(self, what: Hashable, made_of: Sequence[One], make: Callable[[One], T]) -> list[T]:
        """What is made of each one of many: of those that were there last time, what was made then."""
        known = self._known.get(what, {})
        now = {one: known[one] if one in known else make(one) for one in made_of}
        self._asked[what] = now
        return [now[one] for one in made_of]

    def by_key(self, what: Hashable, made_of: Mapping[One, object], make: Callable[[One], T]) -> Mapping[One, T]:
        """What is made for each key of many: for those that are made of the same as last time, what was made then.

        What comes out is the same object as last time where all of it is.
        """
        nothing: tuple[Mapping[One, object], dict[One, T]] = ({}, {})
        of, made = self._asked.get(what) or self._known.get(what) or nothing
        if of != made_of:
            anew = {
                key: make(key)
                for key, one in made_of.items()
                if key not in of or (of[key] is not one and of[key] != one)
            }
            same = [*of] == [*made_of]  # as they are for nearly each save, and copied at once
            made = made | anew if same else {key: anew[key] if key in anew else made[key] for key in made_of}
        self._asked[what] = (made_of, made)
        return made

    def of_features(
        self, what: Hashable, catalog: Catalog, versions: Mapping[str, Hashable], make: Callable[[Feature], T]
    ) -> Mapping[str, T]:
        """What each feature adds to something, by key: made anew where the feature's version is another one."""
        features = catalog.features
        if features.keys() != versions.keys():
            versions = {key: versions.get(key) for key in features}
        return self.by_key(what, versions, lambda key: make(features[key]))
