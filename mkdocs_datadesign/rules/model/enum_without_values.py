"""model/enum-without-values"""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .enums import is_enum, values_of
from .links import partly_read


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub:
            continue
        for field in item.fields.values():
            if is_enum(field) and not values_of(field) and not partly_read(item):
                message = f"`{field.name}` is an enum without values"
                yield Finding(item.feature, (*field.path, "type"), message, "list them: `values: [pending, paid]`")


RULE = Rule(
    name="model/enum-without-values",
    severity=Severity.ERROR,
    step=3,
    checks="A field of type Enum lists its values, under `values` or in its type.",
    why="Whoever builds the table or the form needs each value; an enum without them is a text in disguise.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Enum}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: Enum, values: [pending, paid, shipped]}
""",
    check=check,
)
