"""model/unknown-field"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain

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
    known = cache(_Known)
    for item in catalog.objects:
        if partly_read(item) or partly_read(item.definition) or (item.is_stub and item.owner is None):
            continue
        for name, path in _named(item):
            if name not in known(item):
                yield _finding(item, name, path, known(item))
    for feature in catalog.features.values():
        yield from _of_integrity(feature, known)
        names = {item.name for item in feature.objects if any(store.relationships for store in feature.stores.values())}
        for store in feature.stores.values():
            for relationship in store.relationships:
                yield from _of_relationship(relationship, names, known)


class _Known:
    """The fields that an object has, and those that lie within one whose own fields are not listed."""

    def __init__(self, item: Object) -> None:
        self.item = item
        self.names = known_fields(item)
        self._holding = {name[:end] for name in self.names for end, char in enumerate(name) if char == "."}

    def __contains__(self, name: str) -> bool:
        if name in self.names or name in _IMPLIED.get(self.item.kind, ()) or name == "$**":
            return True
        parts = name.split(".")
        if len(parts) > MAX_DEPTH:
            return False
        if parts[0] == self.item.name and ".".join(parts[1:]) in self.names:
            return True
        above = (".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
        parent = next((name for name in above if name in self.names), None)
        return parent is not None and parent not in self._holding


def _finding(item: Object, name: str, path: Path, known: _Known) -> Finding:
    words = f"`{item.name}` has no field `{name}`"
    return Finding(item.feature, path, words, advice=partial(advice, name, known.names))


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


def _of_integrity(feature: Feature, known: Callable[[Object], _Known]) -> Iterator[Finding]:
    by_name = defaultdict[str, list[Object]](list)
    for item in feature.objects if feature.design and feature.design.integrity else ():
        by_name[item.name].append(item)
    for i, rule in numbered(feature.design.integrity if feature.design else ()):
        found = by_name.get(rule.target or "", ())
        if len(found) != 1 or partly_read(found[0].definition) or (found[0].is_stub and not found[0].owner):
            continue
        for j, name in numbered(rule.fields):
            if name not in known(found[0]):
                yield _finding(found[0], name, ("integrity", i, "fields", j), known(found[0]))


def _of_relationship(
    relationship: Relationship, objects: set[str], known: Callable[[Object], _Known]
) -> Iterator[Finding]:
    """`via` names the field that holds the foreign key, in either object, unless it is an N:M."""
    via, ends = relationship.model.via, (relationship.source, relationship.target)
    if not via or relationship.model.type == "N:M":
        return
    feature, found = relationship.store.feature, [item for item in ends if item]
    if len(found) < 2 or any(item.is_stub or partly_read(item) for item in found):
        return
    if via not in objects and not any(via in known(item) for item in found):
        names = [item.fields for item in found]
        message = f"neither `{found[0].name}` nor `{found[1].name}` has a field `{via}`"
        guess = partial(_advice_of_both, via, names)
        yield Finding(feature, (*relationship.path, "via"), message, advice=guess)


def _advice_of_both(name: str, fields: Iterable[Iterable[str]]) -> str:
    return advice(name, chain.from_iterable(fields), "they have")


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
