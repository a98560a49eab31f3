"""Plugins that ask git about each page: ours have the history of the sidecars that they are made from."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from .conftest import DATADESIGN, MATERIAL, NewProject, Project, assert_whole

pytestmark = pytest.mark.compat
FOLLOWS = {
    "plan/shop/orders/03-data-design": ("2021-03-04", "2024-05-06"),
    "plan/shop/customers/03-data-design": ("2021-03-04", "2021-03-04"),
}
"""The first and the last commit of some sidecars."""


def committed(project: Project) -> Project:
    """All files committed by Ann, and later one of the sidecars by Bob."""

    def commit(who: str, day: str) -> None:
        project.git("add", "-A")
        when = {
            "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
            "PATH": "/usr/bin:/bin",
        }
        author = f"{who} <{who.lower()}@example.com>"
        project.git("commit", "-qm", f"By {who}", f"--author={author}", **when)

    project.git("init", "-q")
    commit("Ann", "2021-03-04")
    orders = project.root / "docs/plan/shop/orders/03-data-design.yaml"
    orders.write_text(orders.read_text(encoding="utf-8").replace("What customers order.", "What they order."))
    commit("Bob", "2024-05-06")
    return project


def test_git_revision_date_localized(project: NewProject) -> None:
    options = "{git-revision-date-localized: {type: iso_date, enable_creation_date: true, timezone: UTC}}"
    built = committed(project(f"{MATERIAL}\nplugins: [search, {options}, {DATADESIGN}]")).build()
    assert_whole(built)
    for page, (first, last) in FOLLOWS.items():
        shown = [node.text(strip=True) for node in built.page(page).css(".md-source-file__fact")]
        assert (shown[0], shown[-1]) == (last, first)


def test_an_index_page_fails_no_strict_build_that_wants_a_date_of_each(project: NewProject) -> None:
    options = "{git-revision-date-localized: {type: iso_date, fallback_to_build_date: false}}"
    built = committed(project(f"{MATERIAL}\nplugins: [search, {options}, {DATADESIGN}]")).build()
    assert_whole(built)


def test_git_authors(project: NewProject) -> None:
    built = committed(project(f"{MATERIAL}\nplugins: [search, git-authors, {DATADESIGN}]")).build()
    assert_whole(built)
    orders = built.page("plan/shop/orders/03-data-design").css_first(".md-source-file")
    customers = built.page("plan/shop/customers/03-data-design").css_first(".md-source-file")
    assert orders
    assert customers
    assert {"Ann", "Bob"} <= set(re.findall(r"\w+", orders.text()))
    assert "Bob" not in customers.text()


RSS = "{rss: {use_git: true, abstract_chars_count: 160}}"


def test_rss(project: NewProject) -> None:
    config = f"site_url: https://plans.example/\n{MATERIAL}\nplugins: [search, {RSS}, {DATADESIGN}]"
    built = committed(project(config)).build()
    assert_whole(built, address="https://plans.example/")
    feed = ET.fromstring(built.text("feed_rss_updated.xml"))  # noqa: S314  # what was just built
    items = {item.findtext("title"): item for item in feed.iter("item")}
    orders = items["Orders: data design"]
    assert orders.findtext("link") == "https://plans.example/plan/shop/orders/03-data-design/"
    assert "06 May 2024" in (orders.findtext("pubDate") or "")


def test_rss_tells_what_a_design_is_about(project: NewProject) -> None:
    config = f"site_url: https://plans.example/\n{MATERIAL}\nplugins: [search, {RSS}, {DATADESIGN}]"
    feed = committed(project(config)).build().text("feed_rss_updated.xml")
    assert "data-datadesign" not in feed
    assert "What they order." in feed
