"""The catalog to problems: every rule run, its severity set, ignores taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ..catalog import Catalog, Feature
from ..problem import Place, Problem, Related, Severity, dotted
from ..source import Path, Span
from ..watch import Watch, unwatched
from ..words import did_you_mean
from .rule import Finding, Rule

_IGNORE = re.compile(r"(?:^|\s)#\s*datadesign:\s*(ignore|ignore-file)\s+([\w/*-]+(?:\s*,\s*[\w/*-]+)*)")
UNUSED = "ignore/unused"


@dataclass(frozen=True, slots=True)
class Override:
    """Severities by rule, or by a pattern of rules, for the features that match a pattern."""

    features: str
    rules: Mapping[str, Severity]


@dataclass(slots=True)
class _Ignore:
    rules: tuple[str, ...]
    line: int | None  # None for the whole file
    span: Span
    used: set[str] = field(default_factory=set)


def check(
    catalog: Catalog, rules: Sequence[Rule], overrides: Sequence[Override] = (), watch: Watch = unwatched
) -> list[Problem]:
    """All problems of a catalog, in the order of their places."""
    ignores = {key: list(_ignores(feature)) for key, feature in catalog.features.items()}
    by_name = {rule.name: rule for rule in rules}
    problems = []
    for rule in watch(rules, "Checking"):
        for finding in rule.check(catalog):
            if finding.feature.elsewhere:  # what another site holds is its own affair
                continue
            severity = _severity(rule, finding.feature, overrides)
            problem = _problem(rule.name, severity, finding)
            if severity is not Severity.OFF and not _ignored(problem, ignores[finding.feature.key]):
                problems.append(problem)
    if UNUSED in by_name:
        problems += _unused(catalog, by_name[UNUSED], list(by_name), ignores, overrides)
    return sorted(problems, key=lambda problem: problem.order)


def active(feature: Feature, rules: Sequence[Rule], overrides: Sequence[Override] = ()) -> frozenset[str]:
    """The names of the rules that the options leave on for a feature."""
    return frozenset(rule.name for rule in rules if _severity(rule, feature, overrides) is not Severity.OFF)


def _severity(rule: Rule, feature: Feature, overrides: Sequence[Override]) -> Severity:
    severity = rule.severity
    draft = feature.design is not None and feature.design.status == "draft"
    if rule.incomplete and draft and severity is Severity.ERROR:
        severity = Severity.WARNING
    for override in overrides:
        if fnmatchcase(feature.key, override.features):
            for pattern, wanted in override.rules.items():
                if fnmatchcase(rule.name, pattern):
                    severity = wanted
    return severity


def _problem(rule: str, severity: Severity, finding: Finding) -> Problem:
    source = finding.feature.source
    if finding.span:
        place = Place(source.path, finding.span, source.line(finding.span.line))
    else:
        place = Place.of(source, finding.path, key=finding.at_key)
    return Problem(
        rule,
        severity,
        finding.message,
        place,
        finding.feature.key,
        dotted(finding.path),
        finding.help,
        tuple(Related(_second_place(feature, path), words) for feature, path, words in finding.related),
        finding.path,
        finding.rank,
    )


def _second_place(feature: Feature, path: Path) -> Place:
    """The place of a path: in a sidecar, or where another site shows it."""
    if feature.elsewhere is None:
        return Place.of(feature.source, path, key=True)
    anchors = feature.elsewhere.anchors
    anchor = next((anchors[path[:end]] for end in range(len(path), 0, -1) if path[:end] in anchors), "")
    address = feature.elsewhere.address(anchor) or f"{feature.key} in {feature.source.path}"
    return Place(address, Span(1, 1, 1, 1), "", elsewhere=True)


def _ignores(feature: Feature) -> Iterator[_Ignore]:
    text = feature.source.text
    if "datadesign:" not in text:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for found in _IGNORE.finditer(line):
            names = tuple(name.strip() for name in found[2].split(","))
            column = line.index("#", found.start()) + 1
            span = Span(number, column, number, found.end() + 1)
            if feature.source.is_in_value(number, column):
                continue
            alone = not line[: found.start()].strip() and line.lstrip().startswith("#")
            target = number if not alone else _next_line(lines, number)
            yield _Ignore(names, None if found[1] == "ignore-file" else target, span)


def _next_line(lines: Sequence[str], number: int) -> int:
    for offset, line in enumerate(lines[number:], number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return offset
    return number


def _ignored(problem: Problem, ignores: Iterable[_Ignore]) -> bool:
    hidden = False
    for ignore in ignores:
        if ignore.line in (None, problem.place.span.line):
            for pattern in ignore.rules:
                if fnmatchcase(problem.rule, pattern):
                    ignore.used.add(pattern)
                    hidden = True
    return hidden


def _unused(
    catalog: Catalog,
    rule: Rule,
    names: Sequence[str],
    ignores: Mapping[str, list[_Ignore]],
    overrides: Sequence[Override],
) -> Iterator[Problem]:
    for key, feature in catalog.features.items():
        severity = _severity(rule, feature, overrides)
        if severity is Severity.OFF:
            continue
        for ignore in ignores[key]:
            for name in ignore.rules:
                if name not in ignore.used:
                    place = Place(feature.source.path, ignore.span, feature.source.line(ignore.span.line))
                    message, help = f"this ignore of `{name}` hides nothing", "remove it"
                    if not any(fnmatchcase(known, name) for known in names):
                        message = f"there is no rule `{name}`, so this ignore hides nothing"
                        help = did_you_mean(name, names) or "`datadesign explain` lists the rules"
                    yield Problem(rule.name, severity, message, place, key, "", help)
