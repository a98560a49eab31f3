"""completeness/caching"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .missing import designs, refused


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        told = design.performance is not None and design.performance.caching
        if told or any(query.caching for query in design.queries) or refused(feature, ("performance",)):
            continue
        help = "say under `performance.caching` which queries are cached and for how long, or that none is"
        yield Finding(feature, ("performance", "caching"), "no caching strategy is defined", help)


RULE = Rule(
    name="completeness/caching",
    severity=Severity.ERROR,
    step=8,
    checks="The design says which queries are cached, under `performance` or with a query. None is an answer.",
    why="A cache that was not planned is added in a hurry, and then nobody knows when it is stale.",
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
performance: {caching: None, every query is answered by an index}
""",
    check=check,
    incomplete=True,
)
