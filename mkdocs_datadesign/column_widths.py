"""How wide the columns of a table are, from what stands in them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

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
            lines = [line for cell in cells for line in _lines(cell)] or [""]  # one row may be too long for the page
            em = _CODE if all("<code>" in cell for cell in cells) else _EM
            word = em * min(_WORD, max(len(word) for line in lines for word in _BREAK.split(line)))
            length = em * min(_LINE, sorted(map(len, lines))[len(lines) * 9 // 10])
            least.append(max(word, _BOLD * len(title) + _SORT) + _PADDING)
            wanted.append(max(least[-1], length + _PADDING))
        left, more = max(0.0, min(_PAGE, sum(wanted)) - sum(least)), (sum(wanted) - sum(least)) or 1
        widths = [one + (other - one) * left / more for one, other in zip(least, wanted, strict=True)]
        shares = tuple(round(100 * width / sum(widths), 1) for width in widths)
        return cls(shares, round(max(100 * one / share for one, share in zip(least, shares, strict=True))))


def _lines(cell: Markup) -> list[str]:
    return html.unescape(_TAG.sub("", cell.replace("<br>", "\n"))).split("\n") if "<" in cell else [str(cell)]
