"""What the index pages are written with: tables over all features."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import ModuleType
from typing import Any

from markupsafe import Markup

from . import chart
from .catalog import Catalog, Feature, SharedTable
from .checklist import ITEMS, Answer, answered
from .growth import Forecast
from .index_rows import (
    ENTITIES,
    FIELDS,
    GROWTH,
    NAMING,
    PROBLEMS_TABLE,
    Keyed,
    entity_rows,
    feature_row,
    field_rows,
    growth_row,
    naming_row,
    problem_row,
    to_feature,
)
from .markup import More, Widths
from .problem import Problem, Severity
from .project import Project
from .rules import RULES
from .shared_writer import LIST, SharedWriter
from .sheet import Cell, Column, Link, Row, Script, scripts, without_empty, written
from .words import counted
from .writer import Site, section_anchor

Checklists = Mapping[str, Sequence[Answer]]
_SHOWN = 12
_GROUPS = tuple(dict.fromkeys(rule.group for rule in RULES))
PLAIN = 400
"""The rows of a table that a page carries whole."""
FIRST = 100
"""The rows of a longer one that the page carries, and that a browser shows at a time."""
ROOM = 900_000
"""The characters of tables on one page."""
MOST = 2_000
"""The problems that one table lists. The others stand on the pages of their features."""


class IndexWriter(SharedWriter):
    """Writes tables over all features. `scripts` are what the page needs beside it."""

    first = FIRST

    def __init__(self, page: str, site: Site) -> None:
        super().__init__(page, site)
        self.scripts: list[Script] = []

    naming_anchor = staticmethod(lambda rule: naming_anchor(rule))

    # Tables of any length

    def leads_to(self, page: str, anchor: str) -> str | None:
        """Where a link of a table leads: an address of the web as it is, a page as `href` has it."""
        if not page or "://" in page:
            return page or None
        return self.href(page, anchor)

    def sheet(
        self, name: str, columns: Sequence[Column], rows: Sequence[Row], *, room: int = ROOM, sortable: bool = True
    ) -> Markup:
        """A table: whole, or, beyond what a page carries, its first rows, with scripts that hold them all.

        `name` tells it from the other tables of the index; `room` is how many characters it may have.
        """
        columns, rows = without_empty(columns, rows)
        if not columns or not rows:
            return Markup("")
        head = [column.title for column in columns]
        first = list(self._within(room, columns, rows[:PLAIN]))
        if len(first) == len(rows):
            return self.dialect.table(head, first, sortable=sortable, widths=Widths.of(head, first))
        first = list(self._within(room, columns, rows[:FIRST]))
        key, addresses = "", []
        if self.site.html:
            path = self.site.index_page(f"rows/{name}")
            key, made = scripts(name, path, columns, rows, self)
            self.scripts += made
            addresses = [self.href(script.path) or "" for script in made]
        more = More(len(rows), self._rest(len(first), len(rows)), key, tuple(addresses))
        return self.dialect.table(head, first, sortable=sortable, more=more, widths=Widths.of(head, first))

    def _within(self, room: int, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[list[Markup]]:
        """The first rows, as many as there is room for."""
        for row in rows:
            cells = written(columns, row, self)
            room -= sum(map(len, cells)) + 30 * len(cells)
            if room < 0:
                return
            yield cells

    def _rest(self, first: int, rows: int) -> Markup:
        """What the page does not show of a table, and where that is without the script."""
        features = self.href(self.site.index_page("index.md"), section_anchor("features"))
        return Markup("{} {}{}").format(
            self.dialect.text(f"The first {first} of {rows} rows. The others stand on the pages of"),
            self.dialect.link(self.dialect.text("the features"), features),
            self.dialect.text("."),
        )

    def all_features(self, catalog: Catalog) -> Markup:
        """Every feature, by the folder that it is in: what leads to all that the tables leave out."""
        folders = groupby(catalog.features.values(), key=lambda feature: posixpath.dirname(feature.key))
        lines = [
            Markup("{} {}").format(
                self.dialect.strong(self.dialect.text(folder)),
                self.join(
                    Markup("{} {}").format(self.to_feature(feature), self.dialect.text(sum(1 for _ in feature.objects)))
                    for feature in features
                ),
            )
            for folder, features in folders
        ]
        return self.dialect.folded(
            f"All {counted(len(catalog.features), 'feature')}, with their objects", self.dialect.items(lines)
        )

    # The overview

    def glance(self, project: Project) -> Markup:
        """How much there is of everything, each number a link to it."""
        catalog, text = project.catalog, self.dialect.text
        found = Counter(problem.severity for problem in project.problems)
        naming = sum(is_naming(problem) for problem in project.problems)
        totals = [answered(answers) for answers in project.checklists.values()]
        problems = [counted(found[severity], severity.value) for severity in Severity if found[severity]]
        listed = found[Severity.ERROR] + found[Severity.WARNING]
        rows = [
            ("Features", self._jump(str(len(catalog.features)), "features")),
            ("Objects", self.to_index("entities", str(sum(1 for _ in catalog.objects)))),
            ("Fields", self.to_index("fields", str(sum(len(item.fields) for item in catalog.objects)))),
            ("Shared tables", self.to_index("shared-tables", str(len(catalog.shared)))),
            ("Naming violations", self.to_index("naming", str(naming))),
            (
                "Problems",
                self._jump(", ".join(problems), "problems") if listed else text(", ".join(problems) or "none"),
            ),
            ("Checklist", self._jump(f"{sum(d for d, _ in totals)} of {sum(n for _, n in totals)}", "checklist")),
        ]
        if project.reference:
            new = sum(project.worse.values())
            rows.append((f"New since {project.reference}", text(counted(new, "problem"))))
        return self.dialect.glance(rows)

    def _jump(self, words: str, section: str) -> Markup:
        return self.dialect.link(self.dialect.text(words), f"#{section_anchor(section)}")

    def feature_table(self, project: Project) -> Markup:
        """The features against the groups of checks, those first that got worse, then those that are worst."""
        by_group = Counter(
            (p.feature, p.rule.split("/")[0]) for p in project.problems if p.severity is not Severity.NOTE
        )
        by_severity = Counter((problem.feature, problem.severity) for problem in project.problems)
        found = {group for _, group in by_group}
        groups = [group for group in _GROUPS if group in found]

        def urgency(feature: Feature) -> tuple[object, ...]:
            done, applying = answered(project.checklists[feature.key])
            counts = [by_severity[feature.key, severity] for severity in Severity]
            return (-project.worse.get(feature.key, 0), *(-count for count in counts), done - applying, feature.key)

        rows = [
            feature_row(
                feature,
                project.checklists[feature.key],
                {severity: by_severity[feature.key, severity] for severity in Severity},
                [by_group[feature.key, group] for group in groups],
                project.worse.get(feature.key, 0) if project.reference else None,
                self.site,
            )
            for feature in sorted(project.catalog.features.values(), key=urgency)
        ]
        head = ["Feature", "Status", "Technologies", "Objects", "Checklist"]
        head += [f"New since {project.reference}"] if project.reference else []
        columns = [Column(title, "text") for title in (*head, "Errors", "Warnings", *groups)]
        return self.sheet("features", columns, rows, room=ROOM // 2)

    # The checklist

    def checked(self, feature: Feature, answers: Sequence[Answer]) -> Markup:
        """How many of the items that apply to a feature are answered, as a link to its checklist."""
        done, applying = answered(answers)
        words = f"{done} of {applying}"
        return self.dialect.link(self.dialect.text(words), self._checklist_href(feature))

    def _checklist_href(self, feature: Feature) -> str | None:
        """A feature's checklist, or its page where the design could not be read."""
        return self.href(self.site.page(feature.key), section_anchor("checklist") if feature.design else "")

    def checklist_table(self, catalog: Catalog, checklists: Checklists) -> Markup:
        """Each item of the checklist, with how many features answer it and which do not."""
        rows: list[list[Any]] = []
        for i, item in enumerate(ITEMS):
            by_state: dict[str, list[Feature]] = {"open": [], "wanted": []}
            applying = 0
            for key, answers in checklists.items():
                applying += answers[i].state != "does not apply"
                by_state.setdefault(answers[i].state, []).append(catalog.features[key])
            waiting = (by_state["open"], by_state["wanted"])
            answered = f"{applying - sum(map(len, waiting))} of {applying}"
            rows.append([item.section, item.text, answered, *map(self._features, waiting)])
        return self.table(("Section", "Item", "Answered", "Open in", "Wants a word in"), rows)

    def _features(self, features: Sequence[Feature]) -> Markup:
        links = [
            self.dialect.link(self.dialect.text(feature.title), self._checklist_href(feature))
            for feature in features[:_SHOWN]
        ]
        more = len(features) - _SHOWN
        return self.join([*links, self.dialect.text(f"and {more} more")] if more > 0 else links)

    def problem_table(self, catalog: Catalog, problems: Sequence[Problem]) -> Markup:
        """The problems but notes, the most urgent first."""
        listed = [problem for problem in problems if problem.severity is not Severity.NOTE]
        listed.sort(key=lambda problem: problem.urgency)
        rows = [problem_row(problem, catalog.features[problem.feature], self.site) for problem in listed[:MOST]]
        return self._cut(len(listed)) + self.sheet("problems", PROBLEMS_TABLE, rows, room=ROOM // 4)

    def _cut(self, problems: int) -> Markup:
        """Says that a table of problems lists some alone."""
        if problems <= MOST:
            return Markup("")
        words = f"The first {MOST} of {problems}. The others stand on the pages of their features."
        return self.dialect.block(self.dialect.text(words)) + Markup("\n")

    # All objects and fields

    def entity_table(self, catalog: Catalog) -> Markup:
        return self.sheet("entities", ENTITIES, _merged(entity_rows(f, self.site) for f in catalog.features.values()))

    def all_fields(self, catalog: Catalog) -> Markup:
        return self.sheet("fields", FIELDS, _merged(field_rows(f, self.site) for f in catalog.features.values()))

    def shared_list(
        self, catalog: Catalog, problems: Sequence[Problem], detailed: Mapping[SharedTable, Markup]
    ) -> Markup:
        """All shared tables, where there are more than the page shows in full."""
        return self.sheet("shared", LIST, self.shared_rows(catalog, problems, detailed), room=ROOM // 4)

    # Naming

    def naming_features(self, catalog: Catalog, problems: Sequence[Problem]) -> Markup:
        """How often each feature breaks each naming rule."""
        found = Counter((problem.feature, problem.rule) for problem in problems)
        rules = list(dict.fromkeys(problem.rule for problem in problems))
        features = sorted(
            {problem.feature for problem in problems}, key=lambda key: (-sum(found[key, r] for r in rules), key)
        )
        rows = [
            (
                to_feature(catalog.features[key], self.site),
                sum(found[key, rule] for rule in rules),
                *(_count(found[key, rule], self.page, naming_anchor(rule)) for rule in rules),
            )
            for key in features
        ]
        titles = ("Feature", "All", *(rule.split("/")[1] for rule in rules))
        return self.sheet("naming", [Column(title) for title in titles], rows, room=ROOM // 4)

    def naming_table(self, catalog: Catalog, problems: Sequence[Problem], rules: int) -> Markup:
        """The violations of one rule, of so many that the page has tables of."""
        rows = [naming_row(problem, catalog.features[problem.feature], self.site) for problem in problems[:MOST]]
        name, room = naming_anchor(problems[0].rule), ROOM * 3 // 4 // rules
        return self._cut(len(problems)) + self.sheet(name, NAMING, rows, room=room, sortable=False)

    # The catalog

    def catalog_links(self, file: ModuleType) -> Markup:
        """The catalog and its schema."""
        names = (file.FILE, file.SCHEMA_FILE)
        return self.dialect.items(
            [self.dialect.link(self.dialect.text(name), self.href(self.site.index_page(name))) for name in names]
        )

    def catalog_promise(self, file: ModuleType) -> Markup:
        """What the version promises, and how another site names the catalog."""
        return self.block(
            f"`{file.FILE}` holds all of this for other programs, as its JSON Schema says. Its version is {file.VERSION}: "
            "keys that are added keep the number, anything else raises it, and a reader refuses a number that is new to "
            "it. Another site names its address under the option `catalogs`, so that names lead here."
        )

    def key_table(self, rows: Iterable[tuple[str, str, str]]) -> Markup:
        return self.table(
            ("Key", "Type", "Meaning"),
            [(self.dialect.code(key), self.dialect.text(kind), self.prose(words)) for key, kind, words in rows],
        )

    # Growth

    def growth_chart(self, forecasts: Sequence[Forecast]) -> Markup:
        if not forecasts or not self.site.html:
            return Markup("")
        unit = {"records": "Records", "bytes": "Size"}[forecasts[0].unit]
        return self.dialect.picture(chart.svg(forecasts, f"{unit} by store over five years", f"growth-{unit.lower()}"))

    def growth_table(self, forecasts: Sequence[Forecast]) -> Markup:
        rows = [growth_row(forecast, self.site) for forecast in forecasts]
        return self.sheet(f"growth-{forecasts[0].unit}", GROWTH, rows, room=ROOM // 2, sortable=False)


def _merged(parts: Iterable[Iterable[Keyed]]) -> list[tuple[Cell, ...]]:
    """The rows of all features, in their order."""
    return [row for _, row in sorted((keyed for part in parts for keyed in part), key=lambda keyed: keyed[0])]


def _count(number: int, page: str, anchor: str) -> Cell:
    return Link(str(number), page, anchor, code=False) if number else None


def is_naming(problem: Problem) -> bool:
    """Whether a problem is one of names."""
    return problem.rule.startswith("naming/")


def naming_anchor(rule: str) -> str:
    """A naming rule's anchor on the page of naming violations."""
    return f"naming.{rule.split('/')[1]}"
