"""Tables of any length. What a page cannot carry, scripts beside it do: all rows, each distinct cell of a column once.

A page shows the first rows of a long table; in a browser the rest of them is found, sorted and leafed through, and
written cell by cell as the page itself writes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Protocol

from markupsafe import Markup

from .markup import Dialect, is_plain
from .unseen import visible

_SLICE = 1_000_000
"""Characters of data in one script."""


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


def without_empty(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[list[Column], Sequence[Row]]:
    """A table less the columns that are empty in each row."""
    kept = [i for i in range(len(columns)) if any(row[i] or row[i] == 0 for row in rows)]
    if len(kept) == len(columns):
        return list(columns), rows
    moved = [columns[i]._replace(of=kept.index(columns[i].of) if columns[i].kind == "within" else 0) for i in kept]
    return moved, [[row[i] for i in kept] for row in rows]


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


def scripts(
    name: str, path: str, columns: Sequence[Column], rows: Sequence[Row], hand: Hand
) -> tuple[str, list[Script]]:
    """The scripts that hold all rows, and the key that they put them under; `path` is what theirs begin with.

    The key changes with what they hold, so that a page never shows another build's rows.
    """
    pages: dict[str, int] = {}
    data = {"rows": len(rows), "columns": list(_columns(columns, rows, pages, hand)), "pages": list(pages)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    key = f"{name}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    slices = [text[at : at + _SLICE] for at in range(0, len(text), _SLICE)]
    found = [Script(f"{path}-{i + 1}.js", _assignment(key, i, part)) for i, part in enumerate(slices)]
    return key, found


_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "<": "\\x3c", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def _assignment(key: str, number: int, part: str) -> str:
    """A slice of the data, put where the page's script looks for it. A page opened from a disk can load it, too."""
    place = json.dumps(key).translate({ord("<"): "\\x3c"})
    return f"((window.datadesignRows??={{}})[{place}]??=[])[{number}]='{part.translate(_ESCAPES)}';\n"


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
