"""The catalog to problems: every rule run, its severity set, ignores taken away."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ..catalog import Catalog, Feature
from ..problem import Member, Place, Problem, Related, Severity, dotted
from ..source import COMMENT, Path, Span
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
    lines: range  # all that it is about: more than its line where a value is broken over several
    span: Span
    used: set[str] = field(default_factory=set)


def check(catalog: Catalog, rules: Sequence[Rule]) -> list[Problem]:
    """All problems of a catalog, in the order of their places."""
    checker = Checker(rules)
    checker.check(catalog)
    return checker.problems


class Checker:
    """Rules, and what they have found; where features change, only what depends on those is judged again."""

    def __init__(self, rules: Sequence[Rule], overrides: Sequence[Override] = ()) -> None:
        self.rules, self.overrides = rules, overrides
        self.of_feature: dict[str, list[Problem]] = {}
        self.pointing: dict[str, frozenset[str]] = {}
        """The sidecars with the further places that a feature's problems name, for each feature that has such."""
        self._paths: dict[str, str] = {}
        self._found: dict[str, dict[str, list[Problem]]] = {rule.name: {} for rule in rules}
        self._facts: dict[str, dict[str, Hashable]] = {rule.name: {} for rule in rules}

    @property
    def problems(self) -> list[Problem]:
        """All problems, in the order of their places."""
        ordered = sorted(self.of_feature, key=self._paths.__getitem__)
        return [problem for key in ordered for problem in self.of_feature[key]]

    def check(self, catalog: Catalog, keys: Collection[str] | None = None, watch: Watch = unwatched) -> set[str]:
        """Judge some features of a site again, or all; gives the keys of those of which something else is said now.

        `keys` are the features that were read or linked anew.
        """
        gone = self.of_feature.keys() - catalog.features.keys()
        if keys is not None and not keys and not gone:
            return set()
        kept: list[dict[str, Any]] = [
            self.of_feature,
            self.pointing,
            self._paths,
            *self._found.values(),
            *self._facts.values(),
        ]
        for by_feature in kept:
            for key in gone:
                by_feature.pop(key, None)
        moved = catalog.moved()
        part = catalog if keys is None else catalog.part({*keys, *moved})
        touched = set(gone)
        for rule in watch(self.rules, "Checking"):
            touched |= self._judge(rule, self._scope(rule, part, bool(gone)))
        touched |= part.features.keys()
        before = {key: self.of_feature.get(key) for key in touched}
        for key in touched & catalog.features.keys():
            self._paths[key] = catalog.features[key].source.path
            self.of_feature[key] = found = self._assemble(catalog.features[key])
            self.pointing.pop(key, None)
            if paths := frozenset(related.place.path for problem in found for related in problem.related):
                self.pointing[key] = paths
        return {key for key in touched if before[key] != self.of_feature.get(key)}

    def _scope(self, rule: Rule, part: Catalog, any_gone: bool) -> Catalog:
        """What a rule judges again: all, if what it reads of every feature is not what it was."""
        if rule.facts is None:
            return part
        known = self._facts[rule.name]
        facts = {key: rule.facts(feature) for key, feature in part.features.items()}
        same = not any_gone and all(known.get(key) == told for key, told in facts.items())
        known.update(facts)
        return part if same else part.site

    def _judge(self, rule: Rule, catalog: Catalog) -> set[str]:
        """Judge some features by one rule; gives the keys of those of which it says something else now."""
        now: dict[str, list[Problem]] = {}
        for finding in rule.check(catalog):
            if finding.feature.elsewhere:  # what another site holds is its own affair
                continue
            severity = _severity(rule, finding.feature, self.overrides)
            if severity is not Severity.OFF:
                now.setdefault(finding.feature.key, []).append(_problem(rule.name, severity, finding))
        before = self._found[rule.name]
        touched = {key for key in (*now, *(before.keys() & catalog.features.keys())) if before.get(key) != now.get(key)}
        for key in touched:
            before.pop(key, None)
        before.update((key, now[key]) for key in touched if key in now)
        return touched

    def _assemble(self, feature: Feature) -> list[Problem]:
        """A feature's problems, without what its comments ignore."""
        ignores = _Ignores(_ignores(feature))
        found = [problem for by_feature in self._found.values() for problem in by_feature.get(feature.key, ())]
        shown = [problem for problem in found if not ignores.hide(problem)]
        unused = next((rule for rule in self.rules if rule.name == UNUSED), None)
        if unused and ignores.all:
            shown += _unused(feature, unused, [rule.name for rule in self.rules], ignores.all, self.overrides)
        return sorted(shown, key=lambda problem: problem.order)


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
        tuple(Member(feature.key, path, name) for feature, path, name in finding.members),
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
    if COMMENT not in text:
        return
    lines, left = text.split("\n"), MAX_IGNORES
    following = _following(lines)
    first, last = _broken(feature)
    for number, line in enumerate(lines, 1):
        for found in _IGNORE.finditer(line):
            names = tuple(name.strip() for name in found[2].split(","))[:left]
            column = line.index("#", found.start()) + 1
            span = Span(number, column, number, found.end() + 1)
            if feature.source.is_in_value(number, column):
                continue
            target = following[number - 1] if line.lstrip().startswith("#") else number
            is_above = target != number
            begin, end = (target, last.get(target, target)) if is_above else (first.get(target, target), target)
            yield _Ignore(names, None if found[1] == "ignore-file" else target, range(begin, end + 1), span)
            left -= len(names)
            if left <= 0:
                return


def _broken(feature: Feature) -> tuple[dict[int, int], dict[int, int]]:
    """For each line that ends values that are broken over lines, the first line of these; and the other way round."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for start, end in feature.source.broken_lines():
        first[end] = min(start, first.get(end, start))
        last[start] = max(end, last.get(start, end))
    return first, last


def _following(lines: Sequence[str]) -> list[int]:
    """By line, the number of the next one that says something; the last ones have no such line."""
    found, following = 0, []
    for number in range(len(lines), 0, -1):
        following.append(found)
        if lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#"):
            found = number
    return following[::-1]


class _Ignores:
    """The ignores of a file, by the lines that they are about."""

    def __init__(self, ignores: Iterable[_Ignore]) -> None:
        self.all = list(ignores)
        self.in_file = [ignore for ignore in self.all if ignore.line is None]
        self.edges = sorted({edge for ignore in self.all for edge in (ignore.lines.start, ignore.lines.stop)})
        self.between: list[list[_Ignore]] = [[] for _ in self.edges]
        """The ignores of the lines from each edge to the next: few, where a range may have all lines of a large file."""
        for ignore in self.all:
            if ignore.line is not None:
                for i in range(bisect_left(self.edges, ignore.lines.start), bisect_left(self.edges, ignore.lines.stop)):
                    self.between[i].append(ignore)
        self.known: dict[tuple[int | None, str], bool] = {}

    def hide(self, problem: Problem) -> bool:
        """Whether a problem is ignored; what ignores it counts as used."""
        in_file, on_line = (self._hides(line, problem.rule) for line in (None, problem.place.span.line))
        return in_file or on_line

    def _hides(self, line: int | None, rule: str) -> bool:
        if not (about := self._about(line)):
            return False
        if (line, rule) not in self.known:
            matching = [(i, name) for i in about for name in i.rules if fnmatchcase(rule, name)]
            for ignore, name in matching:
                ignore.used.add(name)
            self.known[line, rule] = bool(matching)
        return self.known[line, rule]

    def _about(self, line: int | None) -> list[_Ignore]:
        """The ignores that are about a line, or about the whole file."""
        if line is None:
            return self.in_file
        at = bisect_right(self.edges, line) - 1
        return self.between[at] if at >= 0 else []


def _unused(
    feature: Feature, rule: Rule, names: Sequence[str], ignores: Iterable[_Ignore], overrides: Sequence[Override]
) -> Iterator[Problem]:
    severity = _severity(rule, feature, overrides)
    unused = [(ignore, name) for ignore in ignores for name in ignore.rules if name not in ignore.used]
    if severity is Severity.OFF or not unused:
        return
    paths = feature.source.paths_by_line()
    for ignore, name in unused:
        place = Place(feature.source.path, ignore.span, feature.source.line(ignore.span.line))
        message, help = f"this ignore of `{name}` hides nothing", "remove it"
        if not any(fnmatchcase(known, name) for known in names):
            message = f"there is no rule `{name}`, so this ignore hides nothing"
            help = did_you_mean(name, names) or "`datadesign explain` lists the rules"
        member = Member(feature.key, paths.get(ignore.line, ()) if ignore.line else (), name)
        yield Problem(rule.name, severity, message, place, feature.key, "", help, members=(member,))
