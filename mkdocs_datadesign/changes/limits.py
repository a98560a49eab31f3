"""Whether a limit became narrower or wider: of a CHECK, where it names numbers, or of the time that data is kept."""

from __future__ import annotations

import math
import re

from ..quantity import read_duration

_NUMBER = r"[-+]?\d{1,15}(?:\.\d{1,15})?"
_NAME = r"[\w.$]+"
_PATTERNS = (
    (re.compile(rf"({_NAME}) between ({_NUMBER}) and ({_NUMBER})\Z"), "between"),
    (re.compile(rf"({_NAME})(>=|<=|>|<)({_NUMBER})\Z"), "compared"),
)

_FOREVER = re.compile(r"(?:none|no|never|forever|unlimited)\b", re.I)

_Limits = tuple[str, tuple[float, int], tuple[float, int]]
"""A name, and its lower and upper limit; 1 behind a limit leaves the number itself out."""


def turn_of_check(old: str, new: str) -> str:
    """The kind of change from one CHECK to another, both without their layout (`facts.plain`)."""
    ours, theirs = _limits(old), _limits(new)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return "check-changed"
    rises, falls = _compare(theirs[1], ours[1]), _compare(ours[2], theirs[2])
    if rises >= 0 and falls >= 0:
        return "check-tightened"
    return "check-loosened" if rises <= 0 and falls <= 0 else "check-changed"


def _compare(one: tuple[float, int], other: tuple[float, int]) -> int:
    return (one > other) - (one < other)


def _limits(text: str) -> _Limits | None:
    """Read `x>=0`, `x between 1 and 5`, or several of the same name joined by `and`."""
    name, low, high = "", (-math.inf, 0), (math.inf, 0)
    parts = [text] if " between " in text else text.split(" and ")
    for part in parts:
        found = next(
            ((kind, match) for pattern, kind in _PATTERNS if (match := pattern.match(part.strip(" ()")))), None
        )
        if found is None or name not in ("", found[1][1]):
            return None
        kind, match = found
        name = match[1]
        if kind == "between":
            return name, (float(match[2]), 0), (float(match[3]), 0)
        limit = (float(match[3]), int(match[2] in "<>"))
        if match[2][0] == ">":
            low = max(low, limit)
        else:
            high = min(high, (limit[0], -limit[1]))
    return name, low, high


def turn_of_span(old: str | None, new: str | None) -> str:
    """The kind of change from one time that data is kept to another, "" for none.

    Where nothing is said it is kept for ever; the words around a span are prose.
    """
    if old == new:
        return ""
    was, now = (math.inf if not text or _FOREVER.match(text.strip()) else read_duration(text) for text in (old, new))
    if was is None or now is None:
        return "retention-changed"
    if was == now:
        return ""
    return "retention-shortened" if now < was else "retention-lengthened"
