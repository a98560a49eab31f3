"""From a docs directory to a checked catalog: what every host does first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from .baseline import Baseline, apply, of
from .catalog import Catalog, Feature
from .checklist import Answer, answers
from .documents import PAGE_NAME, Document, cited, is_elsewhere
from .documents import resolve as resolve_target
from .garbage import without_collection
from .kept import Kept
from .linking import Relinked, link, relink
from .options import Options
from .problem import Hidden, Problem, Setting, Severity
from .reading import (
    Mark,
    Opener,
    Sidecar,
    change_mark,
    feature_key,
    read_feature,
    read_features,
    sidecars_of,
)
from .rules import RULES, Checker, turned_off
from .source import MAX_BYTES, Source
from .watch import Watch, unwatched

if TYPE_CHECKING:
    from .elsewhere import Found, Neighbour


@dataclass(frozen=True)
class Project:
    """All designs, linked, what is wrong with them, and how each feature answers the checklist.

    `gone` is how many problems of the baseline are there no more. `reference` names the state that `worse` counts
    from, the new problems of each feature; it is empty where there is none to compare with. `versions` has a number for
    each feature, which is another one once anything of it, or of what it refers to, looks different; the one that
    `outlines` has is another once others see something else of it. `hidden` are the problems of each feature that comments
    and options hide, `settings` what the options turn off or down to notes.
    """

    catalog: Catalog
    problems: list[Problem]
    checklists: Mapping[str, list[Answer]]
    gone: int = 0
    reference: str = ""
    worse: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    outlines: Mapping[str, int] = field(default_factory=dict)
    neighbours: Sequence[Neighbour] = ()
    hidden: Mapping[str, Sequence[Hidden]] = field(default_factory=dict)
    settings: Sequence[Setting] = ()

    @cached_property
    def by_feature(self) -> Mapping[str, Sequence[Problem]]:
        """The problems of each feature that has any, by its key."""
        return _by_feature(self.problems)

    @property
    def defined_twice(self) -> Iterator[str]:
        """What to say of each feature that is here and in another site's catalog, or in two of those."""
        told = dict.fromkeys(self.catalog.features, "this site")
        for neighbour in self.neighbours:
            for entry in neighbour.file.features:
                if entry.key in told:
                    yield (
                        f"the feature `{entry.key}` of {neighbour.name} is passed over, for {told[entry.key]} has one of "
                        "that name; remove one of the two, or move it to another folder"
                    )
            told |= {entry.key: told.get(entry.key, neighbour.name) for entry in neighbour.file.features}


def load(
    sidecars: Mapping[str, Sidecar],
    options: Options,
    opener: Opener,
    baseline: Baseline | None = None,
    watch: Watch = unwatched,
    neighbours: Sequence[Neighbour] = (),
) -> Project:
    """Read, link and check sidecars, files or what is in them. Whatever they hold ends up in the problems.

    A file that is gone by then is passed over, as if it had been gone before. `opener` reads the documents that they
    name; `baseline` holds the problems that are known; `neighbours` are sites whose features names may lead to.
    """
    return Workspace(options, baseline).update(sidecars, opener, watch, neighbours)


_VERSIONS = count(1)
_OF_LINKS = ("model", "query", "dto", "shared")
"""The groups of the rules whose problems may name what there is in the place of what was not found."""


class Workspace:
    """A project that is kept while its files change: what has not changed is not read, linked and checked again."""

    def __init__(self, options: Options, baseline: Baseline | None = None) -> None:
        self.options, self.baseline = options, baseline
        self.catalog = Catalog({}, conventions=options.conventions)
        self.checker = Checker(RULES, options.severities)
        self.checklists: dict[str, list[Answer]] = {}
        self.versions: dict[str, int] = {}
        self.outlines: dict[str, int] = {}
        self.neighbours: Sequence[Neighbour] = ()
        self._marks: dict[str, Hashable] = {}
        """What tells whether each sidecar has changed."""
        self._paths: Mapping[str, list[str]] = {}
        """The sidecars of each feature, mostly one."""
        self._cited: dict[str, list[str]] = {}
        """The documents that each feature names."""
        self._all_cited: list[str] = []
        """All of those, once each."""
        self._to_mark: list[str] = []
        """Those that may change: not our own pages."""
        self._document_marks: dict[str, Hashable] = {}
        self._held: dict[str, tuple[bytes, Source]] = {}
        """A sum of what each sidecar held, and what came of it."""

    @without_collection("designs")
    def update(
        self,
        sidecars: Mapping[str, Sidecar],
        opener: Opener,
        watch: Watch = unwatched,
        neighbours: Sequence[Neighbour] = (),
        mark: Mark = lambda path: object(),
    ) -> Project:
        """Read what has changed, link and check it and all that it reaches.

        `sidecars` are all there are, by their paths below the docs directory; `opener` reads the documents they name,
        and `mark` tells by the same paths whether one may be another now.
        """
        changed = self._changes(sidecars, watch)
        affected = self._documents(changed, opener, mark)
        pointing = self._pointing(changed)
        linked = self._link(changed, neighbours)
        affected |= {*linked.different}
        to_judge = (affected | pointing | self._in_question(linked)) & self.catalog.features.keys()
        affected &= to_judge
        affected |= self.checker.check(self.catalog, to_judge if self.checker.of_feature else None, watch)
        problems, gone = self.checker.problems, 0
        if self.baseline:
            problems, gone = apply(self.baseline, problems, self.catalog)
        said = _by_feature(problems) if self.baseline else self.checker.of_feature
        version = next(_VERSIONS)
        for kept in (self.checklists, self.versions, self.outlines):
            for key in kept.keys() - self.catalog.features.keys():
                del kept[key]
        self.outlines |= dict.fromkeys(linked.outlines, version)
        for key in affected & self.catalog.features.keys():
            feature = self.catalog.features[key]
            self.versions[key] = version
            off, hidden = turned_off(feature, RULES, self.options.severities), self.checker.hidden.get(key, ())
            self.checklists[key] = answers(feature, said.get(key, ()), hidden, off)
        features = self.catalog.features
        return Project(
            self.catalog,
            problems,
            {key: self.checklists[key] for key in features},
            gone,
            versions={key: self.versions[key] for key in features},
            outlines=dict(self.outlines),
            neighbours=neighbours,
            hidden=dict(self.checker.hidden),
            settings=_lowering(self.options),
        )

    def _link(self, changed: Mapping[str, Feature | None], neighbours: Sequence[Neighbour]) -> Relinked:
        """Link what has changed; with other sites' catalogs, all."""
        same, self.neighbours = neighbours == self.neighbours, neighbours
        if not changed and same:
            return Relinked()
        if self.catalog.features and not neighbours and same:
            return relink(self.catalog, changed)
        kept = [_unlinked(feature) for key, feature in self.catalog.features.items() if key not in changed]
        come = [feature for feature in changed.values() if feature is not None]
        found = _elsewhere(neighbours)
        self.catalog = link([*kept, *come], self.options.conventions, self.catalog.documents, found)
        self.checker = Checker(RULES, self.options.severities)
        return Relinked(self.catalog.features, self.catalog.features)

    def _in_question(self, linked: Relinked) -> set[str]:
        """The keys of the features that look the same, but of whose links something else may be wrong now.

        A problem of who names no field that is another one may tell of all that are there.
        """
        told = {key for key in linked.beside if any(problem.group in _OF_LINKS for problem in self.checker.found(key))}
        return told.union(linked.in_question)

    def _pointing(self, changed: Collection[str]) -> set[str]:
        """The keys of the features whose problems point into what has changed: lines there may have moved."""
        moved = {feature.source.path for key in changed if (feature := self.catalog.features.get(key))}
        return {key for key, paths in self.checker.pointing.items() if not moved.isdisjoint(paths)}

    def _changes(self, sidecars: Mapping[str, Sidecar], watch: Watch) -> dict[str, Feature | None]:
        """The features whose sidecars have changed, read; None for those whose sidecars are gone."""
        marks = {path: _mark(sidecar) for path, sidecar in sidecars.items()}
        before, self._marks = self._marks, marks
        gone = [path for path in before if path not in marks]
        if before.keys() != marks.keys():
            self._paths = defaultdict(list)
            for path in marks:
                self._paths[feature_key(path, self.options.plan)].append(path)
            for path in gone:
                self._held.pop(path, None)
        differing = [*gone, *(path for path, mark in marks.items() if before.get(path) != mark)]
        to_read = dict.fromkeys(feature_key(path, self.options.plan) for path in differing)
        files = {path: sidecars[path] for key in to_read for path in self._paths.get(key, ())}
        read_now = read_features(files, self.options, watch, self._read_one)
        changed: dict[str, Feature | None] = {}
        for key in to_read:
            known, found = self.catalog.features.get(key), read_now.get(key)
            if found is None or known is None or len(self._paths[key]) > 1 or _differ(known.source, found.source):
                changed[key] = found
        return changed

    def _read_one(self, path: str, data: bytes, plan: str) -> Feature:
        """Read a sidecar whose file has changed, or may have; what holds the same bytes as before is known."""
        held, known = sha256(data).digest(), self.catalog.features.get(feature_key(path, plan))
        before, source = self._held.get(path, (b"", None))
        if known is not None and known.source is source and before == held:
            return known
        found = read_feature(path, data, plan)
        self._held[path] = (held, found.source)
        return found

    def _cite_anew(self, changed: Mapping[str, Feature | None]) -> bool:
        """Take in which documents the features name that have changed; whether those may be others now, or be ours."""
        others = False
        for name, feature in changed.items():
            named = list(_targets(feature)) if feature and feature.design else None
            others |= named != self._cited.get(name) or (feature is None) is (name in self.catalog.features)
            self._cited.pop(name, None)
            if named is not None:
                self._cited[name] = named
        return others

    def _documents(self, changed: Mapping[str, Feature | None], opener: Opener, mark: Mark) -> set[str]:
        """Read the documents that designs name, each once; gives the keys of the features that name a changed one."""
        if self._cite_anew(changed):
            there = {*self.catalog.features, *changed} - {name for name, feature in changed.items() if not feature}
            ours, index = {f"{self.options.plan}/{name}/{PAGE_NAME}" for name in there}, f"{self.options.index}/"
            self._all_cited = list(dict.fromkeys(path for name in sorted(self._cited) for path in self._cited[name]))
            self._to_mark = [path for path in self._all_cited if path not in ours and not path.startswith(index)]
        cited, marks = self._all_cited, {path: mark(path) for path in self._to_mark}
        marked, self._document_marks = self._document_marks, marks
        known, found = self.catalog.documents, dict[str, Document | None]()
        if marks == marked and cited == list(known):  # as for nearly each save
            return set()
        for path in cited:
            before = known.get(path)
            if path not in marks:
                found[path] = before if before and before.text is None else Document(path, None)
            elif path in marked and marked[path] == marks[path]:
                found[path] = before
            else:
                found[path] = _document(path, opener(path), before)
        self.catalog.put_documents(found)
        if found == known:
            return set()
        differing = {
            path
            for path in {*known, *found}
            if known.get(path) is not found.get(path) or (path in known) != (path in found)
        }
        affected = {name for name, paths in self._cited.items() if not differing.isdisjoint(paths)}
        if any((known.get(path) is None) != (found.get(path) is None) for path in differing):
            affected |= {
                key
                for key in self.checker.of_feature
                if any(p.rule.endswith(("missing-file", "missing-contract")) for p in self.checker.found(key))
            }
        return affected


@without_collection("designs")
def states(
    old: Mapping[str, Sidecar], new: Mapping[str, Sidecar], options: Options, watch: Watch = unwatched
) -> tuple[Catalog, Catalog]:
    """The catalogs of two states of the designs, not checked. What is the same in both is read once."""
    now = read_features(new, options, watch)
    known = {feature.source.path: feature for feature in now.values()}

    def read_again(path: str, data: bytes, plan: str) -> Feature:
        same = known.get(path)
        if same is None or same.source.text.encode() != data:
            return read_feature(path, data, plan)
        return _unlinked(same)

    then = read_features(old, options, watch, read_again)
    return link(then.values(), options.conventions), link(now.values(), options.conventions)


def _by_feature(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    found = defaultdict[str, list[Problem]](list)
    for problem in problems:
        found[problem.feature].append(problem)
    return dict(found)


def _lowering(options: Options) -> list[Setting]:
    """What the options turn off, or down to notes."""
    return [
        Setting(override.option, override.features, rules, severity)
        for override in options.severities
        for rules, severity in override.rules.items()
        if severity in (Severity.OFF, Severity.NOTE)
    ]


def _elsewhere(neighbours: Sequence[Neighbour]) -> list[Found]:
    if not neighbours:
        return []
    from .elsewhere import features  # the models of a catalog take a while to build, and most sites stand alone

    return [features(neighbour) for neighbour in neighbours]


def _unlinked(feature: Feature) -> Feature:
    return Feature(feature.key, feature.source, feature.design, feature.left_out)


def _mark(sidecar: Sidecar) -> Hashable:
    """What tells whether a sidecar has changed, without reading it."""
    return change_mark(sidecar) if isinstance(sidecar, str) else sidecar


def _differ(one: Source, other: Source) -> bool:
    return (one.path, one.text, one.faults) != (other.path, other.text, other.faults)


def _targets(feature: Feature) -> Iterator[str]:
    for _, text in cited(feature.design) if feature.design else ():
        target = None if is_elsewhere(text) else resolve_target(feature.source.path, text)
        if target is not None:
            yield target.path


def _document(path: str, data: bytes | None, known: Document | None) -> Document | None:
    """A document with what it holds now: the one that is known, if it is still the same."""
    if data is None:
        return None
    text = data.decode("utf-8", "replace") if len(data) <= MAX_BYTES else None
    return known if known and known.text == text else Document(path, text)


def compared(
    project: Project, docs: Path, options: Options, watch: Watch = unwatched, kept: Kept | None = None
) -> Project:
    """The project, with what is new since the revision that the options name, or since the baseline.

    `kept` is what was worked out last time: the problems of a commit are the same each time. Raises history.Unreachable.
    """
    if options.since:
        marked = since(project, docs, options, options.since, watch, kept).problems
    elif options.baseline:
        marked = project.problems
    else:
        return project
    worse = Counter(problem.feature for problem in marked if not problem.known)
    return replace(project, reference=options.since or "the baseline", worse=worse)


def only(project: Project, features: Collection[str]) -> Project:
    """What a project says of some of its features, all of which were read to judge them."""
    others = project.catalog.features.keys() - set(features)
    shared = [left for table in project.catalog.shared if (left := table.without(others))]
    catalog = replace(project.catalog.part(features), shared=shared)
    problems = [problem for problem in project.problems if problem.feature in features]
    return replace(project, catalog=catalog, problems=problems)


def since(
    project: Project, docs: Path, options: Options, revision: str, watch: Watch = unwatched, kept: Kept | None = None
) -> Project:
    """The project, where each problem is known that the designs had at a revision already. Raises history.Unreachable."""
    from .history import repository  # git is asked by few runs

    there = repository(docs)
    commit = there.commit(revision)

    def then() -> Baseline:
        with there.files(commit) as files:
            old = load(sidecars_of(files, options), options, files.get, watch=watch, neighbours=project.neighbours)
        return of(old.problems, old.catalog)

    known = (kept or Kept()).same("since", (docs, commit, options, project.neighbours), then)
    marked, _ = apply(known, project.problems, project.catalog)
    both = zip(project.problems, marked, strict=True)
    return replace(project, problems=[before if before.known else after for before, after in both])
