"""Types as people write them, to what makes two of them the same for a foreign key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ...technology import Technology

_INTEGERS = {
    1: "tinyint int1",
    2: "smallint int2 int16 smallserial serial2 short",
    3: "mediumint int3 middleint",
    4: "integer int int4 int32 serial serial4",
    8: "bigint int8 int64 bigserial serial8 long biginteger",
}
_FAMILIES = {
    "text": "text varchar varchar2 nvarchar nvarchar2 char nchar character bpchar citext string tinytext mediumtext"
    " longtext clob",
    "boolean": "boolean bool",
    "decimal": "decimal numeric dec number",
    "timestamp": "timestamp timestamptz datetime datetime2 datetimeoffset",
    "float": "float double real float4 float8",
    "uuid": "uuid guid uniqueidentifier",
}
_WIDTH = {name: width for width, names in _INTEGERS.items() for name in names.split()}
_FAMILY = {name: family for family, names in _FAMILIES.items() for name in names.split()}

_ARRAY = re.compile(
    r"(?:(?:array|list|set) ?(?:of\b|[<\[])|(?:array|list) ?\()(?P<inner>[^<>()\[\]]+(?:\([^()]*\))?)[>)\]]?\Z", re.I
)
_BRACKETS = re.compile(r"(?: ?\[\d*\])+\Z")
_IN_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Type:
    """What counts of a type: `width` in bytes for an integer, else 0."""

    family: str
    width: int = 0
    unsigned: bool = False


def element(text: str) -> str:
    """The type of an array's elements; any other type as it is."""
    text = " ".join(text[:200].split())
    if found := _ARRAY.match(text):
        return found["inner"].strip()
    return _BRACKETS.sub("", text)


def is_array(text: str) -> bool:
    return element(text) != " ".join(text[:200].split()) or text.strip().lower() in ("array", "list")


@cache
def read_type(text: str) -> Type:
    """A type without its length, its precision and its other names; an array's is that of its elements."""
    words = _IN_PARENTHESES.sub(" ", element(text)).lower().replace("`", "").replace('"', "").split()
    if not words:
        return Type("")
    first = words[0]
    unsigned = "unsigned" in words
    if first == "national" and len(words) > 1:
        first = words[1]
    if first == "big" and words[1:2] == ["integer"]:
        first = "bigint"
    if first in _WIDTH:
        return Type("integer", _WIDTH[first], unsigned)
    return Type(_FAMILY.get(first, first), 0, unsigned)


def fits(ours: str, theirs: str, technology: Technology) -> bool:
    """Whether a foreign key of type `ours` can lead to a field of type `theirs`."""
    own, other = read_type(ours), read_type(theirs)
    if not own.family or not other.family:
        return True
    if (own.family, own.unsigned) != (other.family, other.unsigned):
        return False
    if technology.name == "SQLite":  # its integers are all as wide as they need to be
        return True
    if technology.name in ("MySQL", "MariaDB"):  # InnoDB wants the same size
        return own.width == other.width
    return own.width >= other.width
