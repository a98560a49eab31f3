"""What the index pages are written with: tables over all features."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from types import ModuleType
from typing import Any

from markupsafe import Markup

from . import chart
from .catalog import Catalog, SharedTable
from .checklist import ITEMS, Answer, Count, State, counted_states
from .column_widths import Widths
from .growth import Forecast
from .index_rows import (
    ENTITIES,
    FIELDS,
    GROWTH,
    IGNORED,
    NAMING,
    PROBLEMS_TABLE,
    Gist,
    Keyed,
    all_entities,
    all_fields,
    feature_row,
    gists,
    growth_row,
    naming_row,
    to_feature,
)
from .markup import More
from .problem import Problem, Severity
from .project import Project
from .rules import RULES
from .shared_writer import LIST, SharedWriter
from .sheet import (
    Cell,
    Column,
    Link,
    Row,
    filled,
    in_parts,
    only_cells,
    only_columns,
    only_filled,
    part,
    scripts,
    written,
)
from .words import counted
from .writer import section_anchor

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
        columns, rows = self.kept.same((name, "rows"), (list(columns), rows), partial(only_filled, columns, rows))
        if not columns:
            return Markup("")
        if len(rows) <= PLAIN:
            first = self._within(name, room, columns, rows)
            if len(first) == len(rows):
                return self._shown(name, columns, first, sortable)
        first = self._within(name, room, columns, rows[:FIRST])
        beside = rows if self.site.html else []
        told = self.kept.same((name, "in parts"), beside, partial(in_parts, beside))
        parts = self.kept.by_key((name, "parts", tuple(columns)), told, lambda key: part(columns, told[key], self))
        more = self._more(name, len(first), len(rows), list(parts.values()))
        return self._shown(name, columns, first, sortable, more)

    def long_sheet(
        self, name: str, columns: Sequence[Column], features: Mapping[str, Sequence[Keyed]], by: int
    ) -> Markup:
        """A table with rows of each feature; they are in order of what they are sorted by, the first `by` columns."""
        count = sum(map(len, features.values()))
        if count <= PLAIN:
            return self.sheet(name, columns, [row for _, row in merge(*features.values(), key=itemgetter(0))])
        masks = self.kept.by_key((name, "has"), features, lambda key: _filled(columns, features[key])).values()
        has = tuple(map(any, zip(*masks, strict=True)))
        columns, keys = only_columns(columns, has), sorted(features)
        some = islice(merge(*(features[key] for key in keys), key=itemgetter(0)), FIRST)
        first = self._within(name, ROOM, columns, only_cells([row for _, row in some], has))
        told = {key: features[key] for key in keys if features[key]} if self.site.html else {}
        parts = self.kept.by_key(
            (name, "parts", has), told, lambda key: self._part_of(columns, told[key], has)
        ).values()
        return self._shown(name, columns, first, True, self._more(name, len(first), count, [*parts], by))

    def _part_of(self, columns: Sequence[Column], rows: Sequence[Keyed], has: Sequence[bool]) -> str:
        return part(columns, only_cells([row for _, row in rows], has), self)

    def _shown(
        self, name: str, columns: Sequence[Column], first: list[list[Markup]], sortable: bool, more: More | None = None
    ) -> Markup:
        """The rows that the page has of a table."""
        head = [column.title for column in columns]

        def table() -> Markup:
            widths = Widths.of(head, first)
            return self.dialect.table(head, first, sortable=sortable, more=more, widths=widths)

        return self.kept.same((name, "table"), (head, first, more), table)

    def _more(self, name: str, first: int, count: int, parts: Sequence[str], by: int = 0) -> More:
        """What a table leaves out, and the scripts that hold it."""
        keys, made = scripts(name, self.site.index_page(f"rows/{name}"), parts, self.kept)
        self.scripts += made
        addresses = tuple(self.href(script.path) or "" for script in made)
        return More(count, self._rest(first, count), tuple(keys), addresses, by)

    def _within(self, name: str, room: int, columns: Sequence[Column], rows: Sequence[Row]) -> list[list[Markup]]:
        """The first rows, as many as there is room for."""
        what = (name, "cells", tuple(columns))
        found: list[list[Markup]] = []
        for cells in self.kept.each(what, [tuple(row) for row in rows], lambda row: written(columns, row, self)):
            room -= sum(map(len, cells)) + 30 * len(cells)
            if room < 0:
                break
            found.append(cells)
        return found

    def _rest(self, first: int, rows: int) -> Markup:
        """What the page does not show of a table, and where that is without the script."""
        features = self.href(self.site.index_page("index.md"), section_anchor("features"))
        words = self.dialect.text(f"The first {first} of {rows} rows. The others stand on the pages of")
        link = self.dialect.link(self.dialect.text("the features"), features)
        return Markup(f"{words} {link}{self.dialect.text('.')}")

    def all_features(self, project: Project) -> Markup:
        """Every feature, by the folder that it is in: what leads to all that the tables leave out."""
        told = {key: (gist.title, gist.objects) for key, gist in self._gists(project).items()}

        def entry(key: str) -> tuple[str, Markup]:
            title, objects = told[key]
            link = self.dialect.link(self.dialect.text(title), self.href(self.site.page(key)))
            return posixpath.dirname(key), Markup(f"{link} {self.dialect.text(objects)}")

        entries = list(self.kept.by_key("links", told, entry).values())
        return self.kept.same("all features", entries, lambda: self._folders(entries))

    def _folders(self, entries: Sequence[tuple[str, Markup]]) -> Markup:
        lines = [
            Markup(f"{self.dialect.strong(self.dialect.text(folder))} {self.join(link for _, link in inside)}")
            for folder, inside in groupby(entries, key=itemgetter(0))
        ]
        words = f"All {counted(len(entries), 'feature')}, with their objects"
        return self.dialect.folded(words, self.dialect.items(lines))

    def _gists(self, project: Project) -> Mapping[str, Gist]:
        return gists(project, self.site, self.kept)

    # The overview

    def glance(self, project: Project) -> Markup:
        """How much there is of everything, each number a link to it."""
        text, each = self.dialect.text, self._gists(project).values()
        found = {severity: sum(one.severities[i] for one in each) for i, severity in enumerate(Severity)}
        problems = [counted(found[severity], severity.value) for severity in Severity if found[severity]]
        listed = found[Severity.ERROR] + found[Severity.WARNING]
        answered = Count(*(sum(one.answered[i] for one in each) for i in range(3)))
        rows = [
            ("Features", self._jump(str(len(each)), "features")),
            ("Objects", self.to_index("entities", str(sum(one.objects for one in each)))),
            ("Fields", self.to_index("fields", str(sum(one.fields for one in each)))),
            ("Shared tables", self.to_index("shared-tables", str(len(project.catalog.shared)))),
            ("Naming violations", self.to_index("naming", str(sum(one.naming for one in each)))),
            (
                "Problems",
                self._jump(", ".join(problems), "problems") if listed else text(", ".join(problems) or "none"),
            ),
            ("Checklist", self._jump(answered.words, "checklist")),
            ("Ignored", self.to_index("ignored", _hidden_words([one.hidden for one in each]))),
        ]
        if project.reference:
            new = sum(project.worse.values())
            rows.append((f"New since {project.reference}", text(counted(new, "problem"))))
        return self.dialect.glance(rows)

    def _jump(self, words: str, section: str) -> Markup:
        return self.dialect.link(self.dialect.text(words), f"#{section_anchor(section)}")

    def feature_table(self, project: Project) -> Markup:
        """The features against the groups of checks, those first that got worse, then those that are worst."""
        each = self._gists(project)
        found = {group for one in each.values() for group in one.groups}
        groups = tuple(group for group in _GROUPS if group in found)
        worse = project.worse if project.reference else None
        told = {key: (one, groups, worse.get(key, 0) if worse is not None else None) for key, one in each.items()}

        def keyed(key: str) -> tuple[tuple[object, ...], tuple[Cell, ...]]:
            one, groups, new = told[key]
            counts, open_boxes = one.severities, one.answered.applying - one.answered.done
            urgency = (-(new or 0), *(-count for count in counts), -open_boxes, key)
            return urgency, feature_row(key, one, groups, new, self.site)

        rows = [row for _, row in sorted(self.kept.by_key("features", told, keyed).values(), key=itemgetter(0))]
        head = ["Feature", "Status", "Technologies", "Objects", "Checklist"]
        head += [f"New since {project.reference}"] if project.reference else []
        columns = [Column(title, "text") for title in (*head, "Errors", "Warnings", *groups)]
        return self.sheet("features", columns, rows, room=ROOM // 2)

    # The checklist

    def checklist_table(self, project: Project) -> Markup:
        """Each item of the checklist, with how many features answer it and which do not."""
        told = {key: (one.states, one.title, one.checklist) for key, one in self._gists(project).items()}
        return self.kept.same("checklist", told, lambda: self._checklist_table(told))

    def _checklist_table(self, features: Mapping[str, tuple[Sequence[State], str, str]]) -> Markup:
        """The table of some features by key, each with the state of each item, its title and its checklist's anchor."""
        rows: list[list[Any]] = []
        places = [(key, title, anchor) for key, (_, title, anchor) in features.items()]
        each = list(zip(*(states for states, _, _ in features.values()), strict=True)) or [()] * len(ITEMS)
        for item, states in zip(ITEMS, each, strict=True):
            count = Counter(states)
            waiting = [
                self._features([places[at] for at in _first(states, state, min(count[state], _SHOWN))], count[state])
                for state in ("open", "ignored", "wanted")
            ]
            rows.append([item.section, item.text, counted_states(states).words, *waiting])
        return self.table(("Section", "Item", "Answered", "Open in", "Ignored in", "Wants a word in"), rows)

    def _features(self, features: Sequence[tuple[str, str, str]], count: int) -> Markup:
        """Links to some of `count` features, each given by its key, its title and an anchor on its page."""
        links = [
            self.dialect.link(self.dialect.text(title), self.href(self.site.page(key), anchor))
            for key, title, anchor in features
        ]
        more = count - len(features)
        return self.join([*links, self.dialect.text(f"and {more} more")] if more else links)

    def problem_table(self, project: Project) -> Markup:
        """The problems but notes, the most urgent first."""
        listed = [one.listed for one in self._gists(project).values()]
        rows = self.kept.same("urgent", listed, lambda: [row for _, row in sorted(chain(*listed), key=itemgetter(0))])
        return self._cut(len(rows)) + self.sheet("problems", PROBLEMS_TABLE, rows[:MOST], room=ROOM // 4)

    def _cut(self, problems: int) -> Markup:
        """Says that a table of problems lists some alone."""
        if problems <= MOST:
            return Markup("")
        words = f"The first {MOST} of {problems}. The others stand on the pages of their features."
        return self.dialect.block(self.dialect.text(words)) + Markup("\n")

    # All objects and fields

    def entity_table(self, project: Project) -> Markup:
        rows = all_entities(project.catalog, project.versions, self.site, self.kept)
        return self.long_sheet("entities", ENTITIES, rows, 1)

    def all_fields(self, project: Project) -> Markup:
        rows = all_fields(project.catalog, project.versions, self.site, self.kept)
        return self.long_sheet("fields", FIELDS, rows, 2)

    def shared_list(
        self, catalog: Catalog, problems: Sequence[Problem], detailed: Mapping[SharedTable, Markup]
    ) -> Markup:
        """All shared tables, where there are more than the page shows in full."""
        return self.sheet("shared", LIST, self.shared_rows(catalog, problems, detailed), room=ROOM // 4)

    # What is ignored

    def ignored_table(self, rows: Mapping[str, Sequence[Keyed]]) -> Markup:
        """All that comments, options and the baseline hide; `rows` are those of each feature, by its key."""
        return self.long_sheet("ignored", IGNORED, rows, 1)

    def setting_table(self, project: Project) -> Markup:
        """What the options turn off, or down to notes, for how many features, and how many problems that hides."""
        found = Counter(one.by for hidden in project.hidden.values() for one in hidden)
        keys = list(project.catalog.features)
        rows = [
            (
                self.dialect.code(one.option),
                self.dialect.code(one.features),
                self.dialect.code(one.rules),
                self.dialect.text(one.severity.value),
                self.dialect.text(sum(fnmatchcase(key, one.features) for key in keys)),
                self.dialect.text(found[one]),
            )
            for one in dict.fromkeys(project.settings)
        ]
        return self.table(("Option", "Features that match", "Rules", "Severity", "Features", "Problems"), rows)

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


def _hidden_words(each: Sequence[tuple[int, int, int]]) -> str:
    """How many problems comments, options and the baseline hide."""
    sums = [sum(counts[i] for counts in each) for i in range(3)]
    names = ("by comments", "by options", "in the baseline")
    return ", ".join(f"{count} {name}" for count, name in zip(sums, names, strict=True) if count) or "nothing"


def _filled(columns: Sequence[Column], rows: Sequence[Keyed]) -> tuple[bool, ...]:
    return filled(columns, [row for _, row in rows])


def _first(states: Sequence[str], state: str, count: int) -> list[int]:
    """The first `count` places of a state."""
    found: list[int] = []
    while len(found) < count:
        found.append(states.index(state, found[-1] + 1 if found else 0))
    return found


def _count(number: int, page: str, anchor: str) -> Cell:
    return Link(str(number), page, anchor, code=False) if number else None


def naming_anchor(rule: str) -> str:
    """A naming rule's anchor on the page of naming violations."""
    return f"naming.{rule.split('/')[1]}"
