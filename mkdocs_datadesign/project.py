"""From a docs directory to a checked catalog: what every host does first."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .catalog import Catalog, Feature
from .linking import link
from .options import Options
from .problem import Problem
from .rules import RULES, check
from .schema import validate
from .source import Fault, Source, Span, read

SIDECARS = ("03-data-design.yaml", "03-data-design.yml")


@dataclass(frozen=True, slots=True)
class Project:
    """All designs, linked, and what is wrong with them."""

    catalog: Catalog
    problems: list[Problem]


def is_sidecar(path: str, plan: str) -> bool:
    """Whether a path below the docs directory, with forward slashes, is a sidecar's."""
    return (
        posixpath.basename(path) in SIDECARS and path.startswith(f"{plan}/") and path.count("/") > plan.count("/") + 1
    )


def find(docs: Path, plan: str) -> dict[str, Path]:
    """The sidecars below a docs directory, by their paths below it. Links that lead out of it are passed over."""
    root = docs.resolve()
    found = {}
    for name in SIDECARS:
        for path in (docs / plan).rglob(name):
            relative = path.relative_to(docs).as_posix()
            if is_sidecar(relative, plan) and path.is_file() and path.resolve().is_relative_to(root):
                found[relative] = path
    return dict(sorted(found.items()))


def load(
    sidecars: Mapping[str, Path], options: Options, reader: Callable[[str, bytes], Feature] | None = None
) -> Project:
    """Read, link and check sidecars. Whatever they hold ends up in the problems."""
    make = reader or (lambda path, data: feature(path, data, options.plan))
    features: dict[str, Feature] = {}
    for path, file in sidecars.items():
        try:
            data = file.read_bytes()
        except OSError as error:
            unread = Source(
                path, "", faults=[_fault(f"the file cannot be read: {error.strerror}", "check its permissions")]
            )
            found = Feature(key(path, options.plan), unread, None)
        else:
            found = make(path, data)
        if found.key in features:
            other = features[found.key].source
            features[found.key].source.faults.append(
                _fault(f"`{posixpath.basename(path)}` stands beside it", f"keep one of {other.path} and {path}")
            )
        else:
            features[found.key] = found
    return checked(features.values(), options)


def checked(features: Iterable[Feature], options: Options) -> Project:
    """Link and check features that were read."""
    catalog = link(features)
    return Project(catalog, check(catalog, RULES, options.severities))


def feature(path: str, data: bytes, plan: str) -> Feature:
    """The feature of one sidecar, not linked yet."""
    source = read(path, data)
    design, left_out = validate(source)
    return Feature(key(path, plan), source, design, left_out)


def key(path: str, plan: str) -> str:
    """A feature's key: its folder below the plan."""
    return posixpath.dirname(path).removeprefix(f"{plan}/")


def _fault(message: str, help: str) -> Fault:
    return Fault("syntax", message, Span(1, 1, 1, 1), help)
