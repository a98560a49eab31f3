"""From a docs directory to a checked catalog: what every host does first."""

from __future__ import annotations

import gc
import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from .baseline import Baseline, apply, of
from .catalog import Catalog, Feature
from .checklist import Answer, answers
from .documents import PAGE_NAME, Document, cited, is_elsewhere, resolve
from .history import resolve as resolve_revision
from .history import texts
from .linking import link
from .options import Options
from .problem import Problem
from .rules import RULES, active, check
from .schema import validate
from .source import MAX_BYTES, Fault, Source, Span, read
from .watch import Watch, unwatched

Opener = Callable[[str], bytes | None]
"""A path below the docs directory to what the file there holds; None where there is none."""

SIDECARS = ("03-data-design.yaml", "03-data-design.yml")


@dataclass(frozen=True, slots=True)
class Project:
    """All designs, linked, what is wrong with them, and how each feature answers the checklist.

    `gone` is how many problems of the baseline are there no more. `reference` names the state that `worse` counts
    from, the new problems of each feature; it is empty where there is none to compare with.
    """

    catalog: Catalog
    problems: list[Problem]
    checklists: Mapping[str, list[Answer]]
    gone: int = 0
    reference: str = ""
    worse: Mapping[str, int] = field(default_factory=dict)


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
                found[relative.encode("utf-8", "surrogateescape").decode("utf-8", "replace")] = path
    return dict(sorted(found.items()))


def place_below(docs: Path, path: str) -> Path | None:
    """Where a path below a docs directory really is; None where a link leads out, or no file can have such a name."""
    try:
        place = (docs / path).resolve()
        place.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, not to be encoded, a link to itself
        return None
    return place if place.is_relative_to(docs.resolve()) else None


def below(docs: Path) -> Opener:
    """Opens what is below a docs directory, and nothing that a link leads out of it for."""

    def open_below(path: str) -> bytes | None:
        file = place_below(docs, path)
        try:
            return _read(file) if file is not None and file.is_file() else None
        except OSError:
            return None

    return open_below


def _read(file: Path) -> bytes:
    """What a file holds, or so much of it that one sees it is too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


@contextmanager
def without_collection() -> Iterator[None]:
    """No garbage is looked for: nothing that is read is any, and to look at it all again and again is not linear."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@without_collection()
def load(
    sidecars: Mapping[str, Path | bytes],
    options: Options,
    opener: Opener,
    baseline: Baseline | None = None,
    watch: Watch = unwatched,
) -> Project:
    """Read, link and check sidecars, files or what is in them. Whatever they hold ends up in the problems.

    `opener` reads the documents that they name; `baseline` holds the problems that are known.
    """
    features: dict[str, Feature] = {}
    for path, file in watch(sidecars.items(), "Reading"):
        try:
            if not isinstance(file, bytes) and "\ufffd" in path:
                raise OSError(0, "its path is not UTF-8")
            data = file if isinstance(file, bytes) else _read(file)
        except OSError as error:
            unread = Source(
                path,
                "",
                faults=[_fault(f"the file cannot be read: {error.strerror}", "check its name and its permissions")],
            )
            found = Feature(key(path, options.plan), unread, None)
        else:
            found = read_feature(path, data, options.plan)
        if found.key in features:
            other = features[found.key].source
            features[found.key].source.faults.append(
                _fault(f"`{posixpath.basename(path)}` stands beside it", f"keep one of {other.path} and {path}")
            )
        else:
            features[found.key] = found
    return checked(features.values(), options, opener, baseline, watch)


def checked(
    features: Collection[Feature],
    options: Options,
    opener: Opener,
    baseline: Baseline | None = None,
    watch: Watch = unwatched,
) -> Project:
    """Link and check features that were read."""
    catalog = link(features, options.conventions, _documents(features, options, opener))
    problems = check(catalog, RULES, options.severities, watch)
    problems, gone = apply(baseline, problems, catalog) if baseline else (problems, 0)
    return Project(catalog, problems, _checklists(catalog, problems, options), gone)


def compared(project: Project, docs: Path, options: Options) -> Project:
    """The project, with what is new since the revision that the options name, or since the baseline.

    Raises history.Unreachable.
    """
    if options.since:
        marked = since(project, docs, options, options.since).problems
    elif options.baseline:
        marked = project.problems
    else:
        return project
    worse = Counter(problem.feature for problem in marked if not problem.known)
    return replace(project, reference=options.since or "the baseline", worse=worse)


def only(project: Project, features: Collection[str]) -> Project:
    """What a project says of some of its features, all of which were read to judge them."""
    catalog = replace(project.catalog, features={k: v for k, v in project.catalog.features.items() if k in features})
    problems = [problem for problem in project.problems if problem.feature in features]
    return replace(project, catalog=catalog, problems=problems)


def since(project: Project, docs: Path, options: Options, revision: str) -> Project:
    """The project, where each problem is known that the designs had at a revision already. Raises history.Unreachable."""
    files = texts(docs, resolve_revision(docs, revision))
    sidecars = {path: data for path, data in files.items() if is_sidecar(path, options.plan)}
    old = load(sidecars, options, files.get)
    marked, _ = apply(of(old.problems, old.catalog), project.problems, project.catalog)
    both = zip(project.problems, marked, strict=True)
    return replace(project, problems=[before if before.known else after for before, after in both])


def _checklists(catalog: Catalog, problems: Iterable[Problem], options: Options) -> dict[str, list[Answer]]:
    of_feature: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        of_feature[problem.feature].append(problem)
    return {
        key: answers(feature, of_feature[key], active(feature, RULES, options.severities))
        for key, feature in catalog.features.items()
    }


def _documents(features: Collection[Feature], options: Options, opener: Opener) -> dict[str, Document | None]:
    """The documents that designs name, each read once."""
    ours = {posixpath.join(posixpath.dirname(feature.source.path), PAGE_NAME) for feature in features}
    found: dict[str, Document | None] = {}
    for feature in features:
        for _, text in cited(feature.design) if feature.design else ():
            target = None if is_elsewhere(text) else resolve(feature.source.path, text)
            if target is None or target.path in found:
                continue
            if target.path in ours or target.path.startswith(f"{options.index}/"):
                found[target.path] = Document(target.path, None)
            else:
                found[target.path] = _document(target.path, opener(target.path))
    return found


def _document(path: str, data: bytes | None) -> Document | None:
    if data is None:
        return None
    return Document(path, data.decode("utf-8", "replace") if len(data) <= MAX_BYTES else None)


def read_feature(path: str, data: bytes, plan: str) -> Feature:
    """The feature of one sidecar, not linked yet."""
    source = read(path, data)
    design, left_out = validate(source)
    return Feature(key(path, plan), source, design, left_out)


def key(path: str, plan: str) -> str:
    """A feature's key: its folder below the plan."""
    return posixpath.dirname(path).removeprefix(f"{plan}/")


def _fault(message: str, help: str) -> Fault:
    return Fault("syntax", message, Span(1, 1, 1, 1), help)
