"""Forecasts to a picture: a line for each, on a scale where each step is ten times the last."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence

from .diagram import safe
from .growth import MONTHS, Forecast
from .quantity import short

MOST = 8
"""More lines than this, and nobody can follow one; the rest are one line together."""
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _RIGHT = 900, 380, 84, 14, 34, 290
_LINE = 16


def svg(forecasts: Sequence[Forecast], title: str, prefix: str) -> str:
    """A picture of forecasts of one unit, the largest first. The same figures belong in a table beside it."""
    lines = [(forecast.label, forecast.values) for forecast in forecasts[:MOST]]
    if rest := forecasts[MOST:]:
        together = tuple(map(sum, zip(*(forecast.values for forecast in rest), strict=True)))
        lines.append((f"{len(rest)} more together", together))
    known = [value for _, values in lines for value in values if value > 0]
    if not known:
        return ""
    low, high = math.floor(math.log10(max(min(known), 1))), math.ceil(math.log10(max(*known, 10)))
    low = max(min(low, high - 1), high - 9)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def x(month: int) -> float:
        return _LEFT + month / MONTHS[-1] * (_WIDTH - _LEFT - _RIGHT)

    unit = forecasts[0].unit
    parts = [
        f'<svg class="datadesign-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-labelledby="{prefix}-t"><title id="{prefix}-t">{html.escape(title)}</title>'
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(f'<path class="dd-grid" d="M{_LEFT},{at:.0f}H{_WIDTH - _RIGHT}"/>')
        parts.append(
            f'<text class="dd-tick" x="{_LEFT - 8}" y="{at + 4:.0f}">{html.escape(short(10**power, unit))}</text>'
        )
    for year in range(MONTHS[-1] // 12 + 1):
        words = "start" if year == 0 else f"{year} year{'s' if year > 1 else ''}"
        parts.append(f'<text class="dd-year" x="{x(year * 12):.0f}" y="{_HEIGHT - 12}">{words}</text>')
    ends = dict(zip(range(len(lines)), _apart([y(values[-1]) for _, values in lines]), strict=True))
    for i, (label, values) in enumerate(lines):
        points = " ".join(f"{x(month):.0f},{y(value):.1f}" for month, value in zip(MONTHS, values, strict=True))
        parts.append(f'<polyline class="dd-series dd-c{i}" points="{points}"/>')
        end, at = y(values[-1]), ends[i]
        edge = _WIDTH - _RIGHT
        parts.append(f'<path class="dd-lead dd-c{i}" d="M{edge},{end:.0f}L{edge + 14},{at:.0f}H{edge + 20}"/>')
        words = f"{safe(label)} {short(values[-1], unit)}"
        parts.append(f'<text class="dd-end" x="{edge + 24}" y="{at + 4:.0f}">{_escape(words)}</text>')
    return "".join((*parts, "</svg>"))


def _apart(heights: Sequence[float]) -> Iterator[float]:
    """The same heights, moved so far that labels at them do not overlap."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = dict.fromkeys(order, 0.0)
    last = -math.inf
    for i in order:
        last = placed[i] = max(heights[i], last + _LINE)
    limit = float(_HEIGHT - _BOTTOM)
    for i in reversed(order):
        limit = placed[i] = min(placed[i], limit)
        limit -= _LINE
    return (placed[i] for i in range(len(heights)))


def _escape(text: str) -> str:
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")
