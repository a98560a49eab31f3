"""What a data contract promises of time: how long data is kept, and how it comes back after a loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..catalog import Feature, Object
from ..quantity import DAY, HOUR, MINUTE, SECOND, YEAR, read_duration

_Json = dict[str, Any]
_UNITS = (("y", YEAR), ("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND))


def retentions(items: Iterable[Object]) -> Iterator[_Json]:
    """How long objects are kept."""
    for item in items:
        volume = item.model.volume
        text = getattr(item.model, "retention", None) or (volume.retention if volume else None)
        if text:
            yield _level("retention", text, item.name)


def recoveries(feature: Feature) -> Iterator[_Json]:
    """The recovery objectives of each store, as its own plan or the feature's has them."""
    whole = feature.design.backup if feature.design else None
    for store in feature.stores.values():
        plan = store.model.backup or whole
        names = ", ".join(item.name for item in store.objects.values() if item.owner is None)
        for key, text in (("recoveryTimeObjective", plan and plan.rto), ("recoveryPointObjective", plan and plan.rpo)):
            if text and names:
                yield _level(key, text, names)


def _level(key: str, text: str, element: str) -> _Json:
    """A span of time in the largest unit that it is a whole number of, with the design's own words."""
    seconds = read_duration(text)
    level: _Json = {"property": key, "value": text}
    if seconds and seconds != float("inf"):
        unit, size = next(((unit, size) for unit, size in _UNITS if seconds % size == 0), _UNITS[-1])
        count = seconds / size
        level = {
            "property": key,
            "value": int(count) if count == int(count) else count,
            "unit": unit,
            "description": text,
        }
    return {**level, "element": element, "driver": "operational"}
