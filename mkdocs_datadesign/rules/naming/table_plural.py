"""naming/table-plural"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import is_case, plural_name, to_case
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_table and not item.is_stub and not catalog.conventions.is_plural(item.name):
            right = plural_name(item.name)
            if not is_case(right, "snake_case") and not is_case(right, item.store.technology.case):
                right = to_case(right, item.store.technology.case)
            yield Finding(item.feature, item.path, f"`{item.name}` is not plural", f"name it `{right}`")


RULE = Rule(
    name="naming/table-plural",
    severity=Severity.WARNING,
    step=3,
    checks="The name of each table and collection ends in a plural noun.",
    why="A table holds many records. Where all names are plural, nobody has to look up which one it was.",
    bad="""\
entities:
  order_line:
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
