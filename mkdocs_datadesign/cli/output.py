"""What a command prints: messages are made fit to be printed here and nowhere else, and nothing is lost without a word."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, cast

import click

from ..unseen import printable, visible

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""The help, raised as wrong use; click has it since 8.2."""


def say(message: str) -> None:
    """Print a message to standard output, in one line, whatever is in the names and values that it quotes."""
    click.echo(printable(message))


def warn(message: str) -> None:
    """Print a message to standard error, in one line, whatever is in the names and values that it quotes."""
    click.echo(printable(message), err=True)


def show(text: str) -> None:
    """Print what is laid out for a terminal already, perhaps in colours."""
    click.echo(text, nl=False)


def put(text: str) -> None:
    """Print data for a program, byte for byte; on a terminal, what it would obey stands there by name."""
    if sys.stdout.isatty():
        click.echo("\n".join(visible(line.removesuffix("\r")) for line in text.split("\n")), nl=False)
    else:
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def fail(error: click.ClickException) -> None:
    """Tell of wrong use, or of what failed, in click's words around those that the error has."""
    if not isinstance(error, _HELP):  # that is many lines, and quotes nothing
        error.message = printable(error.message)  # type: ignore[misc]  # click prints it in ways of its own
    error.show()


def run(command: Callable[[], object]) -> int:
    """Run a command of click's that raises what it has to tell; tell it, and give the exit status.

    That is 1 too where not all could be printed. Of a reader that has had enough, as `head` has, nothing is told.
    """
    with _guarded() as out:
        status = _status(command)
        sys.stdout.flush()
        if out and out.error:
            status = status or 1
            if out.error.errno != errno.EPIPE:
                warn(f"Error: not all could be printed: {out.error.strerror}")
    return status


def _status(command: Callable[[], object]) -> int:
    try:
        result = command()
    except SystemExit as error:
        result = error.code
    except click.ClickException as error:
        fail(error)
        return error.exit_code
    except click.Abort:
        warn("Aborted!")
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        warn(f"Error: {os.fsdecode(error.filename)}: {error.strerror}")
        return 1
    return result if isinstance(result, int) else 0


class _Guarded(io.RawIOBase):
    """A standard stream that takes all that is written, and keeps the first error in place of raising it.

    So what a command does is done, whoever reads; that not all was printed is told at the end.
    """

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self.error: OSError | None = None

    def write(self, data: ReadableBuffer) -> int:
        size = memoryview(data).nbytes
        if self.error is None:
            try:
                return self._write(data)
            except OSError as error:
                self.error = error
        return size

    def _write(self, data: ReadableBuffer) -> int:
        while (written := cast("int | None", self._raw.write(data))) is None:  # a pipe that waits for nobody is full
            import select  # nearly never needed

            select.select([], [self._raw], [])
        return written

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


@contextmanager
def _guarded() -> Iterator[_Guarded | None]:
    """Standard output and error as UTF-8, whatever the locale says, that never fail.

    Gives what is below standard output; None where that is in memory.
    """
    before = sys.stdout, sys.stderr
    _fill()
    (sys.stdout, out), (sys.stderr, _) = _guard(sys.stdout, 1), _guard(sys.stderr, 2)
    try:
        yield out
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _fill() -> None:
    """Put something where a standard stream is closed, or the next file that is opened would stand there.

    What is put there cannot be written to: that not all was printed is an error then, too.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)  # the lowest that is free: this one


def _guard(stream: TextIO | None, number: int) -> tuple[TextIO, _Guarded | None]:
    """A standard stream made so that it never fails; None for a stream that was closed when Python began."""
    if stream is None:
        raw = io.FileIO(number, "w", closefd=False)
    elif isinstance(stream, io.TextIOWrapper):
        stream.flush()
        raw = cast("io.FileIO", getattr(stream.buffer, "raw", stream.buffer))  # Python may have been told not to buffer
    else:
        return stream, None
    guarded = _Guarded(raw)
    buffered = io.BufferedWriter(guarded)
    return io.TextIOWrapper(buffered, "utf-8", "backslashreplace", line_buffering=guarded.isatty()), guarded
