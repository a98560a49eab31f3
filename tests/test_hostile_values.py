"""Whatever a value holds is shown as text: in real Chromium, on forges, in a terminal, and nothing of it runs."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import cmarkgfm
import pytest
from chain import EXTENSIONS, converted, go, outputs, read_all
from cmarkgfm.cmark import Options as Gfm
from conftest import ROOT, Build, Serve
from hostile import EVERYTHING, LONG, PAYLOADS, PLACES, RUN, everything
from html5lib import parseFragment
from merman import Merman
from playwright.sync_api import Browser, Page, expect
from test_cli import run

from mkdocs_datadesign.diagram import safe
from mkdocs_datadesign.unseen import visible

MERMAID = ROOT / "node_modules/mermaid/dist/mermaid.min.js"
SHORT = [payload for payload in PAYLOADS if payload not in LONG]
TEXT = [payload for payload in SHORT if not re.search(r"[*_`~&\[\\]|\n\s*\n", payload)]
"""What is no Markdown, so that prose shows it as it is."""
UNTOLD = {number for number, word in enumerate(re.findall(r"zz-[\w-]+", json.dumps(EVERYTHING)), 1) if "zz-unique-" in word}
"""Names within a constraint on several fields: what is no name there is no constraint, and the problem says so."""
ELEMENTS = set(
    "a b br button caption code dd del details div dl dt em figcaption figure g h1 h2 h3 input label li mark nav p path pre "
    "rect small span strong summary svg table tbody td text th thead title tr ul polyline".split()
)
CONFIG = """\
site_name: Hostile
repo_url: https://example.invalid/repository
edit_uri: edit/main/docs/
theme:
  name: {theme}
  {options}
plugins: [search, autorefs, macros, datadesign: {{fail_on: never}}]
extra_javascript: [{script}]
markdown_extensions:
{extensions}
"""
SUPERFENCES = """\
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""
NAMES = ["it's & \"co\"", "a#b", "a?b=c", "100%", "%2e%2e", "<b>x", "ünïcode 漢字", "a;b", "a+b c", "{{ 7 * 7 }}", "x" * 200]  # fmt: skip


FILES: dict[str, Callable[[int], str]] = {
    **{f"p{first}": lambda number, first=first: SHORT[(first + number) % len(SHORT)] for first in range(0, len(SHORT), 12)},
    **{name: lambda number, i=i: f"<i>{i}</i> {{{{ 7 * 7 }}}}" for i, name in enumerate(NAMES)},
}
"""Features by name, each with every key; what each place of one holds: another payload, or in odd folders the same."""


def plain(text: str) -> str:
    return " ".join(text.split())


# In a site


@pytest.fixture(scope="module", params=["svg", "mermaid", "mkdocs"])
def hostile_site(request: pytest.FixtureRequest, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, str]:
    """A site of sidecars full of payloads, with every extension on: Material's with both drawings, and MkDocs' own theme."""
    root = tmp_path_factory.mktemp(request.param)
    for name, payload in FILES.items():
        file = root / "docs/plan/x" / name / "03-data-design.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(everything(payload), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n\n*[HTML]: an abbreviation\n", encoding="utf-8")
    if request.param == "mermaid" and MERMAID.is_file():
        (root / "docs/mermaid.js").write_bytes(MERMAID.read_bytes())
    extensions = "".join(f"  - {name}\n" for name in EXTENSIONS if name != "pymdownx.superfences") + SUPERFENCES
    (root / "mkdocs.yml").write_text(
        CONFIG.format(
            theme="mkdocs" if request.param == "mkdocs" else "material",
            options="highlightjs: false" if request.param == "mkdocs" else "font: false",
            script="mermaid.js" if (root / "docs/mermaid.js").exists() else "",
            extensions=extensions,
        ),
        encoding="utf-8",
    )
    hide = "" if request.param == "svg" else "sys.modules['merman'] = None; "
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {hide}from mkdocs.__main__ import cli; cli()", "build", "-f", root / "mkdocs.yml"],
        capture_output=True, text=True, check=False, timeout=300, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    return request.param, root / "site", serve(root / "site")


@pytest.fixture
def watched(browser: Browser) -> Iterator[Page]:
    """A page on which nothing of a payload may run, nothing may go wrong, and nobody else may be asked for anything."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if _own(request.url) else wrong.append(request.url))
    page.route(lambda url: not _own(url), lambda route: route.abort())
    yield page
    context.close()
    assert wrong == []


def _own(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "data:image/svg+xml"))


SEEN = """() => {
  document.querySelectorAll("details").forEach((details) => (details.open = true));
  const all = [...document.querySelectorAll(":is(article, [role=main]) *")];
  return {
    harm: window.harm === undefined,
    elements: [...new Set(all.map((item) => item.localName))],
    handlers: all.flatMap((item) => item.getAttributeNames()).filter((name) => /^on|^(formaction|srcdoc|xlink:href)$/.test(name)),
    links: all.filter((item) => item.localName === "a" && item.hasAttribute("href")).map((item) => [item.getAttribute("href"), item.textContent]),
    ragged: [...document.querySelectorAll("table.datadesign-grid")].filter((table) =>
      new Set([...table.rows].map((row) => row.cells.length)).size !== 1).length,
    tables: document.querySelectorAll("table.datadesign-grid").length,
    pictures: document.querySelectorAll(".datadesign-svg .dd-entity").length,
    text: document.querySelector("article, [role=main]").innerText,
    title: document.title,
    heading: document.querySelector("h1").innerText,
  };
}"""


def test_nothing_runs_nothing_breaks_and_all_is_text(hostile_site: tuple[str, Path, str], watched: Page) -> None:
    kind, root, address = hostile_site
    pages = sorted(root.glob("plan/x/*/03-data-design/index.html"))
    assert len(pages) == len(FILES)
    tables = set()
    for file in [*pages, *sorted(root.glob("plan/data-design/**/index.html"))]:
        watched.goto(f"{address}/{quote(file.parent.relative_to(root).as_posix())}/")
        seen = watched.evaluate(SEEN)
        assert seen["harm"], file
        if seen["title"]: print(file.parent.parent.name, ascii(seen["title"]), seen["heading"])
        assert not set(seen["elements"]) - ELEMENTS, (file, set(seen["elements"]) - ELEMENTS)
        assert seen["handlers"] == [], file
        assert seen["ragged"] == 0, file
        assert not [link for link in seen["links"] if not re.match(r"https?://|mailto:|#|[\w.%]|\./|\.\./", link[0]) or re.match(r"(?i)\s*(javascript|data|vbscript|file):", link[0])]
        if file not in pages:
            continue
            tables.add(seen["tables"])
            assert bool(seen["pictures"]) is True
            for number in range(1, PLACES + 1):
                assert f" q{number}q" in plain(seen["text"]), (file, number)
    assert len(tables) <= 2, tables
