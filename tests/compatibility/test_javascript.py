"""Rendered pages in generators of JavaScript's, really built: Docusaurus, where a page is a program in MDX, and Starlight."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from conftest import README, ROOT, Serve, missing, of_node
from filelock import FileLock
from links import Links, dead_links, pages_of
from playwright.sync_api import Browser
from processes import datadesign
from test_site import hostile

HERE = Path(__file__).parent
COMPAT = pytest.mark.compat


@dataclass(frozen=True, slots=True)
class Generator:
    """Where a generator's documents lie, how it is run, and where it writes."""

    docs: str
    command: tuple[str, ...]
    site: str
    page: str
    """What the address of a data design ends with."""
    not_published: tuple[str, ...] = ()
    """What pages lead to and the generator does not publish; the icon is for a project to put there."""


GENERATORS = {
    "docusaurus": Generator("docs", ("docusaurus", "build", "--no-minify"), "build", "data-design"),
    "starlight": Generator(
        "src/content/docs",
        ("astro", "build"),
        "dist",
        "03-data-design",
        ("catalog.json", "catalog.schema.json", "/favicon.svg"),
    ),
}


@dataclass(frozen=True, slots=True)
class Built:
    name: str
    site: Path

    @property
    def generator(self) -> Generator:
        return GENERATORS[self.name]

    def path(self, feature: str) -> str:
        return f"plan/{feature}/{self.generator.page}/"

    def text(self, feature: str) -> str:
        return (self.site / self.path(feature) / "index.html").read_text(encoding="utf-8")


def installed(name: str) -> Path:
    """A folder with the generator's configuration and packages from npm's registry, made once for each change of them."""
    files = sorted(path for path in (HERE / name).rglob("*") if path.is_file())
    known = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    place = ROOT / ".cache/node" / f"{name}-{known}"
    if not (place / "complete").exists():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(HERE / name, place)
        npm = [
            "npm",
            "install",
            "--no-package-lock",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel",
            "error",
        ]
        try:
            done = subprocess.run(npm, cwd=place, capture_output=True, text=True, check=False, timeout=600)
        except FileNotFoundError:
            missing("npm", "Debian's package is `npm`")
        if done.returncode:
            missing(
                name, f"npm cannot install what tests/compatibility/{name}/package.json names\n{done.stderr[-2000:]}"
            )
        (place / "complete").touch()
    return place


def documents(folder: Path) -> None:
    """The example's documents, a hostile design and one that is a program in MDX."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "example-site/docs", folder)
    for name, text in (("hostile", hostile()), ("mdx", (HERE / "mdx.yaml").read_text(encoding="utf-8"))):
        (folder / "plan/zz" / name).mkdir(parents=True)
        (folder / "plan/zz" / name / "03-data-design.yaml").write_text(text, encoding="utf-8")


def with_titles(folder: Path) -> None:
    """Documents as a person writes them for a generator that wants their titles in front matter."""
    for page in folder.rglob("*.md"):
        title, text = page.read_text(encoding="utf-8").removeprefix("# ").split("\n", 1)
        page.write_text(f"---\ntitle: {json.dumps(title)}\n---\n{text}", encoding="utf-8")


@pytest.fixture(scope="module", params=GENERATORS)
def built(request: pytest.FixtureRequest) -> Built:
    """Rendered, and built by the generator as it is installed."""
    name = request.param
    (ROOT / ".cache/node").mkdir(parents=True, exist_ok=True)
    with FileLock(ROOT / ".cache/node" / f"{name}.lock"):
        place, generator = installed(name), GENERATORS[name]
        (place / "pyproject.toml").write_text(
            f'[tool.datadesign]\nfail_on = "never"\ndocs_dir = "{generator.docs}"\n', encoding="utf-8"
        )
        documents(place / generator.docs)
        with_titles(place / generator.docs)
        rendered = datadesign("render", "--quiet", "--front-matter", cwd=place)
        assert rendered.returncode == 0, rendered.stderr
        shutil.rmtree(place / generator.site, ignore_errors=True)
        environment = {**os.environ, "ASTRO_TELEMETRY_DISABLED": "1", "DOCUSAURUS_NO_TELEMETRY": "1", "CI": "1"}
        done = subprocess.run(
            ["npx", "--no-install", *generator.command],
            cwd=place, capture_output=True, text=True, check=False, timeout=1200, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return Built(name, place / generator.site)


@COMPAT
def test_every_link_leads_to_a_page_and_an_anchor(built: Built) -> None:
    pages = pages_of(built.site)

    def leads(page: str, href: str) -> bool:
        """Whether a link leads to a page without the slash at its end, as Docusaurus writes it."""
        there, anchor = urldefrag(urljoin(f"/{page.removesuffix('/index.html')}", href))
        found = pages.get(f"{there.strip('/')}/index.html")
        return found is not None and (not anchor or unquote(anchor) in found.ids)

    dead = {(page, href) for page, href in dead_links(built.site) if not leads(page, href)}
    assert {(page, href) for page, href in dead if href not in built.generator.not_published} == set()
    page = Links(built.text("network/lockers"))
    assert {"main.lockers", "main.lockers.serial_number", "section.queries"} <= set(page.ids)
    assert any(href.endswith("#main.sites.id") for href in page.hrefs)


@COMPAT
def test_a_page_has_its_title_once(built: Built) -> None:
    text = built.text("network/lockers")
    assert re.search(r"<title[^>]*>\s*Locker network: data design", text)
    assert [re.sub("<[^>]+>", "", found) for found in re.findall(r"<h1[^>]*>.*?</h1>", text, re.S)] == [
        "Locker network: data design"
    ]
    assert "Generated by datadesign" not in text


@COMPAT
def test_nothing_of_a_design_runs_and_all_of_it_is_shown(built: Built, browser: Browser, serve: Serve) -> None:
    address = serve(built.site)
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
    for feature in ("zz/hostile", "zz/mdx"):
        page.goto(f"{address}/{built.path(feature)}")
        assert page.evaluate("window.hacked") is None
        assert page.locator("a[href^='javascript'], img[src='x']").count() == 0
        rows = page.evaluate(
            "[...document.querySelectorAll('main table')].map(t => [...t.rows].map(r => r.cells.length))"
        )
        assert rows
        assert all(len(set(cells)) == 1 for cells in rows)
    text = " ".join(page.inner_text("main").split())
    for said in (
        "export default {globalThis.hacked = process.exit(3)}", "export default process.exit(4)", "import fs from 'fs'",
        "export default process.exit(5)", "import process from process", "a{1+1}<b>", "<!-- a comment --> <br>",
        "{process.exit(6)} <script>window.hacked = 1</script>", "{${process.exit(7)}}", "export default process.exit(8)",
    ):  # fmt: skip
        assert said in text, said
    page.close()


@COMPAT
def test_erds_are_drawn_or_shown_as_their_source(built: Built, browser: Browser, serve: Serve) -> None:
    if built.name == "starlight":
        assert "erDiagram" in built.text("network/lockers")
        return
    address = serve(built.site)
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
    page.goto(f"{address}/{built.path('network/lockers')}")
    page.wait_for_selector(".docusaurus-mermaid-container svg", timeout=60_000)
    assert page.locator(".docusaurus-mermaid-container svg[aria-roledescription=er]").count() > 0
    page.close()


@COMPAT
def test_the_readme_says_what_a_generator_needs(built: Built) -> None:
    (said,) = [line for line in README.splitlines() if f"[{built.name.capitalize()}]" in line]
    assert "`datadesign render --front-matter`" in said
    needed = {
        "docusaurus": ["onBrokenAnchors", "@docusaurus/theme-mermaid"],
        "starlight": ["astro-rehype-relative-markdown-links"],
    }
    settings = "".join(path.read_text(encoding="utf-8") for path in (HERE / built.name).glob("*.*js"))
    for word in needed[built.name]:
        assert word in said
        assert word in settings


PARSE = """
import { readFileSync } from "node:fs";
const [parser, ...files] = process.argv.slice(1);
const { createProcessor } = await import(parser);
const found = new Set();
const look = (node, file) => {
  if (node.type.startsWith("mdx"))
    found.add(node.type.startsWith("mdxJsx") ? node.name : `${node.type}: ${node.value} in ${file}`);
  for (const attribute of node.attributes ?? []) found.add(`${node.name} ${attribute.name} ${typeof attribute.value}`);
  for (const child of node.children ?? []) look(child, file);
};
for (const file of files) look(createProcessor().parse(readFileSync(file)), file);
console.log(JSON.stringify([...found].sort()));
"""
"""The elements of pages, their attributes, and all that MDX would run."""


def test_no_page_is_a_program_in_mdx(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.datadesign]\nfail_on = "never"\n', encoding="utf-8")
    documents(tmp_path / "docs")
    assert datadesign("render", "--quiet", cwd=tmp_path).returncode == 0
    pages = sorted(map(str, (tmp_path / "docs/plan").rglob("03-data-design.md")))
    pages += sorted(map(str, (tmp_path / "docs/plan/data-design").rglob("*.md")))
    parser = of_node("@mdx-js/mdx/index.js").as_uri()
    command = ["node", "--input-type=module", "--eval", PARSE, parser, *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["a", "a id string", "br", "code"]
    assert len(pages) > 20
