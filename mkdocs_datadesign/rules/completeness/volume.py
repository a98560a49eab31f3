"""completeness/volume"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...model import Volume
from ...problem import Severity
from ...source import Path
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, unsaid

_KEYS = ("initial", "growth", "peak")


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        whole = design.performance.volume if design.performance else None
        volumes: list[tuple[Path, Volume]] = [(("performance", "volume"), whole)] if whole else []
        volumes += [((*item.path, "volume"), item.model.volume) for item in feature.objects if item.model.volume]
        if any("volume" in fault.path for fault in feature.source.faults):
            continue
        if not volumes:
            help = "add `volume: {initial: …, growth: …, peak: …}` to an object, or under `performance`"
            members = each(feature, ("performance", "volume"), _KEYS)
            yield Finding(feature, ("performance", "volume"), "no volume is estimated", help, members=members)
            continue
        path, missing = min(((path, unsaid(volume, _KEYS)) for path, volume in volumes), key=lambda pair: len(pair[1]))
        if missing:
            message = f"no volume is estimated in full: this one lacks {listed(missing)}"
            members = each(feature, ("performance", "volume"), missing)  # wherever the best of the estimates stands
            yield Finding(feature, path, message, f"add {listed(missing)}", members=members)


RULE = Rule(
    name="completeness/volume",
    severity=Severity.ERROR,
    step=8,
    checks="The design estimates a volume, of an object or of the whole feature: how much there is at the start, how fast it grows, and the most that is expected.",
    why="Indexes, partitions and the bill depend on whether it is a thousand records or a billion.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
""",
    good="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        purpose: A purchase that a customer confirmed
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
        volume: {initial: 20_000, growth: 40_000/month, peak: 4_000_000, retention: 7 years}
""",
    check=check,
    incomplete=True,
)
