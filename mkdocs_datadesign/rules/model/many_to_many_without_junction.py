"""model/many-to-many-without-junction"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, Object, Relationship
from ...problem import Severity
from ..rule import Finding, Members, Rule
from .links import between, holders, in_array, relationships, unsure


def check(catalog: Catalog) -> Iterator[Finding]:
    for relationship, source, target in relationships(catalog, "N:M"):
        if relationship.model.via and relationship.via is None:  # unknown: reported as such
            continue
        both = {relationship.via} if relationship.via else holders(source) & holders(target) - {source, target}
        if any(_joins(item, source, target) for item in both):
            continue
        if _held_in_array(source, target) or unsure(source, target, *both):
            continue
        path = (*relationship.path, "via" if relationship.via else "type")
        if relationship.via:
            message = f"`{relationship.via.name}` lacks a foreign key to `{source.name}` or to `{target.name}`"
            help = "give it one to each"
            if source is target:
                message, help = f"`{relationship.via.name}` lacks two foreign keys to `{source.name}`", "give it two"
        else:
            message = f"no object has foreign keys to both `{source.name}` and `{target.name}`"
            if source is target:
                message = f"no object has two foreign keys to `{source.name}`"
            help = "add a junction table with a foreign key to each, and name it under `via`"
        members = _lacking(relationship, source, target) if relationship.via else ()
        yield Finding(relationship.store.feature, path, message, help, members=members)


def _lacking(relationship: Relationship, source: Object, target: Object) -> Members:
    """A member for each foreign key that a junction lacks."""
    junction, place = relationship.via, (relationship.store.feature, (*relationship.path, "via"))
    if junction is None:
        return ()
    if source is target:
        there = len({key.fields for key in between(junction, source)})
        return tuple((*place, f"{source.name} {number}") for number in range(2, there, -1))
    return tuple((*place, end.name) for end in (source, target) if not between(junction, end))


def _joins(item: Object, source: Object, target: Object) -> bool:
    if source is target:
        return len({key.fields for key in between(item, source)}) > 1
    return bool(between(item, source) and between(item, target))


def _held_in_array(source: Object, target: Object) -> bool:
    keys = [*between(source, target), *between(target, source)]
    return any(key.object.kind == "collection" and in_array(key) for key in keys)


RULE = Rule(
    name="model/many-to-many-without-junction",
    severity=Severity.ERROR,
    step=3,
    checks="For an N:M, an object has foreign keys to both sides; a document may hold an array instead.",
    why="Neither table can hold many of the other in a column, so without a junction table the pairs have no place.",
    bad="""\
entities:
  products:
    fields:
      id: {type: UUID, constraints: [PK]}
  tags:
    fields:
      id: {type: UUID, constraints: [PK]}
relationships:
  - {from: products, to: tags, type: N:M}
""",
    good="""\
entities:
  products:
    fields:
      id: {type: UUID, constraints: [PK]}
  tags:
    fields:
      id: {type: UUID, constraints: [PK]}
  product_tags:
    fields:
      product_id: {type: UUID, constraints: [FK products.id]}
      tag_id: {type: UUID, constraints: [FK tags.id]}
    constraints: ["PK (product_id, tag_id)"]
relationships:
  - {from: products, to: tags, type: N:M, via: product_tags}
""",
    check=check,
)
