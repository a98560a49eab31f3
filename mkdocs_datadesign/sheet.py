"""Tables of any length. What a page cannot carry, scripts beside it do: all rows, in parts, of each part every distinct
cell of a column once.

A page shows the first rows of a long table; in a browser the rest of them is found, sorted and leafed through, and
written cell by cell as the page itself writes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import compress
from typing import Any, Literal, NamedTuple, Protocol
from zlib import crc32

from markupsafe import Markup

from .kept import Kept
from .markup import Dialect, is_plain
from .unseen import visible

_SLICE = 1_000_000
"""Characters of data in one script."""
_PART = 50
"""About so many rows are in one part of a table that does not come in parts already."""


class Link(NamedTuple):
    """Words that lead to a place: a page below the docs directory and an anchor on it, or an address of the web."""

    words: str
    page: str
    anchor: str = ""
    code: bool = True


Part = str | int | Markup | Link | None
Cell = Part | tuple[Part, ...]
Row = Sequence[Cell]


class Column(NamedTuple):
    """A column's title, and what its cells are where they are text.

    That is `prose`; a `message`, which may hold code; `text` alone; `code`; or a name `within` another column's place,
    which leads to the anchor of the cell in column `of`, a dot, and that name.
    """

    title: str
    kind: Literal["prose", "message", "text", "code", "within"] = "prose"
    of: int = 0


class Hand(Protocol):
    """Who writes the page that a table is on."""

    dialect: Dialect

    def leads_to(self, page: str, anchor: str) -> str | None: ...
    def prose(self, text: str | None) -> Markup: ...
    def ticked(self, message: str) -> Markup: ...


@dataclass(frozen=True, slots=True)
class Script:
    """A script with rows: its path below the docs directory, and its text."""

    path: str
    text: str


def filled(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[bool, ...]:
    """Which columns have something in any row."""
    return tuple(any(row[i] or row[i] == 0 for row in rows) for i in range(len(columns)))


def only_columns(columns: Sequence[Column], kept: Sequence[bool]) -> list[Column]:
    """Some columns, with what they say of one another's places."""
    places = [i for i, keep in enumerate(kept) if keep]
    return [columns[i]._replace(of=places.index(columns[i].of) if columns[i].kind == "within" else 0) for i in places]


def only_cells(rows: Iterable[Row], kept: Sequence[bool]) -> list[Row]:
    """Rows with the cells of some columns."""
    return list(rows) if all(kept) else [tuple(compress(row, kept)) for row in rows]


def only_filled(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[list[Column], list[Row]]:
    """The columns that have something in any row, and the rows with their cells alone."""
    has = filled(columns, rows)
    return only_columns(columns, has), only_cells(rows, has)


def written(columns: Sequence[Column], row: Row, hand: Hand) -> list[Markup]:
    """A row as the page has it."""
    return [_cell(column, value, row, hand) for column, value in zip(columns, row, strict=True)]


def _cell(column: Column, value: Cell, row: Row, hand: Hand) -> Markup:
    if type(value) is str and value:
        base = row[column.of]
        if column.kind == "within" and isinstance(base, Link):
            value = Link(value, base.page, f"{base.anchor}.{value}")
        elif column.kind == "code":
            return hand.dialect.code(value)
        elif column.kind == "text":
            return hand.dialect.text(value)
        elif column.kind == "message":
            return hand.ticked(value)
    if isinstance(value, tuple) and not isinstance(value, Link):
        return Markup("").join(_part(part, hand) for part in value)
    return _part(value, hand)


def _part(value: Any, hand: Hand) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, Link):
        words = (hand.dialect.code if value.code else hand.dialect.text)(value.words)
        return hand.dialect.link(words, hand.leads_to(value.page, value.anchor))
    return hand.prose(value) if isinstance(value, str) or value is None else hand.dialect.text(value)


def in_parts(rows: Iterable[Row]) -> Mapping[Hashable, Sequence[Row]]:
    """Rows in parts, each by what tells it from the others while some of its rows change.

    Where a part ends, its last row alone decides: a row that comes, goes or moves makes other parts where it was and
    where it is now, and not of all that it pushes on.
    """
    parts: dict[Hashable, Sequence[Row]] = {}
    some: list[Row] = []

    def end() -> None:
        again = 0
        while (last := (tuple(some[-1]), again)) in parts:
            again += 1
        parts[last] = some

    for row in rows:
        some.append(row)
        if crc32(f"{_first_words(row[0])}{_first_words(row[-1])}".encode("utf-8", "surrogatepass")) % _PART == 0:
            end()
            some = []
    if some:
        end()
    return parts


def _first_words(cell: Cell) -> str:
    found: Any = cell
    while isinstance(found, tuple) and found:
        found = found[0]
    return str(found)


def part(columns: Sequence[Column], rows: Sequence[Row], hand: Hand) -> str:
    """Some of a table's rows as a script holds them: JSON, fit to stand between two apostrophes."""
    pages: dict[str, int] = {}
    data = {"rows": len(rows), "columns": list(_columns(columns, rows, pages, hand)), "pages": list(pages)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES.items():  # `translate` takes ten times as long
        text = text.replace(char, escape)
    return text


def scripts(name: str, path: str, parts: Sequence[str], kept: Kept) -> tuple[list[str], list[Script]]:
    """The scripts that hold all parts, and the key that each puts them under; `path` is what theirs begin with.

    A key changes with what it holds, so that a page never shows another build's rows.
    """
    slices: list[list[str]] = []
    room = 0
    for one in parts:
        room -= len(one)
        if room < 0:
            slices.append([])
            room = _SLICE - len(one)
        slices[-1].append(one)
    found = [
        kept.same((path, i), some, partial(_script, name, f"{path}-{i}.js", some)) for i, some in enumerate(slices, 1)
    ]
    return [key for key, _ in found], [script for _, script in found]


_ESCAPES = {"\\": "\\\\", "'": "\\'", "<": "\\x3c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What would end the text, or its line, or the script; the backslash first, as the others bring one in."""


def _script(name: str, path: str, parts: Sequence[str]) -> tuple[str, Script]:
    """Parts, put where the page's script looks for them. A page opened from a disk can load it, too."""
    text = ",".join(parts)
    key = f"{name}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    place = json.dumps(key).translate({ord("<"): "\\x3c"})
    return key, Script(path, f"(window.datadesignRows??={{}})[{place}]='[{text}]';\n")


def _columns(
    columns: Sequence[Column], rows: Sequence[Row], pages: dict[str, int], hand: Hand
) -> Iterator[dict[str, Any]]:
    for i, column in enumerate(columns):
        distinct: dict[Cell, int] = {}
        at = [distinct.setdefault(row[i], len(distinct)) for row in rows]
        entry = _entry_of(column, pages, hand)
        yield {
            "kind": column.kind,
            "of": column.of,
            "values": [entry(value) for value in distinct],
            "at": at if len(distinct) < len(rows) else None,
        }


def _entry_of(column: Column, pages: dict[str, int], hand: Hand) -> Callable[[Any], Any]:
    """How a column's cells are written as data: text, a number, [words, page, anchor, code], {"h": HTML} or {"p": parts}."""

    def entry(value: Any) -> Any:
        if value is None or isinstance(value, int):
            return "" if value is None else value
        if isinstance(value, Markup):
            return {"h": str(value)}
        if isinstance(value, Link):
            address, _, anchor = (hand.leads_to(value.page, value.anchor) or "").partition("#")
            known = pages.setdefault(address, len(pages)) if address or anchor else -1
            return [visible(value.words), known, anchor, int(value.code)]
        if isinstance(value, tuple):
            return {"p": [entry(part) for part in value]}
        if column.kind not in ("prose", "message") or is_plain(value):
            return visible(value)
        return {"h": str(hand.ticked(value) if column.kind == "message" else hand.prose(value))}

    return entry
