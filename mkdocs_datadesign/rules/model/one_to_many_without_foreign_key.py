"""model/one-to-many-without-foreign-key"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...constraint import quoted
from ...problem import Severity
from ..rule import Finding, Rule
from .links import Links, relationships


def check(catalog: Catalog) -> Iterator[Finding]:
    links = Links()
    for relationship, source, target in relationships(catalog, "1:N", "N:1"):
        one, many = (source, target) if relationship.model.type == "1:N" else (target, source)
        held = bool(links.between(many, one))
        if "collection" in (one.kind, many.kind):
            held = held or bool(links.between(one, many))
        if not held and not links.unsure(one, many):
            message = f"`{many.name}` has no foreign key to `{one.name}`"
            key = quoted(one.name) + (f".{quoted(one.primary_key[0])}" if len(one.primary_key) == 1 else "")
            help = f"give a field of `{many.name}` the constraint `FK {key}`"
            if links.between(one, many):
                help += f"; `{one.name}` has one, so the relationship may be meant the other way round"
            yield Finding(relationship.store.feature, (*relationship.path, "type"), message, help)


RULE = Rule(
    name="model/one-to-many-without-foreign-key",
    severity=Severity.ERROR,
    step=3,
    checks="For a 1:N, the many side has a foreign key to the other; a document may hold it in an array.",
    why="A relationship that nothing stores exists on paper only; no query can follow it.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: Text, constraints: [NOT NULL]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
relationships:
  - {from: users, to: orders, type: 1:N}
""",
    good="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: Text, constraints: [NOT NULL]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK users.id, NOT NULL]}
relationships:
  - {from: users, to: orders, type: 1:N}
""",
    check=check,
)
