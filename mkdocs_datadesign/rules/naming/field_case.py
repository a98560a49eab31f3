"""naming/field-case"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import is_case, to_case
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub:
            continue
        case = item.store.technology.case
        for field in item.fields.values():
            # a dot splits a nested name, and a name may hold one itself: its path has it whole
            name = field.last_name if field.role == "timestamp" else str(field.path[-1])
            if field.role == "part" or is_case(name, case):
                continue
            right = to_case(name, case)
            help = f"name it `{right}`" if is_case(right, case) else "begin with a letter; use only a-z, digits and `_`"
            yield Finding(item.feature, field.path, f"`{name}` is not in {case}", help)


RULE = Rule(
    name="naming/field-case",
    severity=Severity.WARNING,
    step=3,
    checks="Fields are named in snake_case in SQL and in camelCase elsewhere, those of nested objects as well.",
    why="One case for each kind of store lets code map names by rule. SQL folds unquoted names to one case.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      totalCents: {type: Integer}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      total_cents: {type: Integer}
""",
    check=check,
)
