"""shared/conflict"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from ...catalog import Catalog, Field, Object
from ...constraint import Constraint
from ...problem import Severity
from ..rule import Finding, Rule
from .owners import definition

_BLANKS = re.compile(r"\s*([^\w\s]+)\s*|\s+")


def check(catalog: Catalog) -> Iterator[Finding]:
    over = cache(_over)  # many stubs may be of one object
    for item in catalog.objects:
        owner = definition(item)
        if owner is None or owner is item:
            continue
        for name, field in item.fields.items():
            if name in owner.fields:
                yield from _check(field, owner.fields[name], over)


def _check(ours: Field, theirs: Field, over: Callable[[Object], _Over]) -> Iterator[Finding]:
    if ours.model is None or theirs.model is None:  # what a pattern implies says nothing of its own
        return
    if _plain(ours.type) != _plain(theirs.type):
        yield _finding(ours, theirs, "type", [ours.type], [theirs.type], [f"{ours.type} {theirs.type}"])
    here, there = (
        [*given, *over(field.object).get((field.name,), ())]
        for field, given in ((ours, ours.model.constraints), (theirs, theirs.model.constraints))
    )
    if here and (differing := _meaning(ours, here) ^ _meaning(theirs, there)):
        names = sorted(map(" ".join, differing))
        yield _finding(ours, theirs, "constraints", [part.text for part in here], [part.text for part in there], names)
    if ours.model.values and (others := set(ours.model.values) ^ set(theirs.model.values or ())):
        yield _finding(ours, theirs, "values", ours.model.values, theirs.model.values or (), sorted(others))


def _finding(
    ours: Field, theirs: Field, key: str, here: Iterable[str], there: Iterable[str], differing: Iterable[str]
) -> Finding:
    """What is said of one key of a field that is `here` and `there`; each that is `differing` is a fault of its own."""
    owner = theirs.object.feature
    verb = "is" if key == "type" else f"has the {key}"
    name = f"`{ours.object.name}.{ours.name}`"
    message = f"{name} {verb} {_shown(here)} here, and {_shown(there)} in `{owner.key}`, its owner"
    help = "write what the owner writes" + ("" if key == "type" else f", or leave `{key}` out")
    related = ((owner, (*theirs.path, key), f"the owner has {_shown(there)}"),)
    feature, path = ours.object.feature, (*ours.path, key)
    members = tuple((feature, path, name) for name in differing)
    return Finding(feature, path, message, help, related=related, members=members)


_Over = Mapping[tuple[str, ...], Sequence[Constraint]]


def _over(item: Object) -> _Over:
    """The constraints of an object as a whole, by the fields that they span."""
    found = defaultdict[tuple[str, ...], list[Constraint]](list)
    for constraint, _ in item.constraints:
        found[constraint.fields].append(constraint)
    return found


def _shown(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts) or "none"


def _plain(text: str) -> str:
    return _BLANKS.sub(lambda found: found[1] or " ", text.strip()).lower()


def _meaning(field: Field, constraints: Iterable[Constraint]) -> set[tuple[str, ...]]:
    """What its constraints say of a field, however they are written: in any order and any words."""
    stated: set[tuple[str, ...]] = set()
    for constraint in constraints:
        if constraint.kind in ("CHECK", "DEFAULT"):
            stated.add((constraint.kind, _plain(constraint.expression)))
        elif constraint.kind != "NULL":
            stated.add((constraint.kind,))
    for key in field.foreign_keys:
        if key.fields == (field.name,):
            known = key.target.definition if key.target else None
            stated.add((known.label, *key.target_fields) if known else (_plain(key.constraint.text),))
    if ("PK",) in stated:
        stated -= {("NOT NULL",), ("UNIQUE",)}
    return stated


RULE = Rule(
    name="shared/conflict",
    severity=Severity.ERROR,
    step=3,
    checks=(
        "A field of another feature's object has the type that its owner gives it, and the same constraints and "
        "values where it states any."
    ),
    why="Only one of the two can be true of the table, and a feature that believes the other one fails on it.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: Integer}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
