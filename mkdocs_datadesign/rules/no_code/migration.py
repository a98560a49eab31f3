"""no-code/migration"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .prose import findings


def check(catalog: Catalog) -> Iterator[Finding]:
    help = "say in words what the migration changes, and how it is undone"
    return findings(catalog, "migration", "migration code", help)


RULE = Rule(
    name="no-code/migration",
    severity=Severity.ERROR,
    step=11,
    checks=(
        "No prose holds a migration's code: that of Alembic, Django, Rails, Knex, Sequelize, TypeORM, Liquibase, "
        "Laravel or Entity Framework. To name a tool or its command, such as `alembic upgrade head`, is fine."
    ),
    why="The plan of a migration is agreed on before it is written; its code belongs where it runs and is tested.",
    bad="""\
title: Orders
stores:
  main: {mechanism: relational, technology: PostgreSQL}
migration:
  setup: {tool: Alembic, schema: "op.create_table('orders', sa.Column('id', sa.UUID()))"}
""",
    good="""\
title: Orders
stores:
  main: {mechanism: relational, technology: PostgreSQL}
migration:
  setup: {tool: Alembic, schema: One revision creates the table of orders}
""",
    check=check,
)
