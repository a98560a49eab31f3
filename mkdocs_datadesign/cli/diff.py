"""`datadesign diff`: what changed between two states of the designs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from .. import review
from ..changes import Comparison, compare
from ..configuration import Configuration
from ..garbage import without_collection
from ..history import Unreachable, repository
from ..project import states
from ..reading import Sidecar, find, sidecars_of
from .host import configured, locator, progress
from .output import put, show

_FORMATS = ("text", "json", "markdown")
_FAILING = ("never", "unplanned", "breaking")


@click.command(
    epilog="""\b
Examples:
  datadesign diff origin/main...
  datadesign diff v1.0 v2.0 --format markdown
  datadesign diff origin/main... --fail-on unplanned"""
)
@click.argument("old", metavar="REV")
@click.argument("new", metavar="[REV2]", required=False)
@click.option(
    "--docs",
    metavar="DOCS",
    type=click.Path(path_type=Path),
    help="The docs directory, or its project's folder; by default those of the project here.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How changes are written.")
@click.option(
    "--fail-on",
    type=click.Choice(_FAILING),
    default="never",
    help="Exit with 1 if something breaks, or cannot be read now; `unplanned`: and its migration and rollback sections "
    "were not changed for it.",
)
def diff(old: str, new: str | None, docs: Path | None, form: str, fail_on: str) -> None:
    """Tell what changed in the designs since the git revision REV, or from REV to REV2.

    REV... is where this branch, or REV2, left REV: what REV got since then is no change.

    What breaks who reads or writes the data comes first, with the other features that it touches, and whether the
    feature's migration and rollback sections speak of it. Exit status 2 for wrong use.
    """
    found = configured(docs)
    before = _at(found, old, new or "HEAD")
    after = find(found.docs, found.options.plan) if new is None else _at(found, new)
    with without_collection("designs"):
        comparison = compare(*states(before, after, found.options, progress))
    locate = locator(found.docs)
    match form:
        case "json":
            put(review.json_text(comparison, old, new))
        case "markdown":
            put(review.markdown(comparison, old, new, locate))
        case _:
            show(review.text(comparison, old, new, style=True))
    sys.exit(1 if _fails(comparison, fail_on) else 0)


def _at(found: Configuration, revision: str, until: str = "HEAD") -> Mapping[str, Sidecar]:
    """The sidecars at a revision, or where `until` left it."""
    try:
        there = repository(found.docs)
        with there.files(there.commit(revision, until)) as files:
            return sidecars_of(files, found.options)
    except Unreachable as error:
        raise click.UsageError(f"{revision}: {error}") from error


def _fails(comparison: Comparison, fail_on: str) -> bool:
    """Whether anything breaks that may not. What cannot be read now may hide it; what could not before is mended."""
    if fail_on == "never":
        return False
    if any(one.side == "new" for one in comparison.unread):
        return True
    if fail_on == "breaking":
        return bool(comparison.breaking)
    return not all(change.is_planned for change in comparison.changes)
