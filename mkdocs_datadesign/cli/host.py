"""What commands share: the project that they are about, what is seen while it is read, and files that are written."""

from __future__ import annotations

import os
import posixpath
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

import click

from ..baseline import from_file
from ..catalogs import Catalogs
from ..options import Configuration, Options, configuration
from ..project import Project, below, find, load
from ..report import clean

DOCS = click.argument("docs", required=False, type=click.Path(path_type=Path))
_SECONDS_UNSEEN = 1.0
"""Work that is done sooner shows no progress bar."""
T = TypeVar("T")


def configured(docs: Path | None = None) -> Configuration:
    """A docs directory, or that of the project here, with its options. Raises click.UsageError, with what to do."""
    found = configuration(Path()) if docs is None else Configuration(docs, Options())
    if found.wrong:
        raise click.UsageError(f"{found.file}: {'; '.join(found.wrong)}")
    if not found.docs.is_dir():
        raise click.UsageError(f"there is no directory {found.docs}; name the docs directory")
    return found


def load_project(docs: Path | None, *, with_baseline: bool = True) -> tuple[Path, Options, Project]:
    """A docs directory, or that of the project here, with the options and all that the designs say.

    Raises click.UsageError, with what to do.
    """
    found = configured(docs)
    known = None
    if found.options.baseline and with_baseline:
        try:
            known = from_file(Path(found.options.baseline))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    neighbours, unusable = Catalogs().read(found.options.catalogs, Path())
    if unusable:
        raise click.UsageError(clean("; ".join(unusable)))
    sidecars = find(found.docs, found.options.plan)
    project = load(sidecars, found.options, below(found.docs), known, progress, neighbours)
    for words in project.defined_twice:
        click.echo(f"warning: {clean(words)}", err=True)
    return found.docs, found.options, project


def locator(docs: Path) -> Callable[[str], str]:
    """Makes a path below the docs directory one below the working directory, where the docs are there."""
    resolved, here = docs.resolve(), Path.cwd().resolve()
    root = (resolved.relative_to(here) if resolved.is_relative_to(here) else docs).as_posix()
    return lambda path: posixpath.normpath(posixpath.join(root, path))


def progress(items: Collection[T], label: str) -> Iterator[T]:
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


def write_file(path: Path, text: str) -> None:
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
