"""dto/unfilled-field"""

from collections.abc import Iterator

from ...catalog import Catalog, Field, Object
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..model.types import read_type
from ..rule import Finding, Rule
from .mapping import writes

_GENERATED = ("uuid", "objectid", "ulid")


def check(catalog: Catalog) -> Iterator[Finding]:
    filled: dict[Object, set[str]] = {}
    writers: dict[Object, list[str]] = {}
    for feature in catalog.features.values():
        for dto in filter(writes, feature.dtos.values()):
            if dto.failures or dto.field_failures:  # it may fill more than could be followed
                for item in dto.sources:
                    filled.setdefault(item, set()).update(item.fields)
            origins = [field for fields in dto.origins.values() for field in fields]
            for item in dict.fromkeys((*dto.sources, *(field.object for field in origins))):
                writers.setdefault(item, []).append(dto.name)
            for field in origins:
                filled.setdefault(field.object, set()).add(field.name)
    times = {"created_at", "updated_at", *catalog.conventions.timestamps.model_dump().values()}
    for item, names in writers.items():
        if not item.is_stub and not partly_read(item):
            for field in item.fields.values():
                if _must_be_filled(field, times) and not _is_filled(field, filled.get(item, set())):
                    do = "does" if len(names) == 1 else "do"
                    message = f"`{item.name}.{field.name}` is required, and {listed(names, limit=3)} {do} not fill it"
                    help = "map a field of a DTO that writes to it (`computed: true` if the server does), or give it a DEFAULT"
                    yield Finding(item.feature, field.path, message, help)


def _must_be_filled(field: Field, times: set[str]) -> bool:
    """Whether a record lacks something without it; what holds fields is filled by these."""
    if field.model is None or field.role == "part" or field.model.fields:
        return False
    return all(_is_asked_for(one) for one in field.within) and not _is_made_by_the_database(field, times)


def _is_asked_for(field: Field) -> bool:
    return field.required and not field.has("DEFAULT") and field.model is not None and not field.model.computed


def _is_made_by_the_database(field: Field, times: set[str]) -> bool:
    type = field.type.lower()
    if field.name in ("id", "_id") and not field.foreign_keys:
        return True
    if field.in_primary_key and not field.foreign_keys:
        return read_type(type).family in _GENERATED or "serial" in type or "identity" in type or "increment" in type
    return field.last_name in times or _snake(field.last_name) in times


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def _is_filled(field: Field, filled: set[str]) -> bool:
    """Whether it, or an object that it lies within, is mapped."""
    return any(one.name in filled for one in field.within)


RULE = Rule(
    name="dto/unfilled-field",
    severity=Severity.WARNING,
    step=10,
    checks=(
        "Where DTOs with `direction: write` or `both` write an object, one of them fills each required field, but for "
        "what has a DEFAULT, is computed, is an identifier that the database makes, or a timestamp of the conventions."
    ),
    why="A required field that nothing fills makes each insertion fail, and shows that the contract forgot something.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      sku: {type: Text, constraints: [NOT NULL]}
      quantity: {type: Integer, constraints: [NOT NULL]}
dtos:
  PlaceOrder:
    source: orders
    direction: write
    fields:
      sku: {from: sku}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      sku: {type: Text, constraints: [NOT NULL]}
      quantity: {type: Integer, constraints: [NOT NULL]}
dtos:
  PlaceOrder:
    source: orders
    direction: write
    fields:
      sku: {from: sku}
      quantity: {from: quantity}
""",
    check=check,
)
