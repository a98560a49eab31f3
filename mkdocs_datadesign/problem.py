"""A problem: one finding of a rule, at a place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .source import Path, Source, Span


class Severity(StrEnum):
    """How bad a problem is; `off` is for settings alone."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file below the docs directory, a span, and the text of its first line.

    In another site there is no file here: `path` is then an address, or names the feature, and `elsewhere` is true.
    """

    path: str
    span: Span
    text: str
    elsewhere: bool = False

    @classmethod
    def of(cls, source: Source, path: Path, *, key: bool = False) -> Place:
        """The place of a value, or with `key` of the key that holds it."""
        span = source.key_span(path) if key else source.span(path)
        return cls(source.path, span, source.line(span.line))

    def __str__(self) -> str:
        return self.path if self.elsewhere else f"{self.path}:{self.span.line}:{self.span.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a problem is about."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Member:
    """One of the faults that a problem sums up, by its feature, its path, and a name that tells it from others there."""

    feature: str
    path: Path
    name: str = ""

    @property
    def label(self) -> str:
        """What a message calls it."""
        return self.name or next((key for key in reversed(self.path) if isinstance(key, str)), self.feature)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do about it. `data_path` is `path` dotted: `stores.main.entities.orders`. `rank`
    orders what is equally severe, the most pressing first. `members` are the single faults, where the problem sums up
    several, or where its path and what its message names do not tell it from others. `known` is one that the baseline
    holds, with all its members."""

    rule: str
    severity: Severity
    message: str
    place: Place
    feature: str
    data_path: str = ""
    help: str = ""
    related: tuple[Related, ...] = ()
    path: Path = ()
    rank: int = 0
    members: tuple[Member, ...] = ()
    known: bool = False

    @property
    def group(self) -> str:
        """The rule's group: `naming` of `naming/drift`."""
        return self.rule.partition("/")[0]

    @property
    def urgency(self) -> tuple[int, int, str, int, int, str, str]:
        """What to look at first: the severe before the slight, the most pressing of a rule before the rest."""
        return (list(Severity).index(self.severity), self.rank, *self.order)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return (self.place.path, self.place.span.line, self.place.span.column, self.rule, self.message)


def dotted(path: Path) -> str:
    """A data path as people read it: `queries[0].filter[1]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
