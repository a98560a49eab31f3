"""The words of a constraint, and of a name that refers to something, to their parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["PK", "FK", "NOT NULL", "NULL", "UNIQUE", "CHECK", "DEFAULT"]

_NAME = r'"(?:[^"]|"")+"|[\w$-]+'
_DOTTED = rf"(?:{_NAME})(?:\.(?:{_NAME}))*"
_NAMES = rf"\(\s*(?:{_NAME})(?:\.(?:{_NAME}))*(?:\s*,\s*(?:{_DOTTED}))*\s*\)"
_FEATURE = r'(?:[^\s:"()]+:)?'

_SIMPLE = re.compile(r"(NOT\s+NULL|NULL)\Z", re.I)
_KEY = re.compile(rf"(PK|PRIMARY\s+KEY|UNIQUE)\s*({_NAMES})?\Z", re.I)
_WORDS = re.compile(r"(CHECK|DEFAULT)\b\s*(.+)\Z", re.I | re.S)
_FOREIGN = re.compile(
    rf"(?:FK|FOREIGN\s+KEY)\s*(?P<own>{_NAMES})?\s*(?:REFERENCES\s+)?"
    rf"(?P<target>{_FEATURE}{_DOTTED})\s*(?P<theirs>{_NAMES})?\Z",
    re.I,
)
_REFERENCE = re.compile(rf"(?P<feature>{_FEATURE})(?P<names>{_DOTTED})\Z")
_PART = re.compile(_NAME)

PATTERN = (
    r"^\s*([Pp][Kk]|[Pp][Rr][Ii][Mm][Aa][Rr][Yy]\s+[Kk][Ee][Yy]|[Uu][Nn][Ii][Qq][Uu][Ee]|[Ff][Kk]"
    r"|[Ff][Oo][Rr][Ee][Ii][Gg][Nn]\s+[Kk][Ee][Yy]|[Nn][Oo][Tt]\s+[Nn][Uu][Ll][Ll]|[Nn][Uu][Ll][Ll]"
    r"|[Cc][Hh][Ee][Cc][Kk]|[Dd][Ee][Ff][Aa][Uu][Ll][Tt])(\s|\(|$)"
)
"""The same grammar's first words for the JSON Schema, whose patterns know no case-insensitivity."""
ONE_EACH = "write each constraint as an item of its own: `[PK, NOT NULL]`"
ADVICE = "write PK, FK table.field, NOT NULL, NULL, UNIQUE, CHECK …, or DEFAULT …"


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that leads somewhere: `feature` is "" unless named, `names` the dotted parts, unquoted."""

    feature: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        dotted = ".".join(quoted(name) for name in self.names)
        return f"{self.feature}:{dotted}" if self.feature else dotted


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: `fields` are those it spans, `target` what a foreign key leads to.

    `target.names` is the object's name alone where `target_fields` are given in parentheses.
    """

    kind: Kind
    text: str
    fields: tuple[str, ...] = ()
    target: Reference | None = None
    target_fields: tuple[str, ...] = ()
    expression: str = ""


def parse(text: str) -> Constraint:
    """Read one constraint in the workflow's words, in any case of letters.

    Raises ValueError, with what to write instead, for anything else.
    """
    words = " ".join(text.split())
    if found := _SIMPLE.match(words):
        return Constraint("NULL" if len(found[1]) == 4 else "NOT NULL", words)
    if found := _KEY.match(words):
        return Constraint("UNIQUE" if found[1][0] in "uU" else "PK", words, _names(found[2]))
    if found := _WORDS.match(words):
        return Constraint("CHECK" if found[1][0] in "cC" else "DEFAULT", words, expression=found[2])
    if found := _FOREIGN.match(words):
        reference = parse_reference(found["target"])
        theirs = _names(found["theirs"])
        if not theirs and len(reference.names) > 1:
            theirs = (".".join(reference.names[1:]),)
            reference = Reference(reference.feature, reference.names[:1])
        return Constraint("FK", words, _names(found["own"]), reference, theirs)
    raise ValueError(_advice(words))


def _advice(words: str) -> str:
    start = words.upper()
    if words.count("(") != words.count(")"):
        return "put it in quotes: within `[…]` a comma ends an item"
    if start.startswith(("FK", "FOREIGN")):
        if " ON DELETE" in start or " ON UPDATE" in start:
            return "say what happens on delete in the key `on_delete` beside `constraints`"
        return 'write `FK table.field`, and quote a name with other characters: `FK "Order Details".id`'
    if "," in words and not words.endswith(")"):
        return ONE_EACH
    return ADVICE


QUOTE = 'quote one with other characters: "Order Details"'
"""What to do with a name that cannot be read."""


def parse_reference(text: str) -> Reference:
    """Read `object`, `object.field` or `feature:object.field`, each name quoted where it must be.

    Raises ValueError for anything else.
    """
    found = _REFERENCE.match(text.strip())
    if not found:
        raise ValueError(f"`{text}` is no name; {QUOTE}")
    return Reference(found["feature"].rstrip(":"), tuple(_unquote(part) for part in _PART.findall(found["names"])))


def quoted(name: str) -> str:
    """A name as a constraint must spell it."""
    return name if re.fullmatch(r"[\w$-]+", name) else '"' + name.replace('"', '""') + '"'


def _names(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    parts = re.findall(_DOTTED, text[1:-1])
    return tuple(".".join(_unquote(name) for name in _PART.findall(part)) for part in parts)


def _unquote(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
