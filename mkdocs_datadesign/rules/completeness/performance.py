"""completeness/performance"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused, unsaid


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        if refused(feature, ("performance",)) or not feature.stores:
            continue
        mechanisms = {store.model.mechanism for store in feature.stores.values()}
        keys = ["partitioning", "denormalization"] if mechanisms & {"relational", "document", "time-series"} else []
        keys += ["pooling"] if "relational" in mechanisms else []
        if missing := unsaid(design.performance, [*keys, "query_optimization"]):
            message = f"`performance` does not say {listed(missing)}"
            help = f"add {listed(missing)} under `performance`; none, with its reason, is an answer"
            members = each(feature, ("performance",), missing)
            yield Finding(feature, ("performance",), message, help, members=members)


RULE = Rule(
    name="completeness/performance",
    severity=Severity.ERROR,
    step=8,
    checks="The design says how it stays fast: query optimization; for tables, collections and series also partitioning and denormalization; for a relational database also connection pooling. None is an answer.",
    why="Each of these is cheap to plan, and dear to add to a table that is full.",
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
performance:
  partitioning: None below ten million rows
  denormalization: None
  pooling: PgBouncer with 20 connections for each service
  query_optimization: Keyset pagination instead of offsets
""",
    check=check,
    incomplete=True,
)
