"""completeness/objects"""

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog, Object
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..rule import Finding, Rule
from .missing import each, unsaid

_NEEDS: dict[str, tuple[str, ...]] = {
    "entity": ("purpose", "fields"),
    "collection": ("purpose", "fields"),
    "key": ("purpose", "value"),
    "file set": ("purpose", "structure", "format", "naming", "access"),
    "series": ("purpose", "timestamp", "fields"),
    "embedding set": ("purpose", "source", "model", "dimensions", "metric"),
}


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub or partly_read(item):
            continue
        missing = [*unsaid(item.model, _NEEDS[item.kind]), *_of_key(item)]
        if missing:
            message = f"`{item.name}` does not say its {listed(missing)}"
            members = each(item.feature, item.path, missing)
            yield Finding(item.feature, item.path, message, f"add {listed(missing)}", members=members)


def _of_key(item: Object) -> Iterator[str]:
    if isinstance(item.model, model.KeyObject):
        if not (item.model.pattern or item.model.partition_key):
            yield "pattern"
        if not (item.model.ttl or item.model.eviction):  # whichever way its data goes; `none` if it stays
            yield "ttl"


RULE = Rule(
    name="completeness/objects",
    severity=Severity.ERROR,
    step=3,
    checks="Each object says what it is for, and what its mechanism needs: fields, a key pattern and a value, a file's structure, format, naming and access, a series' time and measurements, or an embedding's source, model, dimensions and metric.",
    why="What is only named gets built by whoever comes first, in the way that they imagine it.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
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
""",
    check=check,
    incomplete=True,
)
