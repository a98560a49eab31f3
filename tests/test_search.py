"""What the site's search holds of our pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import COMPLETE, ROOT, Build

from mkdocs_datadesign.project import Project
from mkdocs_datadesign.search import MOST, Entries, amended, documents
from mkdocs_datadesign.writer import Site

SITE = Site("plan", "plan/data-design", lambda here, there: None, html=True)
PAGE, URL = "plan/shop/orders/03-data-design.md", "plan/shop/orders/03-data-design/"


def docs(project: Project, *anchors: str) -> dict[str, dict[str, Any]]:
    """The index of a page that a theme found these places on, once it is amended, by place."""
    found = [
        {"location": f"{URL}#{anchor}" if anchor else URL, "title": "theme's", "text": "theme's"} for anchor in anchors
    ]
    docs = amended(found, Entries().pages(project, SITE), {PAGE: URL}, (), {}, html=True)
    return {doc["location"].removeprefix(URL): doc for doc in docs}


def index(site: Path) -> dict[str, dict[str, Any]]:
    """A site's index, by place, each of which is there once."""
    text = (site / "search/search_index.json").read_text(encoding="utf-8")
    found = json.loads(text)["docs"]
    by_place = {doc["location"]: doc for doc in found}
    assert len(by_place) == len(found)
    return by_place


def test_a_search_finds_what_people_wrote_and_no_boilerplate(project: Callable[..., Project]) -> None:
    found = docs(project(COMPLETE), "", "section.users", "section.model", "store.main", "section.checklist")
    assert "#section.users" not in found
    assert "#section.model" not in found
    assert "theme's" not in {doc["text"] for doc in found.values()}
    assert found[""]["title"] == "theme's"
    assert "PostgreSQL" in found["#store.main"]["title"]


def test_a_section_that_a_site_adds_stays_as_the_theme_found_it(project: Callable[..., Project]) -> None:
    found = docs(project(COMPLETE), "", "section.contact", "whom-to-ask")
    assert found["#section.contact"]["text"] == "theme's"
    assert found["#whom-to-ask"]["text"] == "theme's"


def test_a_field_of_many_objects_is_found_at_them_and_one_of_few_on_its_own(project: Callable[..., Project]) -> None:
    tables = "".join(
        f"      things_{i}: {{fields: {{id: {{type: UUID}}, state: {{type: TEXT, description: Where *it* stands}},"
        f" own_{i}: {{type: TEXT, description: Only here}}}}}}\n"
        for i in range(MOST + 1)
    )
    text = f"title: Orders\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n{tables}"
    found = docs(project(text), "", "main.things_3")
    assert "#main.things_3.state" not in found
    assert found["#main.things_3"]["text"] == "state Where it stands"
    assert found["#main.things_3.own_3"]["title"] == "own_3 (field of shop/orders: things_3)"
    assert found["#main.things_3.own_3"]["text"] == "Only here"
    assert "#main.things_3.id" not in found


def test_the_search_of_the_example_holds_no_diagram_and_no_checklist(example_site: Path) -> None:
    text = (example_site / "search/search_index.json").read_text(encoding="utf-8")
    for words in ("erDiagram", "Entity relationship diagram", "Touches", "Primary keys defined"):
        assert words not in text, words


def test_what_the_theme_passes_over_is_found_as_if_it_had_read_it(
    example_site: Path, build: Build, tmp_path: Path
) -> None:
    """With templates of a site's own, the theme reads our pages; without, all is written here."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (tmp_path / "templates").mkdir()
    options = {"datadesign": {"templates": "templates"}}
    config |= {"docs_dir": str(ROOT / config["docs_dir"]), "plugins": ["search", options]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr

    assert index(tmp_path / "site") == index(example_site)


SETTING = """
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri == "plan/{page}/03-data-design.md":
        page.meta["search"] = {{"boost": 2}}
"""


@pytest.mark.parametrize("page", ["customers/accounts", "network/lockers"])
def test_a_page_with_a_setting_of_the_search_is_found_with_it_and_so_are_all_others(
    example_site: Path, build: Build, tmp_path: Path, page: str
) -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    (tmp_path / "setting.py").write_text(SETTING.format(page=page), encoding="utf-8")
    config |= {"docs_dir": str(ROOT / config["docs_dir"]), "hooks": ["setting.py"]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    found, plain = index(tmp_path / "site"), index(example_site)
    boosted = {location for location, doc in found.items() if doc.pop("boost", None) == 2}
    assert f"plan/{page}/03-data-design/" in boosted
    assert all(location.startswith(f"plan/{page}/") for location in boosted)
    assert found == plain


def test_a_title_is_found_as_text_in_mkdocs_own_search(project: Callable[..., Project]) -> None:
    given = [{"location": URL, "title": "R&#38;D &amp; &lt;b&gt;", "text": ""}]
    docs = amended(given, Entries().pages(project(COMPLETE), SITE), {PAGE: URL}, (), {}, html=False)
    assert docs[0]["title"] == "R&D & <b>"


def test_a_page_is_found_once_by_its_title_in_mkdocs_own_search(project: Callable[..., Project]) -> None:
    given = [
        {"location": URL, "title": "R&amp;D", "text": ""},
        {"location": f"{URL}#rd", "title": "R&#38;D", "text": "All of it"},
        {"location": f"{URL}#whom-to-ask", "title": "R&amp;D", "text": "Ask them"},
        {"location": "own/", "title": "Own", "text": ""},
        {"location": "own/#own", "title": "Own", "text": "Written by hand"},
    ]
    docs = amended(given, Entries().pages(project(COMPLETE), SITE), {PAGE: URL}, (), {}, html=False)
    found = [doc["location"] for doc in docs]
    assert f"{URL}#rd" not in found
    assert {URL, f"{URL}#whom-to-ask", "own/", "own/#own"} <= {*found}


def test_what_a_theme_remembers_of_a_page_that_it_passes_over_is_not_found(project: Callable[..., Project]) -> None:
    """Under `mkdocs serve --dirty`, the theme has read the page as long as there were templates, and does no more."""
    found = Entries().pages(project(COMPLETE), SITE)
    given = [{"location": f"{URL}{anchor}", "title": "theme's", "text": "old"} for anchor in ("", "#section.contact")]
    passed = {PAGE: documents(found[PAGE], URL, {"": "Orders"})}
    assert amended(given, found, {PAGE: URL}, (), passed, html=True) == passed[PAGE]


def test_what_is_not_read_again_is_found_as_text_in_mkdocs_own_search(project: Callable[..., Project]) -> None:
    """Under `mkdocs serve --dirty`, a page that has not changed is one that the search has passed over."""
    entries, urls = Entries(), {PAGE: URL}
    found = entries.pages(project(COMPLETE.replace("title: Orders", "title: Orders\nsummary: A customer's own")), SITE)
    passed = {PAGE: documents(found[PAGE], URL, {"": "Orders &amp; more"})}
    docs = amended((), found, urls, (), passed, html=False)
    assert docs[0] == {"location": URL, "title": "Orders & more", "text": "A customer's own"}
