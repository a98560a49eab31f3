"""Looks on while MkDocs builds, and writes down what it gives to the theme for each of the plan's pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

_pages: dict[str, dict[str, Any]] = {}


@event_priority(-100)
def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: Any) -> None:
    if not page.file.src_uri.startswith("plan/"):
        return
    contents, left = {}, list(page.toc)
    while left:
        item = left.pop()
        contents[item.id] = item.title
        left += item.children
    _pages[page.file.src_uri] = {"html": html, "toc": contents, "hide": page.meta.get("hide", [])}


def on_post_build(config: MkDocsConfig) -> None:
    text = json.dumps(_pages, sort_keys=True)
    Path(config.extra["contents"], "contents.json").write_text(text, encoding="utf-8")
