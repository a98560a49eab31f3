"""Designs to a catalog: each name resolved within its store, its feature, its database and across features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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
)
from .constraint import Reference, parse_reference
from .conventions import Conventions
from .documents import Document
from .source import MAX_DEPTH, Path
from .words import did_you_mean

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def link(
    features: Iterable[Feature],
    conventions: Conventions | None = None,
    documents: Mapping[str, Document | None] | None = None,
) -> Catalog:
    """Link all designs to one another. What leads nowhere is kept as a `Failure` beside its place."""
    by_key = {feature.key: feature for feature in sorted(features, key=lambda feature: feature.key)}
    catalog = Catalog(by_key, conventions or Conventions(), documents or {})
    for feature in catalog.features.values():
        if feature.design:
            _add_stores(feature, feature.design)
    linker = _Linker(catalog)
    for item in catalog.objects:
        linker.link_owner(item)
    for feature in catalog.features.values():
        for store in feature.stores.values():
            for item in store.objects.values():
                linker.link_foreign_keys(item)
            linker.link_relationships(store)
        linker.link_source_of_embeddings(feature)
        linker.link_queries(feature)
        linker.link_dtos(feature)
    catalog.shared = _shared_tables(catalog)
    return catalog


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
            item.constraints = [(c, (*item.path, "constraints", i)) for i, c in enumerate(record.constraints)]
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


class _Linker:
    """Looks names up over all features; each is indexed once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.by_database: dict[tuple[str, str], list[Object]] = defaultdict(list)
        self.names: dict[str, list[str]] = defaultdict(list)
        self.by_name: dict[str, list[Object]] = defaultdict(list)
        self.left_out = frozenset[str]().union(*(feature.left_out for feature in catalog.features.values()))
        self.unread = any(feature.design is None for feature in catalog.features.values())
        for item in catalog.objects:
            self.by_database[item.store.database, item.name].append(item)
            self.names[item.store.database].append(item.name)
            self.by_name[item.name].append(item)

    def link_owner(self, item: Object) -> None:
        owner = self.catalog.features.get(item.model.owner or "")
        if owner is None or owner is item.feature:
            return
        found = [other for other in owner.objects if other.name == item.name]
        same = [other for other in found if other.store.database == item.store.database]
        for other in same[:1]:
            item.owner = other
            self.use(other, "stub", item.feature, item.path, f"{item.feature.title} uses it", item)
            for name in item.fields:
                if name in other.fields:
                    other.fields[name].uses.append(
                        Use("stub", item.feature, item.fields[name].path, f"{item.feature.title} uses it", item)
                    )

    def find(self, reference: Reference, feature: Feature, store: Store | None) -> Object | Failure:
        """The object that the first name of a reference leads to.

        It is looked for in the own store, then the feature, then any feature with the same database;
        a stub leads to its owner's object.
        """
        name = reference.names[0]
        if reference.feature:
            return self.find_in_feature(reference, store)
        if store and name in store.objects:
            return store.objects[name].definition
        own = [item for item in feature.objects if item.name == name]
        if own:
            return _only(name, own)
        databases = [store.database] if store else [other.database for other in feature.stores.values()]
        shared = [item for database in dict.fromkeys(databases) for item in self.by_database.get((database, name), ())]
        if shared:
            return _only(name, shared)
        return self.unknown(name, feature, databases)

    def find_in_feature(self, reference: Reference, store: Store | None) -> Object | Failure:
        name, feature = reference.names[0], self.catalog.features.get(reference.feature)
        if feature is None:
            advice = did_you_mean(reference.feature, self.catalog.features)
            return Failure(
                "unknown", f"there is no feature `{reference.feature}`", advice or "name its folder below the plan"
            )
        found = [item for item in feature.objects if item.name == name]
        same = [item for item in found if store and item.store.database == store.database]
        if found:
            return _only(name, same or found)
        kind = "left out" if feature.design is None or name in feature.left_out else "unknown"
        names = [item.name for item in feature.objects]
        advice = did_you_mean(name, names) or (f"it has {_some(names)}" if names else "it has no objects")
        return Failure(kind, f"`{feature.key}` has no `{name}`", advice)  # type: ignore[arg-type]

    def unknown(self, name: str, feature: Feature, databases: Sequence[str]) -> Failure:
        if name in self.left_out:
            return Failure("left out", "", "")
        choices = [item.name for item in feature.objects]
        choices += [other for database in databases for other in self.names.get(database, ())]
        advice = did_you_mean(name, choices)
        elsewhere = self.by_name.get(name, ())
        if self.unread and not advice and not elsewhere:
            return Failure("left out", "", "")  # a sidecar that could not be read may define it
        if elsewhere:
            spelled = str(Reference(elsewhere[0].feature.key, (name,)))
            advice = f"it is in another database; write `{spelled}` to mean the one of {elsewhere[0].feature.key}"
        message = f"there is no `{name}` in this feature or its database"
        return Failure("unknown", message, advice or "define it, or name the feature: `epic/feature:name`")

    def use(
        self, item: Object, kind: UseKind, feature: Feature, path: Path, words: str, by: Object | None = None
    ) -> None:
        item.uses.append(Use(kind, feature, path, words, by))

    # What refers

    def link_foreign_keys(self, item: Object) -> None:
        for field in item.fields.values():
            for i, constraint in enumerate(field.model.constraints if field.model else ()):
                if constraint.kind == "FK":
                    key = ForeignKey(item, (field.name,), constraint, (*field.path, "constraints", i))
                    self.link_foreign_key(key)
        for constraint, path in item.constraints:
            if constraint.kind == "FK":
                self.link_foreign_key(ForeignKey(item, constraint.fields, constraint, path))

    def link_foreign_key(self, key: ForeignKey) -> None:
        item, reference = key.object, key.constraint.target
        assert reference is not None
        item.foreign_keys.append(key)
        for name in key.fields:
            if name in item.fields:
                item.fields[name].foreign_keys.append(key)
        found = self.find(reference, item.feature, item.store)
        if isinstance(found, Failure):
            key.failure = found
            return
        key.target = found
        key.target_fields = key.constraint.target_fields or found.primary_key
        words = f"{item.name}.{', '.join(key.fields)}"
        self.use(found, "foreign key", item.feature, key.path, words, item)
        for name in key.target_fields:
            if name in found.fields:
                found.fields[name].uses.append(Use("foreign key", item.feature, key.path, words, item))

    def link_relationships(self, store: Store) -> None:
        for i, declared in enumerate(store.model.relationships):
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
            return None
        words = f"{relationship.model.from_} to {relationship.model.to}, {relationship.model.type}"
        self.use(found, "relationship", relationship.store.feature, path, words)
        return found

    def find_text(self, text: str, feature: Feature, store: Store | None) -> Object | Failure:
        for item in store.objects.values() if store else feature.objects:
            if item.name == text:
                return item.definition
        try:
            return self.find(parse_reference(text), feature, store)
        except ValueError as error:
            return Failure("unknown", f"`{text}` is no name", str(error))

    def link_source_of_embeddings(self, feature: Feature) -> None:
        for item in feature.objects:
            if not isinstance(item.model, model.Embeddings) or not item.model.source:
                continue
            found = self.find_text(item.model.source, feature, None)
            if isinstance(found, Object):
                self.use(found, "embedding source", feature, (*item.path, "source"), item.name, item)

    def link_queries(self, feature: Feature) -> None:
        for i, declared in enumerate(feature.design.queries if feature.design else ()):
            query = Query(feature, declared, ("queries", i))
            feature.queries.append(query)
            if declared.target:
                query.target = self.query_object(query, declared.target, (*query.path, "target"))
            for j, name in enumerate(declared.joins or ()):
                if joined := self.query_object(query, name, (*query.path, "joins", j)):
                    query.joins.append(joined)
            if query.target:
                self.link_query_fields(query, query.target)

    def query_object(self, query: Query, text: str, path: Path) -> Object | None:
        found = self.find_text(text, query.feature, None)
        if isinstance(found, Failure):
            query.failures.append((found, path))
            return None
        self.use(found, "query", query.feature, query.path, query.model.operation)
        return found

    def link_query_fields(self, query: Query, target: Object) -> None:
        for key, criteria in (
            ("filter", query.filter),
            ("range", query.range),
            ("search", query.search),
            ("sort", query.sort),
        ):
            for j, text in enumerate(getattr(query.model, key) or ()):
                path = (*query.path, key, j)
                found = self.field(text, [target, *query.joins], query.feature)
                if isinstance(found, Failure):
                    query.field_failures.append((found, path))
                else:
                    name = plain_name(text)
                    below = name if name.startswith(f"{found.name}.") else found.name
                    criteria.append(Criterion(found, below, is_descending(text)))
                    found.uses.append(Use("query", query.feature, query.path, query.model.operation))

    def field(self, text: str, objects: Sequence[Object], feature: Feature) -> Field | Failure:
        """A field of one of `objects`, or one that is named with its object: `order_lines.quantity`."""
        name = plain_name(text)
        for item in objects:
            if name in item.fields:
                return item.fields[name]
        try:
            reference = parse_reference(name)
        except ValueError:
            reference = None
        if reference and len(reference.names) > 1:
            named = self.find(reference, feature, None)
            if isinstance(named, Object):
                return _field_of(named, ".".join(reference.names[1:]))
            if reference.feature or all(reference.names[0] not in item.fields for item in objects):
                return named
        return _field_of(objects[0], name, [other for item in objects for other in item.fields])

    def link_dtos(self, feature: Feature) -> None:
        for name, declared in (feature.design.dtos if feature.design else {}).items():
            dto = feature.dtos[name] = Dto(feature, name, declared, ("dtos", name))
            for i, text in enumerate(declared.source):
                found = self.find_text(text, feature, None)
                if isinstance(found, Failure):
                    dto.failures.append((found, (*dto.path, "source", i)))
                else:
                    dto.sources.append(found)
                    self.use(found, "DTO", feature, dto.path, name)
            for field_name, mapping in declared.fields.items():
                self.link_dto_field(dto, field_name, mapping)

    def link_dto_field(self, dto: Dto, name: str, mapping: model.DtoField) -> None:
        origins = dto.origins.setdefault(name, [])
        if not dto.sources:
            return
        for i, text in enumerate(mapping.from_ or ()):
            found = self.field(text, dto.sources, dto.feature)
            if isinstance(found, Failure):
                dto.field_failures.append((found, (*dto.path, "fields", name, "from", i)))
            else:
                origins.append(found)
                found.uses.append(Use("DTO", dto.feature, (*dto.path, "fields", name), f"{dto.name}.{name}"))
                if found.object not in dto.sources:
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


def _field_of(item: Object, name: str, choices: Iterable[str] | None = None) -> Field | Failure:
    if name in item.fields:
        return item.fields[name]
    if open_object := _open_object(item, name):
        return open_object
    if name.rsplit(".", 1)[-1] in item.feature.left_out:
        return Failure("left out", "", "")
    advice = did_you_mean(name, choices or item.fields)
    return Failure("unknown", f"`{item.name}` has no field `{name}`", advice or f"it has {_some(item.fields)}")


def _open_object(item: Object, name: str) -> Field | None:
    """The field that a dotted name lies within, if that field does not list what it holds."""
    parts = name.split(".")
    for end in range(min(len(parts), MAX_DEPTH) - 1, 0, -1):
        found = item.fields.get(".".join(parts[:end]))
        if found is not None:
            return None if found.model is None or found.model.fields else found
    return None


def _some(names: Iterable[str]) -> str:
    known = list(names)
    shown = ", ".join(f"`{name}`" for name in known[:8])
    return f"{shown} and {len(known) - 8} more" if len(known) > 8 else shown or "no fields"


def _shared_tables(catalog: Catalog) -> list[SharedTable]:
    groups: dict[tuple[str, str], list[Object]] = defaultdict(list)
    for item in catalog.objects:
        groups[item.definition.store.database, item.name].append(item)
    shared = []
    for (database, name), items in sorted(groups.items()):
        users = {item.feature.key for item in items}
        users |= {use.feature.key for item in items for use in item.uses}
        if len(users) > 1:
            definitions = tuple(item for item in items if not item.is_stub)
            stubs = tuple(item for item in items if item.is_stub)
            shared.append(SharedTable(database, name, definitions, stubs, tuple(sorted(users))))
    return shared
