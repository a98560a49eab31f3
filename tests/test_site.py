"""Sites that MkDocs really builds: what is on the pages, what fails a build, what a person would see."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import COMPLETE, Build, Serve, Write
from links import Links, dead_links
from mkdocs.commands.build import build as build_here
from mkdocs.config import load_config
from playwright.sync_api import Browser

from mkdocs_datadesign.parser import read

HERE = Path(__file__).parent
PAGE = "03-data-design/index.html"
MINIMAL = """\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          created_at: {type: Timestamp}
          updated_at: {type: Timestamp}
"""


@pytest.fixture
def site(write: Write, build: Build, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write sidecars and build them; gives the process and the site's directory."""

    def site(sidecars: Mapping[str, str], config: str = "", *args: str, files: Mapping[str, str] | None = None):  # type: ignore[no-untyped-def]
        docs = write(sidecars)
        for path, text in (files or {}).items():
            (docs / path).parent.mkdir(parents=True, exist_ok=True)
            (docs / path).write_text(text, encoding="utf-8")
        (tmp_path / "mkdocs.yml").write_text(f"site_name: Test\n{config or 'plugins: [search, datadesign]'}\n")
        return build(tmp_path / "mkdocs.yml", tmp_path / "site", *args), tmp_path / "site"

    return site


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *leaves(item))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif value is not None:
        yield str(value)


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_no_key_of_the_format_is_left_off_the_page(site, theme: str) -> None:  # type: ignore[no-untyped-def]
    text = (HERE / "everything.yaml").read_text(encoding="utf-8")
    config = f"theme: {theme}\nplugins:\n  - datadesign:\n      fail_on: never"
    done, built = site({"zz/everything": text}, config)
    assert done.returncode == 0, done.stderr
    page = html.unescape((built / "plan/zz/everything" / PAGE).read_text(encoding="utf-8"))
    body = page[page.index("<h1") :]
    values = {
        leaf for leaf in leaves(read("x", text.encode()).value) if "zz-" in leaf or re.fullmatch("[0-9]{4,}", leaf)
    }
    assert len(values) > 150
    assert sorted(value for value in values if value not in body) == []


def test_the_example_site_uses_all_mechanisms_and_technologies(example_site: Path) -> None:
    catalog = json.loads((example_site / "plan/data-design/catalog.json").read_text(encoding="utf-8"))
    stores = [store for feature in catalog["features"] for store in feature["stores"]]
    assert {store["mechanism"] for store in stores} == {
        "relational", "document", "key-value", "file", "time-series", "vector",
    }  # fmt: skip
    assert {store["technology"].lower() for store in stores} >= {
        "postgresql", "mysql", "sqlite", "mongodb", "firestore", "redis", "dynamodb", "local files", "s3", "influxdb",
        "timescaledb", "weaviate", "pinecone", "pgvector",
    }  # fmt: skip
    assert len(catalog["features"]) >= 10
    assert len({feature["key"].split("/")[0] for feature in catalog["features"]}) >= 4
    waiting = [(problem["feature"], problem["rule"]) for problem in catalog["problems"]]
    assert waiting == [("insight/demand", "completeness/author-word")]  # a draft, and meant


def test_every_link_of_the_example_site_leads_somewhere(example_site: Path) -> None:
    assert dead_links(example_site) == []


def test_anchors_are_there_for_each_object_and_field_and_stand_once(example_site: Path) -> None:
    catalog = json.loads((example_site / "plan/data-design/catalog.json").read_text(encoding="utf-8"))
    for feature in catalog["features"]:
        page = Links((example_site / "plan" / feature["key"] / PAGE).read_text(encoding="utf-8"))
        own = [item for item in page.ids if "." in item]
        assert len(own) == len(set(own))
        for item in catalog["objects"]:
            if item["feature"] == feature["key"]:
                anchor = f"{item['store']}.{item['name']}"
                assert anchor in own
                for field in item["fields"]:
                    assert f"{anchor}.{field['name']}" in own


def test_the_edit_link_leads_to_the_sidecar(example_site: Path) -> None:
    page = next(example_site.glob("plan/*/*/03-data-design/index.html")).read_text(encoding="utf-8")
    assert re.search(r'href="https://git\.example\.com/[^"]*/03-data-design\.yaml"', page)


def test_a_site_that_is_wrong_on_purpose_fails_with_every_problem(build: Build, tmp_path: Path) -> None:
    done = build(HERE / "sites/broken/mkdocs.yml", tmp_path / "site")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for rule in (
        "schema/syntax", "schema/duplicate-key", "schema/unknown-key", "schema/invalid-value", "schema/missing-key",
        "model/no-primary-key", "model/unknown-target", "model/enum-without-values", "query/unknown-target",
        "model/one-to-many-without-foreign-key", "shared/no-owner", "shared/unknown-owner",
        "naming/table-plural", "naming/table-case", "naming/timestamp",
    ):  # fmt: skip
        assert f"[{rule}]" in done.stderr, rule
    assert re.search(r"--> plan/a/typos/03-data-design\.yaml:\d+:\d+", done.stderr)
    errors, warnings = (
        done.stderr.count(f"\n{kind}[") + done.stderr.count(f" {kind}[") for kind in ("error", "warning")
    )
    assert errors > 15
    assert f"{errors} errors, {warnings} warnings" in done.stderr.splitlines()[-3] + done.stderr.splitlines()[-1]
    assert list((tmp_path / "site").rglob("*.html")) == []


def test_a_valid_design_builds_and_its_source_is_not_published(site) -> None:  # type: ignore[no-untyped-def]
    done, built = site({"shop/orders": MINIMAL})
    assert done.returncode == 0, done.stderr
    assert (built / "plan/shop/orders" / PAGE).is_file()
    assert list(built.rglob("*.yaml")) == []


def test_the_source_is_published_if_asked_for(site) -> None:  # type: ignore[no-untyped-def]
    _, built = site({"shop/orders": MINIMAL}, "plugins:\n  - datadesign:\n      publish_sources: true")
    assert (built / "plan/shop/orders/03-data-design.yaml").is_file()


WARNS = MINIMAL.replace("orders:\n        fields", "order_item:\n        fields")


@pytest.mark.parametrize(
    ("options", "args", "status"),
    [("", (), 0), ("fail_on: warning", (), 1), ("", ("--strict",), 1), ("fail_on: never", (), 0)],
)
def test_fail_on_and_strict_decide_what_a_warning_does(site, options: str, args: tuple[str, ...], status: int) -> None:  # type: ignore[no-untyped-def]
    done, _ = site({"shop/orders": WARNS}, f"plugins:\n  - datadesign: {{{options}}}", *args)
    assert done.returncode == status, done.stderr
    assert "naming/table-plural" in done.stderr


def test_a_severity_can_be_set_for_matching_features(site) -> None:  # type: ignore[no-untyped-def]
    config = "plugins:\n  - datadesign:\n      overrides: [{features: 'shop/*', rules: {naming/*: off}}]"
    text = COMPLETE.replace("orders:\n        purpose", "order_item:\n        purpose").replace(
        "target: orders", "target: order_item"
    )
    text = text.replace("source: orders", "source: order_item").replace("idx_orders", "idx_order_item")
    done, _ = site(
        {"shop/orders": text, "other/orders": text.replace("order_item", "order_line").replace("PostgreSQL", "SQLite")},
        config,
    )
    assert "plan/other/orders" in done.stderr
    assert "plan/shop/orders" not in done.stderr


def test_a_wrong_option_is_named(site) -> None:  # type: ignore[no-untyped-def]
    done, _ = site({"shop/orders": MINIMAL}, "plugins:\n  - datadesign: {rules: {naming/plural: off}}")
    assert done.returncode == 1
    assert "no rule matches `naming/plural`" in done.stderr


def test_a_page_that_a_person_wrote_is_never_overwritten(site) -> None:  # type: ignore[no-untyped-def]
    path = "plan/shop/orders/03-data-design.md"
    done, built = site({"shop/orders": MINIMAL}, files={path: "# Mine\n"})
    assert done.returncode == 1
    assert f"{path} was written by hand" in done.stderr
    assert (built.parent / "docs" / path).read_text() == "# Mine\n"


@pytest.mark.parametrize(("features", "said"), [("[]", True), ("[navigation.prune]", False)])
def test_a_large_site_is_told_once_what_makes_it_quick(
    write: Write, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, features: str, said: bool
) -> None:
    monkeypatch.setattr("mkdocs_datadesign.plugin._MANY", 2)
    docs = write({"shop/orders": MINIMAL, "shop/bills": MINIMAL.replace("orders", "bills")})
    config = docs.parent / "mkdocs.yml"
    theme = f"theme: {{name: material, font: false, features: {features}}}"
    config.write_text(f"site_name: Test\n{theme}\nplugins: [datadesign]\n")
    monkeypatch.setattr(
        "mkdocs.config.defaults.MkDocsConfig.plugins.plugin_cache", {}
    )  # a plugin of its own, then kept
    caplog.set_level("INFO", "mkdocs")
    for _ in range(2):
        build_here(load_config(str(config), site_dir=str(docs.parent / "site")))
    assert caplog.text.count("`navigation.prune`") == said


def test_pages_may_be_listed_in_an_explicit_nav(site) -> None:  # type: ignore[no-untyped-def]
    config = "nav:\n  - index.md\n  - Orders: plan/shop/orders/03-data-design.md\nplugins: [datadesign]"
    done, built = site({"shop/orders": COMPLETE}, config, "--strict")
    assert done.returncode == 0, done.stderr
    assert "not included in the" not in done.stderr
    assert "plan/shop/orders/03-data-design/" in (built / "index.html").read_text()


HOSTILE = (
    """<script>window.hacked = 1</script>|"><img src=x onerror=window.hacked=1> {{ 7*7 }} `x` **b** [a](javascript:x)"""
)


def hostile() -> str:
    text = json.dumps(HOSTILE)
    return f"""\
title: {text}
summary: {text}
stores:
  {text}:
    mechanism: relational
    technology: {text}
    entities:
      {text}:
        purpose: {text}
        fields:
          id: {{type: {text}, constraints: [PK], description: {text}, values: [{text}]}}
          {text}: {{type: UUID, constraints: [{json.dumps("DEFAULT " + HOSTILE)}], description: "line\\n\\n```\\nfence\\n```"}}
queries: [{{operation: {text}, target: {text}}}]
"""


@pytest.mark.parametrize("theme", ["mkdocs", "{name: material, font: false}"])
def test_hostile_values_are_shown_as_text(site, browser: Browser, theme: str) -> None:  # type: ignore[no-untyped-def]
    done, built = site({"shop/orders": hostile()}, f"theme: {theme}\nplugins:\n  - datadesign: {{fail_on: never}}")
    assert done.returncode == 0, done.stderr
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto((built / "plan/shop/orders" / PAGE).as_uri())
    assert page.evaluate("window.hacked") is None
    assert "<script>window.hacked = 1</script>" in page.inner_text("h1")
    rows = page.evaluate("[...document.querySelectorAll('table')].map(t => [...t.rows].map(r => r.cells.length))")
    assert all(len(set(cells)) == 1 for cells in rows)
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("img[src='x']").count() == 0
    assert "{{ 7*7 }}" in page.inner_text("body")
    page.close()


@pytest.mark.parametrize("theme", ["mkdocs", "{name: material, font: false}"])
def test_hostile_names_are_text_in_the_search(site, browser: Browser, serve: Serve, theme: str) -> None:  # type: ignore[no-untyped-def]
    config = f"theme: {theme}\nplugins:\n  - search\n  - datadesign: {{fail_on: never}}"
    escaped = json.dumps(HOSTILE)[1:-1]
    done, built = site({"shop/orders": hostile().replace(escaped, f"zebra {escaped}")}, config)
    assert done.returncode == 0, done.stderr
    page = browser.new_page()
    page.goto(serve(built))
    page.wait_for_timeout(1500)
    if theme == "mkdocs":
        page.locator("a[data-bs-target='#mkdocs_search_modal']").click()
        page.locator("#mkdocs-search-query").type("zebra")
        results = page.locator("#mkdocs-search-results")
    else:
        page.locator("input.md-search__input").click()
        page.locator("input.md-search__input").type("zebra")
        results = page.locator(".md-search-result__list")
    results.get_by_text("<script>window.hacked = 1</script>").first.wait_for(timeout=10_000, state="attached")
    assert page.evaluate("window.hacked") is None
    assert results.locator("img, script").count() == 0
    page.close()
