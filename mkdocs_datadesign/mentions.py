"""Which names a text speaks of, and where: `order response` speaks of `OrderResponse`.

A name is found as its words, in any case, with nothing but blanks, `-` and `_` between them, and no letter or digit
beside them. A few names are looked for one by one. Twenty thousand in a text of megabytes would take an hour so: all of
them together take one walk over the text's words, which takes `b a` for `BA` as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping

from .words import split

_LITTLE = 4_000_000
"""So many characters are searched for one name after the other."""
_MOST_WORDS = 16
"""A name of more words is found by its first ones."""
_WORD = re.compile(r"([^\W_]+)[\s_-]*")

Spans = list[tuple[int, int]]
"""Where something stands in a text, from its first character to behind its last, in order."""


def mentions(text: str, names: Collection[str]) -> Mapping[str, Spans | None]:
    """Where a text speaks of each of some names. None for what is not looked for: signs without a letter, among many."""
    words = {name: split(name) for name in names}
    if len(words) * len(text) <= _LITTLE:
        return {name: [found.span(1) for found in _pattern(name).finditer(text)] for name in words}
    spelled = {
        name: ["".join(parts[:end]) for end in range(1, len(parts[:_MOST_WORDS]) + 1)] for name, parts in words.items()
    }
    found = _walked(
        text, {starts[-1] for starts in spelled.values() if starts}, {s for all in spelled.values() for s in all}
    )
    return {name: found.get(starts[-1], []) if starts else None for name, starts in spelled.items()}


def _pattern(name: str) -> re.Pattern[str]:
    parts = r"[\s_-]*".join(map(re.escape, split(name)[:_MOST_WORDS])) or re.escape(name)
    return re.compile(rf"(?<![^\W_])(?=({parts})(?![^\W_]))", re.I)  # looked ahead at, for one may begin in another


def _walked(text: str, whole: Collection[str], starts: Collection[str]) -> Mapping[str, Spans]:
    """Where the words of a text, run together, come to one of `whole`; `starts` are all that these begin with."""
    words = [(found[1].lower(), found.start(), found.end(1), found.end()) for found in _WORD.finditer(text)]
    found = defaultdict[str, Spans](list)
    for first, (said, start, end, following) in enumerate(words):
        at = first
        while said in starts:
            if said in whole:
                found[said].append((start, end))
            at += 1
            if at == len(words) or words[at][1] != following:
                break
            said, end, following = said + words[at][0], words[at][2], words[at][3]
    return found
