"""How one type compares with another: the same, wider, narrower, or simply another."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from ..rules.model.types import element, is_array, read_type
from ..technology import Technology

Turn = Literal["same", "respelled", "widened", "number widened", "narrowed", "changed"]

_SYNONYMS = {
    name: names.split("|")[0]
    for names in (
        "integer|int|int4|int32",
        "bigint|int8|int64|big integer|biginteger|long",
        "smallint|int2|int16|short",
        "boolean|bool",
        "decimal|numeric|dec",
        "varchar|character varying|char varying|varchar2",
        "char|character",
        "timestamptz|timestamp with time zone",
        "timestamp|timestamp without time zone",
        "double|double precision|float8",
        "real|float4",
        "uuid|guid",
    )
    for name in names.split("|")
}
_BINARY = frozenset("binary varbinary bytea blob bytes tinyblob mediumblob longblob".split())
_MYSQL_SIZES = {"tiny": 2**8 - 1, "": 2**16 - 1, "medium": 2**24 - 1, "long": 2**32 - 1}
_FLOATS = {"real": 4, "float": 8, "double": 8}
_PARAMETERS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class _Type:
    """A type's name, by which all its synonyms go, with the numbers in its parentheses."""

    name: str
    numbers: tuple[int, ...]
    parameters: str
    is_array: bool


def compare_types(old: str, new: str, technology: Technology) -> Turn:
    """What becomes of a type. Case, blanks and synonyms (`INT`, `integer`) make no difference, nor an enum's values."""
    before, after = _read(old), _read(new)
    if before == after:
        return "same"
    if before.is_array != after.is_array:
        return "changed"
    ours, theirs = read_type(old), read_type(new)
    if ours.family == theirs.family == "integer":
        if technology.name == "SQLite":  # its integers are all as wide as they need to be
            return "same"
        return _number(_integers(ours.width, ours.unsigned), _integers(theirs.width, theirs.unsigned))
    if ours.family == theirs.family == "decimal":
        return _turn(_digits(before), _digits(after))
    if before.name in _FLOATS and after.name in _FLOATS:
        return _number((_FLOATS[before.name],), (_FLOATS[after.name],))
    is_text = ours.family == theirs.family == "text"
    if is_text or (before.name in _BINARY and after.name in _BINARY):
        return _turn((_capacity(before, technology),), (_capacity(after, technology),))
    if ours.family == "timestamp" and before.name == after.name and before.numbers and after.numbers:
        return _turn(before.numbers, after.numbers)
    return "changed"


def _read(text: str) -> _Type:
    inner = " ".join(element(text).lower().replace("`", "").replace('"', "").split())
    name = " ".join(_PARAMETERS.sub(" ", inner).split())
    parameters = "" if name == "enum" else "|".join(_PARAMETERS.findall(inner)).replace(" ", "")
    numbers = tuple(int(number) for number in re.findall(r"\d{1,9}", parameters))
    return _Type(_SYNONYMS.get(name, name), numbers, parameters, is_array(text))


def _integers(width: int, unsigned: bool) -> tuple[int, int]:
    """How far down and how far up an integer goes."""
    bits = 8 * width
    return (0, 2**bits - 1) if unsigned else (2 ** (bits - 1), 2 ** (bits - 1) - 1)


def _digits(kind: _Type) -> tuple[float, float]:
    """The digits before the point and those behind it."""
    if not kind.numbers:
        return math.inf, math.inf
    scale = kind.numbers[1] if len(kind.numbers) > 1 else 0
    return kind.numbers[0] - scale, scale


def _capacity(kind: _Type, technology: Technology) -> float:
    if kind.numbers:
        return kind.numbers[0]
    if kind.name in ("char", "nchar"):
        return 1
    sized = re.fullmatch(r"(tiny|medium|long|)(?:text|blob)", kind.name)
    if sized and (technology.name in ("MySQL", "MariaDB") or sized[1]):
        return _MYSQL_SIZES[sized[1]]
    return math.inf


def _turn(old: tuple[float, ...], new: tuple[float, ...]) -> Turn:
    if old == new:
        return "respelled"
    if all(b >= a for a, b in zip(old, new, strict=True)):
        return "widened"
    return "narrowed" if all(b <= a for a, b in zip(old, new, strict=True)) else "changed"


def _number(old: tuple[float, ...], new: tuple[float, ...]) -> Turn:
    turn = _turn(old, new)
    return "number widened" if turn == "widened" else turn
