"""Ignoring comments: on a line, above one, for a file, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import COMPLETE

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
