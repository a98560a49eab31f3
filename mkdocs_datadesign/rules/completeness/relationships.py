"""completeness/relationships"""

from collections.abc import Collection, Iterator, Mapping

from ...catalog import Catalog, Object
from ...constraint import quoted
from ...problem import Severity
from ...words import singular_name, split
from ..model.links import partly_read
from ..rule import Finding, Rule

_KEYS = ("id", "uuid", "guid")


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for store in feature.stores.values():
            bare = catalog.conventions.bare
            by_name = {split(singular_name(bare(item.name))): item for item in store.objects.values() if item.is_table}
            told = {frozenset((rel.source, rel.target)) for rel in store.relationships}
            failed = any(rel.failures for rel in store.relationships)
            for item in by_name.values() if not failed else ():
                if not item.is_stub and not partly_read(item):
                    yield from _check(item, by_name, told)


def _check(
    item: Object, by_name: Mapping[tuple[str, ...], Object], told: Collection[frozenset[Object | None]]
) -> Iterator[Finding]:
    for field in item.fields.values():
        words = split(field.last_name)
        other = by_name.get(words[:-1]) if words and words[-1] in _KEYS else None
        if other is None or other is item or field.foreign_keys:
            continue
        if frozenset((item.definition, other.definition)) not in told:
            key = other.primary_key[0] if len(other.primary_key) == 1 else "id"
            message = f"`{field.name}` reads as if it led to `{other.name}`, and nothing says so"
            help = (
                f"make it a foreign key, `FK {quoted(other.name)}.{quoted(key)}`, or describe it under `relationships`"
            )
            yield Finding(item.feature, field.path, message, help)


RULE = Rule(
    name="completeness/relationships",
    severity=Severity.ERROR,
    step=3,
    checks="A field that is named after another object of its store, such as `user_id` beside `users`, is a foreign key, or a relationship tells how the two hang together.",
    why="A reference that only its name gives away is in no diagram, has no index and no rule for deletion.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
      order_lines:
        purpose: One product of an order
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
          order_id: {type: UUID, constraints: [NOT NULL], description: The order}
""",
    good="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
      order_lines:
        purpose: One product of an order
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
          order_id: {type: UUID, constraints: [FK orders.id, NOT NULL], description: The order}
""",
    check=check,
    incomplete=True,
)
