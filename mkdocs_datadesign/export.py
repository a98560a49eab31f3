"""The catalog as JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from .catalog import Catalog, Feature, Field, Object
from .problem import Problem
from .report import as_json

VERSION = 1


def catalog_json(catalog: Catalog, problems: Sequence[Problem], base_url: str = "") -> str:
    """`catalog.json`: the features, their objects with fields, who refers to what, and the problems."""
    data = {
        "version": VERSION,
        "features": [_feature(feature) for feature in catalog.features.values()],
        "objects": [_object(item) for item in catalog.objects],
        "references": list(_references(catalog)),
        "problems": as_json(problems, base_url),
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _feature(feature: Feature) -> dict[str, Any]:
    return {
        "key": feature.key,
        "title": feature.title,
        "status": feature.design.status if feature.design else None,
        "path": feature.source.path,
        "stores": [
            {
                "name": store.name,
                "mechanism": store.model.mechanism,
                "technology": store.model.technology,
                "database": store.database,
            }
            for store in feature.stores.values()
        ],
    }


def _object(item: Object) -> dict[str, Any]:
    return {
        "feature": item.feature.key,
        "store": item.store.name,
        "name": item.name,
        "kind": item.kind,
        "owner": item.model.owner,
        "purpose": item.model.purpose,
        "line": item.feature.source.key_span(item.path).line,
        "primary_key": list(item.primary_key),
        "fields": [_field(field) for field in item.fields.values()],
        "indexes": [
            {"name": name, "fields": index.fields, "unique": bool(index.unique), "type": index.type}
            for name, (index, _) in item.indexes.items()
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "role": field.role,
        "required": field.required,
        "unique": field.unique,
        "values": field.model.values if field.model else None,
        "description": field.model.description if field.model else None,
    }


def _references(catalog: Catalog) -> Iterable[dict[str, Any]]:
    for key in catalog.foreign_keys:
        yield {
            "kind": "foreign key",
            "feature": key.object.feature.key,
            "object": key.object.name,
            "fields": list(key.fields),
            "target_feature": key.target.feature.key if key.target else None,
            "target_object": key.target.name if key.target else None,
            "target_fields": list(key.target_fields),
        }
    for item in catalog.objects:
        for use in item.uses:
            if use.kind != "foreign key":
                yield {
                    "kind": use.kind,
                    "feature": use.feature.key,
                    "object": None,
                    "fields": [],
                    "by": use.words,
                    "target_feature": item.feature.key,
                    "target_object": item.name,
                    "target_fields": [],
                }
