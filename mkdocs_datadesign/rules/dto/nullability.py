"""dto/nullability"""

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog, Dto, Field
from ...problem import Severity
from ..rule import Finding, Rule
from .mapping import mappings, reads, writes


def check(catalog: Catalog) -> Iterator[Finding]:
    for dto, name, declared, origins in mappings(catalog):
        if len(origins) == 1 and declared.required is not None and not declared.computed:
            yield from _check(dto, name, declared, origins[0])


def _check(dto: Dto, name: str, declared: model.DtoField, field: Field) -> Iterator[Finding]:
    path, stored = (*dto.path, "fields", name, "required"), f"`{field.object.name}.{field.name}`"
    related = ((field.object.feature, field.path, "NULL is decided here"),)
    if reads(dto) and declared.required and field.has("NULL") and not declared.transform:
        message = f"the contract promises `{name}`, and {stored} may be NULL"
        help = "make the field NOT NULL, or say under `transform` what stands in for it"
        yield Finding(dto.feature, path, message, help, related=related)
    if writes(dto) and not declared.required and field.has("NOT NULL") and not field.has("DEFAULT"):
        message = f"the contract leaves `{name}` out at will, and {stored} is NOT NULL"
        help = "require it, or give the field a DEFAULT"
        yield Finding(dto.feature, path, message, help, related=related)


RULE = Rule(
    name="dto/nullability",
    severity=Severity.WARNING,
    step=10,
    checks="A DTO field that says whether it is required agrees with the data: NOT NULL, NULL and DEFAULT.",
    why="A contract that promises what may be missing, or takes what may not be, fails with the first such record.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      note: {type: Text, constraints: ["NULL"]}
dtos:
  OrderResponse:
    source: orders
    fields:
      note: {from: note, required: true}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      note: {type: Text, constraints: ["NULL"]}
dtos:
  OrderResponse:
    source: orders
    fields:
      note: {from: note, required: false}
""",
    check=check,
)
