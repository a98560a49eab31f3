"""completeness/indexes"""

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog
from ...problem import Severity
from ..model.links import partly_read
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub or partly_read(item):
            continue
        for name, (index, path) in item.indexes.items():
            if not index.purpose:
                message = f"index `{name}` does not say what it is for"
                yield Finding(item.feature, path, message, "name the queries that it serves under `purpose`")
        if isinstance(item.model, model.Embeddings) and item.model.index is None:
            message = f"`{item.name}` does not say how nearest neighbours are found"
            help = "say so under `index`: hnsw, ivfflat, flat, or that the service sees to it"
            yield Finding(item.feature, item.path, message, help)


RULE = Rule(
    name="completeness/indexes",
    severity=Severity.ERROR,
    step=5,
    checks="Each index says what it is for, and each set of embeddings how its nearest neighbours are found.",
    why="An index whose purpose nobody knows is never dropped, and a vector search without one reads every vector.",
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
          created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was placed}
        indexes:
          idx_orders_created_at: {fields: [created_at desc], type: btree}
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
          created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was placed}
        indexes:
          idx_orders_created_at: {fields: [created_at desc], type: btree, purpose: The newest orders}
""",
    check=check,
    incomplete=True,
)
