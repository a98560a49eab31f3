"""Each volume of a design, read: what the rules judge and the forecasts start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .catalog import Catalog, Feature, Object
from .model import FileSet, KeyObject, Series, Volume
from .quantity import Amount, Growth, Unit, read_amount, read_duration, read_growth
from .source import Path


@dataclass(frozen=True, slots=True)
class Estimate:
    """A volume of an object, or of the whole feature where `item` is None; what could not be read is None.

    `retention` is in seconds.
    """

    feature: Feature
    path: Path
    item: Object | None
    volume: Volume
    initial: Amount | None
    growth: Growth | None
    peak: Amount | None
    row_size: float | None
    retention: float | None

    @property
    def name(self) -> str:
        """What it is a volume of."""
        return f"`{self.item.name}`" if self.item else "the feature"

    def within(self, amount: Amount, unit: Unit) -> float | None:
        """An amount in a unit; records and bytes convert by the row size. None without one."""
        if amount.unit == unit or amount.value == 0:
            return amount.value
        if not self.row_size:
            return None
        return amount.value / self.row_size if unit == "records" else amount.value * self.row_size

    def after(self, seconds: float, unit: Unit) -> float | None:
        """How much there is after some seconds, none of it deleted; None where that cannot be told."""
        initial = self.within(self.initial, unit) if self.initial else None
        if initial is None:
            return None
        if self.growth is None or self.growth.is_percentage:
            return self.growth.after(initial, seconds) if self.growth else initial
        more = self.within(self.growth.amount, unit)
        return None if more is None else Growth(Amount(more, unit), self.growth.period).after(initial, seconds)


def estimates(catalog: Catalog) -> Iterator[Estimate]:
    """Every volume of every design."""
    for feature in catalog.features.values():
        yield from estimates_of(feature)


def estimates_of(feature: Feature) -> Iterator[Estimate]:
    """Every volume of a design."""
    whole = feature.design.performance.volume if feature.design and feature.design.performance else None
    if whole:
        yield _estimate(feature, ("performance", "volume"), None, whole)
    for item in feature.objects:
        if item.model.volume and not item.is_stub:
            yield _estimate(feature, (*item.path, "volume"), item, item.model.volume)


def _estimate(feature: Feature, path: Path, item: Object | None, volume: Volume) -> Estimate:
    size = read_amount(volume.row_size) if volume.row_size else None
    return Estimate(
        feature,
        path,
        item,
        volume,
        read_amount(volume.initial) if volume.initial else None,
        read_growth(volume.growth) if volume.growth else None,
        read_amount(volume.peak) if volume.peak else None,
        size.value if size and size.value > 0 else None,
        read_duration(kept) if (kept := volume.retention or _kept(item)) else None,
    )


def _kept(item: Object | None) -> str | None:
    """How long an object's own mechanism keeps it."""
    match item.model if item else None:
        case Series(retention=text) | FileSet(retention=text) | KeyObject(ttl=text):
            return text
    return (
        next((index.expire_after for index, _ in item.indexes.values() if index.expire_after), None) if item else None
    )
