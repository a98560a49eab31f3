"""performance/peak-below-initial"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...volumes import estimates
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for estimate in estimates(catalog):
        if estimate.initial and estimate.peak:
            initial = estimate.within(estimate.initial, estimate.peak.unit)
            if initial is not None and initial > estimate.peak.value:
                message = (
                    f"the peak, `{estimate.volume.peak}`, is below the initial volume, `{estimate.volume.initial}`"
                )
                yield Finding(
                    estimate.feature, (*estimate.path, "peak"), message, "correct one of them; are the units right?"
                )


RULE = Rule(
    name="performance/peak-below-initial",
    severity=Severity.ERROR,
    step=8,
    checks="The peak is at least the initial volume; records and bytes are compared by the row size.",
    why="One of the two is a slip, often of a unit, and whoever sizes the database believes one of them.",
    bad="""\
entities:
  orders:
    volume: {initial: 20_000, growth: 100/month, peak: 4_000}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    volume: {initial: 20_000, growth: 100/month, peak: 40_000}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
