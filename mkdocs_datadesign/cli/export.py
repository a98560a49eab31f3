"""`datadesign export`: the catalog in the forms of other tools."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .. import report
from ..export.dbml import dbml
from ..export.odcs import contracts
from ..export.spreadsheet import spreadsheet
from .host import DOCS, QUIET, configured, load_project, progress, write_file


@click.command(
    epilog="""\b
Examples:
  datadesign export --format dbml -o design.dbml
  datadesign export --format odcs -o contracts
  datadesign export --format csv > fields.csv"""
)
@DOCS
@click.option("--format", "form", type=click.Choice(("dbml", "odcs", "csv")), required=True, help="What is written.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="The file to write; for odcs, the folder of the contracts."
)
@QUIET
def export(docs: Path | None, form: str, output: Path | None, quiet: bool) -> None:
    """Write all designs as DBML, as data contracts (ODCS 3.1), or as CSV with a row for each field.

    It goes to standard output unless -o says where; contracts are then YAML documents one after another. With problems
    that fail, what is linked is written all the same, and the exit status is 1.
    """
    found = configured(docs)
    project = load_project(found)
    if form == "odcs":
        written = contracts(project.catalog, progress)
        if output is None:
            click.echo("---\n".join(written.values()), nl=False)
        elif output.exists() and not output.is_dir():
            raise click.UsageError(f"{output} is a file; contracts are written into a folder, one for each feature")
        else:
            for path, text in written.items():
                _write(output / path, text, quiet)
    else:
        text = dbml(project.catalog) if form == "dbml" else spreadsheet(project.catalog)
        if output is None:
            click.echo(text.encode("utf-8"), nl=False)
        elif output.is_dir():
            raise click.UsageError(f"{output} is a folder; name the file to write")
        else:
            _write(output, text, quiet)
    if report.fails(project.problems, found.options.fail_on):
        counted = report.summary(project.problems, len(project.catalog.features))
        click.echo(f"what could be linked is exported; {counted}; see `datadesign check`", err=True)
        sys.exit(1)


def _write(file: Path, text: str, quiet: bool) -> None:
    write_file(file, text)
    if not quiet:
        click.echo(f"wrote {file}", err=True)
