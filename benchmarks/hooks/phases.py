"""Looks on while MkDocs builds, and writes down what its parts take of the processor's time."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority

_spent: dict[str, float] = defaultdict(float)
_last: float = time.process_time()


def _until_now(part: str) -> None:
    global _last
    now = time.process_time()
    _spent[part] += now - _last
    _last = now


def _around(before: str, inside: str) -> Any:
    """Looks on at both ends of an event: what came before it, and what the plugins do in it."""

    @event_priority(100)
    def begin(*_: Any, **__: Any) -> None:
        _until_now(before)

    @event_priority(-100)
    def end(*_: Any, **__: Any) -> None:
        _until_now(inside)

    return CombinedEvent(begin, end)


on_files = _around("start", "plugin")
on_page_content = _around("pages", "plugin")
on_page_context = _around("theme", "search")


@event_priority(-100)
def on_nav(*_: Any, **__: Any) -> None:
    _until_now("navigation")


@event_priority(100)
def on_env(*_: Any, **__: Any) -> None:
    _until_now("pages")


def _begin(*_: Any, **__: Any) -> None:
    _until_now("theme")


def _end(*_: Any, **known: Any) -> None:
    _until_now("search")
    config: MkDocsConfig = known["config"]
    Path(config.extra["phases"]).write_text(json.dumps(_spent), encoding="utf-8")


on_post_build = CombinedEvent(event_priority(100)(_begin), event_priority(-100)(_end))
