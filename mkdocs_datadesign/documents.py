"""The documents beside the designs: where a reference leads, and what a Markdown text has headings for."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from urllib.parse import unquote

from .model import Design, numbered
from .source import Path

PAGE_NAME = "03-data-design.md"
"""The page that a sidecar becomes, beside it."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_EXPLICIT = re.compile(r"\{[^{}]*#([\w.:-]+)[^{}]*\}[ \t]*\Z")
_HTML_ID = re.compile(r"""<[a-z][a-z0-9]*\s[^<>]{0,500}?(?:id|name)=["']?([^"'\s<>]+)""", re.I)
_MARKS = re.compile(r"[`*]|!?\[([^\]\[]*)\]\([^()]*\)")
_LONGEST = 1_000
"""So much of a heading is looked at."""
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.I)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: a path below the docs directory, with forward slashes, and an anchor or ""."""

    path: str
    anchor: str


def is_elsewhere(href: str) -> bool:
    """Whether a reference is an address with a scheme or a host, which no docs directory holds."""
    return _ELSEWHERE.match(href) is not None


def resolve(sidecar: str, href: str) -> Target | None:
    """Where a reference that a sidecar makes leads; None if it leaves the docs directory.

    `sidecar` is its path below the docs directory, `href` a path relative to it that may have an anchor.
    """
    path, _, anchor = href.partition("#")
    path = unquote(path)
    if path.startswith(("/", "\\")) or "\\" in path or "\0" in path or re.match(r"[A-Za-z]:", path):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(sidecar), path)) if path else sidecar
    return None if joined == ".." or joined.startswith("../") else Target(joined, unquote(anchor))


@dataclass(eq=False)
class Document:
    """A document that a design names. `text` is None where it is too large to be read, or where we make it ourselves."""

    path: str
    text: str | None

    @property
    def has_anchors(self) -> bool:
        """Whether an anchor in it can be judged."""
        return self.text is not None and self.path.endswith((".md", ".markdown"))

    @cached_property
    def anchors(self) -> dict[str, tuple[int, int]]:
        """The lines, from and to, that each anchor leads to: down to the next heading of its level or above.

        A heading has the anchor that Python-Markdown gives it, the one that GitHub does, and any that it
        states; an HTML id leads to all that follows it.
        """
        lines = (self.text or "").splitlines()
        found: dict[str, tuple[int, int]] = {}
        seen: dict[str, int] = {}
        starts = list(_headings(lines))
        for (start, _, title), end in zip(starts, _ends(starts, len(lines)), strict=True):
            for anchor in _anchors(title, seen):
                found.setdefault(anchor, (start, end))
        for number, line in enumerate(lines):
            for mark in _HTML_ID.finditer(line) if "<" in line else ():
                found.setdefault(mark[1], (number, len(lines)))
        return found

    def section(self, anchor: str) -> tuple[int, int]:
        """Where in the text stands what is below an anchor; the whole text below none, or one that is not there."""
        start, end = self.anchors.get(anchor, (0, -1)) if self.has_anchors else (0, -1)
        return self._lines[start], self._lines[end]

    @cached_property
    def _lines(self) -> list[int]:
        """Where in the text each line begins, and where the last one ends."""
        return [0, *accumulate(map(len, (self.text or "").splitlines(keepends=True)))]


def cited(design: Design) -> Iterator[tuple[Path, str]]:
    """The documents that a design names, as it spells them, each with the place of the name."""
    if design.references:
        for name in type(design.references).model_fields:
            value = getattr(design.references, name)
            if isinstance(value, str):
                yield ("references", name), value
            for i, item in numbered(value if isinstance(value, list) else ()):
                yield ("references", name, i), item
    for name, dto in design.dtos.items():
        if dto.contract:
            yield ("dtos", name, "contract"), dto.contract


def _ends(headings: list[tuple[int, int, str]], last: int) -> list[int]:
    ends, below = [], [last] * 7  # by level, the line of the nearest heading below of that level or above
    for start, level, _ in reversed(headings):
        ends.append(below[level])
        below[level:] = [start] * (7 - level)
    return ends[::-1]


def _headings(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The number of its line, the level and the text of each heading that is in no code block."""
    fence = ""
    for number, line in enumerate(lines):
        if marked := _FENCE.match(line):
            if not fence:
                fence = marked[1]
            elif marked[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif fence:
            continue
        elif heading := _HEADING.match(line):
            yield number, len(heading[1]), (heading[2] or "")[:_LONGEST].rstrip().rstrip("#").rstrip()
        elif number and (under := _UNDERLINE.match(line)) and lines[number - 1].strip()[:1] not in ("", "#", "-", "|"):
            yield number - 1, 1 if under[1][0] == "=" else 2, lines[number - 1][:_LONGEST].strip()


def _anchors(title: str, seen: dict[str, int]) -> Iterator[str]:
    if stated := _EXPLICIT.search(title):
        yield stated[1]
        title = title[: stated.start()]
    words = _MARKS.sub(lambda mark: mark[1] or "", title).strip()
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    python_markdown = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())
    github = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
    for slug, joint in dict.fromkeys(((python_markdown, "_"), (github, "-"))):
        count = seen[slug + joint] = seen.get(slug + joint, -1) + 1
        yield f"{slug}{joint}{count}" if count else slug
