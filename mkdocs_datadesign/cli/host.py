"""What commands share: the project that they are about, what is seen while it is read, and files that are written."""

from __future__ import annotations

import contextlib
import os
import posixpath
import secrets
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..baseline import from_file
from ..options import Configuration, Options, configuration
from ..project import Project, load
from ..reading import below, find
from ..unseen import visible

if TYPE_CHECKING:
    from ..elsewhere import Neighbour

DOCS = click.argument("docs", required=False, type=click.Path(path_type=Path))
QUIET = click.option("--quiet", "-q", is_flag=True, help="Print nothing but problems.")
_SECONDS_UNSEEN = 1.0
"""Work that is done sooner shows no progress bar."""
_UNFINISHED = ".datadesign-unfinished"
_SECONDS_UNFINISHED = 60.0
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
    neighbours = _neighbours(found.options)
    sidecars = find(found.docs, found.options.plan)
    if not sidecars:
        click.echo(f"no sidecar found below {found.docs / found.options.plan}", err=True)
    project = load(sidecars, found.options, below(found.docs), known, progress, neighbours)
    for words in project.defined_twice:
        click.echo(f"warning: {visible(words)}", err=True)
    return found.docs, found.options, project


def _neighbours(options: Options) -> list[Neighbour]:
    """The catalogs that the options name. Raises click.UsageError where one cannot be used."""
    if not options.catalogs:
        return []
    from ..catalogs import Catalogs  # their models take a while to build, and most sites stand alone

    found, unusable = Catalogs().read(options.catalogs, Path())
    if unusable:
        raise click.UsageError(visible("; ".join(unusable)))
    return found


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
    """Write a file whole or not at all, whatever happens: what stood there stays until the new file is on the disk.

    A file that is replaced keeps its permissions. Raises click.ClickException, with what is to know.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())  # else a rename may reach the disk before the text does
            if path.exists():
                unfinished.chmod(stat.S_IMODE(path.stat().st_mode))
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
    except OSError as error:
        where = f" ({error.filename})" if error.filename not in (None, str(path), str(unfinished)) else ""
        kept = "; what stood there is as it was" if os.path.lexists(path) else ""
        raise click.ClickException(visible(f"{path} was not written: {error.strerror}{where}{kept}")) from error


def tidy(folders: Iterable[Path]) -> None:
    """Remove what writers left unfinished that were killed more than a minute ago."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for file in folder.glob(f".*.????????{_UNFINISHED}"):
                if time.time() - file.lstat().st_mtime > _SECONDS_UNFINISHED:
                    file.unlink()
