"""What a theme prints of a page beside its text: titles, navigation, contents, search, in real Chromium.

Themes print a title raw, escaped once more, or unescaped, into text, attributes and scripts; nothing of it may run there,
break the page, or show its escaping to readers.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import environments
import pytest
from conftest import Serve
from hostile import RUN, as_yaml
from playwright.sync_api import Browser, Page, expect
from processes import datadesign, mkdocs

from .test_generators import requirements

SCRIPT = f"<script>{RUN}</script><x-harm>"
TITLES = {
    f"</title>{SCRIPT}": "",
    f"&lt;/title&gt;&lt;script&gt;{RUN}&lt;/script&gt;": "",
    f"&amp;lt;/title&amp;gt;&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;": "",
    f"An &#60;img src=x onerror={RUN}&#62;": "",
    f"<img src=x onerror={RUN}>": "",
    f"</script>{SCRIPT}": "",
    f"</a></span></li></ul></nav></label></textarea></style></noscript>{SCRIPT}": "",
    f'"><svg/onload={RUN}><x-harm>': "",
    f"'><svg/onload={RUN}><x-harm>": "",
    f"' onmouseover='{RUN}' x='": "",
    f'" autofocus onfocus="{RUN}" tabindex="1': "",
    f"--><x-harm></x-harm>{SCRIPT}<!--": "",
    f"\\';{RUN};//\\\";{RUN};//`;{RUN};//": "",
    "R&D <beta>": "R&D ‹beta›",
    "a < b and c > d": "a ‹ b and c › d",
    "Q&A of O'Brien's \"best\"": "Q&A of O’Brien’s ”best”",
    "AT&amp;T &copy2026": "AT＆amp;T ＆copy2026",
    "At {{ 7 * 7 }} {% raw %}": "At {{ 7 * 7 }} {% raw %}",
    f"javascript:{RUN}": f"javascript:{RUN}",
    "<!-- never closed": "‹!-- never closed",
}  # fmt: skip
"""Titles of features and names in them, each with what a theme shows of it; "" where it is enough that nothing runs."""

AS_TYPED = re.compile("|".join(re.escape(word) for word in sorted(TITLES, key=len, reverse=True)))

CONFIG = """\
site_name: Site
site_url: {address}
repo_url: https://example.invalid/repository
edit_uri: edit/main/docs/
theme: {theme}
plugins: [{plugins}]
"""
ALL = "content.tooltips, content.action.edit, navigation.footer, navigation.path, navigation.tabs, toc.follow, " \
      "search.suggest, search.highlight, search.share"  # fmt: skip
INSTANT = "navigation.instant, navigation.instant.prefetch, navigation.instant.progress, navigation.instant.preview"
OURS = "datadesign: {fail_on: never}"


@dataclass(frozen=True)
class Theme:
    """How a site is configured, and where its theme shows what; `rendered` has no plugin, but files of `render`."""

    theme: str
    plugins: str = f"search, {OURS}"
    search: str = "input.md-search__input"
    results: str = ".md-search-result__list"
    opens: str = "input.md-search__input"
    nav: str = ".md-nav--primary .md-nav__link"
    instant: bool = False
    rendered: bool = False
    successor: bool = False


THEMES = {
    "material": Theme(f"{{name: material, font: false, features: [{ALL}]}}", f"search, typeset, {OURS}"),
    "instant": Theme(f"{{name: material, font: false, features: [{ALL}, {INSTANT}]}}", instant=True),
    "rendered": Theme(f"{{name: material, font: false, features: [{ALL}]}}", "search", rendered=True),
    "materialx": Theme(f"{{name: materialx, font: false, features: [{ALL}, {INSTANT}]}}", instant=True, successor=True),
    "mkdocs": Theme(
        "{name: mkdocs, highlightjs: false}", opens="[data-bs-target='#mkdocs_search_modal']", search="#mkdocs-search-query", results="#mkdocs-search-results",
        nav=".dropdown-item",
    ),
    "readthedocs": Theme(
        "{name: readthedocs, highlightjs: false}", search="", results="#mkdocs-search-results", nav=".wy-menu a",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    theme: Theme
    address: str
    root: Path


def design(word: str) -> str:
    """A design that has a name in each place that a theme or a search shows something of."""
    fields = {"id": {"type": "UUID", "constraints": ["PK"]}, word: {"type": "Text", "description": word}}
    entities = {word: {"purpose": f"zanzibar {word}", "fields": fields}}
    main = {"mechanism": "relational", "technology": word, "rationale": word, "entities": entities}
    dto = {"direction": "response", "source": word, "description": word, "fields": {word: word}}
    return as_yaml({"title": word, "summary": f"zanzibar {word}", "stores": {word: main}, "dtos": {word: dto}})


def folder(word: str, theme: Theme) -> str:
    """A feature's folder, named as much like a title as a folder can be; without the plugin, MkDocs shows it raw."""
    return f"x-{list(TITLES).index(word)}" if theme.rendered else "x-" + word.replace("/", "∕")


MORE = ("materialx", "readthedocs")
"""The themes that `make compat` alone tries."""


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=[pytest.mark.compat] if name in MORE else []) for name in THEMES]
)
def site(request: pytest.FixtureRequest, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with a feature for each title, in a folder of the same name."""
    theme = THEMES[request.param]
    root = tmp_path_factory.mktemp(request.param)
    for word in TITLES:
        file = root / "docs/plan/shop" / folder(word, theme) / "03-data-design.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(design(word), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    if theme.rendered:
        datadesign("render", root / "docs")
    address = serve(root / "site")
    config = CONFIG.format(theme=theme.theme, plugins=theme.plugins, address=address)
    if theme.successor:
        (root / "properdocs.yml").write_text(config, encoding="utf-8")
        program = environments.environment("mkdocs-materialx", requirements("mkdocs-materialx")) / "properdocs"
        done = subprocess.run([program, "build", "-q"], cwd=root, capture_output=True, text=True, check=False)
    else:
        (root / "mkdocs.yml").write_text(config, encoding="utf-8")
        done = mkdocs("build", "-f", root / "mkdocs.yml", "-d", root / "site")
    assert done.returncode == 0, done.stderr
    return Site(theme, address, root)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may go wrong, and that asks nobody else for anything."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    wrong: list[str] = []  # but for a slip of MkDocs' own theme, on any page of it: it asks nothing for its offsetTop
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: None if "offsetTop" in str(error) else wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()
    assert wrong == []


SHOWN = """() => {
  const title = document.title, harm = window.harm !== undefined;
  const ours = document.querySelector("article, [role=main] .section, [role=main]");
  const all = [...document.querySelectorAll("*")], outside = all.filter((item) => !ours.contains(item));
  const names = ["title", "aria-label", "alt", "content", "value", "placeholder", "data-md-value"];
  const attributes = outside.flatMap((item) => names.map((name) => item.getAttribute(name))).filter(Boolean);
  const kept = outside.filter((item) => !["SCRIPT", "STYLE"].includes(item.tagName));
  const own = (item) => [...item.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("");
  return {
    title, harm, heading: ours.querySelector("h1").textContent.replace("¶", "").trim(),
    planted: all.filter((item) => item.localName === "x-harm" || item.matches("[onerror], [onload], [onmouseover], [onfocus], img[src=x]")).map((item) => item.outerHTML.slice(0, 300)),
    head: [...document.head.children].map((item) => item.localName),
    texts: [title, ...attributes, ...kept.map(own)].map((text) => text.trim()).filter(Boolean),
  };
}"""


def looked_at(page: Page, word: str, site: Site) -> dict[str, Any]:
    """What a page shows of itself, once it is sure that nothing of a title has run or shows its escaping."""
    seen: dict[str, Any] = page.evaluate(SHOWN)
    assert not seen["harm"], word
    assert seen["planted"] == [], word
    assert set(seen["head"]) <= {"meta", "title", "link", "script", "style"}, word
    escaped = [text for text in seen["texts"] if re.search(r"&(\w+|#\w+);", AS_TYPED.sub("", text))]
    assert escaped == [] or site.theme.rendered, word  # the theme escapes once more what MkDocs has escaped
    return seen


def address_of(site: Site, word: str) -> str:
    return f"{site.address}/plan/shop/{quote(folder(word, site.theme))}/03-data-design/"


def visited(site: Site, page: Page) -> Iterator[str]:
    """Go to the page of each feature, and give its title: by its address, or where pages are swapped by the next link."""
    if not site.theme.instant:
        for word in TITLES:
            page.goto(address_of(site, word))
            yield word
        return
    page.goto(f"{site.address}/plan/data-design/")
    page.evaluate("window.kept = 1")
    page.locator("article table").first.locator("td:first-child a").first.click()
    words = {unquote(address_of(site, word)): word for word in TITLES}
    while words:
        expect(page.locator("article h1")).not_to_have_text("Data design")
        word = words.pop(unquote(page.url))
        expect(page.locator("article h1")).to_have_text(f"{word}: data design")
        yield word
        if words:
            before = page.url
            page.locator(".md-footer__link--next").click()
            page.wait_for_function("before => location.href !== before", arg=before)
    assert page.evaluate("window.kept === 1"), "no page was loaded"


def test_nothing_of_a_title_runs_and_each_reads_right(site: Site, page: Page) -> None:
    for word in visited(site, page):
        seen, reads = looked_at(page, word, site), TITLES[word]
        assert seen["title"].endswith(": data design - Site"), seen["title"]
        assert seen["heading"] == f"{word}: data design" or site.theme.rendered
        if reads:
            assert seen["title"] == f"{reads}: data design - Site"
            links = page.locator(site.theme.nav)
            assert (
                links.filter(has_text=f"{reads}: data design")
                .or_(links.filter(has_text=f"{word}: data design"))
                .count()
            )


@pytest.mark.parametrize("site", ["instant"], indirect=True)
def test_nothing_of_a_title_runs_in_what_material_shows_of_a_page_in_advance(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/plan/data-design/")
    features = page.locator("article table").first.locator("td:first-child a")
    for number in range(0, len(TITLES), 2):
        features.nth(number).hover()
        expect(page.locator(".md-tooltip2--active")).to_contain_text("data design")
        page.mouse.move(0, 0)
        expect(page.locator(".md-tooltip2--active")).to_have_count(0)
    looked_at(page, "tooltips", site)


def test_the_search_shows_what_it_finds_as_text(site: Site, page: Page) -> None:
    theme = site.theme
    if theme.search:
        page.goto(site.address)
        page.locator(theme.opens).first.click()
        page.locator(theme.search).press_sequentially("zanzibar")
    else:
        page.goto(f"{site.address}/search.html?q=zanzibar")
    found = page.locator(theme.results)
    expect(found).to_contain_text("zanzibar", timeout=30_000)
    left = list(TITLES)
    for _ in range(40):
        text = found.text_content() or ""
        left = [word for word in left if word not in text]
        if not left:
            break
        for end in ("first", "last"):  # Material shows more as one scrolls
            found.evaluate(f"list => list.{end}ElementChild.scrollIntoView()")
            page.wait_for_timeout(50)
    assert left == []
    seen = page.evaluate(SHOWN)
    assert not seen["harm"]
    assert seen["planted"] == []
