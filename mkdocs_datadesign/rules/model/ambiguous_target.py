"""model/ambiguous-target"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule, failed


def check(catalog: Catalog) -> Iterator[Finding]:
    for key in catalog.foreign_keys:
        if key.failure:
            yield from failed(key.object.feature, [(key.failure, key.path)], "ambiguous")
    for feature in catalog.features.values():
        for store in feature.stores.values():
            for relationship in store.relationships:
                yield from failed(feature, relationship.failures, "ambiguous")


RULE = Rule(
    name="model/ambiguous-target",
    severity=Severity.ERROR,
    step=3,
    checks="What a foreign key or a relationship names is defined in one place only, or the feature is named with it.",
    why="Two tables of the same name are two different things; a guess between them would be wrong half of the time.",
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
  legacy:
    mechanism: relational
    technology: MySQL
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
          userId: {type: UUID, constraints: [FK users.id], consistency: Checked every night.}
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
  legacy:
    mechanism: relational
    technology: MySQL
    entities:
      customers:
        fields:
          id: {type: UUID, constraints: [PK]}
  reviews:
    mechanism: document
    technology: MongoDB
    collections:
      reviews:
        fields:
          _id: {type: ObjectId, constraints: [PK]}
          userId: {type: UUID, constraints: [FK users.id], consistency: Checked every night.}
""",
    check=check,
)
