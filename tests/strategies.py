"""Designs of any kind, for Hypothesis: made from the models of the format, so that a key added there is tried here too."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

from hostile import PAYLOADS
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mkdocs_datadesign import commas, constraint
from mkdocs_datadesign.model import Design

_ORDINARY = "id orders order_lines customers user_id createdAt total Ünïcode a.b {x}:{y} desc".split()
names = st.one_of(
    st.sampled_from(_ORDINARY),
    st.sampled_from([payload for payload in PAYLOADS if len(payload) < 200]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)
texts = st.one_of(
    names,
    st.sampled_from(["20_000", "3%/month", "7 years", "hourly", "PostgreSQL", "orders.id", "created_at desc", "1e400"]),
    st.lists(names, min_size=1, max_size=4).map(" ".join),
)
_quoted = names.map(constraint.quoted)
constraints = st.one_of(
    st.sampled_from(["PK", "NOT NULL", "NULL", "UNIQUE"]),
    st.builds("{} {}".format, st.sampled_from(["CHECK", "DEFAULT"]), texts.filter(str.strip)),
    st.builds("FK {}.{}".format, _quoted, _quoted),
    st.builds("{} ({}, {})".format, st.sampled_from(["PK", "UNIQUE"]), _quoted, _quoted),
    st.builds("FK ({}) references {}({})".format, _quoted, _quoted, _quoted),
).filter(lambda text: _is_constraint(text))


def _is_constraint(text: str) -> bool:
    try:
        constraint.parse(commas.whole(text))
    except ValueError:
        return False
    return True


def designs() -> st.SearchStrategy[dict[str, Any]]:
    """Designs that the format accepts, as plain values."""
    return _part(Design, 0)


def _part(model: type[BaseModel], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    required, optional = {}, {}
    for name, field in model.model_fields.items():
        if field.annotation is dict or (depth > 5 and not field.is_required()):
            continue
        (required if field.is_required() else optional)[field.alias or name] = _value(field, depth + 1)
    return st.fixed_dictionaries(required, optional=optional)


def _value(field: FieldInfo, depth: int) -> st.SearchStrategy[Any]:
    return _of(field.annotation, list(field.metadata), depth)


def _of(annotation: Any, metadata: list[Any], depth: int) -> st.SearchStrategy[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _of(inner, [*metadata, *more], depth)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.deferred(lambda: _part(annotation, depth))
    if annotation is constraint.Constraint:
        return constraints
    if annotation is str:
        is_prose = not any(getattr(item, "func", None) is commas.whole for item in metadata)
        return texts if is_prose else texts.filter(lambda text: not commas.loose(text))
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(1, 10**6)
    if origin is Literal:
        return st.sampled_from(get_args(annotation))
    if origin is list:
        return st.lists(_of(get_args(annotation)[0], [], depth), min_size=1, max_size=3)
    if origin is dict:
        return st.dictionaries(names, _of(get_args(annotation)[1], [], depth), min_size=1, max_size=3)
    options = [option for option in get_args(annotation) if option is not type(None)]
    return st.one_of([_of(option, [], depth) for option in options])
