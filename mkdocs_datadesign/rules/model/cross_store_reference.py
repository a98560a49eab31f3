"""model/cross-store-reference"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for key in catalog.foreign_keys:
        target, item = key.target, key.object
        if target is None or not key.crosses_databases or item.owner is not None:
            continue
        models = [item.fields[name].model for name in key.fields if name in item.fields]
        if not any(model is not None and model.consistency for model in models):
            message = (
                f"`{target.name}` is in another database (`{target.store.database}`): no foreign key can hold this"
            )
            help = "say under `consistency`, beside `constraints`, what keeps it true"
            yield Finding(item.feature, key.path, message, help)


RULE = Rule(
    name="model/cross-store-reference",
    severity=Severity.WARNING,
    step=3,
    checks="A reference into another database says under `consistency` what keeps it true.",
    why="No foreign key can span two databases, so nothing keeps the target there unless somebody sees to it.",
    bad="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        fields:
          id: {type: UUID, constraints: [PK]}
  reviews:
    mechanism: document
    technology: MongoDB
    collections:
      reviews:
        fields:
          _id: {type: ObjectId, constraints: [PK]}
          userId: {type: UUID, constraints: [FK users.id]}
""",
    good="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        fields:
          id: {type: UUID, constraints: [PK]}
  reviews:
    mechanism: document
    technology: MongoDB
    collections:
      reviews:
        fields:
          _id: {type: ObjectId, constraints: [PK]}
          userId: {type: UUID, constraints: [FK users.id], consistency: A nightly job removes orphans}
""",
    check=check,
)
