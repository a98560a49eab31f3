"""The catalog and its problems to pages: a feature's data design, and the index across features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from markupsafe import Markup

from . import catalog_file, explain, report
from .blocks import lift
from .feature_writer import FeatureWriter
from .growth import forecasts
from .index_writer import IndexWriter, is_naming
from .markup import Html, Markdown
from .project import Project
from .rules import RULES
from .writer import Site, Writer


@dataclass(frozen=True, slots=True)
class Page:
    """A page's path below the docs directory and its text. `made_from` is the sidecar's path, "" for the index.

    `blocks` are the HTML for the marks in the text, which Markdown need not read.
    `mark` is what a file that is no page begins with if it was generated here; any other was written by hand.
    """

    path: str
    text: str
    made_from: str = ""
    blocks: tuple[str, ...] = ()
    mark: str = ""


class Written:
    """The pages of features, kept from one build to the next: only those are written that look different."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, Page, Mapping[str, str | None]]] = {}
        self._site: tuple[object, ...] = ()
        self._files = frozenset[str]()

    def pages(self, project: Project, site: Site, templates: Path | None = None) -> list[Page]:
        """The page of each feature.

        `templates` is a folder of templates that come before the built-in ones; as those may show anything of the
        catalog, their pages are written each time.
        """
        stands = (site.plan, site.index, site.html, site.stands, templates)
        known = {} if templates or self._site != stands else self._known
        of_feature = defaultdict(list)
        for problem in project.problems:
            of_feature[problem.feature].append(problem)
        environment = _environment(site.html, templates, _state(templates))
        moved = site.files != self._files
        self._site, self._files, self._known = stands, site.files, {}
        for key, feature in project.catalog.features.items():
            version = project.versions.get(key, 0)
            kept = known.get(key)
            if kept is None or kept[0] != version or (moved and not _leads_there(kept[1].path, kept[2], site)):
                writer = FeatureWriter(site.page(key), site)
                text = _template(
                    "feature" if feature.design else "unread",
                    writer,
                    environment,
                    catalog=project.catalog,
                    feature=feature,
                    design=feature.design,
                    problems=of_feature[key],
                    checklist=project.checklists[key],
                )
                kept = (version, _page(writer.page, text, feature.source.path), writer.addresses)
            self._known[key] = kept
        return [page for _, page, _ in self._known.values()]


def _leads_there(page: str, addresses: Mapping[str, str | None], site: Site) -> bool:
    """Whether all that a page links to is still where it was."""
    return all(site.address(page, target) == address for target, address in addresses.items())


def paths(project: Project, site: Site) -> dict[str, str]:
    """The path of each page, with that of the sidecar that it is made from, "" for the index."""
    groups = dict.fromkeys(rule.group for rule in RULES)
    return {site.page(key): feature.source.path for key, feature in project.catalog.features.items()} | {
        site.index_page(f"{name}.md"): "" for name in (*INDEX, *(f"rules/{group}" for group in groups))
    }


INDEX = ("index", "entities", "fields", "shared-tables", "naming", "growth", "catalog")
LONG = ("entities", "fields", "naming", "catalog")
"""The pages that only list what others say, or speak to programs; to find them in a search helps nobody."""


def index_pages(project: Project, site: Site, templates: Path | None = None) -> Iterator[Page]:
    """The overview, all entities and fields, shared tables, naming violations, growth and the rules."""
    environment = _environment(site.html, templates, _state(templates))
    context = {
        "project": project,
        "catalog": project.catalog,
        "problems": project.problems,
        "naming": [problem for problem in project.problems if is_naming(problem)],
        "forecasts": forecasts(project.catalog),
        "catalog_file": catalog_file,
    }
    for name in INDEX:
        writer = IndexWriter(site.index_page(f"{name}.md"), site)
        yield _page(writer.page, _template(name, writer, environment, **context))
    for group, rules in groupby(RULES, key=lambda rule: rule.group):
        writer = IndexWriter(site.index_page(f"rules/{group}.md"), site)
        text = _template("rules", writer, environment, group=group, rules=list(rules), explain=explain, report=report)
        yield _page(writer.page, text)


def _page(path: str, text: str, made_from: str = "") -> Page:
    text, blocks = lift(text)
    return Page(path, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", made_from, blocks)


_State = tuple[tuple[str, int, int, int], ...]


def _state(templates: Path | None) -> _State:
    """What tells that a site's own templates have changed, or come, or gone."""
    found = []
    for file in sorted(templates.rglob("*")) if templates else ():
        with suppress(OSError):
            at = file.stat()
            found.append((str(file), at.st_mtime_ns, at.st_size, at.st_ino))
    return tuple(found)


@lru_cache(maxsize=8)
def _environment(html: bool, templates: Path | None, state: _State) -> Environment:
    def finalize(value: Any) -> Any:
        return value if isinstance(value, Markup) else (Html if html else Markdown).text(value)

    own = PackageLoader("mkdocs_datadesign")
    loaders = [FileSystemLoader(templates), own] if templates else [own]
    return Environment(
        loader=ChoiceLoader([*loaders, PrefixLoader({"datadesign": own})]),
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _template(name: str, writer: Writer, environment: Environment, **context: Any) -> str:
    file = f"{name}.md.jinja"
    try:
        return environment.get_template(file).render(w=writer, site=writer.site, **context)
    except TemplateError as error:
        at = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise BrokenTemplate(f"{file}{at}: {error.message or type(error).__name__}") from error
    except Exception as error:
        if environment is _environment(writer.site.html, None, ()):
            raise
        raise BrokenTemplate(f"{file}: {type(error).__name__}: {error}") from error  # a site's own may do anything


class BrokenTemplate(Exception):
    """A site's own template that cannot be used, with the reason."""
