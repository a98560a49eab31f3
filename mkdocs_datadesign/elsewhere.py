"""Another site's catalog to features, so that names lead to what they hold as to what is here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter, ValidationError

from . import model
from .catalog import Elsewhere, Feature, Field, Object, Store
from .catalog_file import FILE, VERSION, CatalogFile, FeatureEntry, FieldEntry, ObjectEntry, ReferenceEntry, StoreEntry
from .constraint import parse
from .source import MAX_DEPTH, Path, Source

_MODELS: Mapping[str, type[model.Object]] = {
    "entity": model.Entity,
    "collection": model.Collection,
    "key": model.KeyObject,
    "file set": model.FileSet,
    "series": model.Series,
    "embedding set": model.Embeddings,
}


MAX_BYTES = 64 * 1024 * 1024
"""How long a catalog may be."""
_MOST_VALUES = 6_000_000
"""So many values a catalog may hold: one of that length has fewer, unless they are next to nothing."""
TOO_LONG = f"it is longer than {MAX_BYTES // 1024 // 1024} MiB; is it the right file?"


class Unusable(Exception):
    """A catalog that cannot be used, with the reason and what to do."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another site: its catalog, how the options name it, and the sum of the bytes that it was read from."""

    name: str
    file: CatalogFile
    digest: str

    @property
    def base(self) -> str:
        """The site's address: as the catalog says, else where the catalog was found; "" if neither tells."""
        if self.file.site:
            return self.file.site
        address = urlsplit(self.name)
        found = address.path.removesuffix(self.file.catalog)
        if address.scheme not in ("http", "https") or found == address.path:
            return ""
        return f"{address.scheme}://{address.netloc}{found}" if found.endswith("/") else ""


def parsed(name: str, data: bytes) -> Neighbour:
    """The catalog in a file's bytes. Raises Unusable."""
    if sum(map(data.count, (b",", b"[", b"{"))) > _MOST_VALUES:  # each takes far more memory than it is long
        raise Unusable(f"it holds more than {_MOST_VALUES:,} values; is it the right file?")
    try:
        value = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unusable(f"it is no UTF-8 text; name the `{FILE}` that a site publishes") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
        raise Unusable(f"it is no JSON: {reason}; name the `{FILE}` that a site publishes") from None
    if not isinstance(value, dict) or "version" not in value or "features" not in value:
        raise Unusable(f"it is no catalog of data designs; name the `{FILE}` that a site publishes")
    if value["version"] != VERSION or isinstance(value["version"], bool):
        given = value["version"]
        given = str(given)[:40] if isinstance(given, str | int | float) else "of no number"
        raise Unusable(
            f"it has version {given}, and this version of mkdocs-datadesign reads {VERSION}; "
            "use the same version of mkdocs-datadesign in both projects"
        )
    try:
        neighbour = Neighbour(name, CatalogFile.model_validate(value), hashlib.sha256(data).hexdigest())
        features(neighbour)  # constraints and stores are checked as well
    except ValidationError as error:
        raise Unusable(f"{_first(error)}; build that site again") from None
    except ValueError as error:
        raise Unusable(f"{error}; build that site again") from None
    return neighbour


def _first(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    place = ".".join(str(key)[:80] for key in details[0]["loc"])
    more = f" (and {len(details) - 1} more like it)" if len(details) > 1 else ""
    return f"`{place}`: {details[0]['msg'][:200]}{more}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a catalog tells: its features, and what refers to what, not linked yet."""

    features: tuple[Feature, ...]
    references: tuple[ReferenceEntry, ...]


def features(neighbour: Neighbour) -> Found:
    """The features of a catalog with their stores, objects and fields. Raises ValueError where parts do not fit."""
    source = Source(neighbour.name, "")
    base = quote(neighbour.base, safe="/:%")
    made: dict[str, Feature] = {}
    anchors: dict[str, dict[Path, str]] = {}
    for entry in neighbour.file.features:
        anchors[entry.key] = {}
        page = base + quote(entry.page, safe="/%") if base and entry.page else ""
        made[entry.key] = _feature(entry, source, Elsewhere(page, anchors[entry.key]))
        for store in entry.stores:
            anchors[entry.key]["stores", store.name] = store.anchor
            made[entry.key].stores[store.name] = _store(made[entry.key], store)
    for item in neighbour.file.objects:
        feature = made.get(item.feature)
        if feature is None or item.store not in feature.stores:
            raise ValueError(f"`{item.name[:80]}` is in a store that no feature has")
        _add(feature.stores[item.store], item, anchors[item.feature])
    return Found(tuple(made.values()), tuple(neighbour.file.references))


def _feature(entry: FeatureEntry, source: Source, elsewhere: Elsewhere) -> Feature:
    design = None
    if entry.status:
        design = model.Design.model_construct(  # a catalog tells less than a sidecar must say
            title=entry.title, status=entry.status, stores={}, backup=_backup(entry.backup)
        )
    return Feature(entry.key, source, design, elsewhere=elsewhere)


@cache
def _stores() -> TypeAdapter[model.Store]:
    return TypeAdapter(model.Store)


def _store(feature: Feature, entry: StoreEntry) -> Store:
    told = {"mechanism": entry.mechanism, "technology": entry.technology, "database": entry.database}
    return Store(feature, entry.name, _stores().validate_python({**told, "backup": _backup(entry.backup)}))


def _backup(entry: model.Backup | None) -> model.Backup | None:
    return model.Backup.model_validate(entry.model_dump()) if entry else None


def _add(store: Store, entry: ObjectEntry, anchors: dict[Path, str]) -> None:
    path: Path = ("stores", store.name, "objects", entry.name)
    told = {key: value for key, value in (("owner", entry.owner), ("purpose", entry.purpose)) if value}
    item = store.objects[entry.name] = Object(
        store, entry.name, entry.kind, _MODELS[entry.kind].model_validate(told), path
    )
    anchors[path] = entry.anchor
    models = _field_models(entry.fields)
    for field in entry.fields:
        place = (*path, "fields", field.name)
        anchors[place] = field.anchor
        item.fields[field.name] = Field(item, field.name, field.type, models.get(field.name), place, field.role)
    item.constraints = [(parse(text), (*path, "constraints", i)) for i, text in enumerate(entry.constraints)]
    item.primary_key = tuple(entry.primary_key)
    item.uniques = [tuple(names) for names in entry.unique_keys]
    for index in entry.indexes:
        anchors[(*path, "indexes", index.name)] = index.anchor
        told_of_it = index.model_dump(include={"fields", "unique", "type", "where", "include"}, exclude_none=True)
        item.indexes[index.name] = (model.Index.model_validate(told_of_it), (*path, "indexes", index.name))


def _field_models(entries: Iterable[FieldEntry]) -> dict[str, model.Field]:
    """The fields as a sidecar would say them, by their dotted names; a nested one is also in the one that holds it."""
    made: dict[str, model.Field] = {}
    inner: dict[str, dict[str, model.Field]] = {}
    for entry in sorted(entries, key=lambda entry: -entry.name.count(".")):
        if entry.name.count(".") >= MAX_DEPTH:
            raise ValueError(f"`{entry.name[:80]}` is nested too deep")
        if entry.constraints is None:
            continue
        said = {"type": entry.type, "constraints": entry.constraints, "description": entry.description or None}
        within = inner.get(entry.name, {})
        values = entry.values or None
        made[entry.name] = model.Field.model_validate({**said, "values": values, "fields": within})
        above, _, last = entry.name.rpartition(".")
        if above:
            inner.setdefault(above, {})[last] = made[entry.name]
    return made
