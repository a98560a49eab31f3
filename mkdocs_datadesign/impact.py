"""What breaks if this changes: all that an object or a field touches, in its own feature and in others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .catalog import Feature, Field, Object, Use
from .linking import plain_name
from .model import numbered
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
    indexes = [touch for place in _places(item) for touch, _ in _indexes(place)]
    return _impact(item, item.uses, indexes, references)


def of_fields(item: Object) -> dict[str, Impact]:
    """What a change of each field of an object touches, by the fields' names."""
    naming = _Naming(item)
    return {name: _of_field(field, naming) for name, field in item.fields.items()}


def of_field(field: Field) -> Impact:
    """What a change of a field touches: also the keys, constraints and validation that name it."""
    return _of_field(field, _Naming(field.object))


class _Naming:
    """What of an object, and of its stubs, names its fields, by the fields' names."""

    def __init__(self, item: Object) -> None:
        self.indexes = defaultdict[str, list[Touch]](list)
        self.rules = defaultdict[str, list[Touch]](list)
        for place in _places(item):
            for touch, names in _indexes(place):
                for name in names:
                    self.indexes[name].append(touch)
        for constraint, path in item.constraints:
            for name in dict.fromkeys(constraint.fields) if constraint.kind != "FK" else ():
                self.rules[name].append(Touch(constraint.text, item.feature, path))
        for i, rule in numbered(item.model.validation):
            for name in dict.fromkeys(rule.fields or ()):
                self.rules[name].append(Touch(rule.rule, item.feature, (*item.path, "validation", i)))


def _of_field(field: Field, naming: _Naming) -> Impact:
    item = field.object
    references = [_touch(use) for use in field.uses if use.kind not in ("query", "DTO")]
    references += [Touch(key.constraint.text, item.feature, key.path) for key in field.foreign_keys]
    references += naming.rules.get(field.name, ())
    return _impact(item, field.uses, naming.indexes.get(field.name, ()), references)


def _impact(item: Object, uses: Iterable[Use], indexes: Sequence[Touch], references: Sequence[Touch]) -> Impact:
    queries = [_touch(use) for use in uses if use.kind == "query"]
    dtos = [_touch(use) for use in uses if use.kind == "DTO"]
    all_touches = [_once(touches) for touches in (queries, indexes, dtos, references)]
    features = {touch.feature.key: touch.feature for touches in all_touches for touch in touches}
    others = tuple(features[key] for key in sorted(features) if key != item.feature.key)
    return Impact(others, *all_touches)


def _once(touches: Sequence[Touch]) -> tuple[Touch, ...]:
    if len(touches) < 2:
        return tuple(touches)
    return tuple({(touch.feature.key, touch.path, touch.words): touch for touch in touches}.values())


def _touch(use: Use) -> Touch:
    return Touch("its stub" if use.kind == "stub" else use.words, use.feature, use.path)


def _places(item: Object) -> Iterator[Object]:
    """An object and the stubs of it in other features."""
    yield item
    for use in item.uses:
        if use.kind == "stub" and use.by is not None:
            yield use.by


def _indexes(item: Object) -> Iterator[tuple[Touch, set[str]]]:
    """The indexes of an object, each with the names of the fields that it holds."""
    for label, (index, path) in item.indexes.items():
        names = {plain_name(text) for text in index.fields} | set(index.include or ())
        yield Touch(label, item.feature, path), names
