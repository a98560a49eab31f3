"""The designs as they were at a revision of the repository, so that a site can tell what got worse.

A pull request may put anything into the docs directory, even what git takes for a repository with settings that run
programs. So git is told which repository is meant, by commands that read objects and run nothing.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

from .quantity import read_duration
from .source import MAX_BYTES

_SECONDS = 60.0
"""No repository takes longer to answer, unless something is wrong with it."""
_MOST_BYTES = 64 * 1024 * 1024
"""No list of a repository's files is longer, unless folders hold one another over and over."""
_FILES = (b"100644", b"100755")
"""The modes of files, which those of links and of other repositories are not."""
_TOO_LONG = bytes(MAX_BYTES + 1)
"""Stands for a file that no reader looks into, because it is too long."""
_OF_A_REVISION = re.compile(r"[:^~{]")
"""What git's own spelling of a revision has wherever it has a space: `HEAD@{1 day ago}`, `:/all words`."""

_SETTINGS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
)
_KEPT_VARIABLES = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH")
"""Where the person's settings and git's programs are. Any other variable of git's is about another repository or command:
inside a hook, `GIT_DIR` is."""
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",  # what a partial clone lacks is not fetched, by a git that knows the next one or not
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}


class Unreachable(Exception):
    """A revision that cannot be read, with the reason and what to do."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository whose work tree a docs directory is in: `docs` is its path below `top`, "" where it is that."""

    program: str
    top: Path
    git_dir: str
    docs: str

    def commit(self, since: str, until: str = "HEAD") -> str:
        """The commit that `since` names: a revision, or a span of time before the last commit such as `7 days`.

        `main...` is where `until` left `main`, as git has it: what `main` got since then is no matter. A span counts from
        the last commit and not from now, so that a build of the same commit says the same. Raises Unreachable.
        """
        if since.endswith("..."):
            return self._left(self._commit(since.removesuffix("...")), until)
        is_revision = " " not in since.strip() or _OF_A_REVISION.search(since)
        span = None if is_revision else read_duration(since)
        return self._before(since, span) if span else self._commit(since)

    def _commit(self, revision: str) -> str:
        named = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", revision).decode().strip()
        return self._run("rev-parse", "--verify", "--quiet", f"{named}^{{commit}}").decode().strip()

    def _left(self, commit: str, until: str) -> str:
        """The last commit that two have in common."""
        ours = self._commit(until)
        try:
            return self._run("merge-base", commit, ours).decode().strip()
        except Unreachable:
            raise Unreachable(f"it has no commit in common with {until}; fetch the whole history") from None

    def _before(self, since: str, seconds: float) -> str:
        """The last commit that is so many seconds older than the last of all."""
        last = int(self._run("rev-list", "-1", "--timestamp", "HEAD", "--").split()[0])
        oldest = -1 if math.isinf(seconds) else last - int(seconds)
        commit = (
            self._run("rev-list", "-1", f"--min-age={oldest}", "HEAD", "--").decode().strip() if oldest >= 0 else ""
        )
        if not commit:
            raise Unreachable(f"no commit is {since} older than the last; fetch the whole history, or name a revision")
        return commit

    def changed_last(self, paths: Sequence[str]) -> str | None:
        """The path of these, below the docs directory, that a commit changed last; None if none did. Raises Unreachable."""
        below = {f"{self.docs}/{path}" if self.docs else path: path for path in paths}
        commit = self._run("rev-list", "-1", "HEAD", "--", *below).decode().strip()
        if not commit or not paths:
            return None
        changed = self._run(
            "diff-tree", "-r", "-m", "--root", "--no-commit-id", "--name-only", "-z", commit, "--", *below
        )
        names = [name.decode("utf-8", "replace") for name in changed.split(b"\0")]
        return next((below[name] for name in names if name in below), None)

    @contextmanager
    def files(self, commit: str) -> Iterator[Mapping[str, bytes]]:
        """The files below the docs directory at a commit, by their paths below it; each is read when it is asked for.

        There are none where the directory was not there yet. What attributes say of an archive is no matter. Raises
        Unreachable, as does asking for a file that a partial clone lacks.
        """
        below = f"{self.docs}/" if self.docs else ""
        blobs = dict[str, bytes]()
        for entry in self._run("ls-tree", "-r", "-z", commit, *filter(None, [below])).split(b"\0")[:-1]:
            facts, _, name = entry.partition(b"\t")
            mode, _, blob = facts.split(b" ")
            if mode in _FILES:
                blobs[name.decode("utf-8", "replace")[len(below) :]] = blob
        with self._asked("--batch-check") as sizes, self._asked("--batch") as contents:
            yield _Files(blobs, sizes, contents)

    @contextmanager
    def _asked(self, how: str) -> Iterator[subprocess.Popen[bytes]]:
        """A git that is asked for one object after the other."""
        with self._started("cat-file", how, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.kill()

    def _run(self, *command: str) -> bytes:
        with TemporaryFile() as said, self._started(*command, stdin=subprocess.DEVNULL, stderr=said) as process:
            assert process.stdout is not None
            with _in_time(process):
                answer = process.stdout.read(_MOST_BYTES + 1)
                if len(answer) > _MOST_BYTES:
                    process.kill()
                    raise Unreachable(f"its list of files is longer than {_MOST_BYTES // 1024 // 1024} MiB")
                process.wait()
            if process.returncode:
                said.seek(0)
                words = said.read(_MOST_BYTES).decode("utf-8", "replace").strip().split("\n")[0]
                raise Unreachable(words or "the repository has no such revision; fetch the whole history")
        return answer

    def _started(self, *command: str, stdin: int, stderr: int | IO[bytes]) -> subprocess.Popen[bytes]:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        where = [f"--git-dir={self.git_dir}", f"--work-tree={self.top}"] if self.git_dir else []
        try:
            return subprocess.Popen(  # noqa: S603 - no shell, and a revision never stands where an option may
                [self.program, "-C", str(self.top), *where, *settings, *command],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=_environment(self.top),
            )
        except ValueError:  # a character that no argument can have
            raise Unreachable("that is no revision") from None
        except OSError as error:
            raise Unreachable(f"git cannot be run: {error.strerror}") from None


class _Files(Mapping[str, bytes]):
    """Files by their paths, read one by one from two processes: one tells how long a file is, the other what it holds."""

    def __init__(
        self, blobs: Mapping[str, bytes], sizes: subprocess.Popen[bytes], contents: subprocess.Popen[bytes]
    ) -> None:
        self._blobs, self._sizes, self._contents = blobs, sizes, contents

    def __getitem__(self, path: str) -> bytes:
        blob = self._blobs[path]
        with _in_time(self._sizes, self._contents):
            if _size(self._sizes, blob) > MAX_BYTES:
                return _TOO_LONG
            size = _size(self._contents, blob)
            assert self._contents.stdout is not None
            return self._contents.stdout.read(size + 1)[:size]  # without the end of a line that comes behind

    def __iter__(self) -> Iterator[str]:
        return iter(self._blobs)

    def __len__(self) -> int:
        return len(self._blobs)


def _size(process: subprocess.Popen[bytes], blob: bytes) -> int:
    """How many bytes a blob has, as a process answers. Raises Unreachable where the blob is not there."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        os.write(process.stdin.fileno(), blob + b"\n")
    answer = process.stdout.readline().split()
    if answer[1:2] != [b"blob"]:
        raise Unreachable("the repository lacks a file of that revision; fetch the whole history")
    return int(answer[2])


@contextmanager
def _in_time(*processes: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends processes that do not answer in time. Raises Unreachable then."""
    begun, timer = time.monotonic(), Timer(_SECONDS, _end, processes)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if time.monotonic() - begun >= _SECONDS:
            raise Unreachable("git did not answer within a minute") from None


def _end(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.kill()


def repository(docs: Path) -> Repository:
    """The repository that a docs directory is in. Raises Unreachable.

    It is the one whose `.git` is nearest: git lets no commit have an entry of that name, so that whoever cloned has put
    it there. What looks like a repository without one is passed over. Git itself judges by the person's settings
    whether it trusts the owner of what is found.
    """
    program = next(filter(None, map(_git_in, os.get_exec_path())), None)
    if program is None:
        raise Unreachable("git is not installed")
    real = docs.resolve()
    top = next((folder for folder in (real, *real.parents) if _is_top(folder / ".git")), None)
    if top is None:
        raise Unreachable(f"{docs} is not a git repository, nor is any folder above it")
    below = "" if top == real else real.relative_to(top).as_posix()
    found = os.fsdecode(Repository(program, top, "", below)._run("rev-parse", "--absolute-git-dir").rstrip(b"\r\n"))
    if Path(found).resolve() == top:  # an old git takes the folder itself, where its `.git` is broken
        raise Unreachable(f"{top / '.git'} is no git repository")
    return Repository(program, top, found, below)


def _is_top(entry: Path) -> bool:
    """Whether a `.git` is a repository, or the file of a linked work tree or a submodule that leads to one."""
    return entry.is_file() or os.path.lexists(entry / "HEAD")


def _git_in(folder: str) -> str | None:
    """The program that the person uses; one in the folder that they stand in may be anybody's."""
    return shutil.which(os.path.join(folder, "git")) if os.path.isabs(folder) else None


def _environment(top: Path) -> Mapping[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or name.upper() in _KEPT_VARIABLES
    }
    return {**kept, **_VARIABLES, "GIT_CEILING_DIRECTORIES": str(top.parent)}
