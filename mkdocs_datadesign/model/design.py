"""A sidecar as a whole: its stores, and what the workflow's other steps say of the feature."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as _Field

from .base import Flag, Listed, Name, Part, Term, Terms, Text, Texts, Title, Word, key
from .objects import Collection, Embeddings, Entity, FileSet, KeyObject, Series, Validation, Volume


class References(Part):
    """The feature's other documents, as paths relative to the sidecar; each may carry an #anchor."""

    prd: Term | None = key("PRD", "The product requirements.")
    research_report: Term | None = key("Research report", "What the project uses today.")
    interface_contracts: Term | None = key("Interface contracts", "The DTOs and endpoints.")
    backend_design: Term | None = key("Backend design", "What the API stores and retrieves.")
    other: Terms | None = key("Other", "Further documents.")


class Requirements(Part):
    """What was found in the feature's documents (Step 1)."""

    persists: Text | None = key("Data to persist", "From the PRD: what must be kept.")
    volume: Text | None = key("Volume", "From the PRD: how much of it.")
    retention: Text | None = key("Retention", "From the PRD: for how long.")
    access: Literal["read-heavy", "write-heavy", "balanced"] | None = key("Access", "Mostly read, or mostly written.")
    relationships: Text | None = key("Relationships", "From the PRD: how the data hangs together.")
    mechanisms: Text | None = key("Mechanisms in use", "From the research report: how the project persists data today.")
    technologies: Texts | None = key("Technologies in use", "From the research report: the databases it runs.")
    tools: Text | None = key("ORM and migration tools", "From the research report: SQLAlchemy, Prisma, Alembic, …")
    existing_models: Text | None = key("Existing models", "From the research report: what is extended or referred to.")
    naming: Text | None = key("Naming conventions", "From the research report: how names are made.")
    dtos: Text | None = key("DTOs to persist", "From the interface contracts.")
    transformations: Text | None = key("Transformations", "From the interface contracts: what changes on the way.")
    validation: Text | None = key("Validation", "From the interface contracts: what must hold.")
    storage: Text | None = key("Stored and retrieved", "From the backend design: what the API needs.")
    query_patterns: Text | None = key("Query patterns", "From the backend design: how endpoints ask for it.")
    caching: Text | None = key("Caching", "From the backend design: what may be cached.")


class Rationale(Part):
    """Why a mechanism fits (Step 2)."""

    project_patterns: Text | None = key("Project patterns", "How it is consistent with the project.")
    feature_requirements: Text | None = key("Feature requirements", "How it does what the feature needs.")
    performance_needs: Text | None = key("Performance needs", "How it scales.")
    team_expertise: Text | None = key("Team expertise", "Who can run it.")


class Relationship(Part):
    """How two objects hang together (Step 3)."""

    from_: Term = key("From", "The object on the first side.", ..., alias="from")
    to: Term = key("To", "The object on the second side.", ...)
    type: Literal["1:1", "1:N", "N:1", "N:M"] = key("Type", "1:1, 1:N, N:1 or N:M.", ...)
    via: Term | None = key("Via", "The junction table of an N:M, or the field that holds the foreign key.")
    description: Text | None = key("Description", "What it means.")


class Backup(Part):
    """How data is saved and brought back (Step 9)."""

    frequency: Text | None = key("Frequency", "How often: `1 hour`, `daily`.")
    retention: Text | None = key("Retention", "How long backups are kept: `30 days`.")
    rto: Text | None = key("RTO", "Recovery time objective: how long recovery may take.")
    rpo: Text | None = key("RPO", "Recovery point objective: how much time's data may be lost.")
    point_in_time_recovery: Flag | None = key("Point-in-time recovery", "Whether any moment can be restored.")
    disaster_recovery: Text | None = key("Disaster recovery", "What happens when a whole site is lost.")


class _Store(Part):
    mechanism: str = key("Mechanism", "How data is kept.", ...)
    technology: Word = key("Technology", "PostgreSQL, MongoDB, Redis, S3, … Others are accepted.", ...)
    database: Term | None = key(
        "Database", "Stores with the same name, in any feature, are one database; by default the technology's name."
    )
    rationale: Rationale | None = key("Rationale", "Why this mechanism fits.")
    relationships: Listed[Relationship] = key(
        "Relationships", "What the foreign keys do not already say, or say better.", []
    )
    backup: Backup | None = key("Backup", "Where this store is saved differently from the rest of the feature.")
    notes: Text | None = key("Notes", "Whatever else a reader should know.")


class RelationalStore(_Store):
    """A relational database."""

    mechanism: Literal["relational"] = key("Mechanism", "How data is kept: in tables with relations.", ...)
    entities: dict[Name, Entity] = key("Entities", "The tables by name.", {})


class DocumentStore(_Store):
    """A document store."""

    mechanism: Literal["document"] = key("Mechanism", "How data is kept: in nested documents.", ...)
    collections: dict[Name, Collection] = key("Collections", "The collections by name.", {})


class KeyValueStore(_Store):
    """A key-value store."""

    mechanism: Literal["key-value"] = key("Mechanism", "How data is kept: as values found by key.", ...)
    keys: dict[Name, KeyObject] = key("Keys", "The kinds of keys by name.", {})


class FileStore(_Store):
    """File storage."""

    mechanism: Literal["file"] = key("Mechanism", "How data is kept: in files.", ...)
    files: dict[Name, FileSet] = key("Files", "The kinds of files by name.", {})


class TimeSeriesStore(_Store):
    """A time-series database."""

    mechanism: Literal["time-series"] = key("Mechanism", "How data is kept: as points in time.", ...)
    series: dict[Name, Series] = key("Series", "The series by name.", {})


class VectorStore(_Store):
    """A vector database."""

    mechanism: Literal["vector"] = key("Mechanism", "How data is kept: as embeddings.", ...)
    embeddings: dict[Name, Embeddings] = key("Embeddings", "The sets of embeddings by name.", {})


Store = Annotated[
    RelationalStore | DocumentStore | KeyValueStore | FileStore | TimeSeriesStore | VectorStore,
    _Field(discriminator="mechanism"),
]


class Query(Part):
    """A common operation (Step 4)."""

    operation: Text = key("Operation", "What is done: `List a user's orders`.", ...)
    frequency: Literal["high", "medium", "low"] | None = key(
        "Frequency", "high: over 100 requests a second, medium: 10 to 100, low: below 10."
    )
    pattern: Text | None = key("Pattern", "Single record lookup, filtered query with pagination, full-text search, …")
    kind: Literal["read", "write"] | None = key("Kind", "Whether it reads, the default, or writes.")
    target: Term | None = key("Target", "The object that it reads or writes.")
    filter: Terms | None = key("Filter", "The fields that it compares for equality.")
    range: Terms | None = key("Range", "The fields that it compares with a range.")
    search: Terms | None = key("Search", "The fields that it searches in full text.")
    sort: Terms | None = key("Sort", "The fields that it sorts by, each with `desc` if downwards.")
    joins: Terms | None = key("Joins", "The further objects that it reads.")
    nearest: Term | None = key("Nearest", "How many nearest neighbours it takes.")
    where: Term | None = key("Where", "A condition that it always has, such as `deleted_at is null`.")
    pagination: Text | None = key("Pagination", "keyset, offset, none, …")
    logic: Text | None = key("Logic", "What it does, in prose.")
    bottleneck: Text | None = key("Bottleneck", "What may make it slow.")
    caching: Text | None = key("Caching", "Whether its result can be cached.")


class Integrity(Validation):
    """A rule of the feature's data as a whole (Step 6)."""

    target: Term | None = key("Target", "The object that it concerns.")


class Setup(Part):
    """How the schema first comes to be."""

    tool: Text | None = key("Tool", "What runs migrations: Alembic, Flyway, Prisma, …")
    baseline: Text | None = key("Baseline", "The number of the baseline migration.")
    schema_: Text | None = key("Schema", "How the schema is created.", alias="schema")
    seeding: Text | None = key("Seeding", "What data is there from the start.")


class Versioning(Part):
    """How migrations follow one another."""

    naming: Text | None = key("Naming", "How migration files are named.")
    tracking: Text | None = key("Tracking", "Where it is kept which have run.")
    generation: Text | None = key("Generation", "How a new one is made.")
    dependencies: Text | None = key("Dependencies", "What must have run before.")


class Rollback(Part):
    """How migrations are undone."""

    undo: Text | None = key("Undo", "How a migration is undone.")
    data_preservation: Text | None = key("Data preservation", "How no data is lost by it.")
    testing: Text | None = key("Testing", "How that is tried out.")
    backup: Text | None = key("Backup", "What is saved before.")


class Migration(Part):
    """How the schema changes over time (Step 7)."""

    setup: Setup | None = key("Initial setup", "How the schema first comes to be.")
    versioning: Versioning | None = key("Version management", "How migrations follow one another.")
    rollback: Rollback | None = key("Rollback plan", "How migrations are undone.")


class Performance(Part):
    """How it stays fast (Step 8)."""

    volume: Volume | None = key("Volume", "How much data the feature as a whole expects.")
    partitioning: Text | None = key("Partitioning", "How large objects are split up.")
    caching: Text | None = key("Caching", "Which queries are cached, and for how long.")
    denormalization: Text | None = key("Denormalization", "What is stored twice, and why.")
    pooling: Text | None = key("Connection pooling", "How connections are shared.")
    query_optimization: Text | None = key("Query optimization", "How queries are made fast.")
    scalability: Text | None = key("Scalability", "What happens when there is more than expected.")


class DtoField(Part):
    """Where a DTO's field comes from."""

    from_: Terms | None = key("Data field", "The field or fields that it is made of.", alias="from")
    transform: Text | None = key("Transformation", "What happens on the way.")
    computed: Flag | None = key("Computed", "Whether it is computed rather than stored.")
    type: Term | None = key("Type", "Its type in the contract.")
    required: Flag | None = key("Required", "Whether the contract requires it.")
    validation: Text | None = key("Validation", "What the contract checks, where it must align with the data.")


class Dto(Part):
    """How a DTO maps to data (Step 10)."""

    source: Terms = key("Source", "The object or objects that it is made of.", ...)
    contract: Term | None = key("Contract", "Where it is defined, relative to the sidecar: `04-backend-design.md#get`.")
    direction: Literal["read", "write", "both"] | None = key("Direction", "Whether it reads data, writes it, or both.")
    description: Text | None = key("Description", "What it is for.")
    fields: dict[Name, DtoField] = key("Fields", "Its fields.", {})


class Design(Part):
    """The data design of one feature."""

    title: Title = key("Title", "The feature's name.", ...)
    status: Literal["draft", "review", "approved"] = key(
        "Status", "draft, the default, turns what is incomplete into a warning.", "draft"
    )
    summary: Text | None = key("Summary", "What the design is for, in a sentence or two.")
    references: References | None = key("References", "The feature's other documents.")
    requirements: Requirements | None = key("Requirements", "What was found in them.")
    stores: dict[Name, Store] = key("Stores", "The uses of persistence mechanisms by name.", ..., min_length=1)
    queries: Listed[Query] = key("Queries", "The common operations.", [])
    integrity: Listed[Integrity] = key("Integrity", "The rules of the feature's data as a whole.", [])
    migration: Migration | None = key("Migration", "How the schema changes over time.")
    performance: Performance | None = key("Performance", "How it stays fast.")
    backup: Backup | None = key("Backup and recovery", "How data is saved and brought back.")
    dtos: dict[Name, Dto] = key("DTO mapping", "How DTOs map to data.", {})
    checklist: dict[Name, Text] = key("Checklist", "The author's word on items that no rule can answer.", {})
