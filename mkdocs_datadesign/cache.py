"""What is kept on disk from one build to the next, on another machine as well: texts by a sum of what they are made of.

Such an entry cannot be out of date, so that builds may share a folder, in any order and at once. One that is damaged,
or cut off, counts as none. No entry is ever run: it is text, compressed, behind its own sum.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import time
import zlib
from contextlib import suppress
from pathlib import Path

from .reading import is_inside

_SUFFIX = ".datadesign"
_OURS = re.compile(rf"[0-9a-f]{{64}}{re.escape(_SUFFIX)}(\.[0-9a-f]{{8}})?\Z")
"""An entry's file, or one that its writer has not finished. No other tool's is called so."""
_SUM = hashlib.sha256().digest_size
_MOST_BYTES = 64 * 1024 * 1024
"""No entry is longer, packed or unpacked: a page of the longest sidecar takes a fraction of it."""
_SECONDS_A_DAY = 24 * 60 * 60
_SECONDS_UNUSED = 30 * _SECONDS_A_DAY
"""What no build has asked for so long is removed."""
_MOST_FAILURES = 3
"""After so many entries, one after the other, that could not be written, no more are tried."""
_CAREFUL = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
"""To open a pipe waits for nobody, and a link leads nowhere; Windows has neither."""


class Cache:
    """A folder of entries, which comes with the first; it is outside `docs` and `site`, or nothing is kept.

    `fault` is why the options may not name this folder, else "". `trouble` is why an entry was not kept, else "".
    """

    def __init__(self, folder: Path, docs: Path, site: Path | None = None) -> None:
        self.folder = folder
        self.fault = self.trouble = _fault(folder, docs, site)
        self._failures = 0

    def get(self, name: str) -> bytes | None:
        """What an entry holds; None where there is none, or a damaged one, or that of another name."""
        file = self._file(name)
        try:
            data = _contents(file)
        except OSError:
            return None
        packed = data[_SUM:]
        if _sum(name, packed) != data[:_SUM]:
            return None
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(packed, _MOST_BYTES)
        except zlib.error:
            return None
        return text if unpacking.eof else None

    def put(self, name: str, text: bytes) -> None:
        """Keep a text, whole or not at all. What cannot be written is not kept, and `trouble` says why."""
        if self.fault or self._failures == _MOST_FAILURES:
            return
        file, packed = self._file(name), zlib.compress(text, 1)
        unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        try:
            self._write(unfinished, _sum(name, packed) + packed)
            unfinished.replace(file)  # what stands in the way there is in the way of no other entry
        except OSError as error:
            self.trouble = error.strerror or str(error)
        finally:
            with suppress(OSError):
                unfinished.unlink()

    def _write(self, file: Path, data: bytes) -> None:
        self._failures += 1
        with suppress(FileExistsError):
            self.folder.mkdir(parents=True)
            (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")  # who may commit here would be believed
        file.write_bytes(data)
        self._failures = 0

    def tidy(self) -> None:
        """Remove the entries that nobody has asked for in a month, and what was never finished. Leaves all else alone."""
        if self.fault:
            return
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if _OURS.match(entry.name) and _age(entry.stat(follow_symlinks=False)) > _SECONDS_UNUSED:
                        os.unlink(entry.path)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"


def _fault(folder: Path, docs: Path, site: Path | None) -> str:
    if is_inside(folder, docs):
        return "it is in the docs directory, and all that is there is published"
    if site and is_inside(folder, site):
        return "it is in the site's directory, which a build empties, and publishes"
    return "it is no folder" if os.path.exists(folder) and not os.path.isdir(folder) else ""


def _contents(file: Path) -> bytes:
    """What an entry's file holds, or so much of it that its sum does not fit. That it was asked for is noted once a day."""
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | _CAREFUL)) as opened:
        found = os.fstat(opened.fileno())
        data = opened.read(_MOST_BYTES) if stat.S_ISREG(found.st_mode) else b""
    if _age(found) > _SECONDS_A_DAY:
        with suppress(OSError):  # who may only read has the entry all the same
            os.utime(file)
    return data


def _age(found: os.stat_result) -> float:
    return time.time() - found.st_mtime


def _sum(name: str, packed: bytes) -> bytes:
    return hashlib.sha256(name.encode() + packed).digest()
