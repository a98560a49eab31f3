"""How a change comes to be told: its words, its place, whom it touches, and whether the migration speaks of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from .. import model as spec
from ..catalog import Catalog, Feature, Field, Object
from ..impact import Impact, Touch, of_field, of_object
from ..problem import Place, dotted
from ..source import Path
from ..words import split
from .change import Change, Spoken, Touched, Word
from .judgement import judged
from .matching import Matches

STUB = "its stub"
"""How `impact` calls the object of another feature that only says what it uses."""
_LONGEST = 120


def code(value: object) -> str:
    """A value as a message quotes it: on one line, without what would end the quotation."""
    text = " ".join(str(value).split()).replace("`", "'")
    return f"`{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}`"


def codes(values: Iterable[object]) -> str:
    return ", ".join(code(value) for value in values) or "nothing"


@dataclass(frozen=True, slots=True)
class At:
    """A thing of one state that a change is told of: `path` leads to it in its feature's sidecar."""

    feature: Feature
    path: Path
    object: str = ""
    field: str = ""
    key: bool = True

    @classmethod
    def of(cls, thing: Object | Field, *more: str | int) -> At:
        """An object or a field, or with `more` a part of it."""
        path = (*thing.path, *more)
        if isinstance(thing, Field):
            return cls(thing.object.feature, path, thing.object.name, thing.name, not more)
        return cls(thing.feature, path, thing.name, "", not more)


@dataclass(eq=False)
class Teller:
    """Collects changes; knows both states."""

    old: Catalog
    new: Catalog
    matches: Matches
    changes: list[Change] = field(default_factory=list)

    def tell(
        self,
        kind: str,
        at: At,
        *,
        what: str = "",
        old: str = "",
        new: str = "",
        touches: Collection[Touch] = (),
        named: Collection[str] = (),
        because: str = "",
        direction: str = "",
    ) -> None:
        """Add a change. `named` are the names that the migration may speak of it by; without any it has no say."""
        judgement = judged(kind, direction)
        side = "old" if self.old.features.get(at.feature.key) is at.feature else "new"
        self.changes.append(
            Change(
                kind=kind,
                message=judgement.says.format(what=what, old=old, new=new),
                feature=at.feature.key,
                object=at.object,
                field=at.field,
                place=Place.of(at.feature.source, at.path, key=at.key),
                data_path=dotted(at.path),
                side="old" if side == "old" else "new",
                because=because,
                touched=tuple(self._touched(touches, at.feature)),
                spoken=self._spoken(at.feature, named) if named else None,
                judgement=judgement,
            )
        )

    def _touched(self, touches: Iterable[Touch], own: Feature) -> Iterator[Touched]:
        ours = {own.key, *(one.key for one in self.other_state.get(own, ()) if one)}
        found = {
            Touched(touch.feature.key, touch.words, Place.of(touch.feature.source, touch.path, key=True),
                    touch.feature.key in self.changed)
            for touch in touches if touch.feature.key not in ours
        }  # fmt: skip
        yield from sorted(
            found, key=lambda it: (it.feature, it.place.path, it.place.span.line, it.place.span.column, it.words)
        )

    @cached_property
    def then(self) -> dict[Object, Object]:
        """What objects of the new state were in the old."""
        return {new: old for old, new in self.matches.objects.items()}

    @cached_property
    def kept(self) -> set[Field]:
        """The fields of the new state that were in the old."""
        return set(self.matches.fields.values())

    @cached_property
    def other_state(self) -> dict[Feature, tuple[Feature | None, Feature | None]]:
        return {feature: pair for pair in self.matches.features for feature in pair if feature}

    @cached_property
    def renamed(self) -> list[tuple[Feature, Feature]]:
        return [(old, new) for old, new in self.matches.features if old and new and old.key != new.key]

    @cached_property
    def changed(self) -> frozenset[str]:
        """The keys of the features whose designs differ, in either state."""
        return frozenset(feature.key for pair in self.matches.features for feature in pair if feature)

    # Migration

    def _spoken(self, feature: Feature, names: Collection[str]) -> Spoken | None:
        before, after = self.other_state.get(feature, (None, None))
        now = _sections(after)
        then = _sections(before)
        words: list[Word] = []
        for text, was in zip(now, then, strict=True):
            if not text:
                words.append("missing")
            elif not any(_names(text, name) for name in names):
                words.append("unnamed")
            else:
                words.append("unchanged" if text == was else "named")
        return Spoken(words[0], words[1], tuple(dict.fromkeys(names)))


def _sections(feature: Feature | None) -> tuple[str, str]:
    """The prose of a feature's migration, and of its rollback."""
    migration = feature.design.migration if feature and feature.design else None
    if migration is None:
        return "", ""
    return " ".join([*_prose(migration.setup), *_prose(migration.versioning)]), " ".join(_prose(migration.rollback))


def _prose(part: spec.Part | None) -> list[str]:
    return [str(text) for _, text in part if text] if part else []


def _names(text: str, name: str) -> bool:
    """Whether prose names something: as it is written, or with blanks between its words, in any case of letters."""
    words = [re.escape(word) for word in split(name)] or [re.escape(name)]
    pattern = r"[\W_]?".join(words)
    return re.search(rf"(?<!\w){pattern}(?!\w)", text, re.I) is not None


def touches_of(thing: Object | Field) -> list[Touch]:
    """All that uses an object or a field, in any feature."""
    found: Impact = of_object(thing) if isinstance(thing, Object) else of_field(thing)
    named = (("query ", found.queries), ("DTO ", found.dtos), ("index ", found.indexes), ("", found.references))
    return [
        touch if touch.words == STUB else replace(touch, words=kind + code(touch.words))
        for kind, touches in named
        for touch in touches
    ]
