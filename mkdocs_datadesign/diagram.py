"""Stores to entity relationship diagrams: their model, its Mermaid source, and a picture of it.

The sole home of Mermaid's escaping. What it must stand is in https://mermaid.js.org/syntax/entityRelationshipDiagram:
entities have generated ids, so that no name can be read as syntax.
"""

from __future__ import annotations

import atexit
import html
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from .catalog import Field, ForeignKey, Object, Store

if TYPE_CHECKING:
    from merman import Merman

MAX_ENTITIES = 40
"""More than this on one picture, and nobody reads it; Mermaid refuses 50,000 characters besides."""
_MAX_NAME = 80

_LOOKALIKES = str.maketrans(
    {
        '"': "”",
        "%": "％",
        "\\": "＼",
        "`": "ˋ",
        "<": "‹",
        ">": "›",
        "#": "＃",
        ";": "；",
        "\n": " ",
        "\r": " ",
        "\t": " ",
    }
    | {chr(i): chr(0x2400 + i) for i in range(32) if i not in (9, 10, 13)}
    | {chr(127): "␡"}
)


@dataclass(eq=False)
class Entity:
    """A box: `rows` are type, name and keys of each field; `object` is where it links to."""

    name: str
    object: Object
    foreign: bool
    rows: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A relationship from one entity to another, with Mermaid's cardinality marks."""

    source: Entity
    target: Entity
    cardinality: str
    label: str


@dataclass
class Diagram:
    """An ERD: what Mermaid's source of it means."""

    title: str
    entities: list[Entity]
    lines: list[Line]


def diagrams(store: Store) -> list[Diagram]:
    """The ERDs of a store: one, none where no object has a field, or several of neighbours over 40 entities."""
    own = [item for item in store.objects.values() if item.fields or item.foreign_keys]
    if not own:
        return []
    if len(own) <= MAX_ENTITIES:
        return [_diagram(store.name, store, own)]
    parts = list(_neighbourhoods(own))
    return [_diagram(f"{store.name}, part {i} of {len(parts)}", store, part) for i, part in enumerate(parts, 1)]


def shared_diagram(name: str, tables: Sequence[Object]) -> Diagram | None:
    """The ERD of tables of one database across features, with the foreign keys among them and of their users."""
    boxes: dict[Object, Entity] = {}
    for item in tables:
        boxes.setdefault(item.definition, _entity(item.definition, foreign=False))
    lines = []
    for item in list(boxes):
        for use in item.uses:
            if use.kind == "foreign key" and use.by is not None and len(boxes) < MAX_ENTITIES:
                user = use.by.definition
                if user not in boxes:
                    boxes[user] = Entity(f"{user.feature.key}: {user.name}", user, True)
    for item in list(boxes):
        for key in item.foreign_keys:
            if key.target in boxes:
                lines.append(_line(key, boxes[key.target.definition], boxes[item]))
                if boxes[item].foreign:
                    boxes[item].rows += [_row(item.fields[n]) for n in key.fields if n in item.fields]
    for box in boxes.values():
        box.rows = list(dict.fromkeys(box.rows))
    return Diagram(name, list(boxes.values()), lines) if boxes else None


def _diagram(title: str, store: Store, own: Sequence[Object]) -> Diagram:
    boxes: dict[Object, Entity] = {}
    for item in own:
        boxes[item] = boxes[item.definition] = _entity(item, foreign=item.is_stub)
    lines: list[Line] = []
    pairs: set[frozenset[int]] = set()
    for item in own:
        for key in item.foreign_keys:
            if key.target is None:
                continue
            target = boxes.get(key.target)
            if target is None:
                target = boxes[key.target] = _foreign(key.target, store)
            if target.foreign and not key.target.is_stub and key.target not in own:
                rows = [_row(key.target.fields[name]) for name in key.target_fields if name in key.target.fields]
                target.rows += [row for row in rows if row[1] not in {known[1] for known in target.rows}]
            lines.append(_line(key, target, boxes[item]))
            pairs.add(frozenset((id(target), id(boxes[item]))))
    for relationship in store.relationships:
        ends = [end for end in (relationship.source, relationship.target) if end is not None]
        if len(ends) < 2 or not any(end in boxes for end in ends):
            continue
        if relationship.via is not None and relationship.via in boxes:
            continue  # the junction's own foreign keys say it
        source, target = (boxes.get(end) or boxes.setdefault(end, _foreign(end, store)) for end in ends)
        if frozenset((id(source), id(target))) not in pairs:
            marks = {"1:1": "||--||", "1:N": "||--o{", "N:1": "}o--||", "N:M": "}o--o{"}[relationship.model.type]
            lines.append(Line(source, target, marks, relationship.model.description or ""))
    return Diagram(title, list(dict.fromkeys(boxes.values())), lines)


def _entity(item: Object, *, foreign: bool) -> Entity:
    return Entity(item.name, item, foreign, [_row(field) for field in item.fields.values()])


def _foreign(item: Object, store: Store) -> Entity:
    where = item.store.name if item.feature is store.feature else item.feature.key
    name = item.name if item.store is store else f"{where}: {item.name}"
    return Entity(name, item, True)


def _row(field: Field) -> tuple[str, str, str]:
    keys = ["PK"] if field.in_primary_key else []
    if field.foreign_keys:
        keys.append("FK")
    if field.has("UNIQUE") and not field.in_primary_key:
        keys.append("UK")
    return field.type, field.name, ", ".join(keys)


def _line(key: ForeignKey, target: Entity, source: Entity) -> Line:
    one = "||" if key.required else "|o"
    return Line(target, source, f"{one}--{'o|' if key.unique else 'o{'}", ", ".join(key.fields))


def _neighbourhoods(own: Sequence[Object]) -> Iterator[list[Object]]:
    """Objects in groups of at most 40, each grown from its most connected object outwards."""
    near: dict[Object, list[Object]] = {item: [] for item in own}
    for item in own:
        for key in item.foreign_keys:
            if key.target in near and key.target is not item:
                near[item].append(key.target)
                near[key.target].append(item)
    left = dict.fromkeys(sorted(own, key=lambda item: (-len(near[item]), item.name)))
    group: list[Object] = []
    while left:
        waiting = [next(iter(left))]
        while waiting and len(group) < MAX_ENTITIES:
            item = waiting.pop(0)
            if item in left:
                del left[item]
                group.append(item)
                waiting += [other for other in near[item] if other in left]
        if len(group) == MAX_ENTITIES or not left:
            yield group
            group = []


# Mermaid


def mermaid(diagram: Diagram) -> str:
    """The Mermaid source of a diagram."""
    ids = {id(entity): f"e{i}" for i, entity in enumerate(diagram.entities)}
    lines = ["erDiagram"]
    for entity in diagram.entities:
        lines.append(f'    {ids[id(entity)]}["{safe(entity.name)}"]' + (" {" if entity.rows else ""))
        for type_, name, keys in entity.rows:
            lines.append(f"        `{safe(type_)}` `{safe(name)}` {keys}".rstrip())
        if entity.rows:
            lines.append("    }")
    for line in diagram.lines:
        lines.append(f'    {ids[id(line.source)]} {line.cardinality} {ids[id(line.target)]} : "{safe(line.label)}"')
    return "\n".join(lines) + "\n"


def safe(name: str) -> str:
    """A name as Mermaid can hold it between quotes: what would be syntax becomes its look-alike."""
    text = name.translate(_LOOKALIKES).strip()
    if len(text) > _MAX_NAME:
        text = text[: _MAX_NAME - 1] + "…"
    return text


# A picture


@cache
def _engine() -> Merman | None:
    try:
        from merman import Merman
    except ImportError:  # the extra `svg` is not installed, or has no wheel for this machine
        return None
    atexit.register(_engine.cache_clear)  # freed later, while Python shuts down, it prints a traceback
    return Merman()


_COMPACT = '%%{init: {"er": {"diagramPadding": 4, "entityPadding": 6}}}%%\n'
_MARKS = {
    "ONLY_ONE": "M9,-7V7M14,-7V7",
    "ZERO_OR_ONE": "M9,-7V7M20,0m-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0",
    "ZERO_OR_MORE": "M0,-8L14,0L0,8M20,0m-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0",
    "ONE_OR_MORE": "M0,-8L14,0L0,8M18,-7V7",
}


def svg(diagram: Diagram, href: Callable[[Object], str | None], prefix: str) -> str | None:
    """A picture of a diagram, or None without the engine.

    The layout is `merman`'s; it is drawn here, as text and links in the page's own colours.
    `prefix` keeps ids apart on one page.
    """
    engine = _engine()
    if engine is None:
        return None
    layout: Any = json.loads(engine.layout_json(_COMPACT + mermaid(_measured(diagram)), None))["layout"]["ErDiagram"]
    box = layout["bounds"]
    left, top = box["min_x"] - 8, box["min_y"] - 8
    width, height = box["max_x"] - left + 8, box["max_y"] - top + 8
    parts = [
        f'<svg class="datadesign-svg" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-labelledby="{prefix}-t">'
        f'<title id="{prefix}-t">{_escape("Entity relationship diagram of " + diagram.title)}</title>'
    ]
    parts += [_draw_edge(edge) for edge in layout["edges"]]
    for node in layout["nodes"]:
        entity = diagram.entities[int(node["id"].rsplit("-", 1)[1])]
        parts.append(_draw_entity(entity, node, href(entity.object)))
    parts += [_draw_label(edge, line) for edge, line in zip(layout["edges"], diagram.lines, strict=False)]
    return "".join((*parts, "</svg>"))


def _measured(diagram: Diagram) -> Diagram:
    """The same boxes and lines with digits for text, so that a box is as wide as its longest lines are long.

    The engine measures text in a font of its own; a digit is wider than most letters are in anyone's.
    """
    stand_in = {
        id(entity): Entity(
            "0" * (_width(entity.name) + 1),
            entity.object,
            entity.foreign,
            [("0" * _width(t), "0" * _width(n), keys) for t, n, keys in entity.rows],
        )
        for entity in diagram.entities
    }
    lines = [Line(stand_in[id(x.source)], stand_in[id(x.target)], x.cardinality, x.label) for x in diagram.lines]
    return Diagram(diagram.title, list(stand_in.values()), lines)


def _width(text: str) -> int:
    """How many digits are as wide as a text."""
    shown = safe(text)
    return len(shown) + sum(char.isupper() for char in shown) // 4


def _draw_edge(edge: Any) -> str:
    points = [(point["x"], point["y"]) for point in edge["points"]]
    path = "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in points)
    start = _draw_mark(points[0], points[1], edge["start_marker"])
    end = _draw_mark(points[-1], points[-2], edge["end_marker"])
    return f'<path class="dd-line" d="{path}"/>{start}{end}'


def _draw_mark(at: tuple[float, float], towards: tuple[float, float], marker: str | None) -> str:
    shape = _MARKS.get((marker or "").removesuffix("_START").removesuffix("_END"))
    if shape is None:
        return ""
    angle = math.degrees(math.atan2(towards[1] - at[1], towards[0] - at[0]))
    return f'<path class="dd-mark" transform="translate({at[0]:.0f},{at[1]:.0f}) rotate({angle:.0f})" d="{shape}"/>'


def _draw_label(edge: Any, line: Line) -> str:
    label = edge.get("label")
    if not label or not line.label:
        return ""
    return f'<text class="dd-label" x="{label["x"]:.0f}" y="{label["y"] + 4:.0f}">{_escape(safe(line.label))}</text>'


def _draw_entity(entity: Entity, node: Any, href: str | None) -> str:
    x, y = node["x"] - node["width"] / 2, node["y"] - node["height"] / 2
    width, height = node["width"], node["height"]
    row = height / (len(entity.rows) + 1)
    kind = "dd-entity dd-foreign" if entity.foreign else "dd-entity"
    name = (
        f'<text class="dd-name" x="{x + width / 2:.0f}" y="{y + row / 2 + 4.5:.0f}">{_escape(safe(entity.name))}</text>'
    )
    head = f'<rect class="dd-head" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{row:.0f}"/>{name}'
    if href:
        head = f'<a href="{html.escape(href)}">{head}</a>'
    body = "".join(_draw_rows(entity.rows, x, y, width, row))
    frame = f'<rect class="dd-box" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
    return f'<g class="{kind}">{frame}{head}{body}</g>'


def _draw_rows(rows: Sequence[tuple[str, str, str]], x: float, y: float, width: float, row: float) -> Iterable[str]:
    longest = [max((_width(cells[i]) for cells in rows), default=0) for i in range(3)]
    share = (width - 12) / max(sum(longest) + 3 * sum(1 for length in longest if length) - 2, 1)
    starts = [x + 8, x + 8 + (longest[0] + 3) * share, x + 8 + (longest[0] + longest[1] + 6) * share]
    for i, cells in enumerate(rows, 1):
        middle = y + i * row + row / 2 + 4.5
        line = f'<path class="dd-rule" d="M{x:.0f},{y + i * row:.1f}h{width:.0f}"/>'
        texts = zip(cells, starts, ("dd-type", "dd-field", "dd-keys"), strict=True)
        yield line + "".join(
            f'<text class="{kind}" x="{start:.0f}" y="{middle:.0f}">{_escape(safe(text))}</text>'
            for text, start, kind in texts
            if text
        )


def _escape(text: str) -> str:
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")
