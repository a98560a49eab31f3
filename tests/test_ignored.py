"""What is ignored is told: on the feature's page, in the overview, and all of it on a page of the index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from conftest import COMPLETE, Build
from playwright.sync_api import Browser, Page
from processes import datadesign

from mkdocs_datadesign.blocks import put_back
from mkdocs_datadesign.index_writer import PLAIN
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import Written, index_pages
from mkdocs_datadesign.project import Project, Workspace, load
from mkdocs_datadesign.writer import Site

KEYLESS = COMPLETE.replace("id: {type: UUID, constraints: [PK]", "id: {type: UUID, constraints: [NOT NULL]", 1)
HOSTILE = "because </td><script>window.harm=1</script> | `x` {{ 1 }}"
IGNORING = KEYLESS.replace(
    "      customers:\n", f"      customers: # datadesign: ignore model/no-primary-key {HOSTILE}\n"
).replace(", testing: On staging", "")
BILLS = COMPLETE.replace("title: Orders", "title: Bills").replace(
    "    technology:", "    database: bills\n    technology:"
)
BILLS = BILLS.replace("total_cents", "totalCents").replace("status: {", "itsStatus: {")
OPTIONS = "rules: {naming/field-case: off}, overrides: [{features: shop/bills, rules: {query/*: note}}]"
SITE = Site("plan", "plan/data-design", lambda here, there: f"../../{there}", html=True)
SOURCE = "https://example.org/{path}?line={line}"


@pytest.fixture(scope="module", params=[SOURCE, ""], ids=["with addresses", "without addresses"])
def site(build: Build, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Two features, of which something is ignored by a comment, by options, and by a baseline; built."""
    root = tmp_path_factory.mktemp("ignored")
    for feature, text in {"shop/orders": IGNORING, "shop/bills": BILLS}.items():
        (root / "docs/plan" / feature).mkdir(parents=True)
        (root / "docs/plan" / feature / "03-data-design.yaml").write_text(text)
    (root / "docs/index.md").write_text("# Home\n")
    more = f", source_url: '{request.param}'" if request.param else ""
    (root / "mkdocs.yml").write_text(
        "site_name: Test\ntheme: {name: material, font: false}\nplugins:\n  - search\n"
        f"  - datadesign: {{{OPTIONS}, baseline: known.json{more}}}\n"
    )
    assert datadesign("baseline", cwd=root).returncode == 0
    done = build(root / "mkdocs.yml", root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    return root / "site"


def opened(browser: Browser, site: Path, path: str) -> Page:
    page = browser.new_page()
    page.goto((site / "plan" / path / "index.html").as_uri())
    return page


def has_addresses(site: Path) -> bool:
    return SOURCE in (site.parent / "mkdocs.yml").read_text()


def test_the_box_is_not_ticked_and_leads_to_what_closes_it(site: Path, browser: Browser) -> None:
    page = opened(browser, site, "shop/orders/03-data-design")
    row = page.locator("tr", has_text="Primary keys defined")
    assert "⊘" in row.inner_text()
    assert "customers has no primary key" in row.inner_text()
    link = row.get_by_role("link", name="ignored in line 13 of 03-data-design.yaml")
    if has_addresses(site):
        expected = "https://example.org/plan/shop/orders/03-data-design.yaml?line=13"
        assert link.get_attribute("href") == expected
    else:
        assert link.count() == 0
        assert "ignored in line 13 of 03-data-design.yaml" in row.inner_text()
    known = page.locator("tr", has_text="Migration strategy defined").last
    assert "⊘" in known.inner_text()
    known.get_by_role("link", name="in the baseline").click()
    assert page.url.endswith("plan/data-design/ignored/")
    page.close()
    page = opened(browser, site, "shop/orders/03-data-design")
    assert page.get_by_role("link", name="25 of 27, 2 ignored").count() == 1
    assert "2 would be open but for what is ignored" in page.inner_text("body")
    page.close()


def test_the_overview_counts_apart_and_leads_to_the_page(site: Path, browser: Browser) -> None:
    page = opened(browser, site, "data-design")
    text = page.inner_text("body")
    assert "25 of 27, 2 ignored" in text
    assert "51 of 54, 3 ignored" in text
    row = page.locator("tr", has_text="Primary keys defined")
    assert row.inner_text().split("\t")[2:] == ["1 of 2, 1 ignored", "Orders"]
    page.get_by_role("link", name="1 by comments, 2 by options, 1 in the baseline").click()
    assert page.url.endswith("plan/data-design/ignored/")
    page.close()


def test_the_page_tells_all_of_it_and_can_be_filtered(site: Path, browser: Browser) -> None:
    page = opened(browser, site, "data-design/ignored")
    settings, table = page.locator("table").all()
    assert [row.inner_text().split("\t") for row in settings.locator("tbody tr").all()] == [
        ["rules", "*", "naming/field-case", "off", "2", "2"],
        ["overrides", "shop/bills", "query/*", "note", "1", "0"],
    ]
    rows = [row.inner_text().split("\t") for row in table.locator("tbody tr").all()]
    there = " (on the page)" if has_addresses(site) else ""
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["completeness/migration", "Orders", "baseline", f"shop/orders:40:3{there}", "1", "migration.rollback does not say testing", ""],
        ["model/no-primary-key", "Orders", "comment", f"shop/orders:13:18{there}", "1", "customers has no primary key", f"# datadesign: ignore model/no-primary-key {HOSTILE}"],
        ["naming/field-case", "Bills", "naming/field-case: off in the option rules", f"shop/bills:27:11{there}", "2", "itsStatus is not in snake_case; and 1 more", ""],
    ]  # fmt: skip
    assert page.evaluate("window.harm") is None
    if has_addresses(site):
        link = table.get_by_role("link", name="shop/orders:13:18")
        assert link.get_attribute("href") == "https://example.org/plan/shop/orders/03-data-design.yaml?line=13"
    page.get_by_role("searchbox").last.fill("comment")
    assert table.locator("tbody tr:visible").count() == 1
    page.close()


def test_a_search_finds_no_page_that_only_lists_what_others_say(site: Path) -> None:
    assert "data-design/ignored" not in (site / "search/search_index.json").read_text()


def test_files_have_the_page_too_and_one_without_anything_says_so(tmp_path: Path) -> None:
    for feature, text in {"shop/orders": IGNORING}.items():
        (tmp_path / "docs/plan" / feature).mkdir(parents=True)
        (tmp_path / "docs/plan" / feature / "03-data-design.yaml").write_text(text)
    page = tmp_path / "docs/plan/data-design/ignored.md"
    assert datadesign("render", cwd=tmp_path).returncode == 1  # what else is wrong there
    assert "`customers` has no primary key" in page.read_text()
    assert "<script" not in page.read_text()
    (tmp_path / "docs/plan/shop/orders/03-data-design.yaml").write_text(COMPLETE)
    assert datadesign("render", cwd=tmp_path).returncode == 0
    assert "No problem is ignored." in page.read_text()


def test_there_may_be_any_number(tmp_path: Path) -> None:
    count = PLAIN // 2 + 1
    lines = "".join(f"      t{i:03}: {{fields: {{aB: {{type: Text}}}}}}\n" for i in range(count))
    text = "# datadesign: ignore-file model/no-primary-key\n# datadesign: ignore-file naming/*\n"
    text += (
        f"title: Many\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n{lines}"
    )
    named = {"plan/a/one/03-data-design.yaml": text.encode(), "plan/a/two/03-data-design.yaml": IGNORING.encode()}
    made = shown(load(named, Options(), lambda path: None))
    assert f"<td>{count}</td>" in re.sub(r' data-label="[^"]*"', "", made["plan/data-design/ignored.md"])
    ignoring = "".join(
        f"      t{i:03}: # datadesign: ignore model/no-primary-key\n        fields: {{a: {{type: Text}}}}\n"
        for i in range(PLAIN + 1)
    )
    text = f"title: Many\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n{ignoring}"
    project = load({"plan/a/one/03-data-design.yaml": text.encode()}, Options(), lambda path: None)
    (page,) = [one for one in index_pages(project, SITE) if one.path.endswith("ignored.md")]
    assert page.scripts
    assert sum(script.text.count("has no primary key") for script in page.scripts) == PLAIN + 1


# Kept from one build to the next


def shown(project: Project, written: Written | None = None) -> dict[str, str]:
    """All pages as HTML, with what is kept of the builds before."""
    written = written or Written()
    pages = [*written.pages(project, SITE), *index_pages(project, SITE, kept=written.kept)]
    return {page.path: unescape(put_back(page.text, page.blocks)) for page in pages}


COMMENT = " # datadesign: ignore naming/drift"
USUAL = (
    "          email: {",
    '          cust_id: {type: Text, constraints: ["NULL"], description: x}\n          email: {',
)
DRIFTING = COMPLETE.replace(*USUAL).replace("description: x}", "description: x}" + COMMENT)
STATES: list[dict[str, str]] = [
    {"a": DRIFTING},
    {"a": DRIFTING, "b": BILLS},
    {"a": DRIFTING, "b": BILLS.replace("customer_id", "cust_id")},
    {"a": "\n" + DRIFTING, "b": BILLS},
    {"a": DRIFTING.replace(COMMENT, ""), "b": BILLS},
    {"a": DRIFTING.replace(COMMENT, f"{COMMENT} as agreed"), "b": IGNORING},
    {"b": IGNORING},
    {"b": IGNORING.replace("ignore model", "ignore-file model"), "a": "title: ["},
]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rules": {"naming/*": "off", "model/*": "note"}},
        {"overrides": [{"features": "a/b", "rules": {"*": "off"}}]},
    ],
    ids=str,
)
def test_what_is_kept_is_what_a_fresh_build_gives(options: Mapping[str, object]) -> None:
    chosen = Options.model_validate(options)
    workspace, written = Workspace(chosen), Written()
    before: dict[str, str] = {}
    for state in (*STATES, *STATES[-2::-1]):
        files = {f"plan/a/{key}/03-data-design.yaml": text.encode() for key, text in state.items()}
        kept = workspace.update(files, lambda path: None)
        fresh = load(files, chosen, lambda path: None)
        assert dict(kept.hidden) == dict(fresh.hidden)
        assert kept.checklists == fresh.checklists
        now = shown(kept, written)
        assert now == shown(fresh)
        assert now != before
        before = now


def test_a_page_of_the_cache_says_what_the_options_hide_by_now(tmp_path: Path, build: Build) -> None:
    (tmp_path / "docs/plan/shop/bills").mkdir(parents=True)
    (tmp_path / "docs/plan/shop/bills/03-data-design.yaml").write_text(BILLS)
    (tmp_path / "docs/index.md").write_text("# Home\n")
    path = "site/plan/shop/bills/03-data-design/index.html"
    for pattern in ("naming/field-case", "naming/field-*", "naming/*"):
        config = (
            f"site_name: T\ntheme: mkdocs\nplugins: [{{datadesign: {{cache: .kept, rules: {{{pattern}: off}}}}}}]\n"
        )
        (tmp_path / "mkdocs.yml").write_text(config)
        done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
        assert done.returncode == 0, done.stderr
        assert f"<code>{pattern}: off</code>" in (tmp_path / path).read_text()


def test_each_hidden_problem_counts_once_though_two_comments_hide_it() -> None:
    twice = IGNORING.replace("title:", "# datadesign: ignore-file model/no-*\ntitle:")
    project = load({"plan/a/b/03-data-design.yaml": twice.encode()}, Options(), lambda path: None)
    assert len(project.hidden["a/b"]) == 2
    pages = shown(replace(project, problems=[]))
    assert ">1 by comments<" in pages["plan/data-design/index.md"]
    assert pages["plan/data-design/ignored.md"].count("<code>customers</code> has no primary key") == 2
