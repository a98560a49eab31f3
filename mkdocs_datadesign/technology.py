"""Facts about technologies that rules need. Any other technology is accepted, and judged by its mechanism alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True, slots=True)
class Technology:
    """What is known of a technology.

    `name_limit` is the length of an identifier, in bytes or characters as `limit_unit` says; 0 is none.
    `unsized_integers`: a foreign key may be of another integer type than its target.
    """

    name: str
    is_sql: bool = False
    reserved: frozenset[str] = frozenset()
    name_limit: int = 0
    limit_unit: str = "bytes"

    @property
    def case(self) -> Case:
        """How fields are named: snake_case for SQL, camelCase for NoSQL (the workflow's conventions)."""
        return "snake_case" if self.is_sql else "camelCase"


_KNOWN = {
    technology.name.lower(): technology
    for technology in (
        Technology("PostgreSQL", True, _POSTGRESQL, 63),
        Technology("TimescaleDB", True, _POSTGRESQL, 63),
        Technology("pgvector", True, _POSTGRESQL, 63),
        Technology("MySQL", True, _MYSQL, 64, "characters"),
        Technology("MariaDB", True, _MYSQL, 64, "characters"),
        Technology("SQLite", True, _SQLITE),
    )
}
_ALIASES = {"postgres": "postgresql", "sqlite3": "sqlite", "timescale": "timescaledb"}


@cache
def technology(name: str, mechanism: str) -> Technology:
    """The facts for a technology by its name in any case; a version after it is ignored.

    One that is not known is SQL if it is relational.
    """
    word = name.lower().split(" ")[0].strip()
    word = _ALIASES.get(word, word)
    return _KNOWN.get(word) or Technology(name, mechanism == "relational")
