"""Volumes over time, by store, as the designs foresee them (Step 8 of the workflow)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .catalog import Catalog, Feature, Store
from .quantity import MONTH, Unit
from .volumes import Estimate, estimates_of

MONTHS = tuple(range(0, 61, 3))
"""The months that a forecast is made for: five years, by the quarter."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a store holds at each of `MONTHS`, or the whole of a feature where `store` is None."""

    feature: Feature
    store: Store | None
    unit: Unit
    values: tuple[float, ...]

    @property
    def label(self) -> str:
        return f"{self.feature.key}: {self.store.name}" if self.store else self.feature.key


def forecasts(catalog: Catalog) -> list[Forecast]:
    """The volumes of all stores in records, and in bytes where the designs tell, the largest first."""
    return in_order(forecast for feature in catalog.features.values() for forecast in of_feature(feature))


def in_order(forecasts: Iterable[Forecast]) -> list[Forecast]:
    """Forecasts, the largest first."""
    return sorted(forecasts, key=lambda forecast: (-forecast.values[-1], forecast.label))


def of_feature(feature: Feature) -> list[Forecast]:
    """The volumes of a feature's stores.

    A store's is the sum of its objects'. The feature's own is used where none of its objects has one.
    What is kept for a while alone grows no longer than that while.
    """
    parts: dict[tuple[str | None, Unit], list[tuple[float, ...]]] = defaultdict(list)
    stores: dict[str | None, Store | None] = {}
    found = list(estimates_of(feature))
    of_objects = [estimate for estimate in found if estimate.item]
    for estimate in of_objects or found:
        store = estimate.item.store if estimate.item else None
        name = store.name if store else None
        stores[name] = store
        units: Sequence[Unit] = ("records", "bytes")
        for unit in units:
            if values := _values(estimate, unit):
                parts[name, unit].append(values)
    told = [
        Forecast(feature, stores[name], unit, tuple(map(sum, zip(*values, strict=True))))
        for (name, unit), values in parts.items()
    ]
    return [forecast for forecast in told if forecast.unit == "records" or any(forecast.values)]  # none is no size


def _values(estimate: Estimate, unit: Unit) -> tuple[float, ...] | None:
    kept = estimate.retention if estimate.retention else math.inf
    values = [estimate.after(min(month * MONTH, kept), unit) for month in MONTHS]
    known = [value for value in values if value is not None and math.isfinite(value)]
    return tuple(known) if len(known) == len(MONTHS) else None
