"""completeness/description"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub or partly_read(item):
            continue
        bare = [field for field in item.fields.values() if field.model and not field.model.description]
        if bare:
            names = listed([field.name for field in bare])
            message = f"{names} of `{item.name}` {'has' if len(bare) == 1 else 'have'} no description"
            members = tuple((item.feature, field.path, "") for field in bare)
            help = "say what it means under `description`"
            yield Finding(item.feature, bare[0].path, message, help, members=members)


RULE = Rule(
    name="completeness/description",
    severity=Severity.WARNING,
    step=3,
    checks="Each field says what it means.",
    why="A name is not a meaning: nobody can tell later whether `total` has the tax in it.",
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
          total: {type: Integer, constraints: [NOT NULL]}
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
          total: {type: Integer, constraints: [NOT NULL], description: What was paid in cents with tax}
""",
    check=check,
    incomplete=True,
)
