"""model/no-primary-key"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .links import partly_read


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if (
            item.kind in ("entity", "collection")
            and not item.is_stub
            and not item.primary_key
            and not partly_read(item)
        ):
            message = f"`{item.name}` has no primary key"
            yield Finding(item.feature, item.path, message, "give one field the constraint PK")


RULE = Rule(
    name="model/no-primary-key",
    severity=Severity.ERROR,
    step=3,
    checks="Each entity and collection that a feature defines has a primary key, on a field or over several.",
    why="Without one, a record cannot be told from its duplicate, nothing can refer to it, and replication suffers.",
    bad="""\
entities:
  orders:
    fields:
      number: {type: Integer}
""",
    good="""\
entities:
  orders:
    fields:
      number: {type: Integer, constraints: [PK]}
""",
    check=check,
)
