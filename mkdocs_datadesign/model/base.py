"""What every part of the format shares: its scalar types, and how a key is declared.

A key's type, its label on the page (`title`) and its words for the user (`description`) stand in one place,
here and in the sister modules; the JSON Schema, the pages and the messages read them from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from .. import commas, constraint
from ..source import Cut, Typed

T = TypeVar("T")


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


class Items(list[T]):
    """A list of which some items were refused and left out. `positions` are where the others stand in the sidecar."""

    def __init__(self, items: Iterable[T], positions: Sequence[int]) -> None:
        super().__init__(items)
        self.positions = list(positions)

    def __reduce__(self) -> tuple[type[Items[T]], tuple[list[T], list[int]]]:
        return Items, (list(self), self.positions)


def numbered(items: Sequence[T] | None) -> Iterator[tuple[int, T]]:
    """The items of a list of the format, each with its position in the sidecar, as data paths have it."""
    return zip(items.positions if isinstance(items, Items) else count(), items or (), strict=False)


def stands(items: Sequence[T], position: int) -> bool:
    """Whether the item at a position in the sidecar is in a list of the format, and was not left out."""
    return position in items.positions if isinstance(items, Items) else 0 <= position < len(items)


def _keep_positions(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    items = validate(value)
    return Items(items, value.positions) if isinstance(value, Items) else items


def _constraint(value: Any) -> Any:
    if value is None:  # an unquoted NULL
        return constraint.parse("NULL")
    if isinstance(value, str):
        return constraint.parse(commas.whole(value))
    raise ValueError("a constraint is text")


def _uncut(value: Any) -> Any:
    if isinstance(value, Cut):
        raise ValueError("put it in quotes if the comma belongs to it")
    return value


class Prose:
    """Marks the type of a key that holds prose: it may have any comma, and no code."""


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_WORD_SCHEMA: dict[str, Any] = {**_TEXT_SCHEMA, "type": ["string", "number"]}
_NO_COMMA: dict[str, Any] = {"pattern": commas.PATTERN, "patternErrorMessage": commas.ADVICE}


def _many(schema: dict[str, Any]) -> WithJsonSchema:
    """One text or a list of them."""
    return WithJsonSchema({**schema, "type": [*schema["type"], "array"], "items": schema, "minItems": 1})


Listed = Annotated[list[T], WrapValidator(_keep_positions)]
# A key's type says what may stand in its text. Prose:
Text = Annotated[str, StringConstraints(min_length=1), WithJsonSchema(_TEXT_SCHEMA), Prose()]
Texts = Annotated[Listed[Text], BeforeValidator(_as_list), _many(_TEXT_SCHEMA), Field(min_length=1)]
# Text that may have any comma, and in which no code is looked for:
Title = Annotated[str, StringConstraints(min_length=1), WithJsonSchema(_TEXT_SCHEMA)]
Datum = Annotated[str, BeforeValidator(_uncut), StringConstraints(min_length=1), WithJsonSchema(_TEXT_SCHEMA)]
"""A value as the database may hold it."""
# Names, types, expressions, patterns and paths, which have commas only within brackets and quotes:
Term = Annotated[
    str,
    StringConstraints(min_length=1),
    AfterValidator(commas.whole),
    WithJsonSchema({**_TEXT_SCHEMA, **_NO_COMMA}),
]
Terms = Annotated[Listed[Term], BeforeValidator(_as_list), _many({**_TEXT_SCHEMA, **_NO_COMMA}), Field(min_length=1)]
Word = Annotated[
    str,
    StringConstraints(min_length=1),
    AfterValidator(commas.whole),
    WithJsonSchema({**_WORD_SCHEMA, **_NO_COMMA}),
]
"""A term for which `true` and `false` are nothing that an editor should offer."""
IndexType = Annotated[str, StringConstraints(min_length=1), WithJsonSchema(_WORD_SCHEMA)]
"""The words of an index's type; the workflow writes `btree, unique`."""
Name = Annotated[str, StringConstraints(min_length=1)]
Flag = Annotated[bool, BeforeValidator(_core), Field(strict=True)]
Count = Annotated[int, BeforeValidator(_core), Field(strict=True, ge=1)]
ConstraintText = Annotated[
    constraint.Constraint,
    BeforeValidator(_constraint),
    WithJsonSchema(
        {
            "type": ["string", "null"],
            "pattern": constraint.PATTERN,
            "patternErrorMessage": constraint.ADVICE,
            "allOf": [{"pattern": commas.PATTERN, "patternErrorMessage": constraint.ONE_EACH}],
        }
    ),
]


def holds(annotation: Any, wanted: Callable[[Any], bool]) -> bool:
    """Whether a key's annotation, or anything that it is made of, is what is wanted."""
    inner = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return wanted(annotation) or any(holds(part, wanted) for part in inner)
