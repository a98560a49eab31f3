"""A sidecar's text, what was read of it, and where each value stands in it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Key = str | int
Path = tuple[Key, ...]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_KEY = 2_000
"""How many characters a key may have: a name is said again wherever something is said of it."""
MAX_VALUES = 250_000
"""How many values a sidecar may hold once its aliases are followed; a long text counts as one for every 64 characters."""
MAX_DUPLICATES = 1_000
"""So many keys that are given twice are listed."""

COMMENT = "datadesign:"
"""What begins a comment that is meant for us."""

_LARGE = 64
"""In a mapping of so many keys, one is not looked for from the first on each time."""
_LONG = 1_000
"""A line of more characters is cut from the text once."""


class Span(NamedTuple):
    """A stretch of a file; lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class Typed(str):
    """A plain scalar that the core schema reads as a number or a boolean.

    The text is what was typed, so a key that takes text keeps `0042` and `1.10`;
    `value` is what a key that takes a number or a boolean reads.
    """

    __slots__ = ("value",)
    value: bool | int | float

    def __new__(cls, text: str, value: bool | int | float) -> Typed:
        self = super().__new__(cls, text)
        self.value = value
        return self


class Cut(str):
    """A plain text of a flow mapping that YAML cuts at its commas, put together again."""

    __slots__ = ()


class Bare:
    """What stands for the value of a word alone in a flow mapping: `unique` in `{fields: [a], unique}`."""


BARE = Bare()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the text itself, before any schema: `rule` is the name within `schema/`.

    `path` is what was not taken into the design, `at` the path of what is wrong where everything was.
    """

    rule: str
    message: str
    span: Span
    help: str = ""
    path: Path = ()
    at: Path = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where each scalar, mapping and list of a text stands, by its number, which is its rank in the text.

    `starts` and `ends` are offsets into the text; a mapping's and a list's are those of the token that opens it.
    `inner` says where in `links` the numbers of what one holds begin, 0 for a scalar: those of a mapping are its first
    key, that one's value, its second key and so on. An alias has no number of its own; it is linked to what it names.
    """

    starts: array[int]
    ends: array[int]
    inner: array[int]
    links: array[int]


@dataclass(slots=True)
class Source:
    """One sidecar's text and what was read of it.

    `path` is the file's path below the docs directory, with forward slashes.
    `value` is None where nothing could be read; `faults` says why.
    """

    path: str
    text: str
    value: Any = None
    faults: list[Fault] = field(default_factory=list)
    places: Places | None = field(default=None, repr=False, compare=False)
    broken: list[tuple[int, int]] = field(default_factory=list, repr=False, compare=False)
    """The offsets of each flow value or text that is broken over lines: where it begins, with its key, and where it ends.
    They are known only of a text that has comments for us."""
    _lines: array[int] | None = field(default=None, repr=False, compare=False)
    _ranks: dict[int, dict[Key, int]] | None = field(default=None, repr=False, compare=False)
    _long: dict[int, str] | None = field(default=None, repr=False, compare=False)

    def holds(self, path: Path) -> bool:
        """Whether there is a value at a path, be it an empty one."""
        value = self.value
        for key in path:
            if not has(value, key):
                return False
            value = value[key]
        return self.places is not None

    def span(self, path: Path) -> Span:
        """The place of a value: a scalar's own, else that of the key that holds it.

        A path that leads to nothing gives the place of the deepest part of it that exists.
        """
        places = self.places
        if places is None:
            return Span(1, 1, 1, 1)
        node, value = 0, self.value
        is_filled = isinstance(value, dict) and bool(value)
        found = self._span(places.links[places.inner[0]] if is_filled else 0)  # of a missing part, the first key
        for key in path:
            if not has(value, key):
                break
            by_key, node = self._below(places, node, value, key)
            value = value[key]
            is_shown = not isinstance(value, dict | list) and places.starts[node] < places.ends[node]
            found = self._span(node if is_shown or by_key is None else by_key)
        return found if found.end_line == found.line else Span(found.line, found.column, found.line, found.column + 1)

    def key_span(self, path: Path) -> Span:
        """The place of the key that `path` ends with, or of the value where it is no mapping's key."""
        if self.places is None or not path or not self.holds(path):
            return self.span(path)
        node, value = 0, self.value
        by_key: int | None = None
        for key in path:
            by_key, node = self._below(self.places, node, value, key)
            value = value[key]
        return self.span(path) if by_key is None else self._span(by_key)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        if self._long and number in self._long:
            return self._long[number]
        lines = self._line_starts
        if number > len(lines):
            return ""
        found = self.text[lines[number - 1] : lines[number] - 1 if number < len(lines) else None].rstrip("\r")
        if len(found) > _LONG:  # a thousand problems of a line of megabytes share it
            self._long = self._long or {}
            self._long[number] = found
        return found

    def broken_lines(self) -> Iterator[tuple[int, int]]:
        """The first and the last line of each flow value or text that is broken over lines, with its key."""
        for start, end in self.broken:
            span = self.between(start, end)
            yield span.line, span.end_line

    def paths_by_line(self) -> dict[int, Path]:
        """By the number of each line on which a key, or an item of a list, begins: the path of the first of them."""
        found: dict[int, tuple[int, Path]] = {}
        waiting: list[tuple[int, Any, Path]] = [(0, self.value, ())] if self.places else []
        seen: set[int] = set()
        while waiting and self.places:
            node, value, path = waiting.pop()
            if node in seen:  # an alias, of what stands elsewhere
                continue
            seen.add(node)
            for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
                by_key, below = self._below(self.places, node, value, key)
                start = self.places.starts[below if by_key is None else by_key]
                line, there = bisect_right(self._line_starts, start), (*path, key)
                found[line] = min(found.get(line, (start, there)), (start, there), key=lambda one: one[0])
                waiting.append((below, value[key], there))
        return {line: path for line, (_, path) in found.items()}

    def is_in_value(self, line: int, column: int) -> bool:
        """Whether a place lies within a scalar, so that what looks like a comment there is none."""
        if self.places is None:
            return False
        offset = self._line_starts[line - 1] + column - 1
        node = bisect_right(self.places.starts, offset) - 1
        return node >= 0 and not self.places.inner[node] and offset < self.places.ends[node]

    @property
    def _line_starts(self) -> array[int]:
        if self._lines is None:
            self._lines = array("I", [0, *(end.end() for end in re.finditer("\n", self.text))])
        return self._lines

    def _below(self, places: Places, node: int, value: Any, key: Key) -> tuple[int | None, int]:
        """The numbers of a key and of what it leads to in a mapping, or None and that of a list's item."""
        first = places.inner[node]
        if isinstance(value, list):
            return None, places.links[first + int(key)]
        at = first + 2 * self._rank(node, value, key)
        return places.links[at], places.links[at + 1]

    def _rank(self, node: int, value: dict[Key, Any], key: Key) -> int:
        if len(value) < _LARGE:
            return list(value).index(key)
        self._ranks = self._ranks or {}
        if node not in self._ranks:
            self._ranks[node] = {name: rank for rank, name in enumerate(value)}
        return self._ranks[node][key]

    def _span(self, node: int) -> Span:
        """The place of what has a number."""
        assert self.places is not None
        return self.between(self.places.starts[node], self.places.ends[node])

    def between(self, start: int, end: int) -> Span:
        """The place of what stands from one offset into the text to another."""
        lines = self._line_starts
        first, last = bisect_right(lines, start), bisect_right(lines, end)
        return Span(first, start - lines[first - 1] + 1, last, end - lines[last - 1] + 1)


def has(value: Any, key: Key) -> bool:
    """Whether a value is a mapping with a key, or a list with an item at a position."""
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value)
