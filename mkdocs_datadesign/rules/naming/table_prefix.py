"""naming/table-prefix"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    prefixes = catalog.conventions.table_prefixes
    for item in catalog.objects if prefixes else ():
        if item.is_table and not item.is_stub and not item.name.startswith(prefixes):
            shown = " or ".join(f"`{prefix}`" for prefix in prefixes)
            message = f"`{item.name}` does not begin with {shown}"
            members = ((item.feature, item.path, ""),)  # whatever the prefixes are by now
            yield Finding(item.feature, item.path, message, f"name it `{prefixes[0]}{item.name}`", members=members)


RULE = Rule(
    name="naming/table-prefix",
    severity=Severity.WARNING,
    step=1,
    checks="Tables and collections begin with one of the prefixes that the option `conventions.table_prefixes` lists.",
    why="In a database that several applications share, the prefix tells whose table it is.",
    conventions={"table_prefixes": ("shop_",)},
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  shop_orders:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
