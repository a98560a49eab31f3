"""naming/reserved-word"""

from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ...source import Path
from ...words import plural_name, singular_name, to_case
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        reserved = item.store.technology.reserved
        if item.is_stub or not reserved:
            continue
        if item.name.lower() in reserved:
            better = to_case(plural_name(item.name), "snake_case")
            help = f"name it `{better}`" if better not in reserved else "choose another name"
            yield _finding(item, item.name, item.path, help)
        for field in item.fields.values():
            if field.name.lower() in reserved and field.role != "part":
                record, name = singular_name(item.name), to_case(field.name, "snake_case")
                better = f"{name}_value" if name == record else f"{record}_{name}"
                if field.foreign_keys:
                    better = f"{name}_id"
                yield _finding(item, field.name, field.path, f"name it `{better}`")


def _finding(item: Object, name: str, path: Path, help: str) -> Finding:
    message = f"`{name}` is a reserved word of {item.store.technology.name}"
    return Finding(item.feature, path, message, f"{help}, or each use must quote it")


RULE = Rule(
    name="naming/reserved-word",
    severity=Severity.WARNING,
    step=3,
    checks="No table and no field has a name that its database reserves.",
    why="A reserved word must be quoted in each statement; where that is forgotten, it fails or means another thing.",
    bad="""\
entities:
  user:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
