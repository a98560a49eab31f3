"""model/many-to-many-without-junction"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from ...catalog import Catalog, Object, Relationship
from ...problem import Severity
from ..rule import Finding, Members, Rule
from .links import Links, in_array, relationships


def check(catalog: Catalog) -> Iterator[Finding]:
    links = Links()
    is_held = cache(partial(_is_held, links))  # many relationships may be of the same two
    for relationship, source, target in relationships(catalog, "N:M"):
        if relationship.model.via and relationship.via is None:  # unknown: reported as such
            continue
        if is_held(source, target, relationship.via):
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
        members = _lacking(links, relationship, source, target) if relationship.via else ()
        yield Finding(relationship.store.feature, path, message, help, members=members)


def _lacking(links: Links, relationship: Relationship, source: Object, target: Object) -> Members:
    """A member for each foreign key that a junction lacks."""
    junction, place = relationship.via, (relationship.store.feature, (*relationship.path, "via"))
    if junction is None:
        return ()
    if source is target:
        there = len({key.fields for key in links.between(junction, source)})
        return tuple((*place, f"{source.name} {number}") for number in range(2, there, -1))
    return tuple((*place, end.name) for end in (source, target) if not links.between(junction, end))


def _is_held(links: Links, source: Object, target: Object, via: Object | None) -> bool:
    """Whether something holds an N:M, or may do so: the object that it names, or else any."""
    both = {via} if via else links.holders(source) & links.holders(target) - {source, target}
    if any(_joins(links, item, source, target) for item in both) or _held_in_array(links, source, target):
        return True
    return links.unsure(source, target, *both)


def _joins(links: Links, item: Object, source: Object, target: Object) -> bool:
    if source is target:
        return len({key.fields for key in links.between(item, source)}) > 1
    return bool(links.between(item, source) and links.between(item, target))


def _held_in_array(links: Links, source: Object, target: Object) -> bool:
    keys = [*links.between(source, target), *links.between(target, source)]
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
