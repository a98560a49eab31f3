"""Our pages stand where plugins that arrange the navigation are told to put them."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from .conftest import DATADESIGN, MATERIAL, NewProject, assert_whole, both_ways, plugins


def names(page: LexborHTMLParser) -> list[str]:
    """The entries of the navigation, in their order."""
    return [node.text(strip=True) for node in page.css(".md-nav--primary .md-nav__link .md-ellipsis")]


def links(page: LexborHTMLParser) -> dict[str, str]:
    """The entries of the navigation that lead somewhere, and where to."""
    nodes = page.css(".md-nav--primary a.md-nav__link")
    return {node.text(strip=True): node.attributes.get("href") or "" for node in nodes}


def test_awesome_nav(project: NewProject) -> None:
    files = {
        "docs/plan/.nav.yml": "nav:\n  - Overview: data-design/index.md\n  - Shop: shop\n  - '*'\n",
        "docs/plan/shop/orders/.nav.yml": "nav:\n  - Data: 03-data-design.md\n  - prd.md\n",
    }
    built = project(f"{MATERIAL}\nplugins: [search, awesome-nav, {DATADESIGN}]", files).build()
    assert_whole(built)
    page = built.page("plan/shop/orders/03-data-design")
    shown = names(page)
    assert shown.index("Overview") < shown.index("Shop") < shown.index("Data") < shown.index("Orders: requirements")
    assert links(page)["Overview"] == "../../../data-design/"


def test_awesome_nav_leaves_out_what_it_is_told_to(project: NewProject) -> None:
    files = {"docs/plan/shop/.nav.yml": "ignore: '03-*'\n"}
    built = project(f"{MATERIAL}\nplugins: [search, awesome-nav, {DATADESIGN}]", files).build()
    assert_whole(built)
    shown = names(built.page("plan/shop/orders/prd"))
    assert "Demand: data design" in shown
    assert "Orders: data design" not in shown


SUMMARY = """\
* [Home](index.md)
* [Overview](plan/data-design/index.md)
* Shop
    * [Data of orders](plan/shop/orders/03-data-design.md)
    * plan/shop/customers/*
"""


@pytest.mark.compat
@both_ways
def test_literate_nav(project: NewProject, place: str) -> None:
    built = project(f"{MATERIAL}\n{plugins('literate-nav', place)}", {"docs/SUMMARY.md": SUMMARY}).build()
    assert_whole(built)
    shown = names(built.page("plan/shop/orders/prd"))
    assert shown[-5:-2] == ["Overview", "Shop", "Data of orders"]
    assert set(shown[-2:]) == {"Customers: data design", "Customers: requirements"}


@pytest.mark.compat
def test_literate_nav_finds_our_pages_by_a_pattern_in_the_configuration(project: NewProject) -> None:
    nav = "nav: [index.md, {Data: plan/*/*/03-*.md}, {Index: plan/data-design/*}]"
    built = project(f"{MATERIAL}\n{nav}\nplugins: [search, literate-nav, {DATADESIGN}]").build()
    assert_whole(built)
    shown = names(built.page("plan/shop/orders/prd"))
    data = ["Demand: data design", "Customers: data design", "Orders: data design"]
    assert [name for name in shown if name in data] == data


@pytest.mark.compat
@both_ways
def test_section_index(project: NewProject, place: str) -> None:
    nav = "nav: [index.md, {Orders: [plan/shop/orders/03-data-design.md, plan/shop/orders/prd.md]}]"
    built = project(f"{MATERIAL}\n{nav}\n{plugins('section-index', place)}").build()
    assert_whole(built)
    assert links(built.page("plan/shop/orders/prd"))["Orders"] == "../03-data-design/", "the section is our page"
