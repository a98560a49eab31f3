"""What the page of shared tables is written with: who owns each, who uses it, and where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from . import diagram
from .catalog import Catalog, Feature, Object, SharedTable
from .kept import Kept
from .problem import Problem
from .sheet import Cell, Column, Link, Script
from .source import Path
from .writer import Site, Writer, object_anchor, shared_anchor

DETAILED = 40
"""The shared tables that are shown in full; where there are more, a table lists them all."""
_ROOM = 800_000
"""The characters that these have."""
_SIDE_BY_SIDE = 12
_USERS = 40
_PROBLEMS = 40
LIST = (
    Column("Table"),
    Column("Database", "text"),
    Column("Owner"),
    Column("Users"),
    Column("Problems"),
)

Found = Mapping[SharedTable, Sequence[Problem]]
"""The problems of `shared/` at the definitions and stubs of each table that has any."""


class SharedWriter(Writer):
    """Writes what features share. `scripts` are what the page needs beside it."""

    def __init__(
        self, page: str, site: Site, kept: Kept | None = None, outlines: Mapping[str, Hashable] | None = None
    ) -> None:
        super().__init__(page, site)
        self.scripts: list[Script] = []
        self.kept = kept or Kept()
        self.outlines = outlines or {}
        """By feature, what is another once others see something else of it."""
        self._found: Found | None = None

    shared_anchor = staticmethod(shared_anchor)

    def detailed(self, catalog: Catalog, problems: Sequence[Problem]) -> dict[SharedTable, Markup]:
        """Shared tables in full: all, or as many as the page has room for, those first that have problems and users."""
        found, tables = self._problems_of(catalog, problems), catalog.shared
        if len(tables) > DETAILED:
            tables = sorted(tables, key=lambda table: (-len(found.get(table, ())), -len(table.users)))[:DETAILED]
        room, written = _ROOM, {}
        for table in tables:
            text = self._kept_table(table, found.get(table, ()), catalog)
            room -= len(text)
            if room >= 0:
                written[table] = text
        return written

    def _problems_of(self, catalog: Catalog, problems: Sequence[Problem]) -> Found:
        """The problems of the shared tables, looked for once a page."""
        if self._found is None:
            self._found = _found(catalog, problems)
        return self._found

    def _kept_table(self, table: SharedTable, problems: Sequence[Problem], catalog: Catalog) -> Markup:
        """A shared table in full; as it was, if all that say something of it are as they were."""
        items = (*table.definitions, *table.stubs)
        about = dict.fromkeys(
            [*(item.feature for item in items), *table.users, *(u.feature for i in items for u in i.uses)]
        )
        made_of = (problems, [(feature.key, self.outlines.get(feature.key)) for feature in about])
        write = partial(self.shared_table, table, problems, catalog)
        return self.kept.same(("shared table", shared_anchor(table)), made_of, write)

    def shared_table(self, table: SharedTable, problems: Sequence[Problem], catalog: Catalog) -> Markup:
        """All that there is to say of a shared table; `problems` are its own."""
        return self.join(
            (
                self.heading(2, table.name, shared_anchor(table), "shared table"),
                self.shared_facts(table),
                self.shared_problems(problems, catalog),
                self.shared_fields(table, problems),
                self.shared_erd(table),
            ),
            "\n",
        )

    def shared_rows(
        self, catalog: Catalog, problems: Sequence[Problem], detailed: Mapping[SharedTable, Markup]
    ) -> list[tuple[Cell, ...]]:
        """A row for each shared table: what is not shown in full leads to the page of its owner."""
        found = self._problems_of(catalog, problems)
        told = {
            (table.database, table.name): (table, len(found.get(table, ())) or None, table in detailed)
            for table in catalog.shared
        }
        return list(self.kept.by_key("shared", told, lambda key: self._shared_row(*told[key])).values())

    def _shared_row(self, table: SharedTable, problems: int | None, detailed: bool) -> tuple[Cell, ...]:
        """A row for a shared table, with how many problems it has, and whether it is shown in full."""
        item = (*table.definitions, *table.stubs)[0]
        there = self._link(table.name, item.feature, object_anchor(item))
        here = Link(table.name, self.page, shared_anchor(table))
        owners = [self._link(o.feature.title, o.feature, code=False) for o in table.definitions[:_USERS]]
        return (
            here if detailed else there,
            table.database,
            tuple(part for owner in owners for part in (", ", owner))[1:],
            len(table.users),
            problems,
        )

    def _link(self, words: str, feature: Feature, anchor: str = "", *, code: bool = True) -> Link:
        if feature.elsewhere:
            return Link(words, feature.elsewhere.address(anchor) or "", code=code)
        return Link(words, self.site.page(feature.key), anchor, code)

    def shared_facts(self, table: SharedTable) -> Markup:
        owners = self.join(self.to_feature(item.feature) for item in table.definitions[:_USERS])
        owner_keys = {item.feature.key for item in table.definitions}
        others = [user for user in table.users if user.key not in owner_keys]
        users = [self.dialect.link(self.dialect.code(user.key), self.address(user)) for user in others[:_USERS]]
        if len(others) > _USERS:
            users.append(self.dialect.text(f"and {len(others) - _USERS} more"))
        row = [self.dialect.code(table.database), owners, self.join(users)]
        return self.table(("Database", "Owner", "Users"), [row])

    def shared_fields(self, table: SharedTable, problems: Sequence[Problem]) -> Markup:
        """The fields of a shared table as each feature says them, side by side; what conflicts is marked."""
        conflicts = [(problem.feature, problem.path) for problem in problems if problem.rule == "shared/conflict"]
        items = _beside(table, {feature for feature, _ in conflicts})
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
        left = len(table.definitions) + len(table.stubs) - len(items)
        more = f"{left} more features name its fields, on their own pages." if left else ""
        return self.table(("Field", *heads), rows) + (
            self.dialect.block(self.dialect.text(more)) if more else Markup("")
        )

    def shared_problems(self, problems: Sequence[Problem], catalog: Catalog) -> Markup:
        """What is wrong with a shared table: the problems of `shared/` at its definitions and stubs."""
        first = sorted(problems, key=lambda problem: problem.urgency)[:_PROBLEMS]
        left = len(problems) - len(first)
        more = f"{left} more problems of this table stand on the pages of their features." if left else ""
        return self.problems(first, catalog) + (self.dialect.block(self.dialect.text(more)) if more else Markup(""))

    def shared_erd(self, table: SharedTable) -> Markup:
        items = _beside(table, set())
        return self.draw(diagram.shared_diagram(table.name, items, f"erd.{shared_anchor(table)}"))


def _found(catalog: Catalog, problems: Sequence[Problem]) -> Found:
    by_object: dict[tuple[str, Path], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.group == "shared":
            by_object[problem.feature, problem.path[:4]].append(problem)
    names = {path[3] for _, path in by_object if len(path) > 3}
    found = {
        table: [
            problem
            for item in (*table.definitions, *table.stubs)
            for problem in by_object.get((item.feature.key, item.path), ())
        ]
        for table in catalog.shared
        if table.name in names
    }
    return {table: problems for table, problems in found.items() if problems}


def _beside(table: SharedTable, conflicting: set[str]) -> list[Object]:
    """The definitions and stubs that are shown side by side, those that conflict before the others."""
    stubs = sorted(table.stubs, key=lambda item: item.feature.key not in conflicting)
    return [*table.definitions, *stubs][:_SIDE_BY_SIDE]
