"""Plugins that write or read the pages' text leave ours as they are, and others may refer to them."""

from __future__ import annotations

import re

import pytest

from .conftest import DATADESIGN, MATERIAL, NewProject, assert_whole, both_ways, plugins

compat = pytest.mark.compat
BRACES = 'summary: "{{ no_such_name }} and {% if %} are what a template has."'
"""What a plugin that takes pages for templates would fall over."""


@both_ways
def test_macros(project: NewProject, place: str) -> None:
    new = project(f"{MATERIAL}\n{plugins('{macros: {on_undefined: strict}}', place)}")
    orders = new.root / "docs/plan/shop/orders/03-data-design.yaml"
    orders.write_text(orders.read_text(encoding="utf-8").replace("summary: What customers order.", BRACES))
    built = new.build()
    assert_whole(built)
    page = built.page("plan/shop/orders/03-data-design")
    assert page.body
    assert "{{ no_such_name }} and {% if %} are what a template has." in page.body.text()


@compat
def test_include_markdown(project: NewProject) -> None:
    text = '# All\n\n{% include-markdown "./plan/shop/orders/prd.md" %}\n'
    new = project(f"{MATERIAL}\nplugins: [search, include-markdown, {DATADESIGN}]", {"docs/all.md": text})
    orders = new.root / "docs/plan/shop/orders/03-data-design.yaml"
    told = orders.read_text(encoding="utf-8").replace("What customers order.", "'{% include \"/etc/hostname\" %}'")
    orders.write_text(told)
    built = new.build()
    assert_whole(built)
    link = built.page("all").css_first("article a[href*='#section.model']")
    assert link
    assert link.attributes["href"] == "../plan/shop/orders/03-data-design/#section.model"
    body = built.page("plan/shop/orders/03-data-design").body
    assert body
    assert '{% include "/etc/hostname" %}' in body.text()


NAMES = (
    "# About\n\n[the orders][shop/orders:orders], [an id][forecasts.id], [][naming/drift] and [code][shopcode.order]\n"
)
CODE = 'def order() -> None:\n    """Order something; see [the data][shop/orders:orders]."""\n'


@compat
@both_ways
def test_mkdocstrings_and_autorefs(project: NewProject, place: str) -> None:
    python = "{mkdocstrings: {handlers: {python: {paths: [src]}}}}"
    files = {"docs/about.md": NAMES, "docs/code.md": "# Code\n\n::: shopcode\n", "src/shopcode.py": CODE}
    built = project(f"{MATERIAL}\n{plugins(f'autorefs, {python}', place)}", files).build()
    assert_whole(built)
    orders = "../plan/shop/orders/03-data-design/#main.orders"
    hrefs = [link.attributes["href"] for link in built.page("about").css("article a.autorefs")]
    assert hrefs == [
        orders,
        "../plan/insight/demand/03-data-design/#main.forecasts.id",
        "../plan/data-design/rules/naming/#rule.drift",
        "../code/#shopcode.order",
    ]
    assert built.page("code").css_first(f"a[href='{orders}']"), "from a docstring"


@compat
def test_llmstxt(project: NewProject) -> None:
    sections = '{Data: ["plan/*/*/03-data-design.md"], Index: [plan/data-design/index.md]}'
    options = f"{{llmstxt: {{full_output: llms-full.txt, sections: {sections}}}}}"
    built = project(f"site_url: https://plans.example/\nplugins: [search, {options}, {DATADESIGN}]").build()
    assert_whole(built, address="https://plans.example/")
    listed = re.findall(r"\((https://plans\.example/[^)]*)\)", built.text("llms.txt"))
    assert [address for address in listed if "/03-data-design/" in address] == [
        f"https://plans.example/plan/{feature}/03-data-design/index.md"
        for feature in ("insight/demand", "shop/customers", "shop/orders")
    ]
    assert "https://plans.example/plan/data-design/index.md" in listed
    text = built.text("plan/shop/orders/03-data-design/index.md")
    assert "| `customer_id` |" in text.replace("**", "")
    assert "What customers order." in built.text("llms-full.txt")
