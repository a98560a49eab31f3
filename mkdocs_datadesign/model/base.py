"""What every part of the format shares: its scalar types, and how a key is declared.

A key's type, its label on the page (`title`) and its words for the user (`description`) stand in one place,
here and in the sister modules; the JSON Schema, the pages and the messages read them from there.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from .. import constraint
from ..source import Typed


def key(title: str, description: str, default: Any = None, **more: Any) -> Any:
    """Declare a key: its label on the page, what it means, and its default (`...` where it is required)."""
    if isinstance(default, (dict, list)):
        # a function whose signature is plain: that of `list` takes pydantic longer to look at than all else of a field
        return Field(default_factory=lambda: default.copy(), title=title, description=description, **more)
    return Field(default, title=title, description=description, **more)


class Part(BaseModel):
    """A mapping of the format. An empty key counts as a missing one; an unknown key is refused.

    What validates is built when the first sidecar is read: once for the whole design, rather than for each part.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, protected_namespaces=(), defer_build=True
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            known = {field.alias or name for name, field in cls.model_fields.items()}
            return {name: value for name, value in data.items() if value is not None or name not in known}
        return data


def _core(value: Any) -> Any:
    return value.value if isinstance(value, Typed) else value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _constraint(value: Any) -> Any:
    if value is None:  # an unquoted NULL
        return constraint.parse("NULL")
    if isinstance(value, str):
        return constraint.parse(value)
    raise ValueError("a constraint is text")


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}

Text = Annotated[str, StringConstraints(min_length=1), WithJsonSchema(_TEXT_SCHEMA)]
Word = Annotated[str, StringConstraints(min_length=1), WithJsonSchema({**_TEXT_SCHEMA, "type": ["string", "number"]})]
"""Text for which `true` and `false` are nothing that an editor should offer."""
Name = Annotated[str, StringConstraints(min_length=1)]
Flag = Annotated[bool, BeforeValidator(_core), Field(strict=True)]
Count = Annotated[int, BeforeValidator(_core), Field(strict=True, ge=1)]
Texts = Annotated[
    list[Text],
    BeforeValidator(_as_list),
    WithJsonSchema({**_TEXT_SCHEMA, "type": [*_TEXT_SCHEMA["type"], "array"], "items": _TEXT_SCHEMA, "minItems": 1}),
    Field(min_length=1),
]
ConstraintText = Annotated[
    constraint.Constraint,
    BeforeValidator(_constraint),
    WithJsonSchema(
        {"type": ["string", "null"], "pattern": constraint.PATTERN, "patternErrorMessage": constraint.ADVICE}
    ),
]
