"""How long something may take, told in what this machine itself takes to count: seconds differ from one to the next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


def _to_a_million() -> float:
    """The seconds of processor's time that a loop over a million numbers takes."""
    begun, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number
    return time.process_time() - begun


_once = cache(_to_a_million)


@contextmanager
def no_longer_than(millions: int) -> Iterator[None]:
    """Assert that what is done takes less of the processor's time than counting to so many millions: a tenth of a second
    for each, about."""
    floor, begun = _once(), time.process_time()
    yield
    spent = time.process_time() - begun
    if spent >= millions * floor:  # the machine may have become slower since
        floor = max(floor, _to_a_million())
    assert spent < millions * floor, f"took {spent:.1f} s, as long as counting to {spent / floor:.0f} millions"
