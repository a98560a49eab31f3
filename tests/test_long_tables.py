"""Ten thousand objects on the index: how much a page carries, and how the rest is found in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, Serve
from playwright.sync_api import Browser, Page, expect

from mkdocs_datadesign.blocks import put_back
from mkdocs_datadesign.index_rows import ENTITIES, entity_rows
from mkdocs_datadesign.index_writer import FIRST, PLAIN, IndexWriter
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import INDEX, index_pages
from mkdocs_datadesign.pages import Page as Made
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.sheet import Script, written
from mkdocs_datadesign.writer import Site

FEATURES, OBJECTS = 1_250, 8
ODD = """It's </script><script>window.hacked = 1</script> <img src=x onerror=window.hacked=1> \\ "quoted" `code` **bold**"""
SITE = Site("plan", "plan/data-design", lambda here, there: f"../../{there}", html=True)
ASSETS = ROOT / "mkdocs_datadesign/assets"


def sidecar(number: int) -> str:
    """A feature of eight objects: two that the next one uses too, names that are wrong, and one purpose that is hostile."""
    after = (number + 1) % FEATURES
    purpose = ODD.replace("'", "''") if number == 7 else f"What number {number} keeps"
    stub = f"      Shared{after}: {{owner: epic/f{after}, fields: {{id: {{type: TEXT}}}}}}\n" if after else ""
    own = "".join(
        f"      thing_{number}_{i}: {{purpose: '{purpose}\u2028{i}', volume: {{initial: {number + 1}, growth: 5/month}},"
        f" fields: {{id: {{type: UUID, constraints: [PK]}}, wrongName: {{type: 'NUMERIC({i + 1}, 2)'}}}}}}\n"
        for i in range(OBJECTS - 1 - bool(stub))
    )
    return (
        f"title: Feature {number}\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n"
        f"    entities:\n      Shared{number}: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n{stub}{own}"
    )


@pytest.fixture(scope="module")
def project() -> Project:
    """1,250 features with 10,000 objects, conflicts and naming violations; read, linked and checked."""
    sidecars = {f"plan/epic/f{n}/03-data-design.yaml": sidecar(n).encode() for n in range(FEATURES)}
    return load(sidecars, Options.model_validate({"rules": {"completeness/*": "off"}}), lambda path: None)


@dataclass(frozen=True)
class Table:
    """A table that was written, and what a page of it would hold if it had no end."""

    html: str
    scripts: list[Script]
    rows: list[list[str]]

    @property
    def texts(self) -> list[list[str]]:
        return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in self.rows]


@pytest.fixture(scope="module")
def entities(project: Project) -> Table:
    writer = IndexWriter("plan/data-design/entities.md", SITE)
    html = writer.entity_table(project)
    keyed = sorted(keyed for feature in project.catalog.features.values() for keyed in entity_rows(feature, SITE))
    return Table(str(html), writer.scripts, [list(map(str, written(ENTITIES, row, writer))) for _, row in keyed])


@pytest.fixture(scope="module")
def folder(entities: Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table in a page of its own, as a site has it."""
    root = tmp_path_factory.mktemp("entities")
    page = root / PATH
    for script in entities.scripts:
        file = root / "plan/data-design" / script.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script.text, encoding="utf-8")
    html = entities.html.replace('data-scripts="../../plan/', 'data-scripts="plan/').replace(" ../../plan/", " plan/")
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>All entities</title>'
        f"<style>{(ASSETS / 'datadesign.css').read_text()}</style><h1>All entities</h1>{html}"
        f"<script>{(ASSETS / 'datadesign.js').read_text()}</script>",
        encoding="utf-8",
    )
    return root


PATH = "plan/data-design/entities.html"


@pytest.fixture
def page(browser: Browser, folder: Path, serve: Serve) -> Iterator[Page]:
    """The page, once all rows are loaded."""
    yield from opened(browser, f"{serve(folder)}/{PATH}")


def opened(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    page.get_by_role("button", name="Next rows").first.wait_for()
    yield page
    assert page.evaluate("window.hacked") is None
    assert wrong == []
    page.close()


SHOWN = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"


def shown(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.locator("tbody tr").evaluate_all(SHOWN)
    return found


@pytest.fixture(scope="module")
def pages(project: Project) -> dict[str, Made]:
    """The pages of the index, by their names, as Markdown leaves them."""
    made = {page.path: replace(page, text=put_back(page.text, page.blocks)) for page in index_pages(project, SITE)}
    return {name: made[SITE.index_page(f"{name}.md")] for name in INDEX}


# What a page carries


def test_no_page_of_the_index_has_more_than_two_megabytes(project: Project, pages: dict[str, Made]) -> None:
    assert sum(1 for _ in project.catalog.objects) == FEATURES * OBJECTS
    assert sum(problem.rule.startswith("naming/") for problem in project.problems) > 10_000
    assert len(project.catalog.shared) == FEATURES - 1
    for name, page in pages.items():
        assert 1_000 < len(page.text.encode()) < 1_200_000, name
        assert all(len(script.text.encode()) < 2_000_000 for script in page.scripts), name


def test_without_a_script_the_rest_is_on_pages_that_are_all_linked(pages: dict[str, Made]) -> None:
    entities = pages["entities"].text
    assert f"The first {FIRST} of {FEATURES * OBJECTS} rows." in entities
    assert 'href="../../plan/data-design/index.md#section.features"' in entities
    overview = pages["index"].text
    missing = [n for n in range(FEATURES) if f'href="../../plan/epic/f{n}/03-data-design.md"' not in overview]
    assert missing == []


def test_each_shared_table_is_listed_and_those_with_problems_are_shown_first(pages: dict[str, Made]) -> None:
    page = pages["shared-tables"]
    assert page.text.count("datadesign-erd") == 40
    assert page.text.count("datadesign-conflict") >= 40, "each of them has a conflict of types"
    assert f"of {FEATURES - 1} rows" in page.text
    rows = re.findall(r'"rows":(\d+)', "".join(script.text for script in page.scripts))
    assert sum(map(int, rows)) == FEATURES - 1


def test_a_table_that_a_page_can_carry_is_there_as_a_whole() -> None:
    text = "title: A\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"
    text += "".join(f"      t{i}: {{fields: {{id: {{type: UUID}}}}}}\n" for i in range(PLAIN))
    small = load({"plan/a/b/03-data-design.yaml": text.encode()}, Options(), lambda path: None)
    writer = IndexWriter("plan/data-design/entities.md", SITE)
    assert writer.entity_table(small).count("<tr>") == PLAIN + 1
    assert writer.scripts == []


def test_the_scripts_are_the_same_bytes_from_the_same_designs(project: Project, entities: Table) -> None:
    again = IndexWriter("plan/data-design/entities.md", SITE)
    again.entity_table(project)
    assert [(s.path, s.text) for s in again.scripts] == [(s.path, s.text) for s in entities.scripts]
    assert all("<" not in script.text and "\u2028" not in script.text for script in entities.scripts)


# In the browser


def test_a_page_that_is_opened_from_a_disk_has_all_rows_too(browser: Browser, folder: Path) -> None:
    for page in opened(browser, (folder / PATH).as_uri()):
        page.get_by_label("Filter").fill("thing_1249_0")
        expect(page.get_by_role("status")).to_have_text(f"1 of {FEATURES * OBJECTS}")


def test_the_page_holds_a_hundred_rows_and_leafs_through_ten_thousand(page: Page, entities: Table) -> None:
    assert shown(page) == entities.texts[:FIRST]
    expect(page.get_by_role("status")).to_have_text(f"Rows 1–{FIRST} of {len(entities.rows)}")
    page.get_by_role("button", name="Next rows").first.press("Enter")
    assert shown(page) == entities.texts[FIRST : 2 * FIRST]
    assert page.locator("tbody tr").first.get_attribute("aria-rowindex") == str(FIRST + 2)
    assert page.locator("table").get_attribute("aria-rowcount") == str(len(entities.rows) + 1)
    page.get_by_role("button", name="Next rows").last.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Rows {2 * FIRST + 1}–{3 * FIRST} of {len(entities.rows)}")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Next rows"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), (
        "the reader is at the top of the rows"
    )


def test_a_row_that_the_browser_writes_is_the_row_that_the_page_would_have(page: Page, entities: Table) -> None:
    page.get_by_label("Filter").fill("thing_7_")
    expect(page.get_by_role("status")).to_have_text(f"6 of {len(entities.rows)}")
    made = page.locator("tbody td").evaluate_all("cells => cells.map(cell => cell.innerHTML)")
    wanted = [cell for row in entities.rows if "thing_7_" in row[0] for cell in row]
    normal = """html => {
      const made = document.createElement("template");
      made.innerHTML = html;
      for (const link of made.content.querySelectorAll("a[href]"))
        link.setAttribute("href", new URL(link.getAttribute("href"), location.href).href);
      return made.innerHTML;
    }"""  # with addresses that hold wherever the browser is by then
    assert made == [page.evaluate(normal, cell) for cell in wanted]
    assert "<script>window.hacked = 1</script>" in page.locator("tbody tr").first.inner_text()


@pytest.mark.parametrize(
    "typed", ["thing_12", "THING_3 number", "feature 77", "owned by epic/f9", "postgresqlpost", "no such thing", "1249"]
)
def test_the_filter_finds_in_all_rows_what_each_word_is_in(page: Page, entities: Table, typed: str) -> None:
    joined = ["".join(row).lower() for row in entities.texts]
    wanted = [
        row for row, text in zip(entities.texts, joined, strict=True) if all(w in text for w in typed.lower().split())
    ]
    page.get_by_label("Filter").fill(typed)
    expect(page.get_by_role("status")).to_contain_text(f"{len(wanted)} of {len(entities.rows)}")
    assert shown(page) == wanted[:FIRST]
    page.get_by_label("Filter").fill("")
    assert shown(page) == entities.texts[:FIRST]


def natural(text: str) -> list[tuple[bool, int | str]]:
    """How people order text with numbers in it."""
    parts: list[str] = re.findall(r"\d+|[a-z]", text.lower())
    return [(not part.isdigit(), int(part) if part.isdigit() else part) for part in parts]


@pytest.mark.parametrize("column", ["Object", "Feature", "Fields"])
def test_sorting_orders_all_rows_and_not_those_of_the_page(page: Page, entities: Table, column: str) -> None:
    at = [c.title for c in ENTITIES].index(column)
    rows = sorted(entities.texts, key=lambda row: natural(row[at]))
    head = page.get_by_role("button", name=column)
    head.click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith(column)
    assert [row[at] for row in shown(page)] == [row[at] for row in rows[:FIRST]]
    head.click()
    down = sorted(entities.texts, key=lambda row: natural(row[at]), reverse=True)
    assert [row[at] for row in shown(page)] == [row[at] for row in down[:FIRST]]
    page.get_by_label("Filter").fill("feature 7 ")
    assert len(shown(page)) == FIRST


def test_a_page_without_its_scripts_still_finds_what_it_has(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.route("**/rows/*", lambda route: route.abort())
    page.goto((folder / PATH).as_uri())
    page.get_by_label("Filter").fill("thing_10_")
    expect(page.get_by_role("status")).to_contain_text(f"of {FIRST}")
    assert page.locator(".datadesign-rest").inner_text().startswith(f"The first {FIRST} of")
    page.close()


def test_on_a_phone_the_rows_of_a_script_are_cards_too(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Next rows").first.click()
    labels = (
        page.locator("tbody tr")
        .first.locator("td[data-label]")
        .evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    )
    assert labels[:3] == ['"Kind"', '"Feature"', '"Database"']
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
