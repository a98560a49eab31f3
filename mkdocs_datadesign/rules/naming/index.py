"""naming/index"""

import re
from collections.abc import Iterator

from ... import model
from ...catalog import Catalog, Object
from ...linking import plain_name
from ...problem import Severity
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub or item.kind == "key":
            continue
        for name, (index, path) in item.indexes.items():
            prefixes = [f"idx_{item.name}_", *([f"uq_{item.name}_"] if index.is_unique else [])]
            if not name.lower().startswith(tuple(prefix.lower() for prefix in prefixes)):
                shown = " or ".join(f"`{prefix}`" for prefix in prefixes)
                yield Finding(item.feature, path, f"`{name}` does not begin with {shown}", _help(item, index))


def _help(item: Object, index: model.Index) -> str:
    start = f"idx_{item.name}_"
    fields = [re.sub(r"\W+", "_", plain_name(name)).strip("_") for name in index.fields]
    name = start + "_".join(fields)
    if name in item.indexes or not item.store.technology.takes(name):
        return f"begin it with `{start}`"
    return f"name it `{name}`"


RULE = Rule(
    name="naming/index",
    severity=Severity.WARNING,
    step=5,
    checks="An index is named after its table, `idx_users_email`; a unique one may begin with `uq_` instead.",
    why="Errors, locks and query plans show an index by its name alone, which then tells the table.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: VARCHAR(255)}
    indexes:
      email_index: {fields: [email]}
""",
    good="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: VARCHAR(255)}
    indexes:
      idx_users_email: {fields: [email]}
""",
    check=check,
)
