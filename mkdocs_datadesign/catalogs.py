"""The catalogs of other sites that the options name, each read once for as long as it does not change."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from .elsewhere import MAX_BYTES, TOO_LONG, Neighbour, Unusable, parsed
from .files import contents

_SECONDS_TO_RETRY = 60.0
"""How soon an address is asked again that gave no catalog: not at each rebuild."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


def is_address(name: str) -> bool:
    """Whether the options name an address rather than a file."""
    return _ADDRESS.match(name) is not None


def shown(name: str) -> str:
    """A name as it may be printed: an address without what may be secret in it."""
    return re.sub(r"//[^/]*@", "//…@", re.split(r"[?#]", name)[0]) if is_address(name) else name


class Catalogs:
    """The catalogs that the options name. An address is asked once, a file is read again when it has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Neighbour]] = {}
        self._failed: dict[str, tuple[float, Unusable]] = {}

    def read(self, names: Sequence[str], folder: Path) -> tuple[list[Neighbour], list[str]]:
        """The catalogs, of files relative to a folder, and what is wrong with those that cannot be used.

        Of one that could be used before, the last good copy is given as well.
        """
        found: list[Neighbour] = []
        wrong: list[str] = []
        for name in dict.fromkeys(names):
            try:
                found.append(self._asked(name) if is_address(name) else self._opened(name, folder))
            except Unusable as error:
                wrong.append(f"catalogs: {shown(name)}: {error}")
                if name in self._kept:
                    found.append(self._kept[name][1])
        return found, wrong

    def _asked(self, name: str) -> Neighbour:
        if name in self._kept:
            return self._kept[name][1]
        last, error = self._failed.get(name, (0.0, None))
        if error and time.monotonic() < last + _SECONDS_TO_RETRY:
            raise error
        from .fetch import fetched  # HTTP is slow to import, and most sites stand alone

        try:
            self._kept[name] = (None, parsed(shown(name), fetched(name)))
        except Unusable as error:
            self._failed[name] = (time.monotonic(), error)
            raise
        return self._kept[name][1]

    def _opened(self, name: str, folder: Path) -> Neighbour:
        try:
            stat = (folder / name).stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if name in self._kept and self._kept[name][0] == stamp:
                return self._kept[name][1]
            data = contents(folder / name, MAX_BYTES + 1)
        except FileNotFoundError:
            raise Unusable(f"there is no such file in {folder}; build the other site first, or mend the path") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from None
        if len(data) > MAX_BYTES:
            raise Unusable(TOO_LONG)
        self._kept[name] = (stamp, parsed(name, data))
        return self._kept[name][1]
