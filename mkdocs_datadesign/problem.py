"""A problem: one finding of a rule, at a place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from .source import Path, Source, Span


class Severity(StrEnum):
    """How bad a problem is; `off` is for settings alone."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


BLOCKING = (Severity.ERROR, Severity.WARNING)
"""What keeps a box of the checklist open."""


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


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in a sidecar that ignores rules: where it stands, and the rules or patterns that it names."""

    place: Place
    rules: tuple[str, ...]
    whole_file: bool

    @property
    def text(self) -> str:
        """The comment as it is written, with what a person says in it."""
        line = self.place.text.strip()
        return line if line.startswith("#") else self.place.text[self.place.span.column - 1 :].strip()


@dataclass(frozen=True, slots=True)
class Setting:
    """A severity that the options give to rules of a pattern, for the features of a pattern; `option` is where."""

    option: str
    features: str
    rules: str
    severity: Severity

    @property
    def words(self) -> str:
        """What it says, and where."""
        where = f"`{self.option}`" if self.option == "rules" else f"`{self.option}` for `{self.features}`"
        return f"`{self.rules}: {self.severity.value}` in the option {where}"


BASELINE: Literal["baseline"] = "baseline"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A problem that fails nothing, by a comment, a setting or the baseline. Its severity is the one without that."""

    problem: Problem
    by: Comment | Setting | Literal["baseline"]

    @property
    def is_blocking(self) -> bool:
        """Whether it would keep a box of the checklist open."""
        return self.problem.severity in BLOCKING


def dotted(path: Path) -> str:
    """A data path as people read it: `queries[0].filter[1]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
