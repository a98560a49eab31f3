"""backup/unreadable-objective"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .plans import plans, seconds

_KEYS = {
    "frequency": "`1 hour`, `daily` or `continuous`",
    "rto": "`1 hour`",
    "rpo": "`5 minutes`, or `0` if nothing may be lost",
}


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, plan in plans(catalog):
        for key, like in _KEYS.items():
            text = getattr(plan, key)
            if text and seconds(plan, key) is None:
                name = key.upper() if key != "frequency" else key
                message = f"the {name} names no span of time: `{text[:60]}`"
                yield Finding(feature, (*path, key), message, f"write one, like {like}")


RULE = Rule(
    name="backup/unreadable-objective",
    severity=Severity.ERROR,
    step=9,
    checks="The backup's frequency, the RTO and the RPO are spans of time.",
    why="An objective that is no number can be neither met nor missed.",
    bad="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
backup: {frequency: 1 hour, rto: as fast as we can, rpo: 1 hour}
""",
    good="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
backup: {frequency: 1 hour, rto: 4 hours, rpo: 1 hour}
""",
    check=check,
)
