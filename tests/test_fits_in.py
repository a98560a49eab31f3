"""The plugin among a site's other parts: navigation, other plugins, the repository, its own templates."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import COMPLETE, ROOT, Build
from links import dead_links
from test_real import assert_same_meaning

from mkdocs_datadesign.reading import is_sidecar

PAGE = "03-data-design/index.html"


@pytest.fixture
def site(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write a site's files, and its configuration; gives a function that builds it."""

    def site(files: dict[str, str], config: str) -> Path:
        for name, text in {"docs/index.md": "# Home\n", **files}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (tmp_path / "mkdocs.yml").write_text(f"site_name: Plans\n{config}\n", encoding="utf-8")
        return tmp_path

    return site


def built(build: Build, root: Path, *args: str) -> Path:
    done = build(root / "mkdocs.yml", root / "site", *args)
    assert done.returncode == 0, done.stderr
    return root / "site"


def plain(page: Path) -> str:
    return html.unescape(re.sub("<[^>]+>", " ", page.read_text(encoding="utf-8")))


ORDERS = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          email: {type: VARCHAR(255)}
"""


def nav(page: str) -> list[str]:
    """The names in a page's navigation."""
    inside = page[page.index("<nav") : page.rindex("</nav>")]
    return [html.unescape(name).strip() for name in re.findall(r'<span class="md-ellipsis">\s*([^<]+)', inside)]


def test_pages_have_their_place_in_a_navigation_of_awesome_nav(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    root = site(
        {
            "docs/plan/shop/orders/03-data-design.yaml": ORDERS,
            "docs/plan/shop/orders/prd.md": "# Requirements\n",
            "docs/plan/.nav.yml": "nav:\n  - Overview: data-design/index.md\n  - Shop: shop\n",
        },
        "theme: {name: material, font: false}\nplugins: [awesome-nav, search, {datadesign: {fail_on: never}}]",
    )
    page = (built(build, root) / "plan/shop/orders" / PAGE).read_text(encoding="utf-8")
    names = nav(page)
    assert names.index("Overview") < names.index("Shop")
    assert "Orders: data design" in names
    assert "Requirements" in names


@pytest.mark.parametrize("plugins", ["search, autorefs, datadesign", "search, datadesign, autorefs"])
def test_any_page_links_to_an_object_by_name_with_autorefs(site, build: Build, plugins: str) -> None:  # type: ignore[no-untyped-def]
    words = "[here][shop/orders:orders], [there][orders.id] and [][naming/drift]\n"
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": COMPLETE, "docs/about.md": f"# About\n\n{words}"},
        f"theme: {{name: material, font: false}}\nplugins: [{plugins}]",
    )
    page = (built(build, root, "--strict") / "about/index.html").read_text(encoding="utf-8")
    links = dict(re.findall(r'<a class="autorefs[^"]*"[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page))
    assert links["../plan/shop/orders/03-data-design/#main.orders"] == "here"
    assert links["../plan/shop/orders/03-data-design/#main.orders.id"] == "there"
    assert any("rules/naming/#rule.drift" in href for href in links)


def test_a_link_to_an_anchor_is_checked_by_mkdocs_itself(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    page = "# About\n\n[a](plan/shop/orders/03-data-design.md#main.orders.email) [b](plan/shop/orders/03-data-design.md#main.order)\n"
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS, "docs/about.md": page},
        "validation: {anchors: warn}\nplugins: [datadesign: {fail_on: never}]",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert "#main.order'" in done.stderr
    assert "main.orders.email" not in done.stderr


def test_the_table_of_contents_leads_to_the_stable_anchors_as_deep_as_the_site_asks(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    files = {"docs/plan/shop/orders/03-data-design.yaml": ORDERS}
    config = "theme: {name: material, font: false}\nplugins: [datadesign: {fail_on: never}]"
    for depth, there in ((6, True), (2, False)):
        root = site(files, f"{config}\nmarkdown_extensions: [toc: {{toc_depth: {depth}}}]")
        page = (built(build, root) / "plan/shop/orders" / PAGE).read_text(encoding="utf-8")
        contents = page[page.index('data-md-component="toc"') : page.index('data-md-component="content"')]
        assert ('href="#main.orders"' in contents) is there
        assert 'href="#section.model"' in contents


def test_the_readmes_template_adds_a_column_and_a_section(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    template = re.search(r"```jinja\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert template
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS, "overrides/feature.md.jinja": template[1]},
        "theme: {name: material, font: false}\nplugins: [datadesign: {fail_on: never, templates: overrides}]",
    )
    page = (built(build, root) / "plan/shop/orders" / PAGE).read_text(encoding="utf-8")
    assert re.search(r'<th scope="col">Personal</th>', page)
    row = page[page.index('id="main.orders.email"') :]
    assert row[: row.index("</tr>")].endswith('<td data-label="Personal">yes</td>')
    text = re.sub("<[^>]+>", "", page)
    assert text.index("The data team, about shop/orders.") < text.index("items are answered")
    assert 'href="#section.contact"' in page


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("feature", "{% if %}", "feature.md.jinja, line 1"),
        ("index", "{{ nothing }}", "index.md.jinja: 'nothing' is undefined"),
        ("growth", "{% extends 'missing.md.jinja' %}", "growth.md.jinja: missing.md.jinja"),
    ],
)
def test_a_broken_template_is_named(site, build: Build, name: str, text: str, said: str) -> None:  # type: ignore[no-untyped-def]
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS, f"overrides/{name}.md.jinja": text},
        "plugins: [datadesign: {fail_on: never, templates: overrides}]",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("repository", "line"),
    [
        ("repo_url: https://github.com/a/b\nedit_uri: edit/main/docs/", "https://github.com/a/b/blob/main/docs/{}#L8"),
        ("repo_url: https://gitlab.com/a/b\nedit_uri: -/edit/main/docs/", "https://gitlab.com/a/b/-/blob/main/docs/{}#L8"),
        ("repo_url: https://codeberg.org/a/b\nedit_uri: _edit/main/docs/", "https://codeberg.org/a/b/src/branch/main/docs/{}#L8"),
        ("repo_url: https://bitbucket.org/a/b\nedit_uri: src/main/docs/", "https://bitbucket.org/a/b/src/main/docs/{}#lines-8"),
        ("edit_uri: https://git.example/x/edit/m/", "https://git.example/x/blob/m/{}#L8"),
        ("", None),
    ],
)  # fmt: skip
def test_a_naming_violation_leads_to_its_line_and_its_rule(
    site, build: Build, repository: str, line: str | None  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    sidecar = "docs/plan/shop/orders/03-data-design.yaml"
    text = ORDERS.replace("email:", "eMail:").replace("technology: PostgreSQL\n", "technology: PostgreSQL\n")
    number = next(i for i, words in enumerate(text.splitlines(), 1) if "eMail" in words)
    root = site({sidecar: text}, f"{repository}\nplugins: [datadesign: {{fail_on: never}}]")
    page = (built(build, root) / "plan/data-design/naming/index.html").read_text(encoding="utf-8")
    if line is not None:
        href = line.format("plan/shop/orders/03-data-design.yaml").removesuffix("8") + str(number)
        assert f'<a href="{href}">03-data-design.yaml:{number}:11</a>' in page
    else:
        assert f">03-data-design.yaml:{number}:11</a>" in page
    assert 'href="../rules/naming/#rule.field-case"' in page
    assert 'id="section.by-feature"' in page


def test_the_source_url_can_be_given(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    options = '{fail_on: never, source_url: "https://forge.example/{path}?l={line}"}'
    root = site({"docs/plan/a b/orders/03-data-design.yaml": ORDERS}, f"plugins: [datadesign: {options}]")
    page = (built(build, root) / "plan/data-design/index.html").read_text(encoding="utf-8")
    assert 'href="https://forge.example/plan/a%20b/orders/03-data-design.yaml?l=' in page


def git(root: Path, *command: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *author, *command], cwd=root, check=True, capture_output=True)


def test_the_overview_begins_with_what_got_worse(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    bad = ORDERS.replace("PK", "NOT NULL").replace("email", "eMail")
    files = {"docs/plan/shop/old/03-data-design.yaml": bad, "docs/plan/shop/new/03-data-design.yaml": ORDERS}
    config = "plugins: [datadesign: {fail_on: never, since: HEAD}]"
    root = site(files, config)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    root = site({"docs/plan/shop/new/03-data-design.yaml": ORDERS.replace("email:", "eMail:")}, config)
    page = plain(built(build, root) / "plan/data-design/index.html")
    assert "New since HEAD" in page
    assert re.search(r"New since HEAD\s+[1-9] problems?\b", page)
    rows = page[page.index("Technologies") :]
    assert rows.index("shop/new") < rows.index("shop/old"), "worse since then comes before worse all along"


def test_a_span_counts_from_the_last_commit(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS}, "plugins: [datadesign: {fail_on: never, since: 7 days}]"
    )
    git(root, "init", "-q")
    git(root, "add", "-A")
    for day in ("2020-01-01", "2020-01-20"):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--allow-empty", "-qm", day],
            cwd=root,
            check=True,
            env={"GIT_COMMITTER_DATE": f"{day}T00:00:00Z", "PATH": "/usr/bin:/bin"},
        )
    page = plain(built(build, root) / "plan/data-design/index.html")
    assert re.search(r"New since 7 days\s+0 problems", page)


def test_without_the_history_the_overview_does_without(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS},
        "plugins: [datadesign: {fail_on: never, since: --output=x}]",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0
    assert "does not say what is new" in done.stderr
    assert "New since" not in (root / "site/plan/data-design/index.html").read_text(encoding="utf-8")


def test_with_a_baseline_the_overview_tells_what_is_new(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    config = "plugins: [datadesign: {fail_on: never, baseline: known.json}]"
    root = site(
        {"docs/plan/shop/orders/03-data-design.yaml": ORDERS, "known.json": '{"version": 2, "problems": []}'}, config
    )
    page = plain(built(build, root) / "plan/data-design/index.html")
    assert re.search(r"New since the baseline\s+[1-9]\d* problems", page)


def test_shared_tables_show_conflicts_side_by_side(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    stub = ORDERS.replace("        fields:", "        owner: shop/orders\n        fields:").replace("UUID", "BIGINT")
    root = site(
        {
            "docs/plan/shop/orders/03-data-design.yaml": ORDERS,
            "docs/plan/shop/bills/03-data-design.yaml": stub.replace("title: Orders", "title: Bills"),
        },
        "plugins: [datadesign: {fail_on: never}]",
    )
    page = (built(build, root) / "plan/data-design/shared-tables/index.html").read_text(encoding="utf-8")
    row = next(row for row in re.findall("<tr>(.*?)</tr>", page, re.S) if "<code>id</code>" in row)
    owner, user = row.split("<td data-label")[1:]
    assert "UUID" in owner
    assert "<mark" not in owner
    assert re.search("<mark.*BIGINT.*</mark>", user)
    assert "shop/orders (owner)" in page


def test_without_the_engine_the_themes_mermaid_gets_the_same_diagrams(site, build: Build) -> None:  # type: ignore[no-untyped-def]
    files = {
        f"docs/{path.relative_to(ROOT / 'example-site/docs').as_posix()}": path.read_text(encoding="utf-8")
        for path in (ROOT / "example-site/docs").rglob("*")
        if path.is_file()
    }
    root = site(files, "theme: {name: material, font: false}\nplugins: [datadesign]")
    with_engine = built(build, root)
    command = "import sys; sys.modules['merman'] = None; from mkdocs.__main__ import cli; cli()"
    done = subprocess.run(
        [sys.executable, "-c", command, "build", "-q", "-f", root / "mkdocs.yml", "-d", root / "without"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    checked = 0
    for sidecar in (name.removeprefix("docs/") for name in files if is_sidecar(name.removeprefix("docs/"), "plan")):
        page = Path(sidecar).parent / PAGE
        drawn = (with_engine / page).read_text(encoding="utf-8")
        fenced = (root / "without" / page).read_text(encoding="utf-8")
        sources = re.findall(r"<summary>Mermaid source</summary><pre><code>(.*?)</code>", drawn, re.S)
        assert sources == re.findall(r"<summary>Mermaid source</summary><pre><code>(.*?)</code>", fenced, re.S)
        fences = re.findall(r'<pre class="mermaid"><code>(.*?)</code>', fenced, re.S)
        assert fences
        assert set(fences) <= set(sources)
        pictures = re.findall(r'<svg class="datadesign-svg".*?</svg>', drawn, re.S)
        for source, picture in zip(sources, pictures, strict=True):
            assert_same_meaning(html.unescape(source), picture)
            checked += 1
    assert checked > 20
    assert json.loads((root / "without/plan/data-design/catalog.json").read_text(encoding="utf-8"))["version"] == 1


def test_the_links_of_a_site_with_broken_designs_lead_somewhere(build: Build, tmp_path: Path) -> None:
    config = (ROOT / "tests/sites/broken/mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        config.replace("datadesign]", "{datadesign: {fail_on: never}}]"), encoding="utf-8"
    )
    shutil.copytree(ROOT / "tests/sites/broken/docs", tmp_path / "docs")
    site = built(build, tmp_path)
    assert dead_links(site) == []
