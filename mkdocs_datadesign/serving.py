"""What is done under `mkdocs serve` beside its builds: more is watched, and work begins while it waits."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
_SECONDS_TOGETHER = 0.005
"""What changes within so short a time was saved at once; a server waits for a tenth of a second."""


class Server(Protocol):
    """The part of MkDocs' server that is needed here."""

    observer: Any
    """Of the package watchdog."""

    def watch(self, path: str) -> None: ...


class Watched:
    """Files and folders, there or not, that a server builds the site anew for.

    A server's watch ends without a word when what it is for is gone, cannot begin before that is there, and misses what
    happens between an end and a new beginning. So it watches, from first to last, a folder of links, behind which all
    may come, change and go.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.links = Path(tempfile.mkdtemp(prefix="mkdocs_datadesign_"))
        self.paths: dict[str, Path] = {}
        server.watch(str(self.links))

    def renew(self, wanted: Mapping[str, Path]) -> None:
        """Watch these and no others, each by a name. The server builds once more where a name leads elsewhere now."""
        for name in self.paths.keys() | wanted.keys():
            path, link = wanted.get(name), self.links / name
            if path == self.paths.get(name):
                continue
            link.unlink(missing_ok=True)
            if path is not None:
                self._watch(Path(os.path.abspath(path)), link)
        self.paths = dict(wanted)

    def _watch(self, path: Path, link: Path) -> None:
        try:
            link.symlink_to(path, target_is_directory=path.is_dir())
        except OSError:  # Windows lets not everybody make links: what is there now is watched, as long as it is there
            if os.path.exists(path):
                self.server.watch(str(path))

    def end(self) -> None:
        """Leave nothing behind."""
        self.renew({})
        shutil.rmtree(self.links, ignore_errors=True)


class Ahead(Generic[T]):
    """Does what a build will need as soon as a file has changed.

    A server that saw a file change waits for more of them before it builds the site; what is done here by then takes
    none of the build's time. It is done in a thread of its own. Who holds the `lock` is alone with all that it works on.
    """

    def __init__(self, server: Server, folder: str, do: Callable[[], T]) -> None:
        """`do` is what is to be done when something has changed in a folder that the server watches."""
        self.lock = threading.Lock()
        self._do = do
        self._changes = 0
        """How many changes were seen."""
        self._wanted, self._ended = threading.Event(), False
        self._done: tuple[int, T] | None = None
        """What came of it last, after how many changes."""
        self._thread = threading.Thread(target=self._work, name="datadesign", daemon=True)
        self._thread.start()
        server.observer.schedule(self, os.path.abspath(folder), recursive=True)

    def dispatch(self, event: Any) -> None:
        """Take in a change, as watchdog tells of it. MkDocs builds nothing for that of a folder alone."""
        self._changes += 1
        if not event.is_directory:
            self._wanted.set()

    def _work(self) -> None:
        while self._wanted.wait() and not self._ended:
            time.sleep(_SECONDS_TOGETHER)
            self._wanted.clear()
            self.work()

    def work(self) -> None:
        """Do it now."""
        changes = self._changes
        with self.lock:
            self._done = changes, self._do()

    def take(self) -> T | None:
        """What was done, if nothing has changed since; it is given once. Asks for the lock to be held."""
        done, self._done = self._done, None
        return done[1] if done and done[0] == self._changes else None

    def end(self) -> None:
        """Do nothing more; what is being done ends first."""
        self._ended = True
        self._wanted.set()
        self._thread.join()
