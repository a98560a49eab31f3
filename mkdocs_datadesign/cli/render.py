"""`datadesign render`: the pages as Markdown files."""

from __future__ import annotations

import posixpath
import sys
from html import escape
from pathlib import Path
from urllib.parse import quote

import click

from .. import report
from ..history import Unreachable
from ..options import Options
from ..pages import MARKER, BrokenTemplate, Page, feature_pages, index_pages
from ..project import Project, compared, place_below
from ..unseen import visible
from ..writer import Site, source_link
from .host import DOCS, load_project, write_file


@click.command()
@DOCS
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a page is stale.")
def render(docs: Path | None, only_check: bool) -> None:
    """Write the pages as Markdown files beside the sidecars.

    Only files that say at their top that they were generated are overwritten.
    """
    docs, options, project = load_project(docs)
    try:
        project = compared(project, docs, options)
    except Unreachable as error:
        click.echo(f"the overview does not say what is new: since: {options.since}: {error}", err=True)
    try:
        pages = list(_pages(docs, options, project))
    except BrokenTemplate as error:
        raise click.UsageError(f"a template in {options.templates} cannot be used: {error}") from error
    for page in pages:
        if place_below(docs, posixpath.dirname(page.path)) is None:
            raise click.UsageError(f"{visible(page.path)} is outside the docs directory: a link leads there; remove it")
    hand_written = [page.path for page in pages if _standing(docs / page.path, page) == "hand-written"]
    for path in hand_written:
        click.echo(f"error: {visible(path)} was written by hand and is left alone; move it, or remove it", err=True)
    stale = [page for page in pages if _standing(docs / page.path, page) == "stale"]
    for page in stale:
        if only_check:
            click.echo(f"stale: {visible(page.path)}")
        else:
            write_file(docs / page.path, page.text)
            click.echo(f"wrote {visible(page.path)}")
    failed = report.fails(project.problems, options.fail_on)
    if failed:
        click.echo(
            report.summary(project.problems, len(project.catalog.features)) + "; see `datadesign check`", err=True
        )
    sys.exit(1 if hand_written or failed or (only_check and stale) else 0)


def _pages(docs: Path, options: Options, project: Project) -> list[Page]:
    ours: set[str] = set()

    def address(from_page: str, to_page: str) -> str | None:
        known = to_page in ours or to_page.endswith("/03-data-design.md") or to_page.startswith(f"{options.index}/")
        if not known:
            place = place_below(docs, to_page)
            if place is None or not place.is_file():
                return None
        return quote(posixpath.relpath(to_page, posixpath.dirname(from_page)))

    site = Site(options.plan, options.index, address, html=False, source=source_link(options.source_url))
    templates = Path(options.templates) if options.templates else None
    pages = [*feature_pages(project, site, templates), *index_pages(project, site, templates)]
    return [
        Page(
            page.path,
            f"{MARKER}{escape(visible(page.made_from or 'the data designs'))}; edit there. -->\n\n{page.text}",
            page.made_from,
        )
        for page in pages
    ]


def _standing(path: Path, page: Page) -> str:
    """What stands where a page belongs: `fresh`, `stale` (or nothing), or `hand-written`."""
    if not path.exists() and not path.is_symlink():
        return "stale"
    if not path.is_file() or path.is_symlink():
        return "hand-written"
    text = path.read_bytes().decode("utf-8", "replace")
    if not text.startswith(MARKER):
        return "hand-written"
    return "fresh" if text == page.text else "stale"
