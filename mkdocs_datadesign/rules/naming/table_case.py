"""naming/table-case"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import is_case, plural_name, to_case
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if not item.is_table or item.is_stub or is_case(item.name, "snake_case"):
            continue
        case = item.store.technology.case
        if case == "camelCase" and is_case(item.name, case):
            continue
        message = f"`{item.name}` is not in {'snake_case' if case == 'snake_case' else 'camelCase or snake_case'}"
        right = to_case(plural_name(item.name), case)
        help = f"name it `{right}`" if is_case(right, case) else "begin with a letter; use only a-z, digits and `_`"
        yield Finding(item.feature, item.path, message, help)


RULE = Rule(
    name="naming/table-case",
    severity=Severity.WARNING,
    step=3,
    checks="Tables are named in snake_case, and collections in camelCase or snake_case.",
    why="SQL folds unquoted names to one case, so any other name must be quoted wherever it is used.",
    bad="""\
entities:
  OrderLines:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  order_lines:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
