"""Pages of ours in the themes that people use."""

from __future__ import annotations

import pytest

from .conftest import DATADESIGN, NewProject, assert_whole

compat = pytest.mark.compat
THEIRS = {"terminal": r"(^|/)img/[\w-]+\.(png|ico)$", "shadcn": "^None$"}
"""Icons that a theme names and leaves to the site, and a slip."""


@pytest.mark.parametrize(
    "theme",
    [
        "mkdocs",
        "readthedocs",
        "material",
        pytest.param("dracula", marks=compat),
        pytest.param("terminal", marks=compat),
        pytest.param("shadcn", marks=compat),
    ],
)
def test_a_theme_shows_our_pages(project: NewProject, theme: str) -> None:
    font = ", font: false" if theme == "material" else ""
    new = project(f"theme: {{name: {theme}{font}}}\nplugins: [search, {DATADESIGN}]")
    new.git("init", "-q")  # of which one of the themes shows the last commit
    new.git("add", "-A")
    new.git("commit", "-qm", "The plan")
    built = new.build()
    assert_whole(built, theirs=THEIRS.get(theme, "^$"))
    page = built.page("plan/shop/orders/03-data-design")
    title = page.css_first("title")
    assert title
    assert "Orders: data design" in title.text()
    assert page.css_first(".datadesign-erd")
