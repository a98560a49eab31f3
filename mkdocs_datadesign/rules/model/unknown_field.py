"""model/unknown-field"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ...catalog import Catalog, Feature, Object, Relationship
from ...linking import plain_name
from ...model import Collection, KeyObject, numbered
from ...problem import Severity
from ...source import MAX_DEPTH, Path
from ..rule import Finding, Rule
from .links import advice, known_fields, partly_read

# Fields that are there without being listed.
_IMPLIED = {"collection": {"_id"}, "series": {"time", "timestamp"}, "embedding set": {"embedding", "vector", "id"}}
_WORD = re.compile(r"[^\s()]+(?=\s|\Z)")
_EXPRESSION = re.compile(r"[()+*/|<>=]|::|->|\s-\s")


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if partly_read(item) or partly_read(item.definition) or (item.is_stub and item.owner is None):
            continue
        known = known_fields(item)
        for name, path in _named(item):
            if not _is_known(item, name, known):
                yield _finding(item, name, path, known)
    for feature in catalog.features.values():
        yield from _of_integrity(feature)
        for store in feature.stores.values():
            for relationship in store.relationships:
                yield from _of_relationship(relationship)


def _finding(item: Object, name: str, path: Path, known: Iterable[str]) -> Finding:
    return Finding(item.feature, path, f"`{item.name}` has no field `{name}`", advice(name, known))


def _named(item: Object) -> Iterator[tuple[str, Path]]:
    """The fields that an object's own parts name, each with the place that names it."""
    for field in item.fields.values():
        for i, constraint in numbered(field.model.constraints if field.model else ()):
            for name in constraint.fields:
                yield name, (*field.path, "constraints", i)
    for constraint, path in item.constraints:
        for name in constraint.fields:
            yield name, path
    if not isinstance(item.model, KeyObject) or (item.model.value and item.model.value.fields):
        for index, path in item.indexes.values():
            for key, texts in (("fields", index.fields), ("include", index.include)):
                for i, text in numbered(texts):
                    if not (item.store.technology.is_sql and _EXPRESSION.search(text)) and text not in item.fields:
                        yield _indexed(text, item), (*path, key, i)
    if isinstance(item.model, Collection):
        for i, text in numbered(item.model.shard_key):
            yield _indexed(text, item), (*item.path, "shard_key", i)
    for i, rule in numbered(item.model.validation):
        for j, name in numbered(rule.fields):
            yield name, (*item.path, "validation", i, "fields", j)


def _indexed(text: str, item: Object) -> str:
    """The field in an index's item, without direction, operator class, collation or wildcard."""
    name = plain_name(text)
    if name not in item.fields and text.strip()[:1] != '"' and (found := _WORD.match(name)):
        name = found[0]
    return name.removesuffix(".$**").removesuffix(".$")


def _is_known(item: Object, name: str, known: Mapping[str, object]) -> bool:
    """Whether a name is a field, or lies within one whose own fields are not listed."""
    if name in known or name in _IMPLIED.get(item.kind, ()) or name == "$**":
        return True
    parts = name.split(".")
    if len(parts) > MAX_DEPTH:
        return False
    if parts[0] == item.name and ".".join(parts[1:]) in known:
        return True
    parent = next((p for end in range(len(parts) - 1, 0, -1) if (p := ".".join(parts[:end])) in known), None)
    return parent is not None and not any(other.startswith(f"{parent}.") for other in known)


def _of_integrity(feature: Feature) -> Iterator[Finding]:
    for i, rule in numbered(feature.design.integrity if feature.design else ()):
        found = [item for item in feature.objects if item.name == rule.target]
        if len(found) != 1 or partly_read(found[0].definition) or (found[0].is_stub and not found[0].owner):
            continue
        known = known_fields(found[0])
        for j, name in numbered(rule.fields):
            if not _is_known(found[0], name, known):
                yield _finding(found[0], name, ("integrity", i, "fields", j), known)


def _of_relationship(relationship: Relationship) -> Iterator[Finding]:
    """`via` names the field that holds the foreign key, in either object, unless it is an N:M."""
    via, ends = relationship.model.via, (relationship.source, relationship.target)
    if not via or relationship.model.type == "N:M":
        return
    feature, found = relationship.store.feature, [item for item in ends if item]
    if len(found) < 2 or any(item.is_stub or partly_read(item) for item in found):
        return
    if via not in {item.name for item in feature.objects} and not any(_is_known(i, via, i.fields) for i in found):
        known = [name for item in found for name in item.fields]
        message = f"neither `{found[0].name}` nor `{found[1].name}` has a field `{via}`"
        yield Finding(feature, (*relationship.path, "via"), message, advice(via, known, "they have"))


RULE = Rule(
    name="model/unknown-field",
    severity=Severity.ERROR,
    step=3,
    checks="The fields that a constraint, an index, a shard key, a relationship or a validation rule names exist.",
    why="A key or an index over a field that is not there cannot be created, mostly because the field was renamed.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      created_at: {type: Timestamp}
    indexes:
      idx_orders_created: {fields: [created desc], purpose: The newest orders}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      created_at: {type: Timestamp}
    indexes:
      idx_orders_created_at: {fields: [created_at desc], purpose: The newest orders}
      idx_orders_day: {fields: [date(created_at)], purpose: The orders of a day}
""",
    check=check,
)
