"""`datadesign baseline`: today's problems into a file."""

from __future__ import annotations

from pathlib import Path

import click

from .. import report
from ..baseline import FILE, replaceable, write
from ..problem import Severity
from .host import DOCS, QUIET, configured, load_project, write_file
from .output import say


@click.command(
    epilog="""\b
Examples:
  datadesign baseline
  datadesign baseline && git add datadesign-baseline.json"""
)
@DOCS
@QUIET
def baseline(docs: Path | None, quiet: bool) -> None:
    """Write today's problems into a file, so that `check` and the build fail for new ones alone.

    The file is the one that the option `baseline` names, or datadesign-baseline.json in the working directory.
    """
    found = configured(docs)
    project = load_project(found, with_baseline=False)
    failing = [problem for problem in project.problems if problem.severity is not Severity.NOTE]
    file = found.folder / found.options.baseline if found.options.baseline else Path(FILE)
    if not replaceable(file):
        raise click.UsageError(f"{file} is no baseline and is left alone; move it, or remove it")
    write_file(file, write(failing, project.catalog))
    if quiet:
        return
    say(f"wrote {file}: {report.summary(failing, len(project.catalog.features))}")
    if not found.options.baseline:
        for line in (
            "add it to the site's configuration:",
            "",
            "plugins:",
            "  - datadesign:",
            f"      baseline: {FILE}",
        ):
            say(line)
