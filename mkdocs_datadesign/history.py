"""The designs as they were at a revision of the repository, so that a site can tell what got worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .quantity import read_duration

_SECONDS = 60.0
"""No repository takes longer to answer, unless something is wrong with it."""


_ENDS = (b".md", b".yaml", b".yml")
_FILES = (b"100644", b"100755")
"""The modes of files, which those of links and of other repositories are not."""
_LONGEST_HEAD = 200


class Unreachable(Exception):
    """A revision that cannot be read, with the reason and what to do."""


def resolve(docs: Path, since: str, until: str = "HEAD") -> str:
    """The commit that `since` names: a revision, or a span of time before the last commit such as `7 days`.

    `main...` is where `until` left `main`, as git has it: what `main` got since then is no matter. A span counts from the
    last commit and not from now, so that a build of the same commit says the same. Raises Unreachable.
    """
    if since.endswith("..."):
        return _left(docs, _commit(docs, since.removesuffix("...")), until)
    span = read_duration(since) if " " in since.strip() else None
    if not span:
        return _commit(docs, since)
    last = int(_git(docs, "log", "-1", "--format=%ct", "HEAD"))
    found = _git(docs, "rev-list", "-1", f"--before={last - int(span)}", "HEAD").decode().strip()
    if not found:
        raise Unreachable(f"no commit is {since} older than the last; fetch the whole history, or name a revision")
    return found


def _commit(docs: Path, revision: str) -> str:
    found = _git(docs, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return found.decode().strip()


def _left(docs: Path, commit: str, until: str) -> str:
    """The last commit that two have in common."""
    ours = _commit(docs, until)
    try:
        return _git(docs, "merge-base", commit, ours).decode().strip()
    except Unreachable:
        raise Unreachable(f"it has no commit in common with {until}; fetch the whole history") from None


def texts(docs: Path, commit: str) -> Mapping[str, bytes]:
    """The YAML and Markdown files below a docs directory at a commit, by their paths below it. Raises Unreachable.

    There are none where the directory was not there yet. What attributes say of an archive is no matter.
    """
    blobs = dict[str, bytes]()
    for entry in _git(docs, "ls-tree", "-r", "-z", commit).split(b"\0")[:-1]:
        told, _, name = entry.partition(b"\t")
        mode, _, blob = told.split(b" ")
        if mode in _FILES and name.endswith(_ENDS):
            blobs[name.decode("utf-8", "replace")] = blob
    return dict(zip(blobs, _contents(docs, list(blobs.values())), strict=True))


def _contents(docs: Path, blobs: Sequence[bytes]) -> Iterator[bytes]:
    """What some files of the repository hold, in their order."""
    answer = _git(docs, "cat-file", "--batch", "--buffer", given=b"".join(blob + b"\n" for blob in blobs))
    at = 0
    for blob in blobs:
        head, _, _ = answer[at : at + _LONGEST_HEAD].partition(b"\n")
        told, _, size = head.partition(b" blob ")
        if told != blob:
            raise Unreachable("the repository lacks a file of that revision; fetch the whole history")
        start = at + len(head) + 1
        at = start + int(size) + 1
        yield answer[start : at - 1]


def _git(docs: Path, *command: str, given: bytes = b"") -> bytes:
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a revision never stands where an option may
            ["git", "-C", str(docs), *command],  # noqa: S607 - the git that the person uses
            capture_output=True,
            input=given,
            check=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise Unreachable("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise Unreachable("git did not answer within a minute") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise Unreachable(said or "the repository has no such revision; fetch the whole history") from None
    return done.stdout
