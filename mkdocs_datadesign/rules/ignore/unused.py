"""ignore/unused"""

from collections.abc import Iterable

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterable[Finding]:
    """Nothing: which comments hid something is known only after all rules have run; rules/check.py reports them."""
    return ()


RULE = Rule(
    name="ignore/unused",
    severity=Severity.WARNING,
    step=0,
    checks="Each ignoring comment hides a problem.",
    why="A comment that hides nothing any more would one day hide a new problem that nobody meant it for.",
    bad="""\
entities:
  orders: # datadesign: ignore naming/table-plural
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
