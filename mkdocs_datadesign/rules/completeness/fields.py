"""completeness/fields"""

from collections.abc import Iterator

from ...catalog import Catalog, Field
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..rule import Finding, Rule

_ROLES = ("field", "value", "metadata")


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub or partly_read(item):
            continue
        over = {
            name for constraint, _ in item.constraints if constraint.kind in ("PK", "FK") for name in constraint.fields
        }
        bare = [field for field in item.fields.values() if _is_bare(field) and field.name not in over]
        if bare:
            names = listed([field.name for field in bare])
            message = f"{names} of `{item.name}` {'has' if len(bare) == 1 else 'have'} no constraints"
            help = 'say at least whether it may be missing: `constraints: [NOT NULL]` or `["NULL"]`'
            members = tuple((item.feature, field.path, "") for field in bare)
            yield Finding(item.feature, bare[0].path, message, help, members=members)


def _is_bare(field: Field) -> bool:
    return field.role in _ROLES and field.model is not None and not field.model.constraints


RULE = Rule(
    name="completeness/fields",
    severity=Severity.ERROR,
    step=3,
    checks="Each field has a constraint, of its own or over several fields: at least NOT NULL or NULL. Tags and the placeholders of patterns are always there.",
    why="A field that may or may not be NULL is decided by whoever writes the migration, and differently by whoever reads it.",
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
          note: {type: Text, description: What the customer wrote}
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
          note: {type: Text, constraints: ["NULL"], description: What the customer wrote}
""",
    check=check,
    incomplete=True,
)
