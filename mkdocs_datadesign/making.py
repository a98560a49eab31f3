"""From a docs directory to all pages, with what is kept for the next time: only what has changed is made anew."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from . import report
from .baseline import Baseline
from .cache import Cache
from .catalog import Feature
from .catalog_json import MARKS, catalog_files
from .catalogs import Catalogs
from .garbage import without_collection
from .history import Unreachable
from .kept import Kept
from .linking import dissolve, seen_alone
from .options import Options
from .pages import INDEX, LONG, BrokenTemplate, Page, Written, index_pages, paths
from .problem import Severity
from .project import Project, Workspace, compared, only
from .reading import Finder, Mark, Opener, Sidecar, below, change_mark, sidecars_among
from .rendered import orphans
from .search import Entries, Entry, references
from .source import MAX_BYTES
from .writer import Site

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTE: logging.DEBUG}


class Told(NamedTuple):
    """Something to say to whoever builds the site, and how loud."""

    level: int
    words: str


class Refused(Exception):
    """Why no site can be made of this: messages for whoever builds it."""

    args: tuple[str, ...]


class Content(Protocol):
    """A file that others make."""

    @property
    def content_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the pages are made of, beside the files of the docs directory."""

    options: Options
    baseline: Baseline | None
    docs: Path
    folder: Path
    """Where paths in the options start from."""
    output: Path
    """Where the site goes."""
    site: Site
    generated: Mapping[str, Content]
    """The files that others make below the docs directory, by their paths."""
    again: bool
    """Whether it is done again, as under a server: nothing may end it, and what was made is kept."""
    named: bool
    """Whether any page may name what is on ours."""
    left_out: frozenset[str] = frozenset()
    """The sidecars that others leave out of the site, as if they were not there."""
    hidden: frozenset[str] = frozenset()
    """The pages that the site does not show, though other designs may refer to what they are made from."""
    seen: dict[str, bytes | None] = field(default_factory=dict)
    """What was asked of the files that others make."""

    def content(self, path: str) -> bytes | None:
        """What such a file holds; None where its maker has taken it away since."""
        if path not in self.seen:
            try:
                self.seen[path] = self.generated[path].content_bytes
            except OSError:
                self.seen[path] = None
        return self.seen[path]

    def near(self, name: str) -> Path:
        """A path in the options."""
        return self.folder / name

    def is_as(self, other: Asked) -> bool:
        """Whether the same comes of both, as long as the docs directory is the same.

        Never so of what depends on files elsewhere: those of other sites, and the repository's.
        """
        alone = not (self.options.catalogs or self.options.since)
        same = alone and self._parts() == other._parts()
        return same and all(other.content(path) == content for path, content in self.seen.items())

    def _parts(self) -> tuple[object, ...]:
        around = (self.docs, self.folder, self.output, self.generated.keys(), self.again, self.named)
        without = (self.left_out, self.hidden)
        return self.options, self.baseline, *around, *without, self.site.stands_as, self.site.files

    def sidecars(self, on_disk: Mapping[str, Sidecar]) -> Mapping[str, Sidecar]:
        """The sidecars that count, of those on the disk and those that others make, which stand in their places."""
        made = {path: self._made(path) for path in sidecars_among(self.generated, self.options.plan)}
        if not made and self.left_out.isdisjoint(on_disk):
            return on_disk
        both = {**on_disk, **{path: held for path, held in made.items() if held is not None}}
        return {path: both[path] for path in sorted(both) if path not in self.left_out}

    def _made(self, path: str) -> Sidecar | None:
        """What others put into a sidecar, or so much of it that one sees it is too large."""
        held = self.content(path)
        return None if held is None else held[: MAX_BYTES + 1]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """All designs, linked and checked, with what is to be said of them."""

    sidecars: Mapping[str, Sidecar]
    project: Project
    told: Sequence[Told]
    """What is to be said before the problems."""
    paths: Mapping[str, str]
    """The path of each page, with that of the sidecar that it is made from; none without a design."""
    orphans: Mapping[str, str | None]
    """The files that were rendered from sidecars that are gone, and why each is a person's now, if so."""
    problems: Sequence[Told]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """All pages, and how they are found."""

    pages: Sequence[Page]
    found: Mapping[str, list[Entry]]
    """What a search finds on them, by their paths."""
    names: Mapping[str, list[tuple[str, str]]]
    """How any page may name what is on one of ours, and its anchor, by our pages' paths."""
    told: Sequence[Told]


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """All that was made of what was asked for; no pages, where there is no design."""

    asked: Asked
    judged: Judged
    made: Made | None


class Maker:
    """Reads, links and checks the designs, and writes their pages."""

    def __init__(self) -> None:
        self._finder = Finder()
        self._catalogs = Catalogs()
        self._workspace: Workspace | None = None
        self._kept = Kept()
        """The pages' paths, the problems as they are told, and those of an earlier revision."""
        self._others: dict[str, Hashable] = {}
        """The files among our pages that are none of ours, with what tells whether they still are the same."""
        self._written = Written()
        self._entries = Entries()

    @without_collection()
    def all(self, asked: Asked) -> Ready:
        """All at once. Raises Refused."""
        judged = self.judge(asked, asked.sidecars(self.find(asked.docs, asked.options.plan)))
        return Ready(asked, judged, self.write(asked, judged.project) if judged.paths else None)

    def find(self, docs: Path, plan: str) -> Mapping[str, Sidecar]:
        """The sidecars below a docs directory."""
        return self._finder.find(docs, plan)

    def judge(self, asked: Asked, sidecars: Mapping[str, Sidecar]) -> Judged:
        """Link and check all designs; of what was read before, only what has changed. Raises Refused."""
        self._kept.turn()
        options, told = asked.options, list[Told]()
        neighbours, unusable = self._catalogs.read(options.catalogs, asked.folder)
        told += [Told(logging.ERROR, words) for words in unusable]
        if told and not asked.again:
            raise Refused(*unusable)
        if self._workspace is None or (self._workspace.options, self._workspace.baseline) != (options, asked.baseline):
            self._workspace, self._others = Workspace(options, asked.baseline), {}
        opener, mark = _looks(asked)
        project = self._workspace.update(sidecars, opener, neighbours=neighbours, mark=mark)
        told += [Told(logging.WARNING, words) for words in project.defined_twice]
        try:
            project = compared(project, asked.docs, options, kept=self._kept)
        except Unreachable as error:
            words = f"the overview does not say what is new: since: {options.since}: {error}"
            told.append(Told(logging.INFO, words))
        project = without(project, asked.hidden, asked.site)
        made = self._paths(project, sidecars, asked.site)
        return Judged(sidecars, project, told, made, self._orphans(made, asked, mark), self._problems(project))

    def _paths(self, project: Project, sidecars: Mapping[str, Sidecar], site: Site) -> Mapping[str, str]:
        if not project.catalog.features:
            return {}
        standing = (list(project.catalog.features), list(sidecars), site.plan, site.index)
        return self._kept.same("paths", standing, lambda: paths(project, site))

    def _orphans(self, made: Mapping[str, str], asked: Asked, mark: Mark) -> Mapping[str, str | None]:
        """Looks again only at what has changed since, and at what was found."""
        marks = files_beside(asked.options.index) if made else {}
        ours, tops = {**made, **marks}, (f"{asked.options.plan}/", f"{asked.options.index}/")
        others = {path: mark(path) for path in asked.site.files if path.startswith(tops) and path not in ours}
        if others == self._others:
            return {}
        looked = [path for path in others if self._others.get(path) != others[path]]
        found = orphans(asked.docs, looked, ours, marks)
        self._others = {path: seen for path, seen in others.items() if path not in found}
        return found

    def _problems(self, project: Project) -> Sequence[Told]:
        def told(feature: Feature) -> list[Told]:
            new = [problem for problem in project.by_feature.get(feature.key, ()) if not problem.known]
            return [Told(_LEVELS[problem.severity], report.one(problem)) for problem in new]

        texts = self._kept.of_features("reports", project.catalog, project.versions, told)
        return [one for some in texts.values() for one in some]

    def write(self, asked: Asked, project: Project) -> Made:
        """All pages, by the site's own templates if those can be used, and from the cache what that has. Raises Refused."""
        with seen_alone(project.catalog):
            return self._write(asked, project)

    def _write(self, asked: Asked, project: Project) -> Made:
        options, told = asked.options, list[Told]()
        templates = asked.near(options.templates) if options.templates else None
        cache = Cache(asked.near(options.cache), asked.docs, asked.output) if options.cache else None
        try:
            pages = self._pages(project, asked, templates, cache)
        except BrokenTemplate as error:
            words = f"a template in {options.templates} cannot be used: {error}"
            if not asked.again:
                raise Refused(words) from error
            told.append(Told(logging.ERROR, words))
            pages = self._pages(project, asked, cache=cache)
        if cache and cache.trouble:
            level = logging.WARNING if cache.fault else logging.INFO
            words = f"pages are not kept in the cache {options.cache}: {cache.trouble}"
            told.append(Told(level, words))
        site = Site(options.plan, options.index, lambda here, there: None, html=True)
        found = self._entries.pages(project, site, [name for name in INDEX if name not in LONG])
        return Made(pages, found, self._names(project, site) if asked.named else {}, told)

    def _pages(
        self, project: Project, asked: Asked, templates: Path | None = None, cache: Cache | None = None
    ) -> list[Page]:
        """All pages, and the files for other programs."""
        site = asked.site
        if asked.again:
            features, kept = self._written.pages(project, site, templates, cache), self._written.kept
            return [*features, *index_pages(project, site, templates, kept), *catalog_files(project, site, kept)]
        kept = Kept()  # gone before the pages of features come, which take the most room
        index = [*index_pages(project, site, templates, kept), *catalog_files(project, site, kept)]
        del kept
        return [*self._written.pages(project, site, templates, cache), *index]

    def _names(self, project: Project, site: Site) -> Mapping[str, list[tuple[str, str]]]:
        found = dict[str, list[tuple[str, str]]]()
        for name, path, anchor in references(project.catalog, site):
            found.setdefault(path, []).append((name, anchor))
        return found

    def let_go(self, project: Project) -> None:
        """A site that is not made again needs no design once the pages are written, and others need the room."""
        self._workspace, self._kept, self._written, self._entries = None, Kept(), Written(), Entries()
        dissolve(project.catalog.site)


def without(project: Project, hidden: Collection[str], site: Site) -> Project:
    """What a site that hides some pages, named by their paths, has to tell of a project."""
    features = project.catalog.features
    shown = {key for key in features if site.page(key) not in hidden} if hidden else features
    return project if len(shown) == len(features) else only(project, shown)


def files_beside(index: str) -> dict[str, str]:
    """The files for other programs beside the index, by their paths, with what each begins with."""
    return {posixpath.join(index, name): begin for name, begin in MARKS.items()}


def _looks(asked: Asked) -> tuple[Opener, Mark]:
    """How a file below the docs directory is read, and seen to have changed."""
    root, on_disk = str(asked.docs), below(asked.docs)

    def opener(path: str) -> bytes | None:
        return asked.content(path) if path in asked.generated else on_disk(path)

    @cache
    def mark(path: str) -> Hashable:
        return asked.content(path) if path in asked.generated else change_mark(f"{root}/{path}")

    return opener, mark
