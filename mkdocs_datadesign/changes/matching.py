"""Which thing of the old state is which of the new: by name, and where the name is gone, by strong evidence alone.

Two things that fit equally well are taken for what was removed and what was added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ..catalog import Catalog, Feature, Field, Object, Query, Store
from . import facts
from .evidence import Places, same_feature, same_field, same_object

T = TypeVar("T")
Score = Callable[[T, T], tuple[float, str]]

_MOST_PAIRS = 300_000
"""So many pairs are looked at for renames; who changes more than that at once has written new designs."""


@dataclass(eq=False)
class Matches:
    """The old things that are there still, with what they are now; `reasons` by a new thing that has another name."""

    features: list[tuple[Feature | None, Feature | None]] = field(default_factory=list)
    stores: dict[Store, Store] = field(default_factory=dict)
    objects: dict[Object, Object] = field(default_factory=dict)
    fields: dict[Field, Field] = field(default_factory=dict)
    reasons: dict[object, str] = field(default_factory=dict)
    left: int = _MOST_PAIRS

    def pairs(self, old: Iterable[T], new: Iterable[T], score: Score[T]) -> list[tuple[T, T, str]]:
        """Those that fit each other better than anything else does, with the evidence."""
        ours, theirs = list(old), list(new)
        self.left -= len(ours) * len(theirs)
        if self.left < 0:
            return []
        scores = {(i, j): score(a, b) for i, a in enumerate(ours) for j, b in enumerate(theirs)}
        rows, columns = defaultdict(list), defaultdict(list)
        for (i, j), (value, _) in scores.items():
            rows[i].append(value)
            columns[j].append(value)
        return [
            (ours[i], theirs[j], reason)
            for (i, j), (value, reason) in scores.items()
            if value > 0 and _stands_out(value, rows[i]) and _stands_out(value, columns[j])
        ]

    def object_now(self, item: Object) -> Object:
        return self.objects.get(item, item)

    def field_name(self, item: Object, name: str) -> str:
        """What a field of an old object is called now."""
        found = item.fields.get(name)
        now = self.fields.get(found) if found else None
        return now.name if now else name

    def names(self, item: Object) -> dict[str, str]:
        """The fields of an old object that have another name now."""
        pairs = ((name, self.field_name(item, name)) for name in item.fields)
        return {old: new for old, new in pairs if old != new}


def match(old: Catalog, new: Catalog) -> Matches:
    """Match all features whose text differs, and what they hold."""
    found = Matches()
    _match_features(old, new, found)
    for before, after in found.features:
        if before and after:
            _match_stores(before, after, found)
            _match_objects(before, after, found)
    _match_moves(found)
    for ours, theirs in list(found.objects.items()):
        _match_fields(ours, theirs, "", "", found)
    return found


def _stands_out(value: float, values: Sequence[float]) -> bool:
    return value == max(values) and values.count(value) == 1


# Features, stores and objects


def _match_features(old: Catalog, new: Catalog, found: Matches) -> None:
    gone = [feature for key, feature in old.features.items() if key not in new.features]
    come = [feature for key, feature in new.features.items() if key not in old.features]
    shapes = {
        feature: {item.name: shape for item in feature.objects if (shape := facts.shape(item))}
        for feature in (*gone, *come)
    }
    renamed = found.pairs(gone, come, lambda a, b: same_feature(a, b, shapes[a], shapes[b]))
    now = {before.key: after for before, after, _ in renamed}
    found.reasons |= {after: reason for _, after, reason in renamed}
    for key, before in old.features.items():
        after = now.get(key) or new.features.get(key)
        if after is None or key in now or before.source.text != after.source.text or _differs(before, after):
            found.features.append((before, after))
    known = {after.key for after in now.values()}
    found.features += [(None, feature) for feature in come if feature.key not in known]


def _differs(old: Feature, new: Feature) -> bool:
    """Whether one of the two could be read where the other could not, though their text is the same."""
    return (old.design is None) != (new.design is None)


def _match_stores(before: Feature, after: Feature, found: Matches) -> None:
    def same(old: Store, new: Store) -> tuple[float, str]:
        shared = len(set(old.objects) & set(new.objects))
        most = max(len(old.objects), len(new.objects))
        if old.model.mechanism != new.model.mechanism or 2 * shared < max(most, 1):
            return 0, ""
        return shared / most, f"{shared} of {most} objects of the same name"

    both = [name for name in before.stores if name in after.stores]
    found.stores |= {before.stores[name]: after.stores[name] for name in both}
    gone = [store for name, store in before.stores.items() if name not in both]
    come = [store for name, store in after.stores.items() if name not in both]
    for old, new, reason in found.pairs(gone, come, same):
        found.stores[old] = new
        found.reasons[new] = reason


def _match_objects(before: Feature, after: Feature, found: Matches) -> None:
    taken: set[Object] = set()

    def take(old: Object, new: Object, reason: str = "") -> None:
        found.objects[old] = new
        taken.add(new)
        if reason:
            found.reasons[new] = reason

    for old_store in before.stores.values():
        objects = found.stores[old_store].objects if old_store in found.stores else {}
        for name, old in old_store.objects.items():
            if name in objects and objects[name].kind == old.kind:
                take(old, objects[name])
    gone = [item for item in before.objects if item not in found.objects]
    come = [item for item in after.objects if item not in taken]
    for old, new, _ in found.pairs(gone, come, lambda a, b: (float(a.name == b.name and a.kind == b.kind), "")):
        take(old, new)
    gone = [item for item in gone if item not in found.objects]
    come = [item for item in come if item not in taken]
    for old, new, reason in found.pairs(gone, come, same_object):
        take(old, new, reason)


def _match_moves(found: Matches) -> None:
    """Objects that another feature defines now: the old one is gone or a stub, the new one is new or was a stub."""
    now_from = {new: old for old, new in found.objects.items()}
    gone: dict[str, list[Object]] = defaultdict(list)
    come: dict[str, list[Object]] = defaultdict(list)
    for before, after in found.features:
        for item in before.objects if before else ():
            now = found.objects.get(item)
            if not item.is_stub and (now is None or now.is_stub):
                gone[item.name].append(item)
        for item in after.objects if after else ():
            then = now_from.get(item)
            if not item.is_stub and (then is None or then.is_stub):
                come[item.name].append(item)
    for name, ours in gone.items():
        theirs = come.get(name, [])
        if (
            len(ours) == len(theirs) == 1
            and ours[0].kind == theirs[0].kind
            and ours[0].feature.key != theirs[0].feature.key
        ):
            then = now_from.get(theirs[0])
            if then is not None:
                del found.objects[then]
            found.objects[ours[0]] = theirs[0]
            found.reasons[theirs[0]] = "the only one of that name"


# Fields, queries, DTOs


def _match_fields(old: Object, new: Object, ours: str, theirs: str, found: Matches) -> None:
    """Match the fields below two prefixes, then those nested in each pair."""
    before, after = _level(old, ours), _level(new, theirs)
    matched = [(before[name], after[name], "") for name in before if name in after]
    gone = [field for name, field in before.items() if name not in after]
    come = [field for name, field in after.items() if name not in before]
    places = Places(list(before.values()), list(after.values()), {a: b for a, b, _ in matched})
    if not old.is_stub and not new.is_stub:
        matched += found.pairs(gone, come, lambda a, b: same_field(a, b, found.object_now, places))
    for a, b, reason in matched:
        found.fields[a] = b
        if reason:
            found.reasons[b] = reason
        if _level(old, f"{a.name}.") or _level(new, f"{b.name}."):
            _match_fields(old, new, f"{a.name}.", f"{b.name}.", found)


def _level(item: Object, prefix: str) -> dict[str, Field]:
    """The fields right below a prefix, by their last names."""
    if not prefix:
        nested = {name for name, field in item.fields.items() if field.model and field.model.fields}
        return {name: field for name, field in item.fields.items() if not _is_nested(name, nested)}
    parent = item.fields[prefix[:-1]].model
    return {name: item.fields[prefix + name] for name in (parent.fields if parent else ())}


def _is_nested(name: str, parents: set[str]) -> bool:
    return any(name[:i] in parents for i, char in enumerate(name) if char == ".")


def match_queries(
    old: Feature, new: Feature, asks: Callable[[Query], object]
) -> list[tuple[Query | None, Query | None]]:
    """Queries by what they do, else by what they ask: another wording is no change."""
    matched: list[tuple[Query | None, Query | None]] = []
    gone, come = old.queries, new.queries
    for told in (lambda query: query.model.operation, asks):
        waiting: dict[object, list[Query]] = defaultdict(list)
        for query in come:
            waiting[told(query)].append(query)
        left = []
        for query in gone:
            same = waiting[told(query)]
            if same:
                matched.append((query, same.pop(0)))
            else:
                left.append(query)
        gone, come = left, [query for queries in waiting.values() for query in queries]
    return [*matched, *((query, None) for query in gone), *((None, query) for query in come)]
