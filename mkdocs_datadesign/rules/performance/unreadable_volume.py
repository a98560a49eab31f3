"""performance/unreadable-volume"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...quantity import read_amount, read_growth
from ...volumes import estimates
from ..rule import Finding, Rule

_AMOUNTS = {"initial": "`20_000` or `5 GB`", "peak": "`4_000_000` or `2 TB`", "row_size": "`400 B`"}


def check(catalog: Catalog) -> Iterator[Finding]:
    for estimate in estimates(catalog):
        for key, like in _AMOUNTS.items():
            text = getattr(estimate.volume, key)
            if text and read_amount(text) is None:
                message = f"`{key}` is no amount: `{text[:60]}`"
                yield Finding(estimate.feature, (*estimate.path, key), message, f"write a number, like {like}")
        growth = estimate.volume.growth
        if growth and read_growth(growth) is None:
            message = f"`growth` is no amount in a span of time: `{growth[:60]}`"
            help = "write one, like `40_000/month`, `5 GB/year` or `3%/month`"
            yield Finding(estimate.feature, (*estimate.path, "growth"), message, help)


RULE = Rule(
    name="performance/unreadable-volume",
    severity=Severity.ERROR,
    step=8,
    checks="The initial volume, the growth, the peak and the row size are numbers with their units.",
    why="A volume of `a lot` cannot be compared, added up or planned for.",
    bad="""\
entities:
  orders:
    volume: {initial: quite a lot, growth: 40_000/month, peak: 4_000_000}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    volume: {initial: about 20 000, growth: 40_000/month, peak: 4M rows, row_size: 400 B}
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
