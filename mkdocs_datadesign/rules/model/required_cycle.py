"""model/required-cycle"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...catalog import Catalog, ForeignKey, Object
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Members, Rule
from .links import places

Edges = dict[Object, dict[Object, ForeignKey]]


def check(catalog: Catalog) -> Iterator[Finding]:
    edges = _reached(catalog.objects)
    for group in _components(edges):
        if len(group) > 1:
            found = _circle(edges, sorted(group, key=_order))
        elif own := edges[group[0]].get(group[0]):
            message = f"each row of `{group[0].name}` requires another: the first can only refer to itself"
            help = f"let {listed(own.fields)} be NULL"
            found = Finding(own.object.feature, own.path, message, help, members=_members(group))
        else:
            continue
        if found.feature.key in catalog.features:
            yield found


def _reached(objects: Iterable[Object]) -> Edges:
    """What objects require, what those require, and so on."""
    edges: Edges = {}
    waiting = [item.definition for item in objects]
    while waiting:
        item = waiting.pop()
        if item not in edges:
            edges[item] = {}
            for key in (key for place in places(item) for key in place.foreign_keys):
                if key.target and _is_required(key):
                    edges[item].setdefault(key.target, key)
            waiting += edges[item]
    return edges


def _is_required(key: ForeignKey) -> bool:
    """Whether a row cannot be inserted before its target is; other databases hold no key to be broken."""
    return key.object.store.technology.is_sql and not key.crosses_databases and bool(key.fields) and key.required


def _circle(edges: Edges, group: list[Object]) -> Finding:
    members = set(group)
    held = [
        next(key for target, key in edges[item].items() if target in members and target is not item) for item in group
    ]
    held.sort(key=lambda key: key.object.feature.elsewhere is not None)  # what is here can be changed here
    names = listed([item.name for item in group], limit=5)
    message = f"{names} require one another, so no first row can be inserted"
    related = tuple(
        (key.object.feature, key.path, f"`{key.object.name}` requires `{key.target.name}`")
        for key in held[1:]
        if key.target
    )
    help = "let one of these foreign keys be NULL, and fill it afterwards"
    return Finding(held[0].object.feature, held[0].path, message, help, related=related, members=_members(group))


def _members(group: list[Object]) -> Members:
    """Each foreign key by which an object of a group requires one of it: one more of them closes another circle."""
    members = set(group)
    found = [
        (key.object.feature, key.path, "")
        for item in group
        for place in places(item)
        for key in place.foreign_keys
        if key.target in members and _is_required(key)
    ]
    return tuple(dict.fromkeys(found))


def _order(item: Object) -> tuple[str, str, str]:
    return item.name, item.feature.key, item.store.name


def _components(edges: Edges) -> Iterator[list[Object]]:
    """The strongly connected components, by Tarjan's algorithm without recursion."""
    number: dict[Object, int] = {}
    low: dict[Object, int] = {}
    stack: list[Object] = []
    on_stack: set[Object] = set()
    for root in edges:
        if root in number:
            continue
        work = [(root, iter(edges[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            item, targets = work[-1]
            for target in targets:
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[item] = min(low[item], number[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[item])
                if low[item] == number[item]:
                    group = [stack.pop()]
                    while group[-1] is not item:
                        group.append(stack.pop())
                    on_stack.difference_update(group)
                    yield group


RULE = Rule(
    name="model/required-cycle",
    severity=Severity.WARNING,
    step=3,
    checks="Foreign keys that are NOT NULL do not lead round in a circle.",
    why="Each row would need another one that is there before it, so no first row can be inserted unless checks wait.",
    bad="""\
entities:
  teams:
    fields:
      id: {type: UUID, constraints: [PK]}
      leader_id: {type: UUID, constraints: [FK users.id, NOT NULL]}
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      team_id: {type: UUID, constraints: [FK teams.id, NOT NULL]}
""",
    good="""\
entities:
  teams:
    fields:
      id: {type: UUID, constraints: [PK]}
      leader_id: {type: UUID, constraints: [FK users.id]}
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      team_id: {type: UUID, constraints: [FK teams.id, NOT NULL]}
""",
    check=check,
    facts=lambda feature: tuple(
        (item.name, key.path, key.constraint.text)
        for item in feature.objects
        for key in item.foreign_keys
        if key.target and _is_required(key)
    ),
)
