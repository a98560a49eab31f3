"""Code within prose: of which kind it is, and how it begins.

Each pattern of the sister modules repeats over a bounded stretch alone, so the cost is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .blocks import block
from .calls import MIGRATION, ORM, first
from .statements import statement

Kind = Literal["code-block", "migration", "orm", "sql"]

_LONGEST = 100_000
"""How many characters of one text are looked at; nobody writes that much by hand."""
_SIGN = re.compile(r"[(\[{<=@:`~\n]")
"""Without any of these, there can be SQL in a text but no other code. Most prose has none."""


@dataclass(frozen=True, slots=True)
class Code:
    """Code that was found: of which kind, and how it begins, on one line and without backticks."""

    kind: Kind
    excerpt: str


def code(text: str) -> Code | None:
    """The code in a text, if there is any: of the kind that fits best, which is the first of `Kind`."""
    text = text[:_LONGEST]
    if _SIGN.search(text):
        start = block(text)
        if start is not None:
            return Code("code-block", _excerpt(text[start:].lstrip("`~>-*+ \t\n")))
        start = first(MIGRATION, text)
        if start is not None:
            return Code("migration", _excerpt(text[start:]))
        start = first(ORM, text)
        if start is not None:
            return Code("orm", _excerpt(text[start:]))
    start = statement(text)
    return None if start is None else Code("sql", _excerpt(text[start:]))


def _excerpt(text: str) -> str:
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= 40 else line[:39].rstrip() + "…"
