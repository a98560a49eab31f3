"""Which part of the format stands at a path, found by walking the models' annotations."""

from __future__ import annotations

from typing import Any, get_args

from ..source import Path
from .base import Part
from .design import Design


def part_at(value: Any, path: Path) -> type[Part] | None:
    """The part that stands at a path of the format; `value` is a sidecar's, as its stores tell their mechanism."""
    found: Any = Design
    for key in path:
        try:
            value = value[key]
        except (KeyError, TypeError):
            value = None
        found = _step(found, key, value)
    models = _models_in(found)
    return models[0] if len(models) == 1 else _store_model(models, value)


def _store_model(models: list[type[Part]], value: Any) -> type[Part] | None:
    mechanism = value.get("mechanism") if isinstance(value, dict) else None
    for model in models:
        field = model.model_fields.get("mechanism")
        if field is not None and mechanism in get_args(field.annotation):
            return model
    return None


def _step(annotation: Any, key: Any, value: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        for name, field in annotation.model_fields.items():
            if (field.alias or name) == key:
                return field.annotation
        return None
    args = get_args(annotation)
    if not args:
        return None
    origin = getattr(annotation, "__origin__", None)
    if origin is dict:
        return _narrow(args[1], value)
    if origin is list:
        return _narrow(args[0], value)
    for option in args:
        stepped = _step(option, key, value)
        if stepped is not None:
            return stepped
    return None


def _narrow(annotation: Any, value: Any) -> Any:
    models = _models_in(annotation)
    return _store_model(models, value) or annotation if len(models) > 1 else annotation


def _models_in(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [model for option in get_args(annotation) for model in _models_in(option)]
