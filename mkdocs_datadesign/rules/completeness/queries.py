"""completeness/queries"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused, unsaid

_KEYS = ("frequency", "pattern", "target")


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        if refused(feature, ("queries",)):
            continue
        if not design.queries:
            help = "add each common operation under `queries`, with its frequency, pattern and target"
            yield Finding(feature, ("queries",), "no query pattern is identified", help)
        for query in feature.queries:
            if missing := unsaid(query.model, _KEYS):
                message = f"`{query.model.operation}` does not say its {listed(missing)}"
                path, members = (*query.path, "operation"), each(feature, query.path, missing)
                yield Finding(feature, path, message, f"add {listed(missing)}", members=members)


RULE = Rule(
    name="completeness/queries",
    severity=Severity.ERROR,
    step=4,
    checks="The design names its common operations, each with its frequency, its pattern and the object that it asks.",
    why="Indexes, caches and the choice of the mechanism itself follow from how the data is asked for.",
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
queries:
  - {operation: Load an order, frequency: high, pattern: Single record lookup, target: orders, filter: [id]}
""",
    check=check,
    incomplete=True,
)
