"""Ignoring comments: on a line, above one, for a file, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import COMPLETE

from mkdocs_datadesign.project import Project

Check = Callable[..., Project]
BAD = COMPLETE.replace("filter: [email]}", "filter: [created_at]}")
LINE = "  - {operation: Find a customer"


@pytest.mark.parametrize(
    "text",
    [
        BAD.replace("filter: [created_at]}", "filter: [created_at]} # datadesign: ignore query/not-indexed"),
        BAD.replace(LINE, f"  # datadesign: ignore query/not-indexed\n{LINE}"),
        BAD.replace(LINE, f"  # datadesign: ignore query/not-indexed\n\n  # the reason\n{LINE}"),
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
