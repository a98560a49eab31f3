"""What a search of the site finds: objects, fields, DTOs and rules by name, and what people wrote of them.

A theme's own search reads our pages as it reads any, with each table, diagram and box of the checklist: on a large
site that is nearly all of the index, and hides what one looks for. Here the sections of our pages get the words of the
design alone; sections that a site adds by its templates stay as they are.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from . import model
from .catalog import Catalog, Feature, Object, Store
from .markup import plain_text
from .rules import RULES
from .unseen import visible
from .writer import Site, dto_anchor, field_anchor, object_anchor, section_anchor, shared_anchor, store_anchor

MOST = 10
"""A field of this many objects has entries of its own; one of more is found at its objects."""
_SECTIONS = {
    section_anchor(key)
    for key in (
        *model.Design.model_fields, "model", "relationships", "indexes", "users", "migration.setup",
        "migration.versioning", "migration.rollback", "features", "all-features", "problems", "more", "records", "bytes",
        "by-feature",
    )
}  # fmt: skip
_PLACES = ("store.", "dto.", "backup.", "shared.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page below the docs directory, a place on it, how a search names it, and its words.

    "" and None leave the name and the words what the page says.
    """

    page: str
    anchor: str
    title: str
    text: str | None = None


def entries(catalog: Catalog, site: Site, index: Collection[str] = ()) -> Iterator[Entry]:
    """All that a search finds on our pages. `index` names the pages of the index of which it finds the title alone."""
    everywhere = {"id", *catalog.conventions.timestamps.model_dump().values()}
    names = Counter(name for item in catalog.objects if not item.is_stub for name in item.fields)
    common = {name for name, count in names.items() if count > MOST}
    for feature in catalog.features.values():
        for entry in _of_feature(feature, site, common, everywhere):
            text = None if entry.text is None else visible(entry.text)
            yield replace(entry, title=visible(entry.title), text=text)
    for rule in RULES:
        yield Entry(site.index_page(f"rules/{rule.group}.md"), f"rule.{rule.name.split('/')[1]}", f"{rule.name} (rule)")
    for name in index:
        yield Entry(site.index_page(f"{name}.md"), "", "", "")
    for table in catalog.shared if "shared-tables" in index else ():
        title = f"{visible(table.name)} (shared table of {visible(table.database)})"
        yield Entry(site.index_page("shared-tables.md"), shared_anchor(table), title, "")


def _of_feature(feature: Feature, site: Site, common: Collection[str], everywhere: Collection[str]) -> Iterator[Entry]:
    """What is found of a feature. It depends on nothing but the feature and which names of fields are common."""
    page, key, design = site.page(feature.key), feature.key, feature.design
    if design is None:
        return
    yield Entry(page, "", "", _words(design.summary))
    yield from _sections(feature, page, design)
    for store in feature.stores.values():
        yield _of_store(store, page)
        for item in store.objects.values():
            yield from _of_object(item, page, common, everywhere)
    for name, dto in feature.dtos.items():
        text = _joined(_words(dto.model.description), *map(visible, dto.model.fields))
        yield Entry(page, dto_anchor(name), f"{visible(name)} (DTO of {key})", text)


def _sections(feature: Feature, page: str, design: model.Design) -> Iterator[Entry]:
    indexes = [part for item in feature.objects for name, (index, _) in item.indexes.items()
               for part in (visible(name), _words(index.purpose))]  # fmt: skip
    rules = [rule.rule for item in feature.objects for rule in item.model.validation]
    related = [
        relationship.model.description for store in feature.stores.values() for relationship in store.relationships
    ]
    migration = {
        f"migration.{key}": getattr(design.migration, key, None) for key in ("setup", "versioning", "rollback")
    }
    said: dict[str, Iterable[Any]] = {
        "requirements": [design.requirements],
        "relationships": related,
        "queries": [_words(query.operation, query.logic, query.bottleneck, query.caching) for query in design.queries],
        "integrity": [*rules, *(rule.rule for rule in design.integrity)],
        **{key: [part] for key, part in migration.items()},
        "performance": [design.performance],
        "backup": [design.backup],
        "checklist": design.checklist.values(),
    }
    for name, parts in said.items():
        if text := _words(*parts):
            yield Entry(page, section_anchor(name), "", text)
    if indexes:
        yield Entry(page, section_anchor("indexes"), "", _joined(*indexes))


def _of_store(store: Store, page: str) -> Entry:
    title = f"{visible(store.name)} (store of {store.feature.key}: {visible(store.model.technology)})"
    text = _joined(visible(store.database), _words(store.model.rationale, store.model.notes))
    return Entry(page, store_anchor(store), title, text)


def _of_object(item: Object, page: str, common: Collection[str], everywhere: Collection[str]) -> Iterator[Entry]:
    """An object, with the fields that many have, and the fields that few have. What is everywhere helps nobody."""
    key = item.feature.key
    owner = f", owned by {item.model.owner}" if item.model.owner else ""
    fields = [field for field in item.fields.values() if field.name not in everywhere and not item.is_stub]
    own = [field for field in fields if field.name not in common]
    told = [
        part
        for field in fields
        if field.name in common
        for part in (visible(field.name), _words(field.model.description if field.model else None))
    ]
    text = _joined(_words(item.model.purpose, item.model.notes), *told)
    yield Entry(page, object_anchor(item), f"{visible(item.name)} ({item.kind} of {key}{owner})", text)
    for field in own:
        about = _words(field.model.description) if field.model else ""
        yield Entry(page, field_anchor(field), f"{visible(field.name)} (field of {key}: {visible(item.name)})", about)


def _words(*parts: model.Part | str | None) -> str:
    """What people wrote, as text alone, and nothing of it twice."""
    return _joined(*(text for part in parts for text in _texts(part)))


def _joined(*texts: str) -> str:
    return " ".join(text for text in dict.fromkeys(texts) if text)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield plain_text(part)
    elif isinstance(part, model.Part):
        for name in type(part).model_fields:
            yield from _texts(getattr(part, name))
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


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

    `urls` are our pages' addresses. What stands of them already is said anew; what of it is not among the entries
    leaves the index, and so do pages whose addresses are `unlisted`.
    """
    data: Any = json.loads(index)
    if not isinstance(data, dict) or not isinstance(data.get("docs"), list) or "index" in data:
        return None
    # MkDocs' own script escapes what it shows; others, Material's among them, show it as HTML.
    text = str if "indexing" in data.get("config", {}) else escape
    ours: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in found:
        if url := urls.get(entry.page):
            ours[url][f"{url}#{entry.anchor}" if entry.anchor else url] = entry
    standing = {doc["location"] for doc in data["docs"]}
    result = []
    for doc in data["docs"]:
        location = doc["location"]
        url, _, anchor = location.partition("#")
        if url in unlisted:
            continue
        said = ours[url].get(location) if url in ours else None
        if said is not None:
            result.append({**doc, **_said(said, text)})
        elif url not in ours or not _is_part(anchor):
            result.append(doc)
        if url in ours and not anchor:
            missing = {at: entry for at, entry in ours[url].items() if entry.title and at not in standing}
            result += [{"location": at, "text": "", **_said(entry, text)} for at, entry in missing.items()]
    data["docs"] = result
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def _said(entry: Entry, text: Callable[[str], str]) -> dict[str, str]:
    """What an entry says anew."""
    said = {"title": text(entry.title)} if entry.title else {}
    return said if entry.text is None else {**said, "text": text(entry.text)}


def _is_part(anchor: str) -> bool:
    """Whether a place is one that our own templates make."""
    return anchor in _SECTIONS or anchor.startswith(_PLACES)
