"""Stores to entity relationship diagrams: their model and its Mermaid source. `drawing.py` draws the same model.

The sole home of Mermaid's escaping. What it must stand is in https://mermaid.js.org/syntax/entityRelationshipDiagram:
entities have generated ids, so that no name can be read as syntax.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappop, heappush

from .catalog import Field, ForeignKey, Object, Relationship, Store
from .unseen import visible

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
        "~": "∼",
    }
)
_DIRECTION = re.compile(r"(?<=direction)(\s+)(?=TB|BT|RL|LR)", re.I)
"""Mermaid reads a line that holds `direction LR` anywhere, in quotes too, as nothing but that; this is the blank."""


@dataclass(eq=False)
class Entity:
    """A box: `rows` are type, name and keys of each field.

    It links to `target`: an object, or an anchor on the same page. `foreign` is what another feature or store owns.
    """

    name: str
    target: Object | str
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
    """An ERD: what Mermaid's source of it means. `anchor` is its place on the page.

    `left_out` is how many entities would stand on it as well, if it were not too large then.
    """

    title: str
    entities: list[Entity]
    lines: list[Line]
    anchor: str = ""
    left_out: int = 0


def diagrams(store: Store, anchor: str = "") -> list[Diagram]:
    """The ERDs of a store: one, none where no object has a field; over 40 entities a map first, then its parts."""
    own = [item for item in store.objects.values() if item.fields or item.foreign_keys]
    if not own:
        return []
    if len(own) <= MAX_ENTITIES:
        return [_diagram(store.name, store, own, anchor)]
    groups = [(_group_name(group, i), f"{anchor}.{i}", group) for i, group in enumerate(_neighbourhoods(own), 1)]
    parts = [_diagram(f"{store.name}: {name}", store, group, place) for name, place, group in groups]
    return [_map(f"{store.name}: the map", anchor, groups), *parts]


_LISTED = 6
_CARDINALITY = {"1:1": "||--||", "1:N": "||--o{", "N:1": "}o--||", "N:M": "}o--o{"}


def _group_name(group: Sequence[Object], number: int) -> str:
    return f"{number}. around {group[0].name}"


def _map(title: str, anchor: str, groups: Sequence[tuple[str, str, Sequence[Object]]]) -> Diagram:
    """The neighbourhoods as boxes that lead to their ERDs; a line counts the foreign keys between two of them."""
    boxes, place = [], {}
    for name, part, group in groups:
        listed = group if len(group) <= _LISTED + 1 else group[:_LISTED]
        rows: list[tuple[str, str, str]] = [(item.kind, item.name, "") for item in listed]
        if len(listed) < len(group):
            rows.append(("…", f"and {len(group) - len(listed)} more", ""))
        boxes.append(Entity(name, part, False, rows))
        place.update(dict.fromkeys(group, boxes[-1]))
    between = Counter(
        (place[key.target], place[item])
        for item in place
        for key in item.foreign_keys
        if key.target in place and place[key.target] is not place[item]
    )
    lines = [
        Line(one, many, "||--o{", f"{count} foreign key{'s' if count > 1 else ''}")
        for (one, many), count in between.items()
    ]
    return Diagram(title, boxes, lines, anchor)


_SIDE = 12


def neighbourhood(item: Object, anchor: str) -> Diagram | None:
    """The ERD of one object and all that it has a foreign key or relationship with, in any feature.

    None where there is nothing of the kind. Twelve to each side are drawn; the rest is counted.
    """
    centre = Entity(item.name, item, False, [_row(field) for field in item.fields.values() if _is_key(field)])
    boxes: dict[Object | None, Entity] = {item: centre, item.definition: centre}
    before: list[Line] = []
    after: list[Line] = []
    for key in item.foreign_keys:
        if key.target is not None:
            box = boxes.setdefault(key.target, _neighbour(key.target, item.store))
            if key.target_fields and box is not centre:
                box.rows += [_row(key.target.fields[n]) for n in key.target_fields if n in key.target.fields]
            before.append(_line(key, box, centre))
    for user, key in _keys_to(item):
        if user is not item:
            box = boxes.setdefault(user, _neighbour(user, item.store))
            box.rows += [_row(user.fields[name]) for name in key.fields if name in user.fields]
            after.append(_line(key, centre, box))
    known = {id(end) for line in (*before, *after) for end in (line.source, line.target)}
    for relationship in _relationships(item):
        other = relationship.target if relationship.source in (item, item.definition) else relationship.source
        if other is None or id(boxes.get(other)) in known or id(boxes.get(relationship.via)) in known:
            continue
        box = boxes.setdefault(other, _neighbour(other, item.store))
        label = relationship.model.description or ""
        if other is relationship.target:
            after.append(Line(centre, box, _CARDINALITY[relationship.model.type], label))
        else:
            before.append(Line(box, centre, _CARDINALITY[relationship.model.type], label))
    lines = [*_side(before, lambda line: line.source), *_side(after, lambda line: line.target)]
    if not lines:
        return None
    shown, all_boxes = _ends(centre, lines), _ends(centre, [*before, *after])
    for box in shown:
        box.rows = list(dict.fromkeys(box.rows))
    left_out = len(all_boxes) - len(shown)
    some = f"{len(shown) - 1} of its {len(all_boxes) - 1} neighbours" if left_out else "its neighbours"
    return Diagram(f"{item.name} and {some}", list(shown), lines, anchor, left_out)


def _ends(centre: Entity, lines: Sequence[Line]) -> dict[Entity, None]:
    """The boxes that lines lead to, each once, after the one in the middle."""
    return dict.fromkeys([centre, *(end for line in lines for end in (line.source, line.target))])


def _side(lines: Sequence[Line], end: Callable[[Line], Entity]) -> list[Line]:
    kept = set(list(dict.fromkeys(id(end(line)) for line in lines))[:_SIDE])
    return [line for line in lines if id(end(line)) in kept]


def _is_key(field: Field) -> bool:
    return field.in_primary_key or bool(field.foreign_keys)


def _keys_to(item: Object) -> Iterator[tuple[Object, ForeignKey]]:
    for use in item.uses:
        if use.kind == "foreign key" and use.by is not None and (key := use.by.key_at.get(use.path)):
            yield use.by, key


def _relationships(item: Object) -> Iterator[Relationship]:
    return _of_ends(item.store, [item, item.definition])


def _of_ends(store: Store, ends: Sequence[Object]) -> Iterator[Relationship]:
    """The relationships of a store that one of some objects is an end of, in their order; more of these may come."""
    waiting: list[int] = []
    known, looked_at, last = set[int](), 0, -1
    while waiting or looked_at < len(ends):
        for end in ends[looked_at:]:
            for number in store.related.get(end, ()):
                if number > last and number not in known:
                    known.add(number)
                    heappush(waiting, number)
        looked_at = len(ends)
        if waiting:
            last = heappop(waiting)
            yield store.relationships[last]


def shared_diagram(name: str, tables: Sequence[Object], anchor: str) -> Diagram | None:
    """The ERD of tables of one database across features, with the foreign keys among them and of their users.

    Up to 40 boxes are drawn; the other users are counted.
    """
    boxes: dict[Object, Entity] = {}
    for item in tables:
        boxes.setdefault(item.definition, _entity(item.definition, foreign=False))
    lines = []
    users = [
        use.by.definition for item in boxes for use in item.uses if use.kind == "foreign key" and use.by is not None
    ]
    others = [user for user in dict.fromkeys(users) if user not in boxes]
    drawn = others[: max(MAX_ENTITIES - len(boxes), 0)]
    for user in drawn:
        boxes[user] = Entity(f"{user.feature.key}: {user.name}", user, True)
    left_out = len(others) - len(drawn)
    for item in list(boxes):
        for key in item.foreign_keys:
            if key.target in boxes:
                lines.append(_line(key, boxes[key.target.definition], boxes[item]))
                if boxes[item].foreign:
                    boxes[item].rows += [_row(item.fields[n]) for n in key.fields if n in item.fields]
    for box in boxes.values():
        box.rows = list(dict.fromkeys(box.rows))
    title = f"{name} and {len(drawn)} of the {len(others)} that refer to it" if left_out else name
    return Diagram(title, list(boxes.values()), lines, anchor, left_out) if boxes else None


def _diagram(title: str, store: Store, own: Sequence[Object], anchor: str) -> Diagram:
    boxes: dict[Object, Entity] = {}
    for item in own:
        boxes[item] = boxes[item.definition] = _entity(item, foreign=item.is_stub)
    lines: list[Line] = []
    pairs: set[frozenset[int]] = set()
    named: dict[int, set[str]] = defaultdict(set)
    for item in own:
        for key in item.foreign_keys:
            if key.target is None:
                continue
            target = boxes.get(key.target)
            if target is None:
                target = boxes[key.target] = _foreign(key.target, store)
            if target.foreign and not key.target.is_stub and key.target not in own:
                rows = [_row(key.target.fields[name]) for name in key.target_fields if name in key.target.fields]
                target.rows += [row for row in rows if row[1] not in named[id(target)]]
                named[id(target)].update(row[1] for row in rows)
            lines.append(_line(key, target, boxes[item]))
            pairs.add(frozenset((id(target), id(boxes[item]))))
    drawn = list(boxes)
    for relationship in _of_ends(store, drawn):
        ends = [end for end in (relationship.source, relationship.target) if end is not None]
        if len(ends) < 2:
            continue
        if relationship.via is not None and relationship.via in boxes:
            continue  # the junction's own foreign keys say it
        drawn += [end for end in ends if end not in boxes]
        source, target = (boxes.get(end) or boxes.setdefault(end, _foreign(end, store)) for end in ends)
        if frozenset((id(source), id(target))) not in pairs:
            marks = _CARDINALITY[relationship.model.type]
            lines.append(Line(source, target, marks, relationship.model.description or ""))
    return Diagram(title, list(dict.fromkeys(boxes.values())), lines, anchor)


def _entity(item: Object, *, foreign: bool) -> Entity:
    return Entity(item.name, item, foreign, [_row(field) for field in item.fields.values()])


def _foreign(item: Object, store: Store) -> Entity:
    """A box of what is drawn elsewhere: in another store or feature, or in another part."""
    return Entity(_name_from(item, store), item, True)


def _neighbour(item: Object, store: Store) -> Entity:
    return Entity(_name_from(item, store), item, item.store is not store or item.is_stub)


def _name_from(item: Object, store: Store) -> str:
    where = item.store.name if item.feature is store.feature else item.feature.key
    return item.name if item.store is store else f"{where}: {item.name}"


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
    if foreign := [ids[id(entity)] for entity in diagram.entities if entity.foreign]:
        lines += ["    classDef foreign fill:transparent,stroke:#888888", f"    class {','.join(foreign)} foreign"]
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=10_000)
def safe(name: str) -> str:
    """A name as Mermaid can hold it between quotes: what would be syntax becomes its look-alike."""
    text = _DIRECTION.sub("_", visible(name).translate(_LOOKALIKES)).strip()
    if len(text) > _MAX_NAME:
        text = text[: _MAX_NAME - 1] + "…"
    return text
