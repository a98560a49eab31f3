"""Sites to build: the made-up monorepo with the plugin, and the very same pages as Markdown files without it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from .corpus import write
from .measure import CACHE, DATADESIGN, PYTHON, Run, run

HOOKS = Path(__file__).parent / "hooks"
"""Modules that MkDocs runs within a build, to look on."""
ASSETS = ("assets/datadesign.css", "assets/datadesign.js")
FENCE = {"name": "mermaid", "class": "mermaid"}


def fresh(*names: str) -> Path:
    """An empty folder below the cache."""
    folder = CACHE.joinpath("sites", *names)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def configure(site: Path, plugins: Sequence[str | Mapping[str, Any]], **config: Any) -> Path:
    """Write a site's mkdocs.yml; gives its folder."""
    (site / "docs").mkdir(exist_ok=True)
    (site / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    theme = {"name": "material", "font": False}  # no font is fetched, so none is waited for
    settings = {"site_name": "Monorepo", "theme": theme, "plugins": list(plugins), **config}
    (site / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return site


def with_plugin(folder: Path, features: int, **config: Any) -> Path:
    """The site that the plugin makes of so many features of eight objects each."""
    write(folder, features)
    return configure(folder, ["search", "datadesign"], **config)


def same_as_files(folder: Path, origin: Path, **config: Any) -> Path:
    """The pages of a site with the plugin as Markdown files with the same contents, headings, assets and search.

    They are what MkDocs itself gave to the theme, so that a reader sees no difference; headings are Markdown's, since
    MkDocs would not know of them else.
    """
    looker = origin / "looker.yml"
    settings = {"INHERIT": "mkdocs.yml", "hooks": [str(HOOKS / "contents.py")], "extra": {"contents": str(folder)}}
    looker.write_text(yaml.safe_dump(settings), encoding="utf-8")
    run(PYTHON, "-m", "mkdocs", "build", "-q", "-f", looker, "-d", folder / "origin")
    for path, page in json.loads((folder / "contents.json").read_text(encoding="utf-8")).items():
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(as_markdown(page["html"], page["toc"], page["hide"]), encoding="utf-8")
    beside = [file for file in (folder / "origin" / "plan").rglob("*.*") if file.suffix != ".html"]
    for asset in (*map(Path, ASSETS), *(file.relative_to(folder / "origin") for file in beside)):
        (folder / "docs" / asset).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / "origin" / asset, folder / "docs" / asset)
    shutil.rmtree(folder / "origin")
    return configure(
        folder,
        ["search"],
        markdown_extensions=["attr_list"],
        extra_css=[ASSETS[0]],
        extra_javascript=[{"path": ASSETS[1], "defer": True}],
        **config,
    )


_HEADING = re.compile(r'<h([1-6])[^>]*\sid="([^"]*)"[^>]*>(.*?)</h\1>', re.S)
_BLANK = re.compile(r"\n\s*\n")


def as_markdown(html: str, contents: Mapping[str, str], hide: Sequence[str]) -> str:
    """A page's HTML as a Markdown file: its blocks as they are, its headings as Markdown writes them."""

    def heading(found: re.Match[str]) -> str:
        level, anchor, inner = found.groups()
        words = re.sub(r"([*_`\\\[\]])(?![^<]*>)", r"\\\1", inner.strip())
        return f'\n\n{"#" * int(level)} {words} {{#{anchor} data-toc-label="{contents.get(anchor, "")}"}}\n\n'

    front = f"---\nhide: [{', '.join(hide)}]\n---\n" if hide else ""
    return front + _HEADING.sub(heading, _BLANK.sub("\n", html)).strip() + "\n"


def as_rendered(folder: Path, origin: Path) -> Path:
    """The pages as `datadesign render` writes them in Markdown: what a person would write by hand."""
    shutil.copytree(origin / "docs", folder / "docs")
    run(*DATADESIGN, "render", folder / "docs")
    for sidecar in folder.rglob("03-data-design.yaml"):
        sidecar.unlink()
    fences = {"custom_fences": [FENCE]}
    return configure(folder, ["search"], markdown_extensions=["attr_list", "md_in_html", {"pymdownx.superfences": fences}])  # fmt: skip


def build(site: Path, *arguments: str) -> Run:
    """Build a site as a person would, and anew."""
    shutil.rmtree(site / "site", ignore_errors=True)
    return run(PYTHON, "-m", "mkdocs", "build", "-q", "-f", site / "mkdocs.yml", "-d", site / "site", *arguments)


def seen(site: Path, page: str) -> tuple[list[str], list[str], list[str]]:
    """What a reader sees of a built page: its words, its anchors in order, and the table of contents."""
    text = (site / "site" / page / "index.html").read_text(encoding="utf-8")
    body = re.search(r'<article class="md-content__inner[^>]*>(.*?)</article>', text, re.S)
    beside = re.search(r'<nav class="md-nav md-nav--secondary".*?</nav>\s*</div>', text, re.S)
    assert body, page
    words = unescape(re.sub(r"<script.*?</script>|<[^>]*>", " ", body[1], flags=re.S)).split()
    anchors = re.findall(r'\sid="([^"]*)"', body[1])
    return words, anchors, unescape(re.sub(r"<[^>]*>", " ", beside[0])).split() if beside else []
