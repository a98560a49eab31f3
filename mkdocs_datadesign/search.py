"""What a search of the site finds by name: objects, fields, DTOs and rules, each with a title that says which it is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from .catalog import Catalog
from .rules import RULES
from .unseen import visible
from .writer import Site, dto_anchor, field_anchor, object_anchor


@dataclass(frozen=True, slots=True)
class Entry:
    """A page below the docs directory, a place on it, and how a search names that place."""

    page: str
    anchor: str
    title: str
    text: str = ""


def entries(catalog: Catalog, site: Site) -> Iterator[Entry]:
    """All that has a name. Fields that every object has are left out: to find them all is to find none."""
    common = {"id", *catalog.conventions.timestamps.model_dump().values()}
    for item in catalog.objects:
        page, key = site.page(item.feature.key), item.feature.key
        owner = f", owned by {item.model.owner}" if item.model.owner else ""
        yield Entry(page, object_anchor(item), visible(f"{item.name} ({item.kind} of {key}{owner})"))
        for field in item.fields.values():
            if field.name not in common and not item.is_stub:
                text = field.model.description if field.model else None
                yield Entry(
                    page,
                    field_anchor(field),
                    visible(f"{field.name} (field of {key}: {item.name})"),
                    visible(text or ""),
                )
    for feature in catalog.features.values():
        for name in feature.dtos:
            yield Entry(site.page(feature.key), dto_anchor(name), visible(f"{name} (DTO of {feature.key})"))
    for rule in RULES:
        yield Entry(site.index_page(f"rules/{rule.group}.md"), f"rule.{rule.name.split('/')[1]}", f"{rule.name} (rule)")


def references(catalog: Catalog, site: Site) -> Iterator[tuple[str, str, str]]:
    """How any page may name an object, a field or a rule, with the page and the place that it leads to.

    `commerce/checkout:orders.id` always means one; `orders` and `orders.id` where a single feature defines it.
    """
    defined = Counter(item.name for item in catalog.objects if not item.is_stub)
    for item in catalog.objects:
        page = site.page(item.feature.key)
        names = [f"{item.feature.key}:{item.name}"]
        names += [item.name] if defined[item.name] == 1 and not item.is_stub else []
        for name in names:
            yield name, page, object_anchor(item)
            for field in item.fields.values():
                yield f"{name}.{field.name}", page, field_anchor(field)
    for rule in RULES:
        yield rule.name, site.index_page(f"rules/{rule.group}.md"), f"rule.{rule.name.split('/')[1]}"


def amended(index: str, found: Iterable[Entry], urls: Mapping[str, str], unlisted: Collection[str]) -> str | None:
    """A search index, as MkDocs and Material write it, with these entries; None where it is of another make.

    Sections that are there already are named anew, the others added. Pages whose addresses are `unlisted` leave it.
    """
    data: Any = json.loads(index)
    if not isinstance(data, dict) or not isinstance(data.get("docs"), list) or "index" in data:
        return None
    # MkDocs' own script escapes what it shows; others, Material's among them, show it as HTML.
    text = str if "indexing" in data.get("config", {}) else escape
    docs = [doc for doc in data["docs"] if doc["location"].split("#")[0] not in unlisted]
    standing = {doc["location"]: doc for doc in docs}
    added: dict[str, list[dict[str, str]]] = {}
    for entry in found:
        if entry.page not in urls:
            continue
        url = urls[entry.page]
        location = f"{url}#{entry.anchor}"
        if doc := standing.get(location):
            doc["title"] = text(entry.title)
        else:
            added.setdefault(url, []).append(
                {"location": location, "title": text(entry.title), "text": text(entry.text)}
            )
    result = []
    for doc in docs:
        result.append(doc)
        result += added.pop(doc["location"], ())
    data["docs"] = result
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
