"""What `mkdocs serve` looks at beyond what it looks at by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Server(Protocol):
    """The part of MkDocs' server that is needed here."""

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
