"""`datadesign check`: the problems of all designs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from .. import report
from ..configuration import Configuration
from ..project import Project, only, since
from .host import QUIET, configured, load_project, locator, progress, project_of
from .output import put, say, show

_FORMATS = ("text", "json", "sarif", "github", "junit", "markdown")


@click.command(
    epilog="""\b
Examples:
  datadesign check
  datadesign check docs/plan/shop/orders
  datadesign check --since origin/main... --format github"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How problems are written.")
@click.option(
    "--since",
    "revision",
    metavar="REV",
    help="Report only what is new since this git revision; with REV..., since this branch left it.",
)
@QUIET
def check(paths: tuple[Path, ...], form: str, revision: str | None, quiet: bool) -> None:
    """Check all designs, and report the problems of those in PATHS.

    PATHS are sidecars, their documents or folders of the plan; the whole project is read to judge them. A project's
    folder or docs directory stands for all of it, here or elsewhere. Exit status 1 with problems that fail, 2 for wrong
    use.
    """
    found = _project_of(paths)
    project = load_project(found)
    if revision is not None:
        project = _since(project, found, revision)
    if paths:
        project = only(project, _features_at(paths, found, project))
    if form == "text":
        _print(project, revision or "", quiet)
    else:
        put(_reported(form, project, found, revision or ""))
    sys.exit(1 if report.fails(project.problems, found.options.fail_on) else 0)


def _project_of(paths: Sequence[Path]) -> Configuration:
    """The project that all paths are of, or the one here."""
    if not paths:
        return configured()
    first, *others = (project_of(path) for path in paths)
    for path, other in zip(paths[1:], others, strict=True):
        if other.docs.resolve() != first.docs.resolve():
            raise click.UsageError(f"{paths[0]} and {path} are of two projects; check one at a time")
    return first


def _since(project: Project, found: Configuration, revision: str) -> Project:
    """The project without the problems that it had at a revision already; what a baseline holds is left to that."""
    if not revision:
        raise click.UsageError("--since names no revision; a variable that it comes from may not be set")
    from ..history import Unreachable  # git is asked by few runs

    try:
        marked = since(project, found.docs, found.options, revision, progress)
    except Unreachable as error:
        raise click.UsageError(f"--since {revision}: {error}") from error
    both = zip(project.problems, marked.problems, strict=True)
    new = [before if before.known else after for before, after in both if before.known or not after.known]
    return replace(project, problems=new)


def _reported(form: str, project: Project, found: Configuration, revision: str) -> str:
    problems, locate = project.problems, locator(found.docs)
    if form == "json":
        return report.json_text(problems)
    from .. import formats  # what renders Markdown is slow to load, and most runs are without it

    match form:
        case "sarif":
            return formats.sarif(problems, project.catalog, locate)
        case "github":
            return formats.github(problems, locate)
        case "junit":
            return formats.junit(problems, project.catalog, found.options.fail_on)
        case _:
            return formats.markdown(problems, project.catalog, locate, revision)


def _print(project: Project, revision: str, quiet: bool) -> None:
    show("".join(f"{report.one(problem, style=True)}\n" for problem in project.problems if not problem.known))
    if quiet:
        return
    say(report.summary(project.problems, len(project.catalog.features), revision))
    if project.gone:
        say(f"{project.gone} of the baseline are gone; run `datadesign baseline` to leave them out of it")


def _features_at(paths: Sequence[Path], found: Configuration, project: Project) -> set[str]:
    """The keys of the features at some paths: of a sidecar, of a document beside it, or below a folder.

    Raises click.UsageError where there is none.
    """
    chosen: set[str] = set()
    plan, folder = found.plan.resolve(), found.folder.resolve()
    for path in paths:
        if not path.exists():
            raise click.UsageError(f"there is no {path}")
        place = plan if path.resolve() == folder else path.resolve()
        beside = place.parent if place.is_file() else None
        at = {key for key in project.catalog.features if (plan / key).is_relative_to(place) or plan / key == beside}
        if not at:
            raise click.UsageError(f"there is no data design in {path}")
        chosen |= at
    return chosen
