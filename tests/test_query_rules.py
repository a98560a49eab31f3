"""The rules on queries: what databases do with keys and indexes, in each mechanism."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mkdocs_datadesign.project import Project

Check = Callable[..., Project]

TABLE = """\
title: Orders
stores:
  main:
    mechanism: {mechanism}
    technology: {technology}
    {section}:
      orders:
        {extra}
        fields:
          {id}: {{type: UUID, constraints: [PK]}}
          tenant: {{type: Text}}
          user: {{type: Text}}
          status: {{type: Text, constraints: [{status}]}}
          total: {{type: Integer}}
          at: {{type: Timestamp}}
          body: {{type: Text}}
          author: {{type: Object, fields: {{name: {{type: Text}}}}}}
          attributes: {{type: Object}}
        {indexes}
queries:
  - {{operation: Ask, frequency: {frequency}, pattern: Query, target: orders, {query}}}
"""


def table(query: str, *indexes: str, technology: str = "PostgreSQL", extra: str = "", **more: str) -> str:
    """One table or collection with these indexes, and one query of it."""
    document = technology in ("MongoDB", "Firestore")
    body = "".join(f"\n          idx_orders_{i}: {{{index}}}" for i, index in enumerate(indexes))
    values = {"frequency": "high", "status": "", **more}
    return TABLE.format(
        mechanism="document" if document else "relational",
        technology=technology,
        section="collections" if document else "entities",
        id="_id" if document else "id",
        extra=extra or "purpose: What was bought",
        indexes=f"indexes:{body}" if indexes else "",
        query=query,
        **values,
    )


def found(project: Project, rule: str) -> list[str]:
    return [problem.message for problem in project.problems if problem.rule == rule]


ANSWERED = {
    "by the primary key": ("filter: id", []),
    "by a unique key, whatever else is asked": ("filter: [id, user], sort: at", []),
    "equality alone": ("filter: user", ["fields: user"]),
    "equalities in any order": ("filter: [user, tenant]", ["fields: [tenant, user]"]),
    "a longer index": ("filter: tenant", ["fields: [tenant, user]"]),
    "equality, then the sort": ("filter: user, sort: at desc", ["fields: [user, at desc]"]),
    "an index read backwards": ("filter: user, sort: at desc", ["fields: [user, at]"]),
    "a sort in two directions": ("sort: [at desc, total]", ["fields: [at desc, total]"]),
    "a sort in two directions, backwards": ("sort: [at, total desc]", ["fields: [at desc, total]"]),
    "a sort of what is equal anyway": ("filter: user, sort: [user, at]", ["fields: [user, at]"]),
    "a sort whose ties the primary key breaks": ("filter: user, sort: [at desc, id]", ["fields: [user, at desc]"]),
    "a sort of several whose ties the primary key breaks": (
        "filter: user, sort: [at desc, total desc, id]",
        ["fields: [user, at desc, total desc]"],
    ),
    "a condition with two signs of equality": (
        "filter: user, where: \"status == 'open'\"",
        ["fields: user, where: \"status = 'open'\""],
    ),
    "equality, then one range": ("filter: user, range: at", ["fields: [user, at]"]),
    "a range that is sorted": ("filter: user, range: at, sort: at", ["fields: [user, at]"]),
    "equality, the sort, then the range": ("filter: user, range: at, sort: total", ["fields: [user, total, at]"]),
    "equality, the range, then the sort": ("filter: user, range: at, sort: total", ["fields: [user, at, total]"]),
    "a range alone": ("range: at", ["fields: [at, user]"]),
    "a block range": ("range: at", ["fields: at, type: brin"]),
    "a hash for equality": ("filter: user", ["fields: user, type: hash"]),
    "a full text": ("search: body", ["fields: body, type: gin"]),
    "a field of an object that is indexed whole": ("filter: attributes.color", ["fields: attributes, type: gin"]),
    "a partial index whose condition is asked": (
        "filter: user, where: \"At IS NULL and status = 'open'\"",
        ["fields: user, where: \"status='open'\""],
    ),
    "a partial index without the missing": ("filter: user", ["fields: user, where: user is not null"]),
    "a condition in other quotes, in brackets": (
        "filter: user, where: '(status = \"open\") and total > 0'",
        ["fields: user, where: \"status = 'open'\""],
    ),
    "an operator class": ("filter: user", ["fields: user text_pattern_ops"]),
    "an index in the workflow's words": ("filter: user", ['fields: user, type: "btree, unique"']),
}

UNANSWERED = {
    "nothing": ("filter: user", []),
    "not the leading field": ("filter: user", ["fields: [tenant, user]"]),
    "a gap": ("filter: [tenant, total]", ["fields: [tenant, user, total]"]),
    "half of the equalities": ("filter: [tenant, user]", ["fields: tenant"]),
    "each half by itself": ("filter: [tenant, user]", ["fields: tenant", "fields: user"]),
    "the sort is not there": ("filter: user, sort: at", ["fields: user"]),
    "the sort comes first": ("filter: user, sort: at", ["fields: [at, user]"]),
    "a sort in mixed directions": ("sort: [at desc, total]", ["fields: [at, total]"]),
    "the range comes first": ("filter: user, range: at", ["fields: [at, user]"]),
    "a range that is not there": ("filter: user, range: at", ["fields: user"]),
    "a hash for a range": ("range: at", ["fields: at, type: hash"]),
    "a hash for half of it": ("filter: user", ["fields: [user, at], type: hash"]),
    "a block range for a sort": ("sort: at", ["fields: at, type: brin"]),
    "a btree for full text": ("search: body", ["fields: body"]),
    "full text for a sort": ("sort: body", ["fields: body, type: gin"]),
    "a partial index for any": ("filter: user", ["fields: user, where: status = 'open'"]),
    "a partial index for another condition": (
        "filter: user, where: status = 'paid'",
        ["fields: user, where: status = 'open'"],
    ),
    "a partial unique index": ("filter: user", ["fields: user, unique: true, where: status = 'open'"]),
    "a partial index without the missing of another": ("filter: user", ["fields: user, where: total is not null"]),
    "a partial index by a field alone": ("filter: user", ["fields: user, where: user"]),
    "an expression": ("filter: user", ["fields: lower(user)"]),
    "a sort by the primary key": ("filter: user, sort: id", ["fields: user"]),
    "the range is there, and the sort is not": ("filter: user, range: at, sort: total", ["fields: [user, at]"]),
    "the sort comes after another": ("filter: user, range: at, sort: total", ["fields: [user, body, total]"]),
    "a hash for a sort beside it": ("filter: user, sort: at", ["fields: user, type: hash"]),
    "a hash for a range beside it": ("filter: user, range: at", ["fields: user, type: hash"]),
    "a hash for a search beside it": ("filter: user, search: body", ["fields: user, type: hash"]),
    "a btree for a search beside it": ("filter: user, search: body", ["fields: user"]),
    "a vector index": ("filter: user", ["fields: user, type: hnsw"]),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_what_an_index_answers(project: Check, case: str) -> None:
    query, indexes = ANSWERED[case]
    assert found(project(table(query, *indexes)), "query/not-indexed") == []


@pytest.mark.parametrize("case", UNANSWERED)
def test_what_no_index_answers(project: Check, case: str) -> None:
    query, indexes = UNANSWERED[case]
    assert len(found(project(table(query, *indexes)), "query/not-indexed")) == 1


def test_a_unique_constraint_is_an_index(project: Check) -> None:
    assert found(project(table("filter: status", status="UNIQUE")), "query/not-indexed") == []
    over = 'constraints: ["UNIQUE (tenant, user)"]'
    assert found(project(table("filter: tenant", extra=over)), "query/not-indexed") == []
    assert found(project(table("filter: user", extra=over)), "query/not-indexed")


def test_a_composite_primary_key_answers_by_its_leading_fields(project: Check) -> None:
    text = table("filter: {0}", extra='constraints: ["PK (tenant, user)"]').replace(", constraints: [PK]", "")
    assert found(project(text.replace("{0}", "tenant")), "query/not-indexed") == []
    assert found(project(text.replace("{0}", "user")), "query/not-indexed")


def test_a_way_that_is_no_index_has_no_name_to_show(project: Check) -> None:
    over = 'constraints: ["UNIQUE (tenant, user)"]'
    none = "no key or index answers this high-frequency query of `orders`"
    assert found(project(table("filter: [tenant, total]", extra=over)), "query/not-indexed") == [none]
    text = table("filter: [tenant, total]", "fields: [tenant, user]", "fields: [tenant, at], where: total > 0")
    shown = f"{none}; index `idx_orders_0` (`tenant`, `user`) has not all of it"
    assert found(project(text), "query/not-indexed") == [shown]
    shown = "the key `tenant`, `user` answers whatever index `idx_orders_0` does"
    assert found(project(table("filter: id", "fields: tenant", extra=over)), "query/redundant-index") == [shown]
    shown = "index `idx_orders_1` (`tenant`, `user`) answers whatever index `idx_orders_0` does"
    text = table("filter: id", "fields: tenant", "fields: [tenant, user]")
    assert found(project(text), "query/redundant-index") == [shown]


def test_a_shard_key_is_an_index_and_no_unique_one(project: Check) -> None:
    def ask(query: str, rule: str, more: str = "") -> list[str]:
        text = table(query, technology="MongoDB", extra="shard_key: [tenant, user]")
        return found(project(text.replace("tenant: {type: Text}", f"tenant: {{type: Text{more}}}")), rule)

    assert ask("filter: tenant", "query/not-indexed") == []
    assert ask("filter: user", "query/not-indexed")
    none = "no key or index answers this high-frequency query of `orders`"
    assert ask("filter: [tenant, total]", "query/not-indexed") == [none]
    assert ask("filter: [tenant, user], pattern: list", "query/unpaginated-list") == []
    for rule in ("query/unpaginated-list", "query/foreign-key-not-indexed"):
        text = table("filter: [tenant, user]", technology="MongoDB", extra="shard_key: [tenant, user]")
        text = text.replace("tenant: {type: Text}", "tenant: {type: Text, constraints: [FK orders._id]}")
        problems = found(project(text.replace("operation: Ask", "operation: List all")), rule)
        assert bool(problems) is (rule == "query/unpaginated-list")


def test_a_table_without_a_key_is_read_whole(project: Check) -> None:
    text = table("filter: user").replace(", constraints: [PK]", "").replace("operation: Ask", "operation: List orders")
    assert found(project(text), "query/unpaginated-list")
    assert found(project(text.replace("purpose: What was bought", "constraints: [UNIQUE]")), "query/unpaginated-list")


def test_a_field_with_a_blank_is_no_expression(project: Check) -> None:
    text = table("""filter: '"at all"'""", """fields: '"at all" desc'""").replace("total:", '"at all":')
    assert found(project(text), "query/not-indexed") == []


def test_a_query_of_what_two_features_leave_to_a_third_is_answered_there(project: Check) -> None:
    text = table("filter: user")
    ours = text.replace("purpose: What was bought", "owner: shop/b")
    theirs = text.partition("queries:")[0].replace("purpose: What was bought", "owner: shop/c")
    whole = table("filter: id", "fields: user").partition("queries:")[0]
    assert found(project({"shop/a": ours, "shop/b": theirs, "shop/c": whole}), "query/not-indexed") == []
    bare = whole.partition("        indexes:")[0]
    assert found(project({"shop/a": ours, "shop/b": theirs, "shop/c": bare}), "query/not-indexed")


KEYED = """\
title: Orders
stores:
  main:
    mechanism: {mechanism}
    technology: {technology}
    {section}:
      first: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}
      other: {{owner: nobody/knows, fields: {{x: {{type: UUID, constraints: [FK first.id]}}}}}}
      next: {{fields: {{a: {{type: UUID}}, b: {{type: UUID}}, one: {{type: "{type}", constraints: [FK first.id]}}}},
        constraints: ["FK (a, b) references first(id, id)"]}}
      last: {{fields: {{one: {{type: UUID, constraints: [FK first.id]}}}}}}
"""


@pytest.mark.parametrize(
    ("mechanism", "technology", "section", "type", "expected"),
    [
        ("relational", "PostgreSQL", "entities", "UUID", "add an index on `one`"),
        ("relational", "PostgreSQL", "entities", "UUID[]", "add an index on `one`, or a junction table"),
        ("document", "MongoDB", "collections", "UUID[]", "add an index on `one`, a multikey one"),
        ("document", "Firestore", "collections", "UUID", None),
    ],
)
def test_each_foreign_key_without_an_index_is_told_with_a_fitting_one(
    project: Check, mechanism: str, technology: str, section: str, type: str, expected: str | None
) -> None:
    text = KEYED.format(mechanism=mechanism, technology=technology, section=section, type=type)
    problems = [p for p in project(text).problems if p.rule == "query/foreign-key-not-indexed"]
    told = [
        ("no index of `next` begins with the foreign key `one`", expected),
        ("no index of `next` begins with the foreign key `a`, `b`", "add an index on `a`, `b`"),
        ("no index of `last` begins with the foreign key `one`", "add an index on `one`"),
    ]
    assert [(p.message, p.help) for p in problems] == (told if expected else [])


def test_an_index_of_no_known_type_is_told_with_the_nearest(project: Check) -> None:
    text = table("filter: id", "fields: user, type: btre", "fields: at, type: 'x y'", "fields: at, type: gni")
    some = "`bloom`, `brin`, `btree`, `diskann`, `gin`, `gist`, `hash`, `hnsw`, `ivfflat`, `rum`, `spgist`"
    problems = [p for p in project(text).problems if p.rule == "query/index-type"]
    assert [(p.message, p.help) for p in problems] == [
        ("PostgreSQL has no index of type `btre`", "did you mean `btree`?"),
        ("PostgreSQL has no index of type `x`", f"it has {some}"),
        ("PostgreSQL has no index of type `gni`", "did you mean `gin`?"),
    ]
    vectors = VECTORS.format(query="nearest: 5", metric="index: {type: hnws},", technology="pgvector")
    problems = [p for p in project(vectors).problems if p.rule == "query/index-type"]
    assert [(p.message, p.help) for p in problems] == [("pgvector has no index of type `hnws`", "did you mean `hnsw`?")]


@pytest.mark.parametrize(("frequency", "count"), [("high", 1), ("medium", 1), ("low", 0)])
def test_the_rare_need_no_index(project: Check, frequency: str, count: int) -> None:
    assert len(found(project(table("filter: user", frequency=frequency)), "query/not-indexed")) == count


def test_the_frequent_come_first(project: Check) -> None:
    text = table("filter: user", frequency="medium")
    text += "  - {operation: Ask more, frequency: high, pattern: Query, target: orders, filter: tenant}\n"
    problems = [p for p in project(text).problems if p.rule == "query/not-indexed"]
    ranked = sorted(problems, key=lambda problem: problem.urgency)
    assert ["high" in problem.message for problem in ranked] == [True, False]


MONGO = {
    "a nested field": ("filter: author.name", ["fields: author.name, type: single"], True),
    "another nested field": ("filter: author.name", ["fields: author.age, type: single"], False),
    "a field of an open object": ("filter: attributes.color", ["fields: attributes.color"], True),
    "another one of it": ("filter: attributes.color", ["fields: attributes.size"], False),
    "a wildcard below a field": ("filter: attributes.color", ['fields: ["attributes.$**"]'], True),
    "a wildcard below another": ("filter: attributes.color", ['fields: ["author.$**"]'], False),
    "a wildcard for search": ("search: body", ['fields: ["$**"], type: text'], True),
    "the compound index": ("filter: user, sort: at desc", ["fields: [user, at desc], type: compound"], True),
    "a hashed index": ("filter: user", ["fields: user, type: hashed"], True),
    "a hashed index for a sort": ("sort: user", ["fields: user, type: hashed"], False),
    "_id": ("filter: _id", [], True),
    "geography": ("filter: author", ["fields: author, type: 2dsphere"], True),
}


@pytest.mark.parametrize("case", MONGO)
def test_documents(project: Check, case: str) -> None:
    query, indexes, answered = MONGO[case]
    messages = found(project(table(query, *indexes, technology="MongoDB")), "query/not-indexed")
    assert (messages == []) is answered


def test_firestore_indexes_each_field_and_wants_the_compound_ones(project: Check) -> None:
    assert found(project(table("filter: user", technology="Firestore")), "query/not-indexed") == []
    assert found(project(table("filter: [user, tenant]", technology="Firestore")), "query/not-indexed") == []
    assert found(project(table("filter: user, sort: at", technology="Firestore")), "query/not-indexed")
    index = "fields: [user, at], type: composite"
    assert found(project(table("filter: user, sort: at", index, technology="Firestore")), "query/not-indexed") == []


KEYS = """\
title: Carts
stores:
  main:
    mechanism: key-value
    technology: {technology}
    keys:
      cart:
        {pattern}
        value: {{type: {type}, fields: {{currency: {{type: Text}}, at: {{type: Timestamp}}}}}}
        {indexes}
queries:
  - {{operation: Ask, frequency: high, pattern: Query, target: cart, {query}}}
"""


def keys(query: str, pattern: str, technology: str = "Redis", type: str = "JSON", indexes: str = "ttl: 1 day") -> str:
    return KEYS.format(query=query, pattern=pattern, technology=technology, type=type, indexes=indexes)


def test_a_key_pattern_that_a_query_cannot_fill(project: Check) -> None:
    pattern = 'pattern: "cart:{tenant}:{visitor}"'
    assert found(project(keys("filter: [tenant, visitor]", pattern)), "query/not-indexed") == []
    (message,) = found(project(keys("filter: visitor", pattern)), "query/not-indexed")
    assert "`tenant`" in message
    assert "`visitor`" not in message


def test_a_key_value_store_filtered_ad_hoc(project: Check) -> None:
    pattern = 'pattern: "cart:{visitor}"'
    assert found(project(keys("filter: [visitor, currency]", pattern)), "query/mechanism")
    assert found(project(keys("filter: visitor", pattern)), "query/mechanism") == []
    assert found(project(keys("filter: visitor, range: at", pattern, type="Sorted Set")), "query/mechanism") == []
    indexed = "indexes: {idx: {fields: currency, type: tag}}"
    project_ = project(keys("filter: currency", pattern, indexes=indexed))
    assert found(project_, "query/mechanism") == found(project_, "query/not-indexed") == []


def test_dynamodb_is_found_by_its_partition_key_and_sorted_by_its_sort_key(project: Check) -> None:
    both = 'partition_key: "T#{tenant}"\n        sort_key: "C#{placed}"'

    def ask(query: str, indexes: str = "ttl: 1 day") -> Project:
        return project(keys(query, both, "DynamoDB", indexes=indexes))

    assert found(ask("filter: tenant"), "query/not-indexed") == []
    assert found(ask("filter: tenant, range: placed, sort: placed desc"), "query/not-indexed") == []
    assert found(ask("filter: tenant, sort: placed"), "query/mechanism") == []
    assert found(ask("filter: placed"), "query/not-indexed")
    assert found(ask("filter: [tenant, currency]"), "query/mechanism") == []  # it filters what it has found
    assert found(ask("filter: tenant, sort: at"), "query/mechanism")
    index = "indexes: {gsi_currency: {fields: [currency, at], type: gsi}}"
    assert found(ask("filter: currency, sort: at", index), "query/not-indexed") == []
    assert found(ask("filter: currency, sort: at", index), "query/mechanism") == []


FILES = """\
title: Exports
stores:
  main:
    mechanism: file
    technology: S3
    files:
      export: {{structure: "exports/{{tenant}}/{{year}}/", naming: "{{month}}.parquet", fields: {{total: {{type: Integer}}}}}}
queries:
  - {{operation: Ask, frequency: high, pattern: Query, target: export, {query}}}
"""


def test_files_are_listed_by_the_beginning_of_their_path(project: Check) -> None:
    for query in ("filter: tenant", "filter: [year, tenant]", "filter: [tenant, year, month]"):
        assert found(project(FILES.format(query=query)), "query/not-indexed") == []
    assert found(project(FILES.format(query="filter: month")), "query/not-indexed")
    assert found(project(FILES.format(query="filter: total")), "query/mechanism")
    assert found(project(FILES.format(query="filter: [tenant, total]")), "query/mechanism") == []


SERIES = """\
title: Metrics
stores:
  main:
    mechanism: time-series
    technology: InfluxDB
    series:
      latencies:
        timestamp: {{field: at}}
        tags: {{service: {{type: String}}}}
        fields: {{millis: {{type: Double}}}}
queries:
  - {{operation: {operation}, frequency: high, pattern: Query, target: latencies, {query}}}
"""


def test_a_time_series_is_queried_within_its_time_and_by_its_tags(project: Check) -> None:
    def ask(query: str, operation: str = "Chart it") -> list[str]:
        return found(project(SERIES.format(query=query, operation=operation)), "query/mechanism")

    assert ask("filter: service, range: at") == []
    assert ask("filter: service, sort: at desc") == []
    assert ask("filter: service", "Show the latest value") == []
    assert ask("filter: service, kind: write") == []
    assert "range of time" in ask("filter: service")[0]
    assert "`millis`" in ask("filter: millis, range: at")[0]


VECTORS = """\
title: Tickets
stores:
  main:
    mechanism: vector
    technology: {technology}
    embeddings:
      tickets: {{source: text, dimensions: 3, {metric} metadata: {{id: {{type: UUID}}, lang: {{type: Text}}}}}}
queries:
  - {{operation: Ask, frequency: high, pattern: Query, target: tickets, {query}}}
"""


def test_a_vector_store_finds_the_nearest_by_a_metric_and_sorts_nothing(project: Check) -> None:
    def ask(query: str, metric: str = "metric: cosine,", technology: str = "Pinecone") -> Project:
        return project(VECTORS.format(query=query, metric=metric, technology=technology))

    assert found(ask("nearest: 5, filter: lang"), "query/mechanism") == []
    assert "sorts" in found(ask("nearest: 5, sort: lang"), "query/mechanism")[0]
    assert "metric" in found(ask("nearest: 5", ""), "query/mechanism")[0]
    assert found(ask("filter: lang"), "query/not-indexed") == []
    assert found(ask("filter: lang", technology="pgvector"), "query/not-indexed")


def test_a_query_may_begin_with_what_it_joins(project: Check) -> None:
    text = table("filter: people.name, joins: people")
    people = """\
      people:
        fields:
          id: {type: UUID, constraints: [PK]}
          name: {type: Text}
        indexes: {idx_people_name: {fields: name}}
queries:
"""
    assert found(project(text.replace("queries:\n", people)), "query/not-indexed") == []
    bare = people.replace("        indexes: {idx_people_name: {fields: name}}\n", "")
    assert found(project(text.replace("queries:\n", bare)), "query/not-indexed")


REDUNDANT = {
    "the beginning of another": (["fields: user", "fields: [user, at]"], 1),
    "the same twice": (["fields: user", "fields: user"], 1),
    "the primary key": (["fields: id"], 1),
    "another direction throughout": (["fields: [user desc]", "fields: [user, at]"], 1),
    "not the beginning": (["fields: at", "fields: [user, at]"], 0),
    "another direction in part": (["fields: [user, at desc]", "fields: [user, at, total]"], 0),
    "unique": (["fields: user, unique: true", "fields: [user, at]"], 0),
    "partial": (["fields: user", "fields: [user, at], where: total > 0"], 0),
    "partial within whole": (["fields: user, where: total > 0", "fields: [user, at]"], 1),
    "covering": (["fields: user, include: total", "fields: [user, at]"], 0),
    "another kind": (["fields: user, type: hash", "fields: [user, at]"], 0),
}


@pytest.mark.parametrize("case", REDUNDANT)
def test_redundant_indexes(project: Check, case: str) -> None:
    indexes, count = REDUNDANT[case]
    assert len(found(project(table("filter: id", *indexes)), "query/redundant-index")) == count


@pytest.mark.parametrize(
    ("technology", "type", "known"),
    [
        ("PostgreSQL", "gin", True),
        ("PostgreSQL 16", "BTREE", True),
        ("PostgreSQL", '"btree, unique"', True),
        ("PostgreSQL", "fulltext", False),
        ("MySQL", "gin", False),
        ("MySQL", "fulltext", True),
        ("SQLite", "hash", False),
        ("MongoDB", "compound", True),
        ("MongoDB", "geospatial", True),
        ("MongoDB", "gist", False),
        ("Firestore", "composite", True),
        ("CockroachDB", "anything", True),
    ],
)
def test_index_types_by_technology(project: Check, technology: str, type: str, known: bool) -> None:
    text = table("filter: id", f"fields: user, type: {type}", technology=technology)
    assert (found(project(text), "query/index-type") == []) is known


@pytest.mark.parametrize(
    ("operation", "query", "reported"),
    [
        ("List orders", "filter: user", True),
        ("Search orders", "search: body", True),
        ("List orders", "filter: user, pagination: keyset", False),
        ("List orders", "filter: user, pagination: none", True),
        ("List orders", 'filter: user, pagination: "none, nobody has more than ten"', False),
        ("List orders", "filter: id", False),
        ("List orders", "filter: user, kind: write", False),
        ("Find an order in the list", "filter: user", False),
        ("Count all orders", "filter: user", False),
        ("Load an order", "filter: user", False),
    ],
)
def test_lists_are_paginated(project: Check, operation: str, query: str, reported: bool) -> None:
    text = table(query).replace("operation: Ask", f"operation: {operation}")
    assert bool(found(project(text), "query/unpaginated-list")) is reported


FOREIGN = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: {technology}
    entities:
      users:
        fields: {{tenant: {{type: UUID}}, id: {{type: UUID}}}}
        constraints: ["PK (tenant, id)"]
      orders:
        fields: {{id: {{type: UUID, constraints: [PK]}}, tenant: {{type: UUID}}, user_id: {{type: UUID}}}}
        constraints: ["FK (tenant, user_id) references users(tenant, id)"]
        indexes: {{idx_orders: {{{index}}}}}
"""


@pytest.mark.parametrize(
    ("index", "indexed"),
    [
        ("fields: [tenant, user_id]", True),
        ("fields: [user_id, tenant, id]", True),
        ("fields: [tenant, id, user_id]", False),
        ("fields: user_id", False),
        ("fields: [tenant, user_id], where: id is null", False),
        ("fields: [tenant, user_id], type: gin", False),
    ],
)
def test_a_foreign_key_over_several_fields(project: Check, index: str, indexed: bool) -> None:
    text = FOREIGN.format(index=index, technology="PostgreSQL")
    assert (found(project(text), "query/foreign-key-not-indexed") == []) is indexed


def test_innodb_makes_a_btree_of_a_hash(project: Check) -> None:
    text = FOREIGN.format(index="fields: [tenant, user_id], type: hash", technology="MySQL")
    assert found(project(text), "query/foreign-key-not-indexed") == []
