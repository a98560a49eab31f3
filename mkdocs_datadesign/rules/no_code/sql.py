"""no-code/sql"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .prose import findings


def check(catalog: Catalog) -> Iterator[Finding]:
    return findings(catalog, "sql", "SQL", "say in words what it does, and leave the statement to the code")


RULE = Rule(
    name="no-code/sql",
    severity=Severity.ERROR,
    step=11,
    checks=(
        "No prose holds a statement of SQL or of MongoDB's shell. To mention one by its name is fine, and so are "
        "conditions under `where`, `CHECK` and `DEFAULT`."
    ),
    why="A design says what is kept and why. A statement in it is a second copy of the schema, tested by nobody.",
    bad="""\
entities:
  orders:
    notes: CREATE TABLE orders (id uuid primary key)
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    notes: The CREATE TABLE statement is in the repository.
    fields:
      id: {type: UUID, constraints: [PK]}
    indexes:
      idx_orders_id: {fields: [id], where: id is not null, purpose: Find an order}
""",
    check=check,
)
