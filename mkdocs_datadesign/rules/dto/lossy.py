"""dto/lossy"""

import re
from collections.abc import Iterable, Iterator

from ... import model
from ...catalog import Catalog, Dto, Field
from ...problem import Severity
from ...source import Path
from ...words import listed
from ..model.types import read_type
from ..rule import Finding, Rule
from .mapping import mappings, reads, writes

# What a value of the first family loses as one of the second.
_LOSES = {
    ("timestamp", "date"): "the time of day",
    ("timestamp", "time"): "the date",
    ("decimal", "integer"): "what stands after the point",
    ("decimal", "float"): "exactness",
    ("float", "integer"): "what stands after the point",
}
_RANGE = "give the DTO's field the same range"
_LENGTH = re.compile(r"\(\s*(\d{1,9})\s*\)")
_ROUNDED = re.compile(r"\b(?:round|truncat|mask|shorten|abbreviat|strip)\w*", re.I)


def check(catalog: Catalog) -> Iterator[Finding]:
    for dto, name, declared, origins in mappings(catalog):
        path: Path = (*dto.path, "fields", name)
        for message, what_to_do, known_by in _losses(dto, name, declared, origins):
            help = f"{what_to_do}, or say why in an ignoring comment"
            members = tuple((dto.feature, path, one) for one in known_by)
            yield Finding(dto.feature, path, message, help, members=members)


def _losses(
    dto: Dto, name: str, declared: model.DtoField, origins: list[Field]
) -> Iterator[tuple[str, str, Iterable[str]]]:
    """What is lost, what to do about it, and what each loss is known by."""
    field = origins[0]
    joined = [origin for origin in origins if origin.object is field.object]
    if writes(dto) and len(joined) > 1 and not declared.computed:
        parts = listed([origin.name for origin in joined], limit=4)
        known_by = [f"joins {origin.name}" for origin in joined]
        yield f"`{name}` cannot be taken apart again into {parts}", "take each in a field of its own", known_by
    if len(origins) == 1 and declared.type:
        if reads(dto) and (lost := _lost(field.type, declared.type)):
            message = f"`{field.name}` is `{field.type}`, and loses {lost} as `{declared.type}`"
            yield message, _RANGE, [f"reads {field.type} as {declared.type}"]
        if writes(dto) and (lost := _lost(declared.type, field.type)):
            stored = f"`{field.object.name}.{field.name}`, `{field.type}`"
            message = f"`{name}` is `{declared.type}`, and loses {lost} in {stored}"
            yield message, _RANGE, [f"writes {declared.type} to {field.type}"]
    if dto.model.direction == "both" and (word := _ROUNDED.search(declared.transform or "")):
        message = f"`{name}` is read and written, and does not survive its transformation (`{word[0]}`)"
        yield message, "read it through a DTO of its own", [f"transform {word[0]}"]


def _lost(source: str, target: str) -> str:
    """What a value of one type loses as one of another; "" if nothing, or nobody knows."""
    one, other = read_type(source), read_type(target)
    if source.strip().lower() == "number":  # JSON's, which is of any kind
        return ""
    if one.family == other.family == "integer":
        return "its largest values" if one.width > other.width else ""
    if one.family == other.family == "text":
        long, short = _LENGTH.search(source), _LENGTH.search(target)
        cut = short and (int(long[1]) > int(short[1]) if long else source.strip().lower() == "text")
        return f"what is longer than {short[1]} characters" if short and cut else ""
    return _LOSES.get((one.family, other.family), "")


RULE = Rule(
    name="dto/lossy",
    severity=Severity.WARNING,
    step=10,
    checks=(
        "Data comes through a DTO as it is: the type on the receiving side holds each value of the other, and what is "
        "written can be told apart again."
    ),
    why="What a DTO cuts off or joins is gone for whoever is behind it, though the column holds it.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      placed_at: {type: Timestamp, constraints: [NOT NULL]}
dtos:
  OrderResponse:
    source: orders
    fields:
      placedAt: {from: placed_at, type: Date}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      placed_at: {type: Timestamp, constraints: [NOT NULL]}
dtos:
  OrderResponse:
    source: orders
    fields:
      placedAt: {from: placed_at, type: Timestamp}
""",
    check=check,
)
