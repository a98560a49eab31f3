"""What stores hold: entities, collections, keys, file sets, series and embedding sets (the workflow's Steps 3 and 5)."""

from __future__ import annotations

import re
from typing import Literal

from .base import ConstraintText, Count, Datum, Flag, IndexType, Listed, Name, Part, Term, Terms, Text, Word, key


class Validation(Part):
    """A rule that data must satisfy (Step 6)."""

    rule: Text = key("Rule", "What must hold, in a sentence.", ...)
    fields: Terms | None = key("Fields", "The fields that it concerns.")
    level: Literal["field", "record", "business"] | None = key(
        "Level", "One field, several fields of a record, or business logic."
    )
    enforced_by: Literal["application", "database", "both"] | None = key("Enforced by", "Who refuses what breaks it.")


class Volume(Part):
    """How much data is expected (Step 8)."""

    initial: Text | None = key("Initial", "How much there is at the start: `20_000`, `5 GB`.")
    growth: Text | None = key("Growth", "How fast it grows: `40_000/month`, `3%/month`.")
    peak: Text | None = key("Peak", "The most that is expected.")
    row_size: Text | None = key("Row size", "The average size of one: `400 B`.")
    retention: Text | None = key("Retention", "How long it is kept: `7 years`.")
    archival: Text | None = key("Archival", "Where it goes after that.")


class Field(Part):
    """A field of an object (Step 3)."""

    type: Word = key("Type", "The type, in the technology's or the workflow's words: `UUID`, `VARCHAR(255)`.", ...)
    constraints: Listed[ConstraintText] = key(
        "Constraints", "PK, FK table.field, NOT NULL, NULL, UNIQUE, CHECK …, DEFAULT …; one an item.", []
    )
    description: Text | None = key("Description", "What it means.")
    values: Listed[Datum] | None = key("Values", "What an enum may hold.", min_length=1)
    on_delete: Literal["cascade", "restrict", "set null", "set default", "no action"] | None = key(
        "On delete", "What happens to this record when the one that the foreign key leads to is deleted."
    )
    on_update: Literal["cascade", "restrict", "set null", "set default", "no action"] | None = key(
        "On update", "What happens to this record when the key that it leads to changes."
    )
    consistency: Text | None = key(
        "Consistency", "What keeps a reference consistent that no foreign key can hold, into another database."
    )
    computed: Text | None = key("Computed", "How it is derived, if it is computed rather than stored as given.")
    example: Datum | None = key("Example", "A value as it may occur.")
    fields: dict[Name, Field] = key("Fields", "The fields of a nested object, or of an array's objects.", {})


class Index(Part):
    """An index (Step 5)."""

    fields: Terms = key("Fields", "The indexed fields in order; `created_at desc` sorts downwards.", ...)
    type: IndexType | None = key("Type", "btree, hash, gin, gist, single, compound, text, geospatial, …")
    unique: Flag | None = key("Unique", "Whether no two records may share the values.")
    where: Term | None = key("Where", "The condition of a partial index.")
    include: Terms | None = key("Include", "Further fields that the index carries, so that it covers a query.")
    expire_after: Text | None = key("Expires after", "When an index removes what it holds: `30 days`.")
    purpose: Text | None = key("Purpose", "Which queries it serves.")

    @property
    def type_words(self) -> list[str]:
        """The words of its type but `unique`, in lower case: the workflow writes `btree, unique`."""
        return [word for word in re.split(r"[\s,/+]+", (self.type or "").lower()) if word not in ("", "unique")]

    @property
    def is_unique(self) -> bool:
        return bool(self.unique) or "unique" in re.split(r"[\s,/+]+", (self.type or "").lower())


class Object(Part):
    """What all kinds of objects share."""

    purpose: Text | None = key("Purpose", "What it represents.")
    owner: Term | None = key("Owner", "The feature that defines it, if this one only uses it: `identity/accounts`.")
    volume: Volume | None = key("Volume", "How much of it is expected.")
    validation: Listed[Validation] = key("Validation", "The rules that its data must satisfy.", [])
    notes: Text | None = key("Notes", "Whatever else a reader should know.")


class Record(Object):
    """What entities and collections share."""

    fields: dict[Name, Field] = key("Fields", "Its fields.", {})
    soft_delete: Flag | None = key("Soft delete", "Whether records are marked as deleted (`deleted_at`) and kept.")
    indexes: dict[Name, Index] = key("Indexes", "Its indexes by name.", {})
    partitioning: Text | None = key("Partitioning", "How it is split up, if it is.")
    constraints: Listed[ConstraintText] = key(
        "Constraints", "Those that span fields: PK (a, b), UNIQUE (a, b), FK (a, b) references table(a, b).", []
    )


class Entity(Record):
    """A table of a relational database."""


class Collection(Record):
    """A collection of a document store."""

    shard_key: Terms | None = key("Shard key", "The fields that spread documents over shards.")


class Value(Part):
    """What a key leads to."""

    type: Term = key("Type", "String, JSON, Hash, List, Set, binary, …", ...)
    description: Text | None = key("Description", "What it holds.")
    fields: dict[Name, Field] = key("Fields", "The fields of a structured value.", {})


class KeyObject(Object):
    """A kind of key of a key-value store."""

    pattern: Term | None = key("Key pattern", "How keys are made: `cart:{visitor_id}`.")
    partition_key: Term | None = key("Partition key", "DynamoDB's partition key: `TENANT#{tenant_id}`.")
    sort_key: Term | None = key("Sort key", "DynamoDB's sort key: `ORDER#{order_id}`.")
    parts: dict[Name, Field] = key("Parts", "The placeholders of the pattern, with their types.", {})
    value: Value | None = key("Value", "What the key leads to.")
    ttl: Text | None = key("TTL", "How long it lives: `14 days`, or none.")
    eviction: Text | None = key("Eviction policy", "How old data is removed: `volatile-lru`.")
    indexes: dict[Name, Index] = key("Indexes", "Secondary indexes by name, where the technology has them.", {})


class FileSet(Object):
    """Files of one kind."""

    structure: Term | None = key("File structure", "The directories: `exports/{tenant_id}/{year}/`.")
    format: Text | None = key("File format", "JSON, CSV, YAML, Parquet, …")
    naming: Term | None = key("Naming convention", "How files are named: `{year}-{month}.parquet`.")
    access: Text | None = key("Access pattern", "How files are read and written.")
    retention: Text | None = key("Retention", "How long they are kept.")
    parts: dict[Name, Field] = key("Parts", "The placeholders of the path, with their types.", {})
    fields: dict[Name, Field] = key("Fields", "What a file holds: its columns or keys.", {})


class Timestamp(Part):
    """The time of a series' points."""

    field: Term = key("Field", "The field that holds the time.", ...)
    precision: Term | None = key("Precision", "s, ms, us or ns.")
    type: Term | None = key("Type", "Its type, where it is not simply a timestamp.")


class Rollup(Part):
    """A coarser copy of a series, kept for longer."""

    every: Text = key("Every", "The time that one rolled-up point covers: `1 hour`.", ...)
    keep: Text | None = key("Keep", "How long rolled-up points are kept: `2 years`.")
    aggregate: Text | None = key("Aggregate", "What is computed: average, maximum, 99th percentile.")


class Series(Object):
    """A series of a time-series database."""

    timestamp: Timestamp | None = key("Timestamp", "The field that holds the time, and its precision.")
    tags: dict[Name, Field] = key("Tags", "What points are labelled and filtered by.", {})
    fields: dict[Name, Field] = key("Fields", "What is measured.", {})
    interval: Text | None = key("Interval", "The time between two points: `10 s`.")
    retention: Text | None = key("Retention", "How long raw points are kept.")
    cardinality: Text | None = key("Cardinality", "How many combinations of tags are expected.")
    partitioning: Text | None = key("Partitioning", "The time that one chunk or shard covers.")
    rollups: Listed[Rollup] = key("Rollups", "Coarser copies that are kept for longer.", [])
    indexes: dict[Name, Index] = key("Indexes", "Its indexes by name.", {})


class VectorIndex(Part):
    """How nearest neighbours are found."""

    type: IndexType = key("Type", "hnsw, ivfflat, flat, …", ...)
    parameters: dict[Name, Term] = key("Parameters", "Its settings, such as `m` and `ef_construction`.", {})


class Embeddings(Object):
    """A set of embeddings of a vector database."""

    source: Term | None = key("Source", "What is embedded: `tickets.body`.")
    model: Term | None = key("Model", "The model that makes the vectors.")
    dimensions: Count | None = key("Dimensions", "How many numbers a vector has.")
    metric: Literal["cosine", "dot", "euclidean"] | None = key("Metric", "How near two vectors are.")
    index: VectorIndex | None = key("Index", "How nearest neighbours are found.")
    metadata: dict[Name, Field] = key("Metadata", "What is kept with a vector.", {})
    chunking: Text | None = key("Chunking", "How long texts are cut before they are embedded.")
    refresh: Text | None = key("Refresh", "When a vector is made again after its source changed.")
    indexes: dict[Name, Index] = key("Indexes", "Further indexes, on metadata, by name.", {})
