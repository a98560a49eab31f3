"""What was wrong with a sidecar's text or its form, as findings of the rule that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ..rule import Finding


def faults(catalog: Catalog, rule: str) -> Iterator[Finding]:
    """The findings of one rule of this group, by its name without the group."""
    for feature in catalog.features.values():
        for fault in feature.source.faults:
            if fault.rule == rule:
                yield Finding(feature, fault.path, fault.message, fault.help, span=fault.span)
