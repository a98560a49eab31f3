"""The pages of a plan among MkDocs' files: there before other plugins look, and filled once all have looked.

A page stands for its sidecar. Plugins that ask where a page comes from, when it was last changed and by whom get the
sidecar as the answer; what is left out of the site takes its page along.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions

from .documents import PAGE_NAME
from .history import Unreachable, repository
from .pages import Page, index_paths
from .reading import SIDECARS, Sidecar, sidecars_among


def plans_among(paths: Iterable[str], plan: str) -> list[str]:
    """The folders that hold a plan, by the sidecars among some paths: "" for the docs directory itself.

    Sites that are put together of others, or of languages, have several: `billing/plan`, `en/plan`.
    """
    inner = f"/{plan}/"
    found = dict.fromkeys([""])
    for path in paths:
        if path.endswith(SIDECARS) and not path.startswith(f"{plan}/") and inner in path:
            folder = path[: path.index(inner)]
            if sidecars_among([path], f"{folder}/{plan}"):
                found[folder] = None
    return list(found)


class PlanFiles:
    """The files of one plan's pages during one build of the site."""

    def __init__(self, plan: str, index: str, config: MkDocsConfig) -> None:
        """`plan` and `index` are the folders of the plan and of its index, below the docs directory."""
        self.plan, self.index, self._config = plan, index, config
        self.sidecars: dict[str, Sidecar] = {}
        """The sidecars that take part in this build, by their paths below the docs directory."""
        self.left_out: set[str] = set()
        """The sidecars that another plugin, or MkDocs' configuration, leaves out of the site."""
        self.taken: set[str] = set()
        """The paths of ours where a person put something that stays."""
        self._sources: dict[str, File] = {}
        """The files of sidecars that MkDocs lists, or has listed before another plugin took them out."""
        self._made_from: dict[str, str] = {}
        """The sidecar that each page is made from, by the pages' paths; "" for the index."""
        self._origins: dict[str, str] = {}
        """Where the sidecars on the disk are that are copies, by their paths in the docs directory."""
        self._changed_last: str | None = None
        self._placed: dict[str, File] = {}
        """The empty pages that were added, by their paths."""

    def announce(self, sidecars: Mapping[str, Sidecar], files: Files) -> None:
        """Add an empty page for each sidecar and for the index, unless something stands there."""
        self._sources.update((path, files.src_uris[path]) for path in sidecars if path in files.src_uris)
        for path in sidecars:
            if path not in self.sidecars:
                self._place(_page_of(path), path, files)
        if sidecars and not self.sidecars:
            for path in index_paths(self.index):
                self._place(path, "", files)
        self.sidecars.update(sidecars)

    def make_room(self, there: File, files: Files) -> None:
        """Take out a file that cannot be published; an empty page of ours takes its place, if it is that of one."""
        files.remove(there)
        if there.src_uri in self._made_from:
            self._place(there.src_uri, self._made_from[there.src_uri], files)
            files.src_uris[there.src_uri].inclusion = there.inclusion

    def _place(self, page: str, sidecar: str, files: Files) -> None:
        self._made_from[page] = sidecar
        if page in files.src_uris:
            return
        kind = File if sidecar else _IndexFile
        file = kind(page, None, self._config.site_dir, self._config.use_directory_urls)
        file.src_uri = page  # the very object that we look pages up by
        file.content_string = ""
        self.stand_for(file, sidecar)
        self._placed[page] = file
        files.append(file)

    def stand_for(self, file: File, sidecar: str) -> None:
        """Let a page's file have its sidecar's path on the disk, edit link, maker, and what plugins hang on files.

        A page of the index, for which `sidecar` is "", stands for the sidecar that was changed last.
        """
        if not sidecar:
            file.edit_uri = None
            if isinstance(file, _IndexFile):
                file.stands_for = self.changed_last
            else:
                file.abs_src_path = self.changed_last()
            return
        source = self._sources.get(sidecar)
        if source is None:
            file.edit_uri, file.abs_src_path = None, os.path.join(self._config.docs_dir, sidecar)
            return
        file.abs_src_path, file.generated_by = source.abs_src_path, source.generated_by
        edit = source.edit_uri
        file.edit_uri = quote(edit) if edit == sidecar else edit  # themes write a path as it is
        vars(file).update({name: value for name, value in vars(source).items() if _is_hung_on(name)})

    def changed_last(self) -> str | None:
        """Where the sidecar is that was changed last, as far as git knows, else the first one; None where there is none."""
        if self._changed_last is None:
            docs = self._config.docs_dir
            on_disk = [path for path, source in self._sources.items() if source.src_dir == docs]
            try:
                last = repository(Path(docs)).changed_last(on_disk) if on_disk else None
            except Unreachable:  # no repository, or no commit yet
                last = None
            self._changed_last = last or next(iter(on_disk), "")
        if not self._changed_last:
            return None
        return self._origins.get(self._changed_last) or os.path.join(self._config.docs_dir, self._changed_last)

    def settle(self, files: Files) -> None:
        """Take out the pages of the sidecars that were taken out of MkDocs' files or are excluded from the site.

        Where that is so of all sidecars of a name, as by the pattern `*.yaml`, it says that sidecars are not to be
        published, and nothing of their pages.
        """
        set_exclusions(self._sources.values(), self._config)
        excluded = {
            path: source.inclusion if path in files.src_uris else None
            for path, source in self._sources.items()
            if path not in files.src_uris or source.inclusion.value <= InclusionLevel.DRAFT.value
        }
        for name in SIDECARS:
            named = [path for path in self._sources if path.endswith(f"/{name}")]
            some = [path for path in named if path in excluded]
            for path in some if len(some) < len(named) else ():
                page = files.src_uris.get(_page_of(path))
                inclusion = excluded[path]
                if page is not None and inclusion is not None:
                    page.inclusion = inclusion
                elif page is not None:
                    files.remove(page)
        for path in self.sidecars:
            if _page_of(path) not in files.src_uris:
                self.left_out.add(path)

    def trace(self, monorepo: Any) -> None:
        """Let the plugin monorepo know of which files the sidecars are copies, as it does of Markdown alone.

        It then has the pages lead to those, and stand for them.
        """
        sites = {f"{alias}/": site["docs_dir"] for alias, site in getattr(monorepo, "aliases", {}).items()}
        for path, source in self._sources.items() if sites else ():
            alias = max((alias for alias in sites if path.startswith(alias)), key=len, default="")
            folder = sites[alias] if alias else monorepo.originalDocsDir
            self._origins[path] = os.path.join(folder, path.removeprefix(alias))
            monorepo.files_source_dir.setdefault(source.abs_src_path, self._origins[path])

    def hide_sources(self, files: Files, publish: bool) -> None:
        """Take the sidecars themselves out of the site, unless they are to be published and are text that can be."""
        for path in sidecars_among(files.src_uris, self.plan):
            if not publish or not isinstance(self.sidecars.get(path), (bytes, str)):
                files.remove(files.src_uris[path])

    def decide(self, files: Files, serving: bool) -> frozenset[str]:
        """Take in which pages are left after all other plugins; gives the paths of those that the site does not show."""
        hidden = set()
        for path in [*self.sidecars]:
            page = files.src_uris.get(_page_of(path))
            if page is None:
                self.left_out.add(path)
            elif not self._is_shown(page, serving):
                hidden.add(page.src_uri)
        for path in self.left_out:
            self.sidecars.pop(path, None)
        for path in index_paths(self.index):
            page = files.src_uris.get(path)
            if page is not None and not self.sidecars and self.is_empty(page):
                files.remove(page)
            elif page is None or not self._is_shown(page, serving):
                hidden.add(path)
        return frozenset(hidden)

    def _is_shown(self, page: File, serving: bool) -> bool:
        set_exclusions([page], self._config)
        if page.inclusion is InclusionLevel.INCLUDED and self._config.nav is not None:
            page.inclusion = InclusionLevel.NOT_IN_NAV  # a site that lists its pages need not list ours
        least = InclusionLevel.DRAFT if serving else InclusionLevel.NOT_IN_NAV
        return bool(page.inclusion.value >= least.value)

    def place(self, page: Page, files: Files) -> list[File]:
        """Put the text of a page into its file, and add the files of its scripts: its own comes first.

        There are none where another plugin has taken the page out, or something of a person's stands there.
        """
        if page.path in self.taken:
            return []
        file = files.src_uris.get(page.path)
        if page.mark:  # a file for other programs is in nobody's navigation, and nobody looks for it early
            file = self.add(page.path, page.text, files)
        elif file is not None:
            file.content_string = page.text
            self.stand_for(file, page.made_from)
        else:
            return []
        return [file, *(self.add(script.path, script.text, files) for script in page.scripts)]

    def add(self, path: str, text: str, files: Files) -> File:
        """Add a file with a text, in place of one that was rendered."""
        if path in files.src_uris:
            files.remove(files.src_uris[path])
        file = File.generated(self._config, path, content=text)
        files.append(file)
        return file

    def made_by_others(self, files: Files, is_ours: Callable[[File], bool]) -> dict[str, File]:
        """The files, sidecars among them, that are not what stands at their paths in the docs directory."""
        both, docs = {**files.src_uris, **self._sources}, self._config.docs_dir
        return {
            path: file
            for path, file in both.items()
            if (file.generated_by or file.src_dir != docs) and not is_ours(file)
        }

    def is_empty(self, file: File) -> bool:
        """Whether a file is a page of ours that waits for its text, or a copy that another plugin made of it."""
        if self._placed.get(file.src_uri) is file:
            return True
        return file.src_uri in self._placed and not file.generated_by and not os.path.isfile(file.abs_src_path or "")


class _IndexFile(File):
    """A page of the index: which sidecar it stands for is looked up once somebody asks."""

    stands_for: Callable[[], str | None]

    @property
    def abs_src_path(self) -> str | None:
        """The path of that sidecar on the disk."""
        return self.stands_for()

    @abs_src_path.setter
    def abs_src_path(self, value: str | None) -> None:
        """MkDocs sets none when a file gets a text; what the file stands for remains."""


def _page_of(sidecar: str) -> str:
    return f"{posixpath.dirname(sidecar)}/{PAGE_NAME}"


def _is_hung_on(name: str) -> bool:
    """Whether another plugin put an attribute on a file, such as the repository that it is from."""
    return name not in File.__annotations__ and not hasattr(File, name)
