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
from .output import put, warn


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
    that fail, what is linked is written all the same, and the exit status is 1, as it is if a file cannot be written.
    """
    found = configured(docs)
    project, failures = load_project(found), 0
    if form == "odcs":
        written = contracts(project.catalog, progress)
        if output is None:
            put("---\n".join(written.values()))
        elif output.exists() and not output.is_dir():
            raise click.UsageError(f"{output} is a file; contracts are written into a folder, one for each feature")
        else:
            failures = sum(not _written(output, path, text, quiet) for path, text in written.items())
    else:
        text = dbml(project.catalog) if form == "dbml" else spreadsheet(project.catalog)
        if output is None:
            put(text)
        elif output.is_dir():
            raise click.UsageError(f"{output} is a folder; name the file to write")
        else:
            write_file(output, text)
            _tell(output, quiet)
    if report.fails(project.problems, found.options.fail_on):
        counted = report.summary(project.problems, len(project.catalog.features))
        warn(f"what could be linked is exported; {counted}; see `datadesign check`")
        failures += 1
    sys.exit(1 if failures else 0)


def _written(folder: Path, path: str, text: str, quiet: bool) -> bool:
    """Whether a contract could be written; the others do not wait for it. Its path comes from that of its sidecar."""
    try:
        write_file(folder / path, text, within=folder)
    except click.ClickException as error:
        warn(f"error: {error.format_message()}")
        return False
    _tell(folder / path, quiet)
    return True


def _tell(file: Path, quiet: bool) -> None:
    if not quiet:
        warn(f"wrote {file}")
