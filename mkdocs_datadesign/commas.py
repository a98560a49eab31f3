"""Commas in values that are no prose: where one stands loose, and the parts that loose ones make.

A comma within brackets or quotes belongs to what these hold: `decimal(10, 2)`, `enum('a', 'b')`, `Map<String, Int>`.
Any other is loose: whoever writes `text, UNIQUE` means two things.
"""

from __future__ import annotations

import re
from collections import Counter

_CLOSES = {")": "(", "]": "[", "}": "{", ">": "<"}
_TOKEN = re.compile(r"""[,()\[\]{}<>"'`]""")
_WORD_BEFORE = re.compile(r"\w")
_QUOTES = "\"'`"
_LONGEST = 10_000
"""How much of a text is looked at; nobody writes a longer one."""
_EDGE = r"""()\[\]{}<>"'`"""

PATTERN = rf"^[^,{_EDGE}]*([{_EDGE}]([\s\S]*[{_EDGE}])?[^,{_EDGE}]*)?$"
"""For the JSON Schema, whose patterns cannot count brackets: no comma before the first of them or after the last."""
ADVICE = "keep to one value: a comma stands only within brackets or quotes"


def loose(text: str) -> list[int]:
    """The places of the loose commas of a text. A bracket or quote that nothing closes holds none of them."""
    if "," not in text:
        return []
    head = text[:_LONGEST]
    waiting: list[tuple[str, list[int]]] = [
        ("", [])
    ]  # what is open, each with its commas; the first is the text itself
    is_open: Counter[str] = Counter()
    at = 0
    while token := _TOKEN.search(head, at):
        char, start, at = token[0], token.start(), token.end()
        if char == ",":
            waiting[-1][1].append(start)
        elif char in _QUOTES:
            at = head.find(char, at) + 1 or (at if head == text else len(head))
        elif char not in _CLOSES:
            if char != "<" or _WORD_BEFORE.search(head, max(start - 1, 0), start):  # `a < b` opens nothing
                waiting.append((char, []))
                is_open[char] += 1
        else:
            while is_open[_CLOSES[char]]:
                opened, _ = waiting.pop()
                is_open[opened] -= 1
                if opened == _CLOSES[char]:
                    break
    unclosed = waiting if head == text else waiting[:1]
    return [comma for _, commas in unclosed for comma in commas]


def pieces(text: str) -> list[str]:
    """What the loose commas of a text divide it into, without blanks around."""
    found, start = [], 0
    for comma in loose(text):
        found.append(text[start:comma].strip())
        start = comma + 1
    return [*found, text[start:].strip()]


class LooseComma(ValueError):
    """A value that is no prose has a loose comma."""


def whole(text: str) -> str:
    """A text as it is. Raises LooseComma where it has a loose comma."""
    if "," in text and loose(text):
        raise LooseComma(ADVICE)
    return text
