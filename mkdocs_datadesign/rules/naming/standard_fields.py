"""naming/standard-fields"""

from collections.abc import Iterator

from ...catalog import Catalog, Object
from ...conventions import Conventions
from ...problem import Severity
from ...words import listed, split
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if (
            item.kind in ("entity", "collection")
            and not item.is_stub
            and (missing := list(_missing(item, catalog.conventions)))
        ):
            message = f"`{item.name}` has no {listed(missing, 'or')}"
            members = tuple((item.feature, (*item.path, "fields", name), "") for name in missing)
            yield Finding(item.feature, item.path, message, _help(item, missing), members=members)


def _help(item: Object, missing: list[str]) -> str:
    times = [name for name in missing if name not in ("id", "_id")]
    if len(times) < len(missing) and item.primary_key:
        rename = f"name the primary key `{missing[0]}`"
        return f"{rename}, and add {listed(times)}" if times else rename
    return f"add {listed(missing)}"


def _missing(item: Object, conventions: Conventions) -> Iterator[str]:
    present = {split(name) for name in item.fields}
    key = [item.fields[name] for name in item.primary_key if name in item.fields]
    if ("id",) not in present and len(item.primary_key) < 2 and not any(field.foreign_keys for field in key):
        yield "id" if item.store.technology.is_sql else "_id"
    for event in ("created", "updated"):
        name = conventions.timestamps.name(event, item.store.technology.case)
        if split(name) not in present:
            yield name


RULE = Rule(
    name="naming/standard-fields",
    severity=Severity.WARNING,
    step=3,
    checks=(
        "Each entity and collection has `created_at`, `updated_at` and `id` (`_id` in a document store); "
        "one whose primary key spans several fields, or is a foreign key, needs no `id`."
    ),
    why="They answer when a record came to be and when it last changed, which cannot be found out afterwards.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: String}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      status: {type: String}
      created_at: {type: Timestamp, constraints: [NOT NULL]}
      updated_at: {type: Timestamp, constraints: [NOT NULL]}
""",
    check=check,
)
