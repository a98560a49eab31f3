"""The catalog to problems: every rule run, its severity set, ignores taken away."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ..catalog import Catalog, Feature
from ..problem import Place, Problem, Related, Severity, dotted
from ..source import Span
from ..watch import Watch, unwatched
from ..words import did_you_mean
from .rule import Finding, Rule

_IGNORE = re.compile(r"(?:^|\s)#\s*datadesign:\s*(ignore|ignore-file)\s+([\w/*-]+(?:\s*,\s*[\w/*-]+)*)")
UNUSED = "ignore/unused"
MAX_IGNORES = 1_000
"""So many are heeded in one file."""


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
    ignores = {key: _Ignores(_ignores(feature)) for key, feature in catalog.features.items()}
    by_name = {rule.name: rule for rule in rules}
    problems = []
    for rule in watch(rules, "Checking"):
        for finding in rule.check(catalog):
            severity = _severity(rule, finding.feature, overrides)
            problem = _problem(rule.name, severity, finding)
            if severity is not Severity.OFF and not ignores[finding.feature.key].hide(problem):
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
        tuple(Related(Place.of(feature.source, path, key=True), words) for feature, path, words in finding.related),
        finding.path,
        finding.rank,
    )


def _ignores(feature: Feature) -> Iterator[_Ignore]:
    text = feature.source.text
    if "datadesign:" not in text:
        return
    lines, left = text.split("\n"), MAX_IGNORES
    following = _following(lines)
    for number, line in enumerate(lines, 1):
        for found in _IGNORE.finditer(line):
            names = tuple(name.strip() for name in found[2].split(","))[:left]
            column = line.index("#", found.start()) + 1
            span = Span(number, column, number, found.end() + 1)
            if feature.source.is_in_value(number, column):
                continue
            alone = not line[: found.start()].strip() and line.lstrip().startswith("#")
            target = number if not alone else following[number - 1]
            yield _Ignore(names, None if found[1] == "ignore-file" else target, span)
            left -= len(names)
            if left <= 0:
                return


def _following(lines: Sequence[str]) -> list[int]:
    """By line, the number of the next one that says something; the last ones have no such line."""
    found, following = 0, []
    for number in range(len(lines), 0, -1):
        following.append(found)
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            found = number
    return following[::-1]


class _Ignores:
    """The ignores of a file, by the line that they are about."""

    def __init__(self, ignores: Iterable[_Ignore]) -> None:
        self.all = list(ignores)
        self.by_line: dict[int | None, list[_Ignore]] = defaultdict(list)
        for ignore in self.all:
            self.by_line[ignore.line].append(ignore)
        self.known: dict[tuple[int | None, str], bool] = {}

    def hide(self, problem: Problem) -> bool:
        """Whether a problem is ignored; what ignores it counts as used."""
        in_file, on_line = (self._hides(line, problem.rule) for line in (None, problem.place.span.line))
        return in_file or on_line

    def _hides(self, line: int | None, rule: str) -> bool:
        if line not in self.by_line:
            return False
        if (line, rule) not in self.known:
            matching = [(i, name) for i in self.by_line[line] for name in i.rules if fnmatchcase(rule, name)]
            for ignore, name in matching:
                ignore.used.add(name)
            self.known[line, rule] = bool(matching)
        return self.known[line, rule]


def _unused(
    catalog: Catalog,
    rule: Rule,
    names: Sequence[str],
    ignores: Mapping[str, _Ignores],
    overrides: Sequence[Override],
) -> Iterator[Problem]:
    for key, feature in catalog.features.items():
        severity = _severity(rule, feature, overrides)
        if severity is Severity.OFF:
            continue
        for ignore in ignores[key].all:
            for name in ignore.rules:
                if name not in ignore.used:
                    place = Place(feature.source.path, ignore.span, feature.source.line(ignore.span.line))
                    message, help = f"this ignore of `{name}` hides nothing", "remove it"
                    if not any(fnmatchcase(known, name) for known in names):
                        message = f"there is no rule `{name}`, so this ignore hides nothing"
                        help = did_you_mean(name, names) or "`datadesign explain` lists the rules"
                    yield Problem(rule.name, severity, message, place, key, "", help)
