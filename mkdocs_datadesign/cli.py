"""The command line: the same checks and pages without MkDocs."""

from __future__ import annotations

import json
import os
import posixpath
import re
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from . import formats, report
from .baseline import FILE, from_file, write
from .documents import PAGE_NAME
from .explain import explanation
from .history import Unreachable
from .options import Configuration, Options, configuration
from .pages import MARKER, BrokenTemplate, Page, feature_pages, index_pages
from .problem import Severity
from .project import SIDECARS, Project, below, compared, find, load, only, since
from .rules import RULES
from .schema import json_schema
from .skeleton import MECHANISMS, Mechanism, skeleton
from .words import did_you_mean
from .writer import Site, source_link

_DOCS = click.argument("docs", required=False, type=click.Path(path_type=Path))
_SCHEMA_FILE = "data-design.schema.json"
_SECONDS_UNSEEN = 1.0
"""Work that is done sooner shows no progress bar."""
T = TypeVar("T")
_FORMATS = ("text", "json", "sarif", "github", "junit", "markdown")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-datadesign")
@click.option("--no-color", is_flag=True, help="Print without colours, as with NO_COLOR set.")
@click.pass_context
def main(context: click.Context, no_color: bool) -> None:
    """Check data designs, and render them as pages.

    DOCS is the docs directory. Without it, the project's is taken, with its options: those of the plugin in
    ./mkdocs.yml, or else those in ./pyproject.toml under [tool.datadesign].
    """
    if no_color or os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


@main.command(
    epilog="""\b
Examples:
  datadesign check
  datadesign check docs/plan/shop/orders
  datadesign check --since origin/main --format github"""
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How problems are written.")
@click.option("--since", "revision", help="Report only what is new since this git revision.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but problems.")
def check(paths: tuple[Path, ...], form: str, revision: str | None, quiet: bool) -> None:
    """Check all designs, and report the problems of those in PATHS.

    PATHS are sidecars, their documents or folders of the plan; the whole project is read to judge them. One
    folder outside the project's docs is a docs directory of its own. Exit status 1 with problems that fail, 2 for
    wrong use.
    """
    own = paths[0] if len(paths) == 1 and _is_docs(paths[0]) else None
    docs, options, project = _load(own)
    if revision:
        try:
            project = since(project, docs, options, revision)
        except Unreachable as error:
            raise click.UsageError(f"--since {revision}: {error}") from error
    if paths and own is None:
        project = only(project, _features_at(paths, docs, options, project))
    click.echo(_reported(form, project, docs, options, quiet), nl=False)
    sys.exit(1 if report.fails(project.problems, options.fail_on) else 0)


def _reported(
    form: str, project: Project, docs: Path, options: Options, quiet: bool
) -> str:  # fmt: skip
    problems = project.problems

    def locate(path: str) -> str:
        return posixpath.normpath(posixpath.join(_below_here(docs), path))

    match form:
        case "json":
            return report.json_text(problems)
        case "sarif":
            return formats.sarif(problems, project.catalog, locate)
        case "github":
            return formats.github(problems, locate)
        case "junit":
            return formats.junit(problems, project.catalog, options.fail_on)
        case "markdown":
            return formats.markdown(problems, project.catalog, locate)
    lines = [report.one(problem, style=True) for problem in problems if not problem.known]
    if not quiet:
        lines.append(report.summary(problems, len(project.catalog.features)))
        if project.gone:
            lines.append(f"{project.gone} of the baseline are gone; run `datadesign baseline` to leave them out of it")
    return "".join(f"{line}\n" for line in lines)


def _below_here(docs: Path) -> str:
    """The docs directory as reports name it: below the working directory where it is there."""
    resolved, here = docs.resolve(), Path.cwd().resolve()
    return (resolved.relative_to(here) if resolved.is_relative_to(here) else docs).as_posix()


def _is_docs(path: Path) -> bool:
    """Whether a path is a docs directory of its own rather than a part of the project's."""
    return path.is_dir() and not path.resolve().is_relative_to(configuration(Path()).docs.resolve() / "")


def _features_at(paths: Iterable[Path], docs: Path, options: Options, project: Project) -> set[str]:
    """The keys of the features at some paths: of a sidecar, of a document beside it, or below a folder."""
    chosen = set()
    root = (docs / options.plan).resolve()
    for path in paths:
        if not path.resolve().is_relative_to(root) and not root.is_relative_to(path.resolve()):
            raise click.UsageError(f"{path} is not in the plan, {docs / options.plan}")
        for key in project.catalog.features:
            folder = root / key
            if folder.is_relative_to(path.resolve()) or path.resolve().parent == folder:
                chosen.add(key)
    return chosen


@main.command()
@_DOCS
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
@_DOCS
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


@main.command(
    epilog="""\b
Examples:
  datadesign new shop/orders --mechanism relational
  datadesign new shop/carts --mechanism key-value --technology Redis"""
)
@click.argument("feature")
@click.option("--mechanism", type=click.Choice(MECHANISMS), required=True, help="How the data is kept.")
@click.option("--technology", default="", help="By default a usual one for the mechanism.")
@click.option(
    "--schema", "address", default="", help="Where editors find the schema; by default a file that is written."
)
def new(feature: str, mechanism: Mechanism, technology: str, address: str) -> None:
    """Write a sidecar to fill in for FEATURE, its folder below the plan: epic/feature.

    It has every key for the mechanism with what it means, and passes as a draft. Nothing that stands is overwritten.
    """
    found = configuration(Path())
    if found.wrong:
        raise click.UsageError(f"{found.file}: {'; '.join(found.wrong)}")
    feature = feature.strip("/")
    if not re.fullmatch(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", feature):
        raise click.UsageError(f"`{feature}` is no folder below the plan; write epic/feature")
    folder = found.docs / found.options.plan / feature
    for name in (*SIDECARS, PAGE_NAME):
        if (folder / name).exists():
            raise click.UsageError(f"{folder / name} is there already, and is left alone")
    if not address:
        file = Path(_SCHEMA_FILE)
        address = Path(os.path.relpath(file, folder)).as_posix()
        if not file.exists():
            _write(file, _schema_text())
            click.echo(f"wrote {file}, for editors")
    documents = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    _write(folder / SIDECARS[0], skeleton(feature, mechanism, technology, documents, address))
    click.echo(f"wrote {folder / SIDECARS[0]}")


def _rule_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    names = [*dict.fromkeys(rule.group for rule in RULES), *(rule.name for rule in RULES)]
    return [name for name in names if name.startswith(begun)]


@main.command()
@click.argument("rule", required=False, shell_complete=_rule_names)
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
    click.echo(_schema_text(), nl=False)


def _schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _progress(items: Collection[T], label: str) -> Iterator[T]:
    """Draws a bar on a terminal once the work takes longer than a second; beside what is printed, never in it."""
    if not sys.stderr.isatty():
        yield from items
        return
    begun, left = time.monotonic(), iter(items)
    for done, item in enumerate(left, 1):
        yield item
        if time.monotonic() - begun > _SECONDS_UNSEEN:
            with click.progressbar(length=len(items), label=label, file=sys.stderr) as bar:
                bar.update(done)
                for late in left:
                    yield late
                    bar.update(1)


def _say(text: str) -> None:
    """Print with colours where a terminal shows them."""
    click.echo(text)


def _load(docs: Path | None, *, with_baseline: bool = True) -> tuple[Path, Options, Project]:
    found = configuration(Path()) if docs is None else Configuration(docs, Options())
    if found.wrong:
        raise click.UsageError(f"{found.file}: {'; '.join(found.wrong)}")
    if not found.docs.is_dir():
        raise click.UsageError(f"there is no directory {found.docs}; name the docs directory")
    known = None
    if found.options.baseline and with_baseline:
        try:
            known = from_file(Path(found.options.baseline))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    opener = below(found.docs)
    return (
        found.docs,
        found.options,
        load(find(found.docs, found.options.plan), found.options, opener, known, _progress),
    )


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
    main(prog_name="datadesign")
