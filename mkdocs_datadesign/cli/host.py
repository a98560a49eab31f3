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
from ..configuration import Configuration, configuration, holding
from ..project import Project, load
from ..reading import below, find, is_inside
from .output import warn

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
    """The project here, or the one whose folder or docs directory is named. Raises click.UsageError, with what to do."""
    found = usable(configuration(Path()) if docs is None else project_of(docs))
    if docs is not None and docs.resolve() not in (found.folder.resolve(), found.docs.resolve()):
        raise click.UsageError(f"{docs} is no docs directory; that of its project is {found.docs}")
    return found


def project_of(path: Path) -> Configuration:
    """The project that a path is of. Raises click.UsageError where there is none."""
    found = holding(path)
    if found is None:
        told = "is in no plan, and leads to none; name a project or its docs directory, or what is in its plan"
        raise click.UsageError(f"{path} {told}" if path.exists() else f"there is no {path}")
    return usable(found)


def usable(found: Configuration) -> Configuration:
    """The same. Raises click.UsageError, with what to do, where it can be of no use."""
    if found.wrong:
        raise click.UsageError(f"{found.file}: {'; '.join(found.wrong)}")
    if not found.docs.is_dir():
        raise click.UsageError(f"there is no directory {found.docs}; name the docs directory")
    return found


def load_project(found: Configuration, *, with_baseline: bool = True) -> Project:
    """All that the designs of a project say. Raises click.UsageError, with what to do."""
    known = None
    if found.options.baseline and with_baseline:
        try:
            known = from_file(found.folder / found.options.baseline)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    neighbours = _neighbours(found)
    sidecars = find(found.docs, found.options.plan)
    if not sidecars:
        warn(f"no sidecar found below {found.plan}")
    project = load(sidecars, found.options, below(found.docs), known, progress, neighbours)
    for words in project.defined_twice:
        warn(f"warning: {words}")
    return project


def _neighbours(found: Configuration) -> list[Neighbour]:
    """The catalogs that the options name. Raises click.UsageError where one cannot be used."""
    if not found.options.catalogs:
        return []
    from ..catalogs import Catalogs  # their models take a while to build, and most sites stand alone

    neighbours, unusable = Catalogs().read(found.options.catalogs, found.folder)
    if unusable:
        raise click.UsageError("; ".join(unusable))
    return neighbours


def locator(docs: Path) -> Callable[[str], str]:
    """Makes a path below the docs directory one below the repository's root, or else below the working directory.

    Forges read paths so, wherever a job runs. Docs that are in neither keep their own path.
    """
    resolved, here = docs.resolve(), Path.cwd().resolve()
    top = next((folder for folder in resolved.parents if (folder / ".git").exists()), here)
    root = (resolved.relative_to(top) if resolved.is_relative_to(top) else docs).as_posix()
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


def write_file(path: Path, text: str, within: Path | None = None) -> None:
    """Write a file whole or not at all, whatever happens: what stood there stays until the new file is on the disk.

    A link stays one: the file that it leads to is written, which with `within` must be in that folder. A file that is
    replaced keeps its permissions; what is no regular file is left alone. Raises click.ClickException, with what is to
    know.
    """
    file = unfinished = path
    try:
        file = _file_at(path, within)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            with unfinished.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as opened:
                opened.write(text)
                opened.flush()
                os.fsync(opened.fileno())  # else a rename may reach the disk before the text does
            if file.exists():
                unfinished.chmod(stat.S_IMODE(file.stat().st_mode))
            unfinished.replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
    except OSError as error:
        named = error.filename if error.filename not in (None, str(path), str(unfinished)) else file
        where = f" ({named})" if str(named) != str(path) else ""
        kept = "; what stood there is as it was" if os.path.lexists(path) else ""
        raise click.ClickException(f"{path} was not written: {error.strerror}{where}{kept}") from error


def _file_at(path: Path, within: Path | None) -> Path:
    """The file that is written for a path, which may be a link; it need not be there yet.

    Raises OSError or click.ClickException where none can be written.
    """
    if within and not is_inside(path, within):
        raise click.ClickException(f"{path} leads out of {within} by a link and is left alone")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:  # nothing, or a link to nothing
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode):
        kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
        raise click.ClickException(f"{path} is {kinds.get(stat.S_IFMT(mode), 'a device')} and is left alone")
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def tidy(folders: Iterable[Path]) -> None:
    """Remove what writers left unfinished that were killed more than a minute ago."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for file in folder.glob(f".*.????????{_UNFINISHED}"):
                if time.time() - file.lstat().st_mtime > _SECONDS_UNFINISHED:
                    file.unlink()
