"""model/default-outside-values"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice

from ...catalog import Catalog, Field
from ...model import numbered
from ...problem import Severity
from ...source import Path
from ...words import did_you_mean
from ..rule import Finding, Rule
from .enums import values_of
from .types import is_array

_MOST_LISTED = 20
_QUOTED = re.compile(r"[NnEe]?'((?:[^']|'')*)'\Z|\"([^\"]*)\"\Z")
_COMPUTED = re.compile(r"[(){}\[\]|+*/]|\bNULL\b", re.I)


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        for field in item.fields.values():
            if field.model is None or not field.model.constraints or is_array(field.type):
                continue
            values = dict.fromkeys(map(_plain, values_of(field)))
            for i, constraint in numbered(field.model.constraints):
                if values and constraint.kind == "DEFAULT":
                    yield from _outside(field, constraint.expression, values, (*field.path, "constraints", i))


def _outside(field: Field, expression: str, values: Mapping[str, None], path: Path) -> Iterator[Finding]:
    text = expression.partition("::")[0].strip()
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1].strip()
    if any(given in values for given in (expression, text, _plain(text), _plain(expression))):
        return
    if not _QUOTED.match(text) and _COMPUTED.search(text):  # what it gives is not known before it runs
        return
    given = _plain(text)
    if field.type.lower().startswith("set") and all(
        part.strip() in values for part in given.split(",") if part.strip()
    ):
        return
    message = f"the default `{given}` is none of the values of `{field.name}`"
    shown = ", ".join(f"`{value}`" for value in islice(values, _MOST_LISTED))
    help = f"use one of {shown}{f' and {len(values) - _MOST_LISTED} more' if len(values) > _MOST_LISTED else ''}"
    yield Finding(field.object.feature, path, message, help, advice=partial(did_you_mean, given, values))


def _plain(text: str) -> str:
    """A value without the quotes around it."""
    if found := _QUOTED.match(text):
        return found[1].replace("''", "'") if found[1] is not None else found[2]
    return text


RULE = Rule(
    name="model/default-outside-values",
    severity=Severity.ERROR,
    step=3,
    checks="The DEFAULT of a field is one of the values that the field lists.",
    why="The database refuses such a default, or stores a value that no reader knows.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Enum, values: [pending, paid], constraints: [DEFAULT open]}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Enum, values: [pending, paid], constraints: [DEFAULT pending]}
""",
    check=check,
)
