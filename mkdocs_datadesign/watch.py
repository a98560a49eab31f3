"""How a host may look on while work that takes long is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Gives the items back one by one, as they are worked on; `label` says what is done to them."""

    def __call__(self, items: Collection[T], label: str) -> Iterable[T]: ...


def unwatched(items: Collection[T], label: str) -> Iterable[T]:
    """Nobody looks on."""
    return items
