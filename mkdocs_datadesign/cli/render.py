"""`datadesign render`: the pages as Markdown files."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote

import click

from .. import report
from ..cache import Cache
from ..catalog_json import MARKS, catalog_files
from ..configuration import Configuration
from ..history import Unreachable
from ..pages import BrokenTemplate, Page, Written, index_pages
from ..project import Project, compared
from ..reading import place_below
from ..rendered import MARKER, files_below, orphans, same, stamped, taken
from ..writer import Site, source_link
from .host import DOCS, QUIET, configured, load_project, progress, tidy, write_file
from .output import say, warn


@click.command(
    epilog="""\b
Examples:
  datadesign render
  datadesign render --check
  datadesign render --prune --quiet"""
)
@DOCS
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a page is stale.")
@click.option(
    "--front-matter",
    is_flag=True,
    help="Put each page's title into front matter, in place of its heading: for Starlight, Hugo or Jekyll.",
)
@click.option("--prune", is_flag=True, help="Remove the pages whose sidecar is gone.")
@QUIET
def render(docs: Path | None, only_check: bool, front_matter: bool, prune: bool, quiet: bool) -> None:
    """Write the pages as Markdown files beside the sidecars.

    Only files that were rendered, and that nobody changed since, are overwritten or removed. Exit status 1 if a page
    could not be written, or if problems fail.
    """
    if only_check and prune:
        raise click.UsageError("--check writes nothing, and --prune removes; use one of the two")
    found = configured(docs)
    docs, options, project = found.docs, found.options, load_project(found)
    try:
        project = compared(project, docs, options, progress)
    except Unreachable as error:
        warn(f"the overview does not say what is new: since: {options.since}: {error}")
    try:
        pages = list(_pages(found, project, front_matter)) if project.catalog.features else []
    except BrokenTemplate as error:
        raise click.UsageError(f"a template in {options.templates} cannot be used: {error}") from error
    done = _write(docs, pages, only_check, quiet)
    marks = {posixpath.join(options.index, name): mark for name, mark in MARKS.items()}
    files = files_below(docs, (options.plan, options.index))
    lost = orphans(docs, files, {page.path for page in pages}, marks)
    pruned = _prune(docs, lost, prune, quiet)
    if not only_check:
        tidy({docs / posixpath.dirname(page.path) for page in pages})
    failed = report.fails(project.problems, options.fail_on)
    if failed:
        warn(f"{report.summary(project.problems, len(project.catalog.features))}; see `datadesign check`")
    sys.exit(0 if done and not failed and (pruned or not (only_check or prune)) else 1)


def _write(docs: Path, pages: Collection[Page], only_check: bool, quiet: bool) -> bool:
    """Write the pages that are stale, or name them. Each is tried; says whether all that had to be done is done."""
    done = True
    for page in progress(pages, "Writing") if quiet else pages:  # else each file is told of
        file = docs / page.path
        if reason := taken(docs, page.path, page.mark or MARKER):
            warn(f"error: {page.path} {reason} and is left alone; move it, or remove it")
            done = False
        elif not file.exists() or not same(file.read_bytes(), page.text):
            if only_check:
                say(f"stale: {page.path}")
                done = False
                continue
            try:
                write_file(file, page.text, within=docs)
            except click.ClickException as error:
                warn(f"error: {error.format_message()}")
                done = False
            else:
                _told(f"wrote {page.path}", quiet)
    return done


def _told(words: str, quiet: bool) -> None:
    if not quiet:
        say(words)


def _prune(docs: Path, lost: dict[str, str | None], prune: bool, quiet: bool) -> bool:
    """Name the pages whose sidecar is gone, and remove them if asked. Says whether none is left."""
    left = False
    for path, reason in lost.items():
        if prune and reason is None:
            try:
                (docs / path).unlink()
            except OSError as error:
                warn(f"error: {path} was not removed: {error.strerror}")
            else:
                _told(f"removed {path}", quiet)
                continue
        left = True
        if reason:
            warn(f"orphan: {path} has no sidecar any more, but {reason} and is left alone")
        elif not prune:
            warn(f"orphan: {path} has no sidecar any more; `datadesign render --prune` removes it")
    return not left


def _pages(found: Configuration, project: Project, front_matter: bool) -> list[Page]:
    docs, options = found.docs, found.options
    ours: set[str] = set()

    def address(from_page: str, to_page: str) -> str | None:
        known = to_page in ours or to_page.endswith("/03-data-design.md") or to_page.startswith(f"{options.index}/")
        if not known:
            place = place_below(docs, to_page)
            if place is None or not place.is_file():
                return None
        return quote(posixpath.relpath(to_page, posixpath.dirname(from_page)))

    site = Site(options.plan, options.index, address, html=False, source=source_link(options.source_url))
    templates = found.folder / options.templates if options.templates else None
    cache = Cache(found.folder / options.cache, docs) if options.cache else None
    pages = [*Written().pages(project, site, templates, cache, progress), *index_pages(project, site, templates)]
    if cache and cache.trouble:
        kind = "warning" if cache.fault else "note"
        warn(f"{kind}: pages are not kept in the cache {options.cache}: {cache.trouble}")
    whole = [
        Page(
            page.path,
            stamped(page.text, page.made_from or "the data designs", front_matter=front_matter),
            page.made_from,
        )
        for page in pages
    ]
    return [*whole, *catalog_files(project, site)]
