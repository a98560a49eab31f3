"""Twice as many of two things take about twice the time, whichever two: nothing looks at each for each of the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.growth import check, write
from benchmarks.shapes import SHAPES

pytestmark = pytest.mark.growth
_LITTLE = 0.3
"""So many seconds are too few to tell, and no harm."""


def ratio(seconds: Callable[[int], float], small: int) -> float:
    """How many times as long four times as many take: what is done for each of both takes sixteen times as long.

    The best of three: the machine may have had other things to do.
    """
    ratios = []
    while len(ratios) < 3 and (not ratios or min(ratios) >= 8):
        large = seconds(4 * small)
        ratios.append(large / seconds(small) if large > _LITTLE else 0)
    return min(ratios)


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_as_the_designs_do_and_not_as_their_square(shape: str) -> None:
    assert ratio(lambda count: check(SHAPES[shape](count))[1], 300) < 8
    assert ratio(lambda count: write(check(SHAPES[shape](count))[0]), 100) < 8
