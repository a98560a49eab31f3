"""Pages of ours in the themes that people use."""

from __future__ import annotations

import pytest

from .conftest import DATADESIGN, NewProject, assert_whole

compat = pytest.mark.compat
THEIRS = {"terminal": r"(^|/)img/[\w-]+\.(png|ico)$"}
"""Icons that a theme names, and leaves to the site."""


@pytest.mark.parametrize(
    "theme",
    [
        "mkdocs",
        "readthedocs",
        "material",
        pytest.param("dracula", marks=compat),
        pytest.param("terminal", marks=compat),
        pytest.param(
            "shadcn", marks=[compat, pytest.mark.xfail(strict=True, reason="a generated page has no file to look at")]
        ),
    ],
)
def test_a_theme_shows_our_pages(project: NewProject, theme: str) -> None:
    font = ", font: false" if theme == "material" else ""
    built = project(f"theme: {{name: {theme}{font}}}\nplugins: [search, {DATADESIGN}]").build()
    assert_whole(built, theirs=THEIRS.get(theme, "^$"))
    page = built.page("plan/shop/orders/03-data-design")
    title = page.css_first("title")
    assert title
    assert "Orders: data design" in title.text()
    assert page.css_first(".datadesign-erd")
