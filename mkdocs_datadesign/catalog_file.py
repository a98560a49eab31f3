"""The shape of `catalog.json`: what a site tells other programs, and other sites that refer to it.

What each key means stands here alone: the published JSON Schema, the page that documents it, and what is refused of a
file that is read all come from these models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from . import model
from .catalog import Kind, Role, UseKind

VERSION = 1
"""Keys that are added keep the number; whatever else changes raises it, and a reader refuses a number that is new to it."""

FILE = "catalog.json"
SCHEMA_FILE = "catalog.schema.json"
_ID = "https://mkdocs-datadesign.github.io/schema/1/catalog.schema.json"


def _within(address: str) -> str:
    """Refuses an address that leads out of its site."""
    if re.match(r"[a-z][a-z0-9+.-]*:", address, re.I) or ".." in unquote(address).split("/"):
        raise ValueError("an address within the site has no scheme and does not lead upwards")
    return address


_WHOLE = r"""^https?://[^\s"'<>\\`?#@]+/$"""
Inside = Annotated[str, Field(pattern=r"^[^\s\\?#/][^\s\\?#]*$"), AfterValidator(_within)]
Whole = Annotated[str, Field(pattern=_WHOLE)]
Anchor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]*$")]
Name = Annotated[str, Field(min_length=1)]
Item = TypeVar("Item")
Many = Annotated[list[Item], Field(fail_fast=True)]
"""A list that is refused for its first wrong item: to keep an error of each of a million would take a gigabyte."""


def whole(address: str) -> str:
    """A site's address with a slash at its end, or "" where it is none that a catalog may hold."""
    address = f"{address.rstrip('/')}/"
    return address if re.search(_WHOLE, address) else ""


class Entry(BaseModel):
    """A mapping of the file. Keys that a newer version added are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, defer_build=True)


class BackupEntry(model.Backup):
    """How data is saved and brought back."""

    model_config = ConfigDict(extra="ignore")


class StoreEntry(Entry):
    """One use of one persistence mechanism."""

    name: Name = Field(description="The store's name within its feature.")
    mechanism: Literal["relational", "document", "key-value", "file", "time-series", "vector"] = Field(
        description="How data is kept."
    )
    technology: Name = Field(description="PostgreSQL, MongoDB, Redis, …")
    database: Name = Field(description="Stores of the same database, in any feature, hold the same objects.")
    backup: BackupEntry | None = Field(description="Where the store is saved differently from the rest of its feature.")
    anchor: Anchor = Field(description="Its anchor on the feature's page.")


class FeatureEntry(Entry):
    """A feature: the folder of a sidecar."""

    key: Name = Field(description="Its folder below the plan: `epic/feature`. What an `owner` names.")
    title: str = Field(description="Its name.")
    status: Literal["draft", "review", "approved"] | None = Field(
        description="How far the design is; null if the sidecar could not be read."
    )
    path: str = Field(description="The sidecar, below the docs directory.")
    page: Inside | None = Field(
        description="The address of its page within the site; null where only another generator knows it."
    )
    backup: BackupEntry | None = Field(description="How its data is saved and brought back.")
    stores: Many[StoreEntry] = Field(description="Its stores.")


class FieldEntry(Entry):
    """A field of an object."""

    name: Name = Field(description="Its name; that of a nested field is dotted: `address.city`.")
    type: Name = Field(description="Its type, in the technology's words.")
    role: Role = Field(description="What it is in the object: a field, a tag, a part of a key, …")
    required: bool = Field(description="Whether it is always there: NOT NULL, or of the primary key.")
    unique: bool = Field(description="Whether no two records share its value.")
    constraints: Many[str] | None = Field(
        description="Its constraints as the sidecar says them; null for a field that only a pattern implies."
    )
    values: Many[str] | None = Field(description="What an enum may hold.")
    description: str | None = Field(description="What it means.")
    line: int = Field(ge=1, description="Its line in the sidecar.")
    anchor: Anchor = Field(description="Its anchor on the feature's page.")


class IndexEntry(Entry):
    """An index of an object."""

    name: Name = Field(description="Its name.")
    fields: Many[str] = Field(
        min_length=1, description="The indexed fields in order; `created_at desc` sorts downwards."
    )
    unique: bool = Field(description="Whether no two records may share the values.")
    type: str | None = Field(description="btree, hash, gin, …")
    where: str | None = Field(description="The condition of a partial index.")
    include: Many[str] | None = Field(description="Further fields that it carries.")
    anchor: Anchor = Field(description="Its anchor on the feature's page.")


class ObjectEntry(Entry):
    """An entity, collection, key, file set, series or embedding set, as one feature defines or uses it."""

    feature: Name = Field(description="The key of its feature.")
    store: Name = Field(description="The name of its store.")
    name: Name = Field(description="Its name.")
    kind: Kind = Field(description="What it is.")
    owner: str | None = Field(description="The feature that defines it, if this one only uses it.")
    purpose: str | None = Field(description="What it represents.")
    line: int = Field(ge=1, description="Its line in the sidecar.")
    anchor: Anchor = Field(description="Its anchor on the feature's page.")
    primary_key: Many[str] = Field(description="The fields of its primary key, in order.")
    unique_keys: Many[Many[str]] = Field(description="The further sets of fields that no two records share.")
    constraints: Many[str] = Field(description="The constraints that span fields, as the sidecar says them.")
    fields: Many[FieldEntry] = Field(description="Its fields, in the sidecar's order.")
    indexes: Many[IndexEntry] = Field(description="Its indexes.")


class ReferenceEntry(Entry):
    """Something that refers to an object: a foreign key, a relationship, a query, a DTO, a stub of it."""

    kind: UseKind = Field(description="What refers; a `stub` is an object that names its `owner`.")
    feature: Name = Field(description="The key of the feature that refers.")
    store: str | None = Field(description="The store of the object that refers; null where no object does.")
    object: str | None = Field(description="The object that refers; null for a query or a DTO.")
    fields: Many[str] = Field(description="Of a foreign key, the fields that hold it.")
    by: str = Field(description="What refers, in words: a query's operation, a DTO's name, a foreign key's fields.")
    anchor: Anchor = Field(description="Where the referring feature's page shows it.")
    target_feature: str | None = Field(description="The feature of what is referred to; null if it was not found.")
    target_store: str | None = Field(description="Its store.")
    target_object: str | None = Field(description="Its name.")
    target_fields: Many[str] = Field(description="Of a foreign key, the fields that it leads to.")


class PlaceEntry(Entry):
    """Where something stands. Lines and columns count from 1."""

    path: str = Field(description="The file, below the docs directory; an address where it is in another site.")
    line: int = Field(description="The first line.")
    column: int = Field(description="The first column.")
    end_line: int = Field(description="The last line.")
    end_column: int = Field(description="The column after the last.")


class RelatedEntry(PlaceEntry):
    """A second place that a problem is about."""

    message: str = Field(description="What to say of it.")


class ProblemEntry(PlaceEntry):
    """What a rule found."""

    rule: str = Field(description="The rule's name: `model/unknown-target`.")
    severity: Literal["error", "warning", "note"] = Field(description="How bad it is.")
    message: str = Field(description="What is wrong.")
    help: str = Field(description="What to do; may be empty.")
    data_path: str = Field(description="The place in the data: `stores.main.entities.orders`.")
    feature: str = Field(description="The key of the feature.")
    known: bool = Field(description="Whether the baseline holds it, so that it does not fail.")
    url: str = Field(description="The rule's page in the built site; empty without the site's address.")
    related: Many[RelatedEntry] = Field(description="Further places that it is about.")


class CatalogFile(Entry):
    """All data designs of a site, with what is wrong with them."""

    schema_: str = Field(alias="$schema", description="The JSON Schema of this file, relative to it.")
    version: Literal[1] = Field(
        description="The version of this shape. Added keys keep it; anything else raises it. Refuse one you do not know."
    )
    site: Whole | None = Field(description="The address of the site, with a slash at its end; null if it is not known.")
    catalog: Inside = Field(description="The address of this file within the site.")
    features: Many[FeatureEntry] = Field(description="The features, by key.")
    objects: Many[ObjectEntry] = Field(description="What their stores hold.")
    references: Many[ReferenceEntry] = Field(description="Who refers to what, in this site and into others.")
    problems: Many[ProblemEntry] = Field(description="What is wrong, by place.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `catalog.json`, as it is published beside it."""
    schema = CatalogFile.model_json_schema(by_alias=True, mode="serialization")
    schema["title"] = "Catalog of data designs"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _ID, **schema}


@cache
def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def documented() -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each part of the file: its name, what it is, and its keys with their types and meanings."""
    seen: list[type[BaseModel]] = [CatalogFile]
    for part in seen:
        rows = []
        for name, field in part.model_fields.items():
            rows.append((field.alias or name, _words(field.annotation), field.description or ""))
            seen += [found for found in _parts(field.annotation) if found not in seen]
        yield _title(part), (part.__doc__ or "").split("\n")[0], rows


def _title(part: type[BaseModel]) -> str:
    return FILE if part is CatalogFile else part.__name__.removesuffix("Entry")


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for option in get_args(annotation):
        yield from _parts(option)


def _words(annotation: Any) -> str:
    """A key's type in words: `list of Object`, `text or null`."""
    if annotation is type(None):
        return "null"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _title(annotation)
    if get_origin(annotation) is Literal:
        return ", ".join(str(value) for value in get_args(annotation))
    if get_origin(annotation) is list:
        return f"list of {_words(get_args(annotation)[0])}"
    if get_origin(annotation) is Annotated:
        return _words(get_args(annotation)[0])
    if get_args(annotation):
        return " or ".join(_words(option) for option in get_args(annotation))
    return {str: "text", int: "number", bool: "true or false"}.get(annotation, "text")
