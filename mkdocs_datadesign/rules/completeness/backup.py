"""completeness/backup"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...checklist import needs_backup
from ...model import Backup
from ...problem import Severity
from ...source import Path
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused, unsaid


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        plans: list[tuple[Path, Backup | None]] = []
        if design.backup or needs_backup(feature):
            plans.append((("backup",), design.backup))
        plans += [
            ((*store.path, "backup"), store.model.backup) for store in feature.stores.values() if store.model.backup
        ]
        for path, plan in plans:
            missing = unsaid(plan, Backup.model_fields)
            if refused(feature, path) or not missing:
                continue
            if plan is None:
                message, help = "no backup plan is documented", f"add {listed(missing)} under `backup`"
            else:
                message, help = f"the backup plan does not say {listed(missing)}", f"add {listed(missing)}"
            yield Finding(feature, path, message, help, members=each(feature, path, missing))


RULE = Rule(
    name="completeness/backup",
    severity=Severity.ERROR,
    step=9,
    checks="The backup plan says how often and for how long, the recovery time and recovery point objectives, whether any moment can be restored, and what happens in a disaster. A store with a plan of its own, and keys that expire, need no other.",
    why="What is not planned is found out while everybody waits for the data.",
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
backup:
  frequency: 1 hour
  retention: 30 days
  rto: 1 hour
  rpo: 5 minutes
  point_in_time_recovery: true
  disaster_recovery: A replica in a second region is promoted
""",
    check=check,
    incomplete=True,
)
