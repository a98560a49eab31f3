"""A new sidecar to fill in: the keys of a design, of its store and of one object, with what they mean beside them.

Keys and words come from the models; only the example's own objects stand here. An empty key counts as missing, so
that the checks of a draft tell what is still to write.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from . import model
from .technology import USUAL, usual
from .words import plural_name, split, to_case

Mechanism = Literal["relational", "document", "key-value", "file", "time-series", "vector"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a mechanism's example is made of: its objects' key, a usual technology, and what to say of one object.

    `{name}` is the object's name. A text is a value, or with line breaks a block of its own; a mapping goes deeper.
    """

    store: type[model.Store]
    key: str
    case: Literal["snake_case", "camelCase"]
    preset: Mapping[str, Any]
    index: str
    filter: str


_SQL_FIELDS = """
id: {type: UUID, constraints: [PK], description: Unique identifier}
name: {type: VARCHAR(100), constraints: [NOT NULL], description: }
created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was made}
updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it last changed}"""
_DOCUMENT_FIELDS = """
_id: {type: ObjectId, constraints: [PK], description: Unique identifier}
name: {type: String, constraints: [NOT NULL], description: }
createdAt: {type: Date, constraints: [NOT NULL], description: When it was made}
updatedAt: {type: Date, constraints: [NOT NULL], description: When it last changed}"""
_KINDS: dict[Mechanism, _Kind] = {
    "relational": _Kind(
        model.RelationalStore,
        "entities",
        "snake_case",
        {"fields": _SQL_FIELDS, "indexes": "\nidx_{name}_name: {fields: [name], type: btree, purpose: }"},
        "name",
        "name",
    ),
    "document": _Kind(
        model.DocumentStore,
        "collections",
        "camelCase",
        {"fields": _DOCUMENT_FIELDS, "indexes": "\nidx_{name}_name: {fields: [name], type: single, purpose: }"},
        "name",
        "name",
    ),
    "key-value": _Kind(
        model.KeyValueStore,
        "keys",
        "snake_case",
        {
            "pattern": '"{name}:{id}"',
            "parts": "\nid: {type: UUID, description: Which one it is}",
            "value": {"type": "Hash", "fields": "\nname: {type: String, description: }"},
        },
        "",
        "id",
    ),
    "file": _Kind(
        model.FileStore,
        "files",
        "snake_case",
        {
            "structure": "{name}/{year}/",
            "naming": '"{id}.json"',
            "format": "JSON",
            "parts": "\nyear: {type: Integer, description: When it was written}\nid: {type: UUID, description: Which one it is}",
            "fields": "\nname: {type: String, description: }",
        },
        "",
        "year, id",
    ),
    "time-series": _Kind(
        model.TimeSeriesStore,
        "series",
        "snake_case",
        {
            "timestamp": {"field": "time", "precision": "ms"},
            "tags": "\nsource: {type: String, description: What is measured}",
            "fields": "\nvalue: {type: Float, description: }",
        },
        "",
        "source",
    ),
    "vector": _Kind(
        model.VectorStore,
        "embeddings",
        "snake_case",
        {
            "dimensions": "768",
            "metric": "cosine",
            "index": {"type": "hnsw"},
            "metadata": "\nsource_id: {type: UUID, description: What was embedded}",
        },
        "",
        "source_id",
    ),
}
MECHANISMS = tuple(_KINDS)
_DOCUMENTS = {
    "prd": "prd.md",
    "research_report": "00-research-report.md",
    "interface_contracts": "02-interface-contracts.md",
    "backend_design": "04-backend-design.md",
}


def skeleton(
    feature: str, mechanism: Mechanism, technology: str = "", documents: Collection[str] = (), schema: str = ""
) -> str:
    """A sidecar's text for a feature's key. `documents` are those beside it; `schema` is where editors find the schema."""
    kind = _KINDS[mechanism]
    words = [part.lower() for part in split(feature.rsplit("/", 1)[-1])] or ["thing"]
    name = plural_name(to_case("_".join(words), kind.case))
    store = {
        "mechanism": mechanism,
        "technology": _scalar(technology or USUAL[mechanism][0]),
        "backup": "",
        kind.key: {name: _named(kind.preset, name)},
    }
    query = {"operation": "Find one", "target": name, "filter": f"[{kind.filter}]"}
    if mechanism == "time-series":
        query["range"] = "[time]"
    shown = {"series": "value", "embeddings": "source_id"}.get(kind.key, "name")
    dto = {"source": name, "fields": f"\n{shown}: {{from: {shown}}}"}
    preset: dict[str, Any] = {
        "title": _scalar(" ".join(words).capitalize()),
        "status": "draft",
        "references": {key: file for key, file in _DOCUMENTS.items() if file in documents},
        "stores": {"main": store},
        "queries": [query],
        "dtos": {f"{''.join(word.capitalize() for word in words)}Response": dto},
    }
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    lead = f"# The data design of {feature}. `datadesign check` tells what is still to write, and what is wrong.\n"
    known = usual(technology or USUAL[mechanism][0], mechanism)
    lines = _part(model.Design, preset, 0, known.lacks if known else frozenset())
    return f"{head}{lead}" + "".join(f"{line}\n" for line in lines)


def _named(preset: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        key: _named(value, name) if isinstance(value, Mapping) else value.replace("{name}", name)
        for key, value in preset.items()
    }


def _scalar(text: str) -> str:
    return text if text.replace(" ", "").replace("-", "").isalnum() and not text.isdigit() else json.dumps(text)


def _part(part: type[model.Part], preset: Mapping[str, Any], depth: int, lacks: Collection[str]) -> Iterator[str]:
    """The keys of a part, each with its words; what the preset does not give stays empty.

    `lacks` are the keys of an object that the technology has nothing for.
    """
    pad = "  " * depth
    for name, field in part.model_fields.items():
        key = field.alias or name
        if key in lacks and issubclass(part, model.Object):
            continue
        value = preset.get(key)
        words = f"  # {field.description}{_choices(field.annotation)}" if field.description else ""
        inner = _inner(field.annotation)
        if isinstance(value, str) and value.startswith("\n"):
            yield f"{pad}{key}:{words}"
            yield from (f"{pad}  {line}" for line in value.strip("\n").splitlines())
        elif isinstance(value, str):
            yield f"{pad}{key}:{f' {value}' if value else ''}{words}"
        elif isinstance(value, Mapping) and _is_mapping(field.annotation):
            yield f"{pad}{key}:{words}"
            for child, below in value.items():
                yield f"{pad}  {child}:"
                yield from _part(_model_of(inner, below), below, depth + 2, lacks)
        elif isinstance(value, list) and inner is not None:
            yield f"{pad}{key}:{words}"
            for item in value:
                first, *rest = _part(inner, item, depth + 2, lacks)
                yield f"{pad}  - {first.strip()}"
                yield from rest
        elif inner is not None and not _is_many(field.annotation):
            yield f"{pad}{key}:{words}"
            yield from _part(inner, value or {}, depth + 1, lacks)
        else:
            yield f"{pad}{key}:{words}"


def _model_of(inner: Any, preset: Mapping[str, Any]) -> type[model.Part]:
    """The model of a store is told by its mechanism."""
    mechanism = preset.get("mechanism")
    return _KINDS[mechanism].store if mechanism in _KINDS else inner


def _arguments(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in typing.get_args(annotation):
        yield from _arguments(argument)


def _inner(annotation: Any) -> type[model.Part] | None:
    return next(
        (found for found in _arguments(annotation) if isinstance(found, type) and issubclass(found, model.Part)), None
    )


def _is_mapping(annotation: Any) -> bool:
    return any(typing.get_origin(found) is dict for found in _arguments(annotation))


def _is_many(annotation: Any) -> bool:
    return any(typing.get_origin(found) in (dict, list) for found in _arguments(annotation))


def _choices(annotation: Any) -> str:
    """The words that a key may have, where they are few."""
    found = [
        str(option)
        for part in _arguments(annotation)
        if typing.get_origin(part) is Literal
        for option in typing.get_args(part)
    ]
    return f" One of: {', '.join(found)}." if len(found) > 1 else ""
