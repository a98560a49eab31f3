"""What breaks if this changes: all that an object or a field touches, in its own feature and in others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .catalog import Feature, Field, Object, Use
from .linking import plain_name
from .source import Path


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that a change touches: in words, and where the design says it."""

    words: str
    feature: Feature
    path: Path


@dataclass(frozen=True, slots=True)
class Impact:
    """All that a change touches. `features` are others than the one that the changed thing stands in."""

    features: tuple[Feature, ...]
    queries: tuple[Touch, ...]
    indexes: tuple[Touch, ...]
    dtos: tuple[Touch, ...]
    references: tuple[Touch, ...]

    def __bool__(self) -> bool:
        return bool(self.queries or self.indexes or self.dtos or self.references)


def of_object(item: Object) -> Impact:
    """What a change of an object touches. A stub's index is its owner's matter too."""
    references = [_touch(use) for use in item.uses if use.kind not in ("query", "DTO")]
    references += [
        Touch(f"{key.constraint.text} of {', '.join(key.fields)}", item.feature, key.path) for key in item.foreign_keys
    ]
    indexes = [touch for place in _places(item) for touch in _indexes(place, None)]
    return _impact(item, item.uses, indexes, references)


def of_field(field: Field) -> Impact:
    """What a change of a field touches: also the keys, constraints and validation that name it."""
    item = field.object
    references = [_touch(use) for use in field.uses if use.kind not in ("query", "DTO")]
    references += [Touch(key.constraint.text, item.feature, key.path) for key in field.foreign_keys]
    references += [
        Touch(constraint.text, item.feature, path)
        for constraint, path in item.constraints
        if constraint.kind != "FK" and field.name in constraint.fields
    ]
    references += [
        Touch(rule.rule, item.feature, (*item.path, "validation", i))
        for i, rule in enumerate(item.model.validation)
        if field.name in (rule.fields or ())
    ]
    indexes = [touch for place in _places(item) for touch in _indexes(place, field.name)]
    return _impact(item, field.uses, indexes, references)


def _impact(item: Object, uses: Iterable[Use], indexes: Iterable[Touch], references: Iterable[Touch]) -> Impact:
    queries = [_touch(use) for use in uses if use.kind == "query"]
    dtos = [_touch(use) for use in uses if use.kind == "DTO"]
    all_touches = [_once(touches) for touches in (queries, indexes, dtos, references)]
    features = {touch.feature.key: touch.feature for touches in all_touches for touch in touches}
    others = tuple(features[key] for key in sorted(features) if key != item.feature.key)
    return Impact(others, *all_touches)


def _once(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    return tuple({(touch.feature.key, touch.path, touch.words): touch for touch in touches}.values())


def _touch(use: Use) -> Touch:
    return Touch("its stub" if use.kind == "stub" else use.words, use.feature, use.path)


def _places(item: Object) -> Iterator[Object]:
    """An object and the stubs of it in other features."""
    yield item
    for use in item.uses:
        if use.kind == "stub" and use.by is not None:
            yield use.by


def _indexes(item: Object, name: str | None) -> Iterator[Touch]:
    """The indexes of an object, or those that hold a field."""
    for label, (index, path) in item.indexes.items():
        named = {plain_name(text) for text in index.fields} | set(index.include or ())
        if name is None or name in named:
            yield Touch(label, item.feature, path)
