"""A change of a design, and all of them between two states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..problem import Place
from .judgement import Judgement

Side = Literal["old", "new"]
Word = Literal["named", "unchanged", "unnamed", "missing"]
"""What a section's prose says of a change: it names it; it does, but did not change itself; it does not; it is empty."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What another feature has to do with what changed. `changed`: whether that feature's design changed as well."""

    feature: str
    words: str
    place: Place
    changed: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whether the feature's `migration` and `migration.rollback` speak of a change, by one of its `names`."""

    migration: Word
    rollback: Word
    names: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """A section that did not change with the design speaks of something else."""
        return self.migration == "named" and self.rollback == "named"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, in words, where it stands, and what it does to who reads and who writes.

    `place` is in the state that `side` names: the old one for what is gone. `because` says why something that was
    renamed or moved is taken for the same. `spoken` is None for what no migration has to do with.
    """

    kind: str
    message: str
    feature: str
    object: str
    field: str
    judgement: Judgement
    place: Place
    data_path: str
    side: Side = "new"
    because: str = ""
    touched: tuple[Touched, ...] = ()
    spoken: Spoken | None = None

    @property
    def breaking(self) -> bool:
        return self.judgement.breaking

    @property
    def is_planned(self) -> bool:
        """Whether nothing breaks, or both sections were changed to speak of it, or it is none of their matter."""
        return not self.breaking or self.spoken is None or self.spoken.is_enough

    @property
    def order(self) -> tuple[str, str, str, str, str, int, int, str]:
        span = self.place.span
        return self.feature, self.object, self.field, self.kind, self.place.path, span.line, span.column, self.message


@dataclass(frozen=True, slots=True)
class Unread:
    """A sidecar that could not be read in one state, in whole or (`whole` is false) in part: `count` problems in it,
    the first at `place`."""

    feature: str
    side: Side
    whole: bool
    count: int
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes by feature, object and field, and what could not be compared. `features` counts the designs."""

    changes: tuple[Change, ...]
    unread: tuple[Unread, ...]
    features: int

    @property
    def breaking(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.breaking)

    @property
    def compatible(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.breaking)
