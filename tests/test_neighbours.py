"""What leads from one site to another by their catalogs, as the rules and the linking see it, without a build.

What people see of it, in two sites that are really built, is in `test_catalogs.py`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mkdocs_datadesign.catalog import Object
from mkdocs_datadesign.catalog_json import catalog_json
from mkdocs_datadesign.elsewhere import Neighbour, parsed
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.writer import Site

SITE = Site("plan", "plan/data-design", lambda here, there: there, html=True, within=lambda path: path)
STORE = "stores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    database: core\n    entities:\n"
ID = "id: {type: UUID, constraints: [PK]}"
USERS = f"title: Accounts\n{STORE}      users: {{fields: {{{ID}, name: {{type: Text}}}}}}\n"
ORDERS = f"""\
title: Checkout
{STORE}      users: {{owner: identity/accounts, fields: {{id: {{type: UUID}}}}}}
      orders: {{fields: {{{ID}, user_id: {{type: UUID, constraints: [FK users.id]}}}}}}
queries:
  - {{operation: Find a user, target: users, filter: [name]}}
"""


def project(sidecars: dict[str, str], *neighbours: Neighbour) -> Project:
    files = {f"plan/{key}/03-data-design.yaml": text.encode() for key, text in sidecars.items()}
    return load(files, Options(), lambda path: None, neighbours=neighbours)


def neighbour(sidecars: dict[str, str], base: str = "https://other.example/") -> Neighbour:
    """A site of these designs, as its catalog tells of it."""
    text = catalog_json(project(sidecars), SITE)
    told = parsed("other/catalog.json", text.encode())
    return replace(told, file=told.file.model_copy(update={"site": base}))


def the(project: Project, feature: str, name: str) -> Object:
    (found,) = (item for item in project.catalog.site.known[feature].objects if item.name == name)
    return found


def uses(item: Object) -> set[tuple[str, str, str]]:
    return {(use.kind, use.feature.key, use.words) for use in item.uses}


def test_two_sites_that_leave_an_object_to_each_other_are_told_here_with_the_place_there() -> None:
    theirs = {"identity/accounts": USERS.replace("users: {fields", "users: {owner: commerce/checkout, fields")}
    for base, place in (
        ("https://other.example/", "https://other.example/plan/identity/accounts/03-data-design.md#main.users"),
        ("", "identity/accounts in other/catalog.json"),
    ):
        found = project({"commerce/checkout": ORDERS}, neighbour(theirs, base)).problems
        (cycle,) = (problem for problem in found if problem.rule == "shared/owner-cycle")
        assert cycle.feature == "commerce/checkout"
        (there,) = cycle.related
        assert there.place.path == place
        assert (there.place.elsewhere, there.place.text) == (True, "")


def test_a_cycle_that_lies_within_the_other_site_is_its_own_affair() -> None:
    one = USERS.replace("users: {fields", "users: {owner: identity/teams, fields")
    other = USERS.replace("users: {fields", "users: {owner: identity/accounts, fields")
    theirs = neighbour({"identity/accounts": one, "identity/teams": other})
    assert not [p for p in project({"commerce/checkout": ORDERS}, theirs).problems if p.rule == "shared/owner-cycle"]


def test_what_the_other_site_refers_to_here_is_known_here() -> None:
    both = {"identity/accounts": USERS, "commerce/checkout": ORDERS}
    users = the(project(both), "identity/accounts", "users")
    there = the(project({"identity/accounts": USERS}, neighbour(both)), "identity/accounts", "users")
    assert uses(there) == uses(users)
    (key,) = (
        key
        for item in [the(project({"identity/accounts": USERS}, neighbour(both)), "commerce/checkout", "orders")]
        for key in item.foreign_keys
    )
    assert (key.fields, key.target_fields, key.constraint.text) == (("user_id",), ("id",), "FK identity/accounts:users")
    assert key.target is not None
    assert key.target.feature.elsewhere is None


def test_a_table_is_shared_where_two_features_have_it_and_one_is_here() -> None:
    assert project({"identity/accounts": USERS}).catalog.shared == []
    both = {"identity/accounts": USERS, "commerce/checkout": ORDERS}
    assert [table.name for table in project(both).catalog.shared] == ["users"]
    assert project({"depot/stock": USERS.replace("users", "parts")}, neighbour(both)).catalog.shared == []
    (table,) = project({"commerce/checkout": ORDERS}, neighbour({"identity/accounts": USERS})).catalog.shared
    assert [user.key for user in table.users] == ["commerce/checkout", "identity/accounts"]


def test_an_owner_elsewhere_that_backs_up_less_is_told_to_who_demands_more() -> None:
    plan = "backup: {{frequency: hourly, rto: 1 hour, rpo: {}}}\n"
    theirs = neighbour({"identity/accounts": USERS + plan.format("24 hours")})
    found = project({"commerce/checkout": ORDERS + plan.format("1 hour")}, theirs).problems
    (weaker,) = (problem for problem in found if problem.rule == "backup/weaker-than-user")
    assert (weaker.feature, weaker.data_path) == ("commerce/checkout", "backup.rpo")
    assert (
        weaker.message
        == "`users` of `identity/accounts` has an RPO of `24 hours`, and this feature demands an RPO of `1 hour`"
    )
    assert weaker.help == "agree with its owner on more, or demand less"
    assert [related.message for related in weaker.related] == ["the owner has this"]


def test_a_table_that_the_other_site_defines_too_is_told_here_whichever_comes_first() -> None:
    for here, there in (("aaa/users", "zzz/users"), ("zzz/users", "aaa/users")):
        found = project({here: USERS}, neighbour({there: USERS})).problems
        (twice,) = (problem for problem in found if problem.rule == "shared/no-owner")
        assert twice.feature == here
        assert twice.help == f"write `owner: {there}` here, or name the store's `database` if it is another one"


def test_who_uses_a_table_is_told_in_their_words() -> None:
    view = (
        "dtos:\n  UserView: {source: users, direction: read, fields: {mail: {from: name}, order: {from: orders.id}}}\n"
    )
    found = project({"identity/accounts": USERS, "commerce/checkout": ORDERS + view})
    users = the(found, "identity/accounts", "users")
    assert {(kind, words) for kind, _, words in uses(users)} == {
        ("stub", "Checkout uses it"),
        ("foreign key", "orders.user_id"),
        ("query", "Find a user"),
        ("DTO", "UserView"),
    }
    assert {(use.kind, use.words) for use in users.fields["name"].uses} == {
        ("query", "Find a user"),
        ("DTO", "UserView.mail"),
    }
    assert uses(the(found, "commerce/checkout", "orders")) == {("DTO", "commerce/checkout", "UserView.order")}


def test_of_two_other_sites_the_first_counts_and_what_is_here_before_both() -> None:
    def site(name: str, *keys: str) -> dict[str, str]:
        return {key: USERS.replace("users", name) for key in keys}

    first, second = (neighbour(site(name, "shop/a", "shop/b", f"shop/{name}")) for name in ("first", "second"))
    catalog = project(site("ours", "shop/a"), first, second).catalog
    assert [item.label for item in catalog.all_objects] == [
        "shop/a:ours",
        "shop/b:first",
        "shop/first:first",
        "shop/second:second",
    ]


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("", {"foreign key of orders: orders.user_id", "stub of users: Checkout uses it"}),
        ("queries:\n  - {operation: Find a user, target: users}\n", {"query: Find a user"}),
        ("dtos:\n  View: {source: users, direction: read, fields: {name: {from: name}}}\n", {"DTO: View"}),
    ],
)
def test_what_another_site_says_of_an_object_here_is_said_as_it_is_there(theirs: str, expected: set[str]) -> None:
    there = ORDERS.partition("queries:")[0] + theirs
    told = neighbour({"identity/accounts": USERS, "commerce/checkout": there})
    found = project({"identity/accounts": USERS}, told)
    users = the(found, "identity/accounts", "users")
    said = {f"{use.kind}{f' of {use.by.name}' if use.by else ''}: {use.words}" for use in users.uses}
    assert said >= expected
    assert len(users.uses) == len(said)
    for use in users.uses:
        assert use.feature.elsewhere
        assert use.feature.elsewhere.address(use.feature.elsewhere.anchors.get(use.path, ""))
