"""What each feature adds to the tables of the index. Each function looks at one feature, as it was linked."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from .catalog import Catalog, Feature, Field, Object
from .checklist import Answer, answered
from .column_widths import LINE_BREAK
from .growth import MONTHS, Forecast
from .kept import Kept
from .problem import Problem, Severity
from .project import Project
from .quantity import shown
from .sheet import Cell, Column, Link
from .writer import PROBLEMS, Site, field_anchor, object_anchor, path_anchor, section_anchor

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

    `states` are its answers to the checklist, and `answered` how many are given, and how many apply. Of its problems
    there are how many of each severity, in the order of those, how many but notes by group of rules, how many of names,
    and the rows of all but notes, each after what it is sorted by.
    """

    title: str
    status: str | None
    technologies: tuple[str, ...]
    objects: int
    fields: int
    states: tuple[str, ...]
    answered: tuple[int, int]
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
        return _gist(feature, project.by_feature.get(feature.key, ()), project.checklists[feature.key], site)

    return kept.of_features("gists", project.catalog, project.versions, of)


def _gist(feature: Feature, problems: Sequence[Problem], answers: Sequence[Answer], site: Site) -> Gist:
    listed = [problem for problem in problems if problem.severity is not Severity.NOTE]
    objects, severities = list(feature.objects), [problem.severity for problem in problems]
    return Gist(
        title=feature.title,
        status=feature.design.status if feature.design else None,
        technologies=tuple(dict.fromkeys(store.model.technology for store in feature.stores.values())),
        objects=len(objects),
        fields=sum(len(item.fields) for item in objects),
        states=tuple(answer.state for answer in answers),
        answered=answered(answers),
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
    done, applying = gist.answered
    errors, warnings, *_ = gist.severities

    def count(number: int) -> Cell:
        return Link(str(number), page, PROBLEMS, code=False) if number else 0

    return (
        (Link(gist.title, page, code=False), LINE_BREAK, Link(key, "")),
        gist.status or "unread",
        ", ".join(gist.technologies),
        gist.objects,
        Link(f"{done} of {applying}", page, gist.checklist, code=False),
        *([] if worse is None else [worse]),
        count(errors),
        count(warnings),
        *(count(gist.groups.get(group, 0)) for group in groups),
    )


def problem_row(problem: Problem, feature: Feature, site: Site) -> tuple[Cell, ...]:
    """A problem of the overview."""
    group, _, rest = problem.rule.partition("/")
    rule = Link(problem.rule, site.index_page(f"rules/{group}.md"), f"rule.{rest}")
    return problem.severity.value, rule, problem.message, _place(problem, feature, feature.key, site)


def naming_row(problem: Problem, feature: Feature, site: Site) -> tuple[Cell, ...]:
    """A naming violation."""
    file = posixpath.basename(problem.place.path)
    return to_feature(feature, site), problem.message, problem.help, _place(problem, feature, file, site)


def _place(problem: Problem, feature: Feature, file: str, site: Site) -> Cell:
    """Where a problem stands, as `Writer.place` has it."""
    line = problem.place.span.line
    words = f"{file}:{line}:{problem.place.span.column}"
    page, anchor = site.page(feature.key), path_anchor(problem.path, feature)
    source = site.source(problem.place.path, line)
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
