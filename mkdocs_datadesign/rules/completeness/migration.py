"""completeness/migration"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...checklist import has_schema
from ...model import Part
from ...model.design import Rollback, Setup, Versioning
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused, unsaid

_PARTS: tuple[tuple[str, type[Part]], ...] = (("setup", Setup), ("versioning", Versioning), ("rollback", Rollback))


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, design in designs(catalog):
        if not has_schema(feature) or refused(feature, ("migration",)):
            continue
        if design.migration is None:
            help = "add `setup`, `versioning` and `rollback` under `migration`"
            members = tuple(
                one
                for name, part in _PARTS
                for one in each(feature, ("migration", name), unsaid(None, part.model_fields))
            )
            yield Finding(feature, ("migration",), "no migration strategy is defined", help, members=members)
            continue
        for name, part in _PARTS:
            if missing := unsaid(getattr(design.migration, name), part.model_fields):
                message, path = f"`migration.{name}` does not say {listed(missing)}", ("migration", name)
                yield Finding(feature, path, message, f"add {listed(missing)}", members=each(feature, path, missing))


RULE = Rule(
    name="completeness/migration",
    severity=Severity.ERROR,
    step=7,
    checks="The migration strategy covers the initial setup, version management and the rollback plan. Keys and files alone need none.",
    why="What is not planned before the first migration is improvised during the first rollback.",
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
migration:
  setup: {tool: Alembic, baseline: "0001", schema: One revision creates the table, seeding: None}
  versioning: {naming: Number and slug, tracking: The table alembic_version, generation: By hand, dependencies: None}
  rollback: {undo: Each revision can be downgraded, data_preservation: Rows are copied first, testing: On staging, backup: A snapshot before}
""",
    check=check,
    incomplete=True,
)
