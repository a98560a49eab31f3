"""model/identifier-type"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .types import read_type


def check(catalog: Catalog) -> Iterator[Finding]:
    wanted = catalog.conventions.identifiers
    types = {read_type(name) for name in wanted}
    for item in catalog.objects if wanted else ():
        if not item.is_table or item.is_stub or len(item.primary_key) != 1:
            continue
        field = item.fields.get(item.primary_key[0])
        # a key that is another table's, or that has a meaning of its own, is no identifier to be chosen freely
        if field is None or field.foreign_keys or field.name not in ("id", "_id"):
            continue
        if read_type(field.type) not in types:
            shown = listed(wanted, "or")
            message = f"`{item.name}.{field.name}` is `{field.type}`, and identifiers are {shown} in this project"
            help = f"make it {shown}, or add its type to `conventions.identifiers`"
            path = (*field.path, "type")
            yield Finding(item.feature, path, message, help, members=((item.feature, path, field.type),))


RULE = Rule(
    name="model/identifier-type",
    severity=Severity.WARNING,
    step=1,
    checks="The primary key `id` or `_id` has one of the types that the option `conventions.identifiers` lists.",
    why="Identifiers of several types make every reference between two features a question.",
    conventions={"identifiers": ("UUID",)},
    bad="""\
entities:
  orders:
    fields:
      id: {type: Serial, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
