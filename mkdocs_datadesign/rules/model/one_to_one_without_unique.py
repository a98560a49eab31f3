"""model/one-to-one-without-unique"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ...catalog import Catalog, ForeignKey, Object
from ...problem import Severity
from ..rule import Finding, Rule
from .links import Links, relationships


def check(catalog: Catalog) -> Iterator[Finding]:
    links = Links()
    judged = cache(lambda source, target: _judge(links, source, target))  # many relationships may be of the same two
    for relationship, source, target in relationships(catalog, "1:1"):
        is_right, key = judged(source, target)
        if is_right:
            continue
        feature, path = relationship.store.feature, (*relationship.path, "type")
        if key:
            held = _named(key)
            message = f"`{held}` is not unique, so this is no 1:1"
            related = ((key.object.feature, key.path, "the foreign key"),)
            members = ((feature, path, "not unique"),)  # whichever of its foreign keys comes first
            help = f"make `{held}` UNIQUE, or call it 1:N"
            yield Finding(feature, path, message, help, related=related, members=members)
        else:
            message = f"there is no foreign key between `{source.name}` and `{target.name}`"
            yield Finding(
                feature, path, message, f"give a field of `{target.name}` an FK to `{source.name}`, and UNIQUE"
            )


def _judge(links: Links, source: Object, target: Object) -> tuple[bool, ForeignKey | None]:
    """Whether a foreign key makes it a 1:1, or may do so, and the first one that there is."""
    keys = [*links.between(target, source), *links.between(source, target)]
    return any(map(_is_unique, keys)) or links.unsure(source, target), next(iter(keys), None)


def _named(key: ForeignKey) -> str:
    first, *others = key.fields
    return f"{key.object.name} ({', '.join(key.fields)})" if others else f"{key.object.name}.{first}"


def _is_unique(key: ForeignKey) -> bool:
    return key.unique or key.object.definition.unique_sets.any_within(key.fields)


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
