"""What a feature's page is written with: its parts, in the order of the workflow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from . import diagram, model
from .catalog import Catalog, Feature, Field, Object, Store
from .checklist import Answer, State, counted_states, item_named
from .column_widths import LINE_BREAK
from .constraint import Constraint
from .impact import Impact, Touch, of_fields, of_object
from .problem import Problem, Severity
from .words import counted
from .writer import (
    PROBLEMS,
    Site,
    Writer,
    diagram_anchor,
    dto_anchor,
    field_anchor,
    index_anchor,
    object_anchor,
    path_anchor,
    section_anchor,
    store_anchor,
)

_OBJECT_KEYS_ELSEWHERE = (
    "purpose", "owner", "volume", "validation", "fields", "indexes", "constraints", "tags", "metadata", "parts", "value",
    "rollups", "soft_delete",
)  # fmt: skip
_BOXES: dict[State, str] = {
    "done": "✓", "said": "✓", "open": "✗", "ignored": "⊘", "wanted": "?", "does not apply": "–",
}  # fmt: skip
_SHOWN = 5


class FeatureWriter(Writer):
    """Writes the parts of one feature."""

    object_anchor = staticmethod(object_anchor)
    store_anchor = staticmethod(store_anchor)
    dto_anchor = staticmethod(dto_anchor)
    backup_anchor = staticmethod(lambda store: f"backup.{store_anchor(store)}")
    index_keys = tuple(model.Index.model_fields)
    volume_keys = tuple(model.Volume.model_fields)

    def __init__(self, page: str, site: Site) -> None:
        super().__init__(page, site)
        self.meant: dict[str, dict[str, Object]] = {}
        """By feature, what a name in it means."""
        self.touches: dict[Object, dict[str, Impact]] = {}
        """What a change of each field touches, by its object and its name."""

    def glance(self, feature: Feature, problems: Sequence[Problem], answers: Sequence[Answer]) -> Markup:
        """What one wants to know first: how far it is, what it holds, what is wrong, whom a change concerns."""
        text, status = self.dialect.text, feature.design.status if feature.design else "unread"
        kinds = Counter(item.kind for item in feature.objects)
        rows = [
            ("Status", self.dialect.strong(text(status))),
            ("Feature", self.dialect.code(feature.key)),
            ("Stores", self.join(self._store(store) for store in feature.stores.values())),
            ("Objects", self.join(text(counted(n, kind)) for kind, n in kinds.items())),
            ("Problems", self._problem_count(problems)),
            ("Checklist", self._answered(answers)),
            ("Depends on", self._features(self._owners(feature), feature)),
            ("Used by", self._features(self._users(feature), feature)),
        ]
        return self.dialect.glance([(title, cell) for title, cell in rows if cell])

    def _store(self, store: Store) -> Markup:
        name = self.dialect.link(self.dialect.code(store.name), f"#{store_anchor(store)}")
        return Markup(f"{name} {self.dialect.text(store.model.technology)}")

    def _problem_count(self, problems: Sequence[Problem]) -> Markup:
        found = Counter(problem.severity for problem in problems)
        words = [counted(found[severity], severity.value) for severity in Severity if found[severity]]
        listed = found[Severity.ERROR] + found[Severity.WARNING]
        return self.dialect.link(self.dialect.text(", ".join(words) or "none"), f"#{PROBLEMS}" if listed else None)

    def feature_problems(self, problems: Sequence[Problem], catalog: Catalog) -> Markup:
        return self.problems(problems, catalog, PROBLEMS)

    def _answered(self, answers: Sequence[Answer]) -> Markup:
        words = counted_states([answer.state for answer in answers]).words
        return self.dialect.link(self.dialect.text(words), f"#{section_anchor('checklist')}")

    def _features(self, features: Iterable[Feature], but: Feature) -> Markup:
        found = {feature.key: feature for feature in features if feature is not but}
        return self.join(self.to_feature(found[key]) for key in sorted(found))

    def _users(self, feature: Feature) -> Iterator[Feature]:
        """The features that use what this one holds."""
        return (use.feature for item in feature.objects for use in item.uses)

    def _owners(self, feature: Feature) -> Iterator[Feature]:
        """The features that hold what this one uses."""
        for item in feature.objects:
            if item.owner:
                yield item.owner.feature
            yield from (key.target.feature for key in item.foreign_keys if key.target)
        for query in feature.queries:
            yield from (item.feature for item in (query.target, *query.joins) if item)
        for dto in feature.dtos.values():
            yield from (item.feature for item in dto.sources)

    def references(self, references: model.Part) -> Markup:
        rows = []
        for name, field in type(references).model_fields.items():
            value = getattr(references, name)
            if value:
                paths = [value] if isinstance(value, str) else value
                rows.append((field.title, self.join(self.to_document(path) for path in paths)))
        return self.table(("Document", "Path"), rows)

    def erd(self, store: Store) -> Markup:
        return self.join((self.draw(part) for part in diagram.diagrams(store, diagram_anchor(store))), "\n")

    def object_facts(self, item: Object) -> Markup:
        """What an object says beside its fields."""
        rows: list[tuple[str, Any]] = []
        if len(item.feature.stores) > 1:
            rows.append(("Store", self._store(item.store)))
        if item.model.owner:
            definition = self.to_object(item.owner, f"{item.model.owner}:{item.name}") if item.owner else None
            rows.append(("Owner", definition or self.dialect.code(item.model.owner)))
        if item.soft_delete:
            rows.append(("Soft delete", True))
        rows += self.facts(item.model, but=_OBJECT_KEYS_ELSEWHERE)
        if item.constraints:
            rows.append(("Constraints", self.join(self.constraint(item, c) for c, _ in item.constraints)))
        if isinstance(item.model, model.KeyObject) and item.model.value:
            rows += [("Value", fact) for _, fact in self.facts(item.model.value, but=("fields",))]
        if isinstance(item.model, model.Series):
            rows += [("Rollup", self.cell(rollup)) for rollup in item.model.rollups]
        return self.dialect.facts([(title, self.cell(cell)) for title, cell in rows]) if rows else Markup("")

    def field_table(self, item: Object, extra: Mapping[str, Callable[[Field], object]] | None = None) -> Markup:
        """An object's fields. `extra` adds columns: the heading, and what gives a field's cell."""
        columns: dict[str, Callable[[Field], object]] = {
            "Field": self._field_name,
            "Type": self._type,
            "Constraints": self._constraints,
            "Description": self._description,
            "Uses": self._touched,
            **(extra or {}),
        }
        return self.table(list(columns), [[cell(field) for cell in columns.values()] for field in item.fields.values()])

    def _field_name(self, field: Field) -> Markup:
        marks = ["PK"] if field.in_primary_key else []
        marks += ["FK"] if field.foreign_keys else []
        marks += [] if field.role == "field" else [field.role]
        place = self.dialect.permalink(field_anchor(field), field.name)
        name = Markup(f"{self.dialect.code(field.name)}{place}")
        return self.join([name, *map(self.dialect.badge, marks)], " ")

    def _type(self, field: Field) -> Markup:
        type_ = self.dialect.code(field.type)
        if field.model is None or not field.model.values:
            return type_
        return Markup(f"{type_}: {self.codes(field.model.values)}")

    def _constraints(self, field: Field) -> Markup:
        cells = [
            self.constraint(field.object, constraint) for constraint in (field.model.constraints if field.model else ())
        ]
        for words, action in (("on delete", "on_delete"), ("on update", "on_update")):
            if field.model and (value := getattr(field.model, action)):
                cells.append(self.dialect.text(f"{words} {value}"))
        return self.join(cells)

    def _description(self, field: Field) -> Markup:
        declared = field.model
        if declared is None:
            return Markup("")
        parts = [self.prose(declared.description)]
        parts += [
            Markup(f"{self.dialect.text(title)}: {self.cell(value)}")
            for title, value in (
                ("Computed", declared.computed),
                ("Consistency", declared.consistency),
                ("Example", self.dialect.code(declared.example) if declared.example else None),
            )
            if value
        ]
        return self.join([part for part in parts if part], ". ")

    def _touched(self, field: Field) -> Markup:
        """How many things a change of the field touches, as a link to them."""
        found = self._impacts(field.object)[field.name]
        count = len(found.queries) + len(found.indexes) + len(found.dtos) + len(found.references)
        if not count:
            return Markup("")
        return self.dialect.link(self.dialect.text(count), f"#{_impact_anchor(field)}")

    # What breaks

    def _impacts(self, item: Object) -> dict[str, Impact]:
        if item not in self.touches:
            self.touches[item] = of_fields(item)
        return self.touches[item]

    def impact(self, item: Object) -> Markup:
        """What a change of an object, or of one of its fields, touches; folded up, for it is long."""
        whole = of_object(item)
        rows = [[self.to_object(item), self._impact_cell(whole, item.feature)]] if whole else []
        rows += [
            [
                Markup(f"{self.dialect.anchor(_impact_anchor(field))}{self.to_field(field)}"),
                self._impact_cell(found, item.feature),
            ]
            for field in item.fields.values()
            if (found := self._impacts(item)[field.name])
        ]
        if not rows:
            return Markup("")
        table = self.table(("Change of", "Touches"), rows)
        counts = [
            counted(len(touches), name)
            for touches, name in (
                (whole.features, "other feature"),
                (whole.queries, "query"),
                (whole.indexes, "index"),
                (whole.dtos, "DTO"),
                (whole.references, "reference"),
            )
            if touches
        ]
        return self.dialect.folded(f"What breaks if this changes: {', '.join(counts) or 'only its own fields'}", table)

    def _impact_cell(self, found: Impact, home: Feature) -> Markup:
        """All that a change touches, a line for each kind of it."""
        kinds = {
            "Features": self.join(map(self.to_feature, found.features)),
            "Queries": self._touches(found.queries, home),
            "Indexes": self._touches(found.indexes, home),
            "DTOs": self._touches(found.dtos, home),
            "References": self._touches(found.references, home),
        }
        lines = [
            Markup(f"{self.dialect.strong(self.dialect.text(kind))}: {cell}") for kind, cell in kinds.items() if cell
        ]
        return self.join(lines, LINE_BREAK)

    def _touches(self, touches: Iterable[Touch], home: Feature) -> Markup:
        """What is touched, as links; what is another feature's says so."""
        parts = []
        for touch in touches:
            words = touch.words if touch.feature is home else f"{touch.words} in {touch.feature.key}"
            parts.append(self.to_place(self.dialect.text(words), touch.feature, touch.path))
        return self.join(parts, "; ")

    def neighbourhood(self, item: Object) -> Markup:
        """An object's own ERD, folded up. A forge draws each Mermaid fence at once, so a file for one has none."""
        own = diagram.neighbourhood(item, diagram_anchor(item)) if self.site.html else None
        if own is None:
            return Markup("")
        shown = len(own.entities) - 1
        others = counted(shown + own.left_out, "other object") if shown else "itself"
        if own.left_out:
            others = f"{shown} of {others}"
        return self.dialect.folded(f"Its neighbourhood: {others}", self.draw_neighbourhood(own))

    def constraint(self, item: Object, constraint: Constraint) -> Markup:
        """A constraint's words; a foreign key's lead to its target."""
        code = self.dialect.code(constraint.text)
        if constraint.kind != "FK":
            return code
        key = item.key_of.get(id(constraint))
        if key is None or key.target is None:
            return code
        field = key.target.fields.get(key.target_fields[0]) if key.target_fields else None
        anchor = field_anchor(field) if field else object_anchor(key.target)
        return self.dialect.link(code, self.address(key.target.feature, anchor))

    def named(self, feature: Feature, text: str | None) -> Markup:
        """An object's name in a query, a DTO or a relationship, as a link where it leads to one."""
        if not text:
            return Markup("")
        if feature.key not in self.meant:
            found = self.meant[feature.key] = {}
            named = [(item.name, item) for item in feature.objects]
            named += [(query.model.target or "", query.target) for query in feature.queries if query.target]
            named += [(source.name, source) for dto in feature.dtos.values() for source in dto.sources]
            for name, item in named:
                found.setdefault(name, item)
        meant = self.meant[feature.key].get(text)
        return self.to_object(meant, text) if meant else self.dialect.code(text)

    def origin(self, feature: Feature, dto: str, field: str, mapping: model.DtoField) -> Markup:
        names = mapping.from_ or []
        found = feature.dtos[dto].origins.get(field, [])
        if len(found) == len(names):
            return self.join((self.to_field(origin, name) for origin, name in zip(found, names, strict=True)), " + ")
        return self.join((self.dialect.code(name) for name in names), " + ")

    def relationship_rows(self, feature: Feature) -> Iterator[list[Any]]:
        for store in feature.stores.values():
            for relationship in store.relationships:
                declared = relationship.model
                source, target = relationship.source, relationship.target
                yield [
                    self.to_object(source, declared.from_) if source else self.dialect.code(declared.from_),
                    self.to_object(target, declared.to) if target else self.dialect.code(declared.to),
                    declared.type,
                    self.dialect.code(declared.via) if declared.via else "",
                    declared.description,
                ]
        declared_pairs = {
            frozenset((relationship.source, relationship.target))
            for store in feature.stores.values()
            for relationship in store.relationships
        }
        for item in feature.objects:
            for key in item.foreign_keys:
                if key.target is None or frozenset((key.target, item)) in declared_pairs:
                    continue
                words = Markup(f"{self.dialect.text('Foreign key')} {self.codes(key.fields)}")
                yield [self.to_object(key.target), self.to_object(item), "1:1" if key.unique else "1:N", "", words]

    def query_grid(self, feature: Feature, keys: list[str], *, anchored: bool = False) -> Markup:
        """The queries, with a column for each of `keys` that any of them gives; `anchored` in one such table a page."""
        rows = []
        for query in feature.queries:
            declared = query.model
            operation = self.prose(declared.operation)
            if anchored:
                operation = Markup(f"{self.dialect.anchor(path_anchor(query.path, feature))}{operation}")
            cells: list[Any] = [operation]
            for key in keys:
                value = getattr(declared, key)
                if key == "target":
                    value = self.named(feature, value)
                elif key == "joins":
                    value = self.join(self.named(feature, name) for name in value or ())
                cells.append(value)
            rows.append(cells)
        if not anchored and not any(cell for row in rows for cell in row[1:]):
            return Markup("")
        titles = [str(model.Query.model_fields[key].title) for key in keys]
        return self.table(("Operation", *titles), rows)

    def index_parts(self, feature: Feature) -> list[tuple[list[Markup], model.Part]]:
        return [
            (
                [
                    self.to_object(item),
                    Markup(f"{self.dialect.anchor(index_anchor(item, name))}{self.dialect.code(name)}"),
                ],
                index,
            )
            for item in feature.objects
            for name, (index, _) in item.indexes.items()
        ]

    def integrity_rows(self, feature: Feature) -> list[list[Any]]:
        """The rules of objects and of the feature."""
        rules: list[tuple[Markup, model.Validation]] = [
            (self.to_object(item), rule) for item in feature.objects for rule in item.model.validation
        ]
        if feature.design:
            rules += [(self.named(feature, rule.target), rule) for rule in feature.design.integrity]
        return [[item, rule.rule, rule.fields, rule.level, rule.enforced_by] for item, rule in rules]

    def volume_parts(self, feature: Feature) -> list[tuple[list[Markup], model.Part]]:
        """The volumes of the feature and of its objects."""
        parts: list[tuple[list[Markup], model.Part]] = []
        if feature.design and feature.design.performance and feature.design.performance.volume:
            parts.append(([self.dialect.text("The whole feature")], feature.design.performance.volume))
        parts += [([self.to_object(item)], item.model.volume) for item in feature.objects if item.model.volume]
        return parts

    def backup_parts(self, feature: Feature) -> list[tuple[Store | None, model.Backup]]:
        """How the feature is saved, and the stores that are saved differently."""
        whole = feature.design.backup if feature.design else None
        parts: list[tuple[Store | None, model.Backup]] = [(None, whole)] if whole else []
        return parts + [(store, store.model.backup) for store in feature.stores.values() if store.model.backup]

    def dto_facts(self, feature: Feature, dto: model.Dto) -> Markup:
        rows: list[tuple[str, Any]] = [("Source", self.join(self.named(feature, name) for name in dto.source))]
        if dto.contract:
            rows.append(("Contract", self.to_document(dto.contract)))
        rows += self.facts(dto, but=("source", "contract", "fields"))
        return self.dialect.facts([(title, self.cell(cell)) for title, cell in rows])

    def dto_table(self, feature: Feature, name: str, dto: model.Dto) -> Markup:
        rows = [
            [
                self.dialect.code(field),
                self.origin(feature, name, field, mapping),
                mapping.transform,
                mapping.type,
                mapping.required,
                mapping.computed,
                mapping.validation,
            ]
            for field, mapping in dto.fields.items()
        ]
        return self.table(
            ("DTO field", "Data field", "Transformation", "Type", "Required", "Computed", "Validation"), rows
        )

    def checklist(self, feature: Feature, answers: Sequence[Answer]) -> Markup:
        """The workflow's checklist, each box answered."""
        rows = [
            [answer.item.section, _BOXES[answer.state], answer.item.text, self._answer(feature, answer)]
            for answer in answers
        ]
        told = feature.design.checklist if feature.design else {}
        rows += [["Other", "?", text, self.prose(word)] for text, word in told.items() if item_named(text) is None]
        count = counted_states([answer.state for answer in answers])
        words = f"{count.done} of {count.applying} items are answered, by the rules or by the author's word."
        if count.ignored:
            words += f" {count.ignored} would be open but for what is ignored."
        table = self.table(("Section", "Box", "Item", "Answer"), rows)
        return Markup(f"{self.dialect.block(self.dialect.text(words))}\n{table}")

    def _answer(self, feature: Feature, answer: Answer) -> Markup:
        text = self.dialect.text
        word = Markup(f"{text('The author:')} {self.prose(answer.word)}") if answer.word else Markup("")
        if answer.state == "open":
            parts = [self._missing(feature, problem) for problem in answer.problems[:_SHOWN]]
            if len(answer.problems) > _SHOWN:
                parts.append(text(f"and {len(answer.problems) - _SHOWN} more"))
            return self.join([*parts, word] if word else parts, "; ")
        if answer.state == "ignored":
            parts = [
                Markup(f"{self._missing(feature, one.problem)}, {self.hiding(one)}") for one in answer.hidden[:_SHOWN]
            ]
            if len(answer.hidden) > _SHOWN:
                parts.append(text(f"and {len(answer.hidden) - _SHOWN} more"))
            return self.join([*parts, word] if word else parts, "; ")
        off = Markup(f" ({text('turned off by')} {self.join(map(self.to_setting, answer.off))})") if answer.off else ""
        if answer.state == "wanted":
            words = text("No rule can tell. It waits for the author's word, with a reason, under the key checklist")
            return Markup(f"{words}{off}")
        if answer.state == "said":
            return Markup(f"{word}{off}")
        if answer.state == "does not apply":
            return word or text("Nothing here that it is about")
        return word or Markup(f"{text('By')} {self.join(map(self.to_rule, answer.item.rules))}")

    def _missing(self, feature: Feature, problem: Problem) -> Markup:
        """What keeps a box open, as a link to where it is, and the rule that says so."""
        words = self.ticked(problem.message)
        if anchor := path_anchor(problem.path, feature):
            words = self.dialect.link(self.dialect.text(problem.message.replace("`", "")), f"#{anchor}")
        return Markup(f"{words} ({self.to_rule(problem.rule)})")

    def user_rows(self, feature: Feature) -> list[list[Markup]]:
        """Who else uses what this feature holds: each feature, the objects, and how."""
        users: dict[str, dict[Object, set[str]]] = defaultdict(lambda: defaultdict(set))
        for item in feature.objects:
            for use in item.uses:
                if use.feature is not feature:
                    users[use.feature.key][item].add(use.kind)
        features = {use.feature.key: use.feature for item in feature.objects for use in item.uses}
        return [
            [
                self.to_feature(features[key]),
                self.join(self.to_object(item) for item in items),
                self.dialect.text(", ".join(sorted({kind for kinds in items.values() for kind in kinds}))),
            ]
            for key, items in sorted(users.items())
        ]


def _impact_anchor(field: Field) -> str:
    return f"change.{field_anchor(field)}"
