"""What `mkdocs serve` looks at beyond what it looks at by itself."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol


class Server(Protocol):
    """The part of MkDocs' server that is needed here."""

    def watch(self, path: str) -> None: ...

    def unwatch(self, path: str) -> None: ...


class Watched:
    """Files and folders that a server builds the site anew for."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.paths: set[str] = set()

    def renew(self, wanted: Iterable[Path]) -> None:
        """Watch these and no others: all anew, for a watch ends without a word when what it is for is gone a while."""
        for watched in self.paths:
            self.server.unwatch(watched)
        self.paths = set()
        for path in wanted:
            with contextlib.suppress(OSError):  # gone since
                if path.exists():
                    self.server.watch(str(path))
                    self.paths.add(str(path))
