"""Facts about technologies that rules need. Any other technology is accepted, and judged by its mechanism alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .words import Case

# https://www.postgresql.org/docs/17/sql-keywords-appendix.html: what PostgreSQL lists as "reserved".
_POSTGRESQL = frozenset(
    """all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
    returning right select session_user similar some symmetric system_user table tablesample then to trailing true
    union unique user using variadic verbose when where window with""".split()
)

# https://dev.mysql.com/doc/refman/8.4/en/keywords.html: those marked (R).
_MYSQL = frozenset(
    """accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade
    case change char character check collate column condition constraint continue convert create cross cube cume_dist
    current_date current_time current_timestamp current_user cursor database databases day_hour day_microsecond
    day_minute day_second dec decimal declare default delayed delete dense_rank desc describe deterministic distinct
    distinctrow div double drop dual each else elseif empty enclosed escaped except exists exit explain false fetch
    first_value float float4 float8 for force foreign from fulltext function generated get grant group grouping groups
    having high_priority hour_microsecond hour_minute hour_second if ignore in index infile inner inout insensitive
    insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate join
    json_table key keys kill lag last_value lateral lead leading leave left like limit linear lines load localtime
    localtimestamp lock long longblob longtext loop low_priority manual match maxvalue mediumblob mediumint mediumtext
    middleint minute_microsecond minute_second mod modifies natural not no_write_to_binlog nth_value ntile null numeric
    of on optimize optimizer_costs option optionally or order out outer outfile over parallel partition percent_rank
    precision primary procedure purge qualify range rank read reads read_write real recursive references regexp release
    rename repeat replace require resignal restrict return revoke right rlike row rows row_number schema schemas
    second_microsecond select sensitive separator set show signal smallint spatial specific sql sqlexception sqlstate
    sqlwarning sql_big_result sql_calc_found_rows sql_small_result ssl starting stored straight_join system table
    tablesample terminated then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned
    update usage use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when
    where while window with write xor year_month zerofill""".split()
)

# https://www.sqlite.org/lang_keywords.html, less those that SQLite takes as a name unquoted.
_SQLITE = frozenset(
    """add all alter and as autoincrement between case check collate commit constraint create default deferrable delete
    distinct drop else escape exists foreign from group having in index insert intersect into is isnull join limit not
    notnull null on or order primary references returning select set table then to transaction union unique update
    using values when where""".split()
)


IndexKind = Literal["ordered", "equality", "block", "search", "vector"]

# What an index of each type can answer. `ordered` serves equality, ranges and sorting; `block` ranges alone.
_INDEX_KINDS: dict[str, IndexKind] = {
    **dict.fromkeys("hash hashed bloom tag".split(), "equality"),
    **dict.fromkeys("brin".split(), "block"),
    **dict.fromkeys(
        """gin gist spgist sp-gist rum fulltext full-text text search fts fts4 fts5 spatial geospatial geo 2d 2dsphere
        rtree r-tree wildcard inverted filterable searchable""".split(),
        "search",
    ),
    **dict.fromkeys("hnsw ivfflat flat dynamic vector diskann".split(), "vector"),
}

# Which types each technology has, in the words of its manual and of the workflow's Step 5.
_POSTGRESQL_INDEXES = frozenset("btree b-tree hash gin gist spgist sp-gist brin bloom rum hnsw ivfflat diskann".split())
_MYSQL_INDEXES = frozenset("btree b-tree hash fulltext full-text spatial rtree r-tree clustered".split())
_SQLITE_INDEXES = frozenset("btree b-tree fts fts4 fts5 rtree r-tree".split())
_MONGODB_INDEXES = frozenset(
    """single single-field field compound multikey text geospatial 2d 2dsphere hashed wildcard ttl sparse partial
    ascending descending search vector""".split()
)
_FIRESTORE_INDEXES = frozenset(
    "single single-field field compound composite automatic array ascending descending collection group vector".split()
)
_REDIS_INDEXES = frozenset("tag text numeric geo geoshape vector hnsw flat".split())
_DYNAMODB_INDEXES = frozenset("gsi lsi global local secondary index sparse".split())
_WEAVIATE_INDEXES = frozenset("hnsw flat dynamic inverted filterable searchable rangeable".split())


# Words of those that are no type by themselves.
_NO_TYPE = frozenset(
    "field index ascending descending sparse partial array collection group global local secondary".split()
)


@dataclass(frozen=True, slots=True)
class Technology:
    """What is known of a technology.

    `name_limit` is the length of an identifier, in bytes or characters as `limit_unit` says; 0 is none.
    `indexes` are the types of index that it has; empty if that is not known. `indexes_each_field`: without being told.
    `lacks` are the keys of an object or an index that say what it certainly has nothing for.
    """

    name: str
    is_sql: bool = False
    reserved: frozenset[str] = frozenset()
    name_limit: int = 0
    limit_unit: str = "bytes"
    indexes: frozenset[str] = frozenset()
    indexes_each_field: bool = False
    lacks: frozenset[str] = frozenset()

    @property
    def case(self) -> Case:
        """How fields are named: snake_case for SQL, camelCase for NoSQL (the workflow's conventions)."""
        return "snake_case" if self.is_sql else "camelCase"

    def length(self, name: str) -> int:
        """How long an identifier is, in what the limit is counted in."""
        return len(name) if self.limit_unit == "characters" else len(name.encode())

    def takes(self, name: str) -> bool:
        """Whether an identifier is short enough."""
        return not self.name_limit or self.length(name) <= self.name_limit

    @property
    def index_types(self) -> list[str]:
        """The types of index to offer, each in one spelling."""
        return sorted(word for word in self.indexes - _NO_TYPE if "-" not in word)

    def index_kind(self, words: Iterable[str]) -> IndexKind:
        """What an index can answer whose type is said in these lower-case words; without a word it is ordered."""
        words = list(words)
        if self.indexes and not self.indexes.issuperset(words):  # that is reported, and says nothing of what it can do
            return "ordered"
        kinds = [_INDEX_KINDS[word] for word in words if word in _INDEX_KINDS]
        if kinds[:1] == ["equality"] and self.name in ("MySQL", "MariaDB"):  # InnoDB makes a btree of it
            return "ordered"
        return kinds[0] if kinds else "ordered"


# Keys of the format that a technology has nothing for, by its manual; what an extension or a habit may give it is not here.
_OF_POSTGRESQL = frozenset({"expire_after"})
_OF_MYSQL = frozenset({"expire_after", "include", "where"})
_OF_SQLITE = frozenset({"expire_after", "include"})
_OF_MONGODB = frozenset({"include"})
_OF_FIRESTORE = frozenset({"include", "shard_key", "where"})
_OF_REDIS = frozenset({"partition_key", "sort_key"})

_KNOWN = {
    technology.name.lower(): technology
    for technology in (
        Technology("PostgreSQL", True, _POSTGRESQL, 63, indexes=_POSTGRESQL_INDEXES, lacks=_OF_POSTGRESQL),
        Technology("TimescaleDB", True, _POSTGRESQL, 63, indexes=_POSTGRESQL_INDEXES, lacks=_OF_POSTGRESQL),
        Technology("pgvector", True, _POSTGRESQL, 63, indexes=_POSTGRESQL_INDEXES, lacks=_OF_POSTGRESQL),
        Technology("MySQL", True, _MYSQL, 64, "characters", _MYSQL_INDEXES, lacks=_OF_MYSQL),
        Technology("MariaDB", True, _MYSQL, 64, "characters", _MYSQL_INDEXES | {"vector"}, lacks=_OF_MYSQL),
        Technology("SQLite", True, _SQLITE, indexes=_SQLITE_INDEXES, lacks=_OF_SQLITE),
        Technology("MongoDB", indexes=_MONGODB_INDEXES, lacks=_OF_MONGODB),
        Technology("Firestore", indexes=_FIRESTORE_INDEXES, indexes_each_field=True, lacks=_OF_FIRESTORE),
        Technology("Redis", indexes=_REDIS_INDEXES, lacks=_OF_REDIS),
        Technology("DynamoDB", indexes=_DYNAMODB_INDEXES),
        Technology("Weaviate", indexes=_WEAVIATE_INDEXES),
    )
}
# Step 2 of the workflow, by mechanism; what a new sidecar begins with comes first.
USUAL = {
    "relational": ("PostgreSQL", "MySQL", "MariaDB", "SQLite"),
    "document": ("MongoDB", "Firestore"),
    "key-value": ("Redis", "DynamoDB"),
    "file": ("S3", "Local files"),
    "time-series": ("TimescaleDB", "InfluxDB"),
    "vector": ("pgvector", "Weaviate", "Pinecone"),
}
_ALIASES = {"postgres": "postgresql", "sqlite3": "sqlite", "timescale": "timescaledb", "mongo": "mongodb"}


@cache
def technology(name: str, mechanism: str) -> Technology:
    """The facts for a technology by its name in any case; a version after it is ignored.

    One that is not known is SQL if it is relational.
    """
    return next((_KNOWN[word] for word in _words(name) if word in _KNOWN), None) or Technology(
        name, mechanism == "relational"
    )


@cache
def usual(name: str, mechanism: str) -> Technology | None:
    """The first of the mechanism's usual technologies that a name says, with `spellings` of it as one of four words.

    The JSON Schema tells by a pattern which that is, and this is the same.
    """
    words = _words(name)
    return next((technology(one, mechanism) for one in USUAL[mechanism] if one.lower() in words), None)


def spellings(name: str) -> list[str]:
    """The lower-case words that say a technology of this name."""
    return [name.lower(), *(word for word, meant in _ALIASES.items() if meant == name.lower())]


def _words(name: str) -> list[str]:
    return [_ALIASES.get(word, word) for word in name.lower().split()[:4]]  # Amazon DynamoDB, PostgreSQL 16
