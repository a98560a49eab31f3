"""Files that the configuration or the command line names, and that may be anything: a device, a pipe, a folder."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_AT_ONCE = getattr(os, "O_NONBLOCK", 0)
"""To open a pipe then waits for nobody; Windows has none."""
NO_FILE = "it is no file that can be read to its end"


def contents(file: Path | str, most: int = -1) -> bytes:
    """What a file holds; with `most`, no more than so many bytes of it. Raises OSError, also for what has no end."""
    with open(file, "rb", opener=lambda path, flags: os.open(path, flags | _AT_ONCE)) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, NO_FILE, str(file))
        return opened.read(most)
