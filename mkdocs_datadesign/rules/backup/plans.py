"""What the group's rules share: each backup plan, and the one that holds for a store."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, Feature, Store
from ...model import Backup
from ...quantity import read_duration, read_frequency
from ...source import Path


def plans(catalog: Catalog) -> Iterator[tuple[Feature, Path, Backup]]:
    """Each plan of each feature, with its place: the feature's, and those of stores that have their own."""
    for feature in catalog.features.values():
        if feature.design and feature.design.backup:
            yield feature, ("backup",), feature.design.backup
        for store in feature.stores.values():
            if store.model.backup:
                yield feature, (*store.path, "backup"), store.model.backup


def plan_of(feature: Feature, store: Store | None) -> tuple[Path, Backup] | None:
    """The plan that holds for a store: its own, else its feature's."""
    if store is not None and store.model.backup:
        return (*store.path, "backup"), store.model.backup
    return (("backup",), feature.design.backup) if feature.design and feature.design.backup else None


def seconds(plan: Backup, key: str) -> float | None:
    """One of a plan's spans of time in seconds; None where it says none that can be read."""
    text = getattr(plan, key)
    if not text:
        return None
    return read_frequency(text) if key == "frequency" else read_duration(text)
