"""What all pages are written with: links, tables and prose, in the page's dialect."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from . import diagram, drawing, model
from .catalog import Catalog, Feature, Field, Object, SharedTable, Store
from .documents import PAGE_NAME, is_elsewhere, resolve
from .markup import Dialect, Html, Markdown, escape_markdown, inert, prose
from .problem import Comment, Hidden, Problem, Setting, Severity
from .source import Path
from .words import counted

Address = Callable[[str, str], str | None]
"""(from page, to page), both below the docs directory, to a relative address, percent-encoded; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Site:
    """What pages need to know of where they are put."""

    plan: str
    index: str
    address: Address
    html: bool
    base: str = ""
    """The site's own address with a slash at its end, where it is known."""
    within: Callable[[str], str | None] = lambda page: None
    """A page's path to its address within the site; None where only another generator knows it."""
    source: Callable[[str, int], str | None] = lambda path, line: None
    """A sidecar's path and a line of it to where the repository shows it, or None."""
    stands: object = None
    """What the sources' addresses depend on: a page that was written for another site is of no use here."""
    files: frozenset[str] = frozenset()
    """All that a page may lead to: as long as that is the same, so are the addresses."""

    @property
    def stands_as(self) -> tuple[object, ...]:
        """All that pages depend on here but the files: those of two sites that have it in common are the same."""
        return self.plan, self.index, self.html, self.base, self.stands

    def page(self, feature: str) -> str:
        """The path of a feature's page, one object for each: a look into a dictionary then compares no characters."""
        return intern(f"{self.plan}/{feature}/{PAGE_NAME}")

    def index_page(self, name: str) -> str:
        """The path of a page of the index, likewise."""
        return intern(f"{self.index}/{name}")


class Writer:
    """What a template calls: the parts of the format, written in the page's dialect."""

    def __init__(self, page: str, site: Site) -> None:
        self.page, self.site = page, site
        self.dialect: Dialect = Html() if site.html else Markdown()
        self.addresses: dict[str, str | None] = {}

    # Links

    def href(self, page: str, anchor: str = "") -> str | None:
        if page not in self.addresses:
            self.addresses[page] = self.site.address(self.page, page)
        address = self.addresses[page]
        if page == self.page:
            return f"#{anchor}" if anchor else address
        return f"{address}#{anchor}" if address and anchor else address

    def address(self, feature: Feature, anchor: str = "") -> str | None:
        """Where a feature's page is, in this site or in the one that holds it."""
        if feature.elsewhere:
            return feature.elsewhere.address(anchor)
        return self.href(self.site.page(feature.key), anchor)

    def document(self, href: str) -> str | None:
        """The address of a document that a sidecar names, relative to itself; None outside the docs, or missing."""
        target = None if is_elsewhere(href) else resolve(self.page, href)
        if target is None or not re.match(r"[\w./-]*\Z", target.anchor):
            return None
        return self.href(target.path, target.anchor)

    def to_feature(self, feature: Feature) -> Markup:
        return self.dialect.link(self.dialect.text(feature.title), self.address(feature))

    def to_object(self, item: Object, label: str = "") -> Markup:
        href = self.address(item.feature, object_anchor(item))
        return self.dialect.link(self.dialect.code(label or item.name), href)

    def to_field(self, field: Field, label: str = "") -> Markup:
        href = self.address(field.object.feature, field_anchor(field))
        return self.dialect.link(self.dialect.code(label or field.name), href)

    def to_rule(self, name: str, label: str = "") -> Markup:
        group, _, rest = name.partition("/")
        anchor = "" if "*" in rest else f"rule.{rest}"
        href = self.href(self.site.index_page(f"rules/{group}.md"), anchor)
        return self.dialect.link(self.dialect.text(label) if label else self.dialect.code(name), href)

    def hiding(self, hidden: Hidden) -> Markup:
        """What hides a problem: a comment, as a link to its line where that is known; a setting or the baseline."""
        by, text = hidden.by, self.dialect.text
        if isinstance(by, Comment):
            line = by.place.span.line
            file = posixpath.basename(by.place.path)
            words = f"ignored{' for the whole file' if by.whole_file else ''} in line {line} of {file}"
            return self.dialect.link(text(words), self.site.source(by.place.path, line))
        page = self.site.index_page("ignored.md")
        if isinstance(by, Setting):
            words = "made a note" if by.severity is Severity.NOTE else "turned off"
            return Markup(f"{words} by {self.to_setting(by)}")
        return self.dialect.link(text("in the baseline"), self.href(page))

    def to_setting(self, setting: Setting) -> Markup:
        """What the options say, as a link to all that they turn off."""
        href = self.href(self.site.index_page("ignored.md"), section_anchor("settings"))
        where = f"for {setting.features}, in the option {setting.option}"
        words = self.dialect.text(where if setting.option != "rules" else "in the option rules")
        code = self.dialect.code(f"{setting.rules}: {setting.severity.value}")
        return Markup(f"{code} {self.dialect.link(words, href)}")

    def to_document(self, text: str) -> Markup:
        return self.dialect.link(self.dialect.code(text), self.document(text))

    def to_index(self, name: str, label: str) -> Markup:
        return self.dialect.link(self.dialect.text(label), self.href(self.site.index_page(f"{name}.md")))

    # Blocks

    def title(self, text: str) -> Markup:
        """The page's title, as Markdown: site generators look for it there.

        Of a page in a file they make their own title, which has to be safe by itself; the plugin sees to that of its own.
        """
        return Markup(f"# {escape_markdown(text if self.site.html else inert(text))}\n")

    def heading(self, level: int, text: str, anchor: str, kind: str = "") -> Markup:
        """A heading with its place on the page; `kind` says what it is the name of."""
        return self.dialect.heading(level, text, anchor, kind)

    def section(self, key: str, title: str) -> Markup:
        """The heading of a part of the page."""
        return self.heading(2, title, section_anchor(key))

    def prose(self, text: str | None) -> Markup:
        return prose(text, self.dialect, self.document) if text else Markup("")

    def block(self, text: str | None) -> Markup:
        return self.dialect.block(self.prose(text)) if text else Markup("")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markup:
        """A table, without the columns that are empty in each row; nothing at all without rows."""
        cells = [[self.cell(value) for value in row] for row in rows]
        kept = [i for i in range(len(head)) if any(row[i] for row in cells)]
        if not kept:
            return Markup("")
        return self.dialect.table([head[i] for i in kept], ([row[i] for i in kept] for row in cells))

    def cell(self, value: Any) -> Markup:
        if isinstance(value, Markup):
            return value
        if value is None or value == [] or value == {}:
            return Markup("")
        if isinstance(value, bool):
            return self.dialect.text("yes" if value else "no")
        if isinstance(value, (str, int)):
            return self.prose(str(value))
        if isinstance(value, model.Part):
            return self.join((Markup(f"{self.dialect.text(title)}: {cell}") for title, cell in self.facts(value)), "; ")
        if isinstance(value, dict):
            return self.join((Markup(f"{self.dialect.code(k)} = {self.dialect.code(v)}") for k, v in value.items()))
        return self.join(self.dialect.code(item) if isinstance(item, str) else self.cell(item) for item in value)

    def join(self, parts: Iterable[Markup], separator: str = ", ") -> Markup:
        """Parts that are safe to print, with what stands between them, which is so as well."""
        return Markup(separator.join(parts))

    def codes(self, values: Iterable[str] | None) -> Markup:
        return self.join(self.dialect.code(value) for value in values or ())

    def facts(self, part: model.Part | None, *, but: Sequence[str] = ()) -> list[tuple[str, Markup]]:
        """What a part says, by the labels of its keys, in the format's order; `but` are keys shown elsewhere."""
        if part is None:
            return []
        return [
            (str(field.title), self.cell(getattr(part, name)))
            for name, field in type(part).model_fields.items()
            if name not in but and getattr(part, name) not in (None, [], {})
        ]

    def fact_table(self, part: model.Part | None, *, but: Sequence[str] = ()) -> Markup:
        rows = self.facts(part, but=but)
        return self.dialect.facts(rows) if rows else Markup("")

    def grid(
        self, parts: Sequence[tuple[Sequence[Any], model.Part]], lead: Sequence[str], keys: Sequence[str]
    ) -> Markup:
        """A table of parts of one type, a column for each of `keys`, after the columns that `lead` names."""
        if not parts:
            return Markup("")
        fields = type(parts[0][1]).model_fields
        head = [*lead, *(str(fields[key].title) for key in keys)]
        rows = [[*first, *(getattr(part, key) for key in keys)] for first, part in parts]
        return self.table(head, rows)

    def keys(self, part: type[model.Part], *, but: Sequence[str] = ()) -> list[str]:
        return [name for name in part.model_fields if name not in but]

    # Diagrams

    def draw(self, part: diagram.Diagram | None) -> Markup:
        """A diagram, with the source of it."""
        if part is None:
            return Markup("")
        picture = drawing.svg(part, self._entity_href) if self.site.html else None
        return self.dialect.diagram(diagram.mermaid(part), picture, part.title, part.anchor)

    def draw_neighbourhood(self, part: diagram.Diagram | None) -> Markup:
        if part is None:
            return Markup("")
        picture = drawing.neighbours_svg(part, self._entity_href) if self.site.html else None
        return self.dialect.diagram(diagram.mermaid(part), picture, part.title, part.anchor)

    def _entity_href(self, target: Object | str) -> str | None:
        if isinstance(target, str):
            return f"#{target}"
        return self.address(target.feature, object_anchor(target))

    def to_place(self, words: Markup, feature: Feature, path: Path) -> Markup:
        """Words that lead to what a path of a design has become on its page."""
        anchor = path_anchor(path, feature)
        return self.dialect.link(words, self.address(feature, anchor) if anchor else None)

    # Problems

    def problem(self, problem: Problem, feature: Feature) -> Markup:
        text = self.dialect.text
        severity, rule = self.dialect.strong(text(problem.severity.value)), self.to_rule(problem.rule)
        place = self.place(problem, feature, posixpath.basename(problem.place.path))
        words = Markup(f"{severity} {rule}: {self.ticked(problem.message)} — {place}")
        if problem.help:
            words += Markup(f" ({self.ticked(problem.help)})")
        for related in problem.related:
            there = related.place.path if related.place.elsewhere and "://" in related.place.path else None
            place = self.dialect.link(text(str(related.place)), there)
            words += Markup(f"; {self.ticked(related.message)} {place}")
        return words

    def place(self, problem: Problem, feature: Feature, file: str) -> Markup:
        """Where a problem stands: a link to what it is about on its page, and one to its line in the repository."""
        line = problem.place.span.line
        words = self.dialect.text(f"{file}:{line}:{problem.place.span.column}")
        anchor = path_anchor(problem.path, feature)
        href = (
            self.href(self.site.page(feature.key), anchor)
            if anchor or self.site.page(feature.key) != self.page
            else None
        )
        source = self.site.source(problem.place.path, line)
        if source is None:
            return self.dialect.link(words, href)
        there = self.dialect.link(words, source)
        if href is None:
            return there
        return Markup(f"{there} ({self.dialect.link(self.dialect.text('on the page'), href)})")

    def ticked(self, message: str) -> Markup:
        return prose(message, self.dialect, lambda _: None)

    def problems(self, problems: Sequence[Problem], catalog: Catalog, anchor: str = "") -> Markup:
        shown = sorted(
            (problem for problem in problems if problem.severity is not Severity.NOTE),
            key=lambda problem: problem.urgency,
        )
        if not shown:
            return Markup("")
        worst = "failure" if any(problem.severity is Severity.ERROR for problem in shown) else "warning"
        found: dict[bool, list[Markup]] = {False: [], True: []}
        for problem in shown:
            unwritten = problem.group == "completeness" and problem.severity is Severity.WARNING
            found[unwritten].append(self.problem(problem, catalog.features[problem.feature]))
        more = Markup("")
        if found[True]:
            title = f"{counted(len(found[True]), 'thing')} still to write"
            more = self.dialect.folded(title, self.dialect.items(found[True]))
        return self.dialect.notice(worst, counted(len(shown), "problem"), found[False], more, anchor)


def source_link(pattern: str) -> Callable[[str, int], str | None]:
    """A sidecar's path and a line to their address, by a pattern such as `https://…/{path}#L{line}`; "" knows none."""
    if not pattern:
        return lambda path, line: None
    before, _, rest = pattern.partition("{path}")
    between, _, after = rest.partition("{line}")
    return lambda path, line: f"{before}{quote(path)}{between}{line}{after}"


_AT_THE_TOP = ("title", "status", "summary")


def path_anchor(path: Path, feature: Feature) -> str:
    """The anchor of what a path of a design has become on its feature's page, or "" where the page has nothing of it."""
    if feature.elsewhere:
        return feature.elsewhere.anchors.get(path, "")
    design = feature.design
    if not path or design is None:
        return ""
    if path[0] == "stores":
        return _anchor_in_store(path, feature)
    if path[0] == "dtos" and len(path) > 1 and path[1] in design.dtos:
        return dto_anchor(str(path[1]))
    if path[0] == "queries" and len(path) > 1 and isinstance(path[1], int) and model.stands(design.queries, path[1]):
        return query_anchor(path[1])
    section = "requirements" if path[0] == "references" else str(path[0])
    return section_anchor(section) if section not in _AT_THE_TOP and getattr(design, section, None) else ""


def _anchor_in_store(path: Path, feature: Feature) -> str:
    store = feature.stores.get(str(path[1])) if len(path) > 1 else None
    item = store.objects.get(str(path[3])) if store and len(path) > 3 else None
    if item is None or item.path != path[:4]:
        return store_anchor(store) if store else ""
    if len(path) > 5 and path[4] == "indexes" and path[5] in item.indexes:
        return index_anchor(item, str(path[5]))
    for end in range(len(path), 4, -1):
        if field := item.field_at.get(path[:end]):
            return field_anchor(field)
    return object_anchor(item)


PROBLEMS = "section.problems"
"""The anchor of the problems of a feature on its page."""


def section_anchor(key: str) -> str:
    """The anchor of the section that shows a key of the design, apart from what a theme makes of the heading."""
    return f"section.{key}"


def object_anchor(item: Object) -> str:
    """An object's anchor on its feature's page: `main.orders`. The dot keeps it apart from a heading's."""
    if item.feature.elsewhere:
        return item.feature.elsewhere.anchors.get(item.path, "")
    return f"{_slug(item.store.name)}.{_slug(item.name)}"


def field_anchor(field: Field) -> str:
    """A field's anchor on its feature's page: `main.orders.user_id`."""
    if field.object.feature.elsewhere:
        return field.object.feature.elsewhere.anchors.get(field.path, "")
    parts = ".".join(_slug(part) for part in field.name.split("."))
    return f"{object_anchor(field.object)}.{parts}"


@lru_cache(maxsize=10_000)  # each link to a field has the names of its store and object as well
def _slug(name: str) -> str:
    """A name as an anchor may hold it; what it may not is written as its number, so that names stay apart."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda found: f"-{ord(found[0]):x}-", name[:200])


def store_anchor(store: Store) -> str:
    """A store's anchor on its feature's page."""
    return f"store.{_slug(store.name)}"


def query_anchor(number: int) -> str:
    """The anchor of a query, by its position in the sidecar, on its feature's page."""
    return f"query.{number + 1}"


def index_anchor(item: Object, name: str) -> str:
    """An index's anchor on its feature's page."""
    return f"index.{object_anchor(item)}.{_slug(name)}"


def diagram_anchor(part: Store | Object) -> str:
    """The anchor of a store's ERD, or of an object's neighbourhood, on its feature's page."""
    return f"erd.{_slug(part.name) if isinstance(part, Store) else object_anchor(part)}"


def dto_anchor(name: str) -> str:
    """A DTO's anchor on its feature's page."""
    return f"dto.{_slug(name)}"


def shared_anchor(table: SharedTable) -> str:
    """A shared table's anchor on the page of shared tables."""
    return f"shared.{_slug(table.database)}.{_slug(table.name)}"
