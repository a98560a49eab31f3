"""A site in several languages: each is built, and our pages stand in the one that they are written in."""

from __future__ import annotations

import shutil

import pytest
from links import dead_links

from .conftest import DATADESIGN, FEATURES, MATERIAL, OPTIONS, Built, NewProject, both_ways, plugins

pytestmark = pytest.mark.compat
LANGUAGES = "[{locale: en, default: true, name: English}, {locale: de, name: Deutsch}]"
GERMAN = "# Start\n\n[Bestellungen](plan/shop/orders/prd.md)\n"


def assert_in_both(built: Built) -> None:
    assert built.warnings == []
    for feature in FEATURES:
        page = built.page(f"plan/{feature}/03-data-design")
        assert page.css_first(".datadesign-table"), feature
        assert page.css_first("html[lang=en]"), feature
        assert any(f"plan/{feature}/03-data-design/#main." in location for location in built.found()), feature
    home = built.page("de/index.html")
    assert home.css_first("html[lang=de]")
    title = home.css_first("h1")
    assert title
    assert title.text().startswith("Start")
    assert dead_links(built.site) == []


def i18n(structure: str, place: str, ours: str = DATADESIGN) -> str:
    plugin = f"{{i18n: {{docs_structure: {structure}, languages: {LANGUAGES}}}}}"
    return f"{MATERIAL}\n{plugins(plugin, place, ours)}"


@both_ways
def test_static_i18n_by_suffix(project: NewProject, place: str) -> None:
    assert_in_both(project(i18n("suffix", place), {"docs/index.de.md": GERMAN}).build())


@both_ways
def test_static_i18n_by_folder(project: NewProject, place: str) -> None:
    ours = f"{{datadesign: {{{OPTIONS}, plan: en/plan, index: en/plan/data-design}}}}"
    new = project(i18n("folder", place, ours), {"docs/de/index.md": GERMAN})
    (new.root / "docs/en").mkdir()
    for name in ("index.md", "plan"):
        shutil.move(new.root / "docs" / name, new.root / "docs/en" / name)
    assert_in_both(new.build())
