"""The catalog to problems: every rule run, its severity set, ignores taken away."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ..catalog import Catalog, Feature
from ..problem import BLOCKING, Comment, Hidden, Member, Place, Problem, Related, Setting, Severity, dotted
from ..source import COMMENT, Path, Span
from ..watch import Watch, unwatched
from ..words import MAX_ADVICE, did_you_mean
from .rule import Finding, Rule

_IGNORE = re.compile(r"(?:^|\s)#\s*datadesign:\s*(ignore|ignore-file)\s+([\w/*-]+(?:\s*,\s*[\w/*-]+)*)")
UNUSED = "ignore/unused"
MAX_IGNORES = 1_000
"""So many are heeded in one file."""
_MOST_TOLD = 3
"""So many comments are told of that hide one problem for its line, and so many for the file; all of them count as used."""


@dataclass(frozen=True, slots=True)
class Override:
    """Severities by rule, or by a pattern of rules, for the features that match a pattern."""

    features: str
    rules: Mapping[str, Severity]
    option: str = "overrides"


@dataclass(slots=True)
class _Ignore:
    rules: tuple[str, ...]
    line: int | None  # None for the whole file
    lines: range  # all that it is about: more than its line where a value is broken over several
    span: Span
    used: set[str] = field(default_factory=set)

    def comment(self, feature: Feature) -> Comment:
        """What is said of it elsewhere."""
        place = Place(feature.source.path, self.span, feature.source.line(self.span.line))
        return Comment(place, self.rules, self.line is None)


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
        self.hidden: dict[str, list[Hidden]] = {}
        """The problems of each feature that comments and options hide, for each feature that has such."""
        self.pointing: dict[str, frozenset[str]] = {}
        """The sidecars with the further places that a feature's problems name, for each feature that has such."""
        self._paths: dict[str, str] = {}
        self._found: dict[str, dict[str, list[Problem | Hidden]]] = {rule.name: {} for rule in rules}
        self._facts: dict[str, dict[str, Hashable]] = {rule.name: {} for rule in rules}

    @property
    def problems(self) -> list[Problem]:
        """All problems, in the order of their places."""
        ordered = sorted(self.of_feature, key=self._paths.__getitem__)
        return [problem for key in ordered for problem in self.of_feature[key]]

    def found(self, key: str) -> Iterator[Problem]:
        """All problems of a feature, those that are hidden among them."""
        yield from self.of_feature.get(key, ())
        yield from (hidden.problem for hidden in self.hidden.get(key, ()))

    def check(self, catalog: Catalog, keys: Collection[str] | None = None, watch: Watch = unwatched) -> set[str]:
        """Judge some features of a site again, or all; gives the keys of those of which something else is said now.

        `keys` are the features that were read or linked anew.
        """
        gone = self.of_feature.keys() - catalog.features.keys()
        if keys is not None and not keys and not gone:
            return set()
        kept: list[dict[str, Any]] = [
            self.of_feature,
            self.hidden,
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
        before = {key: self._said_of(key) for key in touched}
        for key in touched & catalog.features.keys():
            self._paths[key] = catalog.features[key].source.path
            found, hidden = self._assemble(catalog.features[key])
            self.of_feature[key] = found
            self.pointing.pop(key, None)
            self.hidden.pop(key, None)
            if hidden:
                self.hidden[key] = hidden
            if paths := frozenset(related.place.path for problem in found for related in problem.related):
                self.pointing[key] = paths
        return {key for key in touched if before[key] != self._said_of(key)}

    def _said_of(self, key: str) -> tuple[list[Problem] | None, list[Hidden] | None]:
        return self.of_feature.get(key), self.hidden.get(key)

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
        now: dict[str, list[Problem | Hidden]] = {}
        advised = Counter[str]()
        for finding in rule.check(catalog):
            if finding.feature.elsewhere:  # what another site holds is its own affair
                continue
            natural, severity, setting = _severities(rule, finding.feature, self.overrides)
            found = now.setdefault(finding.feature.key, [])
            hides = setting and (severity is Severity.OFF or (natural in BLOCKING and severity not in BLOCKING))
            help = finding.help
            if finding.advice and (hides or severity is not Severity.OFF) and advised[finding.feature.key] < MAX_ADVICE:
                advised[finding.feature.key] += 1
                help = finding.advice() or help
            if setting and hides:
                found.append(Hidden(_problem(rule.name, natural, finding, help), setting))
            if severity is not Severity.OFF:
                found.append(_problem(rule.name, severity, finding, help))
        before = self._found[rule.name]
        touched = {key for key in (*now, *(before.keys() & catalog.features.keys())) if before.get(key) != now.get(key)}
        for key in touched:
            before.pop(key, None)
        before.update((key, now[key]) for key in touched if key in now)
        return touched

    def _assemble(self, feature: Feature) -> tuple[list[Problem], list[Hidden]]:
        """A feature's problems, and those that its comments and the options hide."""
        ignores = _Ignores(_ignores(feature))
        shown, hidden = list[Problem](), list[Hidden]()
        for one in (one for by_feature in self._found.values() for one in by_feature.get(feature.key, ())):
            if isinstance(one, Hidden):
                hidden.append(one)
            elif matching := ignores.hide(one):
                hidden += [Hidden(one, ignore.comment(feature)) for ignore in matching]
            else:
                shown.append(one)
        unused = next((rule for rule in self.rules if rule.name == UNUSED), None)
        if unused and ignores.all:
            shown += _unused(feature, unused, [rule.name for rule in self.rules], ignores.all, self.overrides)
        hidden.sort(key=lambda one: one.problem.order)
        return sorted(shown, key=lambda problem: problem.order), hidden


def turned_off(
    feature: Feature, rules: Sequence[Rule], overrides: Sequence[Override] = ()
) -> dict[str, Setting | None]:
    """Each rule's name, with what turns it off for a feature, or None where the options leave it on."""
    found = {rule.name: _severities(rule, feature, overrides)[1:] for rule in rules}
    return {name: setting if severity is Severity.OFF else None for name, (severity, setting) in found.items()}


def _severities(
    rule: Rule, feature: Feature, overrides: Sequence[Override]
) -> tuple[Severity, Severity, Setting | None]:
    """How severe a rule's problems of a feature are in themselves, and by the options, with what decides that there."""
    natural = rule.severity
    draft = feature.design is not None and feature.design.status == "draft"
    if rule.incomplete and draft and natural is Severity.ERROR:
        natural = Severity.WARNING
    severity, setting = natural, None
    for override in overrides:
        if fnmatchcase(feature.key, override.features):
            for pattern, wanted in override.rules.items():
                if fnmatchcase(rule.name, pattern):
                    severity, setting = wanted, Setting(override.option, override.features, pattern, wanted)
    return natural, severity, setting


def _problem(rule: str, severity: Severity, finding: Finding, help: str) -> Problem:
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
        help,
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
        self.known: dict[tuple[int | None, str], list[_Ignore]] = {}

    def hide(self, problem: Problem) -> list[_Ignore]:
        """What ignores a problem, if anything does; it counts as used."""
        in_file, on_line = (self._hiding(line, problem.rule) for line in (None, problem.place.span.line))
        return [*in_file, *on_line]

    def _hiding(self, line: int | None, rule: str) -> list[_Ignore]:
        if not (about := self._about(line)):
            return []
        if (line, rule) not in self.known:
            matching = [(i, name) for i in about for name in i.rules if fnmatchcase(rule, name)]
            for ignore, name in matching:
                ignore.used.add(name)
            self.known[line, rule] = list({id(ignore): ignore for ignore, _ in matching}.values())[:_MOST_TOLD]
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
    severity = _severities(rule, feature, overrides)[1]
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
