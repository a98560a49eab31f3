"""What the group's rules share: the designs, and which keys a part leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...catalog import Catalog, Feature
from ...model import Design, Part
from ...source import Path
from ..rule import Members


def designs(catalog: Catalog) -> Iterator[tuple[Feature, Design]]:
    """The features whose sidecars could be read."""
    for feature in catalog.features.values():
        if feature.design:
            yield feature, feature.design


def refused(feature: Feature, path: Path) -> bool:
    """Whether the schema refused something at or below a path, so that what is missing there is reported already."""
    return any(fault.path[: len(path)] == path for fault in feature.source.faults)


def each(feature: Feature, path: Path, keys: Iterable[str]) -> Members:
    """The members of a finding for keys that are missing at a path: each is a fault of its own."""
    return tuple((feature, (*path, key), "") for key in keys)


def unsaid(part: Part | None, keys: Iterable[str]) -> list[str]:
    """The keys among these that a part does not give, as a sidecar spells them."""
    return [key.rstrip("_") for key in keys if part is None or getattr(part, key) in (None, [], {})]
