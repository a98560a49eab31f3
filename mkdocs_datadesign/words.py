"""What names are made of: words, their case, their number, and the nearest of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pluralizer import Pluralizer

Case = Literal["snake_case", "camelCase"]

_LONGEST, _MOST = 100, 300
MAX_ADVICE = 200
"""So many names of a feature that one rule finds to lead nowhere, or linking does, come with a guess at what was meant."""
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


# Where pluralizer errs, or takes a singular for a plural because it ends in an s.
_PLURALS = {
    "bias": "biases",
    "corpus": "corpora",
    "lens": "lenses",
    "redis": "redises",
    "staff": "staff_members",
    "virus": "viruses",
}
_SINGULARS = {plural: word for word, plural in _PLURALS.items()} | {"caches": "cache", "staffs": "staff"}

_ABBREVIATIONS = {
    short: full
    for full, shorts in {
        "account": "acct acc",
        "address": "addr adr",
        "amount": "amt",
        "attribute": "attr",
        "average": "avg",
        "category": "cat categ",
        "color": "colour",
        "configuration": "cfg config conf",
        "count": "cnt",
        "customer": "cust",
        "date": "dt",
        "department": "dept dep",
        "description": "desc descr",
        "destination": "dest dst",
        "document": "doc",
        "employee": "emp empl",
        "id": "identifier",
        "image": "img",
        "information": "info",
        "language": "lang",
        "level": "lvl",
        "manager": "mgr",
        "message": "msg",
        "number": "num no nbr nr",
        "organization": "org organisation",
        "password": "pwd passwd pw",
        "percent": "pct",
        "phone": "tel telephone",
        "picture": "pic",
        "product": "prod",
        "quantity": "qty",
        "reference": "ref",
        "request": "req",
        "response": "resp",
        "source": "src",
        "supplier": "suppl",
        "timestamp": "ts",
        "timezone": "tz",
        "transaction": "txn tx",
        "user": "usr",
        "value": "val",
        "vendor": "vend",
    }.items()
    for short in shorts.split()
}


def expand(word: str) -> str:
    """A lower-case word as it is spelled in full: `cust` gives customer. An `identifier` is an id."""
    return _ABBREVIATIONS.get(word, word)


@cache
def _pluralizer() -> Pluralizer:
    from pluralizer import Pluralizer  # here: a check that asks for no plural need not load its rules

    return Pluralizer()  # type: ignore[no-untyped-call]  # the library is typed but for this


@cache
def is_plural(word: str) -> bool:
    return word not in _PLURALS and (word in _SINGULARS or bool(_pluralizer().is_plural(word)))


@cache
def singular(word: str) -> str:
    return word if word in _PLURALS else _SINGULARS.get(word) or str(_pluralizer().singular(word))


def _plural(word: str) -> str:
    known = _PLURALS.get(word.lower())
    if known is None:
        return str(_pluralizer().plural(word))
    if word.islower():
        return known
    return known.upper() if word.isupper() else "".join(part.capitalize() for part in known.split("_"))


def noun(name: str) -> str:
    """The word that tells a table's number: the last, less a number or a version. "" if there is none."""
    words = list(split(name))
    if words and words[-1].isdigit():
        words.pop()
        if len(words) > 1 and words[-1] == "v":
            words.pop()
    return words[-1] if words else ""


def plural_name(name: str) -> str:
    """The name with its noun made plural, its case kept."""
    word = noun(name)
    if not word or is_plural(word):
        return name
    at = name.lower().rindex(word)
    end = at + len(word)
    return name[:at] + _plural(name[at:end]) + name[end:]


def singular_name(name: str) -> str:
    """The name in snake_case with its last word made singular."""
    words = split(name)
    return "_".join((*words[:-1], singular(words[-1]))) if words else name


def counted(count: int, noun: str) -> str:
    """`1 query`, `3 queries`: a number of what our own messages count."""
    if count == 1 or noun.endswith("series"):
        return f"{count} {noun}"
    if re.search("[^aeiou]y$", noun):
        return f"{count} {noun[:-1]}ies"
    return f"{count} {noun}{'es' if noun.endswith('x') else 's'}"


def nearest(name: str, choices: Iterable[str]) -> list[str]:
    """Up to three of the choices that `name` may have been meant to be, the nearest first.

    Among very many, only those that begin alike are looked at, so that a thousand typos among ten thousand names
    do not take minutes.
    """
    if not name or len(name) > _LONGEST:
        return []
    low, begins = name.lower(), dict.fromkeys(choices)
    if len(begins) > _MOST:
        start = (name[0].lower(), name[0].upper())
        begins = dict.fromkeys([choice for choice in begins if choice.startswith(start)][:_MOST])
    by_lower: dict[str, str] = {}
    for choice in begins:
        by_lower.setdefault(choice.lower(), choice)
    close = difflib.get_close_matches(low, by_lower, n=3, cutoff=0.6)
    ratios = [difflib.SequenceMatcher(None, other, low).ratio() for other in close]
    return [by_lower[other] for other, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - 0.1]


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """A question that names the nearest choices, or "" if none is near."""
    found = nearest(name, choices)
    return f"did you mean {' or '.join(f'`{item}`' for item in found)}?" if found else ""


def listed(names: Sequence[str], last: str = "and", limit: int = 8) -> str:
    """Names in a sentence."""
    shown = [f"`{name}`" for name in names[:limit]]
    if len(names) > limit:
        return f"{', '.join(shown)} and {len(names) - limit} more"
    return f" {last} ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)
