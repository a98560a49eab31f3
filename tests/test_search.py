"""What the site's search holds of our pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import COMPLETE

from mkdocs_datadesign.project import Project
from mkdocs_datadesign.search import MOST, amended, entries
from mkdocs_datadesign.writer import Site

SITE = Site("plan", "plan/data-design", lambda here, there: None, html=True)
PAGE, URL = "plan/shop/orders/03-data-design.md", "plan/shop/orders/03-data-design/"


def docs(project: Project, *anchors: str) -> dict[str, dict[str, Any]]:
    """The index of a page that a theme found these places on, once it is amended, by place."""
    found = [
        {"location": f"{URL}#{anchor}" if anchor else URL, "title": "theme's", "text": "theme's"} for anchor in anchors
    ]
    text = amended(json.dumps({"docs": found}), entries(project.catalog, SITE), {PAGE: URL}, ())
    assert text
    return {doc["location"].removeprefix(URL): doc for doc in json.loads(text)["docs"]}


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
