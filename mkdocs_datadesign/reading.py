"""From a docs directory to features that are not linked yet: what has a sidecar's name, and what it holds."""

from __future__ import annotations

import os
import posixpath
import stat
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .catalog import Feature
from .options import Options
from .parser import read
from .schema import validate
from .source import MAX_BYTES, Fault, Source, Span
from .watch import Watch, unwatched

Opener = Callable[[str], bytes | None]
"""A path below the docs directory to what the file there holds; None where there is none."""
Mark = Callable[[str], Hashable]
"""A path below the docs directory to what is another once the file there may hold something else."""

SIDECARS = ("03-data-design.yaml", "03-data-design.yml")
_ENDS = tuple(f"/{name}" for name in SIDECARS)


def is_sidecar(path: str, plan: str) -> bool:
    """Whether a path below the docs directory, with forward slashes, is a sidecar's."""
    return path.endswith(_ENDS) and path.startswith(f"{plan}/") and path.count("/") > plan.count("/") + 1


def sidecars_among(paths: Iterable[str], plan: str) -> list[str]:
    """Those of many paths below the docs directory that are sidecars', which few are."""
    return [path for path in paths if path.endswith(_ENDS) and is_sidecar(path, plan)]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why what has a sidecar's name is none, and what to do."""

    reason: str
    help: str


_NO_TEXT = Unreadable("its path is not UTF-8", "rename the file's folder")
Sidecar = str | bytes | Unreadable
"""Where a file is, or what it holds, or why it is none."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """What a folder holds: other folders and links by their paths, and which names of sidecars, for files and not."""

    folders: Sequence[str] = ()
    links: Sequence[str] = ()
    plain: Collection[str] = ()
    others: Collection[str] = ()


def find(docs: Path, plan: str) -> Mapping[str, Sidecar]:
    """What has a sidecar's name below a docs directory, by its path below it: the file, or why it can be none.

    Nothing is read here, so that no device or pipe is waited for.
    """
    return Finder().find(docs, plan)


class Finder:
    """Finds sidecars once more: a folder in which nothing has come or gone since is not listed again."""

    def __init__(self) -> None:
        self._where: tuple[Path, str] | None = None
        self._marks: dict[str, Hashable] = {}
        """The folders that were looked into, and what tells whether they are the same."""
        self._listed: dict[str, _Folder] = {}
        self._found: Mapping[str, Sidecar] = {}

    def find(self, docs: Path, plan: str) -> Mapping[str, Sidecar]:
        """As the function of this name does."""
        before, self._marks = self._marks, {folder: change_mark(folder) for folder in self._marks}
        if self._where != (docs, plan) or self._marks != before or not all(map(_is_plain, self._listed.values())):
            self._listed = {folder: self._listed[folder] for folder in before if before[folder] == self._marks[folder]}
            self._where, self._found = (docs, plan), self._search(docs, plan)
        return self._found

    def _search(self, docs: Path, plan: str) -> Mapping[str, Sidecar]:
        root, start = os.path.realpath(docs), len(str(docs)) + 1
        looked, found = dict[str, _Folder](), dict[str, Sidecar]()

        def look(folder: str) -> _Folder:
            if folder not in self._listed:
                self._marks[folder] = change_mark(folder)
            looked[folder] = self._listed[folder] if folder in self._listed else _listed(folder)
            return looked[folder]

        for folder, inside, plain, others in _folders(os.path.join(docs, plan), root, look):
            for name in (*plain, *others):
                path = os.path.join(folder, name)
                relative = path[start:].replace(os.sep, "/")
                if is_sidecar(relative, plan):
                    shown = relative.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                    file = path if inside and name in plain else _at(path, root)
                    found[shown] = file if shown == relative else _NO_TEXT
        self._marks, self._listed = {folder: self._marks[folder] for folder in looked}, looked
        return dict(sorted(found.items()))


def _is_plain(folder: _Folder) -> bool:
    """Whether what is found in a folder depends on nothing outside it."""
    return not folder.links and not folder.others


def sidecars_of(files: Mapping[str, bytes], options: Options) -> dict[str, Sidecar]:
    """The sidecars among the files of a docs directory, by their paths below it."""
    return {path: files[path] for path in sorted(sidecars_among(files, options.plan))}


def _folders(
    top: str, root: str, look: Callable[[str], _Folder]
) -> Iterator[tuple[str, bool, Collection[str], Collection[str]]]:
    """Each folder below `top`, whether it is in the docs directory, and the names of sidecars in it, of files and not.

    `look` tells what is in one. Links are followed to other parts of the docs directory alone.
    """
    seen, waiting = {os.path.realpath(top)}, [(top, is_inside(top, root))]
    links: list[tuple[int, str, str]] = []
    while waiting:
        folder, inside = waiting.pop()
        there = look(folder)
        waiting += [(path, inside) for path in there.folders]
        for path in there.links:
            if os.path.isdir(path):
                target = os.path.realpath(path)
                if is_inside(target, root):
                    links.append((len(Path(target).parts), path, target))
                else:
                    within = [name for name in SIDECARS if os.path.lexists(os.path.join(path, name))]
                    yield path, False, (), within
        if there.plain or there.others:
            yield folder, inside, there.plain, there.others
        while links and not waiting:  # those that lead to the most come first, whatever the file system's order is
            _, path, target = links.pop(links.index(min(links)))
            if not any(is_inside(target, other) or is_inside(other, target) for other in seen):
                seen.add(target)
                waiting.append((path, True))


def _listed(folder: str) -> _Folder:
    """What is in a folder now."""
    try:
        with os.scandir(folder) as entries:
            found = [(one.path, one.name, _kind(one)) for one in entries]
    except OSError:  # gone since, or nobody may look into it
        return _Folder()
    return _Folder(
        [path for path, _, kind in found if kind == "folder"],
        [path for path, _, kind in found if kind == "link"],
        [name for _, name, kind in found if kind == "file" and name in SIDECARS],
        [name for _, name, kind in found if kind != "file" and name in SIDECARS],
    )


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):  # as nearly all are
        return "file"
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"


SETTLED = 2_000_000_000
"""Within so many nanoseconds a file may change twice and have one time, as coarse as clocks of file systems are."""


def change_mark(path: str) -> Hashable:
    """What tells whether a file has changed, or what a folder holds, without a look into it."""
    try:
        found = os.stat(path)
    except OSError as error:
        return error.errno
    except ValueError as error:  # no file can have such a name
        return str(error)
    changed = max(found.st_mtime_ns, found.st_ctime_ns)  # the latter tells of permissions, too
    return (changed, found.st_size, found.st_ino) if time.time_ns() - changed >= SETTLED else object()


def is_inside(path: Path | str, folder: Path | str) -> bool:
    """Whether a path is in a folder, or is it, once links are followed; it may lead to nothing yet."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _at(path: str, root: str) -> str | Unreadable:
    if not is_inside(path, root):
        return Unreadable("this is a link that leads out of the docs directory", "put the file itself there")
    try:
        mode = os.stat(path).st_mode
    except OSError:
        if os.path.islink(path):
            return Unreadable("this is a link that leads nowhere", "put the file itself there")
        return path  # to read it tells why not
    if stat.S_ISREG(mode):
        return path
    what = "a folder" if stat.S_ISDIR(mode) else "no file that can be read to its end"
    return Unreadable(f"this is {what}", "write the data design into a file of this name, and move what is there away")


def _contents(sidecar: Sidecar) -> bytes | Unreadable | None:
    """What a sidecar holds, or why it cannot be read; None where it is gone since it was found."""
    if not isinstance(sidecar, str):
        return sidecar
    try:
        return _start(sidecar)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Unreadable(f"the file cannot be read: {error.strerror}", "check its permissions")


def _start(file: Path | str) -> bytes:
    """What a file holds, or so much of it that one sees it is too large."""
    with open(file, "rb") as opened:
        return opened.read(MAX_BYTES + 1)


def place_below(docs: Path, path: str) -> Path | None:
    """Where a path below a docs directory really is; None where a link leads out, or no file can have such a name."""
    try:
        place = (docs / path).resolve()
        place.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, not to be encoded, a link to itself
        return None
    return place if is_inside(place, docs) else None


def below(docs: Path) -> Opener:
    """Opens what is below a docs directory, and nothing that a link leads out of it for."""

    def open_below(path: str) -> bytes | None:
        file = place_below(docs, path)
        try:
            return _start(file) if file is not None and file.is_file() else None
        except OSError:
            return None

    return open_below


def read_features(
    sidecars: Mapping[str, Sidecar],
    options: Options,
    watch: Watch = unwatched,
    read_one: Callable[[str, bytes, str], Feature] | None = None,
) -> dict[str, Feature]:
    """The features of sidecars by key, not linked yet; `read_one` reads one in the place of `read_feature`.

    A file that is gone by then is passed over.
    """
    features: dict[str, Feature] = {}
    for path, sidecar in watch(sidecars.items(), "Reading"):
        data = _contents(sidecar)
        if data is None:
            continue
        if isinstance(data, Unreadable):
            found = Feature(
                feature_key(path, options.plan), Source(path, "", faults=[_fault(data.reason, data.help)]), None
            )
        else:
            found = (read_one or read_feature)(path, data, options.plan)
        if found.key in features:
            first = features[found.key]
            beside = _fault(
                f"`{posixpath.basename(path)}` stands beside it", f"keep one of {first.source.path} and {path}"
            )
            told = replace(first.source, faults=[*first.source.faults, beside])  # what was read of it stays as it is
            features[found.key] = Feature(first.key, told, first.design, first.left_out)
        else:
            features[found.key] = found
    return features


def read_feature(path: str, data: bytes, plan: str) -> Feature:
    """The feature of one sidecar, not linked yet."""
    source = read(path, data)
    design, left_out = validate(source)
    return Feature(feature_key(path, plan), source, design, left_out)


def feature_key(path: str, plan: str) -> str:
    """A feature's key: its folder below the plan."""
    return path.rpartition("/")[0].removeprefix(f"{plan}/")


def _fault(message: str, help: str) -> Fault:
    return Fault("syntax", message, Span(1, 1, 1, 1), help)
