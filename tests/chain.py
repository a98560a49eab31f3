"""The whole way from a sidecar's bytes to all that is made of them, and what must hold of that for any bytes.

The tests go it with what Hypothesis thinks of, `fuzz/` with what atheris does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote
from xml.etree import ElementTree

import html5lib
import markdown
from conftest import ROOT
from merman import Merman

from mkdocs_datadesign import formats, report
from mkdocs_datadesign.blocks import put_back
from mkdocs_datadesign.catalog import Catalog
from mkdocs_datadesign.catalog_json import catalog_json
from mkdocs_datadesign.diagram import Diagram, diagrams, mermaid, neighbourhood, safe, shared_diagram
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import INDEX, Written, index_pages
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.search import Entries
from mkdocs_datadesign.writer import Site

PATH = "plan/shop/orders/03-data-design.yaml"
_SIDE = {
    "plan/shop/prd.md": b"# Requirements\n\n## Goals {#goals}\n",
    "plan/shop/orders/04-backend-design.md": b"# Backend\n\n## Get\n\nOrderView: id, total\n",
}
_MARKS = {"||": "ONLY_ONE", "|o": "ZERO_OR_ONE", "o|": "ZERO_OR_ONE", "o{": "ZERO_OR_MORE", "}o": "ZERO_OR_MORE"}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_HANDLER = re.compile(r"\son[a-z]+\s*=", re.I)
_engine = Merman()


def read_all(sidecars: Mapping[str, bytes]) -> Project:
    return load(dict(sidecars), Options(), _SIDE.get)


def outputs(project: Project) -> Iterator[tuple[str, str]]:
    """All that is made of a project, by name: the pages in both dialects, the reports, the catalog."""
    for html in (True, False):
        kind = "html" if html else "markdown"
        site = Site("plan", "plan/data-design", lambda here, there: quote(there), html=html)
        for page in Written().pages(project, site):
            yield f"{kind} {page.path}", put_back(page.text, page.blocks)
        for _, page in zip(INDEX, index_pages(project, site), strict=False):  # then come the rules, always the same
            yield f"{kind} {page.path}", put_back(page.text, page.blocks)
    problems, catalog = project.problems, project.catalog
    yield "text", "".join(report.one(problem) for problem in problems)
    yield "json", report.json_text(problems)
    yield "sarif", formats.sarif(problems, catalog, str)
    yield "github", formats.github(problems, str)
    yield "junit", formats.junit(problems, catalog, "error")
    yield "summary", formats.markdown(problems, catalog, str)
    yield "catalog", catalog_json(project, Site("plan", "plan/data-design", lambda here, there: None, html=True))


def go(data: bytes, made: dict[str, str] | None = None) -> Project:
    """Go the whole way with one sidecar; raises where anything that must hold does not. `made` takes what is made."""
    project = read_all({PATH: data})
    for name, text in outputs(project):
        text.encode("utf-8")
        if made is not None:
            made[name] = text
        if name.startswith("html"):
            well_formed(text)
        elif name in ("json", "sarif", "catalog"):
            json.loads(text)
        elif name == "junit":
            ElementTree.fromstring(text)  # noqa: S314 - our own
        elif name == "github":
            for line in text.splitlines():
                assert re.match(r"::(?:error|warning|notice) file=", line), line
        elif name == "text":
            assert not _CONTROLS.search(text), _CONTROLS.search(text)
            for line in text.split("\n"):
                assert re.match(r"(?:error|warning|note)\[|\s*(?:-->|:::|\||=|\d+ \|)|\Z", line), line
    site = Site("plan", "plan/data-design", lambda here, there: None, html=True)
    for entry in (entry for found in Entries().pages(project, site).values() for entry in found):
        assert not _CONTROLS.search(entry.title + entry.text)
    erds(project.catalog)
    return project


def well_formed(page: str) -> None:
    """A page's HTML, between the Markdown of its title: strictly parsed, and without anything that runs."""
    title, _, rest = page.partition("\n")
    assert title.startswith("# ")
    assert not _CONTROLS.search(rest), _CONTROLS.search(rest)
    html5lib.HTMLParser(strict=True).parseFragment(rest)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", rest):
        assert not re.match(r"<(?:script|iframe|object|embed|style|link|meta|base|form|img)\b", tag, re.I), tag
        assert not _HANDLER.search(re.sub(r'"[^"]*"', '""', tag)), tag
    for href in re.findall(r'\bhref="([^"]*)"', rest):
        assert re.match(r"(?:https?://|mailto:|[\w./#%-])", href), href
        assert not re.match(r"(?!https?:|mailto:)[\w+.-]*:", href), href


def erds(catalog: Catalog) -> int:
    """Each ERD, read by a real Mermaid engine, is the model that it was made of; gives how many there are."""
    found: list[Diagram | None] = []
    for feature in catalog.features.values():
        for store in feature.stores.values():
            found += diagrams(store, "erd")
        found += [neighbourhood(item, "erd") for item in feature.objects]
    found += [shared_diagram(table.name, [*table.definitions, *table.stubs], "erd") for table in catalog.shared]
    drawn = [diagram for diagram in found if diagram is not None]
    for diagram in drawn:
        _means_itself(diagram)
    return len(drawn)


def _means_itself(diagram: Diagram) -> None:
    parsed = json.loads(_engine.parse_json(mermaid(diagram), None))
    read = [
        (entity["alias"], [(row["type"], row["name"], row["keys"]) for row in entity["attributes"]])
        for _, entity in sorted(parsed["entities"].items(), key=lambda item: int(item[0][1:]))
    ]
    meant = [
        (safe(entity.name), [(safe(t), safe(n), keys.split(", ") if keys else []) for t, n, keys in entity.rows])
        for entity in diagram.entities
    ]
    assert read == meant, (read, meant)
    places = {entity["id"]: int(name[1:]) for name, entity in parsed["entities"].items()}
    lines = [
        (
            places[line["entityA"]],
            places[line["entityB"]],
            line["relSpec"]["cardB"],
            line["relSpec"]["cardA"],
            line["roleA"],
        )
        for line in parsed["relationships"]
    ]
    numbers = {id(entity): i for i, entity in enumerate(diagram.entities)}
    assert lines == [
        (
            numbers[id(line.source)],
            numbers[id(line.target)],
            _MARKS[line.cardinality[:2]],
            _MARKS[line.cardinality[-2:]],
            safe(line.label),
        )
        for line in diagram.lines
    ]


def converted(text: str) -> str:
    """A page as Python-Markdown makes it, with what Material's users switch on."""
    return markdown.markdown(
        text, extensions=EXTENSIONS, extension_configs={"pymdownx.snippets": {"base_path": [str(ROOT)]}}
    )


EXTENSIONS = """
abbr admonition attr_list def_list footnotes md_in_html meta tables toc
pymdownx.arithmatex pymdownx.betterem pymdownx.caret pymdownx.critic pymdownx.details pymdownx.emoji
pymdownx.highlight pymdownx.inlinehilite pymdownx.keys pymdownx.magiclink pymdownx.mark pymdownx.smartsymbols
pymdownx.snippets pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde
""".split()
"""The extensions of Markdown that a site may have switched on: all that are common, and all that are apt to bite."""
