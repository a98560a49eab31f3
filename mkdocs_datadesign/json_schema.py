"""The published JSON Schema: what the models say, and what an editor may suggest beside it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .model import Design
from .schema import SECTIONS
from .technology import USUAL, technology

SCHEMA_ID = "https://mkdocs-datadesign.github.io/schema/1/data-design.schema.json"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a sidecar, for editors and other validators."""
    schema = Design.model_json_schema(by_alias=True)
    _allow_empty(schema)
    for store in schema["$defs"].values():
        if "mechanism" in store["properties"]:
            _suggest(store)
    schema["title"] = "Data design"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def _suggest(store: dict[str, Any]) -> None:
    """Let editors offer a mechanism's usual technologies, and each one's types of index.

    Any other technology is valid, and any type of index with it. What `query/index-type` reports is flagged here, too.
    """
    properties = store["properties"]
    mechanism = properties["mechanism"]["const"]
    section = next(name for name, its in SECTIONS.items() if its == mechanism)
    properties["technology"]["examples"] = list(USUAL[mechanism])
    offers = []
    for name in USUAL[mechanism]:
        known = technology(name, mechanism)
        kinds = {"indexes": {"additionalProperties": _typed(known.index_types, known.name, known.indexes)}}
        if mechanism == "vector":
            of_vectors = [word for word in known.index_types if known.index_kind([word]) == "vector"]
            kinds["index"] = _typed(of_vectors, known.name, of_vectors if known.is_sql else ())
        if known.indexes:
            objects = {section: {"additionalProperties": {"properties": kinds}}}
            chosen = {
                "properties": {"technology": {"type": "string", "pattern": rf"^{name}\b"}},
                "required": ["technology"],
            }
            offers.append({"if": chosen, "then": {"properties": objects}})
    if offers:
        store["allOf"] = offers


def _typed(offered: list[str], technology: str, only: Collection[str]) -> dict[str, Any]:
    """An index whose types are offered; `only` are the words that its type is made of, where those are known."""
    kind: dict[str, Any] = {"examples": offered}
    if only:
        words = "|".join(_in_any_case(word) for word in sorted({"unique", *only}))
        kind["pattern"] = rf"^[\s,/+]*(({words})([\s,/+]+|$))+$"
        kind["patternErrorMessage"] = f"{technology} has no such index; it has {', '.join(offered)}"
    return {"properties": {"type": kind}}


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
