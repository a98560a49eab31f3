"""The catalog as data contracts: the Open Data Contract Standard 3.1 (https://bitol-io.github.io/open-data-contract-standard).

A feature is a contract, for what it defines; a stub belongs to its owner's. What the standard has no word for is a
custom property.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from .. import model
from ..catalog import Catalog, Feature, Field, ForeignKey, Object, Store
from ..rules.model.types import element, is_array, read_type
from ..watch import Watch, unwatched
from .identifiers import Identifiers
from .service_levels import recoveries, retentions

_Json = dict[str, Any]
_STATUS = {"draft": "draft", "review": "proposed", "approved": "active"}
_LOGICAL = {
    "text": "string", "uuid": "string", "integer": "integer", "decimal": "number", "float": "number", "boolean": "boolean",
    "timestamp": "timestamp", "date": "date", "time": "time", "json": "object", "jsonb": "object", "object": "object",
    "map": "object", "hash": "object", "document": "object", "objectid": "string", "ulid": "string", "enum": "string",
}  # fmt: skip
_FILE = re.compile(r"[A-Za-z0-9._/-]+\Z")
_SHORT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def contracts(catalog: Catalog, watch: Watch = unwatched) -> dict[str, str]:
    """The YAML of each feature's contract, by the file's path: `epic/feature.odcs.yaml`."""
    ids = Identifiers(catalog)
    return {
        contract_file(feature): _written(feature, ids)
        for feature in watch(catalog.features.values(), "Exporting")
        if feature.design is not None
    }


def contract_file(feature: Feature) -> str:
    return f"{feature.key}.odcs.yaml"


def _written(feature: Feature, ids: Identifiers) -> str:
    told = _contract(feature, ids)
    digest = hashlib.sha256(yaml.safe_dump(told).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    head = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": feature.key, "name": feature.title}
    # A design has no version; a contract must have one, and it must not stay when the contract changes.
    whole = {**head, "version": f"0.0.0+{digest}", **told}
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=120)


def _contract(feature: Feature, ids: Identifiers) -> _Json:
    design = feature.design
    assert design is not None
    items = [item for item in feature.objects if item.owner is None]
    return _some(
        status=_STATUS[design.status],
        domain=feature.key.split("/")[0],
        description=_some(purpose=design.summary),
        servers=[_server(store, ids) for store in feature.stores.values()],
        schema=[_object(item, ids) for item in items],
        slaProperties=[*retentions(items), *recoveries(feature)],
        customProperties=_custom({"feature": feature.key, "sidecar": feature.source.path}),
    )


def _some(**values: Any) -> _Json:
    """A mapping without what is empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, False)}


def _custom(values: Mapping[str, Any]) -> list[_Json]:
    return [
        {"property": key, "value": value} for key, value in values.items() if value not in (None, "", [], {}, False)
    ]


def _server(store: Store, ids: Identifiers) -> _Json:
    """The design knows no host, which the standard asks of each server of a make that it knows."""
    told = {"mechanism": store.model.mechanism, "technology": store.model.technology}
    plan = store.model.backup or (store.feature.design.backup if store.feature.design else None)
    return _some(
        id=ids.store(store),
        server=store.name,
        type="custom",
        description=store.model.notes,
        database=store.database,
        customProperties=_custom({**told, **_backup(plan)}),
    )


def _backup(backup: model.Backup | None) -> _Json:
    if backup is None:
        return {}
    return {
        "backupFrequency": backup.frequency,
        "backupRetention": backup.retention,
        "pointInTimeRecovery": backup.point_in_time_recovery,
        "disasterRecovery": backup.disaster_recovery,
    }


# Objects and fields


def _object(item: Object, ids: Identifiers) -> _Json:
    whole = [rule for rule in item.model.validation if not rule.fields or len(rule.fields) > 1]
    checks = [constraint.text for constraint, _ in item.constraints if constraint.kind == "CHECK"]
    return _some(
        id=ids.object(item),
        name=item.name,
        physicalName=item.name,
        physicalType=item.kind,
        logicalType="object",
        description=item.model.purpose,
        properties=_properties(item, "", ids),
        relationships=[made for key in item.foreign_keys if len(key.fields) > 1 and (made := _composite(key, ids))],
        quality=[
            *({"type": "text", "description": rule.rule} for rule in whole),
            *({"type": "text", "description": text} for text in checks),
        ],
        customProperties=_custom(_of_object(item)),
    )


def _of_object(item: Object) -> _Json:
    owned = item.model
    lost = [
        f"{', '.join(key.fields)}: {_label(key)}"
        for key in item.foreign_keys
        if len(key.fields) > 1 and not _within(key)
    ]
    return {
        "store": item.store.name,
        "owner": owned.owner,
        "softDelete": item.soft_delete,
        "partitioning": getattr(owned, "partitioning", None),
        "uniqueKeys": [list(names) for names in dict.fromkeys(item.uniques) if len(names) > 1],
        "indexes": [{"name": name, **_plain(index)} for name, (index, _) in item.indexes.items()],
        "foreignKeys": lost,
        "volume": _plain(owned.volume),
        "notes": owned.notes,
        **{
            key: getattr(owned, key, None)
            for key in ("pattern", "ttl", "structure", "naming", "format", "dimensions", "metric")
        },
    }


def _plain(part: model.Part | None) -> _Json:
    return part.model_dump(exclude_none=True) if part else {}


def _properties(item: Object, prefix: str, ids: Identifiers) -> list[_Json]:
    """The fields directly below a prefix, each with those within it."""
    return [
        _property(field, ids)
        for name, field in item.fields.items()
        if name.startswith(prefix) and _parent(field) == prefix.removesuffix(".")
    ]


def _parent(field: Field) -> str:
    """The field that holds this one, if that is a field of the object too; a dot may also be part of a name."""
    parts = field.name.split(".")
    above = (".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((name for name in above if name in field.object.fields), "")


def _property(field: Field, ids: Identifiers) -> _Json:
    item, declared = field.object, field.model
    position = item.primary_key.index(field.name) + 1 if field.in_primary_key else None
    parent = _parent(field)
    inner = _properties(item, f"{field.name}.", ids)
    array = is_array(field.type)
    logical = "array" if array else "object" if inner else _LOGICAL.get(read_type(field.type).family)
    below: _Json = {"properties": inner} if inner else {}
    if array:
        kind = "object" if inner else _LOGICAL.get(read_type(element(field.type)).family)
        below = {"items": {**({"logicalType": kind} if kind else {}), **below}} if kind else {}
    return _some(
        id=ids.field(field),
        name=field.name.removeprefix(f"{parent}.") if parent else field.name,
        logicalType=logical,
        logicalTypeOptions=_options(field.type, logical),
        physicalType=field.type,
        description=declared.description if declared else None,
        primaryKey=field.in_primary_key,
        primaryKeyPosition=position,
        required=field.required,
        unique=field.unique,
        examples=[declared.example] if declared and declared.example else None,
        relationships=[made for key in field.foreign_keys if (made := _relationship(key, ids))],
        quality=list(_quality(field)),
        customProperties=_custom(_of_field(field)),
        **below,
    )


def _options(kind: str, logical: str | None) -> _Json:
    if logical != "string":
        return {}
    if read_type(kind).family == "uuid":
        return {"format": "uuid"}
    length = re.search(r"char[a-z0-9 ]*\((\d{1,9})\)", kind, re.I)
    return {"maxLength": int(length[1])} if length else {}


def _quality(field: Field) -> Iterator[_Json]:
    declared = field.model
    if declared and declared.values:
        yield {
            "type": "library",
            "metric": "invalidValues",
            "arguments": {"validValues": list(declared.values)},
            "mustBe": 0,
        }
    for constraint in declared.constraints if declared else ():
        if constraint.kind == "CHECK":
            yield {"type": "text", "description": constraint.text}
    for rule in field.object.model.validation:
        if rule.fields == [field.name]:
            yield {"type": "text", "description": rule.rule}


def _of_field(field: Field) -> _Json:
    declared = field.model
    found = {"role": field.role if field.role != "field" else None}
    if declared is None:
        return found
    lost = [_label(key) for key in field.foreign_keys if len(key.fields) == 1 and not _within(key)]
    default = next((constraint.expression for constraint in declared.constraints if constraint.kind == "DEFAULT"), None)
    return {
        **found,
        "default": default,
        "computed": declared.computed,
        "onDelete": declared.on_delete,
        "onUpdate": declared.on_update,
        "consistency": declared.consistency,
        "foreignKeys": lost,
    }


# Relationships


def _label(key: ForeignKey) -> str:
    return f"{key.target.label}.{', '.join(key.target_fields)}" if key.target else key.constraint.text


def _within(key: ForeignKey) -> bool:
    """Whether the standard can say where a foreign key leads: to a property of a contract that is written here."""
    target = key.target
    if target is None or target.owner is not None or not key.fields or len(key.fields) != len(key.target_fields):
        return False
    if target.feature.elsewhere or not _FILE.match(target.feature.key):
        return target.feature is key.object.feature and target.feature.elsewhere is None
    return all(name in target.fields for name in key.target_fields)


def _relationship(key: ForeignKey, ids: Identifiers) -> _Json | None:
    if len(key.fields) != 1 or not _within(key) or key.target is None or key.target_fields[0] not in key.target.fields:
        return None
    return {"type": "foreignKey", "to": _reference(key.target.fields[key.target_fields[0]], key.object.feature, ids)}


def _composite(key: ForeignKey, ids: Identifiers) -> _Json | None:
    target, here = key.target, key.object
    if target is None or not _within(key) or any(name not in here.fields for name in key.fields):
        return None
    return {
        "type": "foreignKey",
        "from": [_reference(here.fields[name], here.feature, ids) for name in key.fields],
        "to": [_reference(target.fields[name], here.feature, ids) for name in key.target_fields],
    }


def _reference(field: Field, here: Feature, ids: Identifiers) -> str:
    """A property: by name within a contract where the names allow it, else by its id."""
    item = field.object
    if item.feature is here and _SHORT.match(item.name) and _SHORT.match(field.name) and ids.is_only(item):
        return f"{item.name}.{field.name}"
    steps, name = [], field.name
    while name:
        steps.append(f"properties/{ids.field(item.fields[name])}")
        name = _parent(item.fields[name])
    place = f"schema/{ids.object(item)}/{'/'.join(reversed(steps))}"
    if item.feature is here:
        return place
    file = posixpath.relpath(contract_file(item.feature), posixpath.dirname(contract_file(here)))
    return f"{file}#/{place}"
