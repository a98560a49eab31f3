"""model/soft-delete-field"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import Case
from ..rule import Finding, Rule
from .links import partly_read

_CASES: tuple[Case, ...] = ("snake_case", "camelCase")


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if not item.soft_delete or item.is_stub or partly_read(item):
            continue
        times = catalog.conventions.timestamps
        name, *others = dict.fromkeys(times.name("deleted", case) for case in (item.store.technology.case, *_CASES))
        found = [item.fields[known] for known in (name, *others) if known in item.fields]
        if not found:
            message = f"`{item.name}` is deleted softly, but has no field `{name}`"
            yield Finding(
                item.feature, (*item.path, "soft_delete"), message, f"add `{name}`, a timestamp that may be NULL"
            )
        elif all(field.required for field in found):
            message = f"`{found[0].name}` is NOT NULL, so no record of `{item.name}` is ever undeleted"
            yield Finding(item.feature, found[0].path, message, "let it be NULL until the record is deleted")


RULE = Rule(
    name="model/soft-delete-field",
    severity=Severity.ERROR,
    step=3,
    checks="What is deleted softly has a field `deleted_at` (`deletedAt`) that may be NULL.",
    why="Without it nothing marks a record as deleted; if it is NOT NULL, all records count as deleted.",
    bad="""\
entities:
  orders:
    soft_delete: true
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    soft_delete: true
    fields:
      id: {type: UUID, constraints: [PK]}
      deleted_at: {type: Timestamp, constraints: ["NULL"]}
""",
    check=check,
)
