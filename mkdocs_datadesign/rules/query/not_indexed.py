"""query/not-indexed"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...catalog import Catalog, Object, Query
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..rule import Finding, Rule
from .access import Access, Demand, demands
from .keys import missing_parts

_RANKS = {"high": 0, "medium": 1}


def check(catalog: Catalog) -> Iterator[Finding]:
    access = Access()
    for feature in catalog.features.values():
        for query in feature.queries:
            if query.model.frequency not in _RANKS or query.target is None or query.field_failures:
                continue
            item = query.target
            if (
                not partly_read(item)
                and not (item.is_stub and item.owner is None)
                and (found := _judge(query, item, access))
            ):
                rank = _RANKS[query.model.frequency]
                path = (*query.path, "target") if not query.filter else (*query.path, "filter")
                message, help, known_by = found
                members = tuple((feature, query.path, name) for name in known_by)
                yield Finding(feature, path, message, help, rank=rank, members=members)


def _judge(query: Query, item: Object, access: Access) -> tuple[str, str, Sequence[str]] | None:
    """What is wrong with a query, what to do, and what it is known by; None if an index answers it."""
    frequency = f"{query.model.frequency}-frequency"
    if item.kind in ("key", "file set"):
        if missing := missing_parts(query, item):
            shown = listed(missing)
            what = "key" if item.kind == "key" else "path"
            message = f"this {frequency} query cannot make the {what} of `{item.name}` without {shown}"
            help = f"filter by {shown} as well, or change the pattern so that what is asked for comes first"
            return message, help, [f"{item.name} without {name}" for name in missing]
        return None
    if item.kind == "embedding set" and (query.model.nearest or item.store.technology.name != "pgvector"):
        return None  # the vector index answers, and metadata is indexed by itself
    if item.kind == "series":  # found by its tags and its time; query/mechanism sees to both
        return None
    asked = demands(query)
    starts = [(other, asked[other]) for other in dict.fromkeys((item, *query.joins)) if other in asked]
    # the database begins with whichever is found fastest
    if not starts or any(_is_automatic(*start) or access.of(start[0]).answer(start[1]) for start in starts):
        return None
    other, wanted = starts[0]
    message = f"no key or index answers this {frequency} query of `{other.name}`{_nearest(other, wanted, access)}"
    return message, _help(wanted), [f"{other.name} by {_help(wanted)}"]  # whichever index comes nearest


def _is_automatic(item: Object, asked: Demand) -> bool:
    """Whether the technology indexes each field by itself, and that is enough: one field, or equalities alone."""
    names = asked.equal.union(asked.ranges, (name for name, _ in asked.sort))
    alone = len(names) == 1 or not (asked.ranges or asked.sort)
    return item.store.technology.indexes_each_field and not asked.search and alone


def _nearest(item: Object, asked: Demand, access: Access) -> str:
    """A word on the index that comes nearest."""
    way = access.of(item).nearest(asked)
    if way is None:
        return ""
    return f"; index `{way.name}` is partial, for `{way.where}`" if way.where else f"; {way} has not all of it"


def _help(asked: Demand) -> str:
    if asked.search:
        return f"add a full-text index on {', '.join(f'`{name}`' for name in asked.search)}"
    sort = [f"{name} desc" if desc else name for name, desc in asked.sort if name not in asked.equal]
    sorted_by = {name for name, _ in asked.sort}
    ranges = [name for name in asked.ranges if name not in asked.equal and name not in sorted_by]
    fields = [*sorted(asked.equal), *sort, *ranges[:1]]
    order = ", in this order" if len(fields) > 1 else ""
    return f"add an index on {', '.join(f'`{field}`' for field in fields)}{order}"


RULE = Rule(
    name="query/not-indexed",
    severity=Severity.WARNING,
    step=5,
    checks=(
        "A query of high or medium frequency is answered by a key or an index: its leading fields are those that the "
        "query compares for equality, then those of its sort, or one that it compares with a range. A partial index "
        "counts for a query that has its condition under `where`, and a key pattern if the query fills it from the left."
    ),
    why="Without it the database reads all records to find a few, ten or a hundred times a second.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [NOT NULL]}
      created_at: {type: Timestamp, constraints: [NOT NULL]}
    indexes:
      idx_orders_created_at: {fields: [created_at desc, user_id], purpose: The newest orders}
queries:
  - operation: List a user's orders
    frequency: high
    pattern: Filtered query with pagination
    target: orders
    filter: [user_id]
    sort: [created_at desc]
    pagination: keyset
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [NOT NULL]}
      created_at: {type: Timestamp, constraints: [NOT NULL]}
    indexes:
      idx_orders_user_id_created_at: {fields: [user_id, created_at desc], purpose: The newest orders of a user}
queries:
  - operation: List a user's orders
    frequency: high
    pattern: Filtered query with pagination
    target: orders
    filter: [user_id]
    sort: [created_at desc]
    pagination: keyset
""",
    check=check,
)
