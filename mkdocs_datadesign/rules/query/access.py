"""How an object can be reached: its keys and indexes, and which of them answers a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from weakref import WeakKeyDictionary

from ...catalog import Criterion, Object, Query, Sets
from ...linking import is_descending, plain_name
from ...model import Collection
from ...technology import IndexKind

_AND = re.compile(r"\s+and\s+", re.I)
_BLANKS = re.compile(r"\s*([^\w\s.])\s*|\s+")


@dataclass(frozen=True, slots=True)
class Way:
    """A key or an index of an object. `fields` are in its order; an expression's first word stands for it.

    `texts` are the same as they are written, but for the direction: with an operator class, or a whole expression.
    `name` is an index's, "" for a key. `where` is the condition of a partial index.
    """

    name: str
    fields: tuple[str, ...]
    texts: tuple[str, ...]
    descending: tuple[bool, ...]
    kind: IndexKind = "ordered"
    unique: bool = False
    where: str = ""

    def __str__(self) -> str:
        shown = ", ".join(f"`{text}`" for text in self.texts)
        return f"index `{self.name}` ({shown})" if self.name else f"the key {shown}"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a query asks of one object."""

    equal: frozenset[str]
    ranges: tuple[str, ...]
    sort: tuple[tuple[str, bool], ...]
    search: tuple[str, ...]
    conditions: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.equal or self.ranges or self.sort or self.search)


_MOST_WAYS = 100
"""Of so many indexes that begin with one field a query is told that none answers it; MySQL allows for 64 of a table."""


class Access:
    """How objects can be reached. Many queries may be of the same ones, so what each has is put in order once."""

    def __init__(self) -> None:
        self.of = cache(_Ways)


class _Ways:
    """The keys and indexes of an object, keys first, by what a query must ask for to be answered by them."""

    def __init__(self, item: Object) -> None:
        self.item = item
        self.all = ways(item)
        self._unique = Sets(way.fields for way in self.all if way.unique and not way.where)
        self._searching = [way for way in self.all if way.kind == "search"]
        self._by_first: dict[str, list[Way]] = {}
        for way in self.all:
            self._by_first.setdefault(way.fields[0], []).append(way)
        self._ranks = {id(way): rank for rank, way in enumerate(self.all)}

    @cached_property
    def firsts(self) -> frozenset[str]:
        """The fields that a key or an index begins with."""
        return frozenset(self._by_first)

    @cached_property
    def others(self) -> frozenset[str]:
        """The fields that stand behind the first one of a key or an index."""
        return frozenset(name for way in self.all for name in way.fields[1:])

    def find_one(self, asked: Demand) -> bool:
        """Whether a query finds one record at most: it gives each field of a unique key."""
        return self._unique.any_within(asked.equal)

    def answer(self, asked: Demand) -> bool:
        """Whether one of them answers a query."""
        begin = dict.fromkeys((*asked.equal, *asked.ranges, *(name for name, _ in asked.sort)))
        found = [way for name in begin for way in self._by_first.get(name, ())]
        if asked.search or not asked.sort:  # a full-text index sorts nothing
            found += self._searching
        return len(found) > _MOST_WAYS or any(answers(way, asked, self.item) for way in found)

    def nearest(self, asked: Demand) -> Way | None:
        """The first index that begins with a field that a query gives."""
        found = (way for name in asked.equal for way in self._by_first.get(name, ()) if way.name)
        return min(found, key=lambda way: self._ranks[id(way)], default=None)


def ways(item: Object) -> list[Way]:
    """The keys and indexes of an object, keys first; a stub's are its owner's too."""
    chain: dict[Object, None] = {}
    owner: Object | None = item
    while owner is not None and owner not in chain:  # owners may name one another, which is reported as such
        chain[owner] = None
        owner = owner.owner
    return [way for place in chain for way in own_ways(place)]


_ways: WeakKeyDictionary[Object, list[Way]] = WeakKeyDictionary()


def own_ways(item: Object) -> list[Way]:
    """The keys and indexes of an object that are written there, keys first."""
    if item not in _ways:  # several rules and queries ask of each object
        _ways[item] = _ways_of(item)
    return _ways[item]


def _ways_of(item: Object) -> list[Way]:
    found = [_key(item.primary_key)] if item.primary_key else []
    implied = [constraint.fields for constraint, _ in item.constraints if constraint.kind == "UNIQUE"]
    implied += [(name,) for name, field in item.fields.items() if field.has("UNIQUE")]
    found += [_key(fields) for fields in implied if fields]
    if item.store.technology.name == "MongoDB":  # _id has its index whether a design lists it or not
        found.append(_key(("_id",)))
    if isinstance(item.model, Collection) and item.model.shard_key:
        found.append(_way("", item.model.shard_key, item))
    for name, (index, _) in item.indexes.items():
        words = [*index.type_words, *("wildcard" for text in index.fields if text.endswith("$**"))]
        kind = item.store.technology.index_kind(words)
        found.append(_way(name, index.fields, item, kind, index.is_unique, index.where or ""))
    return found


def _key(fields: Sequence[str]) -> Way:
    names = tuple(fields)
    return Way("", names, names, (False,) * len(names), unique=True)


def _way(
    name: str, texts: Sequence[str], item: Object, kind: IndexKind = "ordered", unique: bool = False, where: str = ""
) -> Way:
    fields = tuple(_field(text, item) for text in texts)
    return Way(name, fields, tuple(map(plain_name, texts)), tuple(map(is_descending, texts)), kind, unique, where)


def _field(text: str, item: Object) -> str:
    """The field that an item of an index names, without an operator class; an expression's first word is none."""
    name = plain_name(text)
    return (name if name in item.fields else re.split(r"\s", name)[0]).removesuffix(".$**")


def demands(query: Query) -> Mapping[Object, Demand]:
    """What a query asks of each object by whose fields it finds or sorts anything."""
    keys = (query.filter, query.range, query.sort, query.search)
    of_objects: dict[Object, list[list[Criterion]]] = {}
    for key, criteria in enumerate(keys):
        for by in criteria:
            of_objects.setdefault(by.field.object, [[] for _ in keys])[key].append(by)
    conditions = frozenset(_conditions(query.model.where or ""))
    return {
        item: Demand(
            frozenset(by.name for by in equal),
            tuple(by.name for by in ranges),
            tuple((by.name, by.descending) for by in sort),
            tuple(by.name for by in search),
            conditions,
        )
        for item, (equal, ranges, sort, search) in of_objects.items()
    }


def _conditions(where: str) -> Iterator[str]:
    """The parts of a condition that all hold, in one spelling."""
    for part in _AND.split(where.strip()[:2000]):
        plain = _BLANKS.sub(lambda found: found[1] or " ", part).strip("() ").lower().replace("==", "=")
        if plain:
            yield plain.replace('"', "'")


def answers(way: Way, asked: Demand, item: Object) -> bool:
    """Whether a way answers a query by its leading fields: those compared for equality first, in any order; then
    those of the sort, or one that is compared with a range; and a partial index only if the query filters so.

    https://use-the-index-luke.com/sql/where-clause and MongoDB's guideline on equality, sort and range.
    """
    if not _is_implied(way.where, asked):
        return False
    if way.unique and asked.equal.issuperset(way.fields):
        return True
    if way.kind == "equality":
        return asked.equal == set(way.fields) and not (asked.ranges or asked.sort or asked.search)
    if way.kind == "search":
        if asked.search:
            return _holds(way, asked.search)
        return not asked.sort and _holds(way, asked.equal.union(asked.ranges))
    if way.kind == "vector" or asked.search:
        return False
    lead = next((i for i, name in enumerate(way.fields) if name not in asked.equal), len(way.fields))
    if not asked.equal <= set(way.fields[:lead]):
        return False
    return _ends(way, lead, asked, set(item.primary_key))


def _holds(way: Way, names: Iterable[str]) -> bool:
    """Whether an index on whole values holds these fields, or the objects that they lie within."""
    return "$**" in way.fields or all(
        any(name == field or name.startswith(f"{field}.") for field in way.fields if field) for name in names
    )


def _ends(way: Way, lead: int, asked: Demand, tie_break: set[str]) -> bool:
    """Whether what follows an index's leading fields serves the range and the sort."""
    tail, down = way.fields[lead:], way.descending[lead:]
    sort = [(name, desc) for name, desc in asked.sort if name not in asked.equal]
    while len(sort) > 1 and sort[-1][0] in tie_break:  # ties are few, and sorted as they come
        sort.pop()
    ranges = [name for name in asked.ranges if name not in asked.equal]
    if not sort:
        return not ranges or (bool(tail) and tail[0] in ranges)
    if way.kind == "block":
        return False
    if _serves(sort, tail, down):
        return not ranges or sort[0][0] in ranges or any(name in ranges for name in tail[len(sort) :])
    return bool(tail) and tail[0] in ranges and _serves(sort, tail[1:], down[1:])


def _serves(sort: Sequence[tuple[str, bool]], fields: Sequence[str], down: Sequence[bool]) -> bool:
    """Whether an index that begins with these fields gives this order, read forwards or backwards."""
    if [name for name, _ in sort] != list(fields[: len(sort)]):
        return False
    return len({desc == other for (_, desc), other in zip(sort, down, strict=False)}) == 1


def _is_implied(where: str, asked: Demand) -> bool:
    given = asked.equal.union(asked.ranges)
    return all(
        part in asked.conditions or (part.removesuffix(" is not null") in given and part.endswith(" is not null"))
        for part in _conditions(where)
    )
