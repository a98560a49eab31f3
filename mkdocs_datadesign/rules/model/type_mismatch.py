"""model/type-mismatch"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, ForeignKey, Object
from ...constraint import quoted
from ...problem import Severity
from ..rule import Finding, Rule
from .types import fits

_MOST_NAMED = 32


def check(catalog: Catalog) -> Iterator[Finding]:
    for key in catalog.foreign_keys:
        if key.target and key.target_fields and not key.crosses_databases:
            if len(key.fields) != len(key.target_fields):
                yield _other_count(key, key.target)
            else:
                yield from _other_types(key, key.target)


def _other_count(key: ForeignKey, target: Object) -> Finding:
    theirs = ", ".join(map(quoted, key.target_fields[:_MOST_NAMED])) + ", …" * (len(key.target_fields) > _MOST_NAMED)
    have, want = len(key.fields), len(key.target_fields)
    message = f"this foreign key has {have} field{'' if have == 1 else 's'}, but leads to {want}: `{theirs}`"
    if not have:
        message = "this foreign key does not say which fields hold it"
    help = f"write it under the object's `constraints`: `FK (…) references {quoted(target.name)}({theirs})`"
    return Finding(key.object.feature, key.path, message, help)


def _other_types(key: ForeignKey, target: Object) -> Iterator[Finding]:
    for own_name, other_name in zip(key.fields, key.target_fields, strict=True):
        own, other = key.object.fields.get(own_name), target.fields.get(other_name)
        if own is None or other is None or other.model is None:
            continue
        if not fits(own.type, other.type, key.object.store.technology):
            message = f"`{own_name}` is `{own.type}`, but `{target.name}.{other_name}` is `{other.type}`"
            related = ((target.feature, other.path, f"this is `{other.type}`"),)
            yield Finding(key.object.feature, key.path, message, "give both the same type", related=related)


RULE = Rule(
    name="model/type-mismatch",
    severity=Severity.ERROR,
    step=3,
    checks="A foreign key has as many fields as what it leads to, and each has the type of its target.",
    why="The database refuses such a foreign key, or converts at each join and cannot use the index.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: Text, constraints: [NOT NULL]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: Integer, constraints: [FK users.id]}
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
      user_id: {type: UUID, constraints: [FK users.id]}
""",
    check=check,
)
