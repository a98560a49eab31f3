"""What work an edit costs, a whole run, and the start: counted, not timed, so that it is the same on each machine.

`make bench` says what it costs in seconds.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import jinja2
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent
from test_formats import git
from watchdog.events import DirModifiedEvent, FileModifiedEvent

from benchmarks.corpus import key, write
from mkdocs_datadesign import catalog_json, index_rows, index_writer, pages, reading, search, sheet, stamps
from mkdocs_datadesign import project as project_module
from mkdocs_datadesign.catalog import Catalog, Feature
from mkdocs_datadesign.elsewhere import parsed
from mkdocs_datadesign.index_writer import IndexWriter
from mkdocs_datadesign.kept import Kept
from mkdocs_datadesign.making import Asked, Maker
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.plugin import DataDesignPlugin
from mkdocs_datadesign.project import Workspace, load
from mkdocs_datadesign.reading import below, find
from mkdocs_datadesign.serving import Ahead
from mkdocs_datadesign.writer import Site

FEATURES = 40
EDITED = key(20)
USER = key(21)
"""The one feature that refers to the edited one."""
ID = "          id: {type: UUID, constraints: [PK], description: Unique identifier}\n"
EDITS = {
    "prose": ("summary: ", "summary: Once more, "),
    "type": ("VARCHAR(120)", "VARCHAR(80)"),
    "field": (ID, f"{ID}          colour: {{type: TEXT, description: What it looks like}}\n"),
    "table": ("    entities:\n", f"    entities:\n      spare_lines:\n        purpose: Spare.\n        fields:\n{ID}"),
}
PARTS = [
    (index_rows, "entity_rows"), (index_rows, "field_rows"), (catalog_json, "_feature"), (catalog_json, "_references"),
    (search, "_of_feature"), (pages, "of_feature"),
]  # fmt: skip
"""What makes a feature's part of the index, of the catalog and of the search."""
COMPARING = {"naming/drift"}
"""The rules that a new name makes look at all features."""


@dataclass(slots=True)
class Work:
    """What was read, and which features each rule has judged."""

    read: list[str] = field(default_factory=list)
    judged: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts while reading and judging are done."""
    counted = Work()
    read_feature = reading.read_feature

    def read(path: str, *rest: Any) -> Any:
        counted.read.append(path)
        return read_feature(path, *rest)

    def counting(rule: Any) -> Any:
        def check(catalog: Catalog) -> Any:
            counted.judged.setdefault(rule.name, set()).update(catalog.features)
            return rule.check(catalog)

        return replace(rule, check=check)

    monkeypatch.setattr(project_module, "read_feature", read)
    monkeypatch.setattr(project_module, "RULES", tuple(map(counting, project_module.RULES)))
    return counted


def edit(docs: Path, kind: str) -> str:
    """Edit one design; gives its sidecar's path below the docs directory."""
    path = f"plan/{EDITED}/03-data-design.yaml"
    old, new = EDITS[kind]
    text = (docs / path).read_text(encoding="utf-8")
    assert old in text
    (docs / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose files count as such that have stood for a while: one that was just written is read once more."""
    monkeypatch.setattr(reading, "SETTLED", 0)
    return write(tmp_path, FEATURES, documents=True)


@pytest.mark.parametrize("kind", EDITS)
def test_after_an_edit_one_sidecar_is_read_and_rules_judge_what_it_reaches(docs: Path, work: Work, kind: str) -> None:
    def texts() -> dict[str, bytes]:
        return {path: Path(str(file)).read_bytes() for path, file in find(docs, "plan").items()}

    kept = Workspace(Options())
    kept.update(texts(), below(docs))
    assert len(work.read) == FEATURES
    path = edit(docs, kind)
    work.read.clear()
    work.judged.clear()
    kept.update(texts(), below(docs))
    assert work.read == [path]
    assert EDITED in set.union(*work.judged.values())
    beyond = {rule for rule, features in work.judged.items() if not features <= {EDITED, USER}}
    assert beyond <= (COMPARING if kind in ("field", "table") else set())


def test_nothing_is_done_where_nothing_has_changed(docs: Path, work: Work) -> None:
    sidecars = {path: Path(str(file)).read_bytes() for path, file in find(docs, "plan").items()}
    kept = Workspace(Options())
    kept.update(sidecars, below(docs))
    work.read.clear()
    work.judged.clear()
    kept.update(sidecars, below(docs))
    assert work.read == []
    assert set().union(*work.judged.values()) == set()


def test_what_is_read_again_and_again_stays_in_memory_once(docs: Path) -> None:
    """Else `mkdocs serve` would grow with each save. What a process reads first is kept from the collector."""
    left: list[weakref.ref[Feature]] = []
    for _ in range(4):
        left.append(weakref.ref(load(find(docs, "plan"), Options(), below(docs)).catalog.features[EDITED]))
    gc.collect()
    assert [feature() for feature in left[1:]] == [None] * 3


def touched(docs: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files that the plugin opens and the folders that it lists from now on, as the interpreter tells of them."""
    found: set[str] = set()
    working = False

    def watched(handler: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(handler)
        def work(*given: Any, **named: Any) -> Any:
            nonlocal working
            working = True
            try:
                return handler(*given, **named)
            finally:
                working = False

        return work

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if working and event in ("open", "os.scandir", "os.listdir") and str(given[0]).startswith(str(docs)):
            found.add(os.path.relpath(given[0], docs))

    handlers = CombinedEvent(*map(watched, DataDesignPlugin.on_files.methods))
    monkeypatch.setattr(DataDesignPlugin, "on_files", handlers)
    sys.addaudithook(hook)
    return found


INDEX = {"prose": [], "type": ["fields", "shared-tables"]}
"""The pages of the index that an edit reaches."""


@pytest.mark.parametrize("kind", INDEX)
def test_a_rebuild_reads_what_was_edited_and_writes_the_pages_that_it_reaches(
    docs: Path, work: Work, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    rendered: list[str] = []
    index: list[str] = []
    render = jinja2.Template.render

    def counted(template: jinja2.Template, *given: Any, **context: Any) -> str:
        if template.name == "feature.md.jinja":
            rendered.append(context["feature"].key)
        elif str(template.name).endswith(".md.jinja"):
            index.append(str(template.name).removesuffix(".md.jinja"))
        return render(template, *given, **context)

    def counting(module: Any, name: str) -> None:
        function = getattr(module, name)

        def counted(feature: Feature, *rest: Any) -> Any:
            told.setdefault(name, set()).add(feature.key)
            return function(feature, *rest)

        monkeypatch.setattr(module, name, counted)

    told: dict[str, set[str]] = {}

    def rebuild() -> None:  # as `mkdocs serve` does it: the configuration is read anew, the plugin is kept
        build(load_config(str(config), site_dir=str(docs.parent / "site")))

    config = docs.parent / "mkdocs.yml"
    config.write_text("site_name: Monorepo\nplugins: [search, datadesign]\n", encoding="utf-8")
    load_config(str(config)).plugins.on_startup(command="serve", dirty=False)
    rebuild()
    path = edit(docs, kind)
    monkeypatch.setattr(jinja2.Template, "render", counted)
    for module, name in PARTS:
        counting(module, name)
    looked_at = touched(docs, monkeypatch)
    work.read.clear()
    rebuild()
    assert looked_at == {path}
    assert set(told) == {name for _, name in PARTS}
    assert all(features == {EDITED} for features in told.values()), told
    assert work.read == [path]
    assert rendered == [EDITED]
    assert index == INDEX[kind]


def test_a_build_has_nothing_left_to_read_and_to_write_that_was_done_before_it(
    docs: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, rendered = docs.parent / "mkdocs.yml", list[str]()
    config.write_text("site_name: Monorepo\nplugins: [search, datadesign]\n", encoding="utf-8")
    loaded = load_config(str(config), site_dir=str(docs.parent / "site"))
    loaded.plugins.on_startup(command="serve", dirty=False)
    build(loaded)
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(docs.parent / "site"))
    loaded.plugins.on_serve(server, config=loaded, builder=server.builder)
    ahead: Any = loaded.plugins["datadesign"].ahead  # type: ignore[attr-defined]
    ahead.end()  # its thread: what is to be counted is done here
    render = jinja2.Template.render

    def counted(template: jinja2.Template, *given: Any, **context: Any) -> str:
        rendered.append(str(template.name))
        return render(template, *given, **context)

    monkeypatch.setattr(jinja2.Template, "render", counted)
    work.read.clear()
    path = edit(docs, "type")
    ahead.dispatch(FileModifiedEvent(path))
    ahead.work()
    assert work.read == [path]
    assert rendered == ["feature.md.jinja", "fields.md.jinja", "shared-tables.md.jinja"]
    work.read.clear()
    rendered.clear()
    looked_at = touched(docs, monkeypatch)
    build(load_config(str(config), site_dir=str(docs.parent / "site")))
    assert (looked_at, work.read) == (set(), [])
    assert [name for name in rendered if name.endswith(".md.jinja")] == []
    page = docs.parent / "site" / path.replace(".yaml", "/index.html")
    assert "VARCHAR(80)" in page.read_text(encoding="utf-8")
    loaded.plugins.on_shutdown()


def test_work_begins_when_a_file_changes_and_counts_until_anything_does() -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, ".")
    working, turns = threading.Semaphore(0), itertools.count(1)

    def work() -> int:
        working.release()
        return next(turns)

    ahead = Ahead(server, ".", work)
    ahead.dispatch(DirModifiedEvent("plan"))  # MkDocs would build nothing, and what is made would become old
    assert not working.acquire(timeout=0.1)
    ahead.dispatch(FileModifiedEvent("plan/a.yaml"))
    assert working.acquire(timeout=60)
    with ahead.lock:
        assert [ahead.take(), ahead.take()] == [1, None]
    ahead.dispatch(FileModifiedEvent("plan/a.yaml"))
    assert working.acquire(timeout=60)
    ahead.dispatch(DirModifiedEvent("plan"))
    with ahead.lock:
        assert ahead.take() is None
    ahead.end()
    ahead.dispatch(FileModifiedEvent("plan/a.yaml"))
    assert not working.acquire(timeout=0.1)


def test_a_build_does_itself_what_went_wrong_before_it(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(workspace: Workspace, *given: Any) -> Any:
        raise RuntimeError

    config = docs.parent / "mkdocs.yml"
    config.write_text("site_name: Monorepo\nplugins: [datadesign]\n", encoding="utf-8")
    loaded = load_config(str(config), site_dir=str(docs.parent / "site"))
    loaded.plugins.on_startup(command="serve", dirty=False)
    build(loaded)
    path = edit(docs, "type")
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "_link", broken)  # by then the sidecar has been read, and counts as known
        loaded.plugins["datadesign"].make_ahead()  # type: ignore[attr-defined]
    build(load_config(str(config), site_dir=str(docs.parent / "site")))
    page = docs.parent / "site" / path.replace(".yaml", "/index.html")
    assert "VARCHAR(80)" in page.read_text(encoding="utf-8")


def test_designs_of_a_revision_are_read_once_until_it_is_another_commit(docs: Path, work: Work) -> None:
    root, options, maker = docs.parent, Options(since="HEAD"), Maker()
    git(root, "init", "-q")

    def commit() -> None:
        git(root, "add", "-A")
        git(root, "commit", "-qm", "designs")

    def worse() -> Mapping[str, int]:
        site = Site("plan", "plan/data-design", lambda here, there: None, html=True)
        asked = Asked(options, None, docs, root, root / "site", site, {}, again=True, named=False)
        work.read.clear()
        return maker.judge(asked, maker.find(docs, "plan")).project.worse

    commit()
    assert not worse()
    path = edit(docs, "table")
    assert worse().keys() == {EDITED}
    assert work.read == [path]
    commit()
    assert not worse()


def test_a_row_that_comes_or_moves_makes_two_parts_of_a_long_table_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    site, kept = Site("plan", "index", lambda here, there: there, html=True), Kept()
    made: list[int] = []
    part = index_writer.part

    def counted(columns: Sequence[sheet.Column], rows: Sequence[sheet.Row], hand: Any) -> str:
        made.append(len(rows))
        return part(columns, rows, hand)

    def shown(rows: list[sheet.Row]) -> list[str]:
        """The scripts' texts; `made` has the rows of the parts that were written for them."""
        made.clear()
        kept.turn()
        writer = IndexWriter("index/index.md", site, kept)
        writer.sheet("problems", [sheet.Column("What"), sheet.Column("Where")], rows)
        return [script.text for script in writer.scripts]

    monkeypatch.setattr(index_writer, "part", counted)
    rows: list[sheet.Row] = [("warning", f"shop/orders:{number}") for number in range(2_000)]
    shown([*rows, rows[7], rows[7]])
    assert sum(made) == 2_002
    assert len(made) > 20
    shown([*rows[:300], ("error", "shop/parcels:1"), *rows[300:], rows[7], rows[7]])
    assert 1 <= len(made) <= 2
    moved = [*rows[:300], *rows[301:1_500], rows[300], *rows[1_500:]]
    texts = shown(moved)
    assert 1 <= len(made) <= 5
    kept = Kept()
    assert shown(moved) == texts


def calls(run: Callable[[], object]) -> int:
    """How many functions are called, Python's own included, while something runs."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return counted


def test_each_object_takes_as_many_calls_in_a_large_project_as_in_a_small_one(tmp_path: Path) -> None:
    def each(features: int) -> float:
        shutil.rmtree(tmp_path / "docs", ignore_errors=True)
        docs = write(tmp_path, features)
        return calls(lambda: load(find(docs, "plan"), Options(), below(docs))) / features

    each(10)  # what is worked out once and kept
    assert each(60) < each(20) * 1.01


UNUSED = {
    "jinja2": "pages",
    "markdown_it": "pages, and reports in Markdown",
    "merman": "pictures",
    "mkdocs": "the plugin",
    "mkdocs_datadesign.catalog_file": "the catalogs of other sites",
    "mkdocs_datadesign.changes": "`datadesign diff`",
    "mkdocs_datadesign.export": "`datadesign export`",
    "mkdocs_datadesign.formats": "reports in other formats",
    "mkdocs_datadesign.history": "what is new since a revision",
}
"""What a check has no use for, and what it is for."""


def test_a_check_loads_nothing_that_it_has_no_use_for(docs: Path) -> None:
    script = (
        "import sys; from mkdocs_datadesign.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "check", str(docs)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "mkdocs_datadesign.rules" in loaded
    assert loaded & UNUSED.keys() == set()


def test_what_validates_a_design_is_built_when_the_first_is_read() -> None:
    script = (
        "from mkdocs_datadesign import model; from pydantic import BaseModel\n"
        "parts = [getattr(model, name) for name in model.__all__]\n"
        "parts = [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]\n"
        "assert len(parts) > 20\n"
        "print(*(part.__name__ for part in parts if part.__pydantic_complete__))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_tells_pages_apart_does_not_take_another_sites_catalog_in_for_each_of_them(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site("plan", "plan/data-design", lambda here, there: there, html=True)
    there = load(find(docs, "plan"), Options(), below(docs))
    catalog = catalog_json.catalog_json(there, site)
    files = {"plan/own/labels/03-data-design.yaml": b"title: Labels\n", "plan/own/stamps/03-data-design.yaml": b""}
    project = load(files, Options(), files.get, neighbours=[parsed("there.json", catalog.encode())])
    taken: list[int] = []

    class Sum:
        def __init__(self, data: bytes = b"") -> None:
            self.update(data)

        def update(self, data: bytes) -> None:
            taken.append(len(data))

        def hexdigest(self) -> str:
            return ""

    monkeypatch.setattr(stamps, "hashlib", SimpleNamespace(sha256=Sum))
    monkeypatch.setattr(stamps, "_code", str)
    stamps.stamps(project, site)
    assert sum(taken) < len(catalog) / 10
