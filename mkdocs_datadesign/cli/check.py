"""`datadesign check`: the problems of all designs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from .. import report
from ..options import Options, configuration
from ..project import Project, only, since
from .host import QUIET, load_project, locator

_FORMATS = ("text", "json", "sarif", "github", "junit", "markdown")


@click.command(
    epilog="""\b
Examples:
  datadesign check
  datadesign check docs/plan/shop/orders
  datadesign check --since origin/main --format github"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How problems are written.")
@click.option("--since", "revision", metavar="REV", help="Report only what is new since this git revision.")
@QUIET
def check(paths: tuple[Path, ...], form: str, revision: str | None, quiet: bool) -> None:
    """Check all designs, and report the problems of those in PATHS.

    PATHS are sidecars, their documents or folders of the plan; the whole project is read to judge them. One
    folder outside the project's docs is a docs directory of its own. Exit status 1 with problems that fail, 2 for
    wrong use.
    """
    own = paths[0] if len(paths) == 1 and _is_docs(paths[0]) else None
    docs, options, project = load_project(own)
    if revision:
        project = _since(project, docs, options, revision)
    if paths and own is None:
        project = only(project, _features_at(paths, docs, options, project))
    click.echo(_reported(form, project, docs, options, quiet), nl=False)
    sys.exit(1 if report.fails(project.problems, options.fail_on) else 0)


def _since(project: Project, docs: Path, options: Options, revision: str) -> Project:
    from ..history import Unreachable  # git is asked by few runs

    try:
        return since(project, docs, options, revision)
    except Unreachable as error:
        raise click.UsageError(f"--since {revision}: {error}") from error


def _reported(form: str, project: Project, docs: Path, options: Options, quiet: bool) -> str:
    problems, locate = project.problems, locator(docs)
    if form == "json":
        return report.json_text(problems)
    if form == "text":
        return _text(project, quiet)
    from .. import formats  # what renders Markdown is slow to load, and most runs are without it

    match form:
        case "sarif":
            return formats.sarif(problems, project.catalog, locate)
        case "github":
            return formats.github(problems, locate)
        case "junit":
            return formats.junit(problems, project.catalog, options.fail_on)
        case _:
            return formats.markdown(problems, project.catalog, locate)


def _text(project: Project, quiet: bool) -> str:
    lines = [report.one(problem, style=True) for problem in project.problems if not problem.known]
    if not quiet:
        lines.append(report.summary(project.problems, len(project.catalog.features)))
        if project.gone:
            lines.append(f"{project.gone} of the baseline are gone; run `datadesign baseline` to leave them out of it")
    return "".join(f"{line}\n" for line in lines)


def _is_docs(path: Path) -> bool:
    """Whether a path is a docs directory of its own rather than a part of the project's."""
    return path.is_dir() and not path.resolve().is_relative_to(configuration(Path()).docs.resolve() / "")


def _features_at(paths: Iterable[Path], docs: Path, options: Options, project: Project) -> set[str]:
    """The keys of the features at some paths: of a sidecar, of a document beside it, or below a folder."""
    chosen: set[str] = set()
    root = (docs / options.plan).resolve()
    for path in paths:
        if not path.resolve().is_relative_to(root) and not root.is_relative_to(path.resolve()):
            raise click.UsageError(f"{path} is not in the plan, {docs / options.plan}")
        at = {
            key
            for key in project.catalog.features
            if (root / key).is_relative_to(path.resolve()) or path.resolve().parent == root / key
        }
        if not at and not path.exists():
            raise click.UsageError(f"there is no {path}")
        chosen |= at
    return chosen
