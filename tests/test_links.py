"""What names lead to, in each place that holds some, and what is said where one leads nowhere.

Back-references are shown on the pages as they are compared here: who uses an object or a field, in words, and where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest
from edges import BY_NAME

from mkdocs_datadesign.catalog import Catalog, Use
from mkdocs_datadesign.linking import link
from mkdocs_datadesign.problem import dotted
from mkdocs_datadesign.reading import read_feature
from mkdocs_datadesign.rules import check

STORE = "mechanism: relational, technology: PostgreSQL"
ID = "id: {type: UUID, constraints: [PK]}"


def linked(sidecars: Mapping[str, str]) -> Catalog:
    return link(
        read_feature(f"plan/{key}/03-data-design.yaml", f"title: {key.title()}\n{text}".encode(), "plan")
        for key, text in sidecars.items()
    )


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


def tables(names: str, *more: str, database: str = "", store: str = "main") -> str:
    """A store of tables, each with an id; `more` are tables that are written out."""
    given = f", database: {database}" if database else ""
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
