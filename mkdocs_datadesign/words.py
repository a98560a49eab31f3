"""What names are made of: words, their case, their number, and the nearest of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pluralizer import Pluralizer

Case = Literal["snake_case", "camelCase"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_CASES = {
    "snake_case": re.compile(r"_*[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z"),
    "camelCase": re.compile(r"_*[a-z][a-zA-Z0-9]*\Z"),
}


@cache
def split(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in any case: `orderLine2` gives order, line, 2."""
    return tuple(word.lower() for word in _WORD.findall(name))


def is_case(name: str, case: Case) -> bool:
    return _CASES[case].match(name) is not None


def to_case(name: str, case: Case) -> str:
    """The name in another case; leading underscores stay."""
    lead = name[: len(name) - len(name.lstrip("_"))]
    parts = split(name)
    if case == "snake_case":
        return lead + "_".join(parts)
    return lead + "".join(part if i == 0 else part.capitalize() for i, part in enumerate(parts))


@cache
def _pluralizer() -> Pluralizer:
    from pluralizer import Pluralizer  # here: a check that asks for no plural need not load its rules

    return Pluralizer()


@cache
def is_plural(word: str) -> bool:
    return bool(_pluralizer().is_plural(word))


@cache
def singular(word: str) -> str:
    return str(_pluralizer().singular(word))


def plural_name(name: str) -> str:
    """The name with its last word made plural, its case kept."""
    words = split(name)
    if not words or is_plural(words[-1]):
        return name
    at = name.lower().rindex(words[-1])
    last = name[at : at + len(words[-1])]
    plural = str(_pluralizer().plural(last))
    return name[:at] + plural + name[at + len(last) :]


def singular_name(name: str) -> str:
    """The name in snake_case with its last word made singular."""
    words = split(name)
    return "_".join((*words[:-1], singular(words[-1]))) if words else name


def nearest(name: str, choices: Iterable[str]) -> list[str]:
    """Up to three of the choices that `name` may have been meant to be, the nearest first."""
    by_lower: dict[str, str] = {}
    for choice in choices:
        by_lower.setdefault(choice.lower(), choice)
    if len(name) > 100:
        return []
    return [by_lower[low] for low in difflib.get_close_matches(name.lower(), by_lower, n=3, cutoff=0.6)]


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """A question that names the nearest choices, or "" if none is near."""
    found = nearest(name, choices)
    return f"did you mean {' or '.join(f'`{item}`' for item in found)}?" if found else ""
