"""The designs as they were at a revision of the repository, so that a site can tell what got worse."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from .quantity import read_duration

_SECONDS = 60.0
"""No repository takes longer to answer, unless something is wrong with it."""


_ENDS = (".md", ".yaml", ".yml")


class Unreachable(Exception):
    """A revision that cannot be read, with the reason and what to do."""


def resolve(docs: Path, since: str) -> str:
    """The commit that `since` names: a revision, or a span of time before the last commit such as `7 days`.

    A span counts from the last commit and not from now, so that a build of the same commit says the same.
    Raises Unreachable.
    """
    span = read_duration(since) if " " in since.strip() else None
    if not span:
        return (
            _git(docs, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}").decode().strip()
        )
    last = int(_git(docs, "log", "-1", "--format=%ct", "HEAD"))
    found = _git(docs, "rev-list", "-1", f"--before={last - int(span)}", "HEAD").decode().strip()
    if not found:
        raise Unreachable(f"no commit is {since} older than the last; fetch the whole history, or name a revision")
    return found


def texts(docs: Path, commit: str) -> Mapping[str, bytes]:
    """The YAML and Markdown files below a docs directory at a commit, by their paths below it. Raises Unreachable.

    There are none where the directory was not there yet.
    """
    names = _git(docs, "ls-tree", "-r", "-z", "--name-only", commit).decode("utf-8", "replace").split("\0")
    patterns = [f":(glob)**/*{end}" for end in _ENDS if any(name.endswith(end) for name in names)]
    if not patterns:  # git fails for a pattern that matches nothing
        return {}
    import tarfile  # here: most sites look at no revision

    packed = _git(docs, "archive", "--format=tar", commit, "--", *patterns)
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                found[member.name] = file.read()
    return found


def _git(docs: Path, *command: str) -> bytes:
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a revision never stands where an option may
            ["git", "-C", str(docs), *command],  # noqa: S607 - the git that the person uses
            capture_output=True,
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
