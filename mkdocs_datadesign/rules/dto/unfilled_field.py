"""dto/unfilled-field"""

from collections.abc import Iterator

from ...catalog import Catalog, Dto, Field, Object
from ...problem import Severity
from ...words import listed
from ..model.links import partly_read
from ..model.types import read_type
from ..rule import Finding, Rule
from .mapping import made_of, writes

_GENERATED = ("uuid", "objectid", "ulid")


def check(catalog: Catalog) -> Iterator[Finding]:
    times = {"created_at", "updated_at", *catalog.conventions.timestamps.model_dump().values()}
    for item in catalog.objects:
        dtos = [] if item.is_stub or partly_read(item) else list(filter(writes, made_of(item)))
        filled = {name for dto in dtos for name in _filled(item, dto)}
        for field in item.fields.values() if dtos else ():
            if _must_be_filled(field, times) and not _is_filled(field, filled):
                do = "does" if len(dtos) == 1 else "do"
                names = listed([dto.name for dto in dtos], limit=3)
                message = f"`{item.name}.{field.name}` is required, and {names} {do} not fill it"
                help = (
                    "map a field of a DTO that writes to it (`computed: true` if the server does), or give it a DEFAULT"
                )
                members = ((item.feature, field.path, ""),)  # whichever DTOs write by now
                yield Finding(item.feature, field.path, message, help, members=members)


def _filled(item: Object, dto: Dto) -> Iterator[str]:
    """The fields of an object that a DTO fills."""
    if (dto.failures or dto.field_failures) and item in dto.sources:  # it may fill more than could be followed
        yield from item.fields
    yield from (field.name for fields in dto.origins.values() for field in fields if field.object is item)


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
