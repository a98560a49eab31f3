"""completeness/empty-store"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .missing import refused

_SECTIONS = {
    "relational": "entities",
    "document": "collections",
    "key-value": "keys",
    "file": "files",
    "time-series": "series",
    "vector": "embeddings",
}


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature in catalog.features.values():
        for store in feature.stores.values():
            if not store.objects and not refused(feature, store.path):
                section = _SECTIONS[store.model.mechanism]
                message = f"`{store.name}` holds nothing"
                yield Finding(feature, (*store.path, section), message, f"define what it holds under `{section}`")


RULE = Rule(
    name="completeness/empty-store",
    severity=Severity.ERROR,
    step=3,
    checks="Each store holds at least one entity, collection, key, file set, series or embedding set.",
    why="A store that holds nothing has no diagram, and its rationale is for nothing.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
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
""",
    check=check,
    incomplete=True,
)
