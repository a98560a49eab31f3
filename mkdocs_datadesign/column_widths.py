"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

LINE_BREAK = Markup("<br/>")
"""How a line ends within a cell. MDX takes it, as HTML and Markdown do; it takes no `<br>`."""
_TAG, _BREAK = re.compile("<[^>]*>"), re.compile(r"[\s-]")
_WORD, _LINE = 24, 60
"""The most characters of a word that never breaks, and of a line of prose."""
_EM, _BOLD, _CODE, _PADDING, _SORT, _PAGE = 0.55, 0.63, 0.51, 1.4, 1.1, 68
"""The widths of a character, of one of a title, of one of code, of a cell's padding, of the sign of the order, and of a page, in em."""


@dataclass(frozen=True, slots=True)
class Widths:
    """The width of each column in per cent, and of the table in em at least.

    A browser that shows a long table while it still arrives, or leafs through it, need not move its columns then.
    """

    columns: tuple[float, ...]
    least: int

    @classmethod
    def of(cls, head: Sequence[str], rows: Sequence[Sequence[Markup]]) -> Widths:
        """Widths in which each column's longest word fits, and prose gets the room that is left."""
        least, wanted = [], []
        for title, *cells in zip(head, *rows, strict=True):
            measured = [_measured(cell) for cell in cells]
            # one row may be too long for the page
            lines = sorted(line for cell in measured for line in cell.lines) or [0]
            em = _CODE if all(cell.is_code for cell in measured) else _EM
            word = em * min(_WORD, max((cell.word for cell in measured), default=0))
            length = em * min(_LINE, lines[len(lines) * 9 // 10])
            least.append(max(word, _BOLD * len(title) + _SORT) + _PADDING)
            wanted.append(max(least[-1], length + _PADDING))
        left, more = max(0.0, min(_PAGE, sum(wanted)) - sum(least)), (sum(wanted) - sum(least)) or 1
        widths = [one + (other - one) * left / more for one, other in zip(least, wanted, strict=True)]
        shares = tuple(round(100 * width / sum(widths), 1) for width in widths)
        return cls(shares, round(max(100 * one / share for one, share in zip(least, shares, strict=True))))


class _Measured(NamedTuple):
    """How long the lines of a cell are, and its longest word, in characters."""

    lines: tuple[int, ...]
    word: int
    is_code: bool


@lru_cache(maxsize=20_000)  # from one save to the next nearly all cells stay as they are
def _measured(cell: str) -> _Measured:
    text = html.unescape(_TAG.sub("", cell.replace(LINE_BREAK, "\n"))) if "<" in cell else cell
    lines = text.split("\n") if "<" in cell else [text]
    return _Measured(
        tuple(map(len, lines)), max(len(word) for line in lines for word in _BREAK.split(line)), "<code>" in cell
    )
