"""The pages where other programs show them: forges, and generators each in an environment of its own.

The environments are installed from PyPI as the README says, into .cache, once for each change of what is needed.
"""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

import cmarkgfm
import environments
import pytest
from cmarkgfm.cmark import Options as Cmark
from conftest import COMPLETE, README, ROOT, Build, Serve, Write, of_node
from links import Links, dead_links
from playwright.sync_api import Browser, Route
from processes import datadesign
from test_real import meaning
from test_site import HOSTILE, MINIMAL, WARNS, hostile, leaves

from mkdocs_datadesign.parser import read

COMPAT = pytest.mark.compat
PAGE = "plan/network/lockers/03-data-design"
EVERYTHING = (ROOT / "tests/everything.yaml").read_text(encoding="utf-8")


def requirements(generator: str) -> list[str]:
    """What the README installs for a generator, with this very tree in the place of our package."""
    (line,) = re.findall(rf"^pip install ([^\n]*\b{generator}\b[^\n]*)", README, re.M)
    ours = {"mkdocs-datadesign": f"{ROOT}", "mkdocs-datadesign[svg]": f"{ROOT}[svg]"}
    return [part for word in shlex.split(line) for part in (["-e", ours[word]] if word in ours else [word])]


@pytest.fixture(scope="session")
def environment() -> Callable[[str], Path]:
    """The programs of an environment with a generator in it, by the generator's name."""
    return lambda generator: environments.environment(generator, requirements(generator))


MERMAID = """\
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""


@dataclass(frozen=True, slots=True)
class Generator:
    """How a generator is configured and run. `mermaid` is the version that its theme loads, 0 for none."""

    installed: str
    config: str
    text: str
    command: tuple[str, ...]
    mermaid: int = 0


GENERATORS = {
    "mkdocs": Generator("", "mkdocs.yml", "site_name: Plans\ntheme: mkdocs\n", ("mkdocs", "build", "-q", "--strict")),
    "material": Generator(
        "",
        "mkdocs.yml",
        f"site_name: Plans\ntheme: {{name: material, font: false}}\n{MERMAID}",
        ("mkdocs", "build", "-q", "--strict"),
        11,
    ),
    "properdocs": Generator(
        "properdocs-theme-mkdocs",
        "properdocs.yml",
        "site_name: Plans\ntheme: mkdocs\n",
        ("properdocs", "build", "-q", "--strict"),
    ),
    "materialx": Generator(
        "mkdocs-materialx",
        "properdocs.yml",
        f"site_name: Plans\ntheme: {{name: materialx, font: false}}\n{MERMAID}",
        ("properdocs", "build", "-q", "--strict"),
        11,
    ),
    "zensical": Generator(
        "zensical", "zensical.toml", '[project]\nsite_name = "Plans"\n', ("zensical", "build", "--strict"), 12
    ),
}


def run(folder: Path, *command: str | Path) -> None:
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300, env=quiet)
    assert done.returncode == 0, done.stdout + done.stderr


def project(folder: Path) -> Path:
    """The example's documents, a design that says everything and a hostile one, and no mkdocs.yml."""
    shutil.copytree(ROOT / "example-site/docs", folder / "docs")
    for name, text in (("everything", EVERYTHING), ("hostile", hostile())):
        (folder / "docs/plan/zz" / name).mkdir(parents=True)
        (folder / "docs/plan/zz" / name / "03-data-design.yaml").write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.datadesign]\nfail_on = "never"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents with the pages that `datadesign render` writes beside them."""
    root = project(tmp_path_factory.mktemp("rendered"))
    assert datadesign("render", cwd=root).returncode == 0
    return root / "docs"


@dataclass(frozen=True, slots=True)
class Built:
    """A site that a generator has built of rendered pages."""

    generator: Generator
    site: Path

    def page(self, path: str) -> str:
        return (self.site / path / "index.html").read_text(encoding="utf-8")


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=[COMPAT] if one.installed else []) for name, one in GENERATORS.items()],
)
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, environment: Callable[[str], Path]
) -> Built:
    """Rendered and built by a generator's own programs alone."""
    generator = GENERATORS[request.param]
    programs = environment(generator.installed) if generator.installed else Path(sys.executable).parent
    root = project(tmp_path_factory.mktemp(request.param))
    (root / generator.config).write_text(generator.text, encoding="utf-8")
    run(root, programs / "datadesign", "render")
    run(root, programs / generator.command[0], *generator.command[1:])
    return Built(generator, root / "site")


def test_every_link_of_rendered_pages_leads_to_a_page_and_an_anchor(built: Built) -> None:
    assert dead_links(built.site) == []
    page = Links(built.page(PAGE))
    assert {"main.lockers", "main.lockers.serial_number", "section.queries"} <= set(page.ids)
    assert any(href.endswith("#main.sites.id") for href in page.hrefs)


def test_rendered_pages_are_named_by_their_titles(built: Built) -> None:
    page = built.page(PAGE)
    assert re.search(r"<title>\s*Locker network: data design", page)
    assert re.search(r"<h1[^>]*>\s*Locker network: data design", page)
    assert "Generated by datadesign" not in page
    assert "Locker network: data design" in re.sub(r"<[^>]+>", "", built.page("plan/network/lockers/prd")), (
        "and so they are in the navigation"
    )


def test_the_readme_says_that_without_the_plugin_the_sidecars_are_published(built: Built) -> None:
    assert (built.site / "plan/network/lockers/03-data-design.yaml").is_file()
    assert (
        "Without the plugin, Zensical and others that copy what is no page publish the sidecars as well."
        in " ".join(README.split())
    )


def test_nothing_of_rendered_pages_is_left_as_markup_or_lost(built: Built) -> None:
    pages = [html.unescape(file.read_text(encoding="utf-8")) for file in built.site.rglob("03-data-design/index.html")]
    assert len(pages) == 13
    for page in pages:
        text = re.sub(r"<pre.*?</pre>|<script.*?</script>", "", page[page.index("<h1") :], flags=re.S)
        assert "| ---" not in text
        assert "```" not in text.replace("```\nfence\n```", "")
        assert "](" not in text.replace("[a](javascript:x)", "")
    everything = html.unescape(built.page("plan/zz/everything/03-data-design"))
    values = {leaf for leaf in leaves(read("x", EVERYTHING.encode()).value) if "zz-" in leaf}
    assert sorted(value for value in values if value not in everything) == []


def test_hostile_values_are_text_on_rendered_pages(built: Built, browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto((built.site / "plan/zz/hostile/03-data-design/index.html").as_uri())
    assert page.evaluate("window.hacked") is None
    assert "‹script›window.hacked = 1‹/script›" in page.inner_text("h1"), "themes print titles in ways of their own"
    assert HOSTILE[:34] in page.locator("h1 ~ p").first.inner_text(), "the summary is as it was typed"
    rows = page.evaluate("[...document.querySelectorAll('table')].map(t => [...t.rows].map(r => r.cells.length))")
    assert all(len(set(cells)) == 1 for cells in rows)
    assert page.locator("a[href^='javascript'], img[src='x']").count() == 0
    page.close()


def test_the_theme_draws_the_erds_of_rendered_pages_or_shows_their_source(
    built: Built, browser: Browser, serve: Serve
) -> None:
    if not built.generator.mermaid:
        assert '<code class="language-mermaid">erDiagram' in built.page(PAGE)
        return
    library = of_node(f"mermaid-{built.generator.mermaid}/dist/mermaid.min.js")
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if f"/mermaid@{built.generator.mermaid}/" in route.request.url:
            route.fulfill(path=library, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})
        elif route.request.url.startswith(address):
            route.continue_()
        else:
            route.abort()

    address = serve(built.site)
    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(f"{address}/{PAGE}/")
    page.wait_for_selector("div.mermaid", timeout=20_000)  # what was a <pre>, drawn
    page.wait_for_timeout(500)
    assert page.locator("pre.mermaid").count() == 0, asked
    heights = page.evaluate("[...document.querySelectorAll('div.mermaid')].map(e => e.getBoundingClientRect().height)")
    assert heights
    assert all(height > 200 for height in heights), "an error picture is not so high"
    page.close()


# GitHub and other forges: its own parser, what its filter of HTML lets through, and Mermaid's meaning of each fence


def as_on_github(text: str) -> str:
    return cmarkgfm.github_flavored_markdown_to_html(text, Cmark.CMARK_OPT_UNSAFE)


@pytest.fixture(scope="module")
def on_github(rendered: Path) -> dict[str, str]:
    """Each of the documents as HTML, by its path."""
    return {
        file.relative_to(rendered).as_posix(): as_on_github(file.read_text(encoding="utf-8"))
        for file in sorted(rendered.rglob("*.md"))
    }


def test_every_link_leads_to_a_file_and_an_anchor_on_github(on_github: dict[str, str], rendered: Path) -> None:
    pages = {path: Links(text) for path, text in on_github.items()}
    anchors = {path: {*page.ids, *github_slugs(on_github[path])} for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for href in page.hrefs:
            there, anchor = urldefrag(href)
            target = os.path.normpath(os.path.join(os.path.dirname(path), there)) if there else path
            there = (rendered / target).is_file() and (not anchor or anchor in anchors[target])
            if not href.startswith("http") and not there:
                dead.append((path, href))
    assert dead == []


def github_slugs(page: str) -> set[str]:
    """The anchors that GitHub gives headings by their words."""
    titles = [re.sub("<[^>]+>", "", title) for title in re.findall(r"<h[1-6]>(.*?)</h[1-6]>", page)]
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_github_shows_tables_prose_and_nothing_that_its_filter_takes_away(on_github: dict[str, str]) -> None:
    tags = {
        tag
        for path, text in on_github.items()
        if path.startswith("plan/data-design/") or path.endswith("/03-data-design.md")
        for tag in re.findall(r"<(\w+(?: \w+)*)", re.sub(r'="[^"]*"', "", text))
    }
    assert tags <= set(
        "a href,a id,blockquote,br,code,del,em,h1,h2,h3,h4,li,ol,p,pre,pre lang,strong,table,tbody,td,th,thead,tr,ul".split(
            ","
        )
    )
    everything = html.unescape(on_github["plan/zz/everything/03-data-design.md"])
    values = {leaf for leaf in leaves(read("x", EVERYTHING.encode()).value) if "zz-" in leaf}
    assert sorted(value for value in values if value not in everything) == []
    text = re.sub(r"<pre.*?</pre>", "", "".join(on_github.values()), flags=re.S)
    assert "| ---" not in text
    assert "Generated by datadesign" not in text


def test_each_erd_on_github_means_what_the_design_says(rendered: Path, on_github: dict[str, str]) -> None:
    sources = re.findall(r'<pre lang="mermaid"><code>(.*?)</code></pre>', "".join(on_github.values()), re.S)
    assert len(sources) >= 25
    entities = [meaning(html.unescape(source))["entities"] for source in sources]
    assert all(entities)


def test_examples_of_rules_stand_apart_from_what_is_said_of_them(on_github: dict[str, str]) -> None:
    page = on_github["plan/data-design/rules/naming.md"]
    first = re.findall(r"<pre><code>(.*?)</code></pre>", page, re.S)[:2]
    assert first[0].startswith("title: Orders")
    assert first[1].startswith("warning[naming/table-plural]")


def test_a_folder_named_as_markup_leaves_no_markup_in_a_page(tmp_path: Path) -> None:
    feature = tmp_path / "docs/plan/shop" / "a) --> <img src=x onerror=alert(1)>"
    feature.mkdir(parents=True)
    (feature / "03-data-design.yaml").write_text(COMPLETE, encoding="utf-8")
    assert datadesign("render", cwd=tmp_path).returncode == 0
    page = as_on_github((feature / "03-data-design.md").read_text(encoding="utf-8"))
    assert "<img" not in page
    assert page.startswith("<h1>")


def test_pages_that_were_rendered_give_way_to_those_of_the_plugin(write: Write, build: Build) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    assert datadesign("render", cwd=root).returncode == 0
    (root / "mkdocs.yml").write_text("site_name: Plans\nplugins: [datadesign]\n")
    done = build(root / "mkdocs.yml", root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    assert 'class="datadesign-erd"' in (root / "site/plan/shop/orders/03-data-design/index.html").read_text()


# The plugin itself, under MkDocs' successors


def content(page: Path) -> str:
    """What is on a page, without what the theme puts around and after it."""
    text = page.read_text(encoding="utf-8")
    after = text[text.index("<h1") :]
    return re.split(r"</article>|<footer|<aside|<nav|<form", after)[0].rstrip().removesuffix("</div>").rstrip()


@pytest.fixture(scope="module", params=["mkdocs", "materialx"])
def pair(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    environment: Callable[[str], Path],
    build: Build,
) -> tuple[Path, Path]:
    """The example site with the plugin, built by MkDocs, and the same by ProperDocs: one theme, or its successor."""
    root = tmp_path_factory.mktemp(f"plugin-{request.param}")
    shutil.copytree(ROOT / "example-site/docs", root / "docs")
    ours = "mkdocs" if request.param == "mkdocs" else "{name: material, font: false}"
    theirs, search, generator = (
        ("mkdocs", "search", "properdocs-theme-mkdocs")
        if request.param == "mkdocs"
        else ("{name: materialx, font: false}", "search: {provider: lunr}", "mkdocs-materialx")
    )
    config = "site_name: Plans\ntheme: {}\nplugins: [{}, datadesign]\n"
    (root / "mkdocs.yml").write_text(config.format(ours, "search"), encoding="utf-8")
    (root / "properdocs.yml").write_text(config.format(theirs, f"{{{search}}}" if ":" in search else search))
    done = build(root / "mkdocs.yml", root / "mkdocs", "--strict")
    assert done.returncode == 0, done.stderr
    run(root, environment(generator) / "properdocs", "build", "-q", "--strict", "-d", root / "properdocs")
    return root / "mkdocs", root / "properdocs"


@COMPAT
def test_the_plugin_makes_the_same_pages_under_properdocs(pair: tuple[Path, Path]) -> None:
    ours, theirs = pair
    pages = [file.relative_to(ours) for file in sorted(ours.rglob("plan/**/index.html"))]
    assert len(pages) > 60
    different = [page for page in pages if content(ours / page) != content(theirs / page)]
    assert different == []
    assert dead_links(theirs) == []


@COMPAT
def test_the_plugin_adds_its_entries_to_the_search_and_the_contents_under_properdocs(pair: tuple[Path, Path]) -> None:
    def entries(site: Path) -> set[tuple[str, str]]:
        index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
        return {(doc["location"], doc["title"]) for doc in index["docs"] if "/03-data-design/#" in doc["location"]}

    def anchors(site: Path) -> list[str]:
        page = (site / PAGE / "index.html").read_text(encoding="utf-8")
        around = page.replace(content(site / PAGE / "index.html"), "")
        return [href for href in Links(around).hrefs if href.startswith("#section.")]

    ours, theirs = pair
    assert entries(ours) == entries(theirs)
    assert ("plan/network/lockers/03-data-design/#main.lockers.serial_number",
            "serial_number (field of network/lockers: lockers)") in entries(theirs)  # fmt: skip
    assert set(anchors(ours)) == set(anchors(theirs)) != set()


@COMPAT
@pytest.mark.parametrize(
    ("sidecar", "flags", "status"),
    [(COMPLETE, ["--strict"], 0), (WARNS, [], 0), (WARNS, ["--strict"], 1), (MINIMAL.replace("[PK]", "[]"), [], 1)],
)
def test_problems_fail_a_build_of_properdocs_as_one_of_mkdocs(
    write: Write, environment: Callable[[str], Path], sidecar: str, flags: list[str], status: int
) -> None:
    root = write({"shop/orders": sidecar}).parent
    (root / "properdocs.yml").write_text("site_name: Plans\ntheme: mkdocs\nplugins: [datadesign]\n")
    program = environment("properdocs-theme-mkdocs") / "properdocs"
    done = subprocess.run([program, "build", *flags], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False), done.stderr
