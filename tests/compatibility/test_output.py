"""Plugins that change or add to what is published."""

from __future__ import annotations

import pytest
from links import dead_links
from selectolax.lexbor import LexborHTMLParser

from .conftest import DATADESIGN, FEATURES, MATERIAL, NewProject, assert_whole, both_ways, plugins

compat = pytest.mark.compat


@compat
@both_ways
def test_redirects(project: NewProject, place: str) -> None:
    maps = "{old.md: plan/shop/orders/03-data-design.md, older.md: 'plan/data-design/index.md#section.features'}"
    redirects = f"{{redirects: {{redirect_maps: {maps}}}}}"
    built = project(f"{MATERIAL}\n{plugins(redirects, place)}").build()
    assert_whole(built)
    assert 'url=../plan/shop/orders/03-data-design/"' in built.text("old/index.html")
    assert 'url=../plan/data-design/#section.features"' in built.text("older/index.html")


def words(page: LexborHTMLParser) -> list[str]:
    article = page.css_first("article")
    assert article
    return article.text().split()


@compat
@both_ways
def test_minify(project: NewProject, place: str) -> None:
    new = project(f"{MATERIAL}\nplugins: [search, {DATADESIGN}]")
    whole = words(new.build().page("plan/shop/orders/03-data-design"))
    minify = "{minify: {minify_html: true, htmlmin_opts: {remove_comments: true}}}"
    new.write({"mkdocs.yml": f"site_name: Plans\n{MATERIAL}\n{plugins(minify, place)}\n"})
    built = new.build()
    assert_whole(built)
    assert words(built.page("plan/shop/orders/03-data-design")) == whole


@compat
def test_print_site_leaves_our_pages_out_when_told(project: NewProject) -> None:
    """Links to a page that it is told to leave out lead nowhere, whoever wrote it."""
    options = "{print-site: {exclude: [plan/data-design/*, plan/*/*/03-data-design.md]}}"
    built = project(f"{MATERIAL}\nplugins: [search, {DATADESIGN}, {options}]").build()
    assert_whole(built, theirs="^#plan-.*-03-data-design")
    assert "Orders: requirements" in built.text("print_page/index.html")


def test_offline(project: NewProject) -> None:
    config = "use_directory_urls: false\ntheme: {name: material, font: false, features: [navigation.prune]}"
    built = project(f"{config}\nplugins: [search, offline, {DATADESIGN}]").build()
    assert built.warnings == []
    for feature in FEATURES:
        assert built.page(f"plan/{feature}/03-data-design.html").css_first(".datadesign-table")
        assert f"plan/{feature}/03-data-design.html#main." in built.text("search/search_index.js")
    assert dead_links(built.site) == []


POST = "---\ndate: 2024-05-06\n---\n\n# We order\n\n[The data](../../plan/shop/orders/03-data-design.md#main.orders)\n"


def test_materials_blog(project: NewProject) -> None:
    files = {"docs/blog/index.md": "# Blog\n", "docs/blog/posts/orders.md": POST}
    built = project(f"{MATERIAL}\nplugins: [search, blog, {DATADESIGN}]", files).build()
    assert_whole(built)
    link = built.page("blog/2024/05/06/we-order").css_first("article a[href*='03-data-design']")
    assert link
    assert link.attributes["href"] == "../../../../../plan/shop/orders/03-data-design/#main.orders"


def test_materials_tags_and_meta(project: NewProject) -> None:
    files = {"docs/plan/shop/.meta.yml": "tags: [sales]\n", "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    built = project(f"{MATERIAL}\nplugins: [search, meta, tags, {DATADESIGN}]", files).build()
    assert_whole(built)
    listed = {link.attributes["href"] for link in built.page("tags").css("article a[href*='plan/']")}
    assert {
        f"../plan/shop/{name}/{page}/" for name in ("orders", "customers") for page in ("prd", "03-data-design")
    } == listed
    assert "sales" in [tag.text(strip=True) for tag in built.page("plan/shop/orders/03-data-design").css(".md-tag")]
