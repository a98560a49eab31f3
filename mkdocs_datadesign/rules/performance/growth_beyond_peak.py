"""performance/growth-beyond-peak"""

import math
from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...quantity import YEAR, shown, span_shown
from ...volumes import estimates
from ..rule import Finding, Rule

_SLACK = 1.05  # people round


def check(catalog: Catalog) -> Iterator[Finding]:
    for estimate in estimates(catalog):
        if estimate.peak is None or estimate.growth is None:
            continue
        initial = estimate.within(estimate.initial, estimate.peak.unit) if estimate.initial else None
        if initial is not None and initial > estimate.peak.value:  # another rule's matter
            continue
        kept = estimate.retention if estimate.retention and math.isfinite(estimate.retention) else YEAR
        reached = estimate.after(kept, estimate.peak.unit)
        if reached is not None and reached > estimate.peak.value * _SLACK:
            span = span_shown(kept)
            message = f"within {span} {estimate.name} grows to {shown(reached, estimate.peak.unit)}, beyond its peak of `{estimate.volume.peak}`"
            help = "raise the peak, lower the growth, or keep it for less long"
            yield Finding(estimate.feature, (*estimate.path, "peak"), message, help)


RULE = Rule(
    name="performance/growth-beyond-peak",
    severity=Severity.WARNING,
    step=8,
    checks=(
        "The initial volume and its growth, over the retention or one year where none is given, stay within the peak. "
        "Percentages compound."
    ),
    why="A peak that the design's own growth passes is planned for by nobody.",
    bad="""\
entities:
  orders:
    volume: {initial: 20_000, growth: 40_000/month, peak: 400_000, retention: 7 years}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    volume: {initial: 20_000, growth: 40_000/month, peak: 4_000_000, retention: 7 years}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
