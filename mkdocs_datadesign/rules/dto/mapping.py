"""What the group's rules share: which way a DTO's data goes, and the one field that a DTO field is made of."""

from __future__ import annotations

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog, Dto, Field


def reads(dto: Dto) -> bool:
    """Whether data goes out through it; one that does not say so answers a request."""
    return dto.model.direction in (None, "read", "both")


def writes(dto: Dto) -> bool:
    """Whether data comes in through it."""
    return dto.model.direction in ("write", "both")


def mappings(catalog: Catalog) -> Iterator[tuple[Dto, str, model.DtoField, list[Field]]]:
    """Each DTO field whose data fields were all found: the DTO, its name, what is said of it, and those fields."""
    for feature in catalog.features.values():
        for dto in feature.dtos.values():
            for name, declared in dto.model.fields.items():
                origins = dto.origins.get(name)
                if origins and len(origins) == len(declared.from_ or ()):
                    yield dto, name, declared, origins
