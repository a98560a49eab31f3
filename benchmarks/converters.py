"""The same designs in the languages of others: a LinkML schema, and DBML for each feature."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_FOREIGN_KEY = re.compile(r"FK (?:[\w/-]+:)?(\w+)\.(\w+)")


def tables(docs: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The tables and collections of all designs: name, purpose, and fields. What another feature owns is left to it."""
    for sidecar in sorted(docs.rglob("03-data-design.yaml")):
        stores = yaml.load(sidecar.read_bytes(), yaml.CSafeLoader)["stores"]
        for store in stores.values():
            for name, item in {**store.get("entities", {}), **store.get("collections", {})}.items():
                if "owner" not in item:
                    yield name, item.get("purpose", ""), item["fields"]


def apart(text: str) -> dict[str, str]:
    """What `datadesign export --format dbml` writes, by feature, without what leads to other features."""
    parts = defaultdict(list)
    for part in re.split(r"\n(?=Enum|Table|Ref)", text):
        features = set(re.findall(r'"([^"\n]+/[^"\n]+)"\."', part))
        if len(features) == 1:
            parts[features.pop()].append(part)
    return {feature: "\n".join(of_feature) + "\n" for feature, of_feature in parts.items()}


def linkml(docs: Path) -> str:
    """All tables as the classes of one LinkML schema: attributes with their types, classes as the ranges of references."""
    names = {name for name, _, _ in tables(docs)}
    classes = {}
    for name, purpose, fields in tables(docs):
        attributes = {}
        for field, about in fields.items():
            said: dict[str, Any] = {"description": about.get("description", ""), "range": _RANGES.get(about["type"], "string")}  # fmt: skip
            constraints = about.get("constraints", ())
            said |= {"identifier": True} if "PK" in constraints else {}
            said |= {"required": True} if "NOT NULL" in constraints else {}
            for table, _ in _targets(about):
                said |= {"range": table} if table in names else {}
            attributes[field] = said
        classes[name] = {"description": purpose, "attributes": attributes}
    schema = {"id": "https://example.org/designs", "name": "designs", "imports": ["linkml:types"], "default_range": "string",
              "prefixes": {"linkml": "https://w3id.org/linkml/", "designs": "https://example.org/designs/"},
              "default_prefix": "designs", "classes": classes}  # fmt: skip
    return yaml.dump(schema, sort_keys=False, Dumper=yaml.CSafeDumper)


_RANGES = {"INTEGER": "integer", "TIMESTAMP": "datetime", "DATE": "date", "BOOLEAN": "boolean"}


def _targets(field: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for constraint in field.get("constraints", ()):
        if found := _FOREIGN_KEY.search(str(constraint)):
            yield found[1], found[2]
