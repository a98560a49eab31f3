"""How to write what was meant, where a person wrote words side by side that the format wants apart.

A field may be written as `email: text, UNIQUE`, or as `email: {type: text, UNIQUE, descripton}`, which YAML lets
through. What is proposed is a flow mapping that can be pasted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from . import commas, constraint
from .model import Part
from .model.base import holds
from .words import nearest

_PLAIN = re.compile(r"[\w$./(][\w $./()=+^-]*\Z")
_NULL_WORDS = {"nullable": "NULL", "optional": "NULL", "required": "NOT NULL", "mandatory": "NOT NULL"}
_MOST = 8
"""So many words are spelled out."""


def with_comma(text: str, key: str, part: type[Part] | None, beside: Mapping[str, Any]) -> str:
    """What to write instead of a text with loose commas, at a key of a part; `beside` is what stands beside it."""
    first, more = _pieces(text)
    if key == "constraints" and len(_constraints([first, *more], part)) < len({first, *more}):
        return "write each constraint as an item of its own, and fields in parentheses: `UNIQUE (a, b)`"
    if _takes_list(part, key):
        return f"write each as an item of its own: `{_list([first, *more])}`"
    constraints = _constraints(more, part)
    advice = []
    if constraints:
        given = beside.get("constraints")
        before = [item for item in given if isinstance(item, str)] if isinstance(given, list) else []
        advice.append(f"write `{{{key}: {_flow(first)}, constraints: {_list([*before, *constraints.values()])}}}`")
    advice += keys_within(text, part, without=constraints)
    return "; ".join(advice) or commas.ADVICE


def keys_within(text: str, part: type[Part] | None, without: Collection[str] = ()) -> list[str]:
    """What to write for each piece behind a loose comma that may be meant for a key of the part."""
    _, more = _pieces(text)
    keys = {piece: _nearest_key(piece, part) for piece in more if piece not in without}
    return [f"`{piece}` has no value; write `{name}: …`" for piece, name in keys.items() if name]


def of_word(word: str, part: type[Part] | None) -> str:
    """What to write instead of a word alone in a flow mapping, where a key with a value belongs; "" if unclear."""
    if constraints := _constraints([word], part):
        return f"write `constraints: {_list(constraints.values())}`"
    name = _nearest_key(word, part)
    field = _field(part, name) if name else None
    if field is None:
        return ""
    return f"write `{name}: {'true' if holds(field.annotation, lambda found: found is bool) else '…'}`"


def of_text(text: str, part: type[Part] | None) -> str:
    """What to write instead of a text where a part belongs: the first key that the part requires, with the text."""
    required = (field.alias or name for name, field in part.model_fields.items() if field.is_required()) if part else ()
    key = next(iter(required), None)
    if key is None:
        return "it takes a mapping"
    first, more = _pieces(text)
    constraints = _constraints(more, part)
    also = f", constraints: {_list(constraints.values())}" if constraints else ""
    value = _list([first, *more]) if more and _takes_list(part, key) else _flow(first if more else text)
    return f"it takes a mapping: write `{{{key}: {value}{also}}}`"


def of_list(text: str, key: str, part: type[Part] | None) -> str:
    """The list to write instead of a text, at a key of a part that takes a list of texts; "" at any other key."""
    field = _field(part, key)
    if field is None or holds(field.annotation, lambda found: isinstance(found, type) and issubclass(found, Part)):
        return ""
    first, more = _pieces(text)
    return _list([first, *more])


def _pieces(text: str) -> tuple[str, list[str]]:
    first, *more = [piece for piece in commas.pieces(text) if piece] or [text]
    return first, more[:_MOST]


def _constraints(words: Iterable[str], part: type[Part] | None) -> dict[str, str]:
    """The words that are constraints, where a part has such, as a constraint is written."""
    if part is None or "constraints" not in part.model_fields:
        return {}
    found = {}
    for word in words:
        try:
            found[word] = constraint.parse(_NULL_WORDS.get(word.lower(), word)).text
        except ValueError:
            continue
    return found


def _field(part: type[Part] | None, key: str) -> FieldInfo | None:
    fields = part.model_fields.items() if part else ()
    return next((field for name, field in fields if (field.alias or name) == key), None)


def _takes_list(part: type[Part] | None, key: str) -> bool:
    field = _field(part, key)
    return field is not None and holds(field.annotation, lambda found: get_origin(found) is list)


def _nearest_key(word: str, part: type[Part] | None) -> str | None:
    keys = [field.alias or name for name, field in part.model_fields.items()] if part else []
    return next(iter(nearest(word, keys)), None)


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(_flow(item) for item in items)}]"


def _flow(text: str) -> str:
    """A text as an item of a flow list or mapping."""
    return text if _PLAIN.match(text) and text.lower() != "null" else json.dumps(text, ensure_ascii=False)
