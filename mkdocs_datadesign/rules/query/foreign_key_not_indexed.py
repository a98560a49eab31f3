"""query/foreign-key-not-indexed"""

from collections.abc import Iterator

from ...catalog import Catalog, ForeignKey
from ...problem import Severity
from ..model.links import in_array, partly_read
from ..rule import Finding, Rule
from .access import Way, ways


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.kind not in ("entity", "collection") or item.is_stub or not item.foreign_keys or partly_read(item):
            continue
        if item.store.technology.indexes_each_field:
            continue
        found = ways(item)
        for key in item.foreign_keys:
            if not any(_leads(way, key) for way in found):
                names = ", ".join(f"`{name}`" for name in key.fields)
                message = f"no index of `{item.name}` begins with the foreign key {names}"
                help = f"add an index on {names}"
                if in_array(key):
                    help += ", a multikey one" if item.kind == "collection" else ", or a junction table"
                yield Finding(item.feature, key.path, message, help)


def _leads(way: Way, key: ForeignKey) -> bool:
    """Whether a key or an index begins with a foreign key's fields, in any order."""
    return way.kind == "ordered" and not way.where and set(way.fields[: len(key.fields)]) == set(key.fields)


RULE = Rule(
    name="query/foreign-key-not-indexed",
    severity=Severity.WARNING,
    step=5,
    checks="A foreign key's fields, in any order, are the first of an index, a unique constraint or the primary key.",
    why="Each join from the other side, and each deletion there, reads the whole table to find what refers to it.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK users.id, NOT NULL]}
""",
    good="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK users.id, NOT NULL]}
    indexes:
      idx_orders_user_id: {fields: [user_id], purpose: The orders of a user}
""",
    check=check,
)
