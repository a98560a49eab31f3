"""model/unknown-target"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...catalog import Catalog, Feature, ForeignKey, Gathering, Object
from ...constraint import parse_reference
from ...model import numbered
from ...problem import Severity
from ...words import did_you_mean
from ..rule import Finding, Rule, failed
from .links import advice, partly_read


def check(catalog: Catalog) -> Iterator[Finding]:
    for key in catalog.foreign_keys:
        if key.failure:
            yield from failed(key.object.feature, [(key.failure, key.path)], "unknown")
        elif key.target:
            yield from _unknown_fields(key, key.target)
    names = catalog.gathered(_names)
    for feature in catalog.features.values():
        for store in feature.stores.values():
            for relationship in store.relationships:
                yield from failed(feature, relationship.failures, "unknown")
        yield from _of_integrity(feature, names)


def _unknown_fields(key: ForeignKey, target: Object) -> Iterator[Finding]:
    if target.is_stub or partly_read(target):
        return
    for name in key.constraint.target_fields:
        if name not in target.fields:
            message = f"`{target.name}` has no field `{name}`"
            yield Finding(key.object.feature, key.path, message, advice=partial(advice, name, target.fields))


def _names(feature: Feature) -> Iterator[tuple[str, None]]:
    return ((item.name, None) for item in feature.objects)


def _of_integrity(feature: Feature, names: Gathering[str, None]) -> Iterator[Finding]:
    for i, rule in numbered(feature.design.integrity if feature.design else ()):
        if not rule.target or names.of(rule.target, feature) or rule.target in feature.left_out:
            continue
        try:
            name = parse_reference(rule.target).names[0]
        except ValueError:
            name = rule.target
        if not names.of(name, feature) and name not in feature.left_out:
            advice = partial(_nearest, feature, name)
            help = "name an object that a store holds"
            yield Finding(feature, ("integrity", i, "target"), f"there is no `{name}`", help, advice=advice)


def _nearest(feature: Feature, name: str) -> str:
    return did_you_mean(name, (item.name for item in feature.objects))


RULE = Rule(
    name="model/unknown-target",
    severity=Severity.ERROR,
    step=3,
    checks="What a foreign key, a relationship or a rule on the data leads to exists: the object, and the field in it.",
    why="A reference that leads nowhere cannot be created in the database, and nobody can tell what was meant.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: Text, constraints: [NOT NULL]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK user.id]}
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
