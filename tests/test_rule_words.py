"""What rules say, and where they point: names, helps, and one slip among much that is fine."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from edges import BY_NAME, TWO, USERS, dto, key, places, problems, table, told

from mkdocs_datadesign.explain import judged

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


def test_a_foreign_key_that_is_proposed_has_its_names_in_quotes_where_they_need_them() -> None:
    text = table(user_id={"type": "UUID"})
    text += "  users: {fields: {the key: {type: UUID, constraints: [PK]}}}\n"
    ((_, help),) = told("completeness/relationships", text)
    assert help == 'make it a foreign key, `FK users."the key"`, or describe it under `relationships`'


def test_what_an_author_says_and_the_schema_refuses_is_not_waited_for_again() -> None:
    text = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\nchecklist: {Volume estimates realistic: [Measured]}\n"
    assert places("schema/invalid-value", text) == ["checklist.Volume estimates realistic"]
    assert places("completeness/author-word", text) == []
    assert places("completeness/author-word", text.replace("[Measured]", "Measured")) == ["checklist"]


def test_a_contract_that_is_no_markdown_is_searched_whole_and_one_that_cannot_be_read_is_trusted() -> None:
    text = table() + "dtos: {Bill: {source: orders, contract: 'CONTRACT#orders'}}\n"
    rule = BY_NAME["dto/missing-contract"]
    given = replace(rule, documents={"api.yaml": "# orders\nOrder: {}\n# bills\nBill: {}\n"})
    assert judged(given, text.replace("CONTRACT", "api.yaml"), [given]) == []
    (found,) = judged(given, text.replace("CONTRACT", "api.yaml").replace("Bill:", "Bonus:"), [given])
    assert found.message == "`api.yaml` says nothing of `Bonus`"
    unread: dict[str, Any] = {"api.md": None}
    assert judged(replace(rule, documents=unread), text.replace("CONTRACT", "api.md"), [rule]) == []


def test_a_time_by_the_projects_own_name_is_made_by_the_database() -> None:
    times = {"created_at": {"type": "Timestamp"}, "updatedAt": {"type": "Timestamp"}, "madeOn": {"type": "Timestamp"}}
    text = table(**{name: {**field, "constraints": ["NOT NULL"]} for name, field in times.items()})
    text += "dtos: {New: {source: orders, direction: write}}\n"
    rule = BY_NAME["dto/unfilled-field"]
    own = replace(rule, conventions={"timestamps": {"created": "madeOn", "updated": "changed_on"}})
    assert judged(own, text, [own]) == []
    assert [found.path[-1] for found in judged(rule, text, [rule])] == ["madeOn"]


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
    assert "notes" not in places("model/unused-object", text)
    assert "notes" in places("model/unused-object", text.replace("source: notes", "model: y"))


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
    assert told("query/mechanism", text) == [
        ("files of `reports` have no order but that of their names", "sort what was read")
    ]


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
        ("model/unused-object", "entities:\n  orders: {}\n"),
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


def test_a_one_to_one_is_told_which_field_it_takes() -> None:
    text = relationship("1:1").replace("from: orders, to: users", "from: users, to: orders")
    ((_, help),) = told("model/one-to-one-without-unique", text)
    assert help == "give a field of `orders` an FK to `users`, and UNIQUE"


def test_each_table_that_requires_itself_is_told_whatever_stands_around_it() -> None:
    own = "{fields: {id: {type: UUID, constraints: [PK]}, above: {type: UUID, constraints: [FK NAME.id, NOT NULL]}}}"
    text = "entities:\n"
    for name in "abcde":
        text += f"  {name}: {own.replace('NAME', name) if name in 'bd' else '{fields: {id: {type: UUID}}}'}\n"
    assert places("model/required-cycle", text) == [f"{name}.fields.above.constraints[0]" for name in "bd"]


def test_a_foreign_key_that_a_stub_adds_is_one_of_what_it_stands_for() -> None:
    ours = "entities:\n  users: {owner: identity/accounts, fields: {team_id: {type: UUID, constraints: ['FK identity/accounts:teams.id']}}}\n"
    theirs = "entities:\n  users: {fields: {n: {type: UUID}}}\n  teams: {fields: {id: {type: UUID, constraints: [PK]}}}\nrelationships:\n  - {from: users, to: teams, type: N:1}\nqueries: [{operation: Find, target: teams}, {operation: List, target: teams}]\n"
    rule = "model/one-to-many-without-foreign-key"
    assert problems(rule, TWO.format(ours=ours, theirs=theirs)) == []
    assert problems(rule, TWO.format(ours=ours.replace("teams.id", "users.n"), theirs=theirs))


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
    sidecar = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\n"
    for names, shown in (("ABCDEFGH", ""), ("ABCDEFGHI", " …")):
        given = replace(BY_NAME["references/technology"], conventions={"technologies": tuple(names)})
        (found,) = judged(given, sidecar, [given])
        some = f"`A`, `B`, `C`, `D`, `E`, `F`, `G`, `H`{shown}"
        assert found.help == f"use {some}, or add it to `conventions.technologies`"
    for fields, more in (("abcdefg", ""), ("abcdefgh", " and 1 more")):
        text = (
            table(**{name: {"type": "Text"} for name in fields})
            + "queries:\n  - {operation: Find, target: orders, filter: [total]}\n"
        )
        shown = ", ".join(f"`{name}`" for name in ["id", *fields][:8])
        assert told("query/unknown-field", text) == [("`orders` has no field `total`", f"it has {shown}{more}")]


def test_a_name_that_ends_in_no_key_is_no_reference() -> None:
    people = "entities:\n  users: {fields: {id: {type: UUID, constraints: [PK]}}}\n  orders: {fields: {user_NAME: {type: Text}}}\n"
    assert places("completeness/relationships", people.replace("NAME", "id")) == ["orders.fields.user_id"]
    assert places("completeness/relationships", people.replace("NAME", "name")) == []


def test_a_foreign_key_leads_to_a_field_that_is_there() -> None:
    text = "entities:\n  users: {fields: {id: {type: UUID, constraints: [PK]}}}\n" + key("users.idd").partition("\n")[2]
    ((message, help),) = told("model/unknown-target", text)
    assert "`idd`" in message
    assert help == "did you mean `id`?"


def test_collections_and_tables_have_their_case_and_keys_have_none() -> None:
    documents = "mechanism: document\ntechnology: MongoDB\ncollections:\n"
    documents += "".join(f"  {name}: {{fields: {{_id: {{type: UUID}}}}}}\n" for name in ("orderLines", "Order-Items"))
    assert places("naming/table-case", documents) == ["stores.main.collections.Order-Items"]
    assert places("naming/table-case", CARTS.replace("carts:", "CartOfX:").replace("ASKED", "filter: [tenant]")) == []


def test_a_peak_below_the_start_hides_no_other_table_that_outgrows_its_peak() -> None:
    text = "entities:\n"
    for name, initial in (("carts", 100), ("orders", 1)):
        text += f"  {name}: {{fields: {{id: {{type: UUID}}}}, volume: {{initial: {initial}, growth: 50/month, peak: 20}}}}\n"
    assert places("performance/growth-beyond-peak", text) == ["orders.volume.peak"]
    assert places("performance/peak-below-initial", text) == ["carts.volume.peak"]


def test_each_document_is_found_by_its_id() -> None:
    text = "mechanism: document\ntechnology: TECHNOLOGY\ncollections:\n  orders: {fields: {_id: {type: ObjectId}}}\nqueries:\n  - {operation: Find one, frequency: high, target: orders, filter: [_id]}\n"
    assert places("query/not-indexed", text.replace("TECHNOLOGY", "MongoDB")) == []
    assert places("query/not-indexed", text.replace("TECHNOLOGY", "CouchDB")) == ["queries[0].filter"]


def test_a_time_that_something_was_modded_is_none_that_it_was_modified() -> None:
    assert places("naming/timestamp", table(mod={"type": "Timestamp"})) == []
    assert places("naming/timestamp", table(modified={"type": "Timestamp"})) == ["orders.fields.modified"]


def test_what_an_owner_has_in_another_database_is_shown_there() -> None:
    ours = "database: core\nentities:\n  users: {owner: identity/accounts, fields: {id: {type: UUID}}}\n"
    (found,) = problems("shared/owner-lacks-object", TWO.format(ours=ours, theirs="database: people\n" + USERS))
    assert found.help == "there it is in `people`: give both stores the same `database`"
    assert [(related.place.path, related.message) for related in found.related] == [
        ("plan/identity/accounts/03-data-design.yaml", "it is in another database here")
    ]


def test_a_foreign_key_of_a_field_that_is_not_there_has_no_name_to_judge() -> None:
    text = "entities:\n  users: {fields: {id: {type: UUID, constraints: [PK]}}}\n  orders: {fields: {n: {type: UUID}}, constraints: ['FK (nope) references users(id)']}\n"
    assert places("naming/foreign-key", text) == []
    assert places("model/unknown-field", text) == ["orders.constraints[0]"]


def test_a_series_is_told_by_which_filter_it_is_read_whole() -> None:
    text = "mechanism: time-series\ntechnology: InfluxDB\nseries:\n  loads: {timestamp: {field: at}, tags: {host: {type: Text}}, fields: {value: {type: Float}}}\nqueries:\n  - {operation: Peaks, target: loads, range: at, filter: [host, value]}\n"
    assert places("query/mechanism", text) == ["queries[0].filter[1]"]


def test_what_a_sentence_lists_ends_after_the_eighth() -> None:
    text = table(**{name: {"type": "Text"} for name in "abcdefghi"})
    ((message, _),) = told("completeness/description", text)
    assert "`id`, `a`, `b`, `c`, `d`, `e`, `f`, `g` and 2 more" in message


def test_a_value_that_is_rounded_on_its_way_in_and_out_is_lost_by_that_word() -> None:
    text = dto({"type": "Decimal"}, {"type": "Decimal", "transform": "Truncated to whole euros"}, "both")
    ((message, _),) = told("dto/lossy", text)
    assert message == "`it` is read and written, and does not survive its transformation (`Truncated`)"


def test_a_relationship_without_its_other_end_is_asked_for_no_field() -> None:
    text = relationship("N:1").replace("to: users, type: N:1", "to: people, type: N:1, via: person_id")
    assert places("model/unknown-field", text) == []
    assert places("model/unknown-target", text) == ["stores.main.relationships[0].to"]


def test_a_foreign_key_may_be_named_after_the_field_that_it_leads_to() -> None:
    text = "entities:\n  users: {fields: {login_uuid: {type: UUID, constraints: [PK]}}}\n  orders: {fields: {NAME: {type: UUID, constraints: [FK users.login_uuid]}}}\n"
    assert places("naming/foreign-key", text.replace("NAME", "login_id")) == []
    assert places("naming/foreign-key", text.replace("NAME", "login")) == ["orders.fields.login"]


def test_keys_are_spread_by_themselves_however_many_there_are() -> None:
    volume = "volume: {initial: 0, growth: 5 million/month, peak: 1 billion}"
    text = CARTS.replace("ASKED", "filter: [tenant]").replace("carts: {", f"carts: {{{volume}, ")
    assert places("performance/unbounded-growth", text) == []
    assert places("performance/unbounded-growth", f"entities:\n  carts: {{fields: {{id: {{type: UUID}}}}, {volume}}}\n")


def test_other_values_than_the_owners_are_shown_beside_them() -> None:
    ours = "entities:\n  users: {owner: identity/accounts, fields: {plan: {type: Enum, values: [free, gold]}}}\n"
    ((message, _),) = told("shared/conflict", TWO.format(ours=ours, theirs=USERS))
    assert (
        message
        == "`users.plan` has the values `free`, `gold` here, and `free`, `paid` in `identity/accounts`, its owner"
    )


def test_a_plan_for_performance_is_asked_of_who_stores_something() -> None:
    rule, stored = (
        "completeness/performance",
        "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\n",
    )
    assert places(rule, "title: Orders\nstores: {}\n") == []
    assert places(rule, stored) == ["performance"]
    assert places(rule, stored + "performance: much of it\n") == []
