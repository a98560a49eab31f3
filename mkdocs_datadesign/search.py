"""What a search of the site finds: objects, fields, DTOs and rules by name, and what people wrote of them.

A theme's own search reads our pages as it reads any, with each table, diagram and box of the checklist: on a large
site that is nearly all of the index, and hides what one looks for. Here the sections of our pages get the words of the
design alone. Pages that the search was asked to pass over get all of their entries here; where it reads them all the
same, or a site has templates of its own, what it found is said anew, and sections that the site adds stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape, unescape
from typing import Any

from . import model
from .catalog import Catalog, Feature, Object, Store
from .kept import Kept
from .markup import plain_text
from .project import Project
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
        "by-feature", "settings", "ignored",
    )
}  # fmt: skip
_PLACES = ("store.", "dto.", "backup.", "shared.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on a page, how a search names it, and its words; the name "" leaves the one that the page has."""

    anchor: str
    title: str
    text: str = ""


Document = dict[str, Any]
"""An entry of a search's index: its `location`, its `title` and its `text`."""
Headings = Mapping[str, str]
"""The headings of a page, as HTML, by their anchors; that of the page by ""."""


class Entries:
    """What a search finds on our pages, kept from one build to the next: what has not changed is not written again."""

    def __init__(self) -> None:
        self._kept = Kept()
        self._names: Mapping[str, Counter[str]] = {}
        self._counted = Counter[str]()
        """How many objects have a field of each name."""
        self._frequent = frozenset[str]()
        """The names that more than `MOST` objects have a field of."""

    def pages(self, project: Project, site: Site, index: Collection[str] = ()) -> dict[str, list[Entry]]:
        """All entries, by their pages' paths below the docs directory.

        `index` names the pages of the index of which the title is found alone.
        """
        catalog, versions, kept = project.catalog, project.versions, self._kept
        kept.turn()
        common = self._common(kept.of_features("names", catalog, versions, _field_names))
        everywhere = frozenset({"id", *catalog.conventions.timestamps.model_dump().values()})

        def entries(feature: Feature) -> list[Entry]:
            made = _of_feature(feature, common, everywhere)
            return [replace(one, title=visible(one.title), text=visible(one.text)) for one in made]

        found = kept.of_features(("entries", common, everywhere), catalog, versions, entries)
        named = [(table.name, table.database) for table in catalog.shared]
        shared = kept.same("shared", named, lambda: dict(zip(map(shared_anchor, catalog.shared), named, strict=True)))
        rest = kept.same(("index", site.index, tuple(index)), shared, lambda: dict(_of_index(shared, site, index)))
        return kept.same(
            ("by page", site.plan), (found, rest), lambda: {site.page(key): made for key, made in found.items()} | rest
        )

    def _common(self, names: Mapping[str, Counter[str]]) -> frozenset[str]:
        """The names that more than `MOST` objects have a field of; what has changed is counted anew."""
        if names is not self._names:
            for key in self._names.keys() | names.keys():
                before, after = self._names.get(key), names.get(key)
                if before is not after:
                    self._counted.subtract(before or {})
                    self._counted.update(after or {})
            self._names = names
            self._frequent = frozenset(name for name, count in self._counted.items() if count > MOST)
        return self._frequent


def documents(made: Sequence[Entry], url: str, headings: Headings) -> Sequence[Document]:
    """The entries of a page that a search was asked to pass over, as Material's index holds them: as HTML."""
    return [
        {"location": _location(url, one), "text": escape(one.text), "title": title}
        for one in made
        if (title := escape(one.title) or headings.get(one.anchor, ""))
    ]


def _location(url: str, entry: Entry) -> str:
    return f"{url}#{entry.anchor}" if entry.anchor else url


def _field_names(feature: Feature) -> Counter[str]:
    """How many objects of a feature have a field of each name."""
    return Counter(name for item in feature.objects if not item.is_stub for name in item.fields)


def _of_index(
    shared: Mapping[str, tuple[str, str]], site: Site, index: Collection[str]
) -> Iterator[tuple[str, list[Entry]]]:
    """The entries of the index, by page; `shared` are the names and databases of shared tables, by their anchors."""
    for group in dict.fromkeys(rule.group for rule in RULES):
        yield site.index_page(f"rules/{group}.md"), [Entry("", ""), *_of_rules(group)]
    for name in index:
        found = [Entry("", "")]
        for anchor, (table, database) in shared.items() if name == "shared-tables" else ():
            found.append(Entry(anchor, f"{visible(table)} (shared table of {visible(database)})"))
        yield site.index_page(f"{name}.md"), found


@cache
def _of_rules(group: str) -> Sequence[Entry]:
    return [
        Entry(f"rule.{rule.name.split('/')[1]}", f"{rule.name} (rule)", _words(rule.checks, rule.why))
        for rule in RULES
        if rule.group == group
    ]


def _of_feature(feature: Feature, common: Collection[str], everywhere: Collection[str]) -> Iterator[Entry]:
    """What is found of a feature. It depends on nothing but the feature and which names of fields are common."""
    key, design = feature.key, feature.design
    if design is None:
        yield Entry("", "")
        return
    yield Entry("", "", _words(design.summary))
    yield from _sections(feature, design)
    for store in feature.stores.values():
        yield _of_store(store)
        for item in store.objects.values():
            yield from _of_object(item, common, everywhere)
    for name, dto in feature.dtos.items():
        text = _joined(_words(dto.model.description), *map(visible, dto.model.fields))
        yield Entry(dto_anchor(name), f"{visible(name)} (DTO of {key})", text)


def _sections(feature: Feature, design: model.Design) -> Iterator[Entry]:
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
            yield Entry(section_anchor(name), "", text)
    if indexes:
        yield Entry(section_anchor("indexes"), "", _joined(*indexes))


def _of_store(store: Store) -> Entry:
    title = f"{visible(store.name)} (store of {store.feature.key}: {visible(store.model.technology)})"
    text = _joined(visible(store.database), _words(store.model.rationale, store.model.notes))
    return Entry(store_anchor(store), title, text)


def _of_object(item: Object, common: Collection[str], everywhere: Collection[str]) -> Iterator[Entry]:
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
    yield Entry(object_anchor(item), f"{visible(item.name)} ({item.kind} of {key}{owner})", text)
    for field in own:
        about = _words(field.model.description) if field.model else ""
        yield Entry(field_anchor(field), f"{visible(field.name)} (field of {key}: {visible(item.name)})", about)


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


def amended(
    docs: Sequence[Document],
    found: Mapping[str, Iterable[Entry]],
    urls: Mapping[str, str],
    unlisted: Collection[str],
    passed: Mapping[str, Sequence[Document]],
    *,
    html: bool,
) -> list[Document]:
    """The entries of a search index of MkDocs or Material with ours, as it holds them: `html` tells whether as HTML.

    `found` are our entries by page, and `urls` the pages' addresses. What stands of them already is said anew; what of
    it is not among the entries leaves the index, and so do the pages that are `unlisted`. `passed` are the `documents`
    of pages that the search was asked to pass over. MkDocs' own reads them all the same, and those are of no use; in
    another one they stand for what it may remember of such a page from an earlier build.
    """
    text = escape if html else str
    ours = {url: {_location(url, entry): entry for entry in found.get(page, ())} for page, url in urls.items()}
    standing, left_out = {doc["location"] for doc in docs}, {urls.get(page) for page in unlisted}
    if html:
        left_out |= {urls[page] for page in passed}
        standing -= left_out
    result: dict[object, Document] = {}  # by place: a search that is kept from build to build may know ours many times
    for number, doc in enumerate(docs):
        location = doc["location"]
        url, _, anchor = location.partition("#")
        if url in left_out:
            continue
        said = ours[url].get(location) if url in ours else None
        if said is not None:
            result[location] = {**doc, **_said(said, text, doc["title"])}
        elif url not in ours:
            result[number] = doc
        elif not (_is_part(anchor) or (not html and _is_heading_of(doc, docs[number - 1]))):
            result[location] = doc
        if url in ours and not anchor:
            missing = {at: entry for at, entry in ours[url].items() if entry.title and at not in standing}
            result |= {at: {"location": at, **_said(entry, text)} for at, entry in missing.items()}
    added = [doc for page, some in passed.items() if urls[page] not in standing for doc in some]
    shown = added if html else [{key: unescape(value) for key, value in doc.items()} for doc in added]
    return [*result.values(), *shown]


def _said(entry: Entry, text: Callable[[str], str], title: str = "") -> dict[str, str]:
    """What an entry says anew; `title` is the one that the page has, in HTML."""
    named = text(entry.title) if entry.title else title if text is escape else unescape(title)
    return {"text": text(entry.text), "title": named}


def _is_heading_of(doc: Mapping[str, str], page: Mapping[str, str]) -> bool:
    """Whether an entry of MkDocs' own search is a page's first heading once more, right after the page by that name."""
    is_there = doc["location"].partition("#")[0] == page["location"]
    return is_there and unescape(doc["title"]) == unescape(page["title"])


def _is_part(anchor: str) -> bool:
    """Whether a place is one that our own templates make."""
    return anchor in _SECTIONS or anchor.startswith(_PLACES)
