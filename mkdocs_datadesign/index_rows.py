"""What each feature adds to the tables of the index. Each function looks at one feature, as it was linked."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .catalog import Catalog, Feature, Field, Object
from .checklist import Answer, Count, State, counted_states
from .column_widths import LINE_BREAK
from .growth import MONTHS, Forecast
from .kept import Kept
from .problem import BASELINE, Comment, Hidden, Place, Problem, Setting, Severity
from .project import Project
from .quantity import shown
from .sheet import Cell, Column, Link
from .writer import PROBLEMS, Site, field_anchor, object_anchor, path_anchor, section_anchor

_LONGEST = 200
"""So much is shown of a comment."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,200}(?:\.[A-Za-z0-9_-]{1,200})*\Z")
"""A field's name that its anchor holds as it is."""

ENTITIES = (
    Column("Object"),
    Column("Kind", "text"),
    Column("Feature"),
    Column("Database", "text"),
    Column("Technology", "text"),
    Column("Fields"),
    Column("Uses"),
    Column("Purpose"),
)
FIELDS = (
    Column("Field", "within", 1),
    Column("Object"),
    Column("Feature"),
    Column("Type", "code"),
    Column("Keys", "text"),
    Column("Uses"),
    Column("Description"),
)
PROBLEMS_TABLE = (Column("Severity", "text"), Column("Rule"), Column("Problem", "message"), Column("Place"))
NAMING = (Column("Feature"), Column("Problem", "message"), Column("Help", "message"), Column("Place"))
IGNORED = (
    Column("Rule"),
    Column("Feature"),
    Column("Hidden by"),
    Column("Where"),
    Column("Problems"),
    Column("Problem", "message"),
    Column("Comment", "text"),
)
_YEARS = ("At the start", "After a year", "After 3 years", "After 5 years")
GROWTH = (Column("Feature"), Column("Store", "text"), *(Column(title, "text") for title in _YEARS))

Keyed = tuple[tuple[str, ...], tuple[Cell, ...]]
"""A row, after what it is sorted by."""


def to_feature(feature: Feature, site: Site) -> Link:
    return Link(feature.title, site.page(feature.key), code=False)


def to_object(item: Object, site: Site) -> Link:
    return Link(item.name, site.page(item.feature.key), object_anchor(item))


@dataclass(frozen=True, slots=True)
class Gist:
    """All that the overview says of a feature.

    `states` are its answers to the checklist, and `answered` counts them. `hidden` are how many of its problems comments,
    options and the baseline hide. Of its problems there are how many of each severity, in the order of those, how many but notes by group of rules, how many of names,
    and the rows of all but notes, each after what it is sorted by.
    """

    title: str
    status: str | None
    technologies: tuple[str, ...]
    objects: int
    fields: int
    states: tuple[State, ...]
    answered: Count
    hidden: tuple[int, int, int]
    severities: tuple[int, ...]
    groups: Mapping[str, int]
    naming: int
    listed: list[tuple[tuple[Any, ...], tuple[Cell, ...]]]

    @property
    def checklist(self) -> str:
        """The anchor of its checklist, "" where there is none: its design could not be read."""
        return section_anchor("checklist") if self.status else ""


def gists(project: Project, site: Site, kept: Kept) -> Mapping[str, Gist]:
    """What the overview says of each feature, by key."""

    def of(feature: Feature) -> Gist:
        problems, hidden = project.by_feature.get(feature.key, ()), all_hidden(feature, project)
        return _gist(feature, problems, hidden, project.checklists[feature.key], site)

    return kept.of_features("gists", project.catalog, project.versions, of)


def all_hidden(feature: Feature, project: Project) -> list[Hidden]:
    """The problems of a feature that comments and options hide, and those that the baseline knows."""
    known = [problem for problem in project.by_feature.get(feature.key, ()) if problem.known]
    return [*project.hidden.get(feature.key, ()), *(Hidden(problem, BASELINE) for problem in known)]


def _gist(
    feature: Feature, problems: Sequence[Problem], hidden: Sequence[Hidden], answers: Sequence[Answer], site: Site
) -> Gist:
    listed = [problem for problem in problems if problem.severity is not Severity.NOTE]
    objects, severities = list(feature.objects), [problem.severity for problem in problems]
    states = tuple(answer.state for answer in answers)
    ignored = {id(one.problem) for one in hidden if isinstance(one.by, Comment)}  # one may be so by two comments
    lowered, known = sum(isinstance(one.by, Setting) for one in hidden), sum(one.by == BASELINE for one in hidden)
    return Gist(
        title=feature.title,
        status=feature.design.status if feature.design else None,
        technologies=tuple(dict.fromkeys(store.model.technology for store in feature.stores.values())),
        objects=len(objects),
        fields=sum(len(item.fields) for item in objects),
        states=states,
        answered=counted_states(states),
        hidden=(len(ignored), lowered, known),
        severities=tuple(map(severities.count, Severity)),
        groups=Counter(problem.group for problem in listed),
        naming=sum(problem.group == "naming" for problem in problems),
        listed=[(problem.urgency, problem_row(problem, feature, site)) for problem in listed],
    )


def all_entities(
    catalog: Catalog, versions: Mapping[str, Hashable], site: Site, kept: Kept
) -> Mapping[str, Sequence[Keyed]]:
    """The objects of each feature, by its key and in their order."""
    return kept.of_features("entities", catalog, versions, lambda f: sorted(entity_rows(f, site), key=itemgetter(0)))


def all_fields(
    catalog: Catalog, versions: Mapping[str, Hashable], site: Site, kept: Kept
) -> Mapping[str, Sequence[Keyed]]:
    """The fields of each feature, by its key and in their order."""
    return kept.of_features("fields", catalog, versions, lambda f: sorted(field_rows(f, site), key=itemgetter(0)))


def entity_rows(feature: Feature, site: Site) -> Iterator[Keyed]:
    """A feature's objects."""
    home = to_feature(feature, site)
    for item in feature.objects:
        kind = item.kind if not item.is_stub else f"{item.kind}, owned by {item.model.owner}"
        store = item.store
        yield (
            (item.name.lower(), feature.key, store.name),
            (
                to_object(item, site),
                kind,
                home,
                store.database,
                store.model.technology,
                len(item.fields),
                len(item.uses),
                item.model.purpose,
            ),
        )


def field_rows(feature: Feature, site: Site) -> Iterator[Keyed]:
    """A feature's fields."""
    home = to_feature(feature, site)
    for item in feature.objects:
        there = to_object(item, site)
        for field in item.fields.values():
            keys = " ".join(key for key, has in (("PK", field.in_primary_key), ("FK", field.foreign_keys)) if has)
            about = field.model.description if field.model else None
            yield (
                (field.name.lower(), item.name.lower(), feature.key, item.store.name),
                (_field(field, there), there, home, field.type, keys, len(field.uses) or None, about),
            )


def _field(field: Field, there: Link) -> Cell:
    return field.name if _PLAIN_NAME.match(field.name) else Link(field.name, there.page, field_anchor(field))


def feature_row(key: str, gist: Gist, groups: Sequence[str], worse: int | None, site: Site) -> tuple[Cell, ...]:
    """A feature of the overview, with its errors and warnings.

    `groups` are those of rules that have columns, `worse` is how many new problems.
    """
    page = site.page(key)
    errors, warnings, *_ = gist.severities

    def count(number: int) -> Cell:
        return Link(str(number), page, PROBLEMS, code=False) if number else 0

    return (
        (Link(gist.title, page, code=False), LINE_BREAK, Link(key, "")),
        gist.status or "unread",
        ", ".join(gist.technologies),
        gist.objects,
        Link(gist.answered.words, page, gist.checklist, code=False),
        *([] if worse is None else [worse]),
        count(errors),
        count(warnings),
        *(count(gist.groups.get(group, 0)) for group in groups),
    )


def problem_row(problem: Problem, feature: Feature, site: Site) -> tuple[Cell, ...]:
    """A problem of the overview."""
    place = _place(problem, feature, feature.key, site)
    return problem.severity.value, _rule(problem, site), problem.message, place


def _rule(problem: Problem, site: Site) -> Link:
    group, _, rest = problem.rule.partition("/")
    return Link(problem.rule, site.index_page(f"rules/{group}.md"), f"rule.{rest}")


def naming_row(problem: Problem, feature: Feature, site: Site) -> tuple[Cell, ...]:
    """A naming violation."""
    file = posixpath.basename(problem.place.path)
    return to_feature(feature, site), problem.message, problem.help, _place(problem, feature, file, site)


def ignored_rows(feature: Feature, project: Project, site: Site) -> list[Keyed]:
    """What is ignored of a feature: a row for each rule, and each comment, setting or baseline that hides problems of it."""
    found = defaultdict[tuple[str, object], list[Hidden]](list)
    for one in all_hidden(feature, project):
        found[one.problem.rule, one.by].append(one)
    return sorted((_ignored_row(some, feature, site) for some in found.values()), key=itemgetter(0))


def _ignored_row(some: Sequence[Hidden], feature: Feature, site: Site) -> Keyed:
    """A row for problems of one rule that are hidden by the same."""
    (first, *more), by, place = some, some[0].by, some[0].problem.place
    told, comment, message = _settled(by), None, first.problem.message
    if isinstance(by, Comment):
        place, comment = by.place, by.text[:_LONGEST]
        told = "comment for the whole file" if by.whole_file else "comment"
    if more:
        message += f"; and {len(more)} more"
    anchor = path_anchor(first.problem.path, feature)
    key = (first.problem.rule, feature.key, f"{place.span.line:09}", f"{place.span.column:09}", told)
    where = _linked(place, feature, feature.key, anchor, site)
    return key, (_rule(first.problem, site), to_feature(feature, site), told, where, len(some), message, comment)


def _settled(by: Comment | Setting | str) -> str:
    return by.words if isinstance(by, Setting) else BASELINE


def _place(problem: Problem, feature: Feature, file: str, site: Site) -> Cell:
    """Where a problem stands, as `Writer.place` has it."""
    return _linked(problem.place, feature, file, path_anchor(problem.path, feature), site)


def _linked(place: Place, feature: Feature, file: str, anchor: str, site: Site) -> Cell:
    """A place as a link to its line, and one to what it is about on its feature's page."""
    line, page = place.span.line, site.page(feature.key)
    words, source = f"{file}:{line}:{place.span.column}", site.source(place.path, line)
    if source is None:
        return Link(words, page, anchor, code=False)
    return Link(words, source, code=False), " (", Link("on the page", page, anchor, code=False), ")"


def growth_row(forecast: Forecast, site: Site) -> tuple[Cell, ...]:
    """What a store is expected to hold."""
    at = dict(zip(MONTHS, forecast.values, strict=True))
    page = site.page(forecast.feature.key)
    store = forecast.store
    return (
        to_feature(forecast.feature, site),
        Link(store.name, page, path_anchor(store.path, store.feature)) if store else "the whole feature",
        *(shown(at[month], forecast.unit) for month in (0, 12, 36, 60)),
    )
