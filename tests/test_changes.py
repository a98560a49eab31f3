"""What a change of a design is told as, and whom it breaks: every kind at least once."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping

import pytest
from conftest import COMPLETE, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_datadesign.changes import Change, Comparison, compare
from mkdocs_datadesign.changes.evidence import near
from mkdocs_datadesign.changes.judgement import JUDGEMENTS
from mkdocs_datadesign.changes.limits import turn_of_check
from mkdocs_datadesign.changes.widths import compare_types
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import states
from mkdocs_datadesign.reading import read_feature
from mkdocs_datadesign.technology import technology

Sidecars = Mapping[str, str]


def changed(old: Sidecars | str, new: Sidecars | str) -> Comparison:
    """Compare two states of sidecars by feature; a text alone is that of shop/orders."""
    both = [{"shop/orders": side} if isinstance(side, str) else side for side in (old, new)]
    files = [
        {f"plan/{key}/03-data-design.yaml": textwrap.dedent(text).encode() for key, text in side.items()}
        for side in both
    ]
    return compare(*states(*files, Options()))  # type: ignore[arg-type]


def one(old: Sidecars | str, new: Sidecars | str) -> Change:
    """The one change there is."""
    found = changed(old, new)
    assert not found.unread
    assert len(found.changes) == 1, [change.message for change in found.changes]
    return found.changes[0]


def relational(inside: str, technology: str = "PostgreSQL", more: str = "") -> str:
    head = f"title: T\nstores:\n  main:\n    mechanism: relational\n    technology: {technology}\n    entities:\n"
    return head + textwrap.indent(textwrap.dedent(inside).rstrip(), " " * 6) + "\n" + more


def entity(fields: str, more: str = "", after: str = "") -> str:
    """A table `orders` with an id and some fields, beside `customers` that it may lead to."""
    inside = "customers:\n  fields: {id: {type: UUID, constraints: [PK]}}\norders:\n  fields:\n"
    inside += "    id: {type: UUID, constraints: [PK]}\n" + textwrap.indent(fields, " " * 4) + "\n"
    return relational(inside + textwrap.indent(more, "  "), more=after)


def store(mechanism: str, inside: str, technology: str = "X", database: str = "d") -> str:
    return f"""\
title: T
stores:
  main: {{mechanism: {mechanism}, technology: {technology}, database: {database}, {inside}}}
"""


def collection(more: str) -> str:
    return store("document", f"collections: {{orders: {{fields: {{a: {{type: Date}}}}, {more}}}}}", "MongoDB")


def key(more: str, parts: str = "{a: {type: String}}") -> str:
    return store("key-value", f'keys: {{carts: {{pattern: "c:{{a}}", parts: {parts}, {more}}}}}')


def series(more: str) -> str:
    return store("time-series", f"series: {{heats: {{{more}}}}}")


def dto(more: str, inside: str) -> str:
    return entity(
        "a: {type: TEXT}\nb: {type: TEXT}", after=f"dtos:\n  Order: {{source: [orders], {more}, fields: {inside}}}\n"
    )


def query(more: str) -> str:
    return entity(
        "a: {type: TEXT}\nb: {type: TEXT}", after=f"queries:\n  - {{operation: List, target: orders, {more}}}\n"
    )


A = "a: {type: TEXT}"
FK = "customer_id: {type: UUID, constraints: [FK customers.id, NOT NULL]%s}"
STUB = relational("orders: {owner: %s, fields: {id: {type: UUID}%s}}")
OWN = relational("orders: {fields: {id: {type: UUID, constraints: [PK]}, a: {type: TEXT}, b: {type: DATE}}}")
MINE = OWN.replace("orders:", "others:")
STORES = "title: T\nstores:\n  main: {mechanism: file, technology: S3, files: {logs: {format: JSON}}}\n"
TWO = """\
title: T
stores:
  main: {mechanism: relational, technology: PostgreSQL, entities: {%s}}
  side: {mechanism: relational, technology: PostgreSQL, database: %s, entities: {%s}}
"""
THING = "things: {fields: {id: {type: UUID, constraints: [PK]}, a: {type: TEXT}}}"

CASES: list[tuple[str, Sidecars | str, Sidecars | str, str]] = [
    # kind, old, new, whom it breaks: r for readers, w for writers
    ("feature-added", {"a/a": MINE}, {"a/a": MINE, "b/b": STORES}, ""),
    ("feature-removed", {"a/a": MINE, "b/b": STORES}, {"a/a": MINE}, "rw"),
    ("feature-renamed", {"a/a": MINE}, {"b/b": MINE}, ""),
    ("status-changed", MINE, "status: approved\n" + MINE, ""),
    ("backup-weakened", MINE + "backup: {rpo: 1 hour}\n", MINE + "backup: {rpo: 1 day}\n", ""),
    ("backup-strengthened", MINE + "backup: {frequency: daily}\n", MINE + "backup: {frequency: hourly}\n", ""),
    ("backup-weakened", MINE + "backup: {point_in_time_recovery: true}\n",
     MINE + "backup: {point_in_time_recovery: false}\n", ""),
    ("backup-weakened", MINE + "    backup: {rto: 1 hour}\n", MINE + "    backup: {rto: 2 hours}\n", ""),
    ("validation-added", MINE, MINE + "integrity: [{rule: Be good, target: others}]\n", "w"),
    ("retention-shortened", MINE + "performance: {volume: {retention: 2 years}}\n",
     MINE + "performance: {volume: {retention: 1 year}}\n", "r"),
    ("backup-changed", MINE, MINE + "backup: {rto: 1 hour}\n", ""),
    ("store-added", STORES, STORES + "  more: {mechanism: file, technology: S3, files: {dumps: {}}}\n", ""),
    ("store-removed", STORES + "  more: {mechanism: file, technology: S3, files: {dumps: {}}}\n", STORES, "rw"),
    ("store-renamed", STORES, STORES.replace("main", "archive"), ""),
    ("technology-changed", MINE, MINE.replace("PostgreSQL", "MySQL") + "    database: PostgreSQL\n", "rw"),
    ("technology-version-changed", MINE, MINE.replace("PostgreSQL", "PostgreSQL 17") + "    database: PostgreSQL\n", ""),
    ("database-changed", store("file", "files: {a: {}}"), store("file", "files: {a: {}}", database="e"), "rw"),
    ("object-added", relational("a: {}"), relational("a: {}\nb: {}"), ""),
    ("object-removed", relational("a: {}\nb: {}"), relational("a: {}"), "rw"),
    ("object-renamed", OWN, MINE, "rw"),
    ("object-stored-elsewhere", TWO % (THING, "PostgreSQL", ""), TWO % ("", "PostgreSQL", THING), ""),
    ("object-moved-away", TWO % (THING, "other", ""), TWO % ("", "other", THING), "rw"),
    ("use-added", {"a/a": OWN, "b/b": STUB % ("a/a", "")}, {"a/a": OWN, "b/b": STUB % ("a/a", ", a: {type: TEXT}")}, ""),
    ("use-removed", {"a/a": OWN, "b/b": STUB % ("a/a", ", a: {type: TEXT}")}, {"a/a": OWN, "b/b": STUB % ("a/a", "")}, ""),
    ("owner-changed", {"a/a": OWN, "b/b": STUB % ("a/a", "")}, {"a/a": OWN, "b/b": STUB % ("c/c", "")}, ""),
    ("soft-delete-added", entity(A), entity(A, "soft_delete: true\n"), "r"),
    ("soft-delete-removed", entity(A, "soft_delete: true\n"), entity(A), "r"),
    ("key-changed", relational("a: {fields: {b: {type: X, constraints: [PK]}, c: {type: X, constraints: [NOT NULL]}}}"),
     relational("a: {constraints: ['PK (b, c)'], fields: {b: {type: X}, c: {type: X, constraints: [NOT NULL]}}}"), "rw"),
    ("unique-added", entity(A), entity("a: {type: TEXT, constraints: [UNIQUE]}"), "w"),
    ("unique-added", entity(A), entity(A, "constraints: ['UNIQUE (a, id)']\n"), "w"),
    ("unique-removed", entity(A, "constraints: ['UNIQUE (a, id)']\n"), entity(A), "r"),
    ("foreign-key-added", entity("b: {type: UUID}"), entity("b: {type: UUID, constraints: [FK customers.id]}"), "w"),
    ("foreign-key-removed", entity("b: {type: UUID, constraints: [FK customers.id]}"), entity("b: {type: UUID}"), "r"),
    ("foreign-key-changed", entity("b: {type: UUID, constraints: [FK customers.id]}"),
     entity("b: {type: UUID, constraints: [FK orders.id]}"), "rw"),
    ("check-added", entity(A), entity("a: {type: TEXT, constraints: [CHECK a > b]}"), "w"),
    ("check-removed", entity("a: {type: TEXT, constraints: [CHECK a > b]}"), entity(A), "r"),
    ("check-tightened", entity("a: {type: INT, constraints: [CHECK a >= 0]}"),
     entity("a: {type: INT, constraints: [CHECK a between 1 and 9]}"), "w"),
    ("check-loosened", entity(A, "constraints: [CHECK a < 9]\n"), entity(A, "constraints: [CHECK a <= 9]\n"), "r"),
    ("check-changed", entity("a: {type: INT, constraints: [CHECK a >= 0]}"),
     entity("a: {type: INT, constraints: [CHECK a <= 9]}"), "rw"),
    ("validation-added", entity(A), entity(A, "validation: [{rule: Be good, fields: [a]}]\n"), "w"),
    ("validation-removed", entity(A, "validation: [{rule: Be good, fields: [a]}]\n"), entity(A), "r"),
    ("enforcement-changed", entity(A, "validation: [{rule: Be good, enforced_by: both}]\n"),
     entity(A, "validation: [{rule: Be good, enforced_by: database}]\n"), ""),
    ("relationship-added", MINE, MINE + "    relationships: [{from: others, to: others, type: '1:N'}]\n", ""),
    ("relationship-removed", MINE + "    relationships: [{from: others, to: others, type: '1:N'}]\n", MINE, ""),
    ("relationship-changed", MINE + "    relationships: [{from: others, to: others, type: '1:N'}]\n",
     MINE + "    relationships: [{from: others, to: others, type: '1:1'}]\n", "rw"),
    ("key-pattern-changed", key("ttl: 1 day"), key("ttl: 1 day").replace('"c:', '"cart:'), "rw"),
    ("part-renamed", key("ttl: 1 day", "{a: {type: X, description: Who}}"),
     key("ttl: 1 day", "{e: {type: X, description: Who}}").replace("c:{a}", "c:{e}"), ""),
    ("value-type-changed", key("value: {type: Hash}"), key("value: {type: JSON}"), "rw"),
    ("setting-changed", key("eviction: allkeys-lru"), key("eviction: noeviction"), ""),
    ("retention-shortened", key("ttl: 2 days"), key("ttl: 1 day"), "r"),
    ("retention-shortened", key("eviction: x"), key("eviction: x, ttl: 1 day"), "r"),
    ("retention-lengthened", key("ttl: 2 days"), key("ttl: none"), ""),
    ("retention-changed", key("ttl: till dawn"), key("ttl: till dusk"), ""),
    ("retention-shortened", entity(A, "volume: {retention: 2 years}\n"), entity(A, "volume: {retention: 1 year}\n"), "r"),
    ("retention-shortened", collection("indexes: {i: {fields: [a], expire_after: 2 days}}"),
     collection("indexes: {i: {fields: [a], expire_after: 1 day}}"), "r"),
    ("layout-changed", STORES, STORES.replace("JSON", "CSV"), "rw"),
    ("embedding-changed", store("vector", "embeddings: {v: {dimensions: 768}}"),
     store("vector", "embeddings: {v: {dimensions: 1536}}"), "rw"),
    ("setting-changed", store("vector", "embeddings: {v: {index: {type: hnsw, parameters: {m: 16}}}}"),
     store("vector", "embeddings: {v: {index: {type: hnsw, parameters: {m: 32}}}}"), ""),
    ("precision-changed", series("timestamp: {field: at, precision: s}"), series("timestamp: {field: at, precision: ms}"), "rw"),
    ("interval-lengthened", series("interval: 10 s"), series("interval: 1 min"), "r"),
    ("interval-shortened", series("interval: 60 s"), series("interval: 10 s"), ""),
    ("rollup-added", series("interval: 10 s"), series("interval: 10 s, rollups: [{every: 1 hour}]"), ""),
    ("rollup-removed", series("rollups: [{every: 1 day}, {every: 1 hour}]"), series("rollups: [{every: 1 hour}]"), "r"),
    ("aggregate-changed", series("rollups: [{every: 1 hour, aggregate: mean}]"),
     series("rollups: [{every: 60 min, aggregate: max}]"), "r"),
    ("retention-lengthened", series("rollups: [{every: 1 hour, keep: 1 year}]"),
     series("rollups: [{every: 1 hour, keep: 2 years}]"), ""),
    ("role-changed", series("tags: {a: {type: X}}, interval: 1 s"), series("fields: {a: {type: X}}, interval: 1 s"), "rw"),
    ("index-added", entity(A), entity(A, "indexes: {i: {fields: [a]}}\n"), ""),
    ("index-removed", entity(A, "indexes: {i: {fields: [a]}}\n"), entity(A), ""),
    ("index-renamed", entity(A, "indexes: {i: {fields: [a]}}\n"), entity(A, "indexes: {j: {fields: [a]}}\n"), ""),
    ("index-changed", entity(A, "indexes: {i: {fields: [a]}}\n"), entity(A, "indexes: {i: {fields: [a desc]}}\n"), ""),
    ("unique-added", entity(A, "indexes: {i: {fields: [a]}}\n"), entity(A, "indexes: {i: {fields: [a], unique: true}}\n"), "w"),
    ("query-added", entity("a: {type: TEXT}\nb: {type: TEXT}"), query("filter: a"), ""),
    ("query-removed", query("filter: a"), entity("a: {type: TEXT}\nb: {type: TEXT}"), ""),
    ("query-changed", query("filter: a"), query("filter: [a, b]"), ""),
    ("field-added", entity(A), entity(A + "\nb: {type: DATE}"), ""),
    ("field-added", entity(A), entity(A + "\nb: {type: INT, constraints: [NOT NULL, DEFAULT 0]}"), ""),
    ("required-field-added", entity(A), entity(A + "\nb: {type: DATE, constraints: [NOT NULL]}"), "w"),
    ("field-removed", entity(A + "\nb: {type: DATE}"), entity(A), "rw"),
    ("field-removed", entity("a: {type: JSON, fields: {b: {type: TEXT}, c: {type: TEXT}}}"),
     entity("a: {type: JSON, fields: {c: {type: TEXT}}}"), "rw"),
    ("field-renamed", entity("cust_no: {type: TEXT}"), entity("customer_number: {type: TEXT}"), "rw"),
    ("type-respelled", entity("a: {type: CHAR(9)}"), entity("a: {type: VARCHAR(9)}"), ""),
    ("type-widened", entity("a: {type: VARCHAR(100)}"), entity("a: {type: VARCHAR(255)}"), ""),
    ("number-widened", entity("a: {type: INTEGER}"), entity("a: {type: BIGINT}"), "r"),
    ("type-narrowed", entity("a: {type: VARCHAR(255)}"), entity("a: {type: VARCHAR(100)}"), "w"),
    ("type-changed", entity("a: {type: DATE}"), entity("a: {type: UUID}"), "rw"),
    ("value-added", entity("a: {type: Enum, values: [x]}"), entity("a: {type: Enum, values: [x, y]}"), "r"),
    ("value-removed", entity("a: {type: \"ENUM('x', 'y')\"}"), entity("a: {type: \"ENUM('x')\"}"), "w"),
    ("values-limited", entity("a: {type: TEXT}"), entity("a: {type: TEXT, values: [x]}"), "w"),
    ("values-freed", entity("a: {type: TEXT, values: [x]}"), entity("a: {type: TEXT}"), "r"),
    ("required-added", entity(A), entity("a: {type: TEXT, constraints: [NOT NULL]}"), "w"),
    ("required-with-default", entity(A), entity("a: {type: TEXT, constraints: [NOT NULL, DEFAULT x]}"), ""),
    ("required-removed", entity("a: {type: TEXT, constraints: [NOT NULL]}"), entity(A), "r"),
    ("default-added", entity(A), entity("a: {type: TEXT, constraints: [DEFAULT x]}"), ""),
    ("default-removed", entity("a: {type: TEXT, constraints: [DEFAULT x]}"), entity(A), ""),
    ("needed-default-removed", entity("a: {type: TEXT, constraints: [NOT NULL, DEFAULT x]}"),
     entity("a: {type: TEXT, constraints: [NOT NULL]}"), "w"),
    ("default-changed", entity("a: {type: TEXT, constraints: [DEFAULT x]}"), entity("a: {type: TEXT, constraints: [DEFAULT y]}"), ""),
    ("computed-added", entity(A), entity("a: {type: TEXT, computed: from b}"), "w"),
    ("computed-removed", entity("a: {type: TEXT, computed: from b}"), entity(A), "w"),
    ("on-delete-cascades", entity(FK % ", on_delete: restrict"), entity(FK % ", on_delete: cascade"), "r"),
    ("on-delete-empties", entity(FK % ", on_delete: restrict"), entity(FK % ", on_delete: set null"), "r"),
    ("on-delete-refuses", entity(FK % ", on_delete: cascade"), entity(FK % ""), "w"),
    ("on-update-changed", entity(FK % ""), entity(FK % ", on_update: cascade"), ""),
    ("dto-added", entity("a: {type: TEXT}\nb: {type: TEXT}"), dto("direction: read", "{a: {from: a}}"), ""),
    ("dto-removed", dto("direction: read", "{a: {from: a}}"), entity("a: {type: TEXT}\nb: {type: TEXT}"), "r"),
    ("dto-renamed", dto("direction: read", "{a: {from: a}, b: {from: b}}"),
     dto("direction: read", "{a: {from: a}, b: {from: b}}").replace("Order", "Result"), ""),
    ("dto-direction-changed", dto("direction: both", "{}"), dto("direction: read", "{}"), "w"),
    ("dto-direction-changed", dto("direction: read", "{}"), dto("direction: write", "{}"), "r"),
    ("dto-direction-widened", dto("direction: read", "{}"), dto("direction: both", "{}"), ""),
    ("dto-source-changed", dto("direction: read", "{}"), dto("direction: read", "{}").replace("[orders]", "[customers]"), ""),
    ("dto-field-added", dto("direction: read", "{}"), dto("direction: read", "{a: {from: a, required: true}}"), ""),
    ("dto-field-demanded", dto("direction: write", "{}"), dto("direction: write", "{a: {from: a, required: true}}"), "w"),
    ("dto-field-removed", dto("direction: read", "{a: {from: a}}"), dto("direction: read", "{}"), "r"),
    ("dto-field-removed", dto("direction: write", "{a: {from: a}}"), dto("direction: write", "{}"), "w"),
    ("dto-field-renamed", dto("direction: both", "{a: {from: a}}"), dto("direction: both", "{c: {from: a}}"), "rw"),
    ("dto-type-widened", dto("direction: both", "{a: {type: CHAR(9)}}"), dto("direction: both", "{a: {type: TEXT}}"), ""),
    ("dto-number-widened", dto("direction: both", "{a: {type: INT}}"), dto("direction: both", "{a: {type: BIGINT}}"), "r"),
    ("dto-type-narrowed", dto("direction: write", "{a: {type: BIGINT}}"), dto("direction: write", "{a: {type: INT}}"), "w"),
    ("dto-type-narrowed", dto("direction: read", "{a: {type: BIGINT}}"), dto("direction: read", "{a: {type: INT}}"), ""),
    ("dto-type-changed", dto("direction: read", "{a: {type: INT}}"), dto("direction: read", "{a: {type: DATE}}"), "r"),
    ("dto-required-added", dto("direction: write", "{a: {from: a}}"), dto("direction: write", "{a: {from: a, required: true}}"), "w"),
    ("dto-required-removed", dto("direction: read", "{a: {from: a, required: true}}"), dto("direction: read", "{a: {from: a}}"), "r"),
    ("dto-origin-changed", dto("direction: read", "{a: {from: a}}"), dto("direction: read", "{a: {from: b}}"), ""),
]  # fmt: skip

# These come together with another change.
TOGETHER: list[tuple[set[str], Sidecars | str, Sidecars | str]] = [
    (
        {"object-moved"},
        {"a/a": OWN, "b/b": STUB % ("a/a", "")},
        {"a/a": STUB % ("b/b", ""), "b/b": OWN},
    ),
    (
        {"mechanism-changed", "technology-changed", "database-changed", "object-removed", "object-added"},
        store("file", "files: {a: {}}", "S3", "d"),
        store("relational", "entities: {a: {}}", "MySQL", "e"),
    ),
]


@pytest.mark.parametrize(("kind", "old", "new", "breaks"), CASES)
def test_a_change_is_told_once_as_what_it_is_and_whom_it_breaks(
    kind: str, old: Sidecars | str, new: Sidecars | str, breaks: str
) -> None:
    change = one(old, new)
    told = ("r" if change.judgement.readers else "") + ("w" if change.judgement.writers else "")
    assert (change.kind, told) == (kind, breaks), change.message
    assert change.judgement.readers or change.judgement.writers or change.judgement.fine
    assert "{what}" not in change.message


@pytest.mark.parametrize(("kinds", "old", "new"), TOGETHER)
def test_changes_that_come_together(kinds: set[str], old: Sidecars | str, new: Sidecars | str) -> None:
    assert {change.kind for change in changed(old, new).changes} == kinds


def test_each_kind_of_the_table_is_tried() -> None:
    assert {kind for kind, *_ in CASES} | {kind for kinds, *_ in TOGETHER for kind in kinds} == set(JUDGEMENTS)


MIRROR = {
    **{f"{thing}-added": f"{thing}-removed" for thing in
       "feature store object use relationship soft-delete unique foreign-key check validation rollup index query dto "
       "dto-field".split()},
    "field-added": "field-removed", "required-field-added": "field-removed", "dto-field-demanded": "dto-field-removed",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "old", "new", "breaks"), CASES)
def test_the_way_back_tells_what_was_added_as_removed(
    kind: str, old: Sidecars | str, new: Sidecars | str, breaks: str
) -> None:
    back = changed(new, old).changes[-1].kind
    if kind in MIRROR:
        assert back == MIRROR[kind]
    elif kind.startswith("dto-direction"):
        assert back in ("dto-direction-changed", "dto-direction-widened")
    else:
        is_same = kind.endswith(("-renamed", "-moved", "-changed", "-elsewhere", "-away", "-respelled"))
        assert (back == kind) is is_same


NO_CHANGE = [
    (entity("a: {type: TEXT}\nb: {type: DATE}"), entity("b: {type: DATE}\na: {type: TEXT}")),
    (entity("a: {type: INT}"), entity("# a comment\na:\n  type: integer\n  description: Another word")),
    (entity("a: {type: 'NUMERIC(10, 2)'}"), entity("a: {type: 'decimal(10,2)'}")),
    (entity("a: {type: TEXT, constraints: [NOT NULL, UNIQUE]}"),
     entity("a: {type: TEXT, constraints: [unique, not null]}")),
    (entity("a: {type: TEXT, constraints: [UNIQUE]}"), entity(A, "constraints: [UNIQUE (a)]\n")),
    (entity("a: {type: X, constraints: [CHECK a>=0]}"), entity("a: {type: X, constraints: ['CHECK ( a >= 0 )']}")),
    (entity("a: {type: X, constraints: [CHECK a BETWEEN 1 AND 2]}"),
     entity("a: {type: X, constraints: [check a between 1 and 2]}")),
    (entity("a: {type: Enum, values: [x, y]}"), entity("a: {type: enum, values: [y, x]}")),
    (entity(FK % ", on_delete: restrict"), entity(FK % ", on_delete: no action")),
    (key("ttl: 1 day"), key("ttl: 24 hours after the last visit")),
    (query("filter: a"), query("filter: a, logic: Another word").replace("List", "List all")),
    (entity(A, "validation: [{rule: Be good, fields: [a]}]\n"), entity(A, "validation: [{rule: Be kind, fields: [a]}]\n")),
    (MINE + "integrity: [{rule: Be good, target: others}]\n", MINE + "integrity: [{rule: Be kind, target: others}]\n"),
    ("title: T\nsummary: One\n" + MINE[9:], "title: U\nsummary: Two\n" + MINE[9:]),
    (MINE.replace("\n", "\r\n"), "\ufeff" + MINE),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), NO_CHANGE)
def test_order_prose_comments_and_spelling_are_no_change(old: str, new: str) -> None:
    assert changed(old, new).changes == ()


def test_a_rename_goes_with_all_that_names_the_field() -> None:
    old = entity(
        "user_mail: {type: TEXT, constraints: [CHECK user_mail <> '']}\n" + FK % "",
        "constraints: ['UNIQUE (user_mail, customer_id)']\nindexes: {i: {fields: [user_mail desc]}}\n"
        "validation: [{rule: Be good, fields: [user_mail]}]\n",
        "queries: [{operation: List, target: orders, filter: user_mail}]\n"
        "dtos: {Order: {source: orders, fields: {mail: {from: user_mail}}}}\n",
    )
    change = one(old, old.replace("user_mail", "user_email"))
    assert change.kind == "field-renamed"
    assert change.because == "the same type and constraints, a near name, the same place"
    # what still has the old name is for `check` to find, and no change
    assert one(old, old.replace("user_mail: {", "user_email: {")).kind == "field-renamed"


def test_a_renamed_table_takes_its_foreign_keys_along() -> None:
    old = entity(FK % "").replace(
        "customers:\n        fields: {", "customers:\n        fields: {mail: {type: TEXT}, town: {type: TEXT}, "
    )
    assert one(old, old.replace("customers", "clients")).because == "3 of 3 fields alike"
    assert one(old, old.replace("customers:", "clients:")).kind == "object-renamed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("note: {type: TEXT}", "body: {type: TEXT}"),  # nothing but the place
        ("user_mail: {type: TEXT}", "user_email: {type: DATE}"),  # another type
        ("user_mail: {type: TEXT}", "user_email: {type: TEXT, constraints: [UNIQUE]}"),  # another constraint
        ("user_mail: {type: TEXT}\nb: {type: DATE}", "b: {type: DATE}\nuser_email: {type: TEXT}"),  # another place
        ("mail: {type: TEXT}", "user_mail: {type: TEXT}\nwork_mail: {type: TEXT}"),  # which of the two?
    ],
)
def test_without_strong_evidence_it_is_removed_and_added(old: str, new: str) -> None:
    kinds = {change.kind for change in changed(entity(old), entity(new)).changes}
    assert kinds == {"field-removed", "field-added"}


def test_who_follows_a_rename_has_not_changed_what_it_uses() -> None:
    user = STUB % ("a/a", ", a: {type: TEXT}") + "dtos: {D: {source: orders, fields: {a: {from: a}}}}\n"
    owner = OWN.replace("a: {type: TEXT}", "a: {type: TEXT, description: Words}")
    after = owner.replace("a: {type: TEXT", "words: {type: TEXT")
    follows = user.replace("a: {type: TEXT}", "words: {type: TEXT}")
    found = changed({"a/a": owner, "b/b": user}, {"a/a": after, "b/b": follows.replace("from: a", "from: words")})
    assert [change.kind for change in found.changes] == ["field-renamed"]
    assert {(touched.feature, touched.changed) for touched in found.changes[0].touched} == {("b/b", True)}
    renamed = follows.replace("a: {from: a", "words: {from: words")
    found = changed({"a/a": owner, "b/b": user}, {"a/a": after, "b/b": renamed})
    assert [change.kind for change in found.changes] == ["field-renamed", "dto-field-renamed"]


def test_two_fields_renamed_at_once_are_told_apart() -> None:
    old, new = "first: {type: TEXT}\nlast: {type: TEXT}", "first_name: {type: TEXT}\nlast_name: {type: TEXT}"
    assert [change.message for change in changed(entity(old), entity(new)).changes] == [
        "`orders.first` is renamed to `orders.first_name`",
        "`orders.last` is renamed to `orders.last_name`",
    ]


def test_a_feature_that_moves_is_not_told_anew_and_says_who_names_it() -> None:
    old = {"a/a": OWN, "b/b": STUB % ("a/a", "")}
    change = one(old, {"c/c": OWN, "b/b": STUB % ("a/a", "")})
    assert (change.kind, change.because) == ("feature-renamed", "the same text")
    assert [(touched.feature, touched.changed) for touched in change.touched] == [("b/b", False)]
    edited = changed({"a/a": OWN}, {"c/c": OWN.replace("DATE", "TIMESTAMP")})
    assert [change.kind for change in edited.changes] == ["feature-renamed", "type-changed"]


def test_who_is_touched_is_named_with_the_place_that_says_so() -> None:
    user = STUB % ("a/a", ", a: {type: TEXT}")
    user += "queries: [{operation: Find them, target: orders, filter: a}]\ndtos: {D: {source: orders, fields: {x: {from: a}}}}\n"
    removed = one({"a/a": OWN, "b/b": user}, {"a/a": OWN.replace("a: {type: TEXT}, ", ""), "b/b": user})
    assert {touched.words for touched in removed.touched} == {"its stub", "query `Find them`", "DTO `D.x`"}
    places = {touched.words: str(touched.place) for touched in removed.touched}
    assert places["query `Find them`"] == "plan/b/b/03-data-design.yaml:8:11"
    both = changed(
        {"a/a": OWN, "b/b": user}, {"a/a": OWN.replace("a: {type: TEXT}, ", ""), "b/b": user.replace("Find", "Get")}
    )
    assert all(touched.changed for touched in both.breaking[0].touched)


def test_the_own_feature_is_not_among_those_touched() -> None:
    own = "queries: [{operation: List, target: orders, filter: a}]\n"
    assert one(entity(A, after=own), entity("a: {type: UUID}", after=own)).touched == ()
    moved = changed({"a/a": entity(A, after=own)}, {"b/b": entity("a: {type: UUID}", after=own)})
    assert [change.touched for change in moved.changes] == [(), ()]


def test_quoted_text_in_a_check_keeps_its_case() -> None:
    change = one(*(entity(f"a: {{type: X, constraints: [CHECK a <> '{text}']}}") for text in "xX"))
    assert change.kind == "check-changed"


def test_changes_come_by_feature_object_and_field() -> None:
    def state(kind: str) -> Sidecars:
        fields = f"b: {{type: {kind}}}\na: {{type: {kind}}}"
        both = f"t: {{fields: {{z: {{type: {kind}}}}}}}\ns: {{fields: {{z: {{type: {kind}}}}}}}"
        return {"b/b": relational(both), "a/a": entity(fields)}

    found = [(change.feature, change.object, change.field) for change in changed(state("UUID"), state("DATE")).changes]
    assert found == [
        ("a/a", "orders", "a"), ("a/a", "orders", "b"), ("b/b", "s", "z"), ("b/b", "t", "z"),
    ]  # fmt: skip


def test_a_dto_field_made_of_something_else_is_another() -> None:
    found = changed(dto("direction: read", "{x: {from: a}}"), dto("direction: read", "{y: {from: b}}"))
    assert {change.kind for change in found.changes} == {"dto-field-removed", "dto-field-added"}


MIGRATION = "migration: {setup: {schema: '%s'}, rollback: {undo: '%s'}}\n"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "", ("missing", "missing")),
        ("", MIGRATION % ("All tables", "As it was"), ("unnamed", "unnamed")),
        ("", MIGRATION % ("Drop `Unit_Price`", "Fill the unit price"), ("named", "named")),
        ("", MIGRATION % ("The table **orders** gets smaller", "unit_prices come back"), ("named", "unnamed")),
        (MIGRATION % ("orders", "x"), MIGRATION % ("orders", "orders"), ("unchanged", "named")),
    ],
)
def test_migration_and_rollback_speak_of_a_change_or_do_not(before: str, after: str, words: tuple[str, str]) -> None:
    field = "\nunit_price: {type: INT}"
    change = one(entity(A + field) + before, entity(A) + after)
    assert change.spoken
    assert (change.spoken.migration, change.spoken.rollback) == words
    assert change.is_planned == (words == ("named", "named"))


def test_what_cannot_be_read_is_told_and_nothing_of_it_is_called_removed() -> None:
    old = entity(A + "\nb: {type: DATE}")
    for broken in (
        old.replace("b: {type: DATE}", "b: {typ: DATE}"),
        old.replace("b: {type: DATE}", "b: {type: DATE, constraints: [NOT NUL]}"),
        old.replace("orders:\n        fields:", "orders:\n        feilds:"),
        old.replace("mechanism: relational", "mechanism: relatoinal"),
        old.replace("title: T", "title: ["),
        "",
    ):
        assert broken != old
        for sides in ((old, broken), (broken, old)):
            found = changed(*sides)
            assert found.changes == (), [change.message for change in found.changes]
            assert [(one.feature, one.side) for one in found.unread] == [
                ("shop/orders", "new" if sides[1] == broken else "old")
            ]
    found = changed(old, old.replace("b: {type: DATE}", "b: {typ: DATE}").replace(A, "a: {type: UUID}"))
    assert [change.kind for change in found.changes] == ["type-changed"]


def test_slips_in_a_list_or_a_field_leave_the_others_to_be_read() -> None:
    text = entity("a: {typ: X}\nb: {type: X, constraints: [NOT NUL, NOT NULL, UNIQ]}")
    (_, item) = (
        read_feature("plan/a/b/03-data-design.yaml", text.encode(), "plan").design.stores["main"].entities.values()
    )
    assert set(item.fields) == {"id", "b"}
    assert [constraint.kind for constraint in item.fields["b"].constraints] == ["NOT NULL"]


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [
        ("INT", "integer", "same"),
        ("varchar(10)", "character varying(10)", "same"),
        ("timestamp with time zone", "TIMESTAMPTZ", "same"),
        ("VARCHAR(10)", "TEXT", "widened"),
        ("TEXT", "VARCHAR(10)", "narrowed"),
        ("CHAR(10)", "VARCHAR(5)", "narrowed"),
        ("smallint", "int", "number widened"),
        ("bigint", "int", "narrowed"),
        ("INT UNSIGNED", "BIGINT", "number widened"),
        ("INT", "INT UNSIGNED", "changed"),
        ("decimal(10,2)", "decimal(12,2)", "widened"),
        ("decimal(10,2)", "decimal(10,4)", "changed"),
        ("decimal(10,2)", "decimal(12,4)", "widened"),
        ("decimal(10,2)", "decimal(8)", "narrowed"),
        ("real", "double precision", "number widened"),
        ("timestamp(3)", "timestamp(6)", "widened"),
        ("timestamp", "timestamptz", "changed"),
        ("varbinary(16)", "bytea", "widened"),
        ("INT[]", "BIGINT[]", "number widened"),
        ("INT", "INT[]", "changed"),
        ("vector(768)", "vector(1536)", "changed"),
        ("map(decimal(1,2), decimal(3,4))", "map(decimal(1,2), decimal(3,5))", "changed"),
    ],
)
def test_types_are_widened_narrowed_or_changed(old: str, new: str, turn: str) -> None:
    known = technology("PostgreSQL", "relational")
    assert compare_types(old, new, known) == turn
    opposite = {"widened": "narrowed", "number widened": "narrowed"}
    if turn in opposite:
        assert compare_types(new, old, known) == opposite[turn]


def test_types_are_as_wide_as_their_technology_makes_them() -> None:
    assert compare_types("INT", "BIGINT", technology("SQLite", "relational")) == "same"
    mysql = technology("MySQL", "relational")
    assert compare_types("TEXT", "VARCHAR(20000)", mysql) == "narrowed"
    assert compare_types("TEXT", "LONGTEXT", mysql) == "widened"


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [
        ("x>=0", "x>0", "check-tightened"),
        ("x between 1 and 5", "x between 0 and 9", "check-loosened"),
        ("x>=1 and x<=5", "x between 1 and 4", "check-tightened"),
        ("x between 1 and 5", "x between 2 and 9", "check-changed"),
        ("x>=0", "y>=0", "check-changed"),
        ("x>=0 or x<5", "x>=0", "check-changed"),
        ("length(x)>2", "length(x)>3", "check-changed"),
    ],
)
def test_limits_of_a_check_are_narrower_or_wider(old: str, new: str, turn: str) -> None:
    assert turn_of_check(old, new) == turn


@pytest.mark.parametrize(
    ("one", "other", "are_near"),
    [
        ("cust_id", "customer_id", True),
        ("total", "order_total", True),
        ("colour", "color", True),
        ("userName", "user_name", True),
        ("created_at", "updated_at", False),
        ("start_date", "end_date", False),
        ("user_id", "id", False),
        ("note", "body", False),
    ],
)
def test_names_are_near(one: str, other: str, are_near: bool) -> None:
    assert near(one, other) is near(other, one) is are_near


# For any two designs

REAL = {path.parent.name: path.read_text(encoding="utf-8") for path in
        sorted((ROOT / "example-site/docs/plan").rglob("03-data-design.yaml"))}  # fmt: skip


def test_a_design_differs_from_itself_in_nothing() -> None:
    files = {"complete": COMPLETE, **REAL}
    assert changed(files, files).changes == ()
    padded = {key: text + "\n# the end\n" for key, text in files.items()}
    found = changed(files, padded)
    assert (found.changes, found.unread) == ((), ())


FIELD = st.builds(
    lambda name, kind, words: f"{name}: {{type: {kind}, constraints: [{', '.join(words)}]}}",
    st.sampled_from("a b total user_mail user_email cust_id customer_id".split()),
    st.sampled_from(["INT", "BIGINT", "VARCHAR(9)", "TEXT"]),
    st.lists(st.sampled_from(["NOT NULL", "UNIQUE", "DEFAULT 1", "CHECK a > 1", "FK customers.id"]), unique=True),
)
DESIGN = st.lists(FIELD, max_size=6, unique_by=lambda text: text.split(":")[0]).map(
    lambda fields: entity("\n".join([*fields, "z: {type: DATE}"]))
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(DESIGN, DESIGN)
def test_back_and_forth_tell_the_same_the_other_way_round(one: str, other: str) -> None:
    there, back = changed(one, other), changed(other, one)

    def counted(found: Comparison) -> Counter[str]:
        kinds = Counter(change.kind for change in found.changes)
        return Counter(
            added=kinds["field-added"] + kinds["required-field-added"],
            removed=kinds["field-removed"],
            renamed=kinds["field-renamed"],
            unique=kinds["unique-added"], not_unique=kinds["unique-removed"],
            check=kinds["check-added"], no_check=kinds["check-removed"],
            key=kinds["foreign-key-added"], no_key=kinds["foreign-key-removed"],
        )  # fmt: skip

    ours, theirs = counted(there), counted(back)
    assert ours["renamed"] == theirs["renamed"]
    for name, opposite in (("added", "removed"), ("unique", "not_unique"), ("check", "no_check"), ("key", "no_key")):
        assert (ours[name], ours[opposite]) == (theirs[opposite], theirs[name])
    assert changed(one, one + "\n# again").changes == ()
