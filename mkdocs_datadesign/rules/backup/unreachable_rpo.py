"""backup/unreachable-rpo"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .plans import plans, seconds


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, path, plan in plans(catalog):
        rpo, frequency = seconds(plan, "rpo"), seconds(plan, "frequency")
        if rpo is None or frequency is None or plan.point_in_time_recovery or frequency <= rpo:
            continue
        message = f"a backup at a frequency of `{plan.frequency}` cannot meet an RPO of `{plan.rpo}`"
        help = "back up as often as that, allow a longer RPO, or recover to a point in time"
        related = ((feature, (*path, "frequency"), "what may be lost is what came since the last backup"),)
        yield Finding(feature, (*path, "rpo"), message, help, related=related)


RULE = Rule(
    name="backup/unreachable-rpo",
    severity=Severity.ERROR,
    step=9,
    checks="Backups are at least as frequent as the RPO demands, unless any point in time can be recovered.",
    why="What was written since the last backup is lost, and the objective promises that it is not.",
    bad="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
backup: {frequency: daily, rto: 1 hour, rpo: 5 minutes, point_in_time_recovery: false}
""",
    good="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
backup: {frequency: daily, rto: 1 hour, rpo: 5 minutes, point_in_time_recovery: true}
""",
    check=check,
)
