"""The catalog and its problems to pages: a feature's data design, and the index across features."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import groupby
from pathlib import Path
from sys import intern
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
from pydantic import BaseModel, ConfigDict, ValidationError

from . import catalog_file, explain, report
from .blocks import lift
from .cache import Cache
from .catalog import Feature
from .feature_writer import FeatureWriter
from .growth import Forecast, in_order, of_feature
from .index_rows import all_entities, all_fields, gists, ignored_rows, naming_row
from .index_writer import IndexWriter
from .kept import Kept
from .markup import Html, Markdown
from .problem import Problem
from .project import Project
from .rules import RULES, Rule
from .sheet import Script
from .stamps import stamps
from .watch import Watch, unwatched
from .writer import Site, Writer


@dataclass(frozen=True, slots=True)
class Page:
    """A page's path below the docs directory and its text. `made_from` is the sidecar's path, "" for the index.

    `blocks` are the HTML for the marks in the text, which Markdown need not read. `scripts` hold the rows of its tables
    that it cannot carry. `mark` is what a file that is no page begins with if it was generated here; any other was
    written by hand.
    """

    path: str
    text: str
    made_from: str = ""
    blocks: tuple[str, ...] = ()
    mark: str = ""
    scripts: tuple[Script, ...] = ()


Addresses = Mapping[str, str | None]
"""All that a page leads to, by its path, and the address that it has there."""


class Written:
    """The pages of features, kept from one build to the next: only those are written that look different.

    `kept` is what else was worked out for the site, and is still of use.
    """

    def __init__(self) -> None:
        self.kept = Kept()
        self._known: dict[str, tuple[int, Page, Addresses]] = {}
        self._site: tuple[object, ...] = ()
        self._files = frozenset[str]()

    def pages(
        self,
        project: Project,
        site: Site,
        templates: Path | None = None,
        cache: Cache | None = None,
        watch: Watch = unwatched,
    ) -> list[Page]:
        """The page of each feature.

        `templates` is a folder of templates that come before the built-in ones; as those may show anything of the
        catalog, their pages are written each time. `cache` has pages of other builds, for the first one of this.
        """
        stands = (*site.stands_as, templates)
        known = {} if templates or self._site != stands else self._known
        environment = _environment(site.html, templates, _state(templates))
        moved = site.files != self._files
        if moved or self._site != stands:
            self.kept = Kept()
        self.kept.turn()
        others = None
        if cache and not (self._known or templates):
            others = _PagesOfOthers(cache, site, stamps(project, site))
        self._site, self._files, self._known = stands, site.files, {}
        for key, feature in watch(project.catalog.features.items(), "Rendering"):
            version = project.versions.get(key, 0)
            kept = known.get(key)
            if kept is None or kept[0] != version or (moved and not _leads_there(kept[1].path, kept[2], site)):
                write = partial(_feature_page, feature, project, project.by_feature.get(key, ()), site, environment)
                kept = (version, *(others.page(feature, write) if others else write()))
            self._known[key] = kept
        if others:
            others.cache.tidy()
        return [page for _, page, _ in self._known.values()]


def _feature_page(
    feature: Feature, project: Project, problems: Sequence[Problem], site: Site, environment: Environment
) -> tuple[Page, Addresses]:
    """A feature's page, written, and all that it leads to."""
    writer = FeatureWriter(site.page(feature.key), site)
    text = _template(
        "feature" if feature.design else "unread",
        writer,
        environment,
        catalog=project.catalog,
        feature=feature,
        design=feature.design,
        problems=problems,
        checklist=project.checklists[feature.key],
    )
    return _page(writer.page, text, feature.source.path), writer.addresses


class _Entry(BaseModel):
    """What another build has to give of a page."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    text: str
    blocks: list[str]
    leads: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _PagesOfOthers:
    """The pages that other builds have kept, and the sums of what those of this one are made of."""

    cache: Cache
    site: Site
    stamps: Mapping[str, str]

    def page(self, feature: Feature, write: Callable[[], tuple[Page, Addresses]]) -> tuple[Page, Addresses]:
        """A feature's page and where it leads: as another build wrote it, if all that it leads to is still there."""
        name, path = self.stamps[feature.key], self.site.page(feature.key)
        with suppress(ValidationError):
            known = _Entry.model_validate_json(self.cache.get(name) or b"")
            if _leads_there(path, known.leads, self.site):
                return Page(path, known.text, feature.source.path, tuple(known.blocks)), known.leads
        page, leads = write()
        with suppress(ValueError):  # of what is no Unicode, nothing is kept
            entry = _Entry(text=page.text, blocks=list(page.blocks), leads=dict(leads))
            self.cache.put(name, entry.model_dump_json().encode())
        return page, leads


def _leads_there(page: str, addresses: Addresses, site: Site) -> bool:
    """Whether all that a page links to is still where it was."""
    return all(site.address(page, target) == address for target, address in addresses.items())


def paths(project: Project, site: Site) -> dict[str, str]:
    """The path of each page, with that of the sidecar that it is made from, "" for the index."""
    features = {site.page(key): feature.source.path for key, feature in project.catalog.features.items()}
    return features | dict.fromkeys(index_paths(site.index), "")


@cache
def index_paths(index: str) -> tuple[str, ...]:
    """The paths of the pages of the index, which stands in the folder `index` below the docs directory."""
    groups = dict.fromkeys(rule.group for rule in RULES)
    return tuple(intern(f"{index}/{name}.md") for name in (*INDEX, *(f"rules/{group}" for group in groups)))


INDEX = ("index", "entities", "fields", "shared-tables", "naming", "ignored", "growth", "catalog")
LONG = ("entities", "fields", "naming", "ignored", "catalog")
"""The pages that only list what others say, or speak to programs; to find them in a search helps nobody."""


def index_pages(
    project: Project, site: Site, templates: Path | None = None, kept: Kept | None = None
) -> Iterator[Page]:
    """The overview, all entities and fields, shared tables, naming violations, what is ignored, growth and the rules.

    `kept` is what was worked out for the build before: where that would be the same again, it is used.
    """
    environment = _environment(site.html, templates, _state(templates))
    kept = Kept() if templates or kept is None else kept
    catalog, versions = project.catalog, project.versions
    volumes = kept.of_features("volumes", catalog, versions, of_feature)
    names = kept.of_features(
        "names",
        catalog,
        versions,
        lambda feature: [
            (one, naming_row(one, feature, site))
            for one in project.by_feature.get(feature.key, ())
            if one.group == "naming"
        ],
    )
    ignored = kept.of_features("ignored", catalog, versions, lambda feature: ignored_rows(feature, project, site))
    made_of: dict[str, object] = {
        "index": (gists(project, site, kept), project.worse, project.reference, len(catalog.shared)),
        "entities": all_entities(catalog, versions, site, kept),
        "fields": all_fields(catalog, versions, site, kept),
        "shared-tables": (project.outlines, [one for one in project.problems if one.group == "shared"]),
        "naming": [(catalog.features[key].title, found) for key, found in names.items() if found],
        "ignored": (ignored, project.settings),
        "growth": list(kept.of_features("sizes in time", catalog, versions, lambda f: _told(volumes[f.key])).values()),
        "catalog": (),
    }

    def write(name: str) -> Page:
        naming, forecasts = list[Problem](), list[Forecast]()
        if templates or name == "naming":
            naming = [problem for found in names.values() for problem, _ in found]
        if templates or name == "growth":
            forecasts = in_order(forecast for found in volumes.values() for forecast in found)
        writer = IndexWriter(site.index_page(f"{name}.md"), site, kept, project.outlines)
        text = _template(
            name,
            writer,
            environment,
            project=project,
            catalog=catalog,
            problems=project.problems,
            naming=naming,
            ignored=ignored,
            forecasts=forecasts,
            catalog_file=catalog_file,
        )
        scripts = tuple(writer.scripts)
        return kept.same((name, "lifted"), (text, scripts), lambda: _page(writer.page, text, scripts=scripts))

    def write_rules(group: str, rules: list[Rule]) -> Page:
        writer = IndexWriter(site.index_page(f"rules/{group}.md"), site)
        return _page(
            writer.page,
            _template("rules", writer, environment, group=group, rules=rules, explain=explain, report=report),
        )

    for name in INDEX:
        make = partial(write, name)
        yield kept.same((name, "page"), made_of[name], make) if name in made_of else make()
    for group, rules in groupby(RULES, key=lambda rule: rule.group):
        yield kept.same((group, "rules"), (), partial(write_rules, group, list(rules)))


def _told(forecasts: Sequence[Forecast]) -> list[tuple[object, ...]]:
    """What the page of growth says of some forecasts."""
    return [(one.feature.title, one.label, one.unit, one.values) for one in forecasts]


def _page(path: str, text: str, made_from: str = "", scripts: tuple[Script, ...] = ()) -> Page:
    text, blocks = lift(text)
    return Page(path, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", made_from, blocks, scripts=scripts)


_State = tuple[tuple[str, int, int, int], ...]


def _state(templates: Path | None) -> _State:
    """What tells that a site's own templates have changed, or come, or gone."""
    found = []
    for folder, _, names in os.walk(templates) if templates else ():  # passes over what nobody may look into
        for file in (os.path.join(folder, name) for name in names):
            with suppress(OSError):
                at = os.stat(file)
                found.append((file, at.st_mtime_ns, at.st_size, at.st_ino))
    return tuple(sorted(found))


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
