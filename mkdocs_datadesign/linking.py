"""Designs to a catalog: each name resolved within its store, its feature, its database and across features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from . import model
from .catalog import (
    Catalog,
    Criterion,
    Dto,
    Failure,
    Feature,
    Field,
    ForeignKey,
    Kind,
    Object,
    Query,
    Relationship,
    Role,
    SharedTable,
    Store,
    Use,
    UseKind,
    in_order,
)
from .constraint import QUOTE, Constraint, Reference, parse_reference
from .conventions import Conventions
from .documents import Document
from .reach import names_any, outline, reached
from .source import MAX_DEPTH, Path
from .words import MAX_ADVICE, did_you_mean

if TYPE_CHECKING:
    from .catalog_file import ReferenceEntry
    from .elsewhere import Found

_MOST_SEARCHED = 100
"""Among the fields of so many objects one is looked for that a query or a DTO names."""
_LONGEST_KEY = 100
"""No database has a key of more fields; a foreign key that names none of its fields leads to none then."""
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def link(
    features: Iterable[Feature],
    conventions: Conventions | None = None,
    documents: Mapping[str, Document | None] | None = None,
    elsewhere: Sequence[Found] = (),
) -> Catalog:
    """Link all designs to one another. What leads nowhere is kept as a `Failure` beside its place.

    `elsewhere` is what other sites' catalogs tell. A feature that is here as well, or in a catalog before, counts there.
    """
    by_key = {feature.key: feature for feature in sorted(features, key=lambda feature: feature.key)}
    others: dict[str, Feature] = {}
    for found in elsewhere:
        others |= {other.key: other for other in found.features if other.key not in by_key and other.key not in others}
    catalog = Catalog(by_key, dict(sorted(others.items())), conventions or Conventions(), documents or {})
    for feature in catalog.features.values():
        if feature.design:
            _add_stores(feature, feature.design)
    _Linker(catalog).link([*catalog.features.values(), *catalog.others.values()], elsewhere)
    catalog.shared = _shared_tables(catalog, catalog.gathered(_by_place).found)
    return catalog


class Relinked(NamedTuple):
    """The keys of features to which it matters that others were linked anew."""

    different: Collection[str] = ()
    """Those that look different."""
    outlines: Collection[str] = ()
    """Those among them that others may see differently."""
    in_question: Collection[str] = ()
    """Those that look the same, but name a field that is another one where they link to: rules compare those."""
    beside: Collection[str] = ()
    """Those that look the same, and name no field that is another one, though there are such where they link to."""


def relink(catalog: Catalog, changed: Mapping[str, Feature | None]) -> Relinked:
    """Put features that were read into a catalog, in the place of those with the same keys; None takes one out.

    Links these, whatever leads to them and whatever might. A catalog with other sites' features is none to be changed
    so.
    """
    come = [feature for feature in changed.values() if feature is not None]
    for feature in come:
        if feature.design:
            _add_stores(feature, feature.design)
    gone = [catalog.features[key] for key in changed if key in catalog.features]
    asking = _asking(catalog, gone, come)
    leading = {use.feature.key for feature in gone for use in _uses_of(feature)}
    moving = leading if [_sought(feature) for feature in gone] != [_sought(feature) for feature in come] else set()
    before = {key: outline(catalog.features.get(key)) for key in {*changed, *asking, *moving}}
    places = set[Place]()
    for key in {*changed, *asking, *leading} & catalog.features.keys():
        places |= _reached_places(catalog.features[key])
        _unlink(catalog.features[key])
    kept = {key: feature for key, feature in catalog.features.items() if key not in changed}
    catalog.features = dict(sorted((kept | {feature.key: feature for feature in come}).items()))
    anew = {*changed, *asking, *leading}
    linked = [feature for key, feature in catalog.features.items() if key in anew]
    _Linker(catalog).link(linked)
    places = places.union(*map(_reached_places, linked))
    rest = [table for table in catalog.shared if (table.database, table.name) not in places]
    catalog.shared = sorted([*rest, *_shared_tables(catalog, places)], key=lambda table: (table.database, table.name))
    for feature in gone:
        _dissolve(feature)
    after = {key: outline(catalog.features.get(key)) for key in before}
    different, in_question, beside = {*changed, *asking}, set[str](), set[str]()
    for key in before:
        reach = reached(before[key], after[key])
        different |= reach.shown
        for other in reach.linking & catalog.features.keys():
            (in_question if names_any(catalog.features[other], reach.fields) else beside).add(other)
    different &= catalog.features.keys()
    outlines = {key for key in different if key not in before or before[key] != after[key]}
    return Relinked(different, outlines, in_question - different, beside - in_question - different)


def _uses_of(feature: Feature) -> Iterator[Use]:
    for item in feature.objects:
        yield from item.uses
        for field in item.fields.values():
            yield from field.uses


def _asking(catalog: Catalog, gone: Sequence[Feature], come: Sequence[Feature]) -> set[str]:
    """The features whose references may lead elsewhere once some features are gone and others have come."""
    before, after = ({_lookups(feature) for feature in features} for features in (gone, come))
    if before == after:
        candidates = {feature.key for feature in gone}
        return {
            key
            for key, feature in catalog.features.items()
            if feature.failures
            and any(
                item.feature.key in candidates
                for failure in feature.failures
                for item in (*failure.candidates, *failure.searched)
            )
        }
    names, keys = _in_question(before, after)
    return {
        key
        for key, feature in catalog.features.items()
        if feature.failures
        or not names.isdisjoint(feature.asked)
        or (not keys.isdisjoint(feature.asked) and any(item.is_stub and item.owner is None for item in feature.objects))
    }


def _in_question(before: set[_Lookups], after: set[_Lookups]) -> tuple[set[str], set[str]]:
    """The names that may lead elsewhere, and the features in which there are other ones than before."""
    names, keys = set[str](), set[str]()
    known = {lookups.key: lookups for lookups in before}
    for lookups in after - before:
        was = known.get(lookups.key)
        if was and (was.is_read, was.left_out) == (lookups.is_read, lookups.left_out):
            differing = {*was.objects} ^ {*lookups.objects}  # none if only their order is another
            names |= {name for _, _, name, _ in differing or lookups.objects}
            keys.add(lookups.key)
            del known[lookups.key]
        else:
            names |= {lookups.key, *lookups.names}
    for lookups in known.values():
        if lookups not in after:
            names |= {lookups.key, *lookups.names}
    return names, keys


@dataclass(frozen=True, slots=True)
class _Lookups:
    """All of a feature that decides where the references of others lead."""

    key: str
    is_read: bool
    left_out: frozenset[str]
    objects: tuple[tuple[str, str, str, str | None], ...]

    @property
    def names(self) -> set[str]:
        return {name for _, _, name, _ in self.objects}


def _lookups(feature: Feature) -> _Lookups:
    objects = tuple((item.store.name, item.store.database, item.name, item.model.owner) for item in feature.objects)
    return _Lookups(feature.key, feature.design is not None, feature.left_out, objects)


def _sought(feature: Feature) -> object:
    """All of a feature that decides where the references of others lead which lead to it, or to one of its fields."""
    return _lookups(feature), [(*item.fields, item.primary_key, *item.uniques) for item in feature.objects]


def _unlink(feature: Feature) -> None:
    """Take back all that linking a feature has put into it, and into what it refers to."""
    for used in set(feature.touched):
        used.uses[:] = [use for use in used.uses if use.feature is not feature]
    feature.touched.clear()
    feature.asked.clear()
    feature.failures.clear()
    feature.queries.clear()
    feature.dtos.clear()
    for store in feature.stores.values():
        store.relationships.clear()
        vars(store).pop("related", None)
    for item in feature.objects:
        item.owner = None
        item.foreign_keys.clear()
        for known in ("key_of", "key_at"):
            vars(item).pop(known, None)
        for field in item.fields.values():
            field.foreign_keys.clear()


@contextmanager
def seen_alone(catalog: Catalog) -> Iterator[None]:
    """While it lasts, the features of a part of a catalog are used by each other alone, as far as one sees."""
    others = [feature for key, feature in catalog.site.features.items() if key not in catalog.features]
    before = {used: used.uses[:] for feature in others for used in feature.touched}
    for used, uses in before.items():
        used.uses[:] = [use for use in uses if use.feature.elsewhere or use.feature.key in catalog.features]
    try:
        yield
    finally:
        for used, uses in before.items():
            used.uses[:] = uses


def dissolve(catalog: Catalog) -> None:
    """Let go of all that a catalog holds, which nothing may ask of any more."""
    for feature in (*catalog.features.values(), *catalog.others.values()):
        for held in (feature.touched, feature.failures, feature.queries, feature.dtos):
            held.clear()
        _dissolve(feature)


def _dissolve(feature: Feature) -> None:
    """Let go of what a feature held, which holds the feature in turn: nobody looks for such garbage here."""
    for store in feature.stores.values():
        for item in store.objects.values():
            item.fields.clear()
            item.uses.clear()
        store.objects.clear()
    feature.stores.clear()


# What a design holds, before any name is followed


def _add_stores(feature: Feature, design: model.Design) -> None:
    for name, store_model in design.stores.items():
        store = feature.stores[name] = Store(feature, name, store_model)
        section, kind, objects = _section(store_model)
        for object_name, object_model in objects.items():
            path: Path = ("stores", name, section, object_name)
            store.objects[object_name] = _object(Object(store, object_name, kind, object_model, path))


def _section(store: model.Store) -> tuple[str, Kind, dict[str, model.Object]]:
    match store:
        case model.RelationalStore():
            return "entities", "entity", dict(store.entities)
        case model.DocumentStore():
            return "collections", "collection", dict(store.collections)
        case model.KeyValueStore():
            return "keys", "key", dict(store.keys)
        case model.FileStore():
            return "files", "file set", dict(store.files)
        case model.TimeSeriesStore():
            return "series", "series", dict(store.series)
        case model.VectorStore():
            return "embeddings", "embedding set", dict(store.embeddings)


def _object(item: Object) -> Object:
    match item.model:
        case model.Record() as record:
            _add_fields(item, record.fields, ("fields",), "field")
            item.constraints = [(c, (*item.path, "constraints", i)) for i, c in model.numbered(record.constraints)]
        case model.KeyObject() as kind:
            patterns = " ".join(filter(None, (kind.pattern, kind.partition_key, kind.sort_key)))
            _add_parts(item, patterns, kind.parts)
            if kind.value:
                _add_fields(item, kind.value.fields, ("value", "fields"), "value")
        case model.FileSet() as files:
            _add_parts(item, f"{files.structure or ''} {files.naming or ''}", files.parts)
            _add_fields(item, files.fields, ("fields",), "field")
        case model.Series() as series:
            if stamp := series.timestamp:
                words = stamp.type or (f"Timestamp({stamp.precision})" if stamp.precision else "Timestamp")
                item.fields[stamp.field] = Field(
                    item, stamp.field, words, None, (*item.path, "timestamp", "field"), "timestamp"
                )
            _add_fields(item, series.tags, ("tags",), "tag")
            _add_fields(item, series.fields, ("fields",), "field")
        case model.Embeddings() as embeddings:
            _add_fields(item, embeddings.metadata, ("metadata",), "metadata")
    indexes: dict[str, model.Index] = getattr(item.model, "indexes", {})
    item.indexes = {name: (index, (*item.path, "indexes", name)) for name, index in indexes.items()}
    _add_keys(item)
    return item


def _add_fields(
    item: Object, fields: dict[str, model.Field], under: tuple[str, ...], role: Role, prefix: str = ""
) -> None:
    for name, field in fields.items():
        dotted = prefix + name
        path = (*item.path, *under, name)
        item.fields[dotted] = Field(item, dotted, field.type, field, path, role)
        _add_fields(item, field.fields, (*under, name, "fields"), role, f"{dotted}.")


def _add_parts(item: Object, patterns: str, parts: dict[str, model.Field]) -> None:
    for name in dict.fromkeys(_PLACEHOLDER.findall(patterns)):
        if name not in parts:
            item.fields[name] = Field(item, name, "String", None, item.path, "part")
    _add_fields(item, parts, ("parts",), "part")


def _add_keys(item: Object) -> None:
    inline = tuple(name for name, field in item.fields.items() if field.has("PK"))
    item.primary_key = inline
    for constraint, _ in item.constraints:
        if constraint.kind == "PK" and constraint.fields:
            item.primary_key = constraint.fields
        elif constraint.kind == "UNIQUE" and constraint.fields:
            item.uniques.append(constraint.fields)
    item.uniques += [(name,) for name, field in item.fields.items() if field.has("UNIQUE")]
    item.uniques += [
        tuple(plain_name(name) for name in index.fields)
        for index, _ in item.indexes.values()
        if index.is_unique and not index.where
    ]


def plain_name(text: str) -> str:
    """The field that an item of a filter, a sort or an index names: without its direction and quotes."""
    name = text.strip()
    words = name.rsplit(None, 1)
    if len(words) == 2 and words[1].lower() in ("asc", "desc"):
        name = words[0]
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == name[-1] == '"' else name


def is_descending(text: str) -> bool:
    """Whether an item of a sort or an index goes downwards."""
    return text.rstrip()[-5:].lower().lstrip() == "desc" and plain_name(text) != text.strip()


# Names followed


Place = tuple[str, str]
"""A database, and the name of an object in it."""


def _by_place(feature: Feature) -> Iterator[tuple[tuple[str, str], Object]]:
    return (((item.store.database, item.name), item) for item in feature.objects)


def _by_name(feature: Feature) -> Iterator[tuple[str, Object]]:
    return ((item.name, item) for item in feature.objects)


class _Linker:
    """Looks names up over all features."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.by_place = catalog.gathered(_by_place).found
        self.by_name = catalog.gathered(_by_name).found
        self._meant: dict[tuple[str, str, str, str], Object | Failure | None] = {}
        """What a name stands for, by how it is looked for, the feature and the database in which it is, and the name."""
        self.words = cache(lambda feature: f"{feature.title} uses it")  # many stubs share it, and a title may be long
        self._first: dict[str, str | None] = {}
        """The first feature that has an object of a name."""

    @cached_property
    def databases(self) -> Mapping[str, Mapping[str, int]]:
        """The databases of each feature, each with its rank."""
        features = self.catalog.known.values()
        named = {
            feature.key: dict.fromkeys(store.database for store in feature.stores.values()) for feature in features
        }
        return {key: {name: rank for rank, name in enumerate(names)} for key, names in named.items()}

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The names of what was left out of any feature of the site."""
        return frozenset[str]().union(*(feature.left_out for feature in self.catalog.features.values()))

    @cached_property
    def unread(self) -> bool:
        """Whether a feature that a name may lead to could not be read."""
        return any(feature.design is None for feature in self.catalog.known.values())

    @cached_property
    def names(self) -> Mapping[str, list[str]]:
        """The names of all objects by database."""
        names: dict[str, list[str]] = defaultdict(list)
        for item in self.catalog.all_objects:
            names[item.store.database].append(item.name)
        return names

    def link(self, features: Sequence[Feature], elsewhere: Sequence[Found] = ()) -> None:
        """Link some features to all; `elsewhere` tells what other sites' features, which are among them, refer to."""
        for feature in features:
            for item in feature.objects:
                self.link_owner(item)
        for found in elsewhere:
            self.link_references(found)
        for feature in (feature for feature in features if feature.elsewhere is None):
            for store in feature.stores.values():
                for item in store.objects.values():
                    self.link_foreign_keys(item)
                self.link_relationships(store)
            self.link_source_of_embeddings(feature)
            self.link_queries(feature)
            self.link_dtos(feature)
        for used in {used for feature in features for used in feature.touched}:
            used.uses.sort(key=lambda use: (use.kind != "stub", use.feature.key))  # as if all had been linked at once

    def link_owner(self, item: Object) -> None:
        if item.model.owner:
            item.feature.asked.update((item.model.owner, item.name))
        owner = self.catalog.known.get(item.model.owner or "")
        if owner is None or owner is item.feature:
            return
        same = (other for other in self.named(item.name, owner) if other.store.database == item.store.database)
        if other := next(same, None):
            item.owner = other
            words = self.words(item.feature)
            self.use(other, "stub", item.feature, item.path, words, item)
            for name in item.fields:
                if name in other.fields:
                    self.use(
                        other.fields[name],
                        "stub",
                        item.feature,
                        item.fields[name].path,
                        words,
                        item,
                    )

    def find(self, reference: Reference, feature: Feature, store: Store | None) -> Object | Failure:
        """The object that the first name of a reference leads to.

        It is looked for in the own store, then the feature, then any feature with the same database;
        a stub leads to its owner's object.
        """
        name = reference.names[0]
        feature.asked.update((name, reference.feature))
        if reference.feature:
            return self.find_in_feature(reference, feature, store)
        if store and name in store.objects:
            return store.objects[name].definition
        asked = ("by its name", feature.key, store.database if store else "", name)
        if asked not in self._meant:
            found = self.named(name, feature) or self.shared(name, feature, store)
            self._meant[asked] = _only(name, found) if found else None
        return self._meant[asked] or self.unknown(name, feature, store)

    def named(self, name: str, feature: Feature) -> Sequence[Object]:
        """The objects of a feature that have a name."""
        return self.by_name.get(name, {}).get(feature.key, ())

    def shared(self, name: str, feature: Feature, store: Store | None) -> Sequence[Object]:
        """The objects of all features that have a name in the databases of a feature, or of one of its stores."""
        ranks = {store.database: 0} if store else self.databases[feature.key]
        by_feature = self.by_name.get(name, {})
        if len(ranks) <= sum(map(len, by_feature.values())):
            return [item for database in ranks for item in in_order(self.by_place.get((database, name), {}))]
        found = [item for item in in_order(by_feature) if item.store.database in ranks]
        return sorted(found, key=lambda item: ranks[item.store.database])

    def advised(self, name: str, names: Iterable[str], feature: Feature) -> str:
        """What may have been meant by a name in a feature, "" once it has had that said of very many."""
        return did_you_mean(name, names) if len(feature.failures) < MAX_ADVICE else ""

    def find_in_feature(self, reference: Reference, by: Feature, store: Store | None) -> Object | Failure:
        name, feature = reference.names[0], self.catalog.known.get(reference.feature)
        if feature is None:
            advice = self.advised(reference.feature, self.catalog.known, by)
            return Failure(
                "unknown", f"there is no feature `{reference.feature}`", advice or "name its folder below the plan"
            )
        asked = ("in its feature", feature.key, store.database if store else "", name)
        if asked not in self._meant:
            found = self.named(name, feature)
            same = [item for item in found if store and item.store.database == store.database]
            self._meant[asked] = _only(name, same or found) if found else None
        if meant := self._meant[asked]:
            return meant
        kind = "left out" if feature.design is None or name in feature.left_out else "unknown"
        names = (item.name for item in feature.objects)
        advice = self.advised(name, names, by) or _has(item.name for item in feature.objects) or "it has no objects"
        return Failure(kind, f"`{feature.key}` has no `{name}`", advice)  # type: ignore[arg-type]

    def unknown(self, name: str, feature: Feature, store: Store | None) -> Failure:
        if name in self.left_out:
            return Failure("left out", "", "")
        databases = [store.database] if store else self.databases[feature.key]
        of_databases = (other for database in databases for other in self.names.get(database, ()))
        advice = self.advised(name, chain((item.name for item in feature.objects), of_databases), feature)
        if name not in self._first:
            self._first[name] = min(self.by_name.get(name, ()), default=None)
        elsewhere = self._first[name]
        if self.unread and not advice and elsewhere is None:
            return Failure("left out", "", "")  # a sidecar that could not be read may define it
        if elsewhere is not None:
            advice = (
                f"it is in another database; write `{Reference(elsewhere, (name,))}` to mean the one of {elsewhere}"
            )
        message = f"there is no `{name}` in this feature or its database"
        return Failure("unknown", message, advice or "define it, or name the feature: `epic/feature:name`")

    def use(
        self, used: Object | Field, kind: UseKind, feature: Feature, path: Path, words: str, by: Object | None = None
    ) -> None:
        used.uses.append(Use(kind, feature, path, words, by))
        feature.touched.append(used)

    # What refers

    def link_references(self, found: Found) -> None:
        """Follow what another site refers to; it has been resolved there, and stubs are linked by their owners."""
        own = {feature.key for feature in found.features if self.catalog.others.get(feature.key) is feature}
        for reference in found.references:
            target = self.object_at(reference.target_feature, reference.target_store, reference.target_object)
            if reference.feature not in own or target is None or reference.kind == "stub":
                continue
            feature = self.catalog.others[reference.feature]
            by = self.object_at(reference.feature, reference.store, reference.object)
            path: Path = ("references", reference.anchor)
            if feature.elsewhere and reference.anchor:
                feature.elsewhere.anchors.setdefault(path, reference.anchor)
            if reference.kind == "foreign key" and by is not None and by.feature is feature:
                self.link_foreign_key_elsewhere(by, target, reference, path)
            else:
                self.use(target, reference.kind, feature, path, reference.by, by)

    def link_foreign_key_elsewhere(self, item: Object, target: Object, told: ReferenceEntry, path: Path) -> None:
        fields, theirs = tuple(told.fields), tuple(told.target_fields)
        leads_to = Reference(target.feature.key, (target.name,))
        constraint = Constraint("FK", f"FK {leads_to}", fields, leads_to, theirs)
        self.add_foreign_key(ForeignKey(item, fields, constraint, path), target, theirs)

    def object_at(self, feature: str | None, store: str | None, name: str | None) -> Object | None:
        """The object at a full name, None where there is no such one."""
        known = self.catalog.known.get(feature or "")
        place = known.stores.get(store or "") if known else None
        return place.objects.get(name or "") if place else None

    def link_foreign_keys(self, item: Object) -> None:
        for field in item.fields.values():
            for i, constraint in model.numbered(field.model.constraints if field.model else ()):
                if constraint.kind == "FK":
                    key = ForeignKey(item, (field.name,), constraint, (*field.path, "constraints", i))
                    self.link_foreign_key(key)
        for constraint, path in item.constraints:
            if constraint.kind == "FK":
                self.link_foreign_key(ForeignKey(item, constraint.fields, constraint, path))

    def link_foreign_key(self, key: ForeignKey) -> None:
        item, reference = key.object, key.constraint.target
        assert reference is not None
        found = self.find(reference, item.feature, item.store)
        if isinstance(found, Failure):
            key.failure = found
            item.feature.failures.append(found)
            self.add_foreign_key(key, None, ())
        else:
            own_key = found.primary_key if len(found.primary_key) <= _LONGEST_KEY else ()
            self.add_foreign_key(key, found, key.constraint.target_fields or own_key)

    def add_foreign_key(self, key: ForeignKey, found: Object | None, theirs: tuple[str, ...]) -> None:
        """Let both ends know of a foreign key."""
        item = key.object
        item.foreign_keys.append(key)
        for name in key.fields:
            if name in item.fields:
                item.fields[name].foreign_keys.append(key)
        if found is None:
            return
        key.target, key.target_fields = found, theirs
        words = f"{item.name}.{', '.join(key.fields)}"
        self.use(found, "foreign key", item.feature, key.path, words, item)
        for name in key.target_fields:
            if name in found.fields:
                self.use(found.fields[name], "foreign key", item.feature, key.path, words, item)

    def link_relationships(self, store: Store) -> None:
        for i, declared in model.numbered(store.model.relationships):
            path: Path = ("stores", store.name, "relationships", i)
            relationship = Relationship(store, declared, path)
            store.relationships.append(relationship)
            relationship.source = self.end(relationship, declared.from_, "from")
            relationship.target = self.end(relationship, declared.to, "to")
            if declared.via and declared.type == "N:M":
                relationship.via = self.end(relationship, declared.via, "via")

    def end(self, relationship: Relationship, text: str, key: str) -> Object | None:
        path = (*relationship.path, key)
        found = self.find_text(text, relationship.store.feature, relationship.store)
        if isinstance(found, Failure):
            relationship.failures.append((found, path))
            relationship.store.feature.failures.append(found)
            return None
        words = f"{relationship.model.from_} to {relationship.model.to}, {relationship.model.type}"
        self.use(found, "relationship", relationship.store.feature, path, words)
        return found

    def find_text(self, text: str, feature: Feature, store: Store | None) -> Object | Failure:
        feature.asked.add(text)
        if store and text in store.objects:
            return store.objects[text].definition
        if store is None and (named := self.named(text, feature)):
            return named[0].definition
        try:
            return self.find(parse_reference(text), feature, store)
        except ValueError:
            return Failure("unknown", f"`{text}` is no name", QUOTE)

    def link_source_of_embeddings(self, feature: Feature) -> None:
        for item in feature.objects:
            if not isinstance(item.model, model.Embeddings) or not item.model.source:
                continue
            found = self.find_text(item.model.source, feature, None)
            if isinstance(found, Object):
                self.use(found, "embedding source", feature, (*item.path, "source"), item.name, item)

    def link_queries(self, feature: Feature) -> None:
        for i, declared in model.numbered(feature.design.queries if feature.design else ()):
            query = Query(feature, declared, ("queries", i))
            feature.queries.append(query)
            if declared.target:
                query.target = self.query_object(query, declared.target, (*query.path, "target"))
            for j, name in model.numbered(declared.joins):
                if joined := self.query_object(query, name, (*query.path, "joins", j)):
                    query.joins.append(joined)
            if query.target:
                self.link_query_fields(query, query.target)

    def query_object(self, query: Query, text: str, path: Path) -> Object | None:
        found = self.find_text(text, query.feature, None)
        if isinstance(found, Failure):
            query.failures.append((found, path))
            query.feature.failures.append(found)
            return None
        self.use(found, "query", query.feature, query.path, query.model.operation)
        return found

    def link_query_fields(self, query: Query, target: Object) -> None:
        objects = list(dict.fromkeys((target, *query.joins)))
        for key, criteria in (
            ("filter", query.filter),
            ("range", query.range),
            ("search", query.search),
            ("sort", query.sort),
        ):
            for j, text in model.numbered(getattr(query.model, key)):
                path = (*query.path, key, j)
                found = self.field(text, objects, query.feature)
                if isinstance(found, Failure):
                    query.field_failures.append((found, path))
                    query.feature.failures.append(found)
                else:
                    name = plain_name(text)
                    below = name if name.startswith(f"{found.name}.") else found.name
                    criteria.append(Criterion(found, below, path, is_descending(text)))
                    self.use(found, "query", query.feature, query.path, query.model.operation)

    def field(self, text: str, objects: Sequence[Object], feature: Feature) -> Field | Failure:
        """A field of one of `objects`, or one that is named with its object: `order_lines.quantity`."""
        name = plain_name(text)
        for item in objects[:_MOST_SEARCHED]:
            if name in item.fields:
                return item.fields[name]
        if len(objects) > _MOST_SEARCHED:
            return Failure("left out", "", "")
        try:
            reference = parse_reference(name)
        except ValueError:
            reference = None
        if reference and len(reference.names) > 1:
            named = self.find(reference, feature, None)
            if isinstance(named, Object):
                return self.field_of([named], ".".join(reference.names[1:]), feature)
            if reference.feature or all(reference.names[0] not in item.fields for item in objects):
                return named
        return self.field_of(objects, name, feature)

    def field_of(self, items: Sequence[Object], name: str, feature: Feature) -> Field | Failure:
        """The field that one of some objects has by a name, or has that name in it."""
        for item in items:
            if name in item.fields:
                return item.fields[name]
        for item in items:
            if found := _open_object(item, name):
                return found
        searched = tuple(items)
        if any(name.rpartition(".")[2] in item.feature.left_out for item in items):
            return Failure("left out", "", "", searched=searched)
        advice = self.advised(name, (other for item in items for other in item.fields), feature)
        message, fields = f"`{items[0].name}` has no field `{name}`", _has(items[0].fields) or "it has no fields"
        return Failure("unknown", message, advice or fields, searched=searched)

    def link_dtos(self, feature: Feature) -> None:
        for name, declared in (feature.design.dtos if feature.design else {}).items():
            dto = feature.dtos[name] = Dto(feature, name, declared, ("dtos", name))
            for i, text in model.numbered(declared.source):
                found = self.find_text(text, feature, None)
                if isinstance(found, Failure):
                    dto.failures.append((found, (*dto.path, "source", i)))
                    feature.failures.append(found)
                else:
                    dto.sources.append(found)
                    self.use(found, "DTO", feature, dto.path, name)
            sources = list(dict.fromkeys(dto.sources))
            for field_name, mapping in declared.fields.items():
                self.link_dto_field(dto, field_name, mapping, sources)

    def link_dto_field(self, dto: Dto, name: str, mapping: model.DtoField, sources: Sequence[Object]) -> None:
        origins = dto.origins.setdefault(name, [])
        if not dto.sources:
            return
        for i, text in model.numbered(mapping.from_):
            found = self.field(text, sources, dto.feature)
            if isinstance(found, Failure):
                dto.field_failures.append((found, (*dto.path, "fields", name, "from", i)))
                dto.feature.failures.append(found)
            else:
                origins.append(found)
                self.use(found, "DTO", dto.feature, (*dto.path, "fields", name), f"{dto.name}.{name}")
                if found.object not in sources[:_MOST_SEARCHED]:
                    self.use(found.object, "DTO", dto.feature, (*dto.path, "fields", name), f"{dto.name}.{name}")


def _only(name: str, found: Sequence[Object]) -> Object | Failure:
    """The one object that all of `found` mean, or why there is no such one."""
    meant = list(dict.fromkeys(item.definition for item in found))
    defined = [item for item in meant if not item.is_stub] or meant
    if len(defined) == 1:
        return defined[0]
    where = " and ".join(f"{item.feature.key} ({item.store.name})" for item in defined[:3])
    spelled = dict.fromkeys(f"`{Reference(item.feature.key, (name,))}`" for item in defined)
    if len(spelled) == len(defined):
        help = f"name the one that is meant: {' or '.join(list(spelled)[:3])}"
    else:
        help = "rename one of them: within a feature, nothing but the name tells them apart"
    return Failure("ambiguous", f"`{name}` is defined in {where}", help, tuple(defined))


def _open_object(item: Object, name: str) -> Field | None:
    """The field that a dotted name lies within, if that field does not list what it holds."""
    parts = name.split(".")
    for end in range(min(len(parts), MAX_DEPTH) - 1, 0, -1):
        found = item.fields.get(".".join(parts[:end]))
        if found is not None:
            return None if found.model is None or found.model.fields else found
    return None


def _has(names: Iterable[str]) -> str:
    """What to say of the names that there are, "" if there are none."""
    rest = iter(names)
    shown = ", ".join(f"`{name}`" for name in islice(rest, 8))
    more = sum(1 for _ in rest)
    return f"it has {shown} and {more} more" if more else f"it has {shown}" if shown else ""


def _reached_places(feature: Feature) -> set[Place]:
    """Where the objects of a feature stand, and those that it leads to."""
    touched = (one if isinstance(one, Object) else one.object for one in feature.touched)
    return {(item.store.database, item.name) for item in (*feature.objects, *touched)}


def _shared_tables(catalog: Catalog, places: Iterable[Place]) -> list[SharedTable]:
    """The tables in these places of which more than one feature speaks."""
    by_place = catalog.gathered(_by_place).found
    shared = []
    for database, name in sorted(places):
        items = list(in_order(by_place.get((database, name), {})))
        users = {item.feature.key: item.feature for item in items}
        users |= {use.feature.key: use.feature for item in items for use in item.uses}
        if len(users) > 1 and not users.keys() <= catalog.others.keys():
            definitions = tuple(item for item in items if not item.is_stub)
            stubs = tuple(item for item in items if item.is_stub)
            shared.append(SharedTable(database, name, definitions, stubs, tuple(users[key] for key in sorted(users))))
    return shared
