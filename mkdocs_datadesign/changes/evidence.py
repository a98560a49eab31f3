"""What makes one thing another under a new name: strong evidence alone, and told in words.

It is symmetric, so that the way back tells the same. A score of 0 is no evidence.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping

from ..catalog import Dto, Feature, Field, Object
from ..words import expand, split
from . import facts
from .widths import compare_types

_NEAR = 0.75
_EVERYWHERE = frozenset("id _id createdat updatedat deletedat tenantid version".split())
"""Fields that tell no object from another."""
_COMMON = frozenset("id at on by is has the of no date time name type code".split())
"""Words that make no name near another."""


def near(one: str, other: str) -> bool:
    """Whether two names may be one thing's: `cust_id` and `customer_id`, `total` and `order_total`."""
    ours, theirs = ({expand(word) for word in split(name)} for name in (one, other))
    if ours == theirs:
        return True
    if (ours < theirs or theirs < ours) and (ours & theirs) - _COMMON:
        return True
    first, second = sorted((one.lower()[:100], other.lower()[:100]))  # the ratio depends on the order
    return difflib.SequenceMatcher(None, first, second).ratio() >= _NEAR


Shapes = Mapping[str, frozenset[tuple[str, str]]]


def same_feature(old: Feature, new: Feature, ours: Shapes, theirs: Shapes) -> tuple[float, str]:
    if old.source.text == new.source.text:
        return 2, "the same text"
    most = max(len(ours), len(theirs))
    same = sum(2 * len(shape & theirs[name]) >= max(len(shape), len(theirs[name]))
               for name, shape in ours.items() if name in theirs)  # fmt: skip
    if not most or 2 * same < most or (old.title != new.title and 4 * same < 3 * most):
        return 0, ""
    title = ", the same title" if old.title == new.title else ""
    return same / most + bool(title), f"{same} of {most} objects alike{title}"


def same_object(old: Object, new: Object) -> tuple[float, str]:
    """Whether one object is the other under another name: most of its fields say so, or half of them and its name."""
    if old.kind != new.kind or old.is_stub != new.is_stub:
        return 0, ""
    ours, theirs = facts.shape(old), facts.shape(new)
    same, most = ours & theirs, max(len(ours), len(theirs))
    telling = [name for name, _ in same if "".join(split(name)) not in _EVERYWHERE]
    share = len(same) / most if most else 0.0
    is_near = near(old.name, new.name)
    is_same = share >= 0.7 and (len(telling) > 1 or is_near)
    if not telling or not (is_same or (share >= 0.5 and is_near)):
        return 0, ""
    fields = f"{len(same)} of {most} fields alike"
    return share + is_near, f"{fields}, a near name" if is_near else fields


class Places:
    """Where fields stand among their neighbours, those that kept their names."""

    def __init__(self, old: list[Field], new: list[Field], kept: dict[Field, Field]) -> None:
        self.kept = kept
        self.old = _neighbours(old, set(kept))
        self.new = _neighbours(new, set(kept.values()))

    def same(self, old: Field, new: Field) -> bool:
        before = [self.kept[item] if item else None for item in self.old[old]]
        after = list(self.new[new])
        return before == after


def _neighbours(fields: list[Field], kept: set[Field]) -> dict[Field, tuple[Field | None, Field | None]]:
    """The nearest kept field on either side of each."""
    before: dict[Field, Field | None] = {}
    last: Field | None = None
    for item in fields:
        before[item] = last
        last = item if item in kept else last
    last = None
    found: dict[Field, tuple[Field | None, Field | None]] = {}
    for item in reversed(fields):
        found[item] = (before[item], last)
        last = item if item in kept else last
    return found


def same_field(old: Field, new: Field, object_now: Callable[[Object], Object], places: Places) -> tuple[float, str]:
    """Whether one field is the other under another name: type and constraints must be the same, and what it is called,
    what it says or where it leads, and where it stands, tell the rest."""
    if old.role != new.role or compare_types(old.type, new.type, new.object.store.technology) != "same":
        return 0, ""
    names = dict.fromkeys((old.name, old.last_name, new.name, new.last_name), "it")
    if _holds(old, names, object_now) != _holds(new, names, facts.AS_IT_IS[0]):
        return 0, ""
    is_near, is_placed = near(old.last_name, new.last_name), places.same(old, new)
    ours, theirs = (item.model.description if item.model else None for item in (old, new))
    is_described = bool(ours) and ours == theirs
    leads_there = bool(old.foreign_keys)
    if sum((is_near, is_placed, is_described, leads_there and is_placed)) < 2:
        return 0, ""
    evidence = [
        "the same type and constraints",
        *["a near name"] * is_near,
        *["the same description"] * is_described,
        *["the same place"] * is_placed,
    ]
    return 4 * is_near + 2 * is_described + is_placed, ", ".join(evidence)


def _holds(field: Field, names: Mapping[str, str], object_of: Callable[[Object], Object]) -> tuple[object, ...]:
    """All that is stated of a field, with its own names left out."""
    stated = field.model.constraints if field.model else ()
    targets = frozenset(facts.target(key, object_of, facts.AS_IT_IS[1]) for key in field.foreign_keys)
    values = frozenset(field.model.values or ()) if field.model else frozenset()
    nested = frozenset(field.model.fields) if field.model else frozenset()
    told = frozenset((c.kind, plain) for c in stated if c.kind not in ("FK", "NULL")
                     for plain in [facts.plain(c.expression, names)])  # fmt: skip
    return told, targets, values, nested, field.in_primary_key, field.model and field.model.on_delete


def same_dto(old: Dto, new: Dto) -> tuple[float, str]:
    """Whether one DTO is the other under another name."""
    same = [name for name, mapping in old.model.fields.items() if new.model.fields.get(name) == mapping]
    most = max(len(old.model.fields), len(new.model.fields))
    if len(same) < 2 or len(same) < 0.7 * most or old.model.direction != new.model.direction:
        return 0, ""
    return len(same) / most + near(old.name, new.name), f"{len(same)} of {most} fields alike"
