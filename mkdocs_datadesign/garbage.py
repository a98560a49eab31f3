"""When not to look for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_FROZEN: set[str] = set()


@contextmanager
def without_collection(kept: str = "") -> Iterator[None]:
    """No garbage is looked for: what is read or imported is none, and to look at it again and again is not linear.

    What a process makes first of a kind that is `kept` is out of the collector's sight afterwards, too: ten thousand
    tables would take it a second each time. Later it is not: while sites are served, all that the builds before left
    behind would stay.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if kept and kept not in _FROZEN:
            _FROZEN.add(kept)
            gc.freeze()
        if enabled:
            gc.enable()
