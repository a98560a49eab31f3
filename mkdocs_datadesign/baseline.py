"""A baseline: the problems that an old project starts with, so that only new ones fail."""

from __future__ import annotations

import json
import os
import pathlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .catalog import Catalog
from .problem import Problem
from .source import Path, Source

VERSION = 1
FILE = "datadesign-baseline.json"

_Key = tuple[str, str, str]
_TELLING = ("operation", "rule", "from", "to", "every")


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many problems are known of each rule, feature and place."""

    known: Mapping[_Key, int]


def read(text: str) -> Baseline:
    """A baseline from its file's text. Raises ValueError, with what is wrong, for anything else."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from error
    if not isinstance(data, dict) or data.get("version") != VERSION or not isinstance(data.get("problems"), list):
        raise ValueError(f'it has no `"version": {VERSION}` and `"problems": [...]`')
    known: Counter[_Key] = Counter()
    for entry in data["problems"]:
        match entry:
            case {"rule": str(rule), "feature": str(feature), "path": str(path), "count": int(count)}:
                known[rule, feature, path] += count
            case _:
                raise ValueError(f"an entry is not `rule`, `feature`, `path` and `count`: {str(entry)[:80]}")
    return Baseline(known)


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
    """Whether a baseline may be written to a file: there is none, or an empty one, or a baseline, perhaps behind a link."""
    if not os.path.lexists(file):
        return True
    if not file.is_file():  # nor is anything made where a link leads to nothing: the link may come from a stranger
        return False
    try:
        text = file.read_text(encoding="utf-8")
        return not text.strip() or bool(read(text))
    except (OSError, ValueError):
        return False


def write(problems: Iterable[Problem], catalog: Catalog) -> str:
    """The text of a baseline that knows these problems, one a line."""
    lines = [
        json.dumps({"rule": rule, "feature": feature, "path": path, "count": count}, ensure_ascii=False)
        for (rule, feature, path), count in sorted(of(problems, catalog).known.items())
    ]
    inside = ",\n".join(f"    {line}" for line in lines)
    return f'{{\n  "version": {VERSION},\n  "problems": [\n{inside}\n  ]\n}}\n'


def of(problems: Iterable[Problem], catalog: Catalog) -> Baseline:
    """The baseline that knows these problems."""
    return Baseline(Counter(_key(problem, catalog) for problem in problems))


def apply(baseline: Baseline, problems: Sequence[Problem], catalog: Catalog) -> tuple[list[Problem], int]:
    """The problems, those that the baseline knows marked so, and how many of its own are gone."""
    left = Counter(baseline.known)
    marked = []
    for problem in problems:
        key = _key(problem, catalog)
        known = left[key] > 0
        left[key] -= known
        marked.append(replace(problem, known=True) if known else problem)
    return marked, sum(count for count in left.values() if count > 0)


def _key(problem: Problem, catalog: Catalog) -> _Key:
    source = catalog.features[problem.feature].source
    return problem.rule, problem.feature, stable_path(problem.path, source)


def stable_path(path: Path, source: Source) -> str:
    """A data path that stays when something is inserted above: a list's item goes by what it says."""
    stable, value = "", source.value
    for end, key in enumerate(path, 1):
        stands = source.holds(path[:end])
        value = value[key] if stands else None
        if isinstance(key, int) and stands:
            told = [str(value[name]) for name in _TELLING if isinstance(value, dict) and name in value]
            text = " ".join(told) if value and isinstance(value, dict | list) else str(value)
            stable += f"[{text[:120] or key}]"
        else:
            stable += f".{key}" if stable else str(key)
    return stable
