"""query/redundant-index"""

from collections.abc import Iterator
from itertools import islice

from ...catalog import Catalog, Object
from ...problem import Severity
from ..model.links import partly_read
from ..rule import Finding, Rule
from .access import Way, own_ways, ways

_LONGEST = 32
"""No database's index has more fields."""
_MOST = 100
"""So many indexes that begin alike are looked at for each; MySQL allows for 64 of a table."""


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.kind in ("entity", "collection", "series") and item.indexes and not partly_read(item):
            yield from _check(item)


def _check(item: Object) -> Iterator[Finding]:
    begin: dict[tuple[str, ...], list[Way]] = {}
    for way in ways(item):
        for size in range(1, min(len(way.texts), _LONGEST) + 1) if way.kind == "ordered" else ():
            begin.setdefault(way.texts[:size], []).append(way)
    for way in own_ways(item):
        if not way.name or way.unique or way.kind != "ordered":
            continue
        index, path = item.indexes[way.name]
        if index.include or index.expire_after:
            continue
        for other in islice(begin.get(way.texts, ()), _MOST):
            if other is not way and _covers(other, way):
                message = f"{other} answers whatever index `{way.name}` does"
                members = ((item.feature, path, ", ".join(way.texts)),)  # whichever answers it by now
                yield Finding(item.feature, path, message, "leave it out", members=members)
                break


def _covers(other: Way, way: Way) -> bool:
    """Whether another way begins with what this one holds, in its order or the reverse; of two alike, the later goes."""
    size = len(way.texts)
    if (other.where != way.where and other.where) or other.texts[:size] != way.texts:
        return False
    if len({a == b for a, b in zip(other.descending, way.descending, strict=False)}) > 1:
        return False
    alike = len(other.texts) == size and other.name and not other.unique and other.where == way.where
    return not alike or other.name < way.name


RULE = Rule(
    name="query/redundant-index",
    severity=Severity.WARNING,
    step=5,
    checks="No index repeats the beginning of a key or of a longer index of the same kind.",
    why="It speeds up nothing, and each write keeps it up to date all the same.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [NOT NULL]}
      created_at: {type: Timestamp, constraints: [NOT NULL]}
    indexes:
      idx_orders_user_id: {fields: [user_id], purpose: The orders of a user}
      idx_orders_user_id_created_at: {fields: [user_id, created_at], purpose: The latest orders of a user}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [NOT NULL]}
      created_at: {type: Timestamp, constraints: [NOT NULL]}
    indexes:
      idx_orders_user_id_created_at: {fields: [user_id, created_at], purpose: The orders of a user}
""",
    check=check,
)
