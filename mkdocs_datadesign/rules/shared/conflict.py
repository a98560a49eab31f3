"""shared/conflict"""

import re
from collections.abc import Iterable, Iterator

from ...catalog import Catalog, Field
from ...constraint import Constraint
from ...problem import Severity
from ..rule import Finding, Rule
from .owners import definition

_BLANKS = re.compile(r"\s*([^\w\s]+)\s*|\s+")


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        owner = definition(item)
        if owner is None or owner is item:
            continue
        for name, field in item.fields.items():
            if name in owner.fields:
                yield from _check(field, owner.fields[name])


def _check(ours: Field, theirs: Field) -> Iterator[Finding]:
    if ours.model is None or theirs.model is None:  # what a pattern implies says nothing of its own
        return
    if _plain(ours.type) != _plain(theirs.type):
        yield _finding(ours, theirs, "type", [ours.type], [theirs.type], [f"{ours.type} {theirs.type}"])
    here, there = _stated(ours, ours.model.constraints), _stated(theirs, theirs.model.constraints)
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


def _stated(field: Field, constraints: Iterable[Constraint]) -> list[Constraint]:
    """The constraints of a field, on it and over its object."""
    over = [constraint for constraint, _ in field.object.constraints if constraint.fields == (field.name,)]
    return [*constraints, *over]


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
