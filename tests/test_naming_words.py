"""What the naming rules say of each kind of name, word for word, and of which names they say nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from edges import BY_NAME, problems, table, told

from mkdocs_datadesign.explain import judged

MISSPELT, READS, LACKS = "misspells or shortens the name of", "reads as if it led to", "does not end in"


@pytest.mark.parametrize(
    ("field", "target", "said", "proposal"),
    [
        # named after the record, its role, or the field that it leads to
        ("user_id", "users.id", "", ""),
        ("sending_user_id", "users.id", "", ""),
        ("user_uuid", "users.uuid", "", ""),
        ("user_id", "users.uuid", "", ""),
        ("login_uuid", "users.login_uuid", "", ""),
        ("login_id", "users.login_uuid", "", ""),
        ("old_team_id", "users.old_team_uuid", "", ""),
        ("team_id", "users.team.id", "", ""),
        ("code", "users.code", "", ""),  # only a key's name has an ending
        ("code", "users.id_code", "", ""),
        ("___", "users.id", "", ""),
        ("user_id", "___.id", "", ""),
        ("user_id", "users.___", "", ""),
        ("team_user_id", "users.id", f"`team_user_id` leads to `users`, and {READS} `team_users`", "user_id"),
        ("old_team_user_id", "users.id", "", ""),
        ("post_code_id", "postcodes.id", f"`post_code_id` {MISSPELT} `postcodes`", "postcode_id"),
        # without a word of where it leads
        ("id", "users.id", "`id` does not say that it leads to `users`", "user_id"),
        ("uuid", "users.uuid", "`uuid` does not say that it leads to `users`", "user_uuid"),
        # as if it led elsewhere
        ("team_id", "users.id", f"`team_id` leads to `users`, and {READS} `teams`", "user_id"),
        ("my_old_team_id", "users.id", f"`my_old_team_id` leads to `users`, and {READS} `teams`", "user_id"),
        ("old_team_id", "users.team_id", f"`old_team_id` leads to `users`, and {READS} `teams`", "user_id"),
        ("team_lead_id", "users.id", "", ""),
        # shortened
        ("us_id", "users.id", "", ""),
        ("u_id", "users.id", "", ""),
        ("inv_id", "invoices.id", f"`inv_id` {MISSPELT} `invoices`", "invoice_id"),
        ("invo_id", "invoices.id", f"`invo_id` {MISSPELT} `invoices`", "invoice_id"),
        ("invoi_id", "invoices.id", "", ""),
        ("oice_id", "invoices.id", "", ""),
        ("mgr_id", "managers.id", f"`mgr_id` {MISSPELT} `managers`", "manager_id"),
        ("ol_id", "order_lines.id", f"`ol_id` {MISSPELT} `order_lines`", "order_line_id"),
        ("ord_id", "order_lines.id", "", ""),
        # in the plural, and run together
        ("people_id", "people.id", f"`people_id` {MISSPELT} `people`", "person_id"),
        ("my_users_id", "users.id", f"`my_users_id` {MISSPELT} `users`", "user_id"),
        ("orderline_id", "order_lines.id", f"`orderline_id` {MISSPELT} `order_lines`", "order_line_id"),
        ("orderlines_id", "order_lines.id", f"`orderlines_id` {MISSPELT} `order_lines`", "order_line_id"),
        ("line_id", "order_lines.id", "", ""),
        # mistyped: left out, added, changed, swapped, first and last letters too
        ("usr_id", "users.id", f"`usr_id` {MISSPELT} `users`", "user_id"),
        ("useer_id", "users.id", f"`useer_id` {MISSPELT} `users`", "user_id"),
        ("users_x_id", "users.id", "", ""),
        ("userx_id", "users.id", f"`userx_id` {MISSPELT} `users`", "user_id"),
        ("usex_id", "users.id", f"`usex_id` {MISSPELT} `users`", "user_id"),
        ("usre_id", "users.id", f"`usre_id` {MISSPELT} `users`", "user_id"),
        ("useerr_id", "users.id", "", ""),
        ("odrer_id", "orders.id", f"`odrer_id` {MISSPELT} `orders`", "order_id"),
        ("odrem_id", "orders.id", "", ""),
        ("oxyer_id", "orders.id", "", ""),
        ("xser_id", "users.id", "", ""),
        ("tem_id", "teams.id", f"`tem_id` {MISSPELT} `teams`", "team_id"),
        ("bea_id", "bees.id", "", ""),  # of three letters, each word is near another
        # without the ending
        ("user", "users.id", f"`user` {LACKS} `_id`", "user_id"),
        ("users", "users.id", f"`users` {LACKS} `_id`", "user_id"),
        ("usr", "users.id", f"`usr` {LACKS} `_id`", "user_id"),
        ("creator", "users.id", f"`creator` {LACKS} `_id`", "creator_id"),
        ("user", "users.uuid", f"`user` {LACKS} `_uuid`", "user_uuid"),
        ("user_uuid", "users.id", f"`user_uuid` {LACKS} `_id`", "user_id"),
        ("uuid", "users.id", f"`uuid` {LACKS} `_id`", "user_id"),
        ("user_identifier", "users.id", f"`user_identifier` {LACKS} `_id`", "user_id"),
        ("identifier", "users.id", f"`identifier` {LACKS} `_id`", "user_id"),
        ("id_user", "users.id", f"`id_user` {LACKS} `_id`", "user_id"),
        ("id_creator", "users.id", f"`id_creator` {LACKS} `_id`", "creator_id"),
        ("userid", "users.id", f"`userid` {LACKS} `_id`", "user_id"),
        ("usrid", "users.id", f"`usrid` {LACKS} `_id`", "user_id"),
        ("old_userid", "users.id", f"`old_userid` {LACKS} `_id`", "old_user_id"),
        ("paid", "users.id", f"`paid` {LACKS} `_id`", "paid_id"),
        ("userguid", "users.guid", f"`userguid` {LACKS} `_guid`", "user_guid"),
    ],
)  # fmt: skip
def test_a_foreign_key_is_named_after_what_it_leads_to(field: str, target: str, said: str, proposal: str) -> None:
    leads_to, _, key = target.partition(".")
    tables = {"teams": {}, "team_users": {}, "orders": {field: {"type": "UUID", "constraints": [f"FK {target}"]}}}
    tables[leads_to] = {key: {"type": "UUID", "constraints": ["PK"]}, **tables.get(leads_to, {})}
    text = f"entities: {json.dumps({name: {'fields': fields} for name, fields in tables.items()})}\n"
    assert told("naming/foreign-key", text) == ([(said, f"name it `{proposal}`")] if said else [])


LONG = "a" * 60


def store(mechanism: str, technology: str, section: str, objects: str) -> str:
    """A store of one section, with objects as they are written there."""
    return f"mechanism: {mechanism}\ntechnology: {technology}\n{section}:\n{objects}"


def said(rule: str, text: str) -> list[tuple[str, str, str]]:
    """What a rule says: the text below the caret, the message and the help."""
    return [
        (p.place.text[p.place.span.column - 1 : p.place.span.end_column - 1], p.message, p.help)
        for p in problems(rule, text)
    ]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        # field-case: each field by what it is called where it stands
        ("naming/field-case",
         store("time-series", "TimescaleDB", "series", "  loads: {timestamp: {field: MeasuredAt}, tags: {host: {type: Text}, hostName: {type: Text}}}\n"),
         [("MeasuredAt", "`MeasuredAt` is not in snake_case", "name it `measured_at`"),
          ("hostName", "`hostName` is not in snake_case", "name it `host_name`")]),
        ("naming/field-case",
         store("key-value", "Redis", "keys", "  Cart-Of: {pattern: 'cart:{Some-One}:{no_one}', parts: {no_one: {type: UUID}}, value: {type: JSON, fields: {sum_of: {type: Integer}}}}\n"),
         [("sum_of", "`sum_of` is not in camelCase", "name it `sumOf`")]),
        ("naming/field-case", "entities:\n  users: {owner: identity/accounts, fields: {userName: {type: Text}}}\n  orders: {fields: {Order.total: {type: Text}}}\n",
         [("Order.total", "`Order.total` is not in snake_case", "name it `order_total`")]),
        # foreign-key: of one field, of who defines it, and where it is no part of a key
        ("naming/foreign-key",
         "entities:\n  users: {fields: {id: {type: UUID, constraints: [PK]}, no: {type: UUID}}}\n"
         "  teams: {owner: identity/accounts, fields: {usr_id: {type: UUID, constraints: [FK users.id]}}}\n"
         "  profiles: {fields: {id: {type: UUID, constraints: [PK, FK users.id]}}}\n"
         "  cards: {fields: {usr_id: {type: UUID, constraints: [PK, FK users.id]}}}\n"
         "  orders: {fields: {usr_id: {type: UUID}, b: {type: UUID}}, constraints: ['FK (usr_id) references users(id, no)', 'FK (usr_id, b) references users(id)', 'FK (usr_id, b) references users(id, no)']}\n",
         [("usr_id", "`usr_id` misspells or shortens the name of `users`", "name it `user_id`")]),
        ("naming/foreign-key",
         "title: Carts\nstores:\n  main: {mechanism: relational, technology: PostgreSQL, entities: {users: {fields: {id: {type: UUID, constraints: [PK]}}}}}\n"
         "  cache: {mechanism: key-value, technology: Redis, keys: {carts: {pattern: '{usrId}', parts: {usrId: {type: UUID, constraints: ['FK shop/orders:users.id']}}}}}\n", []),
        # reserved-word
        ("naming/reserved-word",
         "entities:\n  users: {owner: identity/accounts, fields: {Order: {type: Text}}}\n  Order: {}\n  Items: {fields: {User: {type: UUID, constraints: [FK users.id]}, 'all': {type: Text}}}\n  users_x: {fields: {Group: {type: Text}}}\n  Current_User: {fields: {Current_Date: {type: Text}}}\n  alls: {fields: {All: {type: Text}}}\n",
         [("Order", "`Order` is a reserved word of PostgreSQL", "name it `orders`, or each use must quote it"),
          ("User", "`User` is a reserved word of PostgreSQL", "name it `user_id`, or each use must quote it"),
          ("'all'", "`all` is a reserved word of PostgreSQL", "name it `item_all`, or each use must quote it"),
          ("Group", "`Group` is a reserved word of PostgreSQL", "name it `users_x_group`, or each use must quote it"),
          ("Current_User", "`Current_User` is a reserved word of PostgreSQL", "name it `current_users`, or each use must quote it"),
          ("Current_Date", "`Current_Date` is a reserved word of PostgreSQL", "name it `current_user_current_date`, or each use must quote it"),
          ("All", "`All` is a reserved word of PostgreSQL", "name it `all_value`, or each use must quote it")]),
        ("naming/reserved-word",
         store("key-value", "PostgreSQL", "keys", "  carts: {pattern: '{user}:{all}', parts: {user: {type: UUID}}, value: {type: JSON, fields: {group: {type: Text}}}}\n"),
         [("group", "`group` is a reserved word of PostgreSQL", "name it `cart_group`, or each use must quote it")]),
        ("naming/reserved-word",
         store("time-series", "TimescaleDB", "series", "  loads: {timestamp: {field: end}, fields: {value: {type: Float}}}\n"),
         [("end", "`end` is a reserved word of TimescaleDB", "name it `load_end`, or each use must quote it")]),
        # index
        ("naming/index",
         "entities:\n  users: {owner: identity/accounts, fields: {id: {type: UUID}}, indexes: {by_id: {fields: [id]}}}\n"
         "  orders:\n    fields: {id: {type: UUID}, Xa: {type: Text}}\n    indexes:\n"
         "      idx_orders_id: {fields: [id]}\n      uq_orders_x: {fields: [id], unique: true}\n      uq_orders_y: {fields: [id], type: 'btree, unique'}\n"
         "      uq_orders_z: {fields: [id]}\n      one: {fields: [id desc, lower(Xa), X], unique: true}\n      two: {fields: [id]}\n",
         [("uq_orders_z", "`uq_orders_z` does not begin with `idx_orders_`", "begin it with `idx_orders_`"),
          ("one", "`one` does not begin with `idx_orders_` or `uq_orders_`", "name it `idx_orders_id_lower_Xa_X`"),
          ("two", "`two` does not begin with `idx_orders_`", "begin it with `idx_orders_`")]),
        ("naming/index", store("key-value", "DynamoDB", "keys", "  carts: {pattern: '{user}', indexes: {GSI1: {fields: [user]}}}\n"), []),
        ("naming/index",  # 63 bytes, and 64
         f"entities:\n  o: {{fields: {{}}, indexes: {{x: {{fields: [{LONG[:57]}]}}, y: {{fields: [{LONG[:58]}]}}}}}}\n",
         [("x", "`x` does not begin with `idx_o_`", f"name it `idx_o_{LONG[:57]}`"),
          ("y", "`y` does not begin with `idx_o_`", "begin it with `idx_o_`")]),
        ("naming/index",  # MySQL counts characters
         store("relational", "MySQL", "entities", f"  o: {{fields: {{}}, indexes: {{x: {{fields: [{'ä' * 58}]}}, y: {{fields: [{'ä' * 59}]}}}}}}\n"),
         [("x", "`x` does not begin with `idx_o_`", f"name it `idx_o_{'ä' * 58}`"),
          ("y", "`y` does not begin with `idx_o_`", "begin it with `idx_o_`")]),
        ("naming/index", store("document", "MongoDB", "collections", f"  o: {{fields: {{}}, indexes: {{x: {{fields: [{LONG}{LONG}]}}}}}}\n"),
         [("x", "`x` does not begin with `idx_o_`", f"name it `idx_o_{LONG}{LONG}`")]),
        # too-long
        ("naming/too-long",
         f"entities:\n  {LONG}bbbbb: {{owner: identity/accounts}}\n  {LONG}bbb: {{}}\n  {LONG}bbbb: {{}}\n  o: {{fields: {{{LONG}abcd: {{type: JSON, fields: {{{LONG}bcde: {{type: Text}}}}}}}}, indexes: {{{LONG}idx_: {{fields: [id]}}}}}}\n",
         [(name, f"`{name}` has 64 bytes; PostgreSQL allows 63", "shorten it by 1") for name in (f"{LONG}bbbb", f"{LONG}abcd", f"{LONG}idx_")]),
        ("naming/too-long",
         store("key-value", "PostgreSQL", "keys", f"  carts: {{pattern: '{{{LONG}abcd}}:{{{LONG}bcde}}', parts: {{{LONG}bcde: {{type: Text}}}}}}\n"), []),
        ("naming/too-long",
         store("time-series", "TimescaleDB", "series", f"  loads: {{timestamp: {{field: {LONG}times}}}}\n"),
         [(f"{LONG}times", f"`{LONG}times` has 65 bytes; TimescaleDB allows 63", "shorten it by 2")]),
        ("naming/too-long", store("document", "MongoDB", "collections", f"  {LONG}{LONG}: {{}}\n"), []),
        # standard-fields
        ("naming/standard-fields", table(),
         [("orders", "`orders` has no `created_at` or `updated_at`", "add `created_at` and `updated_at`")]),
        ("naming/standard-fields",
         "entities:\n  lines: {fields: {number: {type: UUID, constraints: [PK]}}}\n  orders: {fields: {number: {type: UUID, constraints: [PK]}, created_at: {type: Date}, updated_at: {type: Date}}}\n"
         "  x: {fields: {at: {type: JSON, fields: {id: {type: UUID}, created_at: {type: Date}, updated_at: {type: Date}}}}}\n",
         [("lines", "`lines` has no `id`, `created_at` or `updated_at`", "name the primary key `id`, and add `created_at` and `updated_at`"),
          ("orders", "`orders` has no `id`", "name the primary key `id`"),
          ("x", "`x` has no `id`, `created_at` or `updated_at`", "add `id`, `created_at` and `updated_at`")]),
        # table-case, table-plural
        ("naming/table-case", "entities:\n  UserName: {owner: identity/accounts}\n  OrderLine: {}\n", [("OrderLine", "`OrderLine` is not in snake_case", "name it `order_lines`")]),
        ("naming/table-case", store("document", "MongoDB", "collections", "  orderLines: {}\n  Order-Lines: {}\n  order_lines: {}\n"),
         [("Order-Lines", "`Order-Lines` is not in camelCase or snake_case", "name it `orderLines`")]),
        ("naming/table-case", store("key-value", "Redis", "keys", "  Cart-Of: {pattern: 'x'}\n"), []),
        ("naming/table-plural", "entities:\n  user: {owner: identity/accounts}\n  users: {owner: identity/accounts}\n", []),
        ("naming/table-plural", store("key-value", "Redis", "keys", "  cart: {pattern: 'x'}\n"), []),
        ("naming/table-plural", store("document", "MongoDB", "collections", "  order_line: {}\n  orderItem: {}\n  Order-Part: {}\n"),
         [("order_line", "`order_line` is not plural", "name it `order_lines`"),
          ("orderItem", "`orderItem` is not plural", "name it `orderItems`"),
          ("Order-Part", "`Order-Part` is not plural", "name it `orderParts`")]),
        # timestamp
        ("naming/timestamp",
         "entities:\n  users: {owner: identity/accounts, fields: {created: {type: Timestamp}}}\n  orders:\n    fields:\n      mod: {type: Timestamp}\n      Created_At: {type: Timestamp}\n      createdOn: {type: Timestamp}\n"
         "      row: {type: JSON, fields: {modified: {type: DateTime}, updated_at: {type: DateTime}, creation_date: {type: Date}}}\n      deletion: {type: Timestamp}\n      updated: {type: Text}\n",
         [("createdOn", "`createdOn` is a timestamp by another name than `created_at`", "name it `created_at`"),
          ("creation_date", "`creation_date` is a timestamp by another name than `created_at`", "name it `created_at`"),
          ("deletion", "`deletion` is a timestamp by another name than `deleted_at`", "name it `deleted_at`")]),
        ("naming/timestamp", store("time-series", "TimescaleDB", "series", "  loads: {timestamp: {field: created}, fields: {modified: {type: Timestamp}}}\n"),
         [("created", "`created` is a timestamp by another name than `created_at`", "name it `created_at`"),
          ("modified", "`modified` is a timestamp by another name than `updated_at`", "name it `updated_at`")]),
        ("naming/timestamp", store("key-value", "Redis", "keys", "  logs: {pattern: '{created}', parts: {created: {type: Timestamp}}}\n"), []),
    ],
)  # fmt: skip
def test_each_name_that_breaks_a_convention_is_pointed_at_with_a_better_one(
    rule: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert said(rule, text) == expected


def test_a_tables_name_begins_with_one_of_the_projects_prefixes() -> None:
    rule = replace(BY_NAME["naming/table-prefix"], conventions={"table_prefixes": ("app_", "log_")})
    found = judged(rule, "entities:\n  orders: {}\n  app_users: {}\n  log_users: {}\n", [rule])
    assert [(p.data_path, p.message, p.help) for p in found] == [
        ("stores.main.entities.orders", "`orders` does not begin with `app_` or `log_`", "name it `app_orders`")
    ]


@pytest.mark.parametrize(
    ("tables", "drifted"),
    [
        # by the table with the field, what is said of it, and what else is shown
        ({"a": "zip_code", "b": "zipcode"}, [("b.zipcode", "`zipcode` is named `zip_code` in 1 other place", "`a` has it so")]),
        ({"a": "zip_code", "b": "zip_code", "c": "zipcode", "d": "zipcode"},
         [("c.zipcode", "`zipcode` is named `zip_code` in 2 other places", "`a` has it so"),
          ("d.zipcode", "`zipcode` is named `zip_code` in 2 other places", "`a` has it so")]),
        ({"a": "zipcode", "b": "zip_code", "c": "zipcode", "d": "zipcode"},
         [("b.zip_code", "`zip_code` is named `zipcode` in 3 other places", "`a` has it so")]),
        ({"a": "id", "b": "id", "c": "identifier"}, []),  # an id is another rule's matter
        ({"a": "zipcode", "b": "zip_code", "c": "zip_code zipcode", "d": "zipcode", "e": "zip_code"},
         [("a.zipcode", "`zipcode` is named `zip_code` in 3 other places", "`b` has it so"),
          ("d.zipcode", "`zipcode` is named `zip_code` in 3 other places", "`b` has it so")]),
        ({"a": "___", "b": "__"}, []),
        ({"a": "cust_no", "b": "customer_number"}, [("a.cust_no", "`cust_no` is named `customer_number` in 1 other place", "`b` has it so")]),
        ({"a": "at.zip_code at.zipcode", "b": "at.zip_code"}, []),  # side by side, they are two things
        ({"a": "at.zip_code by.zipcode"}, [("a.fields.by.fields.zipcode", "`zipcode` is named `zip_code` in 1 other place", "`a` has it so")]),
    ],
)  # fmt: skip
def test_one_thing_that_is_named_in_two_ways_is_told_where_the_fewer_are(
    tables: dict[str, str], drifted: list[tuple[str, str, str]]
) -> None:
    text = f"entities: {json.dumps({name: {'fields': _fields(names)} for name, names in tables.items()})}\n"
    found = [
        (p.data_path.removeprefix("stores.main.entities."), p.message, *(related.message for related in p.related))
        for p in problems("naming/drift", text)
    ]
    assert found == [
        (place if ".fields." in place else place.replace(".", ".fields."), message, shown)
        for place, message, shown in drifted
    ]


def _fields(names: str) -> dict[str, Any]:
    """Fields by their names; one with a dot is nested."""
    fields: dict[str, Any] = {}
    for name in names.split():
        outer, _, inner = name.rpartition(".")
        within = fields.setdefault(outer, {"type": "Object", "fields": {}})["fields"] if outer else fields
        within[inner] = {"type": "Text"}
    return fields


def test_the_name_of_a_series_time_drifts_where_it_stands() -> None:
    text = store("time-series", "TimescaleDB", "series", "".join(
        f"  {name}: {{timestamp: {{field: {field}}}}}\n" for name, field in (("a", "run_time"), ("b", "run_time"), ("c", "runtime"))
    ))  # fmt: skip
    assert said("naming/drift", text) == [
        ("runtime", "`runtime` is named `run_time` in 2 other places", "name it `run_time`")
    ]
