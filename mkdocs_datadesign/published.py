"""What MkDocs gets of our pages, kept from one build to the next: their HTML with its contents, and what is found there."""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc
from mkdocs.utils import dirname_to_title

from .blocks import put_back
from .configuration import lineage
from .markup import inert
from .pages import Page
from .reading import change_mark
from .search import Document, Entry, Headings, documents

_HEADING = re.compile(r"<h([1-6])(?=[^>]*\sid=\"([^\"]*)\")[^>]*>(.*?)</h\1>", re.S)
_NO_NAME = re.compile(r'<small.*?</small>|<a class="headerlink".*?</a>|<[^>]*>', re.S)
"""What of a heading is not the name of its part: our badges, and the links to it that MkDocs adds if a site asks."""


@dataclass(slots=True, eq=False)
class Given:
    """A page that MkDocs got, and what became of it."""

    page: Page
    built: Built | None = None
    """What became of it, once it was built."""
    found: tuple[Sequence[Entry], Built, str, Sequence[Document]] | None = None
    """What a search finds there, made of its entries, of what became of it and of its address."""

    def documents(self, made: Sequence[Entry], known: Built, url: str) -> Sequence[Document]:
        """What a search that passes over the page is to find there, as its index holds it; nothing, without entries."""
        before = self.found
        if before is None or before[0] is not made or before[1] is not known or before[2] != url:
            before = self.found = made, known, url, documents(made, url, known.headings)
        return before[3]


class Around(NamedTuple):
    """What all pages may show beside their own text."""

    look: Hashable
    """What tells whether the site is made in another way: its configuration, or its own part of the theme."""
    pages: Collection[str]
    """The pages that are files, by their paths."""
    titles: Mapping[str, str]
    """Our pages' titles."""


class Published:
    """The pages that MkDocs got. Under `mkdocs serve --dirty`, those that are the same need not be written again."""

    def __init__(self) -> None:
        self._given: dict[str, Given] = {}
        self._prepared: dict[str, Given] = {}
        """The pages that have changed since, if somebody asked for them to be prepared."""
        self._around: Around | None = None
        """What was around the pages of the build before, if that came to its end: else the site lacks some."""
        self._next: Around | None = None
        """The same for this build, until it ends."""

    def around(self, pages: Iterable[Page], unread: Collection[str], files: Files, config: MkDocsConfig) -> Around:
        """What is around the pages of this build.

        `unread` are the paths of those whose titles cannot be read for now: that need not change what all others show.
        """
        look = _look(files, config)
        others = frozenset(path for path, file in files.src_uris.items() if file.is_documentation_page())
        titles = {page.path: page.text[: page.text.find("\n")] for page in pages if not page.mark}
        known = self._around.titles if self._around else {}
        as_before = Around(look, others, titles | {path: known[path] for path in unread if path in known})
        return as_before if as_before == self._around else Around(look, others, titles)

    def prepare(self, pages: Iterable[Page], found: Mapping[str, Sequence[Entry]]) -> None:
        """Do for pages that have changed what can be done before they are given, as far as they are like those before.

        `found` is what a search finds on them, by path.
        """
        self._prepared = {}
        for page in pages:
            before = self._given.get(page.path)
            if before and before.page is not page and (given := _renewed(before, page)):
                self._prepared[page.path] = given
                if given.built and before.found:
                    given.documents(found.get(page.path, ()), given.built, before.found[2])

    def give(
        self,
        pages: Iterable[Page],
        around: Around | None,
        place: Callable[[Page], list[File]],
        files: Files,
        keep: bool,
    ) -> Iterator[tuple[Given, File]]:
        """Put pages among MkDocs' files, and say what was given, and in which file.

        `place` does so for a page, and gives its own file and then its scripts', or none where it cannot be. Where what
        is `around` them is known, and is that of the build before, those stand that are the same. `keep` is whether
        there will be another build.
        """
        known, prepared = self._given, self._prepared
        same = around is not None and around == self._around
        self._given, self._prepared, self._around, self._next = {}, {}, None, around
        for page in pages:
            before = known.get(page.path)
            given = next((one for one in (before, prepared.get(page.path)) if one and one.page is page), None)
            placed = place(page)
            if not placed:
                continue
            if same and given is not None and given is before:
                placed = [_stand(file, files) for file in placed]
            given = given or Given(page)
            if keep:
                self._given[page.path] = given
            yield given, placed[0]

    def ended(self) -> None:
        """The build has come to its end: the site has all that it was given."""
        self._around = self._next


def _renewed(before: Given, page: Page) -> Given | None:
    """A page that is another one now, if Markdown reads it as it did before: what becomes of it is then known.

    That it gave the same for it is looked at by then.
    """
    known = before.built if page.text == before.page.text else None
    return Given(page, built(known.given, page.blocks, known.toc)) if known else None


def _look(files: Files, config: MkDocsConfig) -> Hashable:
    """What tells whether all pages may look different: the files that shape them, each with the mark of its last change.

    Those whose names begin with a dot tell other plugins of whole folders: `.nav.yml`, `.meta.yml`.
    """
    shaping = [*map(str, lineage(Path(config.config_file_path)))] if config.config_file_path else []
    for folder, _, names in os.walk(config.theme.custom_dir) if config.theme.custom_dir else ():
        shaping += [os.path.join(folder, name) for name in names]
    told = [file.abs_src_path for path, file in files.src_uris.items() if posixpath.basename(path).startswith(".")]
    return frozenset((path, change_mark(path)) for path in (*shaping, *told) if path)


def make_way(file: File) -> None:
    """Take a page of ours out of the site, since another belongs there: MkDocs would leave that out if it is older."""
    with suppress(OSError):
        os.remove(file.abs_dest_path)


class _Standing(File):
    """A file that would be written just as the build before has written it."""

    def is_modified(self) -> bool:
        """Whether it is to be written under `mkdocs serve --dirty`: only where somebody took it away."""
        return not os.path.isfile(self.abs_dest_path)


def _stand(file: File, files: Files) -> File:
    """Put a file that need not be written again in the place of one that would be."""
    standing = _Standing.__new__(_Standing)
    vars(standing).update(vars(file))
    files.remove(file)
    files.append(standing)
    return standing


class Remembered:
    """What pages were called, and said of themselves, when they were read last: `--dirty` does not read those that stand."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[str, dict[str, Any]]] = {}
        self._titled_by_nav: Collection[str] = ()

    def begin(self, titled_by_nav: Collection[str]) -> None:
        """Begin a build, in which the navigation itself gives these pages their titles."""
        self._titled_by_nav = titled_by_nav

    def keep(self, page: MkDocsPage, but: str = "") -> None:
        """Take in a page that was read, without one key of what it says of itself."""
        meta = {key: value for key, value in page.meta.items() if key != but}
        self._pages[page.file.src_uri] = self._own_title(page), meta

    def give_back(self, page: MkDocsPage) -> None:
        """Tell a page that was not read what it said, or the navigation would call it None."""
        title, meta = self._pages.get(page.file.src_uri, ("", {}))
        page.title = page.title or title or None
        page.meta.update(meta)

    def _own_title(self, page: MkDocsPage) -> str:
        """What a page is called where the navigation calls it nothing else."""
        if page.file.src_uri not in self._titled_by_nav:
            return page.title or ""
        given = vars(page).pop("title", None)
        own, page.title = page.title, given
        return own or ""


def titled_by_nav(nav: Navigation) -> frozenset[str]:
    """The paths of the pages that the site's own navigation gives a title, asked before any page is read."""
    return frozenset(page.file.src_uri for page in nav.pages if page.title)


def entitle(page: MkDocsPage, name: str) -> None:
    """Give a page the title that its HTML names, unless what MkDocs prefers, its metadata, has one."""
    if name and "title" not in page.meta:
        page.title = _plain_title(name)


def disarm(page: MkDocsPage, title: bool = True) -> None:
    """Make harmless what themes print of a page in the navigation: the names of its folders, and its own `title`.

    Plugins may have taken the title anew from the page's HTML, as Material's `typeset` does.
    """
    folders = {dirname_to_title(name) for name in posixpath.dirname(page.file.src_uri).split("/")}
    for section in page.ancestors:
        if section.title in folders:
            section.title = inert(section.title)
    if title and page.title and "title" not in page.meta:
        page.title = _plain_title(page.title)


def _plain_title(words: str) -> str:
    """A title that may be printed anywhere, of one in HTML."""
    return inert(html.unescape(words))


class Built(NamedTuple):
    """The HTML of a page, with its contents, anchors and headings, after what it was made of."""

    given: str
    toc: Mapping[str, Any]
    html: str
    contents: TableOfContents
    anchors: set[str]
    headings: Headings


def built(given: str, blocks: tuple[str, ...], toc: Mapping[str, Any]) -> Built:
    whole = put_back(given, blocks)
    return Built(given, toc, whole, _contents(whole, toc), _anchors(whole), _headings(whole))


def _anchors(text: str) -> set[str]:
    """What an address may name on a page: the `id` of each tag. A pattern takes ten times as long as this."""
    found = set()
    before, *pieces = text.split('id="')
    for piece in pieces:
        if before[-1:].isspace() and before.rfind("<") > before.rfind(">"):
            found.add(piece.partition('"')[0])
        before = piece
    return found


def _contents(text: str, toc: Mapping[str, Any]) -> TableOfContents:
    """The table of contents of a page, as deep as the site asks for."""
    depth = str(toc.get("toc_depth", 6)).split("-")
    top, deepest = (int(depth[0]), int(depth[1])) if len(depth) == 2 else (1, int(depth[0]))
    nested: list[Any] = []
    above: list[tuple[int, list[Any]]] = [(0, nested)]
    for level, anchor, inner in _HEADING.findall(text):
        if not top <= int(level) <= deepest:
            continue
        while above[-1][0] >= int(level):
            above.pop()
        name = _plain_title(_name(inner))
        token = {"level": int(level), "id": anchor, "name": name, "children": []}
        above[-1][1].append(token)
        above.append((int(level), token["children"]))
    return get_toc(nested)


def _headings(text: str) -> Headings:
    """A page's headings by their anchors, the title under "" as well."""
    found = [(level, anchor, _name(inner)) for level, anchor, inner in _HEADING.findall(text)]
    headings = {anchor: name for _, anchor, name in found}
    if found and found[0][0] == "1":
        headings[""] = found[0][2]
    return headings


def _name(heading: str) -> str:
    """What a heading is the name of, as HTML without tags."""
    return _NO_NAME.sub("", heading).strip()
