"""The workflow's checklist: each box is answered by rules, or waits for the author's word."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from conftest import COMPLETE, Build
from playwright.sync_api import Browser

from mkdocs_datadesign.baseline import of
from mkdocs_datadesign.checklist import ITEMS, Answer, counted_states
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.problem import Comment, Setting, Severity
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.rules import RULES

Check = Callable[..., Project]
DRAFT = "title: Orders\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\n"


def answers(project: Project, feature: str = "shop/orders") -> dict[str, Answer]:
    return {answer.item.text: answer for answer in project.checklists[feature]}


def states(project: Project) -> set[str]:
    return {answer.state for answer in answers(project).values()}


def test_every_rule_of_an_item_exists_and_every_item_has_one() -> None:
    names = [rule.name for rule in RULES]
    for item in ITEMS:
        assert item.rules
        for pattern in item.rules:
            assert any(fnmatchcase(name, pattern) for name in names), pattern
    assert len({item.text for item in ITEMS}) == len(ITEMS) == 27


def test_a_complete_design_answers_every_item(project: Check) -> None:
    assert states(project(COMPLETE)) == {"done", "said"}


def test_a_draft_with_nothing_in_it_leaves_most_open(project: Check) -> None:
    found = answers(project(DRAFT))
    assert found["Persistence mechanism selected and justified"].state == "open"
    assert found["Query patterns identified"].state == "open"
    assert found["No SQL CREATE statements"].state == "done"
    assert found["Migration strategy defined"].state == "does not apply"
    assert found["Volume estimates realistic"].state == "open"


def test_an_open_box_holds_what_is_missing(project: Check) -> None:
    text = COMPLETE.replace(", testing: On staging", "")
    (problem,) = answers(project(text))["Migration strategy defined"].problems
    assert problem.rule == "completeness/migration"
    assert problem.data_path == "migration.rollback"


def test_what_no_rule_can_answer_waits_for_the_authors_word(project: Check) -> None:
    text = COMPLETE.replace("  Volume estimates realistic: Counted in the pilot\n", "")
    assert answers(project(text))["Volume estimates realistic"].state == "wanted"
    said = answers(project(COMPLETE))["Volume estimates realistic"]
    assert (said.state, said.word) == ("said", "Counted in the pilot")


def test_a_word_does_not_close_a_box_that_rules_leave_open(project: Check) -> None:
    text = COMPLETE.replace("peak: 4_000_000", "peak: 4_000")
    assert answers(project(text))["Volume estimates realistic"].state == "open"


def test_contracts_that_rules_follow_need_no_word(project: Check) -> None:
    assert answers(project(COMPLETE))["Aligns with backend design"].state == "said"
    text = COMPLETE.replace("    direction: ", "    contract: api.md\n    direction: ")
    found = answers(project(text))["Aligns with backend design"]
    assert {problem.rule for problem in found.problems} == {"dto/missing-contract"}


def test_rules_that_are_off_answer_nothing(project: Check) -> None:
    found = answers(project(COMPLETE, rules={"naming/*": "off"}))
    assert found["Naming matches conventions"].state == "wanted"


def test_a_problem_in_the_baseline_closes_no_box(project: Check) -> None:
    text = COMPLETE.replace("      customers:", "      client:").replace("FK customers", "FK client")
    text = text.replace("target: customers", "target: client").replace("customer_id", "client_id")
    found = project(text)
    assert answers(found)["Naming matches conventions"].state == "open"
    (problem,) = answers(found)["Naming matches conventions"].problems
    known = load({problem.place.path: text.encode()}, Options(), lambda path: None, of(found.problems, found.catalog))
    answer = answers(known)["Naming matches conventions"]
    assert (answer.state, [one.by for one in answer.hidden]) == ("ignored", ["baseline"])


@pytest.mark.parametrize(
    ("comment", "options"),
    [
        ("# datadesign: ignore model/no-primary-key", {}),
        ("# datadesign: ignore model/*", {"rules": {"model/*": "warning"}}),
        ("", {"rules": {"model/no-primary-key": "note"}}),
        ("", {"overrides": [{"features": "shop/*", "rules": {"model/no-*": "note"}}]}),
    ],
)
def test_a_box_that_something_closes_says_so_and_by_what(
    project: Check, comment: str, options: dict[str, object]
) -> None:
    text = COMPLETE.replace("id: {type: UUID, constraints: [PK]", "id: {type: UUID, constraints: [NOT NULL]", 1)
    found = answers(project(text.replace("      customers:\n", f"      customers: {comment}\n"), **options))
    box = found["Primary keys defined"]
    assert (box.state, box.problems) == ("ignored", ())
    (hidden,) = box.hidden
    assert hidden.problem.message == "`customers` has no primary key"
    if isinstance(hidden.by, Comment):
        assert (hidden.by.text, hidden.by.place.span.line) == (comment, 13)
    else:
        assert isinstance(hidden.by, Setting)
        assert hidden.by.severity == "note"
    others = {text: answer.state for text, answer in found.items() if answer is not box}
    assert set(others.values()) == {"done", "said"}
    count = counted_states([answer.state for answer in found.values()])
    assert (count, count.words) == ((26, 27, 1), "26 of 27, 1 ignored")


def test_a_rule_that_is_off_closes_a_box_only_where_it_would_find_something(project: Check) -> None:
    bad = COMPLETE.replace("total_cents", "totalCents")
    off = {"rules": {"naming/field-case": "off"}}
    assert answers(project(COMPLETE, **off))["Naming matches conventions"].state == "done"
    (hidden,) = answers(project(bad, **off))["Naming matches conventions"].hidden
    assert hidden.by == Setting("rules", "*", "naming/field-case", Severity.OFF)
    all_off = answers(project(bad, rules={"naming/*": "off"}))["Naming matches conventions"]
    assert (all_off.state, all_off.off) == ("wanted", (Setting("rules", "*", "naming/*", Severity.OFF),))
    said = bad.replace("checklist:\n", "checklist:\n  Naming matches conventions: Names of 1998\n")
    assert answers(project(said, rules={"naming/*": "off"}))["Naming matches conventions"].state == "said"
    word = answers(project(said, **off))["Naming matches conventions"]
    assert (word.state, word.word) == ("ignored", "Names of 1998")


def test_what_is_open_stays_so_whatever_else_is_ignored(project: Check) -> None:
    text = COMPLETE.replace("total_cents", "totalCents").replace("      customers:", "      client:")
    text = text.replace("FK customers", "FK client").replace("target: customers", "target: client")
    found = answers(project(text, rules={"naming/field-case": "off"}))["Naming matches conventions"]
    assert (found.state, found.hidden) == ("open", ())


@pytest.fixture(scope="module")
def site(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete feature and an empty draft, built."""
    root = tmp_path_factory.mktemp("checklist")
    for feature, text in {"shop/orders": COMPLETE.replace(", testing: On staging", ""), "shop/ideas": DRAFT}.items():
        (root / "docs/plan" / feature).mkdir(parents=True)
        (root / "docs/plan" / feature / "03-data-design.yaml").write_text(text)
    (root / "docs/index.md").write_text("# Home\n")
    options = "rules: {completeness/migration: warning}"
    (root / "mkdocs.yml").write_text(
        f"site_name: Test\ntheme: {{name: material, font: false}}\nplugins:\n  - datadesign: {{{options}}}\n"
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0, done.stderr
    return root / "site"


def test_the_page_shows_each_item_and_leads_to_what_is_missing(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "plan/shop/orders/03-data-design/index.html").as_uri())
    rows = page.locator("tr", has=page.locator("td:nth-child(2)", has_text="✓"))
    assert rows.count() == len(ITEMS) - 1
    text = page.inner_text("body")
    assert all(item.text in text for item in ITEMS)
    row = page.locator("tr", has_text="Migration strategy defined").last
    assert "✗" in row.inner_text()
    row.get_by_role("link").first.click()
    assert page.url.endswith("#section.migration")
    assert page.locator("[id='section.migration']").count() == 1
    page.close()


def test_the_overview_counts_and_names_the_features(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "plan/data-design/index.html").as_uri())
    assert page.get_by_role("link", name=f"{len(ITEMS) - 1} of {len(ITEMS)}").count() == 1
    row = page.locator("tr", has_text="Migration strategy defined")
    assert "0 of 1" in row.inner_text()
    assert row.get_by_role("link").inner_text() == "Orders"
    assert page.locator("tr", has_text="Query patterns identified").get_by_role("link").count() == 1
    page.close()
