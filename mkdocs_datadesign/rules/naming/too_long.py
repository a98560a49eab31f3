"""naming/too-long"""

from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ...source import Path
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        technology = item.store.technology
        for name, path in () if item.is_stub else _names(item):
            if not technology.takes(name):
                length, allowed = technology.length(name), f"{technology.name} allows {technology.name_limit}"
                message = f"`{name}` has {length} {technology.limit_unit}; {allowed}"
                help = f"shorten it by {length - technology.name_limit}"
                yield Finding(item.feature, path, message, help)


def _names(item: Object) -> Iterator[tuple[str, Path]]:
    yield item.name, item.path
    for field in item.fields.values():
        if field.role != "part" and len(field.path) == len(item.path) + 2:  # a nested one is no column
            yield field.name, field.path
    for name, (_, path) in item.indexes.items():
        yield name, path


RULE = Rule(
    name="naming/too-long",
    severity=Severity.ERROR,
    step=3,
    checks="The names of tables, fields and indexes fit the database: 63 bytes in PostgreSQL, 64 characters in MySQL.",
    why="PostgreSQL cuts a longer name off, so that two may become the same; MySQL refuses it.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      was_confirmed_by_the_customer_in_the_second_step_of_the_checkout: {type: Boolean}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      was_confirmed: {type: Boolean}
""",
    check=check,
)
