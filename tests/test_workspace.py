"""A project that is kept while its files change is, after each change, what it would be if it were read afresh."""

from __future__ import annotations

import os
import posixpath
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import COMPLETE

from mkdocs_datadesign import index_writer
from mkdocs_datadesign.cache import Cache
from mkdocs_datadesign.catalog_json import catalog_files, catalog_json
from mkdocs_datadesign.elsewhere import Neighbour, parsed
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import Written, index_pages
from mkdocs_datadesign.problem import Severity
from mkdocs_datadesign.project import Project, Workspace, load
from mkdocs_datadesign.rules import RULES, example
from mkdocs_datadesign.search import Entries
from mkdocs_datadesign.writer import Site

FEATURES = ("commerce/checkout", "identity/accounts", "shop/orders", "shop/bills")
ABROAD = ("commerce/checkout", "depot/parts", "depot/stock")
"""The features of other sites; a name that is here as well means the one that is here."""
EXAMPLES = sorted(
    {text for rule in RULES for side in (rule.bad, rule.good) for text in example(side).values()} | {COMPLETE}
)
ACROSS = """\
title: Accounts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {fields: {id: {type: UUID, constraints: [PK]}, email: {type: TEXT}}}
dtos:
  UserView:
    source: commerce/checkout:users
    direction: read
    fields: {email: {from: "commerce/checkout:users.email"}}
"""
"""A design whose DTO shows what another feature has, if that has the same design."""
LINKED = {
    "identity/accounts": """\
title: Accounts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        fields: {id: {type: UUID, constraints: [PK]}, email: {type: TEXT}, state: {type: TEXT}, note: {type: TEXT}}
        indexes: {idx_users_state: {fields: [state]}}
      teams:
        fields: {id: {type: UUID, constraints: [PK]}, user_id: {type: UUID, constraints: [NOT NULL, FK users.id]}}
""",
    "commerce/checkout": """\
title: Checkout
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        owner: identity/accounts
        fields: {id: {type: UUID}, email: {type: TEXT}, mail: {type: TEXT}}
        indexes: {idx_users_email: {fields: [email]}}
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          user_id: {type: UUID, constraints: [FK users.id]}
          team_id: {type: UUID, constraints: ["FK identity/accounts:teams.key"]}
    relationships:
      - {type: N:M, from: orders, to: "identity/accounts:teams", via: users, description: Who buys}
queries:
  - {operation: Find a user, target: users, filter: [email, note], frequency: high}
dtos:
  UserView: {source: users, direction: read, fields: {mail: {from: email}, state: {from: [state, note]}}}
  NewTeam: {source: "identity/accounts:teams", direction: write, fields: {id: {from: id}}}
""",
    "shop/orders": """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users: {owner: commerce/checkout, fields: {state: {type: TEXT}, note: {type: TEXT}}}
      items: {fields: {id: {type: UUID, constraints: [PK]}, order_id: {type: UUID, constraints: [FK orders.id]}}}
queries:
  - {operation: Find a team, target: "identity/accounts:teams", sort: [state], frequency: high}
  - {operation: Find an item, target: items, joins: ["identity/accounts:teams", "commerce/checkout:orders"], filter: [key, note]}
  - {operation: Find more, target: items, filter: ["commerce/checkout:orders.mail", "identity/accounts:teams.state"]}
dtos:
  Item: {source: [items, "commerce/checkout:orders"], direction: read, fields: {mail: {from: [mail, state]}}}
  NewTeam: {source: ["identity/accounts:teams", "commerce/checkout:orders"], direction: write, fields: {note: {from: note}}}
""",
}
"""Designs that see much of one another's fields."""
DOCUMENTS = ("prd.md", "04-backend-design.md", "02-interface-contracts.md")
SEVERITIES = ({}, {"*": Severity.OFF}, {"completeness/*": Severity.OFF}, {"*/unknown-target": Severity.NOTE})
JUDGING: tuple[dict[str, Severity], ...] = (
    {},
    {"*": Severity.OFF},
    {"*": Severity.OFF, "shared/*": Severity.ERROR},
    {"*": Severity.OFF, "dto/*": Severity.ERROR},
)
"""All rules, which tell of nearly each field; none; and those that look at what others have."""
SITE = Site(
    "plan", "plan/data-design", lambda here, there: posixpath.relpath(there, posixpath.dirname(here)), html=True
)
THERE = replace(SITE, base="https://abroad.example/", within=lambda path: path)


def edits(chance: random.Random, features: Sequence[str] = FEATURES) -> Iterator[dict[str, bytes]]:
    """The files of a plan, after one edit and another: designs that refer to each other, and documents."""
    files: dict[str, bytes] = {}
    while True:
        folder = f"plan/{chance.choice(features)}"
        sidecar = f"{folder}/03-data-design.yaml"
        what = chance.random()
        if what < 0.15:
            files.pop(sidecar, None)
        elif what < 0.25:
            document = f"{folder}/{chance.choice(DOCUMENTS)}"
            if files.pop(document, None) is None:
                files[document] = chance.choice([b"# Orders\n\nOrderResponse\n", b"# Post /orders\n"])
        elif what < 0.55 and sidecar in files:
            text = files[sidecar].decode()
            words = sorted({word for word in text.replace(":", " ").split() if word.isidentifier() and len(word) > 3})
            old, new = chance.choice(words or ["title"]), chance.choice(words or ["titles"])
            files[sidecar] = text.replace(old, new, chance.randint(1, 2)).encode()
        elif what < 0.7 and sidecar in files:
            files[sidecar] = edit_of_a_field(files[sidecar].decode(), chance).encode()
        elif what < 0.8 and sidecar in files:
            lines = files[sidecar].decode().splitlines(keepends=True)
            at = chance.randrange(len(lines))
            lines[at : at + chance.randint(0, 1)] = chance.choice([["\n"], [], ["# datadesign: ignore naming/*\n"]])
            files[sidecar] = "".join(lines).encode()
        else:
            text = chance.choice(EXAMPLES) if chance.random() < 0.8 else ACROSS
            for key in FEATURES[:2]:
                text = text.replace(key, chance.choice((*FEATURES, *features)))
            files[sidecar] = text.encode()
        yield dict(files)


def edit_of_a_field(text: str, chance: random.Random) -> str:
    """The text with another type of a field, another name, or one more field."""
    found = list(re.finditer(r"(?<=[{ ])(\w+): (?=\{type: (\w+))", text))
    if not found:
        return text
    field, name = chance.choice(found), chance.choice(("key", "mail", "note", "state"))
    kind = chance.choice(("type", "name", "more"))
    if kind == "type":
        return text[: field.start(2)] + chance.choice(("UUID", "TEXT", "BIGINT", "JSONB")) + text[field.end(2) :]
    if kind == "name":
        return text[: field.start()] + name + text[field.end(1) :]
    line, more = text.rfind("\n", 0, field.start()) + 1, f"{name}: {{type: TEXT, constraints: [NOT NULL]}}"
    if text[line : field.start()].isspace():
        return f"{text[:line]}{text[line : field.start()]}{more}\n{text[line:]}"
    return f"{text[: field.start()]}{more}, {text[field.start() :]}"


def neighbours(chance: random.Random) -> Iterator[list[Neighbour]]:
    """The catalogs of other sites, which come, change and go; they may have features of the same names."""
    sites = {f"{name}.json": edits(chance, ABROAD) for name in ("east", "west")}
    known: dict[str, Neighbour] = {}
    while True:
        name = chance.choice(list(sites))
        if chance.random() < 0.2:
            known.pop(name, None)
        elif chance.random() < 0.4:
            files = [next(sites[name]) for _ in range(chance.randint(1, 9))][-1]
            project = load(sidecars(files), Options(), files.get)
            known[name] = parsed(name, catalog_json(project, THERE).encode())
        yield list(known.values())


def said(project: Project, written: Written, entries: Entries) -> Iterator[tuple[str, object]]:
    """All that is said of a project, with what its pages and its search were before."""
    yield "problems", project.problems
    yield "features", written.pages(project, SITE)
    yield "index", list(index_pages(project, SITE, kept=written.kept))
    yield "catalog", list(catalog_files(project, SITE, written.kept))
    yield "checklists", {key: [(a.item.text, a.state) for a in found] for key, found in project.checklists.items()}
    yield "search", entries.pages(project, SITE, ["index", "shared-tables"])


def encoded(plan: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in plan.items()}


def sidecars(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in sorted(files.items()) if path.endswith(".yaml")}


@pytest.mark.parametrize("seed", range(int(os.environ.get("DATADESIGN_SEEDS", "6"))))
def test_each_edit_leaves_what_a_fresh_read_gives(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:  # tables that are too long for their pages
        monkeypatch.setattr(index_writer, "PLAIN", 6)
        monkeypatch.setattr(index_writer, "FIRST", 4)
    options = Options()
    kept, written, entries = Workspace(options), Written(), Entries()
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    history, others = edits(chance), neighbours(chance)
    for step in range(40):
        files, beside = next(history), next(others) if seed % 3 == 2 else []
        now = said(kept.update(sidecars(files), files.get, neighbours=beside), written, entries)
        fresh = said(load(sidecars(files), options, files.get, neighbours=beside), Written(), Entries())
        for (what, found), (_, wanted) in zip(now, fresh, strict=True):
            assert found == wanted, f"{what}, step {step}"


@pytest.mark.parametrize("seed", range(int(os.environ.get("DATADESIGN_SEEDS", "6"))))
def test_each_field_of_another_leaves_what_a_fresh_read_gives(seed: int) -> None:
    options = Options(rules=JUDGING[seed % len(JUDGING)])
    kept, written, entries = Workspace(options), Written(), Entries()
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    plan = {f"plan/{key}/03-data-design.yaml": text for key, text in LINKED.items()}
    for step in range(40):
        now = said(kept.update(encoded(plan), lambda path: None), written, entries)
        fresh = said(load(encoded(plan), options, lambda path: None), Written(), Entries())
        for (what, found), (_, wanted) in zip(now, fresh, strict=True):
            assert found == wanted, f"{what}, step {step}"
        path = chance.choice(list(plan))
        whole = LINKED[path.removeprefix("plan/").removesuffix("/03-data-design.yaml")]
        plan[path] = whole if chance.random() < 0.1 else edit_of_a_field(plan[path], chance)


@pytest.mark.parametrize("seed", range(int(os.environ.get("DATADESIGN_SEEDS", "6"))))
def test_the_pages_that_builds_before_have_kept_are_those_that_would_be_written(seed: int, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", tmp_path / "docs")
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    history, others = edits(chance), neighbours(chance)
    for step in range(60):
        files, options = next(history), Options(rules=chance.choice(SEVERITIES))
        site = replace(SITE, address=lambda here, there, files=files: _address(here, there, files))
        project = load(sidecars(files), options, files.get, neighbours=next(others))
        assert Written().pages(project, site, cache=cache) == Written().pages(project, site), f"step {step}"


MOVING_ON = {
    "a DTO's field": ("dtos: {V: {source: ['a/y:users', 'a/z:people'], direction: read, fields: {mail: {from: mail}}}}", ""),
    "a field that is written": (
        "dtos: {V: {source: ['a/y:users', 'a/z:people'], direction: write, fields: {mail: {from: mail}}}}", ""
    ),
    "a query's filter": ("queries: [{operation: Find, target: 'a/y:users', joins: ['a/z:people'], filter: [mail]}]", ""),
    "an object that was a field": (
        "dtos: {V: {source: ['a/y:users'], direction: read, fields: {mail: {from: people.mail}}}}",
        "          people: {type: JSONB, fields: {mail: {type: TEXT}}}\n",
    ),
}  # fmt: skip
"""What a feature says of a field of a/y, or of a/z once it is gone there, and what else a/y has."""


@pytest.mark.parametrize(("says", "more"), MOVING_ON.values(), ids=MOVING_ON)
def test_a_reference_that_moves_on_to_a_third_feature_is_told_there(says: str, more: str) -> None:
    kept, written, entries, options = Workspace(Options()), Written(), Entries(), Options()
    ours = OTHER.replace("NAME", "users") + f"          mail: {{type: TEXT, constraints: [NOT NULL]}}\n{more}"
    theirs = OTHER.replace("NAME", "people") + "          mail: {type: TEXT, constraints: [NOT NULL]}\n"
    asking = OTHER.replace("NAME", "carts") + f"{says}\n"
    without = ours.replace(more, "") if more else ours.replace("mail:", "post:")
    for now in (ours, without, ours, without):
        plan = {"a/x": asking, "a/y": now, "a/z": theirs}
        files = encoded({f"plan/{key}/03-data-design.yaml": text for key, text in plan.items()})
        served = said(kept.update(files, lambda path: None), written, entries)
        fresh = said(load(files, options, lambda path: None), Written(), Entries())
        for (what, found), (_, wanted) in zip(served, fresh, strict=True):
            assert found == wanted, what


def test_a_field_that_is_named_with_its_object_is_missed_until_it_comes() -> None:
    """Even where nothing else of the feature leads to that object, and whatever else has changed there."""
    kept, missing = Workspace(Options()), "it has `id`"

    def told(more: str = "") -> list[str]:
        query = "queries: [{operation: Find, target: bills, filter: ['b/second:orders.mail']}]\n"
        plan = {FIRST: OTHER.replace("NAME", "bills") + query, SECOND: OTHER.replace("NAME", "orders") + more}
        found = kept.update(encoded(plan), lambda path: None).problems
        return [problem.help for problem in found if problem.rule == "query/unknown-field"]

    line = "          {}: {{type: TEXT}}\n".format
    assert told() == [missing]
    assert told(line("mail")) == []
    assert told(line("mails")) == ["did you mean `mails`?"]
    assert told(line("state")) == [f"{missing}, `state`"]
    assert told(line("mail")) == []


FIRST, SECOND, THIRD = (f"plan/{key}/03-data-design.yaml" for key in ("a/first", "b/second", "c/third"))
ASKING = example("""\
entities:
  accounts:
    fields:
      id: {type: UUID, constraints: [PK]}
  bills:
    fields:
      id: {type: UUID, constraints: [PK]}
      customer_id: {type: UUID, constraints: [FK accounts.id]}
integrity:
  - {rule: Nobody owes twice, target: refunds}
""")["shop/orders"]
OTHER = example("""\
entities:
  NAME:
    fields:
      id: {type: UUID, constraints: [PK]}
""")["shop/orders"]


@pytest.mark.parametrize(
    ("rule", "name", "here", "there"),
    [("naming/foreign-key", "customers", [], [SECOND]), ("model/unknown-target", "refunds", [SECOND], []),
     ("shared/no-owner", "bills", [], [THIRD])],
)  # fmt: skip
def test_a_name_that_comes_and_goes_elsewhere_is_told_where_it_matters(
    rule: str, name: str, here: list[str], there: list[str]
) -> None:
    """`here` and `there` are where the rule finds something, without and with the name in another feature."""
    kept, asking = Workspace(Options()), THIRD if there == [THIRD] else SECOND

    def found(sidecars: dict[str, str]) -> list[str]:
        project = kept.update({path: text.encode() for path, text in sidecars.items()}, lambda path: None)
        return [problem.place.path for problem in project.problems if problem.rule == rule]

    alone, with_it = OTHER.replace("NAME", "parcels"), OTHER.replace("NAME", name)
    for first, wanted in ((alone, here), (with_it, there), (alone, here), (with_it, there), (None, here)):
        others = {FIRST: first} if first else {}
        assert found({**others, asking: ASKING}) == wanted


def test_a_document_is_missed_as_long_as_it_is_not_there_whoever_brings_it() -> None:
    kept, theirs = Workspace(Options()), SECOND.replace(".yaml", ".md")

    def missed(named: str = "", **more: str) -> list[str]:
        reference = f"references:\n  prd: {named}\n" if named else ""
        files = {FIRST: (OTHER + reference).encode(), **{at[name]: text.encode() for name, text in more.items()}}
        project = kept.update(sidecars(files), files.get, mark=lambda path: path in files)
        return [problem.message for problem in project.problems if problem.rule == "references/missing-file"]

    at = {"research": "plan/a/first/01-research.md", "theirs": SECOND, "their_page": theirs}
    page = "../../b/second/03-data-design.md"
    assert missed() == []
    assert len(missed("01-research.md")) == 1
    assert missed("01-research.md", research="# Findings") == []
    assert len(missed("00-prd.md", research="# Findings")) == 1
    assert len(missed(page)) == 1
    assert missed(page, theirs=OTHER) == []
    assert missed(page, theirs=OTHER, research="# Findings") == []
    assert len(missed(page)) == 1
    assert missed(page, their_page="# Written by hand") == []
    assert missed(page, theirs="- no design") == []
    assert len(missed(page)) == 1
    assert missed(page, theirs=OTHER) == []
    assert len(missed("01-research.md", theirs=OTHER)) == 1
    assert missed(theirs=OTHER) == []


def _address(here: str, there: str, files: dict[str, bytes]) -> str | None:
    """A document's address while it is there; that of any page."""
    document = there.endswith(DOCUMENTS)
    return SITE.address(here, there) if there in files or not document else None
