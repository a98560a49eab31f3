"""The MkDocs plugin: hooks and options. The only module that imports MkDocs."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any

from mkdocs.config.base import ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from . import report
from .baseline import Baseline, from_file
from .export import catalog_json
from .options import Options, parse
from .pages import MARKER, Page, feature_pages, index_pages
from .problem import Severity
from .project import Project, below, is_sidecar, load
from .writer import Site

log = get_plugin_logger("datadesign")
_STYLESHEET = "assets/datadesign.css"


class DataDesignPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # options are pydantic's, not MkDocs'
    """Finds the sidecars, checks them, and adds their pages to the site."""

    def __init__(self) -> None:
        self.options = Options()
        self.baseline: Baseline | None = None
        self.serving = False

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

        project = load(sidecars, options, opener, self.baseline)
        if not sidecars:
            log.info(
                "no sidecar found below %s/; a feature's is %s/epic/feature/03-data-design.yaml", *[options.plan] * 2
            )
            return files
        self._report(project)
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

    def _add_pages(self, project: Project, files: Files, config: MkDocsConfig) -> None:
        site = self._site(project, files, config)
        pages = [
            *feature_pages(project, site),
            *index_pages(project, site),
        ]
        for page in pages:
            self._add_page(page, files, config)
        data = catalog_json(project.catalog, project.problems, self._base_url(config))
        files.append(File.generated(config, posixpath.join(self.options.index, "catalog.json"), content=data))
        stylesheet = Path(__file__).parent / "assets" / "datadesign.css"
        files.append(File.generated(config, _STYLESHEET, content=stylesheet.read_text(encoding="utf-8")))

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

        return Site(plan, index, address, html=True)

    def _base_url(self, config: MkDocsConfig) -> str:
        return f"{config.site_url.rstrip('/')}/{self.options.index}/" if config.site_url else ""


def _within(docs: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(docs.resolve())
