"""Where rules begin and end: what each says, and of what it keeps silent, at the edges of what it is for."""

from __future__ import annotations

import json

import pytest
from edges import TWO, USERS, dto, key, places, problems, table


@pytest.mark.parametrize(
    ("ours", "theirs", "technology", "fits"),
    [
        ("INT", "BIGINT", "PostgreSQL", False),
        ("BIGINT", "INT", "PostgreSQL", True),
        ("BIGINT", "INT", "MySQL", False),
        ("INT", "BIGINT", "MySQL", False),
        ("BIGINT", "INT", "MariaDB", False),
        ("INT", "INTEGER", "MySQL", True),
        ("INT", "BIGINT", "SQLite", True),
        ("INT UNSIGNED", "INT", "MySQL", False),
        ("BIG INTEGER", "BIGINT", "PostgreSQL", True),
        ("INT", "BIG INTEGER", "PostgreSQL", False),
        ("VARCHAR(10)", "Text", "PostgreSQL", True),
        ("NATIONAL VARCHAR(10)", "Text", "PostgreSQL", True),
        ("NUMERIC(10, 2)", "DECIMAL(12, 4)", "PostgreSQL", True),
        ("UUID[]", "UUID", "PostgreSQL", True),
        ("Array of UUID", "UUID", "PostgreSQL", True),
        ("Array<UUID>", "Text", "PostgreSQL", False),
        ("GUID", "UUID", "PostgreSQL", True),
        ("Text", "UUID", "PostgreSQL", False),
    ],
)
def test_a_foreign_key_has_a_type_that_fits_its_target(ours: str, theirs: str, technology: str, fits: bool) -> None:
    text = (
        f"technology: {technology}\nentities:\n  users:\n    fields: {{id: {{type: {json.dumps(theirs)}, constraints: [PK]}}}}\n"
        f"  orders:\n    fields: {{user_id: {{type: {json.dumps(ours)}, constraints: [FK users.id]}}}}\n"
    )
    assert places("model/type-mismatch", text) == ([] if fits else ["orders.fields.user_id.constraints[0]"])


def test_each_pair_of_a_foreign_key_over_fields_is_compared() -> None:
    text = """\
entities:
  lines:
    fields: {a: {type: UUID}, b: {type: Integer}}
    constraints: ["PK (a, b)"]
  orders:
    fields: {a: {type: UUID}, b: {type: Text}}
    constraints: ["FK (a, b) references lines(a, b)", "FK (a) references lines(a, b)", "FK (a, c) references lines(a, b)"]
"""
    found = problems("model/type-mismatch", text)
    assert [problem.message for problem in found] == [
        "`b` is `Text`, but `lines.b` is `Integer`",
        "this foreign key has 1 field, but leads to 2: `a, b`",
    ]
    assert found[1].help == "write it under the object's `constraints`: `FK (…) references lines(a, b)`"
    assert places("model/unknown-field", text) == ["orders.constraints[2]"]


@pytest.mark.parametrize(
    ("type", "values", "default", "within"),
    [
        ("Enum", ["a", "b"], "b", True),
        ("Enum", ["a", "b"], "c", False),
        ("Enum", ["a", "b"], "'b'", True),
        ("Enum", ["a", "b"], "('b')", True),
        ("Enum", ["a", "b"], "('c')", False),
        ("Enum", ["a", "b"], "'b'::state", True),
        ("Enum", ["a", "b"], "'c'::state", False),
        ("Enum", ["a", "b"], "lower('B')", True),
        ("Enum", ["a", "b"], "NULL", True),
        ("Enum", ["it's", "b"], "'it''s'", True),
        ("ENUM('a', 'b')", [], "b", True),
        ("ENUM('a', 'b')", [], "c", False),
        ('ENUM("a", "b")', [], "b", True),
        ("ENUM(a, b)", [], "b", True),
        ("ENUM('a (old)', 'b') CHARSET x", [], "b", True),
        ("ENUM('it''s', 'b')", [], "'it''s'", True),
        ("SET('a', 'b', 'c')", [], "'a,c'", True),
        ("SET('a', 'b', 'c')", [], "'a,d'", False),
        ("Text[]", ["a", "b"], "c", True),
    ],
)
def test_a_default_is_one_of_the_values(type: str, values: list[str], default: str, within: bool) -> None:
    text = table(state={"type": type, "values": values, "constraints": [f"DEFAULT {default}"]})
    expected = [] if within else ["orders.fields.state.constraints[0]"]
    assert places("model/default-outside-values", text) == expected
    assert places("model/enum-without-values", text) == []


INDEXES = """\
mechanism: document
technology: MongoDB
collections:
  orders:
    fields:
      at: {{type: Timestamp}}
      author: {{type: Object, fields: {{name: {{type: Text}}, more: {{type: Object}}}}}}
      extra: {{type: Object}}
    indexes:
      idx_orders_x: {{fields: ["{field}"]}}
"""


@pytest.mark.parametrize(
    ("field", "known"),
    [
        ("_id", True),
        ("at", True),
        ("at desc", True),
        ("att", False),
        ("$**", True),
        ("author.$**", True),
        ("auther.$**", False),
        ("extra.$", True),
        ("author.name", True),
        ("author.mail", False),
        ("author.more.any", True),
        ("extra.any.thing", True),
        ("orders.at", True),
        ("order.at", False),
    ],
)
def test_an_index_names_fields_that_are_there(field: str, known: bool) -> None:
    found = places("model/unknown-field", INDEXES.format(field=field))
    assert found == ([] if known else ["stores.main.collections.orders.indexes.idx_orders_x.fields[0]"])


def test_each_part_of_an_object_names_fields_that_are_there() -> None:
    text = """\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      name: {type: Text, constraints: ["CHECK name <> ''"]}
    indexes:
      idx_orders_name: {fields: [name text_pattern_ops, lower(name)], include: [nome]}
    constraints: ["UNIQUE (name, nume)"]
    validation:
      - {rule: It has a name, fields: [name, nime]}
integrity:
  - {rule: It has a name, target: orders, fields: [id, nane]}
"""
    assert places("model/unknown-field", text) == [
        "orders.indexes.idx_orders_name.include[0]",
        "orders.constraints[0]",
        "orders.validation[0].fields[1]",
        "integrity[0].fields[1]",
    ]


@pytest.mark.parametrize(
    ("fields", "constraints", "missing"),
    [
        ("id: {type: UUID, constraints: [PK]}", "", False),
        ("number: {type: UUID, constraints: [PK]}", "", True),
        ("user_id: {type: UUID, constraints: [PK, FK users.id]}", "", False),
        ("a: {type: UUID}, b: {type: UUID}", "PK (a, b)", False),
    ],
)
def test_an_identifier_is_called_id_unless_the_key_is_made_of_others(
    fields: str, constraints: str, missing: bool
) -> None:
    times = "created_at: {type: Timestamp}, updated_at: {type: Timestamp}"
    text = (
        f"entities:\n  users:\n    fields: {{id: {{type: UUID, constraints: [PK]}}, {times}}}\n"
        f"  orders:\n    fields: {{{fields}, {times}}}\n    constraints: [{json.dumps(constraints) if constraints else ''}]\n"
    )
    assert places("naming/standard-fields", text) == (["orders"] if missing else [])


def test_what_is_missing_of_the_standard_fields_is_listed() -> None:
    (problem,) = problems("naming/standard-fields", "entities:\n  orders:\n    fields: {n: {type: Text}}\n")
    assert problem.message == "`orders` has no `id`, `created_at` or `updated_at`"
    (problem,) = problems("naming/standard-fields", table())
    assert problem.message == "`orders` has no `created_at` or `updated_at`"


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("user_id", None),
        ("sender_id", None),
        ("sending_user_id", None),
        ("user_uuid", "user_id"),
        ("user", "user_id"),
        ("userid", "user_id"),
        ("user_identifier", "user_id"),
        ("users_id", "user_id"),
        ("usr_id", "user_id"),
        ("uesr_id", "user_id"),
        ("usser_id", "user_id"),
        ("usxr_id", "user_id"),
        ("urge_id", None),
        ("oser_id", None),
        ("team_id", "user_id"),
        ("old_team_id", "user_id"),
        ("id", "user_id"),
    ],
)
def test_a_foreign_key_is_named_after_its_target(name: str, proposal: str | None) -> None:
    text = (
        "entities:\n  users: {fields: {id: {type: UUID, constraints: [PK]}}}\n"
        "  teams: {fields: {id: {type: UUID, constraints: [PK]}}}\n"
        f"  orders: {{fields: {{{name}: {{type: UUID, constraints: [FK users.id]}}}}}}\n"
    )
    assert [problem.help for problem in problems("naming/foreign-key", text)] == (
        [f"name it `{proposal}`"] if proposal else []
    )


@pytest.mark.parametrize(
    ("stored", "given", "direction", "lossy"),
    [
        ("Timestamp", "Date", None, True),
        ("Timestamp", "Date", "read", True),
        ("Timestamp", "Date", "both", True),
        ("Timestamp", "Date", "write", False),
        ("Date", "Timestamp", "read", False),
        ("Date", "Timestamp", "write", True),
        ("Date", "Timestamp", "both", True),
        ("BIGINT", "INT", "read", True),
        ("INT", "BIGINT", "read", False),
        ("INT", "BIGINT", "write", True),
        ("BIGINT", "number", "read", False),
        ("VARCHAR(255)", "VARCHAR(100)", "read", True),
        ("VARCHAR(100)", "VARCHAR(255)", "read", False),
        ("VARCHAR(100)", "VARCHAR(100)", "both", False),
        ("VARCHAR(100)", "String", "read", False),
        ("Text", "VARCHAR(100)", "read", True),
        ("VARCHAR", "VARCHAR(100)", "read", False),
        ("DECIMAL(10, 2)", "float", "read", True),
        ("DECIMAL(10, 2)", "Integer", "read", True),
    ],
)
def test_a_dto_holds_what_its_source_holds(stored: str, given: str, direction: str | None, lossy: bool) -> None:
    found = places("dto/lossy", dto({"type": stored}, {"type": given}, direction))
    assert found == (["dtos.Order.fields.it"] if lossy else [])


@pytest.mark.parametrize(
    ("constraints", "more", "direction", "wrong"),
    [
        (["NULL"], {"required": True}, "read", True),
        (["NULL"], {"required": True}, None, True),
        (["NULL"], {"required": True}, "both", True),
        (["NULL"], {"required": True}, "write", False),
        (["NULL"], {"required": True, "transform": "0 if it is NULL"}, "read", False),
        (["NULL"], {"required": False}, "read", False),
        (["NOT NULL"], {"required": False}, "write", True),
        (["NOT NULL"], {"required": False}, "both", True),
        (["NOT NULL"], {"required": False}, "read", False),
        (["NOT NULL"], {"required": True}, "write", False),
        (["NOT NULL"], {"required": False, "computed": True}, "write", False),
        (["NOT NULL", "DEFAULT 0"], {"required": False}, "write", False),
        (["NOT NULL"], {}, "write", False),
    ],
)
def test_a_dto_requires_what_its_source_requires(
    constraints: list[str], more: dict[str, object], direction: str | None, wrong: bool
) -> None:
    text = dto({"type": "Integer", "constraints": constraints}, {"type": "Integer", **more}, direction)
    assert places("dto/nullability", text) == (["dtos.Order.fields.it.required"] if wrong else [])


@pytest.mark.parametrize(
    ("fields", "unfilled"),
    [
        ({"n": {"type": "Integer", "constraints": ["NOT NULL"]}}, ["n"]),
        ({"n": {"type": "Integer", "constraints": ["NOT NULL", "DEFAULT 0"]}}, []),
        ({"n": {"type": "Integer"}}, []),
        ({"n": {"type": "Integer", "constraints": ["NOT NULL"], "computed": True}}, []),
        ({"created_at": {"type": "Timestamp", "constraints": ["NOT NULL"]}}, []),
        ({"createdAt": {"type": "Timestamp", "constraints": ["NOT NULL"]}}, []),
        ({"paid_at": {"type": "Timestamp", "constraints": ["NOT NULL"]}}, ["paid_at"]),
        ({"id": {"type": "Text"}, "n": {"type": "UUID", "constraints": ["PK"]}}, []),
        ({"id": {"type": "Text"}, "n": {"type": "BIGSERIAL", "constraints": ["PK"]}}, []),
        ({"id": {"type": "Text"}, "n": {"type": "INT GENERATED ALWAYS AS IDENTITY", "constraints": ["PK"]}}, []),
        ({"id": {"type": "Text"}, "n": {"type": "INT AUTO_INCREMENT", "constraints": ["PK"]}}, []),
        ({"id": {"type": "Text"}, "n": {"type": "INT", "constraints": ["PK"]}}, ["n"]),
        (
            {"o": {"type": "Object", "constraints": ["NOT NULL"],
                   "fields": {"n": {"type": "INT", "constraints": ["NOT NULL"]}}}},
            ["o.fields.n"],
        ),
        ({"o": {"type": "Object", "fields": {"n": {"type": "INT", "constraints": ["NOT NULL"]}}}}, []),
    ],
)  # fmt: skip
def test_what_is_required_is_filled_by_who_writes(fields: dict[str, object], unfilled: list[str]) -> None:
    text = table(it={"type": "Integer"}, **fields)
    text += "dtos: {New: {source: orders, direction: write, fields: {it: {from: it, type: Integer}}}}\n"
    assert places("dto/unfilled-field", text) == [f"orders.fields.{name}" for name in unfilled]


@pytest.mark.parametrize(
    ("more", "unbounded"),
    [
        ("volume: {initial: 0, growth: 20_000_000/year}", True),
        ("volume: {initial: 0, growth: 19_000_000/year}", False),
        ("volume: {initial: 0, growth: 1/year, peak: 100_000_000}", True),
        ("volume: {initial: 0, growth: 1/year, peak: 99_000_000}", False),
        ("volume: {initial: 100_000_000, growth: 0/year}", False),
        ("volume: {initial: 0, growth: 1/year, peak: 90_000_000, row_size: 2 KB}", True),
        ("volume: {initial: 0, growth: 20_000_000/year, retention: 1 year}", False),
        ("volume: {initial: 0, growth: 20_000_000/year, retention: forever}", True),
        ("volume: {initial: 0, growth: 20_000_000/year, archival: To S3 each year}", False),
        ("volume: {initial: 0, growth: 20_000_000/year, archival: None}", True),
        ("volume: {initial: 0, growth: 20_000_000/year}\n    partitioning: By month", False),
        ("volume: {initial: 0, growth: 20_000_000/year}\n    partitioning: Not yet", True),
    ],
)
def test_what_grows_large_is_split_or_removed(more: str, unbounded: bool) -> None:
    text = f"entities:\n  orders:\n    fields: {{id: {{type: UUID}}}}\n    {more}\n"
    assert places("performance/unbounded-growth", text) == (["orders.volume"] if unbounded else [])


@pytest.mark.parametrize(
    ("filters", "unbounded"), [("", True), (", filter: [day]", False), (", filter: [day, shop]", False)]
)
def test_files_that_are_named_in_full_are_no_list(filters: str, unbounded: bool) -> None:
    text = f"""\
mechanism: file
technology: S3
files:
  reports:
    structure: "reports/{{shop}}"
    naming: "{{day}}.csv"
queries:
  - {{operation: List reports, pattern: Scan, target: reports{filters}}}
"""
    assert places("query/unpaginated-list", text) == (["queries[0].operation"] if unbounded else [])


# Linking


@pytest.mark.parametrize("target", ["users.id", "users", "identity/accounts:users.id"])
def test_a_foreign_key_finds_its_table_in_another_feature(target: str) -> None:
    (found,) = problems("model/type-mismatch", TWO.format(ours=key(target, "Text"), theirs=USERS))
    assert (found.feature, found.data_path) == (
        "commerce/checkout",
        "stores.main.entities.orders.fields.user_id.constraints[0]",
    )
    assert [related.place.path for related in found.related] == ["plan/identity/accounts/03-data-design.yaml"]
    assert problems("model/unknown-target", TWO.format(ours=key(target), theirs=USERS)) == []


@pytest.mark.parametrize(
    ("target", "theirs", "message", "help"),
    [
        ("user.id", USERS, "there is no `user` in this feature or its database", "did you mean `users`?"),
        ("identity/accounts:user.id", USERS, "`identity/accounts` has no `user`", "did you mean `users`?"),
        ("identity/acounts:users.id", USERS, "there is no feature `identity/acounts`", "did you mean `identity/accounts`?"),
        ("identity/accounts:bills.id", USERS, "`identity/accounts` has no `bills`", "it has `users`"),
        ("users.id", f"technology: MySQL\n{USERS}", "there is no `users` in this feature or its database",
         "it is in another database; write `identity/accounts:users` to mean the one of identity/accounts"),
    ],
)  # fmt: skip
def test_a_foreign_key_that_leads_nowhere_says_what_is_near(target: str, theirs: str, message: str, help: str) -> None:
    (found,) = problems("model/unknown-target", TWO.format(ours=key(target), theirs=theirs))
    assert (found.message, found.help) == (message, help)


def test_what_the_schema_refused_is_not_missed_again() -> None:
    theirs = "entities:\n  users: x\n"
    for target in ("users.id", "identity/accounts:users.id"):
        assert problems("model/unknown-target", TWO.format(ours=key(target), theirs=theirs)) == []
    text = table(o={"type": "Object", "fields": {"p": {"type": "Object", "fields": {"n": 1, "m": {"type": "Text"}}}}})
    text += "queries:\n  - {operation: Find, target: orders, filter: [o.p.n]}\n"
    assert places("query/unknown-field", text) == []


def test_a_relationship_means_the_table_of_its_own_store() -> None:
    other = "  cache:\n    mechanism: relational\n    technology: SQLite\n    entities:\n      users: {fields: {id: {type: UUID}}}\n"
    text = f"""\
title: Orders
stores:
{other}  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}
      orders: {{fields: {{user_id: {{type: UUID, constraints: [FK users.id]}}}}}}
    relationships:
      - {{from: users, to: orders, type: 1:N}}
"""
    assert problems("model/one-to-many-without-foreign-key", text) == []


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("id: {type: UUID}", None),
        ("id: {type: uuid, constraints: [PRIMARY KEY, NOT NULL]}", None),
        ("id: {type: Text}", "id.type"),
        ("plan: {type: Enum}", None),
        ("plan: {type: Enum, values: [paid, free]}", None),
        ("plan: {type: Enum, values: [paid]}", "plan.values"),
        ("plan: {type: Enum, constraints: [default free]}", None),
        ("plan: {type: Enum, constraints: [DEFAULT paid]}", "plan.constraints"),
        ("plan: {type: Enum, constraints: [DEFAULT free, UNIQUE]}", "plan.constraints"),
    ],
)
def test_a_stub_says_what_its_owner_says(field: str, key: str | None) -> None:
    ours = f"entities:\n  users:\n    owner: identity/accounts\n    fields: {{{field}}}\n"
    found = problems("shared/conflict", TWO.format(ours=ours, theirs=USERS))
    assert [problem.data_path for problem in found] == ([f"stores.main.entities.users.fields.{key}"] if key else [])
    where = [related.place.path for problem in found for related in problem.related]
    assert where == ["plan/identity/accounts/03-data-design.yaml"] * len(found)


@pytest.mark.parametrize(
    ("rpo", "frequency", "reachable"),
    [("12 hours", "daily", False), ("24 hours", "daily", True), ("1 hour", "every 2 hours", False), ("1 day", "every 6 hours", True)],
)  # fmt: skip
def test_what_may_be_lost_is_what_came_since_the_last_backup(rpo: str, frequency: str, reachable: bool) -> None:
    text = f"title: Orders\nstores: {{main: {{mechanism: relational, technology: PostgreSQL}}}}\nbackup: {{frequency: {frequency}, rto: 1 hour, rpo: {rpo}}}\n"
    assert places("backup/unreachable-rpo", text) == ([] if reachable else ["backup.rpo"])
    assert places("backup/unreadable-objective", text) == []


def test_an_objective_is_a_span_of_time() -> None:
    text = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\nbackup: {frequency: daily, rto: soon, rpo: soon}\n"
    assert sorted(places("backup/unreadable-objective", text)) == ["backup.rpo", "backup.rto"]


def test_a_reference_that_only_a_name_gives_away_is_to_lead_to_the_primary_key() -> None:
    text = (
        "entities:\n  users: {fields: {number: {type: UUID, constraints: [PK]}}}\n"
        "  orders: {fields: {user_id: {type: UUID}, users_ids: {type: UUID}}}\n"
    )
    (problem,) = problems("completeness/relationships", text)
    assert problem.help == "make it a foreign key, `FK users.number`, or describe it under `relationships`"


def test_an_index_quotes_what_is_no_word() -> None:
    text = table(**{'of "x"': {"type": "Text"}})
    names = ['"of ""x"""', '"of x" desc']
    text += f"    indexes: {{idx_orders_x: {{fields: {json.dumps(names)}}}}}\n"
    assert places("model/unknown-field", text) == ["orders.indexes.idx_orders_x.fields[1]"]


def test_a_foreign_key_of_a_part_of_a_key_is_shown_there() -> None:
    text = """\
mechanism: key-value
technology: Redis
keys:
  cart:
    pattern: "cart:{user_id}"
    parts: {user_id: {type: UUID, constraints: [FK users.id]}}
"""
    assert places("model/unknown-target", text) == ["stores.main.keys.cart.parts.user_id.constraints[0]"]


def test_what_a_design_does_not_say_is_listed() -> None:
    text = "mechanism: key-value\ntechnology: Redis\nkeys:\n  cart: {value: {type: JSON}}\n"
    (problem,) = problems("completeness/objects", text)
    assert problem.message == "`cart` does not say its `purpose`, `pattern` and `ttl`"


def test_a_path_that_cannot_be_made_and_an_index_that_comes_near_are_named() -> None:
    files = """\
mechanism: file
technology: S3
files:
  reports: {structure: "reports/{shop}", naming: "{day}.csv"}
queries:
  - {operation: Read, frequency: high, target: reports, filter: [day]}
"""
    (problem,) = problems("query/not-indexed", files)
    assert problem.message == "this high-frequency query cannot make the path of `reports` without `shop`"
    near = table(a={"type": "Text"}, b={"type": "Text"}, c={"type": "Text"})
    near += "    indexes: {idx_orders_a: {fields: [a, c]}}\n"
    near += "queries:\n  - {operation: Read, frequency: high, target: orders, filter: [a, b]}\n"
    (problem,) = problems("query/not-indexed", near)
    assert problem.message.endswith("; index `idx_orders_a` (`a`, `c`) has not all of it")


def test_an_index_is_to_be_named_after_what_it_holds() -> None:
    text = table(email={"type": "Text"})
    text += '    indexes: {by_email: {fields: ["lower(email) desc"]}}\n'
    (problem,) = problems("naming/index", text)
    assert problem.help == "name it `idx_orders_lower_email`"


def test_a_sidecar_that_cannot_be_read_may_define_what_is_missing() -> None:
    assert problems("model/unknown-target", TWO.format(ours=key("users.id"), theirs="title: [")) == []
    assert problems("model/unknown-target", TWO.format(ours=key("identity/accounts:users"), theirs="title: [")) == []
