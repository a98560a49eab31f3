"""The command line: the same checks and pages without MkDocs."""

from __future__ import annotations

import json
import os
import posixpath
import sys
import tempfile
from pathlib import Path

import click
import yaml

from . import report
from .baseline import FILE, from_file, write
from .explain import explanation
from .history import Unreachable
from .options import Options, from_mkdocs
from .pages import MARKER, BrokenTemplate, Page, feature_pages, index_pages
from .problem import Severity
from .project import Project, below, compared, find, load
from .rules import RULES
from .schema import json_schema
from .words import did_you_mean
from .writer import Site, source_link


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-datadesign")
def main() -> None:
    """Check data designs, and render them as pages.

    DOCS is the docs directory. Without it, the one that ./mkdocs.yml names is taken, with the options of the
    plugin there; else `docs`.
    """


@main.command()
@click.argument("docs", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How problems are written.")
def check(docs: Path | None, form: str) -> None:
    """Check all designs. Exit status 1 with problems that fail, 2 for wrong use."""
    _, options, project = _load(docs)
    if form == "json":
        click.echo(report.json_text(project.problems), nl=False)
    else:
        for problem in project.problems:
            if not problem.known:
                _say(report.one(problem, style=True))
        click.echo(report.summary(project.problems, len(project.catalog.features)))
        if project.gone:
            click.echo(f"{project.gone} of the baseline are gone; run `datadesign baseline` to leave them out of it")
    sys.exit(1 if report.fails(project.problems, options.fail_on) else 0)


@main.command()
@click.argument("docs", required=False, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a page is stale.")
def render(docs: Path | None, only_check: bool) -> None:
    """Write the pages as Markdown files beside the sidecars.

    Only files that say at their top that they were generated are overwritten.
    """
    docs, options, project = _load(docs)
    try:
        project = compared(project, docs, options)
    except Unreachable as error:
        click.echo(f"the overview does not say what is new: since: {options.since}: {error}", err=True)
    try:
        pages = list(_pages(docs, options, project))
    except BrokenTemplate as error:
        raise click.UsageError(f"a template in {options.templates} cannot be used: {error}") from error
    hand_written = [page.path for page in pages if _standing(docs / page.path, page) == "hand-written"]
    for path in hand_written:
        click.echo(f"error: {path} was written by hand and is left alone; move it, or remove it", err=True)
    stale = [page for page in pages if _standing(docs / page.path, page) == "stale"]
    for page in stale:
        if only_check:
            click.echo(f"stale: {page.path}")
        else:
            _write(docs / page.path, page.text)
            click.echo(f"wrote {page.path}")
    failed = report.fails(project.problems, options.fail_on)
    if failed:
        click.echo(
            report.summary(project.problems, len(project.catalog.features)) + "; see `datadesign check`", err=True
        )
    sys.exit(1 if hand_written or failed or (only_check and stale) else 0)


@main.command()
@click.argument("docs", required=False, type=click.Path(path_type=Path))
def baseline(docs: Path | None) -> None:
    """Write today's problems into a file, so that `check` and the build fail for new ones alone.

    The file is the one that the option `baseline` names, or datadesign-baseline.json in the working directory.
    """
    _, options, project = _load(docs, with_baseline=False)
    failing = [problem for problem in project.problems if problem.severity is not Severity.NOTE]
    file = Path(options.baseline or FILE)
    _write(file, write(failing, project.catalog))
    click.echo(f"wrote {file}: {report.summary(failing, len(project.catalog.features))}")
    if not options.baseline:
        click.echo(f"add it to mkdocs.yml:\n\nplugins:\n  - datadesign:\n      baseline: {file.name}")


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Tell what a rule checks, why, and how to do right by it. Without RULE, or with a group of rules, list them."""
    found = [known for known in RULES if rule is None or rule in (known.name, known.group)]
    if not found:
        help = did_you_mean(rule or "", [*(known.name for known in RULES), *(known.group for known in RULES)])
        raise click.UsageError(f"there is no rule `{rule}`; {help or '`datadesign explain` lists them'}")
    if len(found) == 1 and found[0].name == rule:
        _say(explanation(found[0], style=True))
        return
    for known in found:
        click.echo(f"{known.name:36} {known.severity.value:8} {known.checks.split('. ')[0].rstrip('.')}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of a sidecar."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _say(text: str) -> None:
    """Print with colours where a terminal shows them, and never if NO_COLOR is set (https://no-color.org)."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def _load(docs: Path | None, *, with_baseline: bool = True) -> tuple[Path, Options, Project]:
    options, config = Options(), Path("mkdocs.yml")
    if docs is None:
        docs = Path("docs")
        if config.is_file():
            try:
                docs, options, wrong = from_mkdocs(config)
            except (OSError, yaml.YAMLError) as error:
                raise click.UsageError(f"mkdocs.yml cannot be read: {error}") from error
            if wrong:
                raise click.UsageError("mkdocs.yml, plugin datadesign: " + "; ".join(wrong))
    if not docs.is_dir():
        raise click.UsageError(f"there is no directory {docs}; name the docs directory")
    known = None
    if options.baseline and with_baseline:
        try:
            known = from_file(Path(options.baseline))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    return docs, options, load(find(docs, options.plan), options, below(docs), known)


def _pages(docs: Path, options: Options, project: Project) -> list[Page]:
    ours: set[str] = set()

    def address(from_page: str, to_page: str) -> str | None:
        known = to_page in ours or to_page.endswith("/03-data-design.md") or to_page.startswith(f"{options.index}/")
        if not known and not (docs / to_page).is_file():
            return None
        return posixpath.relpath(to_page, posixpath.dirname(from_page))

    site = Site(options.plan, options.index, address, html=False, source=source_link(options.source_url))
    templates = Path(options.templates) if options.templates else None
    pages = [*feature_pages(project, site, templates), *index_pages(project, site, templates)]
    return [
        Page(
            page.path, f"{MARKER}{page.made_from or 'the data designs'}; edit there. -->\n\n{page.text}", page.made_from
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


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


if __name__ == "__main__":
    main()
