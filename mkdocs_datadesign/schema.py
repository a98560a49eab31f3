"""The schema at work: pydantic's errors as faults with a place and advice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from pydantic import ValidationError

from . import commas, spelling
from .model import Design
from .model.at import part_at
from .model.base import Items
from .source import BARE, Cut, Fault, Key, Path, Source, has
from .technology import Technology, usual
from .words import did_you_mean

MAX_FAULTS = 1_000
"""So much is said of what the format refuses in one file; whoever has more mends the first of them first."""
_MECHANISMS = ("relational", "document", "key-value", "file", "time-series", "vector")
SECTIONS = {
    "entities": "relational",
    "collections": "document",
    "keys": "key-value",
    "files": "file",
    "series": "time-series",
    "embeddings": "vector",
}
"""Where a store's objects are, and the mechanism that has them there."""


def validate(source: Source) -> tuple[Design | None, frozenset[str]]:
    """Make the typed design of a source; what the schema refuses is added to `source.faults`.

    What is refused is left out and the rest read again, so that one slip hides no other problem.
    Returns the design, None where nothing could be read, and the names that were left out:
    a reference to one of those is not reported a second time. A key that a store's technology has nothing for is
    refused, but stays in the design.
    """
    value = source.value
    if not source.holds(()):
        if not source.faults:
            source.faults.append(_fault(source, "missing-key", "the sidecar is empty", (), "begin with `title:`"))
        return None, frozenset()
    left_out: set[str] = set()
    if not isinstance(value, dict):
        source.faults.append(
            _fault(source, "invalid-value", "a sidecar is a mapping of keys", (), "begin with `title:`")
        )
        return None, frozenset()
    reported = _Reported()
    for again in range(20):
        try:
            design = Design.model_validate(value)
            source.faults += islice(_lacking(source, design), MAX_FAULTS)
            return design, frozenset(left_out)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=True)
        if not again:
            value = _copy(value)
        for detail in details:
            path = _position(value, _path(detail))
            if not reported.add(path):
                continue
            if len(source.faults) >= MAX_FAULTS:
                source.faults.append(_fault(source, "invalid-value", *_and_more(len(details))))
                return None, frozenset(left_out)
            source.faults.append(_explain(source, detail, path))
        removed: set[Path] = set()
        for detail in reversed(details):  # a list's last items first, so that the others keep their places
            path = _path(detail)
            left_out.update(str(key) for key in _position(value, path)[-2:])
            wrong = path if detail["type"] != "missing" else path[:-1]
            if any(wrong[:end] in removed for end in range(len(wrong) + 1)):
                continue
            if not _remove(value, wrong):
                return None, frozenset(left_out)
            removed.add(wrong)
    return None, frozenset(left_out)


def _lacking(source: Source, design: Design) -> Iterator[Fault]:
    """A fault for each key that says what its store's technology has nothing for."""
    for name, store in design.stores.items():
        known = usual(store.technology, store.mechanism)
        if not known or not known.lacks:
            continue
        section = next(section for section, its in SECTIONS.items() if its == store.mechanism)
        for item, part in getattr(store, section).items():
            where: Path = ("stores", name, section, item)
            indexes = getattr(part, "indexes", {}).items()
            for path, found in ((where, part), *(((*where, "indexes", index), its) for index, its in indexes)):
                for key in sorted(known.lacks):
                    if getattr(found, key, None) is not None:
                        help = "remove it, or name the technology that has it"
                        yield _fault(source, "unknown-key", lacks(known, key), (*path, key), help, at_key=True)


def lacks(known: Technology, key: str) -> str:
    """What to say of a key that a technology has nothing for."""
    return f"{known.name} has no `{key}`"


class _Reported:
    """The paths that something was said of. Nothing is said again of what lies within one, or around one."""

    def __init__(self) -> None:
        self.paths: set[Path] = set()
        self.around: set[Path] = set()

    def add(self, path: Path) -> bool:
        """Take a path in; False where enough was said of it."""
        starts = [path[:end] for end in range(len(path) + 1)]
        known = path in self.around or not self.paths.isdisjoint(starts)
        self.paths.add(path)
        self.around.update(starts)
        return not known


def _and_more(count: int) -> tuple[str, Path, str]:
    return f"there are more than {MAX_FAULTS:,} such problems, {count:,} at once", (), "mend these first"


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return Items(map(_copy, value), range(len(value))) if isinstance(value, list) else value


def _position(value: Any, path: Path) -> Path:
    """A path of what is left of a value, as a path of the sidecar."""
    positions: list[Key] = []
    for key in path:
        is_item = isinstance(value, Items) and has(value, key)
        positions.append(value.positions[key] if is_item else key)
        value = value[key] if has(value, key) else None
    return tuple(positions)


def _remove(value: Any, path: Path) -> bool:
    """Take out what a path leads to, or the deepest part of it that exists; False at the top."""
    parents: list[tuple[Any, Any]] = []
    for key in path:
        if not has(value, key):
            break
        parents.append((value, key))
        value = value[key]
    if not parents:
        return False
    parent, key = parents[-1]
    if isinstance(parent, list) and len(parent) == 1 and len(parents) > 1:
        parent, key = parents[-2]
    del parent[key]
    if isinstance(parent, Items):
        del parent.positions[key]
    return True


def _path(detail: Any) -> Path:
    """pydantic's location without what it adds: a store's tag, a key's marker."""
    location = list(detail["loc"])
    if len(location) > 2 and location[0] == "stores" and location[2] in _MECHANISMS:
        del location[2]
    return tuple(key for key in location if key != "[key]")


def _fault(source: Source, rule: str, message: str, path: Path, help: str, *, at_key: bool = False) -> Fault:
    return Fault(rule, message, source.key_span(path) if at_key else source.span(path), help, path)


def _explain(source: Source, detail: Any, path: Path) -> Fault:
    kind, key = detail["type"], path[-1] if path else ""
    if kind == "extra_forbidden":
        known = _keys_at(source, path[:-1])
        advice = spelling.of_word(str(key), part_at(source.value, path[:-1])) if detail["input"] is BARE else ""
        advice = (
            advice or did_you_mean(str(key), known) or f"known here: {', '.join(f'`{name}`' for name in sorted(known))}"
        )
        return _fault(source, "unknown-key", f"`{key}` is no key of {_where(path[:-1])}", path, advice, at_key=True)
    if detail["input"] is BARE:
        advice = spelling.of_word(str(key), part_at(source.value, path[:-1])) or "give it one, or remove it"
        return _fault(source, "invalid-value", f"`{key}` has no value", path, advice, at_key=True)
    if kind == "missing" or kind == "union_tag_not_found":
        missing = "mechanism" if kind == "union_tag_not_found" else str(key)
        owner = path if kind == "union_tag_not_found" else path[:-1]
        if kind == "union_tag_not_found" and not isinstance(detail["input"], dict):
            return _fault(source, "invalid-value", f"`{key}` must hold keys", path, "give it a `mechanism`")
        advice = _advice_for(missing, owner, source)
        return _fault(source, "missing-key", f"{_where(owner)} lacks `{missing}`", owner, advice, at_key=bool(owner))
    if kind == "union_tag_invalid":
        path = (*path, "mechanism")
        given = str(detail["ctx"]["tag"])
        advice = did_you_mean(given, _MECHANISMS) or f"one of {', '.join(_MECHANISMS)}"
        return _fault(source, "invalid-value", f"`{given}` is no mechanism", path, advice)
    return _fault(source, "invalid-value", *_wrong_value(source, detail, path))


def _wrong_value(source: Source, detail: Any, path: Path) -> tuple[str, Path, str]:
    kind, given = detail["type"], detail["input"]
    named = _last_name(path)
    if kind == "value_error" and isinstance(detail["ctx"]["error"], commas.LooseComma):
        return f"`{named}` is `{_short(given)}`", path, _without_comma(source, given, path)
    if kind == "literal_error":
        choices = _choices(detail)
        advice = did_you_mean(str(given), choices) or f"one of {', '.join(choices)}"
        return f"`{_short(given)}` is no {named}", path, f"{advice}{_keys_within(source, given, path)}"
    if kind == "value_error" and path and "constraints" in path:
        return f"`{_short(given)}` is no constraint", path, str(detail["ctx"]["error"])
    if kind == "value_error":
        return f"`{named}` is `{_short(given)}`", path, str(detail["ctx"]["error"])
    if (
        kind == "list_type"
        and isinstance(given, str)
        and (told := spelling.of_list(given, named, part_at(source.value, path[:-1])))
    ):
        return f"`{named}` is `{_short(given)}`", path, f"it takes a list: write `{told}`"
    if given is None:
        return f"`{named}` is empty", path, "say something, or remove it"
    wanted = {
        "string_type": "text",
        "string_too_short": "text that is not empty",
        "bool_type": "true or false",
        "int_type": "a whole number",
        "greater_than_equal": "a whole number from 1",
        "list_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
        "too_short": "at least one item",
    }.get(kind, "")
    if kind in ("model_type", "model_attributes_type") and isinstance(given, str):
        return f"`{named}` is `{_short(given)}`", path, spelling.of_text(given, part_at(source.value, path))
    have = "a mapping" if isinstance(given, dict) else "a list" if isinstance(given, list) else f"`{_short(given)}`"
    advice = f"it takes {wanted}" if wanted else str(detail["msg"])
    return f"`{named}` is {have}", path, f"{advice}{_keys_within(source, given, path)}"


def _without_comma(source: Source, given: str, path: Path) -> str:
    """What to write instead of a text with a loose comma: its key is the last of the path that is no list's position."""
    end = next((end for end in range(len(path), 0, -1) if isinstance(path[end - 1], str)), 0)
    owner = path[: max(end - 1, 0)]
    beside = _value_at(source, owner)
    part = part_at(source.value, owner)
    return spelling.with_comma(given, _last_name(path), part, beside if isinstance(beside, dict) else {})


def _keys_within(source: Source, given: Any, path: Path) -> str:
    """What more to say of a flag, a number or a word that has taken up what stood behind it in a flow mapping."""
    told = spelling.keys_within(given, part_at(source.value, path[:-1])) if isinstance(given, Cut) else []
    return "".join(f"; {advice}" for advice in told)


def _choices(detail: Any) -> list[str]:
    return [word.strip("'") for word in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")]


def _last_name(path: Path) -> str:
    return next((str(key) for key in reversed(path) if isinstance(key, str)), "value")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _where(path: Path) -> str:
    if not path:
        return "the sidecar"
    name = _last_name(path)
    return f"item {path[-1] + 1} of `{name}`" if isinstance(path[-1], int) else f"`{name}`"


def _advice_for(missing: str, owner: Path, source: Source) -> str:
    if missing == "mechanism":
        node = _value_at(source, owner)
        section = next((name for name in SECTIONS if isinstance(node, dict) and name in node), None)
        return (
            f"`mechanism: {SECTIONS[section]}`, since it has `{section}`"
            if section
            else f"one of {', '.join(_MECHANISMS)}"
        )
    described = part_at(source.value, owner)
    for field in described.model_fields.values() if described else ():
        if (field.title or "").lower() == missing or field.alias == missing:
            return f"add `{missing}`: {field.description}"
    return f"add `{missing}`"


def _value_at(source: Source, path: Path) -> Any:
    value: Any = source.value
    for key in path:
        value = value[key]
    return value


def _keys_at(source: Source, path: Path) -> list[str]:
    model = part_at(source.value, path)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []
