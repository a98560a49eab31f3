"""What the index pages are written with: tables over all features."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from markupsafe import Markup

from . import chart, diagram
from .catalog import Catalog, Feature, SharedTable
from .checklist import ITEMS, Answer, answered
from .growth import MONTHS, Forecast
from .problem import Problem, Severity
from .project import Project
from .quantity import shown
from .rules import RULES
from .words import counted
from .writer import PROBLEMS, Writer, section_anchor, shared_anchor

Checklists = Mapping[str, Sequence[Answer]]
_SHOWN = 12
_GROUPS = tuple(dict.fromkeys(rule.group for rule in RULES))


class IndexWriter(Writer):
    """Writes tables over all features."""

    shared_anchor = staticmethod(shared_anchor)
    naming_anchor = staticmethod(lambda rule: naming_anchor(rule))

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
        groups = [group for group in _GROUPS if any((key, group) in by_group for key in project.catalog.features)]

        def urgency(feature: Feature) -> tuple[object, ...]:
            done, applying = answered(project.checklists[feature.key])
            counts = [by_severity[feature.key, severity] for severity in Severity]
            return (-project.worse.get(feature.key, 0), *(-count for count in counts), done - applying, feature.key)

        rows = []
        for feature in sorted(project.catalog.features.values(), key=urgency):
            technologies = dict.fromkeys(store.model.technology for store in feature.stores.values())
            name = Markup("{}<br>{}").format(self.to_feature(feature), self.dialect.code(feature.key))
            rows.append(
                [
                    name,
                    feature.design.status if feature.design else "unread",
                    self.join(self.dialect.text(technology) for technology in technologies),
                    sum(1 for _ in feature.objects),
                    self.checked(feature, project.checklists[feature.key]),
                    *([project.worse.get(feature.key, 0)] if project.reference else []),
                    *(self._count(by_severity[feature.key, s], feature) for s in (Severity.ERROR, Severity.WARNING)),
                    *(self._count(by_group[feature.key, group], feature) for group in groups),
                ]
            )
        head = ["Feature", "Status", "Technologies", "Objects", "Checklist"]
        head += [f"New since {project.reference}"] if project.reference else []
        return self.table([*head, "Errors", "Warnings", *groups], rows, sortable=True)

    def _count(self, count: int, feature: Feature) -> Markup:
        """How many problems of a kind a feature has, as a link to them on its page."""
        return self.dialect.link(
            self.dialect.text(count), self.href(self.site.page(feature.key), PROBLEMS) if count else None
        )

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
        rows = [
            [
                problem.severity.value,
                self.to_rule(problem.rule),
                self.ticked(problem.message),
                self.place(problem, catalog.features[problem.feature], problem.feature),
            ]
            for problem in sorted(problems, key=lambda problem: problem.urgency)
            if problem.severity is not Severity.NOTE
        ]
        return self.table(("Severity", "Rule", "Problem", "Place"), rows, sortable=True)

    def entity_table(self, catalog: Catalog) -> Markup:
        rows = [
            [
                self.to_object(item),
                item.kind if not item.is_stub else f"{item.kind}, owned by {item.model.owner}",
                self.to_feature(item.feature),
                item.store.database,
                item.store.model.technology,
                len(item.fields),
                len(item.uses),
                item.model.purpose,
            ]
            for item in sorted(catalog.objects, key=lambda item: (item.name.lower(), item.feature.key))
        ]
        head = ("Object", "Kind", "Feature", "Database", "Technology", "Fields", "Uses", "Purpose")
        return self.table(head, rows, sortable=True)

    def all_fields(self, catalog: Catalog) -> Markup:
        rows = [
            [
                self.to_field(field),
                self.to_object(item),
                self.to_feature(item.feature),
                self.dialect.code(field.type),
                " ".join(key for key, has in (("PK", field.in_primary_key), ("FK", field.foreign_keys)) if has),
                len(field.uses) or "",
                field.model.description if field.model else "",
            ]
            for item in catalog.objects
            for field in item.fields.values()
        ]
        rows.sort(key=lambda row: str(row[0]).lower())
        return self.table(("Field", "Object", "Feature", "Type", "Keys", "Uses", "Description"), rows, sortable=True)

    # Shared tables

    def shared_facts(self, table: SharedTable) -> Markup:
        owners = self.join(self.to_feature(item.feature) for item in table.definitions)
        owner_keys = {item.feature.key for item in table.definitions}
        users = self.join(
            self.dialect.link(self.dialect.code(user.key), self.address(user))
            for user in table.users
            if user.key not in owner_keys
        )
        return self.table(("Database", "Owner", "Users"), [[self.dialect.code(table.database), owners, users]])

    def shared_fields(self, table: SharedTable, problems: Sequence[Problem]) -> Markup:
        """The fields of a shared table as each feature says them, side by side; what conflicts is marked."""
        items = [*table.definitions, *table.stubs]
        conflicts = [(problem.feature, problem.path) for problem in problems if problem.rule == "shared/conflict"]
        names = dict.fromkeys(name for item in items for name in item.fields)
        rows = []
        for name in names:
            row: list[Any] = [self.dialect.code(name)]
            for item in items:
                field = item.fields.get(name)
                if field is None:
                    row.append("")
                    continue
                said = [self.dialect.code(c.text) for c in (field.model.constraints if field.model else ())]
                said += [self.codes(field.model.values)] if field.model and field.model.values else []
                cell = self.join([self.to_field(field, field.type), *said], " ")
                at = (item.feature.key, field.path)
                clash = any(feature == at[0] and path[: len(at[1])] == at[1] for feature, path in conflicts)
                row.append(self.dialect.marked(cell) if clash else cell)
            rows.append(row)
        heads = [f"{item.feature.key} (owner)" if not item.is_stub else item.feature.key for item in items]
        return self.table(("Field", *heads), rows)

    def shared_problems(self, table: SharedTable, problems: Sequence[Problem], catalog: Catalog) -> Markup:
        """What is wrong with a shared table: the problems of `shared/` at its definitions and stubs."""
        places = {(item.feature.key, f"stores.{item.store.name}.{item.path[2]}.{item.name}") for item in
                  (*table.definitions, *table.stubs)}  # fmt: skip
        found = [
            problem
            for problem in problems
            if problem.rule.startswith("shared/")
            and any(
                problem.feature == feature and (problem.data_path + ".").startswith(path + ".")
                for feature, path in places
            )
        ]
        return self.problems(found, catalog)

    def shared_erd(self, table: SharedTable) -> Markup:
        return self.draw(
            diagram.shared_diagram(table.name, [*table.definitions, *table.stubs], f"erd.{shared_anchor(table)}")
        )

    # Naming

    def naming_features(self, catalog: Catalog, problems: Sequence[Problem]) -> Markup:
        """How often each feature breaks each naming rule."""
        found = Counter((problem.feature, problem.rule) for problem in problems)
        rules = list(dict.fromkeys(problem.rule for problem in problems))
        features = sorted(
            {problem.feature for problem in problems}, key=lambda key: (-sum(found[key, r] for r in rules), key)
        )
        rows = [
            [
                self.to_feature(catalog.features[key]),
                sum(found[key, rule] for rule in rules),
                *(
                    self.dialect.link(self.dialect.text(found[key, rule]), f"#{naming_anchor(rule)}")
                    if found[key, rule]
                    else ""
                    for rule in rules
                ),
            ]
            for key in features
        ]
        return self.table(("Feature", "All", *(rule.split("/")[1] for rule in rules)), rows, sortable=True)

    def naming_table(self, catalog: Catalog, problems: Iterable[Problem]) -> Markup:
        rows = [
            [
                self.to_feature(catalog.features[problem.feature]),
                self.ticked(problem.message),
                self.ticked(problem.help),
                self.place(problem, catalog.features[problem.feature], posixpath.basename(problem.place.path)),
            ]
            for problem in problems
        ]
        return self.table(("Feature", "Problem", "Help", "Place"), rows)

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
        rows = []
        for forecast in forecasts:
            at = dict(zip(MONTHS, forecast.values, strict=True))
            store = forecast.store
            rows.append(
                [
                    self.to_feature(forecast.feature),
                    self.to_place(self.dialect.code(store.name), store.feature, store.path)
                    if store
                    else self.dialect.text("the whole feature"),
                    *(self.dialect.text(shown(at[month], forecast.unit)) for month in (0, 12, 36, 60)),
                ]
            )
        return self.table(("Feature", "Store", "At the start", "After a year", "After 3 years", "After 5 years"), rows)


def is_naming(problem: Problem) -> bool:
    """Whether a problem is one of names."""
    return problem.rule.startswith("naming/")


def naming_anchor(rule: str) -> str:
    """A naming rule's anchor on the page of naming violations."""
    return f"naming.{rule.split('/')[1]}"
