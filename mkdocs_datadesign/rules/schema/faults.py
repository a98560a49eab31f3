"""What was wrong with a sidecar's text or its form, as findings of the rule that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, Feature
from ...source import Fault
from ..rule import Finding, Members

_LONGEST = 200


def faults(catalog: Catalog, rule: str) -> Iterator[Finding]:
    """The findings of one rule of this group, by its name without the group."""
    for feature in catalog.features.values():
        for fault in feature.source.faults:
            if fault.rule == rule:
                members = _members(feature, fault)
                yield Finding(feature, fault.path, fault.message, fault.help, span=fault.span, members=members)


def _members(feature: Feature, fault: Fault) -> Members:
    """What tells a fault from others where its path does not: where it is, or its message and its line."""
    if fault.at:
        return ((feature, fault.at, ""),)
    if fault.path:
        return ()
    if fault.rule != "syntax":
        return ((feature, (), fault.message),)
    line = " ".join(feature.source.line(fault.span.line).split())
    return ((feature, (), f"{fault.message} | {line[:_LONGEST]}"),)
