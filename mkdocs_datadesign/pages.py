"""The catalog and its problems to pages: a feature's data design, and the index across features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
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

from . import explain, report
from .feature_writer import FeatureWriter
from .growth import forecasts
from .index_writer import IndexWriter, is_naming
from .markup import Html, Markdown
from .project import Project
from .rules import RULES
from .writer import Site, Writer


@dataclass(frozen=True, slots=True)
class Page:
    """A page's path below the docs directory and its text. `made_from` is the sidecar's path, "" for the index."""

    path: str
    text: str
    made_from: str = ""


def feature_pages(project: Project, site: Site, templates: Path | None = None) -> Iterator[Page]:
    """The data design page of each feature. `templates` is a folder of templates that come before the built-in ones."""
    environment = _environment(site.html, templates, _state(templates))
    of_feature = defaultdict(list)
    for problem in project.problems:
        of_feature[problem.feature].append(problem)
    for feature in project.catalog.features.values():
        path = site.page(feature.key)
        writer = FeatureWriter(path, site)
        name = "feature" if feature.design else "unread"
        text = _template(
            name,
            writer,
            environment,
            catalog=project.catalog,
            feature=feature,
            design=feature.design,
            problems=of_feature[feature.key],
            checklist=project.checklists[feature.key],
        )
        yield Page(path, text, feature.source.path)


def paths(project: Project, site: Site) -> dict[str, str]:
    """The path of each page, with that of the sidecar that it is made from, "" for the index."""
    groups = dict.fromkeys(rule.group for rule in RULES)
    return {site.page(key): feature.source.path for key, feature in project.catalog.features.items()} | {
        site.index_page(f"{name}.md"): "" for name in (*INDEX, *(f"rules/{group}" for group in groups))
    }


INDEX = ("index", "entities", "fields", "shared-tables", "naming", "growth")
LONG = ("entities", "fields", "naming")
"""The pages that only list what others say; to find them in a search helps nobody."""


def index_pages(project: Project, site: Site, templates: Path | None = None) -> Iterator[Page]:
    """The overview, all entities and fields, shared tables, naming violations, growth and the rules."""
    environment = _environment(site.html, templates, _state(templates))
    context = {
        "project": project,
        "catalog": project.catalog,
        "problems": project.problems,
        "naming": [problem for problem in project.problems if is_naming(problem)],
        "forecasts": forecasts(project.catalog),
    }
    for name in INDEX:
        writer = IndexWriter(site.index_page(f"{name}.md"), site)
        yield Page(writer.page, _template(name, writer, environment, **context))
    for group, rules in groupby(RULES, key=lambda rule: rule.group):
        writer = IndexWriter(site.index_page(f"rules/{group}.md"), site)
        text = _template("rules", writer, environment, group=group, rules=list(rules), explain=explain, report=report)
        yield Page(writer.page, text)


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
        text = environment.get_template(file).render(w=writer, site=writer.site, **context)
    except TemplateError as error:
        at = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise BrokenTemplate(f"{file}{at}: {error.message or type(error).__name__}") from error
    except Exception as error:
        if environment is _environment(writer.site.html, None, ()):
            raise
        raise BrokenTemplate(f"{file}: {type(error).__name__}: {error}") from error  # a site's own may do anything
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


class BrokenTemplate(Exception):
    """A site's own template that cannot be used, with the reason."""
