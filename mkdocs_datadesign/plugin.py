"""The MkDocs plugin: hooks and options. The only module that imports MkDocs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.base import ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils import get_relative_url

from . import report
from .baseline import Baseline, from_file
from .blocks import put_back
from .export import catalog_json
from .history import Unreachable
from .options import Options, parse
from .pages import LONG, MARKER, BrokenTemplate, Page, feature_pages, index_pages
from .problem import Severity
from .project import Project, below, compared, is_sidecar, load
from .search import amended, references
from .search import entries as search_entries
from .writer import Site, source_link

log = get_plugin_logger("datadesign")
_STYLESHEET, _SCRIPT = "assets/datadesign.css", "assets/datadesign.js"
_MANY = 200
"""From so many features on, the navigation that Material writes whole into each page takes a large part of a build."""
_HEADING = re.compile(r"<h([1-6])(?=[^>]*\sid=\"([^\"]*)\")[^>]*>(.*?)</h\1>", re.S)
_ANCHOR = re.compile(r"<[^<>]*?\sid=\"([^\"]*)\"")
_NO_NAME = re.compile(r"<small.*?</small>|<[^>]*>", re.S)


class DataDesignPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # options are pydantic's, not MkDocs'
    """Finds the sidecars, checks them, and adds their pages to the site."""

    def __init__(self) -> None:
        self.options = Options()
        self.baseline: Baseline | None = None
        self.serving = False
        self.advised = False
        self.project: Project | None = None
        self.pages: dict[str, str] = {}
        """Our pages' addresses in the site, by their paths below the docs directory."""
        self.blocks: dict[str, tuple[str, ...]] = {}
        """The HTML of our pages, by the same paths."""

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Read the options with the code that every host shares."""
        self.options, wrong = parse(dict(options))
        self.baseline = None
        if self.options.baseline and not wrong:
            try:
                self.baseline = from_file(Path(config_file_path or ".").parent / self.options.baseline)
            except ValueError as error:
                wrong = [str(error)]
        errors: ConfigErrors = [("datadesign", ValidationError(message)) for message in wrong]
        return errors, []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if _STYLESHEET not in config.extra_css:
            config.extra_css.append(_STYLESHEET)
        if _SCRIPT not in config.extra_javascript:
            script = ExtraScriptValue(_SCRIPT)
            script.defer = True
            config.extra_javascript.append(script)
        return config

    @event_priority(-50)  # after plugins that add files, before those that arrange the navigation
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        options, docs = self.options, Path(config.docs_dir)
        sidecars = {
            file.src_uri: Path(file.abs_src_path)
            for file in sorted(files, key=lambda file: file.src_uri)
            if file.abs_src_path and is_sidecar(file.src_uri, options.plan) and _within(docs, Path(file.abs_src_path))
        }
        on_disk = below(docs)

        def opener(path: str) -> bytes | None:
            known = files.src_uris.get(path)  # another plugin may have made it
            return known.content_bytes if known and known.generated_by else on_disk(path)

        self.project, self.pages, self.blocks = None, {}, {}
        project = load(sidecars, options, opener, self.baseline)
        try:
            project = compared(project, docs, options)
        except Unreachable as error:
            log.info("the overview does not say what is new: since: %s: %s", options.since, error)
        if not sidecars:
            log.info(
                "no sidecar found below %s/; a feature's is %s/epic/feature/03-data-design.yaml", *[options.plan] * 2
            )
            return files
        self._report(project)
        self._advise(len(sidecars), config)
        if not options.publish_sources:
            for path in sidecars:
                files.remove(files.src_uris[path])
        self._add_pages(project, files, config)
        return files

    def _report(self, project: Project) -> None:
        for problem in project.problems:
            if problem.known:
                continue
            words = report.one(problem)
            if problem.severity is Severity.ERROR:
                log.error(words)
            elif problem.severity is Severity.WARNING:
                log.warning(words)
            else:
                log.debug(words)
        counted = report.summary(project.problems, len(project.catalog.features))
        if report.fails(project.problems, self.options.fail_on) and not self.serving:
            raise PluginError(counted)
        log.info(counted)

    def _advise(self, features: int, config: MkDocsConfig) -> None:
        """Say once what makes a large site quicker to build."""
        if self.advised or features < _MANY or config.theme.name != "material":
            return
        self.advised = True
        if "navigation.prune" not in (config.theme.get("features") or ()):
            log.info("%d features: the site builds faster with `navigation.prune` in theme.features", features)

    def _add_pages(self, project: Project, files: Files, config: MkDocsConfig) -> None:
        site = self._site(project, files, config)
        templates = (
            Path(config.config_file_path or ".").parent / self.options.templates if self.options.templates else None
        )
        try:
            pages = [*feature_pages(project, site, templates), *index_pages(project, site, templates)]
        except BrokenTemplate as error:
            message = f"a template in {self.options.templates} cannot be used: {error}"
            if not self.serving:
                raise PluginError(message) from error
            log.error(message)
            pages = [*feature_pages(project, site), *index_pages(project, site)]
        for page in pages:
            self._add_page(page, files, config)
        self.project = project
        data = catalog_json(project.catalog, project.problems, self._base_url(config))
        files.append(File.generated(config, posixpath.join(self.options.index, "catalog.json"), content=data))
        for asset in (_STYLESHEET, _SCRIPT):
            text = (Path(__file__).parent / asset).read_text(encoding="utf-8")
            files.append(File.generated(config, asset, content=text))

    def _add_page(self, page: Page, files: Files, config: MkDocsConfig) -> None:
        standing = files.src_uris.get(page.path)
        if standing is not None:
            if not standing.content_string.startswith(MARKER):
                message = (
                    f"{page.path} was written by hand, and the page of "
                    f"{page.made_from or 'the data design index'} belongs there; move it, or remove it"
                )
                if not self.serving:
                    raise PluginError(message)
                log.error(message)
                return
            files.remove(standing)
        file = File.generated(config, page.path, content=page.text)
        if page.made_from:
            file.edit_uri = page.made_from
        if config.nav is not None:
            file.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(file)
        self.pages[page.path], self.blocks[page.path] = file.url, page.blocks

    @event_priority(50)  # before plugins that read the table of contents
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Our pages are HTML that Markdown never sees; here it takes its place, and the contents know of it."""
        if page.file.src_uri in self.pages:
            html = put_back(html, self.blocks[page.file.src_uri])
            page.toc = _contents(html, config)
            page.present_anchor_ids = set(_ANCHOR.findall(html))
            if page.file.src_uri.startswith(f"{self.options.index}/"):
                page.meta.setdefault("hide", ["toc"])  # as wide as may be, in Material
            self._register(page, config)
        return html

    def _register(self, page: MkDocsPage, config: MkDocsConfig) -> None:
        """Tell autorefs, where it is used, how any page can name our objects, fields and rules."""
        autorefs: Any = config.plugins.get("autorefs")
        if autorefs is None or self.project is None:
            return
        for name, path, anchor in references(self.project.catalog, self._plain_site()):
            if path == page.file.src_uri:
                autorefs.register_anchor(page, name, anchor)

    @event_priority(-50)  # after the search index is written, before it is packed for offline use
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        file = Path(config.site_dir) / "search" / "search_index.json"
        if self.project is None or not file.is_file():
            return
        unlisted = {self.pages.get(posixpath.join(self.options.index, f"{name}.md"), "") for name in LONG} - {""}
        found = search_entries(self.project.catalog, self._plain_site())
        text = amended(file.read_text(encoding="utf-8"), found, self.pages, unlisted)
        if text is not None:
            file.write_text(text, encoding="utf-8")

    def _plain_site(self) -> Site:
        return Site(self.options.plan, self.options.index, lambda here, there: None, html=True)

    def _site(self, project: Project, files: Files, config: MkDocsConfig) -> Site:
        """How pages address one another: as MkDocs will, once they are all there."""
        plan, index = self.options.plan, self.options.index
        urls: dict[str, str | None] = {}

        def url(path: str) -> str | None:
            if path not in urls:
                standing = files.src_uris.get(path)
                ours = path.endswith("/03-data-design.md") or path.startswith(f"{index}/")
                urls[path] = (
                    standing.url if standing else File.generated(config, path, content="").url if ours else None
                )
            return urls[path]

        def address(from_page: str, to_page: str) -> str | None:
            target, here = url(to_page), url(from_page)
            return get_relative_url(target, here) if target is not None and here is not None else None

        return Site(plan, index, address, html=True, source=self._source(config))

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

    def _base_url(self, config: MkDocsConfig) -> str:
        return f"{config.site_url.rstrip('/')}/{self.options.index}/" if config.site_url else ""


def _contents(html: str, config: MkDocsConfig) -> TableOfContents:
    """The table of contents of a page, as deep as the site asks for."""
    depth = str(config.mdx_configs.get("toc", {}).get("toc_depth", 6)).split("-")
    top, deepest = (int(depth[0]), int(depth[1])) if len(depth) == 2 else (1, int(depth[0]))
    nested: list[Any] = []
    above: list[tuple[int, list[Any]]] = [(0, nested)]
    for level, anchor, inner in _HEADING.findall(html):
        if not top <= int(level) <= deepest:
            continue
        while above[-1][0] >= int(level):
            above.pop()
        token = {"level": int(level), "id": anchor, "name": _NO_NAME.sub("", inner).strip(), "children": []}
        above[-1][1].append(token)
        above.append((int(level), token["children"]))
    return get_toc(nested)


def _within(docs: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(docs.resolve())
