"""Whatever a value holds is shown as text: in real Chromium, on forges, in a terminal, and nothing of it runs."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

import cmarkgfm
import markdown
import pytest
from chain import EXTENSIONS, converted, go
from cmarkgfm.cmark import Options as Gfm
from conftest import Build, Serve, of_node
from hostile import EVERYTHING, LONG, OTHERS, PAYLOADS, PLACES, UNSEEN, as_yaml, everything
from merman import Merman
from playwright.sync_api import Browser, Page, expect
from processes import datadesign
from selectolax.lexbor import LexborHTMLParser

from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.reading import below, find
from mkdocs_datadesign.unseen import visible

SHORT = [payload for payload in PAYLOADS if payload not in LONG]
TEXT = [payload for payload in SHORT if not re.search(r"[*_`~&\[\\]|\n\s*\n", payload)]
"""What is no Markdown, so that prose shows it as it is."""
UNTOLD = {
    number for number, word in enumerate(re.findall(r"zz-[\w-]+", json.dumps(EVERYTHING)), 1) if "zz-unique-" in word
}
"""Names within a constraint on several fields: what is no name there is no constraint, and the problem says so."""
ELEMENTS = set(
    "a b br button caption code col colgroup dd del details div dl dt em figcaption figure g h1 h2 h3 input label li mark nav p path pre "
    "rect small span strong summary sup svg table tbody td text th thead title tr ul polyline".split()
)
MARKDOWN_ELEMENTS = set("a blockquote br code del em h1 h2 h3 li p pre strong table tbody td th thead tr ul".split())
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
    **{
        f"p{first}": lambda number, first=first: SHORT[(first + number) % len(SHORT)]
        for first in range(0, len(SHORT), 12)
    },
    **{name: lambda number, i=i: f"<i>{i}</i> {{{{ 7 * 7 }}}}" for i, name in enumerate(NAMES)},
}
"""Features by name, each with every key; what each place of one holds: another payload, or in odd folders the same."""


def tree_of(text: str) -> LexborHTMLParser:
    """A fragment of a page as a browser would read it."""
    return LexborHTMLParser(text, is_fragment=True)


def elements(tree: LexborHTMLParser) -> set[str]:
    """The names of a fragment's elements."""
    assert tree.root
    return {item.tag for item in tree.root.traverse()}


def plain(text: str) -> str:
    return " ".join(text.split())


# In a site


@pytest.fixture(scope="module", params=["svg", "mermaid", "mkdocs"])
def hostile_site(
    request: pytest.FixtureRequest, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, str]:
    """A site of sidecars full of payloads, with every extension on: Material's with both drawings, and MkDocs' own theme."""
    root = tmp_path_factory.mktemp(request.param)
    for name, payload in FILES.items():
        file = root / "docs/plan/x" / name / "03-data-design.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(everything(payload), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n\n*[HTML]: an abbreviation\n", encoding="utf-8")
    if request.param == "mermaid":
        (root / "docs/mermaid.js").write_bytes(of_node("mermaid-11/dist/mermaid.min.js").read_bytes())
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
    wrong: list[str] = []  # but for a slip of MkDocs' own theme, on any page of it: it asks nothing for its offsetTop
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: None if "offsetTop" in str(error) else wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if _own(request.url) else wrong.append(request.url))
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
    handlers: all.flatMap((item) => item.getAttributeNames()).filter((name) => /^on|^(formaction|srcdoc)$/.test(name)),
    links: all.flatMap((item) => ["href", "xlink:href"].filter((name) => item.hasAttribute(name)).map((name) => [item.getAttribute(name), item.textContent])),
    ragged: [...document.querySelectorAll("table.datadesign-grid")].filter((table) =>
      new Set([...table.rows].map((row) => row.cells.length)).size !== 1).length,
    tables: document.querySelectorAll("table.datadesign-grid").length,
    pictures: document.querySelectorAll(".datadesign-svg .dd-entity").length,
    text: document.querySelector("article, [role=main]").innerText,
    title: document.title,
  };
}"""


def test_nothing_runs_nothing_breaks_and_all_is_text(hostile_site: tuple[str, Path, str], watched: Page) -> None:
    kind, root, address = hostile_site
    pages = sorted(root.glob("plan/x/*/03-data-design/index.html"))
    assert len(pages) == len(FILES)
    pages = pages if kind == "svg" else pages[::3]  # elsewhere the text is the same
    tables = set()
    for file in [*pages, *sorted(root.glob("plan/data-design/*/index.html")), root / "plan/data-design/index.html"]:
        watched.goto(f"{address}/{quote(file.parent.relative_to(root).as_posix())}/")
        seen = watched.evaluate(SEEN)
        assert seen["harm"], file
        assert not set(seen["elements"]) - ELEMENTS, (file, set(seen["elements"]) - ELEMENTS)
        assert seen["handlers"] == [], file
        assert seen["ragged"] == 0, file
        assert not [
            link
            for link in seen["links"]
            if not re.match(r"https?://|mailto:|#|[\w.%]|\./|\.\./", link[0])
            or re.match(r"(?i)\s*(javascript|data|vbscript|file):", link[0])
        ]
        if file not in pages:
            continue
            tables.add(seen["tables"])
            assert bool(seen["pictures"]) is True
            text = plain(seen["text"])
            assert not [number for number in range(1, PLACES + 1) if f" q{number}q" not in text], file
    assert len(tables) <= 2, tables


def test_the_search_shows_text(hostile_site: tuple[str, Path, str], watched: Page) -> None:
    kind, _, address = hostile_site
    watched.goto(f"{address}/")
    if kind == "mkdocs":
        watched.locator("[data-bs-target='#mkdocs_search_modal']").click()
        watched.wait_for_timeout(4000)  # its worker reads the index meanwhile
        watched.locator("#mkdocs-search-query").press_sequentially("entity x")
        found = watched.locator("#mkdocs-search-results article")
    else:
        watched.locator("input.md-search__input").click()
        watched.locator("input.md-search__input").press_sequentially("entity of x")
        found = watched.locator(".md-search-result__item")
    expect(found.filter(has_text="entity of x/").first).to_be_visible(
        timeout=30_000
    )  # what was typed first finds others
    inside = "#mkdocs-search-results *, .md-search-result__list *"
    names = set(watched.evaluate(f"[...document.querySelectorAll('{inside}')].map((item) => item.localName)"))
    assert not names & {"script", "img", "iframe", "svg", "style", "i", "base", "form"} - {"svg"}, names
    assert watched.evaluate("window.harm === undefined")


def test_the_index_and_the_catalog_hold_it_as_it_is(hostile_site: tuple[str, Path, str]) -> None:
    _, root, _ = hostile_site
    index = json.loads((root / "search/search_index.json").read_text(encoding="utf-8"))
    assert len(index["docs"]) > 500
    catalog = json.loads((root / "plan/data-design/catalog.json").read_text(encoding="utf-8"))
    titles = {feature["key"]: feature["title"] for feature in catalog["features"]}
    for name, payload in FILES.items():
        assert titles[f"x/{name}"] == f"{payload(1)} q1q"


def test_the_real_mermaid_draws_each_diagram(hostile_site: tuple[str, Path, str], watched: Page) -> None:
    kind, root, address = hostile_site
    if kind != "mermaid":
        pytest.skip("drawn by Material's Mermaid in one of the sites alone")
    watched.goto(f"{address}/")
    watched.evaluate("mermaid.initialize({startOnLoad: false, securityLevel: 'loose'})")
    drawn = 0
    for name in [*FILES][:12]:
        text = (root / "plan/x" / name / "03-data-design/index.html").read_text(encoding="utf-8")
        for source in re.findall(r'<pre class="mermaid"><code>(.*?)</code></pre>', text, re.S):
            source = html.unescape(source)
            picture = watched.evaluate(
                "async (source) => (await mermaid.render(`m${Math.random()}`.replace('.', ''), source)).svg", source
            )
            assert "Syntax error" not in picture
            names = [entity["alias"] for entity in json.loads(Merman().parse_json(source, None))["entities"].values()]
            told = plain(html.unescape(re.sub("<[^>]*>", " ", picture)))
            for alias in names:
                assert all(number in told for number in re.findall(r"q\d+q", alias)[-1:])
            drawn += 1
    assert drawn >= 60
    assert watched.evaluate("window.harm === undefined")


@cache
def gone(payload: str) -> tuple[Project, dict[str, str]]:
    """What comes of a design that has a payload in each place, once the whole way is gone with it."""
    made: dict[str, str] = {}
    return go(everything(payload).encode(), made), made


# On forges


@pytest.mark.parametrize("payload", [*SHORT, *LONG[:2]], ids=lambda payload: ascii(payload)[1:30])
def test_markdown_files_show_it_as_text_to_both_kinds_of_parser(payload: str) -> None:
    page = gone(payload)[1]["markdown plan/shop/orders/03-data-design.md"]
    for made in (
        cmarkgfm.github_flavored_markdown_to_html(page, Gfm.CMARK_OPT_UNSAFE),
        markdown.markdown(page, extensions=["tables", "fenced_code"]),
    ):
        tree = tree_of(made)
        assert elements(tree) <= MARKDOWN_ELEMENTS
        for item in tree.root.traverse():
            assert not [name for name in item.attributes if name.startswith("on") or name in ("src", "style")]
            assert not re.match(r"(?i)\W*(javascript|data|vbscript|file):", item.attributes.get("href") or "")
        for table in tree.css("table"):
            assert len({len(row.css("td, th")) for row in table.css("tr")}) == 1
        codes = [plain(item.text()) for item in tree.css("code")]
        assert sum(plain(visible(payload)) in code for code in codes) > 60


@pytest.mark.parametrize("payload", SHORT, ids=lambda payload: ascii(payload)[1:30])
def test_every_place_takes_it_and_the_page_is_well_formed(payload: str) -> None:
    project, made = gone(payload)
    assert not [problem for problem in project.problems if problem.rule == "schema/syntax"]
    page = made["html plan/shop/orders/03-data-design.md"]
    tree = tree_of(converted(page))
    assert elements(tree) <= ELEMENTS
    codes = [plain(item.text()) for item in tree.css("code")]
    assert sum(plain(visible(payload)) in code for code in codes) > 60
    assert plain(tree.css_first("h1").text()) == plain(f"{visible(payload)} q1q: data design")


# In a terminal, in annotations and summaries: `chain.go` looks at each line of them


@pytest.mark.parametrize("payload", [*UNSEEN, *OTHERS], ids=lambda payload: ascii(payload)[1:30])
def test_a_problem_shows_it_in_one_line_that_nothing_obeys(payload: str) -> None:
    text = everything("x").replace(
        '"relational"',
        json.dumps(payload, ensure_ascii=False) if payload.isprintable() else '"\\x1b[2J\\u202e::error::x"',
    )
    texts: dict[str, str] = {}
    go(text.encode(), texts)
    shown = visible(payload if payload.isprintable() else "\x1b[2J\u202e::error::x")[:50]
    assert f"`{shown}" in texts["text"]
    assert all(re.match("::(error|warning|notice) file=", line) for line in texts["github"].splitlines())
    assert "<script" not in texts["summary"]


# Paths and references


OUT = ["../../../../secret.md", "/etc/passwd", "/secret.md", "\\secret.md", "..\\..\\..\\secret.md",
       "%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.md", "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.md", "..%5c..%5csecret.md", "%2fetc%2fpasswd",
       "a\0b.md", "%00.md", "../../../../docs/../secret.md", "..//..//..//..//secret.md"]  # fmt: skip
NOT_THERE = [
    "%252e%252e/%252e%252e/%252e%252e/%252e%252e/secret.md",
    "PRD.md",
    "prd.MD",
    "link.md",
    "folder/secret.md",
    "self.md",
    "x" * 5_000 + ".md",
]
ELSEWHERE = [
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "C:\\secret.md",
    "C:secret.md",
    "//secret.md",
    "javascript:window.harm=1",
    "data:text/html,x",
    "//example.invalid/x",
    "https://example.invalid/x",
]


@dataclass(frozen=True, slots=True)
class Referring:
    """A project of one feature for each reference and place, as it is read and as it is rendered."""

    docs: Path
    project: Project
    opened: list[str]
    said: str


def _links(docs: Path, feature: str) -> Path:
    """A feature's folder, with links out of the docs directory, and a secret there."""
    (docs.parent / "secret.md").write_text("# Secret {#here}\n", encoding="utf-8")
    folder = docs / "plan/shop" / feature
    folder.mkdir(parents=True)
    (folder / "prd.md").write_text("# Requirements\n", encoding="utf-8")
    (folder / "link.md").symlink_to(docs.parent / "secret.md")
    (folder / "folder").symlink_to(docs.parent)
    (folder / "self.md").symlink_to(folder / "self.md")
    (folder / "inside.md").symlink_to(folder / "prd.md")
    return folder


REFERENCES = [(key, href) for key in ("prd", "other", "contract") for href in (*OUT, *NOT_THERE, *ELSEWHERE)]


@pytest.fixture(scope="module")
def referring(tmp_path_factory: pytest.TempPathFactory) -> Referring:
    docs = tmp_path_factory.mktemp("referring") / "docs"
    for number, (key, href) in enumerate(REFERENCES):
        value = as_yaml(href)
        sidecar = f"title: T\nstores: {{m: {{mechanism: relational, technology: X, entities: {{t: {{fields: {{id: {{type: UUID}}}}}}}}}}}}\nsummary: {as_yaml(f'[see]({href}) [this](<{href}>)')}\n"
        sidecar += (
            f"dtos: {{D: {{source: t, contract: {value}}}}}\n"
            if key == "contract"
            else f"references: {{{key}: {value}}}\n"
        )
        (_links(docs, f"f{number}") / "03-data-design.yaml").write_text(sidecar, encoding="utf-8")
    opened: list[str] = []
    below_docs = below(docs)
    project = load(find(docs, "plan"), Options(), lambda path: (opened.append(path), below_docs(path))[1])
    return Referring(docs, project, opened, datadesign("render", docs).stderr)


def test_nothing_is_opened_outside_the_docs(referring: Referring) -> None:
    below_docs = below(referring.docs)
    assert len(referring.opened) >= len(NOT_THERE)
    assert all(below_docs(path) is None for path in referring.opened), referring.opened
    assert "Traceback" not in referring.said


@pytest.mark.parametrize("number", range(len(REFERENCES)), ids=lambda number: ascii(REFERENCES[number])[1:50])
def test_no_reference_leaves_the_docs(referring: Referring, number: int) -> None:
    _, href = REFERENCES[number]
    found = {problem.rule for problem in referring.project.by_feature[f"shop/f{number}"]}
    if href in OUT:
        assert found & {"references/outside-docs", "dto/missing-contract"}, found
    elif href in NOT_THERE:
        assert found & {"references/missing-file", "dto/missing-contract"}, found
    text = (referring.docs / f"plan/shop/f{number}/03-data-design.md").read_text(encoding="utf-8")
    assert "Secret" not in text
    for target in re.findall(r"\]\(<?([^)>]*)>?\)", text):
        assert not target.startswith(("/", "\\", "../../../..", "file:", "javascript:", "data:")), target
        assert "secret" not in target


def test_a_link_within_the_docs_is_a_document(tmp_path: Path) -> None:
    text = "title: T\nstores: {m: {mechanism: relational, technology: X}}\nreferences: {prd: inside.md#requirements}\n"
    docs = tmp_path / "docs"
    (_links(docs, "orders") / "03-data-design.yaml").write_text(text, encoding="utf-8")
    project = load(find(docs, "plan"), Options(), below(docs))
    assert not [problem for problem in project.problems if problem.rule.startswith("references/")]


@pytest.mark.parametrize("what", ["sidecar", "feature", "epic", "plan"])
def test_a_sidecar_that_a_link_leads_out_for_is_not_read(tmp_path: Path, build: Build, what: str) -> None:
    outside = tmp_path / "elsewhere"
    below_it = {"sidecar": "", "feature": "", "epic": "orders", "plan": "shop/orders"}[what]
    (outside / below_it).mkdir(parents=True)
    (outside / below_it / "03-data-design.yaml").write_text("title: Secret\nstores: {}\n", encoding="utf-8")
    at = tmp_path / "docs/plan/shop/orders/03-data-design.yaml"
    link = {"sidecar": at, "feature": at.parent, "epic": at.parent.parent, "plan": at.parent.parent.parent}[what]
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "03-data-design.yaml" if what == "sidecar" else outside)
    (tmp_path / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nplugins: [datadesign]\n", encoding="utf-8")
    for done in (
        datadesign("check", tmp_path / "docs"),
        datadesign("render", tmp_path / "docs"),
        build(tmp_path / "mkdocs.yml", tmp_path / "site"),
    ):
        assert "Traceback" not in done.stderr
        assert "Secret" not in done.stdout + done.stderr
    assert not list(outside.rglob("*.md"))
    assert not [page for page in (tmp_path / "site").rglob("*.html") if "Secret" in page.read_text(encoding="utf-8")]


def test_folders_of_any_name_are_features(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    for name in [
        *NAMES,
        "a\\b",
        "javascript:x",
        "[a](b)",
        "new\nline",
        "\x1b[31m",
        "safe\u202egpj",
        "`",
        "|",
        "-",
        "trailing ",
        "--><b>x",
    ]:
        (docs / "plan/x" / name).mkdir(parents=True)
        (docs / "plan/x" / name / "03-data-design.yaml").write_text(everything("y"), encoding="utf-8")
    done = datadesign("render", docs)
    assert "Traceback" not in done.stderr
    assert not re.search("[\x1b\u202e]", done.stdout + done.stderr)
    index = (docs / "plan/data-design/index.md").read_text(encoding="utf-8")
    made = cmarkgfm.github_flavored_markdown_to_html(index, Gfm.CMARK_OPT_UNSAFE)
    tree = tree_of(made)
    assert elements(tree) <= MARKDOWN_ELEMENTS
    hrefs = {(item.attributes.get("href") or "").partition("#")[0] for item in tree.css("a")} - {""}
    for href in hrefs:
        assert (docs / "plan/data-design" / unquote(href)).is_file(), href
    assert sum("03-data-design.md" in href for href in hrefs) == len(NAMES) + 11


def test_a_folder_whose_name_is_no_text_is_said_to_be_so(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/docs/plan/x/caf\xe9"
    os.makedirs(folder)
    with open(folder + b"/03-data-design.yaml", "w") as file:
        file.write("title: T\n")
    done = datadesign("check", tmp_path / "docs")
    assert "Traceback" not in done.stderr
    assert "its path is not UTF-8" in done.stdout
