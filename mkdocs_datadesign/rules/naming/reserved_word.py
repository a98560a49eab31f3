"""naming/reserved-word"""

from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...problem import Severity
from ...source import Path
from ...words import plural_name, singular_name
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        reserved = item.store.technology.reserved
        if item.is_stub or not reserved:
            continue
        if item.name.lower() in reserved:
            better = plural_name(item.name)
            help = f"name it `{better}`" if better.lower() not in reserved else "choose another name"
            yield _finding(item, item.name, item.path, help, True)
        for field in item.fields.values():
            if field.name.lower() in reserved and field.role != "part":
                record = singular_name(item.name)
                better = f"{field.name}_value" if field.name.lower() == record else f"{record}_{field.name}"
                if field.foreign_keys:
                    better = f"{field.name}_id"
                yield _finding(item, field.name, field.path, f"name it `{better}`", field.role != "timestamp")


def _finding(item: Object, name: str, path: Path, help: str, at_key: bool) -> Finding:
    message = f"`{name}` is a reserved word of {item.store.technology.name}"
    return Finding(item.feature, path, message, f"{help}, or each use must quote it", at_key=at_key)


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
