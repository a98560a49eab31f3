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

_NAME = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{8})?\Z")
"""An entry, or one that its writer has not finished."""
_SUM = hashlib.sha256().digest_size
_MOST_BYTES = 64 * 1024 * 1024
"""No entry is longer, packed or unpacked: a page of the longest sidecar takes a fraction of it."""
_SECONDS_A_DAY = 24 * 60 * 60
_SECONDS_UNUSED = 30 * _SECONDS_A_DAY
"""What no build has asked for so long is removed."""


class Cache:
    """A folder of entries, which comes with the first; it is outside `docs`, or nothing is kept.

    `trouble` is why nothing can be kept there, once that has been found, else "".
    """

    def __init__(self, folder: Path, docs: Path) -> None:
        self.folder = folder
        within = is_inside(folder, docs)
        self.trouble = "it is in the docs directory, and all that is there is published" if within else ""

    def get(self, name: str) -> bytes | None:
        """What an entry holds; None where there is none, or a damaged one."""
        file = self.folder / name
        try:
            found = file.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
                return None
            data = file.read_bytes()
            if time.time() - found.st_mtime > _SECONDS_A_DAY:
                os.utime(file)
        except OSError:
            return None
        packed = data[_SUM:]
        if hashlib.sha256(packed).digest() != data[:_SUM]:
            return None
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(packed, _MOST_BYTES)
        except zlib.error:
            return None
        return text if unpacking.eof else None

    def put(self, name: str, text: bytes) -> None:
        """Keep a text, whole or not at all. What cannot be written is not kept, and `trouble` says why."""
        if self.trouble:
            return
        packed = zlib.compress(text, 1)
        unfinished = self.folder / f"{name}.{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                unfinished.write_bytes(hashlib.sha256(packed).digest() + packed)
                unfinished.replace(self.folder / name)
            except BaseException:
                with suppress(OSError):
                    unfinished.unlink()
                raise
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def tidy(self) -> None:
        """Remove the entries that nobody has asked for in a month, and what was never finished. Leaves all else alone."""
        if self.trouble:
            return
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if _NAME.match(entry.name) and time.time() - entry.stat().st_mtime > _SECONDS_UNUSED:
                        os.unlink(entry.path)
