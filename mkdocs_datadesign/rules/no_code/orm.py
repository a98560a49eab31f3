"""no-code/orm"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .prose import findings


def check(catalog: Catalog) -> Iterator[Finding]:
    return findings(catalog, "orm", "ORM code", "describe the model by its `fields`, and say the rest in words")


RULE = Rule(
    name="no-code/orm",
    severity=Severity.ERROR,
    step=11,
    checks=(
        "No prose holds a model's code: that of SQLAlchemy, Django, Prisma, TypeORM, Sequelize, Mongoose, Rails, JPA "
        "or Entity Framework. To name an ORM or a class is fine."
    ),
    why="A model in code fixes one language's way to say what the design says for all of them, and drifts from it.",
    bad="""\
entities:
  orders:
    notes: "class Order(Base): id = Column(UUID, primary_key=True)"
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    notes: SQLAlchemy maps it to the class `Order`.
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
