"""What an enumerated field may hold."""

from __future__ import annotations

import re

from ...catalog import Field

_ENUM = re.compile(r"\benum\b", re.I)
_INLINE = re.compile(r"\b(?:enum|set) ?\(", re.I)
_VALUE = re.compile(r"'((?:[^']|'')*)'|\"([^\"]*)\"|([^\s,|'\"]+)")


def is_enum(field: Field) -> bool:
    return _ENUM.search(field.type) is not None


def values_of(field: Field) -> tuple[str, ...]:
    """The values that a field lists, or that its type does: `ENUM('a', 'b')`."""
    if field.model is not None and field.model.values:
        return tuple(field.model.values)
    if found := _INLINE.search(field.type):
        inside = field.type[found.end() :].rpartition(")")[0]
        return tuple(one.replace("''", "'") or two or bare for one, two, bare in _VALUE.findall(inside))
    return ()
