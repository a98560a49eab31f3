"""What names lead to, in each place that holds some, and what is said where one leads nowhere.

Back-references are shown on the pages as they are compared here: who uses an object or a field, in words, and where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from edges import BY_NAME

from mkdocs_datadesign.catalog import Catalog, Feature, Use
from mkdocs_datadesign.linking import is_descending, link, plain_name, relink
from mkdocs_datadesign.problem import dotted
from mkdocs_datadesign.reading import read_feature
from mkdocs_datadesign.rules import check

STORE = "mechanism: relational, technology: PostgreSQL"
ID = "id: {type: UUID, constraints: [PK]}"


def feature(key: str, text: str) -> Feature:
    return read_feature(f"plan/{key}/03-data-design.yaml", f"title: {key.title()}\n{text}".encode(), "plan")


def linked(sidecars: Mapping[str, str]) -> Catalog:
    return link(feature(key, text) for key, text in sidecars.items())


def uses(catalog: Catalog) -> list[str]:
    """Each back-reference of a catalog."""
    found = []
    for item in catalog.objects:
        found += [f"{item.label}{_words(use)}" for use in item.uses]
        for field in item.fields.values():
            found += [f"{item.label}.{field.name}{_words(use)}" for use in field.uses]
    return found


def _words(use: Use) -> str:
    by = f" of {use.by.label}" if use.by else ""
    return f" <- {use.kind}{by}: {use.words} ({use.feature.key} {dotted(use.path)})"


def fields(catalog: Catalog) -> Iterator[str]:
    for item in catalog.objects:
        for field in item.fields.values():
            yield f"{item.name}.{field.name} {field.role} {field.type} {dotted(field.path)}"


EVERY = """\
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {fields: {id: {type: UUID, constraints: [PK]}, name: {type: Text}}}
      orders:
        fields: {user_id: {type: UUID, constraints: [NOT NULL, FK users]}, a: {type: UUID}, b: {type: UUID}}
        constraints: ["UNIQUE (a, b)", "FK (a, b) references parts(a, b)"]
      parts: {fields: {a: {type: UUID}, b: {type: UUID}}, constraints: ["PK (a, b)"]}
    relationships:
      - {from: users, to: orders, type: "1:N"}
      - {from: orders, to: parts, type: "N:M", via: users}
  papers:
    mechanism: document
    technology: MongoDB
    collections:
      notes: {fields: {author: {type: Object, fields: {name: {type: Text}, more: {type: Object}}}, "a.b": {type: Text}}}
  cache:
    mechanism: key-value
    technology: DynamoDB
    keys:
      carts:
        pattern: "cart:{visitor}"
        partition_key: "T#{tenant}"
        sort_key: "O#{order}{visitor}"
        parts: {tenant: {type: UUID}}
        value: {type: JSON, fields: {lines: {type: "Object[]", fields: {sum: {type: Integer}}}}}
  disk:
    mechanism: file
    technology: S3
    files:
      exports: {structure: "{tenant}/", naming: "{month}.csv", parts: {month: {type: Date}}, fields: {total: {type: Integer}}}
  times:
    mechanism: time-series
    technology: InfluxDB
    series:
      loads: {timestamp: {field: at, precision: ms}, tags: {host: {type: Text}}, fields: {value: {type: Float}}}
      rates: {timestamp: {field: at, type: Instant, precision: s}}
      temps: {timestamp: {field: at}}
  vectors:
    mechanism: vector
    technology: pgvector
    embeddings:
      texts: {source: notes, metadata: {lang: {type: Text}}}
"""


def test_each_kind_of_object_has_the_fields_that_its_parts_name() -> None:
    assert list(fields(linked({"shop/all": EVERY}))) == [
        "users.id field UUID stores.main.entities.users.fields.id",
        "users.name field Text stores.main.entities.users.fields.name",
        "orders.user_id field UUID stores.main.entities.orders.fields.user_id",
        "orders.a field UUID stores.main.entities.orders.fields.a",
        "orders.b field UUID stores.main.entities.orders.fields.b",
        "parts.a field UUID stores.main.entities.parts.fields.a",
        "parts.b field UUID stores.main.entities.parts.fields.b",
        "notes.author field Object stores.papers.collections.notes.fields.author",
        "notes.author.name field Text stores.papers.collections.notes.fields.author.fields.name",
        "notes.author.more field Object stores.papers.collections.notes.fields.author.fields.more",
        "notes.a.b field Text stores.papers.collections.notes.fields.a.b",
        "carts.visitor part String stores.cache.keys.carts",
        "carts.order part String stores.cache.keys.carts",
        "carts.tenant part UUID stores.cache.keys.carts.parts.tenant",
        "carts.lines value Object[] stores.cache.keys.carts.value.fields.lines",
        "carts.lines.sum value Integer stores.cache.keys.carts.value.fields.lines.fields.sum",
        "exports.tenant part String stores.disk.files.exports",
        "exports.month part Date stores.disk.files.exports.parts.month",
        "exports.total field Integer stores.disk.files.exports.fields.total",
        "loads.at timestamp Timestamp(ms) stores.times.series.loads.timestamp.field",
        "loads.host tag Text stores.times.series.loads.tags.host",
        "loads.value field Float stores.times.series.loads.fields.value",
        "rates.at timestamp Instant stores.times.series.rates.timestamp.field",
        "temps.at timestamp Timestamp stores.times.series.temps.timestamp.field",
        "texts.lang metadata Text stores.vectors.embeddings.texts.metadata.lang",
    ]


ASKING = (
    EVERY
    + """\
queries:
  - {operation: Find, target: users, joins: [orders, notes], filter: [id, orders.a], range: [b], search: [author.name, author.more.any], sort: [name desc]}
  - {operation: Read, target: loads, range: [at]}
dtos:
  View:
    source: [users, orders]
    direction: read
    fields: {name: {from: name}, all: {from: [user_id, notes.author]}, made: {computed: true}}
"""
)


def test_each_reference_is_known_where_it_leads() -> None:
    find = "query: Find (shop/all queries[0])"
    key = "foreign key of shop/all:orders: orders.user_id (shop/all stores.main.entities.orders.fields.user_id.constraints[1])"
    pair = "foreign key of shop/all:orders: orders.a, b (shop/all stores.main.entities.orders.constraints[1])"
    assert uses(linked({"shop/all": ASKING})) == [
        f"shop/all:users <- {key}",
        "shop/all:users <- relationship: users to orders, 1:N (shop/all stores.main.relationships[0].from)",
        "shop/all:users <- relationship: orders to parts, N:M (shop/all stores.main.relationships[1].via)",
        f"shop/all:users <- {find}",
        "shop/all:users <- DTO: View (shop/all dtos.View)",
        f"shop/all:users.id <- {key}",
        f"shop/all:users.id <- {find}",
        f"shop/all:users.name <- {find}",
        "shop/all:users.name <- DTO: View.name (shop/all dtos.View.fields.name)",
        "shop/all:orders <- relationship: users to orders, 1:N (shop/all stores.main.relationships[0].to)",
        "shop/all:orders <- relationship: orders to parts, N:M (shop/all stores.main.relationships[1].from)",
        f"shop/all:orders <- {find}",
        "shop/all:orders <- DTO: View (shop/all dtos.View)",
        "shop/all:orders.user_id <- DTO: View.all (shop/all dtos.View.fields.all)",
        f"shop/all:orders.a <- {find}",
        f"shop/all:orders.b <- {find}",
        f"shop/all:parts <- {pair}",
        "shop/all:parts <- relationship: orders to parts, N:M (shop/all stores.main.relationships[1].to)",
        f"shop/all:parts.a <- {pair}",
        f"shop/all:parts.b <- {pair}",
        "shop/all:notes <- embedding source of shop/all:texts: texts (shop/all stores.vectors.embeddings.texts.source)",
        f"shop/all:notes <- {find}",
        "shop/all:notes <- DTO: View.all (shop/all dtos.View.fields.all)",
        "shop/all:notes.author <- DTO: View.all (shop/all dtos.View.fields.all)",
        f"shop/all:notes.author.name <- {find}",
        f"shop/all:notes.author.more <- {find}",
        "shop/all:loads <- query: Read (shop/all queries[1])",
        "shop/all:loads.at <- query: Read (shop/all queries[1])",
    ]


def test_a_query_goes_by_what_it_names_below_an_open_object_and_downwards() -> None:
    (query, _) = linked({"shop/all": ASKING}).features["shop/all"].queries
    assert [(c.name, c.descending) for c in query.search] == [("author.name", False), ("author.more.any", False)]
    assert [(c.name, c.descending) for c in (*query.filter, *query.range, *query.sort)] == [
        ("id", False),
        ("a", False),
        ("b", False),
        ("name", True),
    ]


NAMES = [BY_NAME[name] for name in (
    "model/unknown-target", "model/ambiguous-target", "query/unknown-target", "query/unknown-field",
    "dto/unknown-source", "dto/unknown-field",
)]  # fmt: skip


def said(sidecars: Mapping[str, str]) -> list[str]:
    """What is said of names that lead nowhere: the feature, the place, the message and the help; related places."""
    return [
        f"{p.feature} {p.data_path}: {p.message}; {p.help}" + "".join(f" [{r.place}]" for r in p.related)
        for p in check(linked(sidecars), NAMES)
    ]


def tables(names: str, *more: str, database: str = "", store: str = "main", related: str = "") -> str:
    """A store of tables, each with an id; `more` are tables that are written out, and `related` are relationships."""
    given = (f", database: {database}" if database else "") + (f", relationships: [{related}]" if related else "")
    entities = ", ".join([*(f"{name}: {{fields: {{{ID}}}}}" for name in names.split()), *more])
    return f"  {store}: {{{STORE}{given}, entities: {{{entities}}}}}\n"


def asking(target: str) -> str:
    """A table whose foreign key leads to a target."""
    return f"asks: {{fields: {{x: {{type: UUID, constraints: [{json.dumps('FK ' + target)}]}}}}}}"


KEY = "shop/a stores.main.entities.asks.fields.x.constraints[0]"


@pytest.mark.parametrize(
    ("target", "here", "others", "expected"),
    [
        # who is meant
        ("users", tables("users", database="x", store="side"), {}, "shop/a:users"),
        ("users", tables("users", database="x", store="side"), {"b": tables("users")}, "shop/a:users"),
        ("users", "", {"b": tables("users", database="x"), "c": tables("users")}, "shop/c:users"),
        ("users", "", {"b": tables("", "users: {owner: shop/c, fields: {}}"), "c": tables("users")}, "shop/c:users"),
        ("shop/b:users", "", {"b": tables("users", database="x") + tables("users", store="side")}, "shop/b:users"),
        ("shop/b:users", "", {"b": tables("users", database="x")}, "shop/b:users"),
        # a feature that is none, and one that lacks it
        ("shop/bb:users", "", {"b": tables("users")}, "there is no feature `shop/bb`; did you mean `shop/b`?"),
        ("nowhere:users", "", {"b": tables("users")}, "there is no feature `nowhere`; name its folder below the plan"),
        ("shop/b:user", "", {"b": tables("users teams")}, "`shop/b` has no `user`; did you mean `users`?"),
        ("shop/b:it", "", {"b": tables("users teams")}, "`shop/b` has no `it`; it has `users`, `teams`"),
        ("shop/b:it", "", {"b": tables("")}, "`shop/b` has no `it`; it has no objects"),
        ("shop/b:it", "", {"b": tables(" ".join("abcdefgh"))}, "`shop/b` has no `it`; it has `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`"),
        ("shop/b:it", "", {"b": tables(" ".join("abcdefghjk"))}, "`shop/b` has no `it`; it has `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 2 more"),
        ("shop/b:it", "", {"b": "["}, ""),  # which nobody can read
        ("shop/b:it", "", {"b": tables("", "it: [x]")}, ""),  # which is refused already
        # one that is nowhere
        ("user", "", {"b": tables("users")}, "there is no `user` in this feature or its database; did you mean `users`?"),
        ("user", tables("users", database="x", store="side"), {}, "there is no `user` in this feature or its database; did you mean `users`?"),
        ("user", "", {"b": tables("users", database="x")}, "there is no `user` in this feature or its database; define it, or name the feature: `epic/feature:name`"),
        ("users", "", {"b": tables("users", database="x")}, "there is no `users` in this feature or its database; it is in another database; write `shop/b:users` to mean the one of shop/b"),
        ("users", tables("rooms", database="x", store="side"), {"b": tables("users", database="x")}, "there is no `users` in this feature or its database; it is in another database; write `shop/b:users` to mean the one of shop/b"),
        ("users", tables("users2", store="side"), {"c": tables("users", database="x"), "b": tables("users", database="y")},
         "there is no `users` in this feature or its database; it is in another database; write `shop/b:users` to mean the one of shop/b"),
        ("it", "", {"b": "["}, ""),
        ("user", tables("users", store="side"), {"b": "["}, "there is no `user` in this feature or its database; did you mean `users`?"),
        ("users", "", {"b": "[", "c": tables("users", database="x")},
         "there is no `users` in this feature or its database; it is in another database; write `shop/c:users` to mean the one of shop/c"),
        ("it", "", {"b": tables("", "it: [x]")}, ""),
        # one that is in two places
        ("users", tables("users", store="side") + tables("users", database="x", store="third"), {},
         "`users` is defined in shop/a (side) and shop/a (third); rename one of them: within a feature, nothing but the name tells them apart"),
        ("shop/b:users", "", {"b": tables("users", store="side") + tables("users", store="third") + tables("users", database="x")},
         "`users` is defined in shop/b (side) and shop/b (third); rename one of them: within a feature, nothing but the name tells them apart"),
        ("users", "", {"b": tables("users"), "c": tables("users")},
         "`users` is defined in shop/b (main) and shop/c (main); name the one that is meant: `shop/b:users` or `shop/c:users`"),
        ("users", "", {"b": tables("users"), "c": tables("users"), "d": tables("users"), "e": tables("users")},
         "`users` is defined in shop/b (main) and shop/c (main) and shop/d (main); name the one that is meant: `shop/b:users` or `shop/c:users` or `shop/d:users`"),
        ("users", "", {"b": tables("", "users: {owner: nobody, fields: {}}"), "c": tables("users")}, "shop/c:users"),
        ("users", "", {"b": tables("", "users: {owner: nobody, fields: {}}"), "c": tables("", "users: {owner: nowhere, fields: {}}")},
         "`users` is defined in shop/b (main) and shop/c (main); name the one that is meant: `shop/b:users` or `shop/c:users`"),
    ],
)  # fmt: skip
def test_a_name_leads_to_the_nearest_that_has_it_or_is_told_to_lead_nowhere(
    target: str, here: str, others: dict[str, str], expected: str
) -> None:
    plan = {"shop/a": f"stores:\n{here}{tables('', asking(target))}"}
    plan |= {f"shop/{key}": f"stores:\n{text}" for key, text in others.items()}
    catalog = linked(plan)
    (key,) = [key for key in catalog.foreign_keys if key.object.name == "asks"]
    told = [line.partition(": ")[2].partition(" [")[0] for line in said(plan) if line.startswith(KEY)]
    assert ([key.target.label] if key.target else told) == ([expected] if expected else [])
    assert not (key.target and told)


MORE = """\
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {fields: {id: {type: UUID}, extra: {type: JSON}, name: {type: Object, fields: {first: {type: Text}}}}}
      orders: {fields: {id: {type: UUID}, total: {type: Integer}, left: [x]}}
"""
QUERY = "queries:\n  - {{operation: Other, target: orders}}\n  - {{operation: Find, {}}}\n"
DTO = "dtos:\n  First: {{source: orders, fields: {{id: {{from: id}}}}}}\n  View: {{{}}}\n"
RELATED = "    relationships:\n      - {{from: users, to: orders, type: '1:N', via: x}}\n      - {{{}}}\n"
NO_USER = "there is no `user` in this feature or its database; did you mean `users`?"
NO_NAME = '`a b` is no name; quote one with other characters: "Order Details"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # relationships
        (RELATED.format("from: user, to: orders, type: '1:N'"), [f"stores.main.relationships[1].from: {NO_USER}"]),
        (RELATED.format("from: users, to: user, type: '1:N'"), [f"stores.main.relationships[1].to: {NO_USER}"]),
        (RELATED.format("from: users, to: orders, type: 'N:M', via: user"), [f"stores.main.relationships[1].via: {NO_USER}"]),
        (RELATED.format("from: a b, to: orders, type: '1:N'"), [f"stores.main.relationships[1].from: {NO_NAME}"]),
        # queries: what they touch, and each of their fields
        (QUERY.format("target: user"), [f"queries[1].target: {NO_USER}"]),
        (QUERY.format("target: users, joins: [orders, user]"), [f"queries[1].joins[1]: {NO_USER}"]),
        (QUERY.format("target: users, joins: [user, orders], filter: [total]"), [f"queries[1].joins[0]: {NO_USER}"]),
        (QUERY.format("target: users, filter: [id, idd]"), ["queries[1].filter[1]: `users` has no field `idd`; did you mean `id`?"]),
        (QUERY.format("target: users, filter: [idd, id]"), ["queries[1].filter[0]: `users` has no field `idd`; did you mean `id`?"]),
        (QUERY.format("target: users, range: [idd]"), ["queries[1].range[0]: `users` has no field `idd`; did you mean `id`?"]),
        (QUERY.format("target: users, search: [idd]"), ["queries[1].search[0]: `users` has no field `idd`; did you mean `id`?"]),
        (QUERY.format("target: users, sort: [idd desc]"), ["queries[1].sort[0]: `users` has no field `idd`; did you mean `id`?"]),
        (QUERY.format("target: users, filter: [total]"), ["queries[1].filter[0]: `users` has no field `total`; it has `id`, `extra`, `name`, `name.first`"]),
        (QUERY.format("target: users, joins: [orders], filter: [totl]"), ["queries[1].filter[0]: `users` has no field `totl`; did you mean `total`?"]),
        (QUERY.format("target: users, filter: [left]"), []),  # which is refused already
        (QUERY.format("target: users, filter: [name.left, orders.left]"), []),
        (QUERY.format("filter: [idd]"), []),  # of nothing that is known
        # names below others
        (QUERY.format("target: users, filter: [name.first, extra.any.thing, users.id, orders.total, users.extra.any, 'shop/a:users.id']"), []),
        (QUERY.format("target: users, filter: [name.last]"), ["queries[1].filter[0]: `users` has no field `name.last`; did you mean `name.first`?"]),
        (QUERY.format("target: users, filter: [id.more]"), []),
        (QUERY.format("target: users, filter: [orders.totl]"), ["queries[1].filter[0]: `orders` has no field `totl`; did you mean `total`?"]),
        (QUERY.format("target: users, filter: [user.id]"), [f"queries[1].filter[0]: {NO_USER}"]),
        (QUERY.format("target: users, filter: ['shop/b:users.id']"), ["queries[1].filter[0]: there is no feature `shop/b`; did you mean `shop/a`?"]),
        (QUERY.format("target: users, filter: ['shop/b:name.id']"), ["queries[1].filter[0]: there is no feature `shop/b`; did you mean `shop/a`?"]),
        (QUERY.format("target: users, filter: [a b]"), ["queries[1].filter[0]: `users` has no field `a b`; it has `id`, `extra`, `name`, `name.first`"]),
        # DTOs
        (DTO.format("source: user, fields: {id: {from: id}}"), [f"dtos.View.source[0]: {NO_USER}"]),
        (DTO.format("source: [orders, user], fields: {id: {from: id}}"), [f"dtos.View.source[1]: {NO_USER}"]),
        (DTO.format("source: [user, orders], fields: {id: {from: idd}}"),
         [f"dtos.View.source[0]: {NO_USER}", "dtos.View.fields.id.from[0]: `orders` has no field `idd`; did you mean `id`?"]),
        (DTO.format("source: users, fields: {id: {from: [id, idd]}, it: {from: nam}}"),
         ["dtos.View.fields.id.from[1]: `users` has no field `idd`; did you mean `id`?",
          "dtos.View.fields.it.from[0]: `users` has no field `nam`; did you mean `name`?"]),
        (DTO.format("source: [users, orders], fields: {id: {from: [total, orders.id]}, it: {from: totl}}"),
         ["dtos.View.fields.it.from[0]: `users` has no field `totl`; did you mean `total`?"]),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_told_where_it_stands(text: str, expected: list[str]) -> None:
    assert said({"shop/a": MORE + text}) == [f"shop/a {line}" for line in expected]


def test_a_stub_stands_for_what_its_owner_has_in_the_same_database() -> None:
    stub = "users: {owner: shop/b, fields: {name: {type: Text}, id: {type: UUID}}}"
    plan = {
        "shop/a": "stores:\n"
        + tables("", stub, "own: {owner: shop/a, fields: {}}", "none: {owner: nobody, fields: {}}"),
        "shop/b": "stores:\n"
        + tables("users", database="x", store="first")
        + tables("users own", store="second")
        + tables("users", store="third"),
        "shop/c": "stores:\n" + tables("", "users: {owner: shop/b, fields: {}}", database="y"),
    }
    catalog = linked(plan)
    place = "stub of shop/a:users: Shop/A uses it (shop/a stores.main.entities.users"
    assert uses(catalog) == [f"shop/b:users <- {place})", f"shop/b:users.id <- {place}.fields.id)"]
    assert [item.store.name for item in catalog.objects if item.uses] == ["second"]
    owners = [item.owner.store.name if item.owner else "" for item in catalog.objects if item.is_stub]
    assert owners == ["second", "", "", ""]


@pytest.mark.parametrize(
    ("text", "keys", "uniques"),
    [
        ("{fields: {a: {type: X}, b: {type: X}}}", (), []),
        ("{fields: {a: {type: X, constraints: [PK]}, b: {type: X, constraints: [PK]}}}", ("a", "b"), []),
        ("{fields: {a: {type: X}, b: {type: X}}, constraints: ['UNIQUE (a, b)', 'PK (b, a)', 'UNIQUE (b)']}", ("b", "a"), [("a", "b"), ("b",)]),
        ("{fields: {a: {type: X, constraints: [PK, UNIQUE]}}, constraints: [PK, UNIQUE]}", ("a",), [("a",)]),
        ("{fields: {a: {type: X}}, indexes: {x: {fields: ['\"a\" desc', b ASC], unique: true}, y: {fields: [a], unique: true, where: b}, z: {fields: [a]}}}", (), [("a", "b")]),
    ],
)  # fmt: skip
def test_a_key_is_said_beside_a_field_over_fields_or_by_an_index(
    text: str, keys: tuple[str, ...], uniques: list[tuple[str, ...]]
) -> None:
    (item,) = linked({"shop/a": "stores:\n" + tables("", f"orders: {text}")}).objects
    assert (item.primary_key, item.uniques) == (keys, uniques)


@pytest.mark.parametrize(
    ("text", "name", "descending"),
    [
        ("total", "total", False),
        (" total  desc ", "total", True),
        ("total DESC", "total", True),
        ("total Asc", "total", False),
        ("total asc desc", "total asc", True),
        ("desc", "desc", False),
        ("total_desc", "total_desc", False),
        ("x-desc", "x-desc", False),
        ("total first", "total first", False),
        ('"Grand ""T"" desc"', 'Grand "T" desc', False),
        ('"Grand Total" desc', "Grand Total", True),
        ('"', '"', False),
        ('"half', '"half', False),
        ("aa", "aa", False),
    ],
)
def test_an_item_of_a_sort_is_a_name_and_a_direction(text: str, name: str, descending: bool) -> None:
    assert (plain_name(text), is_descending(text)) == (name, descending)


def shared(catalog: Catalog) -> list[str]:
    """The tables that several features speak of, with who defines them, who has stubs of them and who uses them."""
    return [
        f"{table.database}.{table.name} {' '.join(item.feature.key for item in table.definitions)}"
        f" | {' '.join(item.feature.key for item in table.stubs)} | {' '.join(user.key for user in table.users)}"
        for table in catalog.shared
    ]


def test_a_table_is_shared_by_all_who_define_it_use_it_or_refer_to_it() -> None:
    plan = {
        "shop/a": "stores:\n" + tables("users own", "teams: {owner: shop/b, fields: {}}"),
        "shop/b": "stores:\n" + tables("teams rooms", asking("shop/a:users.id")),
        "shop/c": "stores:\n" + tables("rooms", database="x") + tables("rooms", store="side"),
        "shop/d": "stores:\n" + tables("users", database="x"),
    }
    assert shared(linked(plan)) == [
        "PostgreSQL.rooms shop/b shop/c |  | shop/b shop/c",
        "PostgreSQL.teams shop/b | shop/a | shop/a shop/b",
        "PostgreSQL.users shop/a |  | shop/a shop/b",
    ]


ALONE = "stores:\n" + tables("alone")
BEFORE = {
    "shop/a": "stores:\n" + tables("users", "teams: {owner: shop/b, fields: {}}"),
    "shop/b": "stores:\n" + tables("teams rooms", asking("users.id")),
    "shop/c": "stores:\n" + tables("rooms"),
    "shop/d": "stores:\n"
    + tables(
        "halls",
        "asks: {fields: {y: {type: UUID, constraints: [FK rooms.id]}, z: {type: UUID, constraints: [FK ghosts.id]}}}",
        related="{from: halls, to: ghosts, type: '1:N'}, {from: halls, to: users, type: '1:N'}",
    )
    + "queries: [{operation: Find, target: ghosts}, {operation: Look, target: users}]\n"
    + "dtos: {Ghost: {source: ghosts, fields: {id: {from: id}}}}\n",
    "shop/e": ALONE,
    "shop/g": "stores:\n" + tables("yards") + "queries: [{operation: Look, target: users}]\n",
    "shop/h": "stores:\n" + tables(""),
}


@pytest.mark.parametrize(
    "changed",
    [
        {"shop/a": ALONE},
        {"shop/b": ALONE},
        {"shop/c": ALONE},
        {"shop/d": ALONE},
        {"shop/b": None},
        {"shop/a": None, "shop/d": None},
        {"shop/a": None, "shop/c": None},
        {"shop/a": ALONE, "shop/d": ALONE},
        {"shop/e": "# Moved\n" + ALONE},
        {"shop/c": "# Moved\nstores:\n" + tables("rooms")},
        {"shop/c": "["},
        {"shop/h": "["},
        {"shop/h": "stores:\n" + tables("", "ghosts: [x]")},
        {"shop/h": "stores:\n" + tables("users")},
        {"shop/c": "stores:\n" + tables("", "rooms: [x]")},
        {"shop/c": "stores:\n" + tables("rooms", database="x")},
        {"shop/c": "stores:\n" + tables("rooms", store="side")},
        {"shop/c": "stores:\n" + tables("", "rooms: {owner: shop/b, fields: {}}")},
        {"shop/e": "stores:\n" + tables("users rooms")},
        {"shop/f": "stores:\n" + tables("users halls")},
        {"shop/b": "stores:\n" + tables("teams"), "shop/c": "stores:\n" + tables("rooms users")},
    ],
)
def test_after_a_change_all_leads_where_it_does_when_read_afresh(changed: dict[str, str | None]) -> None:
    catalog = linked(BEFORE)
    _ = [item.key_of for item in catalog.objects]
    relink(catalog, {key: None if text is None else feature(key, text) for key, text in changed.items()})
    fresh = linked({key: text for key, text in {**BEFORE, **changed}.items() if text is not None})
    _same(catalog, fresh)
    relink(catalog, {key: feature(key, BEFORE[key]) if key in BEFORE else None for key in changed})
    _same(catalog, linked(BEFORE))


def _same(catalog: Catalog, fresh: Catalog) -> None:
    """All leads where it does in a catalog that was read afresh."""
    assert uses(catalog) == uses(fresh)
    assert shared(catalog) == shared(fresh)
    assert check(catalog, NAMES) == check(fresh, NAMES)
    for item in catalog.objects:
        assert list(item.key_of.values()) == item.foreign_keys


def test_a_name_in_a_relationship_is_that_of_its_own_store_first() -> None:
    both = "{from: users, to: rooms, type: '1:N'}"
    text = tables("users rooms", related=both) + tables("users rooms", database="x", store="side", related=both)
    stores = linked({"shop/a": f"stores:\n{text}"}).features["shop/a"].stores.values()
    ends = [(one.source, one.target) for store in stores for one in store.relationships]
    assert [(one and one.store.name, other and other.store.name) for one, other in ends] == [
        ("main",) * 2,
        ("side",) * 2,
    ]
