"""The MkDocs plugin: hooks and options. It and `published` alone import MkDocs."""

from __future__ import annotations

import logging
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mkdocs.config.base import ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from . import report
from .baseline import Baseline, from_file
from .catalog_file import whole
from .garbage import without_collection
from .making import Asked, Judged, Maker, Ready, Refused, Told, files_beside
from .options import Options, parse
from .pages import LONG, Page
from .project import Project
from .published import Built, Given, Published, Remembered, built
from .reading import sidecars_among
from .rendered import MARKER, hand_written
from .search import Entry, amended, append
from .serving import Ahead, Watched
from .unseen import printable
from .words import counted
from .writer import Site, source_link

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.livereload import LiveReloadServer  # a build need not load a server

log = get_plugin_logger("datadesign")
_STYLESHEET, _SCRIPT = "assets/datadesign.css", "assets/datadesign.js"
_MANY = 200
"""From so many features on, the navigation that Material writes whole into each page takes a large part of a build."""


class _Address(NamedTuple):
    """Where a page comes to stand in the site, and its address."""

    place: str
    url: str


class _Addresses(dict[str, _Address]):
    """Of each of our pages, by its path; `directory_urls` is MkDocs' setting, whether each page gets a folder."""

    def __init__(self, directory_urls: bool) -> None:
        super().__init__()
        self.directory_urls = directory_urls

    def __missing__(self, path: str) -> _Address:
        file = File(path, None, "", self.directory_urls)
        found = self[path] = _Address(file.dest_uri, file.url)
        return found


class DataDesignPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # options are pydantic's, not MkDocs'
    """Finds the sidecars, checks them, and adds their pages to the site."""

    def __init__(self) -> None:
        self.options = Options()
        self.baseline: Baseline | None = None
        self.serving = False
        """Whether a problem must not end the build: under serve it would keep every page back."""
        self.dirty = False
        """Whether the site is one that a build adds to: what has not changed is not written again."""
        self.remembered = Remembered()
        self.advised = False
        self.started = False
        self.watched: Watched | None = None
        self.maker = Maker()
        self.asked: Asked | None = None
        """What the build before has asked for."""
        self.ahead: Ahead[Ready | None] | None = None
        self.names: Mapping[str, list[tuple[str, str]]] = {}
        """How any page may name what is on one of ours, and its anchor, by our pages' paths."""
        self.found: Mapping[str, list[Entry]] = {}
        """What a search finds on our pages, by their paths."""
        self.addresses = {setting: _Addresses(setting) for setting in (False, True)}
        self.published = Published()
        self.pages: dict[str, str] = {}
        """Our pages' addresses in the site, by their paths below the docs directory."""
        self.given: dict[str, Given] = {}
        """What MkDocs got of them, by the same paths, and what became of it; without a server, until each is built."""
        self.toc: Mapping[str, Any] = {}
        """How the site wants tables of contents."""
        self.passed: dict[str, bytes] = {}
        """The pages of ours that the search is to pass over, with all that it should find there."""

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Read the options with the code that every host shares."""
        given, wrong = parse(dict(options))
        baseline = None
        if given.baseline and not wrong:
            try:
                baseline = from_file(Path(config_file_path or ".").parent / given.baseline)
            except ValueError as error:
                wrong = [str(error)]
        if wrong and self.serving:
            _say(logging.ERROR, f"{'; '.join(wrong)}; until it is mended, the options hold as they were")
            return [], []
        self.options, self.baseline = given, baseline
        errors: ConfigErrors = [("datadesign", ValidationError(printable(message))) for message in wrong]
        return errors, []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.started, self.serving, self.dirty = True, command == "serve", dirty

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        self.serving, self.watched = True, Watched(server)
        self.watched.renew(self._beside(config))
        self.ahead = Ahead(server, config.docs_dir, self.make_ahead)

    def on_shutdown(self) -> None:
        if self.watched:
            self.watched.end()
        if self.ahead:
            self.ahead.end()

    def make_ahead(self) -> Ready | None:
        """What the next build will need, if it asks for the same as the last one."""
        if self.asked is None or self.asked.options.templates:  # with those, each page is written each time
            return None
        try:
            ready = self.maker.all(self.asked)
            if ready.made:
                self.published.prepare(ready.made.pages, ready.made.found)
            return ready
        except Exception:  # the build meets it again, and tells of it
            self.maker = Maker()
            return None

    def _beside(self, config: MkDocsConfig) -> dict[str, Path]:
        """What the options name outside the docs directory, by what it is."""
        named = {"templates": self.options.templates, "baseline": self.options.baseline}
        return {what: _near(config, name) for what, name in named.items() if name}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if not self.started:  # the plugin was added to the options while they were served, which only the address tells
            self.serving = (config.site_url or "").startswith(f"http://{config.dev_addr}/")
        if self.watched:
            self.watched.renew(self._beside(config))
        if _STYLESHEET not in config.extra_css:
            config.extra_css.append(_STYLESHEET)
        if _SCRIPT not in config.extra_javascript:
            script = ExtraScriptValue(_SCRIPT)
            script.defer = True
            config.extra_javascript.append(script)
        return config

    @event_priority(-50)  # after plugins that add files, before those that arrange the navigation
    @without_collection()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.found, self.pages, self.given, self.names, self.passed = {}, {}, {}, {}, {}
        toc = config.mdx_configs.get("toc") or {}
        self.toc = self.toc if self.toc == toc else dict(toc)
        with self.ahead.lock if self.ahead else nullcontext():
            try:
                taken = self._make(self.ahead.take() if self.ahead else None, files, config)
            except Refused as error:
                raise PluginError("\n".join(printable(words) for words in error.args)) from error
        for asset in (_STYLESHEET, _SCRIPT):
            text = (Path(__file__).parent / asset).read_text(encoding="utf-8")
            self._add(File.generated(config, asset, content=text), taken, files)
        return files

    def _make(self, ready: Ready | None, files: Files, config: MkDocsConfig) -> set[str]:
        """Add all pages but those in whose place a person put something: the paths of these. Raises Refused."""
        options, docs = self.options, Path(config.docs_dir)
        if ready and (ready.asked.docs, ready.asked.options.plan) == (docs, options.plan):
            sidecars = ready.judged.sidecars
        else:
            sidecars = self.maker.find(docs, options.plan)
        for path in sidecars_among(files.src_uris, options.plan):
            if not options.publish_sources or not isinstance(sidecars.get(path), str):
                files.remove(files.src_uris[path])
        asked = self._asked(files, config)
        ready = ready if ready and ready.asked.is_as(asked) else None
        judged = ready.judged if ready else self.maker.judge(asked, sidecars)
        self._tell(judged.told)
        taken, told = self._taken(judged.paths, files, config)
        self._warn_of_orphans(judged)
        if judged.paths:
            self._report(judged, told)
            self._advise(len(sidecars), config)
            made = ready.made if ready and ready.made else self.maker.write(asked, judged.project)
            self._tell(made.told)
            self.found, self.names = made.found, made.names
            self._publish(made.pages, judged.project, asked.site, taken, files, config)
        else:
            plan = options.plan
            _say(
                logging.INFO, f"no sidecar found below {plan}/; a feature's is {plan}/epic/feature/03-data-design.yaml"
            )
        if self.serving:
            self.asked = asked
        elif judged.paths:
            self.maker.let_go(judged.project)
        return taken

    def _asked(self, files: Files, config: MkDocsConfig) -> Asked:
        return Asked(
            self.options,
            self.baseline,
            Path(config.docs_dir),
            Path(config.config_file_path or ".").parent,
            Path(config.site_dir),
            self._site(files, config),
            generated={path: file for path, file in files.src_uris.items() if file.generated_by},
            again=self.serving,
            named="autorefs" in config.plugins,
        )

    def _tell(self, told: Sequence[Told]) -> None:
        for one in told:
            _say(one.level, one.words)

    def _warn_of_orphans(self, judged: Judged) -> None:
        for path, reason in judged.orphans.items():
            todo = f"it {reason}: move it, or remove it" if reason else "`datadesign render --prune` removes it"
            gone = "was rendered from a sidecar that is gone, and is published as it stands"
            _say(logging.WARNING, f"{path} {gone}; {todo}")

    def _taken(self, made: Mapping[str, str], files: Files, config: MkDocsConfig) -> tuple[set[str], int]:
        """The paths of ours where something stands that a person put there, and how many such files were told.

        What can be published stays. What cannot, such as a link to nothing, is left out of the site.
        """
        marks = files_beside(self.options.index) if made else {}
        others = {
            **dict.fromkeys(marks, "the catalog"),
            _STYLESHEET: "what styles the pages",
            _SCRIPT: "what the pages run",
        }
        addresses = self.addresses[config.use_directory_urls]
        at = {path: addresses[path].place for path in (*made, *others)}
        places = set(at.values())
        published = defaultdict(list)
        for file in files:
            if file.dest_uri in places and (file.src_uri in at or file.inclusion.value > InclusionLevel.DRAFT.value):
                published[file.dest_uri].append(file)
        taken, told = set(), 0
        for path, place in at.items() if published else ():
            for there in published.get(place, ()):
                becomes = f"becomes {there.dest_uri} in the site"
                reason = _standing_for(there, marks.get(path, MARKER)) if there.src_uri == path else becomes
                if reason is None:
                    continue
                what = others.get(path) or f"the page of {made[path] or 'the data design index'}"
                _say(logging.ERROR, f"{there.src_uri} {reason}, and {what} belongs there; move it, or remove it")
                told += 1
                if _can_be_read(there):
                    taken.add(path)
                else:
                    files.remove(there)
        return taken, told

    def _report(self, judged: Judged, taken: int) -> None:
        project = judged.project
        for level, laid_out in judged.problems:
            log.log(level, "%s", laid_out)
        summary = report.summary(project.problems, len(project.catalog.features))
        if taken:
            summary += f"; {counted(taken, 'file')} in the way"
        if not self.serving and (taken or report.fails(project.problems, self.options.fail_on)):
            raise PluginError(summary)
        _say(logging.INFO, summary)

    def _advise(self, features: int, config: MkDocsConfig) -> None:
        """Say once what makes a large site quicker to build."""
        if self.advised or features < _MANY or config.theme.name != "material":
            return
        self.advised = True
        if "navigation.prune" not in (config.theme.get("features") or ()):
            _say(logging.INFO, f"{features} features: the site builds faster with `navigation.prune` in theme.features")

    def _publish(
        self,
        pages: Sequence[Page],
        project: Project,
        site: Site,
        taken: Collection[str],
        files: Files,
        config: MkDocsConfig,
    ) -> None:
        around = None
        if self.dirty:
            unread = [site.page(key) for key, feature in project.catalog.features.items() if not feature.design]
            around = self.published.around(pages, unread, files, config)
        add = partial(self._add, taken=taken, files=files)
        for given in self.published.give(pages, around, config, add, self.serving):
            if not given.page.mark:
                self.pages[given.page.path], self.given[given.page.path] = given.url, given

    def _add(self, file: File, taken: Collection[str], files: Files) -> bool:
        """Add a file of ours, in place of one that was rendered; not where something stands that is not ours."""
        if file.src_uri in taken:
            return False
        if file.src_uri in files.src_uris:
            files.remove(files.src_uris[file.src_uri])
        files.append(file)
        return True

    @event_priority(50)  # before plugins that read the table of contents
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Our pages are HTML that Markdown never sees; here it takes its place, and the contents know of it."""
        path = page.file.src_uri
        given = self.given.get(path)
        if given is None:
            return html
        known = given.built
        if known is None or known.given != html or known.toc is not self.toc:
            known = given.built = built(html, given.page.blocks, self.toc)
        self._tell_of(page, given, known, config)
        if not self.serving:
            del self.given[path]
        return known.html

    def _tell_of(self, page: MkDocsPage, given: Given, known: Built, config: MkDocsConfig) -> None:
        """Say of a page what MkDocs and other plugins want to know of it beside its HTML."""
        path = page.file.src_uri
        page.toc, page.present_anchor_ids = known.contents, known.anchors
        if not self.options.templates and "search" not in page.meta:
            page.meta["search"] = {"exclude": True}
            self.passed[path] = given.documents(self.found.get(path, ()), known)
        if not given.page.made_from:
            page.meta.setdefault("hide", ["toc"])  # the index is as wide as may be, in Material
        for name, anchor in self.names.get(path, ()):
            config.plugins["autorefs"].register_anchor(page, name, anchor)  # type: ignore[attr-defined]

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        if self.dirty:
            self.remembered.begin(nav)
        return nav

    @event_priority(100)  # before plugins that resolve references
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Under `mkdocs serve --dirty`, pages that stand are not read; what others want to know of them is known."""
        shown = files.documentation_pages(inclusion=InclusionLevel.is_in_serve) if self.dirty else ()
        for page in (file.page for file in shown if file.page):
            path = page.file.src_uri
            if page.markdown is not None:
                self.remembered.keep(page, but="search" if path in self.passed else "")
                continue
            self.remembered.give_back(page)
            given = self.given.get(path)
            if given and given.built:
                self._tell_of(page, given, given.built, config)
        return env

    @event_priority(-50)  # after the search index is written, before it is packed for offline use
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        self.published.ended()
        file = Path(config.site_dir) / "search" / "search_index.json"
        if not self.found or not file.is_file():
            return
        unlisted = {posixpath.join(self.options.index, f"{name}.md") for name in LONG}
        passed = {path: some for path in self.pages if (some := self.passed.get(path))}
        if not append(file, self.pages, unlisted, passed):
            text = amended(file.read_bytes(), self.found, self.pages, unlisted, passed)
            if text is not None:
                file.write_text(text, encoding="utf-8")

    def _site(self, files: Files, config: MkDocsConfig) -> Site:
        """How pages address one another: as MkDocs will, once they are all there."""
        plan, index = self.options.plan, self.options.index
        urls, standing = dict[str, str | None](), dict(files.src_uris)
        addresses = self.addresses[config.use_directory_urls]

        def url(path: str) -> str | None:
            if path not in urls:
                there = standing.get(path)
                ours = path.endswith("/03-data-design.md") or path.startswith(f"{index}/")
                urls[path] = there.url if there else addresses[path].url if ours else None
            return urls[path]

        def address(from_page: str, to_page: str) -> str | None:
            target, here = url(to_page), url(from_page)
            return get_relative_url(target, here) if target is not None and here is not None else None

        return Site(
            plan,
            index,
            address,
            html=True,
            base=whole(config.site_url or ""),
            within=url,
            source=self._source(config),
            stands=(config.use_directory_urls, config.repo_url, config.edit_uri, self.options.source_url),
            files=frozenset(standing),
        )

    def _source(self, config: MkDocsConfig) -> Callable[[str, int], str | None]:
        """A sidecar's path and a line to where the repository shows it: as the options say, else by the edit link."""
        if self.options.source_url:
            return source_link(self.options.source_url)
        edit = config.edit_uri or ""
        base = edit if "://" in edit else f"{(config.repo_url or '').rstrip('/')}/{edit}" if edit else ""
        if not re.match("https?://", base):
            return source_link("")
        shown = re.sub(r"/_?edit/", "/src/branch/" if "/_edit/" in base else "/blob/", base, count=1)
        return source_link(f"{shown.rstrip('/')}/{{path}}{'#lines-' if 'bitbucket' in base else '#L'}{{line}}")


def _say(level: int, message: str) -> None:
    """Log a message, the only place where one is made fit for a log; what a problem looks like is so already."""
    log.log(level, "%s", printable(message))


def _near(config: MkDocsConfig, name: str) -> Path:
    """A path in the options, which starts from the file that they stand in."""
    return Path(config.config_file_path or ".").parent / name


def _standing_for(file: File, mark: str) -> str | None:
    """Why a file is not one of our pages, in words that follow its path; None if it was rendered."""
    return hand_written(file.content_bytes, mark) if _can_be_read(file) else "cannot be read"


def _can_be_read(file: File) -> bool:
    path = file.abs_src_path
    return path is None or (os.path.isfile(path) and os.access(path, os.R_OK))
