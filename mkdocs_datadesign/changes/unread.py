"""What a state does not tell, because its sidecar could not be read in whole: nothing is said to be gone that is not."""

from __future__ import annotations

from ..catalog import Feature
from ..problem import Place
from ..source import Path
from .change import Side, Unread


def is_unread(feature: Feature, path: Path) -> bool:
    """Whether a path leads to what the schema refused, or holds some of it, or may be meant by a key misspelled."""
    for fault in feature.source.faults:
        if not fault.path or fault.rule == "duplicate-key":
            continue
        depth = min(len(fault.path), len(path))
        if fault.path[:depth] == path[:depth]:
            return True
        is_beside = fault.rule == "unknown-key" and fault.path[:-1] == path[: len(fault.path) - 1]
        if is_beside and not feature.source.holds(path[: len(fault.path)]):
            return True
    return False


def either_unread(before: Feature, after: Feature, path: Path) -> bool:
    return is_unread(before, path) or is_unread(after, path)


def hides(feature: Feature, path: Path) -> bool:
    """Whether what the catalog lacks at a path is written there all the same."""
    return bool(feature.source.faults) and (feature.source.holds(path) or is_unread(feature, path))


def unread(feature: Feature, side: Side) -> Unread | None:
    """What could not be read of a feature's sidecar, if anything."""
    faults = feature.source.faults
    if not faults:
        return None
    first = min(faults, key=lambda fault: (fault.span.line, fault.span.column))
    source = feature.source
    place = Place(source.path, first.span, source.line(first.span.line))
    return Unread(feature.key, side, feature.design is None, len(faults), first.message, place)
