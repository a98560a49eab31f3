"""model/one-to-one-without-unique"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, ForeignKey
from ...problem import Severity
from ..rule import Finding, Rule
from .links import between, relationships, unsure


def check(catalog: Catalog) -> Iterator[Finding]:
    for relationship, source, target in relationships(catalog, "1:1"):
        keys = [*between(target, source), *between(source, target)]
        if any(_is_unique(key) for key in keys) or unsure(source, target):
            continue
        feature, path = relationship.store.feature, (*relationship.path, "type")
        if keys:
            held = _named(keys[0])
            message = f"`{held}` is not unique, so this is no 1:1"
            related = ((keys[0].object.feature, keys[0].path, "the foreign key"),)
            members = ((feature, path, "not unique"),)  # whichever of its foreign keys comes first
            help = f"make `{held}` UNIQUE, or call it 1:N"
            yield Finding(feature, path, message, help, related=related, members=members)
        else:
            message = f"there is no foreign key between `{source.name}` and `{target.name}`"
            yield Finding(
                feature, path, message, f"give a field of `{target.name}` an FK to `{source.name}`, and UNIQUE"
            )


def _named(key: ForeignKey) -> str:
    first, *others = key.fields
    return f"{key.object.name} ({', '.join(key.fields)})" if others else f"{key.object.name}.{first}"


def _is_unique(key: ForeignKey) -> bool:
    owner, ours = key.object.definition, set(key.fields)
    return key.unique or any(keys and set(keys) <= ours for keys in (owner.primary_key, *owner.uniques))


RULE = Rule(
    name="model/one-to-one-without-unique",
    severity=Severity.ERROR,
    step=3,
    checks="For a 1:1, one of the two has a foreign key to the other, and that key is unique.",
    why="A foreign key that is not unique lets several records lead to the same one: that is a 1:N.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: Text, constraints: [NOT NULL]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK users.id]}
relationships:
  - {from: users, to: orders, type: 1:1}
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
      user_id: {type: UUID, constraints: [FK users.id, UNIQUE]}
relationships:
  - {from: users, to: orders, type: 1:1}
""",
    check=check,
)
