"""model/unused-object"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if not item.is_stub and all(use.by is item for use in item.uses):
            message = f"no query, relationship, DTO or other object touches `{item.name}`"
            yield Finding(item.feature, item.path, message, "add what uses it, or remove it")


RULE = Rule(
    name="model/unused-object",
    severity=Severity.NOTE,
    step=3,
    checks="Each object is touched by a query, a relationship, a DTO or a reference from another object.",
    why="What nothing reads or writes is either not needed, or its use was forgotten in the design.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
queries:
  - operation: Load an order
    target: orders
    filter: [id]
""",
    check=check,
)
