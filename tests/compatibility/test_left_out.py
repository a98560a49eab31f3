"""What a site leaves out, our pages leave out as well: the page, what others say of it, its entries and its records."""

from __future__ import annotations

import json

import pytest

from .conftest import DATADESIGN, MATERIAL, Built, NewProject, assert_whole, both_ways, plugins

compat = pytest.mark.compat
HOME = {"docs/index.md": "# Home\n\n[Orders](plan/shop/orders/prd.md)\n"}
SHOP = ("shop/customers", "shop/orders")


def assert_left_out(built: Built) -> None:
    """The site is whole without `insight/demand`, of which nothing is told."""
    assert_whole(built, *SHOP)
    assert not (built.site / "plan/insight/demand/03-data-design/index.html").exists()
    assert [location for location in built.found() if "insight/demand/03" in location] == []
    catalog = json.loads(built.text("plan/data-design/catalog.json"))
    assert [feature["key"] for feature in catalog["features"]] == list(SHOP)
    for page in ("shop/orders/03-data-design", "data-design", "data-design/entities", "data-design/fields"):
        assert "forecasts" not in built.text(f"plan/{page}/index.html")


@pytest.mark.parametrize("pattern", ["plan/insight/*", "plan/insight/demand/03-data-design.md"])
@both_ways
@compat
def test_exclude(project: NewProject, place: str, pattern: str) -> None:
    exclude = f"{{exclude: {{glob: [{pattern}]}}}}"
    new = project(f"{MATERIAL}\n{plugins(exclude, place)}", HOME)
    (new.root / "docs/plan/insight/demand/prd.md").write_text("# Demand: requirements\n")
    assert_left_out(new.build())


@compat
@both_ways
def test_to_exclude_yaml_keeps_it_from_being_published_alone(project: NewProject, place: str) -> None:
    exclude = "{exclude: {glob: ['*.yaml']}}"
    assert_whole(project(f"{MATERIAL}\n{plugins(exclude, place)}").build())


@pytest.mark.parametrize("setting", ["exclude_docs", "draft_docs"])
@pytest.mark.parametrize("pattern", ["plan/insight/", "/plan/insight/demand/03-data-design.md"])
def test_mkdocs_own_settings(project: NewProject, setting: str, pattern: str) -> None:
    new = project(f"{MATERIAL}\n{setting}: {pattern}\nplugins: [search, {DATADESIGN}]", HOME)
    (new.root / "docs/plan/insight/demand/prd.md").write_text("# Demand: requirements\n")
    assert_left_out(new.build())


@both_ways
@compat
def test_exclude_search(project: NewProject, place: str) -> None:
    exclude = "{exclude-search: {exclude: [plan/insight/*]}}"
    built = project(f"{MATERIAL}\n{plugins(exclude, place)}").build()
    assert_whole(built, *SHOP)
    assert built.page("plan/insight/demand/03-data-design").css_first("[id='main.forecasts']")
    assert [location for location in built.found() if "plan/insight/" in location] == []
