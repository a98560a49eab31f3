"""What changed of stores, of what they hold, and of who owns it."""

from __future__ import annotations

from collections import defaultdict

from ..catalog import Feature, Object, Relationship, Store
from .fields import compare_fields
from .objects import compare_object
from .told import At, Teller, code, codes, touches_of
from .unread import hides, is_unread


def compare_stores(teller: Teller, before: Feature, after: Feature) -> None:
    """Compare the stores of a feature, and its objects."""
    matches = teller.matches
    kept = set(matches.stores.values())
    for store in before.stores.values():
        if store not in matches.stores and not hides(after, store.path):
            items = [item for item in store.objects.values() if item not in matches.objects]
            touches = [touch for item in items for touch in touches_of(item)]
            names = [item.name for item in items]
            at = At(before, store.path)
            teller.tell(
                "store-removed",
                at,
                what=code(store.name),
                old=codes(names),
                touches=touches,
                named=[*names, store.name],
            )
    for store in after.stores.values():
        if store not in kept and not hides(before, store.path):
            teller.tell("store-added", At(after, store.path), what=code(store.name), new=codes(store.objects))
    for store in before.stores.values():
        if store in matches.stores:
            _store(teller, store, matches.stores[store])
    _objects(teller, before, after)


def _store(teller: Teller, old: Store, new: Store) -> None:
    if old.name != new.name:
        because = teller.matches.reasons.get(new, "")
        teller.tell("store-renamed", At(new.feature, new.path), old=code(old.name), new=code(new.name), because=because)
    if is_unread(old.feature, old.path) and is_unread(new.feature, new.path):
        return
    what, names = code(new.name), [new.name, *new.objects]

    def tell(kind: str, key: str, old_text: str, new_text: str) -> None:
        touches = [touch for item in old.objects.values() for touch in touches_of(item)]
        at = At(new.feature, (*new.path, key), key=False)
        teller.tell(kind, at, what=what, old=code(old_text), new=code(new_text), touches=touches, named=names)

    ours, theirs = old.model, new.model
    if ours.mechanism != theirs.mechanism:
        tell("mechanism-changed", "mechanism", ours.mechanism, theirs.mechanism)
    if ours.technology.lower() != theirs.technology.lower():
        same = old.technology.name.lower() == new.technology.name.lower() or _base(ours.technology) == _base(
            theirs.technology
        )
        kind = "technology-version-changed" if same else "technology-changed"
        tell(kind, "technology", ours.technology, theirs.technology)
    if (ours.database or "") != (theirs.database or "") and old.database != new.database:
        tell("database-changed", "database" if theirs.database else "technology", old.database, new.database)
    _relationships(teller, old, new)


def _base(name: str) -> str:
    """A technology without its version."""
    return " ".join(word for word in name.lower().split() if not word[:1].isdigit())


def _relationships(teller: Teller, old: Store, new: Store) -> None:
    def ends(one: Relationship) -> tuple[str, str]:
        """What it is between, as the new state calls it."""
        items = [item and teller.matches.object_now(item) for item in (one.source, one.target)]
        source, target = (
            item.label if item else text for item, text in zip(items, (one.model.from_, one.model.to), strict=True)
        )
        return source, target

    if any(
        fault.path[:3] == (*side.path, "relationships") for side in (old, new) for fault in side.feature.source.faults
    ):
        return
    waiting: dict[tuple[str, ...], list[Relationship]] = defaultdict(list)
    for one in old.relationships:
        for said in dict.fromkeys((ends(one), _written(one))):
            waiting[said].append(one)
    left = dict.fromkeys(old.relationships)
    for one in new.relationships:
        what = f"from {code(one.model.from_)} to {code(one.model.to)}"
        found = [other for said in (ends(one), _written(one)) for other in waiting[said] if other in left]
        before = next((other for other in found if other.model.type == one.model.type), found[0] if found else None)
        if before is None:
            teller.tell("relationship-added", At(new.feature, one.path), what=what, new=one.model.type)
            continue
        del left[before]
        if before.model.type != one.model.type:
            items = [item for item in (before.source, before.target) if item]
            touches = [touch for item in items for touch in touches_of(item)]
            at = At(new.feature, (*one.path, "type"), key=False)
            said_types, named = {"old": before.model.type, "new": one.model.type}, [one.model.from_, one.model.to]
            teller.tell("relationship-changed", at, what=what, **said_types, touches=touches, named=named)
    for one in left:
        what = f"from {code(one.model.from_)} to {code(one.model.to)}"
        teller.tell("relationship-removed", At(old.feature, one.path), what=what, old=one.model.type)


def _written(one: Relationship) -> tuple[str, str]:
    return one.model.from_, one.model.to


# Objects


def _objects(teller: Teller, before: Feature, after: Feature) -> None:
    matches = teller.matches
    stores = set(matches.stores.values())
    names = [{item.name for item in feature.objects} for feature in (before, after)]
    for item in before.objects:
        if item in matches.objects or hides(after, item.path):
            continue
        if item.is_stub and item.name in names[1]:  # it defines now what it used: told as a move
            continue
        if item.store in matches.stores or item.is_stub:
            _removed(teller, item)
    for item in after.objects:
        old = teller.then.get(item)
        if old is None:
            if item.store in stores and not hides(before, item.path) and not (item.is_stub and item.name in names[0]):
                _added(teller, item)
        elif _has_moved(teller, old, item):
            _moved(teller, old, item)
            compare_object(teller, old, item)
            compare_fields(teller, old, item)
        else:
            _object(teller, old, item)


def _has_moved(teller: Teller, old: Object, new: Object) -> bool:
    return old.feature.key != new.feature.key and (old.feature, new.feature) not in teller.renamed


def _removed(teller: Teller, item: Object) -> None:
    if item.is_stub:
        teller.tell("use-removed", At.of(item), what=_of_owner(item))
    else:
        what = f"{item.kind} {code(item.name)}"
        teller.tell("object-removed", At.of(item), what=what, touches=touches_of(item), named=[item.name])


def _added(teller: Teller, item: Object) -> None:
    if item.is_stub:
        teller.tell("use-added", At.of(item), what=_of_owner(item))
    else:
        teller.tell("object-added", At.of(item), what=f"{item.kind} {code(item.name)}", named=[item.name])


def _of_owner(item: Object) -> str:
    return f"{code(item.name)} of {code(item.model.owner)}"


def _object(teller: Teller, old: Object, new: Object) -> None:
    """Compare an object that stays in its feature."""
    if old.name != new.name:
        because = teller.matches.reasons.get(new, "")
        names = {"old": f"{old.kind} {code(old.name)}", "new": code(new.name)}
        touches, named = touches_of(old), [old.name, new.name]
        teller.tell("object-renamed", At.of(new), **names, touches=touches, named=named, because=because)
    was, now = _owner(teller, old), new.model.owner or new.feature.key
    if was != now and not is_unread(old.feature, (*old.path, "owner")):
        names = {"old": code(was), "new": code(now)}
        touches = touches_of(old)
        teller.tell(
            "owner-changed",
            At.of(new, *(["owner"] if new.is_stub else [])),
            what=code(new.name),
            **names,
            touches=touches,
        )
    elif teller.matches.stores.get(old.store, new.store) is not new.store:
        _moved(teller, old, new)
    if old.is_stub or new.is_stub:
        _used(teller, old, new)
        return
    compare_object(teller, old, new)
    compare_fields(teller, old, new)


def _owner(teller: Teller, old: Object) -> str:
    """The feature that owned an object, by its name of now."""
    was = old.model.owner or old.feature.key
    return next((after.key for before, after in teller.renamed if before.key == was), was)


def _moved(teller: Teller, old: Object, new: Object) -> None:
    same_feature = old.feature.key == new.feature.key or (old.feature, new.feature) in teller.renamed
    kind = "object-stored-elsewhere" if same_feature else "object-moved"
    if old.store.database != new.store.database:
        kind = "object-moved-away"
    names = [item.store.name if same_feature else item.feature.key for item in (old, new)]
    because = "" if same_feature else teller.matches.reasons.get(new, "")
    teller.tell(
        kind, At.of(new), what=f"{new.kind} {code(new.name)}", old=code(names[0]), new=code(names[1]),
        touches=touches_of(old), named=[new.name], because=because,
    )  # fmt: skip


def _used(teller: Teller, old: Object, new: Object) -> None:
    """Which fields of another feature's object are used: what they are is their owner's to say."""
    now = {teller.matches.field_name(old, name): name for name in old.fields}
    owner = new.model.owner or old.model.owner
    theirs = {teller.matches.field_name(old.definition, name) for name in old.fields}
    if old.is_stub and new.is_stub:
        for name in new.fields:
            if name not in now and name not in theirs and not hides(old.feature, new.fields[name].path):
                what = f"{code(f'{new.name}.{name}')} of {code(owner)}"
                teller.tell("use-added", At.of(new.fields[name]), what=what)
        for name in old.fields:
            still = {name, teller.matches.field_name(old.definition, name)}
            if not still & set(new.fields) and not hides(new.feature, old.fields[name].path):
                what = f"{code(f'{old.name}.{name}')} of {code(owner)}"
                teller.tell("use-removed", At.of(old.fields[name]), what=what)
