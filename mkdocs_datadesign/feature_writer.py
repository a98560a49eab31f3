"""What a feature's page is written with: its parts, in the order of the workflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from . import diagram, model
from .catalog import Feature, Object, Store
from .checklist import Answer, State, item_named
from .constraint import Constraint
from .problem import Problem
from .writer import (
    Writer,
    dto_anchor,
    field_anchor,
    object_anchor,
    problem_anchor,
    section_anchor,
    store_anchor,
)

_OBJECT_KEYS_ELSEWHERE = (
    "purpose", "owner", "volume", "validation", "fields", "indexes", "constraints", "tags", "metadata", "parts", "value",
    "rollups", "soft_delete",
)  # fmt: skip
_BOXES: dict[State, str] = {"done": "✓", "said": "✓", "open": "✗", "wanted": "?", "does not apply": "–"}
_SHOWN = 5


class FeatureWriter(Writer):
    """Writes the parts of one feature."""

    object_anchor = staticmethod(object_anchor)
    store_anchor = staticmethod(store_anchor)
    dto_anchor = staticmethod(dto_anchor)
    index_keys = tuple(model.Index.model_fields)
    volume_keys = tuple(model.Volume.model_fields)

    def technologies(self, feature: Feature) -> Markup:
        return self.codes(dict.fromkeys(store.model.technology for store in feature.stores.values()))

    def used_by_others(self, feature: Feature) -> Markup:
        """The features that use what this one owns."""
        others = {
            use.feature.key: use.feature for item in feature.objects for use in item.uses if use.feature is not feature
        }
        return self.join(self.to_feature(others[key]) for key in sorted(others))

    def references(self, references: model.Part) -> Markup:
        rows = []
        for name, field in type(references).model_fields.items():
            value = getattr(references, name)
            if value:
                paths = [value] if isinstance(value, str) else value
                rows.append((field.title, self.join(self.to_document(path) for path in paths)))
        return self.table(("Document", "Path"), rows)

    def erd(self, store: Store) -> Markup:
        return self.join((self.draw(part) for part in diagram.diagrams(store)), "\n")

    def object_facts(self, item: Object) -> Markup:
        """What an object says beside its fields."""
        rows: list[tuple[str, Any]] = []
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
        cells = [(self.dialect.strong(self.dialect.text(title)), self.cell(cell)) for title, cell in rows]
        return self.dialect.table(("", ""), cells) if cells else Markup("")

    def field_rows(self, item: Object) -> list[list[Any]]:
        rows = []
        for field in item.fields.values():
            declared = field.model
            name = self.dialect.anchor(field_anchor(field)) + self.dialect.code(field.name)
            role = "" if field.role == "field" else field.role
            constraints = self.join(self.constraint(item, c) for c in (declared.constraints if declared else ()))
            rows.append(
                [
                    name,
                    role,
                    self.dialect.code(field.type),
                    constraints,
                    self.codes(declared.values) if declared else "",
                    declared.on_delete if declared else "",
                    declared.on_update if declared else "",
                    declared.description if declared else "",
                    declared.computed if declared else "",
                    self.dialect.code(declared.example) if declared and declared.example else "",
                    declared.consistency if declared else "",
                ]
            )
        return rows

    def constraint(self, item: Object, constraint: Constraint) -> Markup:
        """A constraint's words; a foreign key's lead to its target."""
        code = self.dialect.code(constraint.text)
        if constraint.kind != "FK":
            return code
        for key in item.foreign_keys:
            if key.constraint is constraint and key.target is not None:
                field = key.target.fields.get(key.target_fields[0]) if key.target_fields else None
                page = self.site.page(key.target.feature.key)
                anchor = field_anchor(field) if field else object_anchor(key.target)
                return self.dialect.link(code, self.href(page, anchor))
        return code

    def named(self, feature: Feature, text: str | None) -> Markup:
        """An object's name in a query, a DTO or a relationship, as a link where it leads to one."""
        for item in feature.objects:
            if item.name == text:
                return self.to_object(item)
        for query in feature.queries:
            if query.model.target == text and query.target:
                return self.to_object(query.target, text or "")
        for dto in feature.dtos.values():
            for source in dto.sources:
                if source.name == text:
                    return self.to_object(source)
        return self.dialect.code(text) if text else Markup("")

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
                words = Markup("{} {}").format(self.dialect.text("Foreign key"), self.codes(key.fields))
                yield [self.to_object(key.target), self.to_object(item), "1:1" if key.unique else "1:N", "", words]

    def query_grid(self, feature: Feature, keys: list[str]) -> Markup:
        """The queries, with a column for each of `keys` that any of them gives."""
        rows = []
        for query in feature.queries:
            declared = query.model
            cells: list[Any] = [declared.operation]
            for key in keys:
                value = getattr(declared, key)
                if key == "target":
                    value = self.named(feature, value)
                elif key == "joins":
                    value = self.join(self.named(feature, name) for name in value or ())
                cells.append(value)
            rows.append(cells)
        if not any(cell for row in rows for cell in row[1:]):
            return Markup("")
        titles = [str(model.Query.model_fields[key].title) for key in keys]
        return self.table(("Operation", *titles), rows)

    def index_parts(self, feature: Feature) -> list[tuple[list[Markup], model.Part]]:
        return [
            ([self.to_object(item), self.dialect.code(name)], index)
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

    def backup_parts(self, feature: Feature) -> list[tuple[str, model.Backup]]:
        """How the feature is saved, and the stores that are saved differently."""
        parts = [("", feature.design.backup)] if feature.design and feature.design.backup else []
        return parts + [(f"Store {s.name}", s.model.backup) for s in feature.stores.values() if s.model.backup]

    def dto_facts(self, feature: Feature, dto: model.Dto) -> Markup:
        rows: list[tuple[str, Any]] = [("Source", self.join(self.named(feature, name) for name in dto.source))]
        if dto.contract:
            rows.append(("Contract", self.to_document(dto.contract)))
        rows += self.facts(dto, but=("source", "contract", "fields"))
        cells = [(self.dialect.strong(self.dialect.text(title)), self.cell(cell)) for title, cell in rows]
        return self.dialect.table(("", ""), cells)

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

    def section(self, key: str, title: str) -> Markup:
        return self.heading(2, title, section_anchor(key))

    def checklist(self, feature: Feature, answers: Sequence[Answer]) -> Markup:
        """The workflow's checklist, each box answered."""
        applying = [answer for answer in answers if answer.state != "does not apply"]
        answered = sum(answer.state in ("done", "said") for answer in applying)
        rows = [
            [answer.item.section, _BOXES[answer.state], answer.item.text, self._answer(feature, answer)]
            for answer in answers
        ]
        told = feature.design.checklist if feature.design else {}
        rows += [["Other", "?", text, self.prose(word)] for text, word in told.items() if item_named(text) is None]
        words = f"{answered} of {len(applying)} items are answered, by the rules or by the author's word."
        table = self.table(("Section", "Box", "Item", "Answer"), rows)
        return Markup("{}\n{}").format(self.dialect.block(self.dialect.text(words)), table)

    def _answer(self, feature: Feature, answer: Answer) -> Markup:
        text = self.dialect.text
        word = Markup("{} {}").format(text("The author:"), self.prose(answer.word)) if answer.word else Markup("")
        if answer.state == "open":
            parts = [self._missing(feature, problem) for problem in answer.problems[:_SHOWN]]
            if len(answer.problems) > _SHOWN:
                parts.append(text(f"and {len(answer.problems) - _SHOWN} more"))
            return self.join([*parts, word] if word else parts, "; ")
        if answer.state == "wanted":
            return text("No rule can tell. It waits for the author's word, with a reason, under the key checklist")
        if answer.state == "does not apply":
            return word or text("Nothing here that it is about")
        return word or Markup("{} {}").format(text("By"), self.join(map(self.to_rule, answer.item.rules)))

    def _missing(self, feature: Feature, problem: Problem) -> Markup:
        """What keeps a box open, as a link to where it is, and the rule that says so."""
        words = self._ticked(problem.message)
        if anchor := problem_anchor(problem, feature):
            words = self.dialect.link(self.dialect.text(problem.message.replace("`", "")), f"#{anchor}")
        return Markup("{} ({})").format(words, self.to_rule(problem.rule))

    def reference_rows(self, feature: Feature) -> list[list[Markup]]:
        """Who uses each object and field that anything uses."""
        rows = []
        for item in feature.objects:
            if item.uses:
                rows.append([self.to_object(item), self.used_by(item.uses)])
            rows += [
                [self.to_field(field, f"{item.name}.{field.name}"), self.used_by(field.uses)]
                for field in item.fields.values()
                if field.uses
            ]
        return rows
