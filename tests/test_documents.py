"""The documents that designs name: where a reference leads, and which headings a document has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import COMPLETE, Write

from mkdocs_datadesign import reading
from mkdocs_datadesign.documents import Document, Target, resolve
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, Workspace, load
from mkdocs_datadesign.reading import below, change_mark, find
from mkdocs_datadesign.source import MAX_BYTES

SIDECAR = "plan/shop/orders/03-data-design.yaml"
MARKDOWN = """\
# Backend design

## Get *order*: `GET /orders/{id}`

Returns an OrderResponse.

### Errors

## Twice
## Twice

## Ünïcode & more

## Stated {#my-own .class}

Setext heading
--------------

```python
## Not a heading
```

<a id="by-hand"></a>

## A [link](there.md) in it
"""


@pytest.mark.parametrize(
    "anchor",
    [
        "backend-design",
        "get-order-get-ordersid",
        "errors",
        "twice",
        "twice_1",  # Python-Markdown
        "twice-1",  # GitHub
        "unicode-more",
        "ünïcode--more",
        "my-own",
        "setext-heading",
        "by-hand",
        "a-link-in-it",
    ],
)
def test_headings_have_the_anchors_that_markdown_gives_them(anchor: str) -> None:
    assert anchor in Document("a.md", MARKDOWN).anchors


@pytest.mark.parametrize("anchor", ["not-a-heading", "twice_2", "", "order"])
def test_what_is_no_heading_has_none(anchor: str) -> None:
    assert anchor not in Document("a.md", MARKDOWN).anchors


def test_a_section_ends_with_the_next_heading_of_its_level() -> None:
    document = Document("a.md", MARKDOWN)

    def section(anchor: str) -> str:
        return MARKDOWN[slice(*document.section(anchor))]

    assert "### Errors" in section("get-order-get-ordersid")
    assert "Twice" not in section("get-order-get-ordersid")
    assert "OrderResponse" in section("backend-design")
    assert "OrderResponse" not in section("errors")
    assert section("") == section("none") == MARKDOWN


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("prd.md", Target("plan/shop/orders/prd.md", "")),
        ("../carts/prd.md#goals", Target("plan/shop/carts/prd.md", "goals")),
        ("../../../index.md", Target("index.md", "")),
        ("a%20b.md", Target("plan/shop/orders/a b.md", "")),
        ("#here", Target(SIDECAR, "here")),
        ("../../../../etc/passwd", None),
        ("../../../..", None),
        ("/etc/passwd", None),
        ("C:/secrets.md", None),
        ("..\\..\\secrets.md", None),
        ("%2e%2e/%2e%2e/%2e%2e/%2e%2e/secrets.md", None),
        ("prd.md\0", None),
    ],
)
def test_where_a_reference_leads(href: str, target: Target | None) -> None:
    assert resolve(SIDECAR, href) == target


CONTRACT = COMPLETE.replace("    direction: read\n", "    direction: read\n    contract: {}\n").replace(
    "title: Orders", "title: Orders\nreferences: {{prd: prd.md}}"
)


@pytest.mark.parametrize(
    ("contract", "text", "rules"),
    [
        ("api.md#get-order", "## Get order\n\nGives an `OrderResponse`.\n", []),
        ("api.md", "The order response.\n", []),
        ("api.md", "An order_response.\n", []),
        ("api.md", "An OrderResponses list.\n", ["dto/missing-contract"]),
        ("api.md#get-orders", "## Get order\n\nGives an `OrderResponse`.\n", ["dto/missing-contract"]),
        ("api.md#other", "## Get order\n\nOrderResponse\n\n## Other\n", ["dto/missing-contract"]),
        ("openapi.yaml#/components/OrderResponse", "OrderResponse: {}\n", []),
        ("openapi.yaml#orders", "# Orders\na: 1\n\n# Others\nOrderResponse: {}\n", []),  # comments are no headings
        ("openapi.yaml", "Other: {}\n", ["dto/missing-contract"]),
        ("https://api.example.com/#order", "", []),
    ],
)
def test_contracts_are_followed(write: Write, contract: str, text: str, rules: list[str]) -> None:
    docs = write({"shop/orders": CONTRACT.replace("{}", contract).replace("{{", "{").replace("}}", "}")})
    folder = docs / "plan/shop/orders"
    (folder / "prd.md").write_text("# PRD\n")
    (folder / ("openapi.yaml" if "openapi" in contract else "api.md")).write_text(text)
    project = load(find(docs, "plan"), Options(), below(docs))
    assert [problem.rule for problem in project.problems] == rules


def test_a_reference_to_another_features_page_is_one(project: Callable[..., Project]) -> None:
    text = COMPLETE.replace(
        "title: Orders", "title: Orders\nreferences: {other: [03-data-design.md#main.orders, ../x/03-data-design.md]}"
    )
    assert [problem.rule for problem in project(text).problems] == ["references/missing-file"]


def test_a_link_out_of_the_docs_is_not_followed(write: Write, tmp_path: Path) -> None:
    docs = write({"shop/orders": COMPLETE.replace("title: Orders", "title: Orders\nreferences: {prd: prd.md}")})
    (tmp_path / "secret.md").write_text("# Secret\n")
    (docs / "plan/shop/orders/prd.md").symlink_to(tmp_path / "secret.md")
    project = load(find(docs, "plan"), Options(), below(docs))
    assert [problem.rule for problem in project.problems] == ["references/missing-file"]


def test_nothing_is_said_of_the_headings_of_a_document_that_is_too_long_to_be_read(write: Write) -> None:
    """It is there, which is all that can be told of it: no heading and no word of it is missed."""
    text = CONTRACT.replace("{}", "api.md#nowhere").replace("{{", "{").replace("}}", "}")
    docs = write({"shop/orders": text.replace("prd: prd.md", "prd: prd.md#nowhere")})
    folder = docs / "plan/shop/orders"
    found = []
    for size in (MAX_BYTES, MAX_BYTES + 1):
        for name in ("prd.md", "api.md"):
            (folder / name).write_text("# All of it\n".ljust(size, "x"))
        project = load(find(docs, "plan"), Options(), below(docs))
        found.append([problem.rule for problem in project.problems])
    assert found == [["references/missing-anchor", "dto/missing-contract"], []]


def test_a_document_is_read_again_once_it_may_have_changed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SETTLED", 0)  # as if each file had stood for a while
    docs = write({"shop/orders": COMPLETE.replace("title: Orders", "title: Orders\nreferences: {prd: prd.md#goals}")})
    document, other = docs / "plan/shop/orders/prd.md", docs / "other.md"
    other.write_text("# Nothing\n")
    kept = Workspace(Options())

    def rules() -> list[str]:
        found = kept.update(find(docs, "plan"), below(docs), mark=lambda path: change_mark(str(docs / path)))
        return [problem.rule for problem in found.problems]

    assert rules() == ["references/missing-file"]
    document.write_text("# Aims\n")
    assert rules() == ["references/missing-anchor"]
    document.write_text("# Goals\n")
    assert rules() == []
    document.unlink()
    document.symlink_to(other)
    assert rules() == ["references/missing-anchor"]
    document.unlink()
    assert rules() == ["references/missing-file"]
