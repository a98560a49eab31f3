"""What the group's rules share: which way a DTO's data goes, and the one field that a DTO field is made of."""

from __future__ import annotations

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog, Dto, Field, Object


def reads(dto: Dto) -> bool:
    """Whether data goes out through it; one that does not say so answers a request."""
    return dto.model.direction in (None, "read", "both")


def writes(dto: Dto) -> bool:
    """Whether data comes in through it."""
    return dto.model.direction in ("write", "both")


def made_of(item: Object) -> list[Dto]:
    """The DTOs of all features that take something from an object, in the order of the features."""
    uses = [use for use in item.uses if use.kind == "DTO" and use.feature.elsewhere is None]
    features = {use.feature.key: use.feature for use in uses}
    names = {(use.feature.key, use.path[1]) for use in uses}
    return [dto for key in sorted(features) for name, dto in features[key].dtos.items() if (key, name) in names]


def mappings(catalog: Catalog) -> Iterator[tuple[Dto, str, model.DtoField, list[Field]]]:
    """Each DTO field whose data fields were all found: the DTO, its name, what is said of it, and those fields."""
    for feature in catalog.features.values():
        for dto in feature.dtos.values():
            for name, declared in dto.model.fields.items():
                origins = dto.origins.get(name)
                if origins and len(origins) == len(declared.from_ or ()):
                    yield dto, name, declared, origins
