"""query/foreign-key-not-indexed"""

from collections.abc import Iterator
from functools import cache

from ...catalog import Catalog, ForeignKey, Object
from ...problem import Severity
from ..model.links import in_array, partly_read
from ..rule import Finding, Rule
from .access import ways

_LONGEST = 32
"""No database's index has more fields."""


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.kind not in ("entity", "collection") or item.is_stub or not item.foreign_keys or partly_read(item):
            continue
        if item.store.technology.indexes_each_field:
            continue
        leads = _Leads(item)
        for key in item.foreign_keys:
            if not leads.have(key):
                names = ", ".join(f"`{name}`" for name in key.fields)
                message = f"no index of `{item.name}` begins with the foreign key {names}"
                help = f"add an index on {names}"
                if in_array(key):
                    help += ", a multikey one" if item.kind == "collection" else ", or a junction table"
                yield Finding(item.feature, key.path, message, help)


class _Leads:
    """What keys and indexes of an object begin with, by how many fields of them one looks at."""

    def __init__(self, item: Object) -> None:
        self._fields = [way.fields for way in ways(item) if way.kind == "ordered" and not way.where]
        self._of_size = cache(lambda size: {frozenset(fields[:size]) for fields in self._fields})

    def have(self, key: ForeignKey) -> bool:
        """Whether one begins with a foreign key's fields, in any order; none has as many as are not looked at."""
        return len(key.fields) <= _LONGEST and frozenset(key.fields) in self._of_size(len(key.fields))


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
