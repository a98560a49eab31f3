"""A baseline: the problems that an old project starts with, so that only new ones fail."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .catalog import Catalog
from .problem import Problem
from .source import Path
from .words import listed

VERSION = 2
FILE = "datadesign-baseline.json"


class Key(NamedTuple):
    """What a fault is known by again, wherever its lines have moved and however it is written.

    `path` is its data path, in which an item of a list goes by what it says. `names` tell it from others of its rule
    there, in the order of the alphabet.
    """

    rule: str
    feature: str
    path: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many faults are known of each key."""

    known: Mapping[Key, int]


def read(text: str) -> Baseline:
    """A baseline from its file's text. Raises ValueError, with what is wrong, for anything else."""
    data = _entries(text, VERSION)
    known: Counter[Key] = Counter()
    for entry in data:
        match entry:
            case {"rule": str(rule), "feature": str(feature), "path": str(path), "count": int(count)}:
                names = entry.get("names", [])
                if isinstance(names, list) and all(isinstance(name, str) for name in names):
                    known[Key(rule, feature, path, tuple(names))] += count
                    continue
        raise ValueError(f"an entry is not `rule`, `feature`, `path`, `names` and `count`: {str(entry)[:80]}")
    return Baseline(known)


def _entries(text: str, *versions: int) -> list[Any]:
    """The entries of a baseline of one of these versions, as they are. Raises ValueError, with what is wrong."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from error
    version = data.get("version") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("problems"), list) or version not in (*versions, 1):
        raise ValueError(f'it has no `"version": {VERSION}` and `"problems": [...]`')
    if version not in versions:
        raise ValueError("it is of version 1, which took some new problems for old ones, and is read no more")
    entries: list[Any] = data["problems"]
    return entries


def from_file(file: pathlib.Path) -> Baseline:
    """The baseline that a file holds. Raises ValueError, with what to do, where it cannot be read."""
    try:
        if os.path.exists(file) and not os.path.isfile(file) and not os.path.isdir(file):
            raise ValueError("it is no file that can be read to its end")
        return read(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"it cannot be read: {error.strerror}"
    except ValueError as error:
        reason = str(error)
    first = "" if replaceable(file) else "move it away, and "
    raise ValueError(f"baseline {file.name}: {reason}; {first}write it with `datadesign baseline`")


def replaceable(file: pathlib.Path) -> bool:
    """Whether a baseline may be written to a file: there is none, or an empty one, or a baseline of any version, perhaps
    behind a link."""
    if not os.path.lexists(file):
        return True
    if not file.is_file():  # nor is anything made where a link leads to nothing: the link may come from a stranger
        return False
    try:
        text = file.read_text(encoding="utf-8")
        if text.strip():
            _entries(text, VERSION, 1)
    except (OSError, ValueError):
        return False
    return True


def write(problems: Iterable[Problem], catalog: Catalog) -> str:
    """The text of a baseline that knows these problems, one fault a line."""
    lines = []
    for key, count in sorted(of(problems, catalog).known.items()):
        named = {"names": key.names} if key.names else {}
        entry = {"rule": key.rule, "feature": key.feature, "path": key.path, **named, "count": count}
        lines.append(json.dumps(entry, ensure_ascii=False))
    inside = ",\n".join(f"    {line}" for line in lines)
    return f'{{\n  "version": {VERSION},\n  "problems": [\n{inside}\n  ]\n}}\n'


def of(problems: Iterable[Problem], catalog: Catalog) -> Baseline:
    """The baseline that knows these problems."""
    keys = Keys(catalog)
    return Baseline(Counter(key for problem in problems for key in keys.of(problem)))


def apply(baseline: Baseline, problems: Sequence[Problem], catalog: Catalog) -> tuple[list[Problem], int]:
    """The problems, those that the baseline knows marked so, and how many of its own faults are gone.

    A problem is known if each of its faults is. One that has old and new faults says which are new.
    """
    left, keys = Counter(baseline.known), Keys(catalog)
    marked = []
    for problem in problems:
        known = []
        for key in keys.of(problem):
            known.append(left[key] > 0)
            left[key] -= known[-1]
        marked.append(_marked(problem, known) if any(known) else problem)
    return marked, sum(count for count in left.values() if count > 0)


def _marked(problem: Problem, known: Sequence[bool]) -> Problem:
    """A problem of which some faults, or all, are known: those of its members in their order, else its own."""
    if all(known):
        return replace(problem, known=True)
    new = list(dict.fromkeys(one.label for one, is_known in zip(problem.members, known, strict=True) if not is_known))
    words = f"{listed(new)} {'is' if len(new) == 1 else 'are'} new, the rest is not"
    return replace(problem, help=f"{problem.help}; {words}" if problem.help else words)


class Keys:
    """What faults are known by; the labels of each list are worked out once."""

    def __init__(self, catalog: Catalog) -> None:
        self._features = catalog.site.known
        self._labels: dict[int, list[str]] = {}
        """By the identity of a list of a sidecar, which lives as long as the catalog does."""

    def of(self, problem: Problem) -> list[Key]:
        """The keys of a problem's faults: of its members, or of itself by what its message names."""
        if problem.members:
            return [
                Key(problem.rule, one.feature, self.path(one.feature, one.path), (one.name,) if one.name else ())
                for one in problem.members
            ]
        names = tuple(sorted(set(problem.message.split("`")[1::2])))
        return [Key(problem.rule, problem.feature, self.path(problem.feature, problem.path), names)]

    def path(self, feature: str, path: Path) -> str:
        """A data path that stays the same when lists are reordered: an item goes by what it says."""
        stable, value = "", self._features[feature].source.value
        for key in path:
            if isinstance(key, int) and isinstance(value, list) and key < len(value):
                stable += f"[{self._label(value, key)}]"
                value = value[key]
            else:
                name = _escaped(str(key), ".")
                stable += f".{name}" if stable else name
                value = value.get(key) if isinstance(value, dict) else None
        return stable

    def _label(self, items: list[Any], at: int) -> str:
        """What an item of a list says, and where another one says the same, a sum of all that it holds."""
        if id(items) not in self._labels:
            said = [_said(item) for item in items]
            count = Counter(said)
            self._labels[id(items)] = [
                _escaped(text if isinstance(item, str) or (text and count[text] == 1) else f"{text}#{_sum(item)}", "]")
                for text, item in zip(said, items, strict=True)
            ]
        return self._labels[id(items)][at]


_TELLING = ("operation", "rule", "from", "to", "every")
_LONGEST = 120


def _said(item: Any) -> str:
    """What tells an item of a list from the others."""
    if isinstance(item, dict):
        text = " ".join(item[name] for name in _TELLING if isinstance(item.get(name), str))
    else:
        text = item if isinstance(item, str) else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}#{_sum(text)}"


def _sum(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=lambda other: type(other).__name__)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _escaped(text: str, end: str) -> str:
    """A part of a path, so that no two paths read alike."""
    for char in ("\\", "[", end):
        text = text.replace(char, f"\\{char}")
    return text
