"""Which features look different after an edit of one: those, so that a rebuild tells nothing stale, and no others.

That whole rebuilds are what fresh builds are, `test_workspace.py` and `test_rebuilds.py` show, for many edits.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from mkdocs_datadesign.catalog import Catalog, Feature
from mkdocs_datadesign.linking import link, relink
from mkdocs_datadesign.reading import read_feature

ACCOUNTS = """\
title: Accounts
summary: Who may sign in.
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {fields: {id: {type: UUID, constraints: [PK]}, email: {type: Text}, state: {type: Text}}}
      teams: {fields: {id: {type: UUID, constraints: [PK]}}}
backup: {frequency: daily, rto: 4 hours, rpo: 24 hours}
"""
CHECKOUT = """\
title: Checkout
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {owner: identity/accounts, fields: {id: {type: UUID}}, indexes: {idx_users_state: {fields: [state]}}}
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          user_id: {type: UUID, constraints: [FK users.id]}
          note: {type: Text}
      carts: {fields: {id: {type: UUID, constraints: [PK]}}}
queries:
  - {operation: Find a user, target: users, filter: [email]}
dtos:
  UserView: {source: users, direction: read, fields: {mail: {from: email}}}
"""
BILLS = """\
title: Bills
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      bills:
        fields: {id: {type: UUID, constraints: [PK]}, order_id: {type: UUID, constraints: ["FK commerce/checkout:orders.id"]}}
"""
STOCK = "title: Stock\nstores: {main: {mechanism: key-value, technology: Redis, keys: {levels: {key_pattern: 'level:{part}'}}}}\n"
PLAN = {"identity/accounts": ACCOUNTS, "commerce/checkout": CHECKOUT, "commerce/bills": BILLS, "depot/stock": STOCK}


def feature(key: str, text: str) -> Feature:
    return read_feature(f"plan/{key}/03-data-design.yaml", text.encode(), "plan")


def linked(more: Mapping[str, str] = MappingProxyType({})) -> Catalog:
    return link(feature(key, text) for key, text in {**PLAN, **more}.items())


def after(catalog: Catalog, key: str, text: str | None) -> str:
    """The last parts of the keys of all that looks different once a feature is another, or gone.

    Where names come or go, those who ask for them, or for the feature, count as well: they may lead elsewhere now. An
    object whose foreign key leads elsewhere looks different to those who refer to it.

    Of who links to an object of which another field changes, nothing is shown anew: with a question mark, they name that
    field, so that other things may be wrong with them; with a dash, they do not.
    """
    found = relink(catalog, {key: None if text is None else feature(key, text)})
    told = {"": found.different, "?": found.in_question, "-": found.beside}
    return " ".join(sorted(key.rpartition("/")[2] + mark for mark, keys in told.items() for key in keys))


@pytest.mark.parametrize(
    ("key", "old", "new", "different"),
    [
        ("identity/accounts", "Who may", "Who can", "accounts"),
        ("identity/accounts", "title: Accounts", "title: Users", "accounts checkout"),
        ("identity/accounts", "rpo: 24", "rpo: 12", "accounts checkout"),
        ("identity/accounts", "PostgreSQL", "MySQL", "accounts bills checkout"),
        ("identity/accounts", "PostgreSQL\n", "PostgreSQL\n    backup: {rpo: 1 hour}\n", "accounts checkout"),
        ("identity/accounts", "state: {type: Text}", "state: {type: Boolean}", "accounts checkout?"),
        ("identity/accounts", "teams: {fields: {id:", "teams: {fields: {key:", "accounts"),
        ("identity/accounts", "summary:", "sumary:", "accounts checkout"),
        ("identity/accounts", "state: {type: Text}", "state: {typ: Text}", "accounts checkout"),
        ("identity/accounts", "      teams:", "      groups:", "accounts"),
        ("identity/accounts", "      users:", "      people:", "accounts bills checkout"),
        ("identity/accounts", "title: Accounts", "title: [", "accounts bills checkout"),
        ("commerce/checkout", "title: Checkout", "title: Buying", "accounts bills checkout"),
        ("commerce/checkout", "note: {type: Text}", "note: {type: JSON}", "bills- checkout"),
        ("commerce/checkout", "note: {type: Text}", "note: {type: Text}\n          more: {type: Text}", "bills- checkout"),
        ("commerce/checkout", "note: {type: Text}", "note: {type: Text, constraints: [UNIQUE]}", "bills checkout"),
        ("commerce/checkout", "orders:\n        fields:\n          id: {type: UUID,", "orders:\n        fields:\n          id: {type: Text,", "bills checkout"),
        ("commerce/checkout", "orders:\n", "orders:\n        purpose: What was bought.\n", "bills checkout"),
        ("commerce/checkout", "target: users", "target: orders", "accounts checkout"),
        ("commerce/checkout", "      carts:", "      baskets:", "checkout"),
        ("commerce/checkout", "[FK users.id]", "[]", "accounts bills checkout"),
        ("commerce/checkout", "[FK users.id]", "[FK users.id, NOT NULL]", "accounts bills- checkout"),
        ("commerce/checkout", "Find a user", "Look a user up", "accounts checkout"),
        ("commerce/checkout", "filter: [email]", "filter: [email, state]", "accounts checkout"),
        ("commerce/checkout", "direction: read", "direction: write", "accounts checkout"),
        ("commerce/checkout", "source: users", "source: [users, nobody]", "accounts checkout"),
        ("commerce/checkout", "user_id: {type: UUID", "user_id: {type: Text", "accounts bills- checkout"),
        ("commerce/checkout", "from: email", "from: mail", "accounts checkout"),
        ("commerce/checkout", "fields: [state]", "fields: [email]", "accounts checkout"),
        ("commerce/checkout", "owner: identity/accounts, ", "", "accounts bills checkout"),
        ("commerce/bills", "order_id: {type: UUID", "order_id: {type: Text", "bills checkout"),
        ("commerce/bills", "title: Bills", "title: Invoices", "bills checkout"),
        ("commerce/bills", "orders.id", "carts.id", "bills checkout"),
        ("depot/stock", "level:", "stock:", "stock"),
        ("depot/stock", "title: Stock", "title: Parts", "stock"),
    ],
)  # fmt: skip
def test_an_edit_reaches_who_links_to_what_changed_and_whom_it_links_to(
    key: str, old: str, new: str, different: str
) -> None:
    assert old in PLAN[key]
    assert after(linked(), key, PLAN[key].replace(old, new)) == different


def test_what_a_stub_is_given_reaches_all_who_use_what_it_stands_for() -> None:
    letters = BILLS.replace("bills", "letters").replace("commerce/checkout:orders", "identity/accounts:users")
    given = CHECKOUT.replace(
        "fields: {id: {type: UUID}}", "fields: {id: {type: UUID}, team_id: {type: UUID, constraints: [FK teams.id]}}"
    )
    catalog = linked({"identity/letters": letters})
    assert (
        after(
            catalog,
            "commerce/checkout",
            CHECKOUT.replace("{id: {type: UUID}}", "{id: {type: UUID}, state: {type: Text}}"),
        )
        == "accounts checkout"
    )
    assert after(catalog, "commerce/checkout", given) == "accounts checkout letters"
    assert after(catalog, "commerce/checkout", CHECKOUT) == "accounts checkout letters"


@pytest.mark.parametrize(
    ("more", "bills"),
    [
        ("queries: [{operation: Find, target: 'commerce/checkout:orders'}]", "bills-"),
        ("summary: We add a Note to each.", "bills?"),
        ('summary: "Each n\\x6fte."', "bills?"),
        ("dtos: {Order: {source: 'commerce/checkout:orders', fields: {id: {from: id}}}}", "bills-"),
        ("dtos: {Order: {source: 'commerce/checkout:orders', fields: {id: {from: note}}}}", "bills"),
        ("queries: [{operation: Find, target: 'commerce/checkout:orders', filter: [note]}]", "bills"),
    ],
)
def test_who_links_to_a_field_shows_it_anew_and_who_names_it_is_judged_anew(more: str, bills: str) -> None:
    for name in ("note: {type: JSON}", "remark: {type: Text}"):
        catalog = linked({"commerce/bills": f"{BILLS}{more}\n"})
        assert after(catalog, "commerce/checkout", CHECKOUT.replace("note: {type: Text}", name)) == f"{bills} checkout"


def test_a_field_by_a_name_of_no_plain_letters_may_be_named_in_many_ways() -> None:
    renamed = CHECKOUT.replace("note: {type: Text}", "Größe: {type: Text}")
    assert after(linked(), "commerce/checkout", renamed) == "bills? checkout"


def test_who_names_a_field_that_is_not_there_is_told_of_those_that_are() -> None:
    catalog = linked({"commerce/bills": BILLS.replace("orders.id", "orders.remarks")})
    more = CHECKOUT.replace("note: {type: Text}", "memo: {type: Text}")
    assert after(catalog, "commerce/checkout", more) == "bills- checkout"  # such problems are judged anew in any case
    assert after(catalog, "commerce/checkout", more.replace("memo", "remarks")) == "bills checkout"


def test_who_names_an_object_of_an_owner_that_lacks_it_is_told_of_those_that_it_has() -> None:
    stub = BILLS.replace("fields: {id", "owner: commerce/checkout\n        fields: {id", 1)
    catalog = linked({"commerce/bills": stub})
    assert after(catalog, "commerce/checkout", CHECKOUT.replace("carts:", "bils:")) == "bills checkout"


def test_another_technology_of_the_same_database_reaches_who_links_to_it() -> None:
    named = {key: text.replace("PostgreSQL\n", "PostgreSQL\n    database: core\n") for key, text in PLAN.items()}
    accounts = named["identity/accounts"].replace("PostgreSQL", "MySQL")
    assert after(linked(named), "identity/accounts", accounts) == "accounts checkout"


def test_nothing_looks_different_but_what_was_saved_where_nothing_changed() -> None:
    for key, text in PLAN.items():
        assert after(linked(), key, text) == key.rpartition("/")[2]


def test_what_goes_and_comes_reaches_who_names_it() -> None:
    catalog = linked()
    assert after(catalog, "identity/accounts", None) == "bills checkout"
    assert [failure.message for failure in catalog.features["commerce/checkout"].failures]
    assert after(catalog, "identity/accounts", ACCOUNTS) == "accounts bills checkout"
    assert not catalog.features["commerce/checkout"].failures
    assert after(catalog, "commerce/checkout", None) == "accounts bills"
    (users,) = (item for item in catalog.objects if item.name == "users")
    assert users.uses == []
    assert after(catalog, "commerce/checkout", CHECKOUT) == "accounts bills checkout"
    assert {use.kind for use in users.uses} == {"foreign key", "query", "stub", "DTO"}
    assert after(catalog, "depot/stock", None) == ""
