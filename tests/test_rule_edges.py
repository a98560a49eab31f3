"""Where rules begin and end: what each says, and of what it keeps silent, at the edges of what it is for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mkdocs_datadesign.explain import judged
from mkdocs_datadesign.problem import Problem
from mkdocs_datadesign.rules import RULES

BY_NAME = {rule.name: rule for rule in RULES}


def problems(rule: str, text: str) -> list[Problem]:
    return [problem for problem in judged(BY_NAME[rule], text) if problem.rule == rule]


def places(rule: str, text: str) -> list[str]:
    """Where a rule finds something, below the one store's tables if it is there."""
    return [problem.data_path.removeprefix("stores.main.entities.") for problem in problems(rule, text)]


def table(**fields: object) -> str:
    """A table `orders` with these fields, and an identifier."""
    return (
        f"entities:\n  orders:\n    fields: {json.dumps({'id': {'type': 'UUID', 'constraints': ['PK']}, **fields})}\n"
    )


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
        ("user_uuid", "user_uuid_id"),
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


def dto(stored: dict[str, object], field: dict[str, object], direction: str | None) -> str:
    """A DTO with one field, made of a field `it` of the table."""
    shape: dict[str, object] = {"source": "orders", "fields": {"it": {"from": "it", **field}}}
    if direction:
        shape["direction"] = direction
    return table(it=stored) + f"dtos: {json.dumps({'Order': shape})}\n"


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
            [],
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

TWO = """\
# docs/plan/commerce/checkout/03-data-design.yaml
{ours}
# docs/plan/identity/accounts/03-data-design.yaml
{theirs}
"""
USERS = "entities:\n  users:\n    fields: {id: {type: UUID, constraints: [PK]}, plan: {type: Enum, values: [free, paid], constraints: [DEFAULT free]}}\n"


def key(target: str, type: str = "UUID") -> str:
    return f"entities:\n  orders:\n    fields: {{user_id: {{type: {type}, constraints: [{json.dumps('FK ' + target)}]}}}}\n"


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


STUB = "owner: identity/accounts, fields"


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("model/enum-without-values", table() + f"  users: {{{STUB}: {{}}}}\n  teams: {{fields: {{state: {{type: Enum}}}}}}\n", ["teams.fields.state.type"]),
        ("model/soft-delete-field", "entities:\n  orders: {soft_delete: true, fields: {deleted_at: {type: Timestamp, constraints: [NOT NULL]}}}\n", ["orders.fields.deleted_at"]),
        ("model/soft-delete-field", "entities:\n  orders: {soft_delete: true, fields: {deleted_at: {type: Timestamp}}}\n", []),
        ("model/soft-delete-field", f"entities:\n  users: {{soft_delete: true, {STUB}: {{}}}}\n", []),
        ("model/unknown-field", f"entities:\n  users: {{{STUB}: {{}}, constraints: ['UNIQUE (name)']}}\n", []),
        ("model/unknown-target", table() + "integrity:\n  - {rule: x, target: orders}\n", []),
        ("model/unknown-target", table() + "integrity:\n  - {rule: x, target: order}\n", ["integrity[0].target"]),
        ("model/required-cycle",
         "entities:\n  a: {fields: {n: {type: UUID}}}\n  b: {fields: {b: {type: UUID, constraints: [FK b.n, NOT NULL]}, n: {type: UUID}}}\n",
         ["b.fields.b.constraints[0]"]),
        ("shared/unknown-owner", "entities:\n  orders: {owner: shop/orders, fields: {n: {type: UUID}}}\n", ["orders.owner"]),
    ],
)  # fmt: skip
def test_each_object_is_looked_at_and_each_in_its_own_way(rule: str, text: str, expected: list[str]) -> None:
    assert places(rule, text) == expected


def test_a_document_may_hold_the_keys_of_its_many() -> None:
    text = """\
mechanism: document
technology: MongoDB
collections:
  users: {fields: {_id: {type: UUID, constraints: [PK]}, orderIds: {type: "UUID[]", constraints: [FK orders._id]}}}
  orders: {fields: {_id: {type: UUID, constraints: [PK]}}}
relationships:
  - {from: users, to: orders, type: 1:N}
"""
    assert problems("model/one-to-many-without-foreign-key", text) == []
    assert problems("model/one-to-one-without-unique", text.replace("1:N", "1:1"))


def test_what_an_owner_lacks_within_an_object_is_missed() -> None:
    ours = "entities:\n  users:\n    owner: identity/accounts\n    fields: {address: {type: Object, fields: {town: {type: Text}}}}\n"
    theirs = "entities:\n  users: {fields: {address: {type: Object, fields: {street: {type: Text}}}}}\n"
    found = [
        problem.data_path for problem in problems("shared/owner-lacks-field", TWO.format(ours=ours, theirs=theirs))
    ]
    assert found == ["stores.main.entities.users.fields.address.fields.town"]
    gone = problems("shared/owner-lacks-field", TWO.format(ours=ours, theirs="entities:\n  users: {fields: {}}\n"))
    assert [problem.data_path for problem in gone] == ["stores.main.entities.users.fields.address"]


def test_each_source_of_embeddings_is_followed() -> None:
    text = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      notes: {fields: {n: {type: UUID}}}
  search:
    mechanism: vector
    technology: pgvector
    embeddings:
      first: {model: x}
      second: {source: notes}
"""
    assert "stores.main.entities.notes" not in places("model/unused-object", text)


def told(rule: str, text: str) -> list[tuple[str, str]]:
    """What a rule says, with its help."""
    return [(problem.message, problem.help) for problem in problems(rule, text)]


def test_who_names_itself_as_owner_is_told_to_leave_that_out() -> None:
    text = "entities:\n  orders: {owner: shop/orders, fields: {n: {type: UUID}}}\n"
    (found,) = told("shared/unknown-owner", text)
    assert found == (
        "`orders` names its own feature as its owner",
        "remove `owner`: what a feature defines needs none",
    )


@pytest.mark.parametrize("owner", ["../identity/accounts", "docs/plan/identity/accounts", "./accounts", "/etc", ".."])
def test_an_owner_is_a_feature_and_no_path(owner: str) -> None:
    ours = f"entities:\n  users: {{owner: {owner}, fields: {{id: {{}}}}}}\n"
    (found,) = told("shared/unknown-owner", TWO.format(ours=ours, theirs=USERS))
    assert found[0] == f"there is no feature `{owner}`"
    assert found[1] in ("did you mean `identity/accounts`?", "name the owner's folder below the plan: `epic/feature`")


@pytest.mark.parametrize(
    ("key", "more", "wrong"),
    [
        ("{type: Serial, constraints: [PK]}", "", True),
        ("{type: UUID, constraints: [PK]}", "", False),
        ("{type: Serial, constraints: [PK, FK users.id]}", "", False),  # it is what users say it is
        ("{type: Serial}", "    constraints: [PK (number)]\n", False),  # which no field is
    ],
)
def test_an_identifier_that_is_chosen_freely_has_the_projects_type(key: str, more: str, wrong: bool) -> None:
    text = f"entities:\n  users: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n  orders:\n    fields: {{id: {key}}}\n{more}"
    assert places("model/identifier-type", text) == (["orders.fields.id.type"] if wrong else [])


def test_a_junction_of_which_a_part_was_refused_may_hold_what_is_missing() -> None:
    text = """\
entities:
  products: {fields: {id: {type: UUID, constraints: [PK]}}}
  tags: {fields: {id: {type: UUID, constraints: [PK]}}}
  product_tags:
    fields: {product_id: {type: UUID, constraints: [FK products.id]}, tag_id: {type: UUID}}
relationships:
  - {from: products, to: tags, type: N:M, via: product_tags}
"""
    assert places("model/many-to-many-without-junction", text) == ["stores.main.relationships[0].via"]
    refused = text.replace("tag_id: {type: UUID}", "tag_id: {type: UUID, constraints: FK tags.id}")
    assert places("model/many-to-many-without-junction", refused) == []


def test_an_array_may_be_said_without_its_elements() -> None:
    for type in ("Array", "list", "ARRAY"):
        text = table(state={"type": type, "values": ["a", "b"], "constraints": ["DEFAULT c"]})
        assert places("model/default-outside-values", text) == []


def test_an_objective_is_the_first_span_that_it_names_and_a_frequency_the_shortest() -> None:
    text = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\nbackup: {frequency: FREQUENCY, rto: 1 hour, rpo: RPO}\n"
    kept = text.replace("FREQUENCY", "daily").replace("RPO", "24 hours; 1 hour once there is a replica")
    assert places("backup/unreachable-rpo", kept) == []
    both = text.replace("FREQUENCY", "weekly in full; hourly what changed").replace("RPO", "2 hours")
    assert places("backup/unreachable-rpo", both) == []
    assert places("backup/unreachable-rpo", both.replace("; hourly what changed", "")) == ["backup.rpo"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- one\nand more of it\n\n    still of the item", False),
        ("- one\n\n  a paragraph of it\n\n    still of the item", False),
        ("- one\n\nNo more of the list.\n\n    total = price * 2", True),
        ("What `<pre>` begins, `</pre>` ends.", False),
        ("What `<pre>` begins: <pre>total = 2</pre>", True),
    ],
)
def test_a_block_of_code_is_no_part_of_a_list_and_no_name_of_a_tag(text: str, code: bool) -> None:
    sidecar = f"title: Orders\nsummary: {json.dumps(text)}\nstores: {{main: {{mechanism: relational, technology: PostgreSQL}}}}\n"
    assert places("no-code/code-block", sidecar) == (["summary"] if code else [])


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        # (message, help), in what people read
        ("model/unknown-target", key("nowhere/at-all:users.id"),
         ("there is no feature `nowhere/at-all`", "name its folder below the plan")),
        ("dto/lossy", dto({"type": "BIGINT"}, {"type": "INT"}, "read"),
         ("`it` is `BIGINT`, and loses its largest values as `INT`", "give the DTO's field the same range, or say why in an ignoring comment")),
        ("naming/standard-fields", "mechanism: document\ntechnology: MongoDB\ncollections:\n  orders: {fields: {number: {type: Text, constraints: [PK]}, createdAt: {type: Timestamp}}}\n",
         ("`orders` has no `_id` or `updatedAt`", "name the primary key `_id`, and add `updatedAt`")),
        ("naming/table-plural", "entities:\n  Order-Line: {fields: {id: {type: UUID}}}\n",
         ("`Order-Line` is not plural", "name it `order_lines`")),
        ("model/required-cycle", "entities:\n" + "".join(
            f"  t{i}s: {{fields: {{id: {{type: UUID, constraints: [PK]}}, next: {{type: UUID, constraints: [FK t{(i + 1) % 6}s.id, NOT NULL]}}}}}}\n" for i in range(6)),
         ("`t0s`, `t1s`, `t2s`, `t3s`, `t4s` and 1 more require one another, so no first row can be inserted", "let one of these foreign keys be NULL, and fill it afterwards")),
        ("model/unknown-field", "entities:\n  a: {fields: {a_id: {type: UUID, constraints: [PK]}}}\n  b: {fields: {b_id: {type: UUID, constraints: [PK]}, owner_id: {type: UUID, constraints: [FK a.a_id]}}}\nrelationships:\n  - {from: a, to: b, type: 1:N, via: ownr_id}\n",
         ("neither `a` nor `b` has a field `ownr_id`", "did you mean `owner_id`?")),
        ("query/unknown-field", table(state={"type": "Text"}) + "queries:\n  - {operation: Find, target: orders, filter: [stat]}\n",
         ("`orders` has no field `stat`", "did you mean `state`?")),
        ("model/unknown-field", "entities:\n  orders:\n    fields: {" + ", ".join(f"{name}: {{type: Text}}" for name in "abcdefghijk") + "}\n    constraints: ['UNIQUE (total)']\n",
         ("`orders` has no field `total`", "it has `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h` and 3 more")),
    ],
)  # fmt: skip
def test_what_is_wrong_and_what_to_do_is_said(rule: str, text: str, expected: tuple[str, str]) -> None:
    assert told(rule, text) == [expected]


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("usre_id", "user_id"),
        ("uer_id", "user_id"),
        ("userr_id", "user_id"),
        ("ubser_id", "user_id"),
        ("user_identifier", "user_id"),
        ("owner_user", "owner_user_id"),
        ("ures_id", None),  # two letters away, it may be a role
        ("___", None),
    ],
)
def test_a_slip_of_one_letter_is_no_role(name: str, proposal: str | None) -> None:
    text = f"entities:\n  users: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n  orders: {{fields: {{{name}: {{type: UUID, constraints: [FK users.id]}}}}}}\n"
    assert [help for _, help in told("naming/foreign-key", text)] == ([f"name it `{proposal}`"] if proposal else [])


def test_an_array_within_a_document_may_hold_the_many_of_an_n_to_m() -> None:
    text = """\
mechanism: document
technology: MongoDB
collections:
  orders:
    fields:
      _id: {type: UUID, constraints: [PK]}
      lines: {type: "Object[]", fields: {productId: {type: UUID, constraints: [FK products._id]}}}
  products: {fields: {_id: {type: UUID, constraints: [PK]}}}
relationships:
  - {from: orders, to: products, type: N:M}
"""
    assert problems("model/many-to-many-without-junction", text) == []
    assert problems("model/many-to-many-without-junction", text.replace('"Object[]"', "Object"))


def test_a_user_of_several_things_demands_once_and_names_what() -> None:
    plan = "backup: {frequency: daily, rto: 4 hours, rpo: 24 hours, point_in_time_recovery: PITR}\n"
    store = "title: X\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"
    ours = (
        store
        + "      orders: {fields: {a: {type: UUID, constraints: ['FK identity/accounts:users.id']}, b: {type: UUID, constraints: ['FK identity/accounts:users.id']}}}\n"
    )
    theirs = (
        store
        + "      users: {fields: {id: {type: UUID, constraints: [PK]}}}\n      teams: {fields: {lead: {type: UUID, constraints: [FK users.id]}}}\n"
    )
    text = TWO.format(ours=ours + plan.replace("PITR", "true"), theirs=theirs + plan.replace("PITR", "false"))
    (found,) = problems("backup/weaker-than-user", text)
    assert (found.feature, found.data_path) == ("identity/accounts", "backup.point_in_time_recovery")
    assert problems("backup/weaker-than-user", text.replace("false", "true")) == []


def test_a_database_makes_the_ids_of_its_documents() -> None:
    text = """\
mechanism: document
technology: MongoDB
collections:
  orders:
    fields:
      _id: {type: Text, constraints: [PK]}
      address: {type: Object, fields: {town: {type: Text, constraints: [NOT NULL]}}}
      total: {type: Integer, constraints: [NOT NULL]}
dtos:
  NewOrder: {source: orders, direction: write, fields: {note: {computed: true}}}
"""
    assert [message for message, _ in told("dto/unfilled-field", text)] == [
        "`orders.total` is required, and `NewOrder` does not fill it"
    ]


@pytest.mark.parametrize(("partitioning", "bounded"), [("by month", True), ("none", False), ("", False)])
def test_what_a_feature_says_of_partitioning_bounds_its_tables(partitioning: str, bounded: bool) -> None:
    text = (
        "title: Orders\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"
        "      orders: {fields: {id: {type: UUID}}, volume: {initial: 0, growth: 5 million/month, peak: 1 billion}}\n"
        f"performance: {{partitioning: '{partitioning}'}}\n"
    )
    assert bool(problems("performance/unbounded-growth", text)) is not bounded


def test_code_is_found_in_a_text_that_has_backticks_and_none_in_its_first_line() -> None:
    sidecar = "title: Orders\nsummary: {}\nstores: {{main: {{mechanism: relational, technology: PostgreSQL}}}}\n"
    for words in ("Say ``` and be done.", "    set in, as a poem is\n    throughout"):
        assert places("no-code/code-block", sidecar.format(json.dumps(words))) == []


CARTS = """\
mechanism: key-value
technology: Redis
keys:
  carts: {pattern: "cart:{tenant}:{visitor}", value: {type: JSON, fields: {total: {type: Integer}}}}
queries:
  - {operation: List carts, frequency: high, target: carts, ASKED}
"""


@pytest.mark.parametrize(
    ("rule", "asked", "place"),
    [
        ("query/mechanism", "filter: [tenant, visitor, total]", "filter"),
        ("query/mechanism", "sort: [total]", "sort"),
        ("query/mechanism", "filter: [tenant, visitor]", None),
        ("query/unpaginated-list", "filter: [tenant]", "operation"),
        ("query/unpaginated-list", "filter: [tenant, visitor]", None),
    ],
)
def test_a_query_of_keys_is_told_where_it_asks_for_more(rule: str, asked: str, place: str | None) -> None:
    assert places(rule, CARTS.replace("ASKED", asked)) == ([f"queries[0].{place}"] if place else [])


def test_what_cannot_be_made_is_a_key_or_a_path() -> None:
    files = CARTS.replace("key-value", "file").replace("Redis", "S3").replace("keys:", "files:")
    files = files.replace(
        'pattern: "cart:{tenant}:{visitor}", value: {type: JSON, fields: {total: {type: Integer}}}',
        'structure: "{tenant}", naming: "{visitor}.json"',
    )
    for text, what in ((CARTS, "key"), (files, "path")):
        (found,) = told("query/not-indexed", text.replace("ASKED", "filter: [visitor]"))
        assert found[0] == f"this high-frequency query cannot make the {what} of `carts` without `tenant`"


def test_files_have_the_order_of_their_names() -> None:
    text = "mechanism: file\ntechnology: S3\nfiles:\n  reports: {structure: 'reports/{shop}', naming: '{day}.csv', fields: {total: {type: Integer}}}\nqueries:\n  - {operation: Find, target: reports, filter: [shop], sort: [total]}\n"
    assert places("query/mechanism", text) == ["queries[0].sort"]


def test_a_constraint_that_leads_nowhere_is_no_other_than_the_owners() -> None:
    ours = "entities:\n  users: {owner: identity/accounts, fields: {team_id: {type: UUID, constraints: [FK nowhere.id]}}}\n"
    theirs = "entities:\n  teams: {fields: {id: {type: UUID, constraints: [PK]}}}\n  users: {fields: {id: {type: UUID, constraints: [PK]}, team_id: {type: UUID, constraints: [FK teams.id]}}}\n"
    assert places("shared/conflict", TWO.format(ours=ours, theirs=theirs)) == ["users.fields.team_id.constraints"]
    assert places("shared/conflict", TWO.format(ours=ours.replace("nowhere", "teams"), theirs=theirs)) == []


@pytest.mark.parametrize(
    ("field", "proposal"),
    [
        ("user: {type: Text}", "order_user"),
        ("order: {type: Text}", "order_value"),
        ("user: {type: UUID, constraints: [FK people.id]}", "user_id"),
    ],
)
def test_a_reserved_word_makes_way_for_a_name_that_says_more(field: str, proposal: str) -> None:
    text = f"entities:\n  people: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n  orders: {{fields: {{{field}}}}}\n"
    assert [help for _, help in told("naming/reserved-word", text)] == [
        f"name it `{proposal}`, or each use must quote it"
    ]


@pytest.mark.parametrize(
    ("technology", "name", "fits"),
    [("PostgreSQL", "x" * 63, True), ("PostgreSQL", "ä" * 32, False), ("MySQL", "ä" * 64, True), ("MySQL", "x" * 65, False)],
)  # fmt: skip
def test_a_name_is_measured_as_the_database_measures_it(technology: str, name: str, fits: bool) -> None:
    text = f"technology: {technology}\nentities:\n  {name}: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n"
    assert bool(problems("naming/too-long", text)) is not fits


def test_what_is_empty_is_shown_by_its_key() -> None:
    for rule, text in (
        ("model/no-primary-key", "entities:\n  orders: {}\n"),
        ("naming/table-plural", "entities:\n  order: {}\n"),
        ("naming/table-case", "entities:\n  Orders: {}\n"),
        ("naming/standard-fields", "entities:\n  orders: {}\n"),
        ("naming/too-long", f"entities:\n  {'x' * 64}: {{}}\n"),
    ):
        (found,) = problems(rule, text)
        (*_, name) = found.path
        assert found.place.text[found.place.span.column - 1 :].startswith(f"{name}:"), rule


def relationship(type: str, one: str = "constraints: [PK]", more: str = "") -> str:
    return (
        f"entities:\n  users: {{fields: {{id: {{type: UUID, {one}}}}}}}\n  orders: {{fields: {{n: {{type: UUID}}{more}}}}}\n"
        f"relationships:\n  - {{from: orders, to: users, type: {type}}}\n"
    )


def test_the_many_have_the_foreign_key_whichever_side_comes_first() -> None:
    rule = "model/one-to-many-without-foreign-key"
    assert told(rule, relationship("N:1"))[0][0] == "`orders` has no foreign key to `users`"
    assert told(rule, relationship("N:1", more=", user_id: {type: UUID, constraints: [FK users.id]}")) == []
    assert told(rule, relationship("1:N"))[0][0] == "`users` has no foreign key to `orders`"
    assert "`FK users.id`" in told(rule, relationship("N:1"))[0][1]
    assert "`FK users`" in told(rule, relationship("N:1", one="description: No key"))[0][1]


def test_what_was_refused_of_either_side_of_a_one_to_one_may_be_its_foreign_key() -> None:
    rule, key = "model/one-to-one-without-unique", ", user_id: {type: UUID, constraints: {FK: users.id}}"
    assert problems(rule, relationship("1:1"))
    assert problems(rule, relationship("1:1", more=key)) == []
    assert problems(rule, relationship("1:1", one="constraints: {PK: 1}")) == []


def test_a_relationship_leads_to_what_is_there() -> None:
    text = relationship("N:1").replace("to: users", "to: user")
    assert told("model/unknown-target", text) == [
        ("there is no `user` in this feature or its database", "did you mean `users`?")
    ]


def test_what_a_volume_grows_by_is_told_where_it_cannot_be_read() -> None:
    text = "entities:\n  orders: {fields: {id: {type: UUID}}, volume: {initial: 0, growth: a lot, peak: 5}}\n"
    (found,) = problems("performance/unreadable-volume", text)
    assert found.data_path == "stores.main.entities.orders.volume.growth"
    assert found.help == "write one, like `40_000/month`, `5 GB/year` or `3%/month`"


def test_a_vector_index_has_a_type_that_its_store_knows() -> None:
    text = "mechanism: vector\ntechnology: TECHNOLOGY\nembeddings:\n  notes: {model: x, dimension: 3, index: {type: TYPE}}\n"
    for technology, type, known in (("pgvector", "hnsw", True), ("pgvector", "flatt", False), ("Milvus", "any", True)):
        found = places("query/index-type", text.replace("TECHNOLOGY", technology).replace("TYPE", type))
        assert found == ([] if known else ["stores.main.embeddings.notes.index.type"])


def test_a_rare_query_keeps_no_frequent_one_from_being_judged() -> None:
    text = table(state={"type": "Text"}) + (
        "queries:\n  - {operation: Rare, frequency: low, target: orders, filter: [state]}\n"
        "  - {operation: Frequent, frequency: high, target: orders, filter: [state]}\n"
    )
    assert places("query/not-indexed", text) == ["queries[1].filter"]


def test_a_field_named_with_its_table_is_looked_for_there() -> None:
    text = table(state={"type": "Text"}) + (
        "dtos:\n  View: {source: orders, direction: read, fields: {state: {from: orders.stat}}}\n"
    )
    assert told("dto/unknown-field", text) == [("`orders` has no field `stat`", "did you mean `state`?")]


def test_a_list_of_names_stops_at_the_eighth() -> None:
    rule = replace(BY_NAME["references/technology"], conventions={"technologies": tuple("ABCDEFGHI")})
    sidecar = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\n"
    (found,) = judged(rule, sidecar, [rule])
    assert found.help == "use `A`, `B`, `C`, `D`, `E`, `F`, `G`, `H` …, or add it to `conventions.technologies`"
    for fields, more in (("abcdefg", ""), ("abcdefgh", " and 1 more")):
        text = (
            table(**{name: {"type": "Text"} for name in fields})
            + "queries:\n  - {operation: Find, target: orders, filter: [total]}\n"
        )
        shown = ", ".join(f"`{name}`" for name in ["id", *fields][:8])
        assert told("query/unknown-field", text) == [("`orders` has no field `total`", f"it has {shown}{more}")]
