"""The MkDocs plugin: hooks and options. It, the plans of a site, their files and what is published alone import MkDocs."""

from __future__ import annotations

import logging
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mkdocs.config.base import ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from . import report
from .baseline import Baseline, from_file
from .catalog_file import whole
from .documents import PAGE_NAME
from .garbage import without_collection
from .in_the_way import in_the_way
from .making import Asked, Judged, Made, Ready, Refused, Told, files_beside
from .markup import inert
from .options import Options, parse
from .pages import LONG, Page
from .plan import Plan, within
from .plan_files import plans_among
from .published import Built, Given, Remembered, built, disarm, entitle, make_way, titled_by_nav
from .reading import sidecars_among
from .search import Document, Entry
from .search_index import indexes
from .serving import Ahead, Watched
from .unseen import printable
from .words import counted
from .writer import Site, source_link

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.livereload import LiveReloadServer  # a build need not load a server

log = get_plugin_logger("datadesign")
_STYLESHEET, _SCRIPT = "assets/datadesign.css", "assets/datadesign.js"
_SHAPING = ("use_directory_urls", "repo_url", "edit_uri")
"""The settings of MkDocs that decide on links, beside where the files are."""
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
        self.plans: dict[str, Plan] = {}
        """The plans of the site, by the folder that they are in, "" for the docs directory itself."""
        self.ahead: Ahead[Mapping[str, Ready]] | None = None
        self.names: Mapping[str, list[tuple[str, str]]] = {}
        """How any page may name what is on one of ours, and its anchor, by our pages' paths."""
        self.found: Mapping[str, list[Entry]] = {}
        """What a search finds on our pages, by their paths."""
        self.addresses = {setting: _Addresses(setting) for setting in (False, True)}
        self.pages: dict[str, str] = {}
        """Our pages' addresses in the site, by their paths below the docs directory."""
        self.given: dict[str, Given] = {}
        """What MkDocs got of them, by the same paths, and what became of it; without a server, until each is built."""
        self.toc: Mapping[str, Any] = {}
        """How the site wants tables of contents."""
        self.titled_by_nav = frozenset[str]()
        """The paths of the pages whose titles the site's own navigation says."""
        self.passed: dict[str, Sequence[Document]] = {}
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

    def make_ahead(self) -> Mapping[str, Ready]:
        """What the next build will need, by plan."""
        made = {folder: plan.make_ahead() for folder, plan in self.plans.items()}
        return {folder: ready for folder, ready in made.items() if ready}

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

    @event_priority(60)
    def _announce(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Let other plugins know which pages will be there, before they look for any."""
        with self._alone():
            before, self.plans = self.plans, {}
            self._find(before, files, config)
        return files

    @event_priority(-50)
    def _settle(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take in which sidecars other plugins have added, and which pages and sidecars they have taken out."""
        with self._alone():
            self._find({}, files, config)
        for plan in self.plans.values():
            plan.files.settle(files)
            if "monorepo" in config.plugins:
                plan.files.trace(config.plugins["monorepo"])
            plan.files.hide_sources(files, self.options.publish_sources)
        return files

    def _alone(self) -> AbstractContextManager[Any]:
        """While this is held, nothing is made ahead."""
        return self.ahead.lock if self.ahead else nullcontext()

    def _find(self, before: Mapping[str, Plan], files: Files, config: MkDocsConfig) -> None:
        """Announce what is on the disk and among MkDocs' files, in each plan; `before` are those of the last build."""
        for folder in plans_among(files.src_uris, self.options.plan):
            options = within(self.options, folder)
            if folder not in self.plans:
                plan = self.plans[folder] = before.get(folder) or Plan(options, config)
                plan.begin(options, config)
            plan = self.plans[folder]
            found = dict(plan.maker.find(Path(config.docs_dir), options.plan))
            found |= {path: b"" for path in sidecars_among(files.src_uris, options.plan) if path not in found}
            plan.files.announce(dict(sorted(found.items())), files)

    @event_priority(-150)  # after plugins that choose among pages, such as those of a language
    @without_collection()
    def _fill(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read, check and write all, and put it into the pages that are left."""
        self.found, self.pages, self.given, self.names, self.passed = {}, {}, {}, {}, {}
        toc = config.mdx_configs.get("toc") or {}
        self.toc = self.toc if self.toc == toc else dict(toc)
        with self._alone():
            try:
                self._make((self.ahead.take() if self.ahead else None) or {}, files, config)
            except Refused as error:
                raise PluginError("\n".join(printable(words) for words in error.args)) from error
        taken = set().union(*(plan.files.taken for plan in self.plans.values()))
        for asset in (_STYLESHEET, _SCRIPT):
            if asset not in taken:
                if asset in files.src_uris:
                    files.remove(files.src_uris[asset])
                files.append(File.generated(config, asset, abs_src_path=str(Path(__file__).parent / asset)))
        return files

    on_files = CombinedEvent(_announce, _settle, _fill)

    def _make(self, ready: Mapping[str, Ready], files: Files, config: MkDocsConfig) -> None:
        """Add all pages but those in whose place a person put something. Raises Refused, and PluginError."""
        used = {folder: self._judge(plan, ready.get(folder), files, config) for folder, plan in self.plans.items()}
        self._report([*self.plans.values()], files, config)
        with_pages = {folder: plan for folder, plan in self.plans.items() if plan.judged and plan.judged.paths}
        for folder, plan in with_pages.items():
            assert plan.judged
            assert plan.asked
            made = used[folder] or plan.maker.write(plan.asked, plan.judged.project)
            self._tell(made.told)
            self.found, self.names = {**self.found, **made.found}, {**self.names, **made.names}
            self._publish(made.pages, plan, files, config)
            if not self.serving:
                plan.maker.let_go(plan.judged.project)
        if not with_pages:
            plan_folder = self.options.plan
            words = (
                f"no sidecar found below {plan_folder}/; a feature's is {plan_folder}/epic/feature/03-data-design.yaml"
            )
            _say(logging.INFO, words)

    def _judge(self, plan: Plan, ready: Ready | None, files: Files, config: MkDocsConfig) -> Made | None:
        """Read and check a plan's designs; gives its pages, where they were made ahead."""
        hidden = plan.files.decide(files, self.serving)
        asked = self._asked(plan, hidden, files, config)
        ready = ready if ready and ready.asked.is_as(asked) else None
        if ready:
            plan.judged = ready.judged
        else:
            plan.judged = plan.maker.judge(asked, asked.sidecars(plan.maker.find(asked.docs, asked.options.plan)))
        plan.asked = asked
        return ready.made if ready else None

    def _asked(self, plan: Plan, hidden: frozenset[str], files: Files, config: MkDocsConfig) -> Asked:
        return Asked(
            plan.options,
            self.baseline,
            Path(config.docs_dir),
            Path(config.config_file_path or ".").parent,
            Path(config.site_dir),
            self._site(plan, hidden, files, config),
            generated=plan.files.made_by_others(files, self._is_ours),
            left_out=frozenset(plan.files.left_out),
            hidden=hidden,
            again=self.serving,
            named="autorefs" in config.plugins,
        )

    def _is_ours(self, file: File) -> bool:
        return any(plan.files.is_empty(file) for plan in self.plans.values())

    def _tell(self, told: Sequence[Told]) -> None:
        for one in told:
            _say(one.level, one.words)

    def _warn_of_orphans(self, judged: Judged) -> None:
        for path, reason in judged.orphans.items():
            todo = f"it {reason}: move it, or remove it" if reason else "`datadesign render --prune` removes it"
            gone = "was rendered from a sidecar that is gone, and is published as it stands"
            _say(logging.WARNING, f"{path} {gone}; {todo}")

    def _in_the_way(self, plan: Plan, files: Files, config: MkDocsConfig) -> Sequence[str]:
        """What to say of what stands in the places of a plan's files."""
        assert plan.judged
        marks = files_beside(plan.options.index)
        what = {
            path: f"the page of {sidecar or 'the data design index'}" for path, sidecar in plan.judged.paths.items()
        }
        what |= dict.fromkeys(marks, "the catalog")
        what |= {_STYLESHEET: "what styles the pages", _SCRIPT: "what the pages run"}
        addresses, ours = self.addresses[config.use_directory_urls], files.src_uris
        places = {
            path: ours[path].dest_uri if path in ours and plan.files.is_empty(ours[path]) else addresses[path].place
            for path in what
        }
        return in_the_way(places, what, marks, plan.files, files)

    def _report(self, plans: Sequence[Plan], files: Files, config: MkDocsConfig) -> None:
        """Tell of all problems, and of what stands in the way. Raises PluginError if they fail the build."""
        summaries, failed = [], False
        for plan in plans:
            assert plan.judged
            self._tell(plan.judged.told)
            told = self._in_the_way(plan, files, config) if plan.judged.paths else ()
            for words in told:
                _say(logging.ERROR, words)
            self._warn_of_orphans(plan.judged)
            if not plan.judged.paths:
                continue
            for level, laid_out in plan.judged.problems:
                log.log(level, "%s", laid_out)
            problems, features = plan.judged.project.problems, plan.judged.project.catalog.features
            summary = report.summary(problems, len(features))
            if told:
                summary += f"; {counted(len(told), 'file')} in the way"
            summaries.append(f"{plan.options.plan}: {summary}" if plan.options is not self.options else summary)
            failed |= bool(told) or report.fails(problems, self.options.fail_on)
            self._advise(len(features), config)
        if failed and not self.serving:
            raise PluginError("\n".join(map(printable, summaries)))
        for summary in summaries:
            _say(logging.INFO, summary)

    def _advise(self, features: int, config: MkDocsConfig) -> None:
        """Say once what makes a large site quicker to build."""
        if self.advised or features < _MANY or config.theme.name != "material":
            return
        self.advised = True
        if "navigation.prune" not in (config.theme.get("features") or ()):
            _say(logging.INFO, f"{features} features: the site builds faster with `navigation.prune` in theme.features")

    def _publish(self, pages: Sequence[Page], plan: Plan, files: Files, config: MkDocsConfig) -> None:
        """Put a plan's pages among MkDocs' files."""
        assert plan.judged
        assert plan.asked
        around = None
        if self.dirty:
            site, features = plan.asked.site, plan.judged.project.catalog.features
            unread = [site.page(key) for key, feature in features.items() if not feature.design]
            around = plan.published.around(pages, unread, files, config)
            for path in plan.files.taken:
                make_way(File(path, None, config.site_dir, config.use_directory_urls))
        place = partial(plan.files.place, files=files)
        for given, file in plan.published.give(pages, around, place, files, self.serving):
            if not given.page.mark:
                self.pages[given.page.path], self.given[given.page.path] = file.url, given

    @event_priority(100)  # before plugins that draw the title
    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        """Until a page has its HTML, MkDocs takes its title as it stands in the Markdown, with all that is escaped there."""
        path = page.file.src_uri
        given = self.given.get(path)
        if given and given.page.text.startswith("# ") and path not in self.titled_by_nav:
            entitle(page, given.page.text.partition("\n")[0].removeprefix("# "))

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
        if page.edit_url and given.page.made_from and page.edit_url.endswith(f"/{PAGE_NAME}"):
            sidecar = posixpath.basename(given.page.made_from)  # plugins that lead elsewhere name the page itself
            page.edit_url = page.edit_url.removesuffix(PAGE_NAME) + sidecar
        if path not in self.titled_by_nav:
            entitle(page, known.headings.get("", ""))
        words = next((entry.text for entry in self.found.get(path, ()) if not entry.anchor), "")
        page.meta.setdefault("description", inert(words) or page.title)  # feeds and cards have no other text of a page
        passed_over = path in self._unlisted() or not _is_searched_as_html(config)
        if passed_over and not self.options.templates and "search" not in page.meta:
            page.meta["search"] = {"exclude": True}
            self.passed[path] = given.documents(self.found.get(path, ()), known, page.file.url)
        if not given.page.made_from:
            page.meta.setdefault("hide", ["toc"])  # the index is as wide as may be, in Material
        for name, anchor in self.names.get(path, ()):
            config.plugins["autorefs"].register_anchor(page, name, anchor)  # type: ignore[attr-defined]

    @event_priority(-100)  # after plugins that arrange the navigation
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.titled_by_nav = titled_by_nav(nav)
        self.remembered.begin(self.titled_by_nav)
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
        for path in self.pages:
            file = files.get_file_from_path(path)
            if file and file.page:
                disarm(file.page, title=path not in self.titled_by_nav)
        return env

    @event_priority(50)  # before the search writes its index, which other plugins may change after that
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        for plan in self.plans.values():
            plan.published.ended()
        unlisted = self._unlisted()
        passed = {path: some for path in self.pages if (some := self.passed.get(path))}
        if self.found:
            for index in indexes(config):
                index.amend(self.found, self.pages, unlisted, passed)

    def _unlisted(self) -> set[str]:
        """The paths of our pages that no search need find."""
        return {f"{plan.options.index}/{name}.md" for plan in self.plans.values() for name in LONG}

    def _site(self, plan: Plan, hidden: frozenset[str], files: Files, config: MkDocsConfig) -> Site:
        """How a plan's pages address one another, and others: as MkDocs will."""
        index, standing = f"{plan.options.index}/", dict(files.src_uris)
        urls, addresses = dict[str, str | None](), self.addresses[config.use_directory_urls]

        def url(path: str) -> str | None:
            if path not in urls:
                there = None if path in hidden else standing.get(path)
                beside = path.startswith(index) and not path.endswith(".md") and f"{index}index.md" not in hidden
                urls[path] = there.url if there else addresses[path].url if beside else None
            return urls[path]

        def address(from_page: str, to_page: str) -> str | None:
            target, here = url(to_page), url(from_page)
            return get_relative_url(target, here) if target is not None and here is not None else None

        return Site(
            plan.options.plan,
            plan.options.index,
            address,
            html=True,
            base=whole(config.site_url or ""),
            within=url,
            source=self._source(config),
            # the index's address tells of a language, too
            stands=(url(f"{index}index.md"), *(config.get(key) for key in _SHAPING), self.options.source_url),
            files=frozenset(standing) - hidden,
        )

    def _source(self, config: MkDocsConfig) -> Callable[[str, int], str | None]:
        """A sidecar's path and a line to where the repository shows it: as the options say, else by the edit link."""
        if self.options.source_url:
            return source_link(self.options.source_url)
        edit, repository = config.get("edit_uri") or "", config.get("repo_url") or ""  # plugins take them out, too
        base = edit if "://" in edit else f"{repository.rstrip('/')}/{edit}" if edit else ""
        if not re.match("https?://", base):
            return source_link("")
        shown = re.sub(r"/_?edit/", "/src/branch/" if "/_edit/" in base else "/blob/", base, count=1)
        return source_link(f"{shown.rstrip('/')}/{{path}}{'#lines-' if 'bitbucket' in base else '#L'}{{line}}")


def _is_searched_as_html(config: MkDocsConfig) -> bool:
    """Whether the site's search reads its HTML and has no index that entries could be put into, as MaterialX' own does."""
    return bool((config.extra.get("search_config") or {}).get("provider") == "pagefind")


def _say(level: int, message: str) -> None:
    """Log a message, the only place where one is made fit for a log; what a problem looks like is so already."""
    log.log(level, "%s", printable(message))


def _near(config: MkDocsConfig, name: str) -> Path:
    """A path in the options, which starts from the file that they stand in."""
    return Path(config.config_file_path or ".").parent / name
