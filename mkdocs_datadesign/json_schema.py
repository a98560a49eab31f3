"""The published JSON Schema: what the models say, and what an editor may suggest beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .model import Design
from .schema import SECTIONS, lacks
from .technology import USUAL, Technology, spellings, technology

SCHEMA_ID = "https://mkdocs-datadesign.github.io/schema/1/data-design.schema.json"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a sidecar, for editors and other validators."""
    schema = Design.model_json_schema(by_alias=True)
    _allow_empty(schema)
    parts = schema["$defs"]
    for store in [part for part in parts.values() if "mechanism" in part["properties"]]:
        _suggest(store, parts)
    schema["title"] = "Data design"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def _suggest(store: dict[str, Any], parts: dict[str, Any]) -> None:
    """Let editors offer a mechanism's usual technologies, and the keys and types of index that each of them has.

    Any other technology is valid, with all keys and any type of index. What a usual one does not have is refused, as
    `schema/unknown-key` and `query/index-type` do. The objects of each one are a part of their own among `parts`.
    """
    properties = store["properties"]
    mechanism = properties["mechanism"]["const"]
    section = next(name for name, its in SECTIONS.items() if its == mechanism)
    properties["technology"]["examples"] = list(USUAL[mechanism])
    usual = [known for name in USUAL[mechanism] if (known := technology(name, mechanism)).indexes or known.lacks]
    if not usual:
        return
    objects = properties[section].pop("additionalProperties")
    chosen: dict[str, Any] = {"properties": {section: {"additionalProperties": objects}}}
    for known in reversed(usual):
        own = {"$ref": _own_object(known, objects["$ref"].rpartition("/")[2], parts)}
        chosen = {
            "if": {"properties": {"technology": _says(known)}, "required": ["technology"]},
            "then": {"properties": {section: {"additionalProperties": own}}},
            "else": chosen,
        }
    store["allOf"] = [chosen]


def _says(known: Technology) -> dict[str, Any]:
    """That a technology is named, as `technology.usual` reads it."""
    words = "|".join(_in_any_case(word) for word in spellings(known.name))
    return {"type": "string", "pattern": rf"^\s*(\S+\s+){{0,3}}({words})(\s|$)"}


def _own_object(known: Technology, name: str, parts: dict[str, Any]) -> str:
    """Add to the parts an object as a technology has it, with its indexes; gives where it is."""
    types = {"Index": _types(known.index_types, known.name, known.indexes) if known.indexes else {}}
    if name == "Embeddings":
        of_vectors = [word for word in known.index_types if known.index_kind([word]) == "vector"]
        types["VectorIndex"] = _types(of_vectors, known.name, of_vectors if known.is_sql else ())
    for part in (*types, name):
        own = parts[f"{part}.{known.name}"] = _leading(parts[part], types, known.name)
        for key in known.lacks & own["properties"].keys():
            words = {word: text for word, text in own["properties"][key].items() if word in ("title", "description")}
            own["properties"][key] = {**words, **_nothing(known, key)}
        own["properties"].get("type", {}).update(types.get(part, {}))
    return f"#/$defs/{name}.{known.name}"


def _nothing(known: Technology, key: str) -> dict[str, Any]:
    """A key that a technology has nothing for: it may be empty, as `datadesign check` lets it be, and is not offered."""
    return {"type": "null", "errorMessage": lacks(known, key), "doNotSuggest": True}


def _leading(node: Any, parts: Collection[str], technology: str) -> Any:
    """A copy whose references to these parts lead to those of a technology."""
    if isinstance(node, list):
        return [_leading(item, parts, technology) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: _leading(item, parts, technology) for key, item in node.items()}
    if str(copied.get("$ref", "")).rpartition("/")[2] in parts:
        copied["$ref"] += f".{technology}"
    return copied


def _types(offered: list[str], technology: str, only: Collection[str]) -> dict[str, Any]:
    """The types of index that are offered; `only` are the words that a type is made of, where those are known."""
    kind: dict[str, Any] = {"examples": offered}
    if only:
        words = "|".join(_in_any_case(word) for word in sorted({"unique", *only}))
        kind["pattern"] = rf"^[\s,/+]*(({words})([\s,/+]+|$))+$"
        kind["patternErrorMessage"] = f"{technology} has no such index; it has {', '.join(offered)}"
    return kind


def _in_any_case(word: str) -> str:
    """A pattern for a word in any case of letters, as JSON Schema's patterns know no flag for it."""
    return "".join(f"[{char.upper()}{char}]" if char.isalpha() else char for char in word)


def _allow_empty(node: Any) -> None:
    """An optional key may be left empty: let the schema say so wherever pydantic does not already."""
    if isinstance(node, list):
        for item in node:
            _allow_empty(item)
    if not isinstance(node, dict):
        return
    for name, prop in node.get("properties", {}).items():
        if not isinstance(prop, dict):
            continue
        prop.pop("default", None)
        options = prop.get("anyOf")
        optional = name not in node.get("required", ())
        if optional and not (options and {"type": "null"} in options):
            words = {key: prop.pop(key) for key in ("title", "description") if key in prop}
            prop = node["properties"][name] = {**words, "anyOf": [dict(prop), {"type": "null"}]}
        node["properties"][name] = _joined(prop)
    for item in list(node.values()):
        _allow_empty(item)


def _joined(prop: dict[str, Any]) -> dict[str, Any]:
    """One type or none as a list of types, and of words or none the words with a title of their own.

    Of two schemas that look alike but for what they match, editors show the title twice.
    """
    first, *others = prop.get("anyOf") or [{}]
    if others != [{"type": "null"}] or "type" not in first:
        return prop
    words = {key: value for key, value in prop.items() if key != "anyOf"}
    if "enum" in first:  # not with null among the words: editors would offer it
        return {**words, "anyOf": [{"title": words["title"], **first}, *others]}
    kinds = first["type"]
    return {**words, **first, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
