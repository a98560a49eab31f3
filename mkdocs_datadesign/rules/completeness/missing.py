"""What the group's rules share: the designs, and which keys a part leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from ...catalog import Catalog, Feature
from ...model import Design, Part
from ...source import Path
from ..rule import Members

_refused: WeakKeyDictionary[Feature, set[Path]] = WeakKeyDictionary()
"""By feature, the paths at or below which the schema refused something."""


def designs(catalog: Catalog) -> Iterator[tuple[Feature, Design]]:
    """The features whose sidecars could be read."""
    for feature in catalog.features.values():
        if feature.design:
            yield feature, feature.design


def refused(feature: Feature, path: Path) -> bool:
    """Whether the schema refused something at or below a path, so that what is missing there is reported already."""
    faults = feature.source.faults
    if not faults:
        return False
    if feature not in _refused:
        _refused[feature] = {fault.path[:end] for fault in faults for end in range(len(fault.path) + 1)}
    return path in _refused[feature]


def each(feature: Feature, path: Path, keys: Iterable[str]) -> Members:
    """The members of a finding for keys that are missing at a path: each is a fault of its own."""
    return tuple((feature, (*path, key), "") for key in keys)


def unsaid(part: Part | None, keys: Iterable[str]) -> list[str]:
    """The keys among these that a part does not give, as a sidecar spells them."""
    return [key.rstrip("_") for key in keys if part is None or getattr(part, key) in (None, [], {})]
