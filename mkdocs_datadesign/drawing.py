"""Diagrams to pictures: laid out by `merman`, or in columns around one entity, and drawn in the page's own colours."""

from __future__ import annotations

import atexit
import html
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from .catalog import Object
from .diagram import Diagram, Entity, Line, mermaid, safe
from .unseen import visible

if TYPE_CHECKING:
    from merman import Merman

Href = Callable[[Object | str], str | None]
"""What an entity links to, an object or an anchor on the same page, to its address."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where an entity is drawn."""

    entity: Entity
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """How a line is drawn, and where its label stands."""

    line: Line
    points: Sequence[Point]
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A diagram with places."""

    boxes: Sequence[Box]
    routes: Sequence[Route]


def svg(diagram: Diagram, href: Href) -> str | None:
    """A picture of a diagram, or None without the engine."""
    layout = _laid_out(diagram)
    return _picture(diagram, layout, href) if layout else None


def neighbours_svg(diagram: Diagram, href: Href) -> str:
    """A picture of a neighbourhood, whose first entity stands in the middle. It needs no engine."""
    return _picture(diagram, _columns(diagram), href)


# The engine's layout


def draws() -> bool:
    """Whether diagrams are drawn here, or by the browser."""
    return _engine() is not None


@cache
def _engine() -> Merman | None:
    try:
        from merman import Merman
    except ImportError:  # the extra `svg` is not installed, or has no wheel for this machine
        return None
    atexit.register(_engine.cache_clear)  # freed later, while Python shuts down, it prints a traceback
    return Merman()


_APART = 2
"""So many digits stand free between two columns of a box."""
_COMPACT = '%%{init: {"er": {"diagramPadding": 4, "entityPadding": 6}}}%%\n'


def _laid_out(diagram: Diagram) -> Layout | None:
    places = _places(_COMPACT + mermaid(_measured(diagram)))
    if places is None:
        return None
    boxes, routes = places
    return Layout(
        [Box(diagram.entities[number], *box) for number, *box in boxes],
        [Route(line, *route) for line, route in zip(diagram.lines, routes, strict=True)],
    )


_Places = tuple[tuple[tuple[int, float, float, float, float], ...], tuple[tuple[tuple[Point, ...], Point | None], ...]]
"""Each box by its entity's number, with its left, top, width and height; each line's points, and where its label is."""


@lru_cache(maxsize=4_000)  # from one save to the next nearly all stay as they are; each takes a few kilobytes
def _places(text: str) -> _Places | None:
    """Where the engine puts the boxes and lines of a diagram."""
    engine = _engine()
    if engine is None:
        return None
    from merman import MermanError

    try:
        told = engine.layout_json(text, None)
    except MermanError:  # a thousand lines in one picture are more than it takes on
        return None
    found: Any = json.loads(told)["layout"]["ErDiagram"]
    boxes = []
    for node in found["nodes"]:
        x, y = node["x"] - node["width"] / 2, node["y"] - node["height"] / 2
        boxes.append((int(node["id"].rsplit("-", 1)[1]), x, y, node["width"], node["height"]))
    routes = []
    for edge in found["edges"]:
        label = edge.get("label")
        points = tuple((point["x"], point["y"]) for point in edge["points"])
        routes.append((points, (label["x"], label["y"]) if label else None))
    return tuple(boxes), tuple(routes)


def _measured(diagram: Diagram) -> Diagram:
    """The same boxes and lines with digits for text, so that a box is as wide as its longest lines are long.

    The engine measures text in a font of its own; a digit is wider than most letters are in anyone's.
    """
    stand_in = {
        id(entity): Entity(
            "0" * (_width(entity.name) + 1),
            entity.target,
            entity.foreign,
            [("0" * (_width(t) + _APART), "0" * (_width(n) + _APART + 1), keys) for t, n, keys in entity.rows],
        )
        for entity in diagram.entities
    }
    lines = [Line(stand_in[id(x.source)], stand_in[id(x.target)], x.cardinality, x.label) for x in diagram.lines]
    return Diagram(diagram.title, list(stand_in.values()), lines)


# How many digits a letter is as wide as, in the widest of the fonts that people read in.
_WIDTHS = {
    **dict.fromkeys("ijlI|!.,:;'", 0.55),
    **dict.fromkeys("tfr()[]-/ ", 0.7),
    **dict.fromkeys("mwMW@%", 1.55),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&+=<>", 1.15),
}


@lru_cache(maxsize=10_000)  # a type, and the name of a key, stand in many boxes
def _width(text: str) -> int:
    """How many digits are as wide as a text. What is no ASCII may be as wide as two."""
    return math.ceil(sum(_WIDTHS.get(char, 1.0 if char.isascii() else 1.7) for char in safe(text)))


# One entity in the middle

_DIGIT, _ROW, _GAP, _BETWEEN = 8.2, 24.0, 22.0, 90.0


def _columns(diagram: Diagram) -> Layout:
    """The first entity in the middle, what it depends on to the left, what depends on it to the right."""
    centre = diagram.entities[0]
    left = list(dict.fromkeys(line.source for line in diagram.lines if line.source is not centre))
    right = [
        entity
        for entity in dict.fromkeys(line.target for line in diagram.lines if line.target is not centre)
        if entity not in left
    ]
    columns = (left, [centre], right)
    tallest = max(_column_height(column) for column in columns)
    boxes: dict[int, Box] = {}
    x = 0.0
    for column in columns:
        if not column:
            continue
        width = max(map(_box_width, column))
        y = (tallest - _column_height(column)) / 2
        for entity in column:
            boxes[id(entity)] = Box(entity, x, y, width, _box_height(entity))
            y += _box_height(entity) + _GAP
        side = left if column is left else right
        labels = [_width(line.label) for line in diagram.lines if line.source in side or line.target in side]
        x += width + _BETWEEN + max(min(max(labels, default=0), 40) - 6, 0) * 6.2
    return Layout(list(boxes.values()), list(_routes(diagram, boxes)))


def _routes(diagram: Diagram, boxes: dict[int, Box]) -> Iterable[Route]:
    """Lines from side to side, each at a height of its own on both of its boxes."""
    taken: dict[tuple[int, bool], int] = {}
    ends: dict[tuple[int, bool], int] = {}
    for line in diagram.lines:
        for box, is_right in _sides(boxes[id(line.source)], boxes[id(line.target)]):
            ends[id(box), is_right] = ends.get((id(box), is_right), 0) + 1
    for line in diagram.lines:
        a, b = boxes[id(line.source)], boxes[id(line.target)]
        if a is b:
            x, y = a.x + a.width / 2, a.y + a.height
            yield Route(line, [(x - 24, y), (x - 24, y + 26), (x + 24, y + 26), (x + 24, y)], (x, y + 40))
            continue
        points: list[Point] = []
        for box, is_right in _sides(a, b):
            place = taken[id(box), is_right] = taken.get((id(box), is_right), 0) + 1
            y = box.y + box.height * place / (ends[id(box), is_right] + 1)
            points.append((box.x + box.width if is_right else box.x, y))
        (x1, y1), (x2, y2) = points
        middle = (x1 + x2) / 2
        outer = y1 if a.entity is not diagram.entities[0] else y2
        yield Route(line, [(x1, y1), (middle, y1), (middle, y2), (x2, y2)], (middle, outer - 9))


def _sides(a: Box, b: Box) -> tuple[tuple[Box, bool], tuple[Box, bool]]:
    return ((a, True), (b, False)) if a.x < b.x else ((a, False), (b, True))


def _box_width(entity: Entity) -> float:
    cells = [_width(t) + _width(n) + _width(keys) + 5 for t, n, keys in entity.rows]
    return max([_width(entity.name) + 2, *cells]) * _DIGIT + 16


def _box_height(entity: Entity) -> float:
    return _ROW * (len(entity.rows) + 1)


def _column_height(column: Sequence[Entity]) -> float:
    return sum(map(_box_height, column)) + _GAP * (len(column) - 1) if column else 0.0


# Drawing

_MARKS = {
    "||": "M9,-7V7M14,-7V7",
    **dict.fromkeys(("|o", "o|"), "M9,-7V7M20,0m-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0"),
    **dict.fromkeys(("}o", "o{"), "M0,-8L14,0L0,8M20,0m-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0"),
}
_LEAST = 0.62
"""A picture is shrunk to no less than this of its size, since nobody reads smaller text; then it scrolls."""


def _picture(diagram: Diagram, layout: Layout, href: Href) -> str:
    left, top, width, height = _bounds(layout)
    title = _escape(visible(f"Entity relationship diagram of {diagram.title}"))
    parts = [
        f'<svg class="datadesign-svg" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" style="min-width:{width * _LEAST:.0f}px" role="group" aria-label="{title}">'
        f"<title>{title}</title>"
    ]
    parts += [_draw_route(route) for route in layout.routes]
    parts += [_draw_box(box, href(box.entity.target)) for box in layout.boxes]
    parts += [_draw_label(route) for route in layout.routes]
    return "".join((*parts, "</svg>"))


def _bounds(layout: Layout) -> tuple[float, float, float, float]:
    """Left, top, width and height of all that is drawn."""
    xs = [x for box in layout.boxes for x in (box.x, box.x + box.width)]
    ys = [y for box in layout.boxes for y in (box.y, box.y + box.height)]
    for route in layout.routes:
        xs += [x for x, _ in route.points]
        ys += [y for _, y in route.points]
        if route.label and route.line.label:
            half = _width(route.line.label) * 3.4
            xs += [route.label[0] - half, route.label[0] + half]
            ys += [route.label[1] - 12, route.label[1] + 8]
    left, top = min(xs, default=0) - 10, min(ys, default=0) - 10
    return left, top, max(xs, default=0) + 10 - left, max(ys, default=0) + 10 - top


def _draw_route(route: Route) -> str:
    path = "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in route.points)
    cardinality = route.line.cardinality
    start = _draw_mark(route.points[0], route.points[1], cardinality[:2])
    end = _draw_mark(route.points[-1], route.points[-2], cardinality[-2:])
    return f'<path class="dd-line" d="{path}"/>{start}{end}'


def _draw_mark(at: Point, towards: Point, mark: str) -> str:
    angle = math.degrees(math.atan2(towards[1] - at[1], towards[0] - at[0]))
    return (
        f'<path class="dd-mark" transform="translate({at[0]:.0f},{at[1]:.0f}) rotate({angle:.0f})" d="{_MARKS[mark]}"/>'
    )


def _draw_label(route: Route) -> str:
    if not route.label or not route.line.label:
        return ""
    x, y = route.label
    return f'<text class="dd-label" x="{x:.0f}" y="{y + 4:.0f}">{_escape(safe(route.line.label))}</text>'


def _draw_box(box: Box, href: str | None) -> str:
    entity, x, y, width, height = box.entity, box.x, box.y, box.width, box.height
    row = height / (len(entity.rows) + 1)
    kind = "dd-entity dd-foreign" if entity.foreign else "dd-entity"
    name = (
        f'<text class="dd-name" x="{x + width / 2:.0f}" y="{y + row / 2 + 4.5:.0f}">{_escape(safe(entity.name))}</text>'
    )
    head = f'<rect class="dd-head" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{row:.0f}"/>{name}'
    if href:  # not as `href`: Material's instant navigation sets that of all elements anew, which an SVG's link refuses
        head = f'<a xlink:href="{html.escape(href)}">{head}</a>'
    body = "".join(_draw_rows(entity.rows, x, y, width, row))
    frame = f'<rect class="dd-box" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
    return f'<g class="{kind}">{frame}{head}{body}</g>'


def _draw_rows(rows: Sequence[tuple[str, str, str]], x: float, y: float, width: float, row: float) -> Iterable[str]:
    longest = [max((_width(cells[i]) for cells in rows), default=0) for i in range(3)]
    share = (width - 18 - longest[2] * 7.2) / (longest[0] + longest[1] + 2 * _APART)
    second = x + 8 + (longest[0] + _APART) * share
    starts = [x + 8, second, second + (longest[1] + _APART) * share]
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
