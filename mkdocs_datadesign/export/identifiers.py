"""Identifiers of letters, digits, `_` and `-` for what may have any name, each once within what holds it."""

from __future__ import annotations

import re
from collections import Counter

from ..catalog import Catalog, Field, Object, Store


class Identifiers:
    """The identifiers of stores, objects and fields; a name that is one already stays as it is."""

    def __init__(self, catalog: Catalog) -> None:
        self._known: dict[object, str] = {}
        self._named: Counter[tuple[str, str]] = Counter()
        for feature in catalog.features.values():
            stores: set[str] = set()
            objects: set[str] = set()
            for store in feature.stores.values():
                self._known[store] = _unique(store.name, stores)
                for item in store.objects.values():
                    self._known[item] = _unique(item.name, objects)
                    self._named[feature.key, item.name] += 1
                    fields: set[str] = set()
                    for field in item.fields.values():
                        self._known[field] = _unique(field.name, fields)

    def store(self, store: Store) -> str:
        return self._known[store]

    def object(self, item: Object) -> str:
        return self._known[item]

    def field(self, field: Field) -> str:
        return self._known[field]

    def is_only(self, item: Object) -> bool:
        """Whether no other object of its feature has its name."""
        return self._named[item.feature.key, item.name] == 1


def _unique(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", name) or "_"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}_{number}"
    taken.add(found)
    return found
