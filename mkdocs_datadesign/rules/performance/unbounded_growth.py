"""performance/unbounded-growth"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...model import Collection
from ...problem import Severity
from ...quantity import YEAR, Unit, shown
from ...volumes import Estimate, estimates
from ..rule import Finding, Rule

_LARGE: dict[Unit, float] = {"records": 100e6, "bytes": 100e9}
_YEARS = 5
_NO = re.compile(r"\s*(?:none|no\b|not\b|n/?a\b|-|never)", re.I)


def check(catalog: Catalog) -> Iterator[Finding]:
    for estimate in estimates(catalog):
        size = _large(estimate)
        if size and estimate.growth and estimate.growth.amount.value > 0 and not _is_bounded(estimate):
            message = f"{estimate.name} comes to {size}, and is neither partitioned nor removed after a while"
            help = "say under `partitioning` how it is split up, or under `retention` how long it is kept"
            yield Finding(estimate.feature, estimate.path, message, help)


def _large(estimate: Estimate) -> str:
    """How large it becomes, if that is large: its peak, or what there is after five years."""
    for unit, limit in _LARGE.items():
        peak = estimate.within(estimate.peak, unit) if estimate.peak else None
        value = peak if peak is not None else estimate.after(_YEARS * YEAR, unit)
        if value is not None and value >= limit:
            return shown(value, unit) + ("" if unit == "bytes" else " records")
    return ""


def _is_bounded(estimate: Estimate) -> bool:
    if (estimate.retention is not None and math.isfinite(estimate.retention)) or _says(estimate.volume.archival):
        return True
    design, item = estimate.feature.design, estimate.item
    if design and design.performance and _says(design.performance.partitioning):
        return True
    return item is not None and _is_split(item)


def _is_split(item: Object) -> bool:
    shards = isinstance(item.model, Collection) and item.model.shard_key
    # a key-value store, an object store and a vector service spread what they hold by themselves
    spread = item.kind in ("key", "file set", "embedding set")
    return bool(shards) or _says(getattr(item.model, "partitioning", None)) or spread


def _says(text: str | None) -> bool:
    return bool(text and not _NO.match(text))


RULE = Rule(
    name="performance/unbounded-growth",
    severity=Severity.WARNING,
    step=8,
    checks=(
        "What grows to 100 million records or 100 GB, its peak or else five years' growth, is partitioned, sharded, "
        "archived or kept for a limited time."
    ),
    why="A table that only grows makes each index, backup and migration slower until one of them no longer ends.",
    bad="""\
entities:
  events:
    volume: {initial: 0, growth: 10_000_000/month, peak: 2_000_000_000, row_size: 200 B}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  events:
    volume: {initial: 0, growth: 10_000_000/month, peak: 2_000_000_000, row_size: 200 B}
    partitioning: By month of creation
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
