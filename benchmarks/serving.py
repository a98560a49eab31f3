"""From an edit to the page: the plugin's own share of a rebuild under `mkdocs serve`, hook by hook.

python -m benchmarks serving
python -m benchmarks.serving SITE FIRST LAST [dirty]   # some turns of one site, with the plugin or without, as JSON
"""

from __future__ import annotations

import functools
import json
import logging
import os
import re
import shutil
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from . import sites
from .corpus import key, write
from .measure import PYTHON, run, seconds, table

THEME = {"name": "material", "font": False, "features": ["navigation.prune"]}
PROSE = "prose"
USERS = 100
"""So many features, at most a half, refer to the one that many use."""
_SECONDS_TO_LOOK = 1.0
"""The server looks at all files twice as often."""


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: each kind of edit at each size, and that the site is what a fresh build gives."""
    rows = []
    for features in sizes:
        site = _site(features)
        files = sites.same_as_files(sites.fresh("serving files"), site, theme=THEME)
        for number, dirty in enumerate(("", "dirty")):
            turns, mode = (number * runs, (number + 1) * runs), f"{features:,} features{', `--dirty`' if dirty else ''}"
            floor = _of(files, turns, dirty)[PROSE]
            rows.append([f"{mode}: the same pages as files, prose", "", "", "", seconds(floor["all"]), "1.00", seconds(floor["shown"])])  # fmt: skip
            found = _of(site, turns, dirty)
            _compare(site)
            for edit, cost in found.items():
                own, wall, ahead = (f"{cost[name] * 1000:,.0f} ms" for name in ("own", "wall", "ahead"))
                rows.append([f"{mode}: {edit}", f"**{own}**", wall, ahead, seconds(cost["all"]), f"{cost['all'] / floor['all']:.2f}", seconds(cost["shown"])])  # fmt: skip
    head = (
        "after an edit of",
        "the plugin's own share",
        "on the wall",
        "before the rebuild",
        "the rebuild",
        "times the files'",
        "from change to site",
    )
    return f"{WORDS.format(users=USERS)}\n\n{table(head, rows)}\n"


def _of(site: Path, turns: tuple[int, int], dirty: str) -> dict[str, dict[str, Any]]:
    """What each kind of edit costs in a site that is served by a process of its own."""
    done = run(PYTHON, "-m", "benchmarks.serving", site, *map(str, turns), *dirty.split())
    found: dict[str, dict[str, Any]] = json.loads(done.output.splitlines()[-1])
    return found


def _site(features: int) -> Path:
    """A site with a feature that many use, whose files have stood for a while."""
    folder = sites.configure(sites.fresh("serving"), ["search", {"datadesign": {"fail_on": "never"}}], theme=THEME)
    docs = write(folder, features)
    hub = docs / "plan" / "shared" / "customers" / "03-data-design.yaml"
    hub.parent.mkdir(parents=True)
    text = _sidecar(docs, 0).read_text(encoding="utf-8")
    hub.write_text(re.sub(r"account_agenda(?=s?\b|_)", "customer", text).replace("accountAgenda", "customer").replace("AccountAgenda", "Customer"), encoding="utf-8")  # fmt: skip
    line = "          customer_id: {type: UUID, constraints: ['FK shared/customers:customers.id'], on_delete: restrict, consistency: A nightly job compares both sides, description: Whose it is}\n"
    for number in range(min(USERS, features // 2)):
        _insert(_sidecar(docs, number), line)
    long_ago = time.time() - 86_400
    for file in docs.rglob("*.yaml"):
        os.utime(file, (long_ago, long_ago))
    return folder


def _sidecar(docs: Path, number: int) -> Path:
    return docs / "plan" / key(number) / "03-data-design.yaml"


_ID = "          id: {type: UUID, constraints: [PK], description: Unique identifier}\n"


def _insert(file: Path, line: str) -> None:
    """Put a field after the first table's identifier."""
    text = file.read_text(encoding="utf-8")
    assert _ID in text
    file.write_text(text.replace(_ID, _ID + line, 1), encoding="utf-8")


def _replace(file: Path, pattern: str, by: str) -> None:
    text, count = re.subn(pattern, by, file.read_text(encoding="utf-8"), count=1)
    assert count, (file, pattern)
    file.write_text(text, encoding="utf-8")


def _edits(docs: Path, turn: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """One edit of each kind, each turn in another feature."""
    features = len(list(docs.rglob("03-data-design.yaml"))) - 1
    if features < 0:  # there are only pages
        pages = sorted(docs.rglob("03-data-design.md"))
        yield PROSE, lambda: _replace(pages[len(pages) // 2 + turn], "(?m)^(?=# )", "Once more.\n\n")
        return
    ours = _sidecar(docs, (features // 2 + turn) % features)
    hub = docs / "plan" / "shared" / "customers" / "03-data-design.yaml"
    many = f"what many use ({min(USERS, features // 2)} features): "
    yield "a page of one's own", lambda: _replace(docs / "index.md", r"\Z", "Once more.\n\n")
    yield PROSE, lambda: _replace(ours, "(?m)^summary: ", "summary: Once more, ")
    yield "a field's type", lambda: _replace(ours, r"\{type: Enum, values", f'{{type: "VARCHAR({90 + turn})", values')
    yield "a field, added", lambda: _insert(ours, f"          colour_{turn}: {{type: TEXT, description: What it looks like}}\n")  # fmt: skip
    yield "a table, added", lambda: _replace(ours, r"    entities:\n", _TABLE.format(turn=turn))
    yield many + "its prose", lambda: _replace(hub, "(?m)^summary: ", "summary: Once more, ")
    yield many + "its key's type", lambda: _replace(hub, r"id: \{type: \w+, constraints: \[PK\]", f"id: {{type: {('BIGINT', 'UUID')[turn % 2]}, constraints: [PK]")  # fmt: skip


_TABLE = """    entities:
      benchmark_{turn}_lines:
        purpose: Added while the site is served.
        fields:
          id: {{type: UUID, constraints: [PK], description: Unique identifier}}
          state: {{type: TEXT, constraints: [NOT NULL], description: Where it stands}}
"""


@dataclass(slots=True, eq=False)
class _Watch:
    """What the plugin's own methods cost in one rebuild, by the processor's time and by the wall's, and what before it.

    To look at a clock takes as long as a short method, and one is called for each page: that is taken off again. Each
    thread has a clock of its own, since the one that looks for changed files works all the time.
    """

    process: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wall: float = 0.0
    ahead: float = 0.0
    """What was done before the rebuild, by the processor's time."""
    seen: float = 0.0
    """When the first change was seen, by the wall's clock."""
    inside: bool = False
    clocks: tuple[float, float] = (0.0, 0.0)
    """What it takes, by either clock, to time a method that does nothing."""

    def calibrate(self) -> None:
        nothing, times = self.timed("", lambda: None), 10_000
        for _ in range(times):
            nothing()
        self.clocks = (self.process.pop("") / times, self.wall / times)
        self.clear()

    def clear(self) -> None:
        self.process, self.wall, self.ahead, self.seen = defaultdict(float), 0.0, 0.0, 0.0

    def dispatch(self, event: Any) -> None:
        """Take in a change, as watchdog tells of it."""
        self.seen = self.seen or time.perf_counter()

    def timed(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)  # with MkDocs' priority of it
        def timed(*args: Any, **kwargs: Any) -> Any:
            if self.inside:
                return method(*args, **kwargs)
            self.inside = True
            begun, wall = time.thread_time(), time.perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                self.process[name] += time.thread_time() - begun - self.clocks[0]
                self.wall += time.perf_counter() - wall - self.clocks[1]
                self.inside = False

        return timed

    def before(self, method: Callable[[], Any]) -> Callable[[], Any]:
        def timed() -> Any:
            begun = time.thread_time()
            try:
                return method()
            finally:
                self.ahead += time.thread_time() - begun

        return timed


@dataclass(frozen=True, slots=True)
class _Rebuild:
    """What one rebuild cost, in the processor's time but where it says else; `wall` is the plugin's own on the wall."""

    hooks: dict[str, float]
    wall: float
    ahead: float
    all: float
    shown: float
    """From when MkDocs has seen a change until the site is there, on the wall."""

    @property
    def own(self) -> float:
        return sum(self.hooks.values())


def _served(site: Path, turns: range, dirty: bool) -> dict[str, dict[str, Any]]:
    """Serve the site with MkDocs' own server, save what is edited, and watch each rebuild that it makes."""
    shutil.rmtree(site / "site", ignore_errors=True)
    config, watch = _config(site), _Watch()
    plugin: Any = config.plugins.get("datadesign")
    config.plugins.on_startup(command="serve", dirty=dirty)
    build(config, dirty=dirty)
    watch.calibrate()
    if plugin:
        for name in ("load_config", *(name for name in dir(plugin) if name.startswith("on_"))):
            setattr(plugin, name, watch.timed(name, getattr(plugin, name)))
        plugin.make_ahead = watch.before(plugin.make_ahead)
    rebuilds = Queue[_Rebuild]()

    def rebuild() -> None:
        begun = time.thread_time()
        build(_config(site), dirty=dirty)
        took, shown = time.thread_time() - begun, time.perf_counter() - watch.seen
        rebuilds.put(_Rebuild(watch.process, watch.wall, watch.ahead, took, shown))
        watch.clear()

    server = LiveReloadServer(rebuild, "127.0.0.1", 0, str(site / "site"))
    server.watch(config.docs_dir)
    server.observer.schedule(watch, config.docs_dir, recursive=True)  # type: ignore[arg-type]  # all that it asks for
    config.plugins.on_serve(server, config=config, builder=rebuild)
    watch.clear()
    serving = threading.Thread(target=server.serve)
    serving.start()
    time.sleep(_SECONDS_TO_LOOK)
    found: dict[str, list[_Rebuild]] = {}
    for turn in turns:
        for name, edit in _edits(site / "docs", turn):
            edit()
            found.setdefault(name, []).append(rebuilds.get())
            time.sleep(_SECONDS_TO_LOOK)  # nobody saves again at once, and what was just looked at would be missed
            assert rebuilds.empty()
    server.shutdown()
    serving.join()
    config.plugins.on_shutdown()
    return {name: _summary(rebuilds) for name, rebuilds in found.items()}


def _config(site: Path) -> MkDocsConfig:
    return load_config(config_file=str(site / "mkdocs.yml"), site_dir=str(site / "site"))


def _summary(rebuilds: list[_Rebuild]) -> dict[str, Any]:
    middle = sorted(rebuilds, key=lambda rebuild: rebuild.own)[len(rebuilds) // 2]
    hooks = dict(sorted(middle.hooks.items(), key=lambda hook: -hook[1]))
    medians = {
        name: statistics.median(getattr(one, name) for one in rebuilds) for name in ("wall", "ahead", "all", "shown")
    }
    return {"own": middle.own, "hooks": hooks, **medians}


def _compare(site: Path) -> None:
    """What was served last is what a fresh build gives. Raises AssertionError."""
    served = site / "served"
    shutil.rmtree(served, ignore_errors=True)
    (site / "site").rename(served)
    sites.build(site)
    for file in sorted(served.rglob("*")):
        if file.is_file() and not file.name.startswith("sitemap"):
            assert file.read_bytes() == (site / "site" / file.relative_to(served)).read_bytes(), file
    assert {p.relative_to(served) for p in served.rglob("*")} == {p.relative_to(site / "site") for p in (site / "site").rglob("*")}  # fmt: skip


WORDS = """\
MkDocs builds the whole site anew after each save. It runs here with its own server, which looks for changes twice a
second, and once it has seen one waits for a tenth of a second before it builds. *The plugin's own share* is what the
plugin's hooks take of the rebuild, in the processor's time: to find out what has changed, to take in what was made of it,
and to give all pages to MkDocs. *Before the rebuild*, in a thread of its own while MkDocs waits, the plugin reads, links
and checks what was saved and writes its pages; if that takes longer, it goes on beside MkDocs' own first steps, and the
rebuild waits for it. So the last column counts all: from when MkDocs has seen a change until the site is there, on the
wall.

In Material with `navigation.prune`. Of the features, {users} (at most a half) refer to one that many use. What was served
in the end is the same, byte for byte, as a fresh build of these files, with `--dirty` too, which writes only the pages
that a save has changed. The floor is MkDocs alone, which serves the same pages as Markdown files, as above, after an edit
of one of them. To look at a clock for each page would take as long as the plugin does: what it takes is measured first,
and taken off."""


if __name__ == "__main__":
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
    print(json.dumps(_served(Path(sys.argv[1]), range(*map(int, sys.argv[2:4])), "dirty" in sys.argv)))
