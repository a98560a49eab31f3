"""What the index pages are written with: tables over all features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import diagram
from .catalog import Catalog, Feature, SharedTable
from .checklist import ITEMS, Answer
from .problem import Problem, Severity
from .writer import Writer, problem_anchor, section_anchor, shared_anchor

Counts = Mapping[tuple[str, Severity], int]
Checklists = Mapping[str, Sequence[Answer]]
_SHOWN = 12


class IndexWriter(Writer):
    """Writes tables over all features."""

    shared_anchor = staticmethod(shared_anchor)

    def overview_table(self, catalog: Catalog, counts: Counts) -> Markup:
        """How much there is of everything, each number a link to it."""
        total = {severity: sum(n for (_, s), n in counts.items() if s is severity) for severity in Severity}
        row = [
            len(catalog.features),
            self.to_index("entities", str(sum(1 for _ in catalog.objects))),
            self.to_index("shared-tables", str(len(catalog.shared))),
            total[Severity.ERROR],
            total[Severity.WARNING],
            total[Severity.NOTE],
        ]
        cells = [cell if isinstance(cell, Markup) else self.dialect.text(cell) for cell in row]
        return self.dialect.table(("Features", "Objects", "Shared tables", "Errors", "Warnings", "Notes"), [cells])

    def feature_table(self, catalog: Catalog, counts: Counts, checklists: Checklists) -> Markup:
        rows = []
        for feature in catalog.features.values():
            technologies = dict.fromkeys(store.model.technology for store in feature.stores.values())
            rows.append(
                [
                    self.to_feature(feature),
                    self.dialect.code(feature.key),
                    feature.design.status if feature.design else "unread",
                    self.join(self.dialect.text(technology) for technology in technologies),
                    sum(1 for _ in feature.objects),
                    self.checked(feature, checklists[feature.key]),
                    *(counts.get((feature.key, severity), 0) for severity in (Severity.ERROR, Severity.WARNING)),
                ]
            )
        return self.table(
            ("Feature", "Key", "Status", "Technologies", "Objects", "Checklist", "Errors", "Warnings"), rows
        )

    # The checklist

    def checked(self, feature: Feature, answers: Sequence[Answer]) -> Markup:
        """How many of the items that apply to a feature are answered, as a link to its checklist."""
        applying = [answer for answer in answers if answer.state != "does not apply"]
        words = f"{sum(answer.state in ('done', 'said') for answer in applying)} of {len(applying)}"
        anchor = section_anchor("checklist") if feature.design else ""
        return self.dialect.link(self.dialect.text(words), self.href(self.site.page(feature.key), anchor))

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
            self.dialect.link(
                self.dialect.text(feature.title), self.href(self.site.page(feature.key), section_anchor("checklist"))
            )
            for feature in features[:_SHOWN]
        ]
        more = len(features) - _SHOWN
        return self.join([*links, self.dialect.text(f"and {more} more")] if more > 0 else links)

    def problem_table(self, catalog: Catalog, problems: Sequence[Problem]) -> Markup:
        rows = [
            [
                problem.severity.value,
                self.to_rule(problem.rule),
                self._ticked(problem.message),
                self.place(problem, catalog.features[problem.feature]),
            ]
            for problem in sorted(problems, key=lambda problem: problem.urgency)
            if problem.severity is not Severity.NOTE
        ]
        return self.table(("Severity", "Rule", "Problem", "Place"), rows)

    def place(self, problem: Problem, feature: Feature) -> Markup:
        """Where a problem stands, as a link to what it is about on the page that its sidecar becomes."""
        words = f"{problem.feature}:{problem.place.span.line}:{problem.place.span.column}"
        return self.dialect.link(
            self.dialect.text(words), self.href(self.site.page(problem.feature), problem_anchor(problem, feature))
        )

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
        return self.table(head, rows)

    # Shared tables

    def shared_facts(self, table: SharedTable) -> Markup:
        owners = self.join(self.to_feature(item.feature) for item in table.definitions)
        owner_keys = {item.feature.key for item in table.definitions}
        users = self.join(self.dialect.link(self.dialect.code(key), self.href(self.site.page(key)))
                          for key in table.users if key not in owner_keys)  # fmt: skip
        return self.table(("Database", "Owner", "Users"), [[self.dialect.code(table.database), owners, users]])

    def shared_fields(self, table: SharedTable) -> Markup:
        """The fields of a shared table, and what type each feature gives them."""
        items = [*table.definitions, *table.stubs]
        names = dict.fromkeys(name for item in items for name in item.fields)
        rows = []
        for name in names:
            row: list[Any] = [self.dialect.code(name)]
            for item in items:
                field = item.fields.get(name)
                row.append(self.to_field(field, field.type) if field else "")
            rows.append(row)
        return self.table(("Field", *(item.feature.key for item in items)), rows)

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
        return self.draw(diagram.shared_diagram(table.name, [*table.definitions, *table.stubs]))

    # Naming

    def naming_table(self, catalog: Catalog, problems: Iterable[Problem]) -> Markup:
        rows = [
            [
                self.to_feature(catalog.features[problem.feature]),
                self._ticked(problem.message),
                self._ticked(problem.help),
                self.place(problem, catalog.features[problem.feature]),
            ]
            for problem in problems
        ]
        return self.table(("Feature", "Problem", "Help", "Place"), rows)
