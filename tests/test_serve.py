"""`mkdocs serve`, really run: whatever is saved, it goes on, shows what is wrong, and clears it with the next good save."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import COMPLETE, Build
from rebuilding import clear
from test_terminal import MAIN

from mkdocs_datadesign.options import Options
from mkdocs_datadesign.problem import Severity
from mkdocs_datadesign.project import load
from mkdocs_datadesign.reading import below, find

SECONDS = 60.0
"""How long a person's patience is taken to be; what is waited for comes within two seconds."""
GOOD = COMPLETE.replace("title: Orders", "title: Good one").replace("customer", "client").replace("orders", "parcels")
SITE = "site_name: Served\ntheme: {name: mkdocs, highlightjs: false}\n"
CONFIG = f"{SITE}plugins:\n  - datadesign: {{baseline: known.json, templates: overrides}}\n"
CONFIG_ALONE = f"{SITE}plugins: [datadesign]\n"
DIRTY = "site_name: Served\ntheme: {name: material}\nplugins: [search, autorefs, datadesign]\nhooks: [stopping.py]\n"
STAMP = r"Build Date UTC : .*"
"""What MkDocs itself puts on each page of its theme: the time."""
BASELINE = '{"version": 2, "problems": []}\n'
SIDECAR = "03-data-design.yaml"
NOBODY = COMPLETE.replace("[FK customers.id", "[FK nobody.id")
_KNOWN = {
    "rule": "model/unknown-target",
    "feature": "shop/orders",
    "path": "stores.main.entities.orders.fields.customer_id.constraints[FK nobody.id]",
    "names": ["nobody"],
    "count": 1,
}
KNOWING = json.dumps({"version": 2, "problems": [_KNOWN]})
"""The baseline that knows what is wrong there."""
OUR_WORDS = '{% extends "datadesign/feature.md.jinja" %}{% block checklist %}Our WORDS{% endblock %}'
SAVING = """
from pathlib import Path

from mkdocs.plugins import event_priority

@event_priority(100)
def on_config(config):
    saved = Path(config.config_file_path).with_name("next.json")
    if saved.exists():
        saved.replace(saved.with_name("known.json"))
"""
"""A hook that is somebody who saves the baseline just when a build has read it."""

STOPPING = """
from pathlib import Path

from mkdocs.exceptions import BuildError

def on_nav(nav, config, files):
    notes = Path(config.docs_dir, "notes.md")
    if notes.exists() and notes.read_text(encoding="utf-8") == "# Stop\\n":
        raise BuildError("A page says so.")
"""
"""A hook that ends a build before any page is written."""


def _hears_interrupts() -> None:
    """What a shell starts in the background is deaf to Ctrl+C, and so is all that it starts, this server too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Served:
    """A project in a folder, and the server that serves it."""

    def __init__(self, root: Path, config: str, *args: str) -> None:
        self.root, self.plan = root, root / "docs/plan"
        self.plan.mkdir(parents=True)
        (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
        (root / "mkdocs.yml").write_text(config, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.args = args
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.root.parent / f"{self.root.name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "-a", self.address, *self.args],
                cwd=self.root,
                preexec_fn=_hears_interrupts,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "NO_MKDOCS_2_WARNING": "1",
                    "PYTHONWARNINGS": "error::DeprecationWarning:mkdocs_datadesign",
                },
            )
        self.until_told("Serving on")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(SECONDS)
            self.process = None

    @property
    def log(self) -> str:
        return (self.root.parent / f"{self.root.name}.log").read_text(encoding="utf-8")

    def save(self, feature: str, text: str, name: str = SIDECAR) -> Path:
        file = self.plan / feature / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def get(self, path: str) -> str:
        """A page's HTML; "" where there is none."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=SECONDS) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return ""

    def page(self, feature: str) -> str:
        return self.get(f"plan/{feature}/03-data-design/")

    def until(self, feature: str, *shown: str, hidden: tuple[str, ...] = ()) -> str:
        """The page of a feature as soon as it shows some words and hides others."""
        return _until(
            lambda: self.page(feature),
            lambda page: all(words in page for words in shown) and not any(words in page for words in hidden),
            lambda: f"{feature} does not show {shown} without {hidden}:\n{self.log[-1500:]}",
        )

    def until_told(self, words: str, since: int = 0) -> str:
        """What the terminal told since a place in it, as soon as it has some words."""
        return _until(
            lambda: self.log[since:], lambda log: words in log, lambda: f"`{words}` not told:\n{self.log[-1500:]}"
        )

    def goes_on(self) -> None:
        """The server never stalled, died or lost its composure."""
        assert self.process is not None
        assert self.process.poll() is None, self.log[-3000:]
        for words in ("Traceback", "appear stuck", "Warning:"):
            assert words not in self.log, self.log[max(0, self.log.index(words) - 500) :][:3000]


def _until(read: Callable[[], str], done: Callable[[str], bool], why: Callable[[], str]) -> str:
    deadline = time.monotonic() + SECONDS
    while not done(found := read()):
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for most tests; each has its own features."""
    served = Served(tmp_path_factory.mktemp("served") / "project", CONFIG)
    (served.root / "known.json").write_text(BASELINE, encoding="utf-8")
    (served.root / "overrides").mkdir()
    served.save("shop/good", GOOD)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def served(running: Served) -> Iterator[Served]:
    """The server, with one good feature, `shop/good`, which is there all the time."""
    yield running
    assert "Good one" in running.page("shop/good")
    running.goes_on()
    for folder in running.plan.glob("*/*"):
        if folder.name != "good":
            shutil.rmtree(folder)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """A server for one test alone, with what it needs before it starts."""
    servers: list[Served] = []

    def own(config: str = CONFIG, *args: str, **sidecars: str) -> Served:
        served = Served(tmp_path / "project", config, *args)
        servers.append(served)
        (served.root / "known.json").write_text(BASELINE, encoding="utf-8")
        (served.root / "saving.py").write_text(SAVING, encoding="utf-8")
        (served.root / "stopping.py").write_text(STOPPING, encoding="utf-8")
        (served.root / "overrides").mkdir()
        for feature, text in sidecars.items():
            served.save(f"shop/{feature}", text)
        served.start()
        return served

    yield own
    for served in servers:
        if served.process:
            served.goes_on()
        served.stop()


CLEAR = f"{SIDECAR}:"
"""What the page of a complete design does not have: the place of a problem."""
BREAKS = {
    "broken YAML": (COMPLETE.replace("title: Orders", "title: [Orders"), f"{SIDECAR}:1:8"),
    "half of a key": (COMPLETE[: COMPLETE.index("entities:") + 4], f"{SIDECAR}:12:5"),
    "half of a value": (COMPLETE[: COMPLETE.index("[PK]") + 2], f"{SIDECAR}:16:41"),
    "nothing": ("", f"{SIDECAR}:1:1"),
    "no mapping": ("- a\n- b\n", f"{SIDECAR}:1:1"),
    "a wrong key": (COMPLETE.replace("status:", "statsu:", 1), f"{SIDECAR}:2:1"),
}


def test_a_broken_sidecar_shows_its_problems_until_the_next_good_save(served: Served) -> None:
    served.save("shop/orders", COMPLETE)
    served.until("shop/orders", "<h1", hidden=(CLEAR,))
    for text, place in BREAKS.values():
        told = len(served.log)
        served.save("shop/orders", text)
        served.until("shop/orders", place, "error")
        found = re.findall(r" (\w+\[.*)\n *--> (.*)", served.until_told("Reloading browsers", told))
        assert f"plan/shop/orders/{place}" in {at for _, at in found}
        assert len(found) == len(set(found)), "each problem is told once"
        served.save("shop/orders", COMPLETE)
        served.until("shop/orders", "<h1", hidden=(CLEAR,))


def test_a_sidecar_comes_moves_and_goes(served: Served) -> None:
    file = served.save("shop/new", COMPLETE)
    served.until("shop/new", "<h1")
    file = file.rename(file.with_suffix(".yml"))
    file.write_text(COMPLETE.replace("title: Orders", "title: Renamed"), encoding="utf-8")
    served.until("shop/new", "Renamed")
    (served.plan / "shop/moved").mkdir()
    file = file.rename(served.plan / "shop/moved" / SIDECAR)
    served.until("shop/moved", "Renamed")
    assert served.page("shop/new") == ""
    file = file.rename(file.with_name("03-data-design.yaml.orig"))
    served.until("shop/moved", hidden=("<h1",))
    file = file.rename(file.with_name(SIDECAR))
    served.until("shop/moved", "Renamed")
    served.save("shop/moved", COMPLETE, "03-data-design.yml")
    served.until("shop/moved", "03-data-design.yml</code> stands beside it")
    file.unlink()
    served.until("shop/moved", "<h1", hidden=("Renamed", "stands beside it"))
    shutil.rmtree(file.parent)
    served.until("shop/moved", hidden=("<h1",))


def folder(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("mine", encoding="utf-8")


INSTEAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (folder, "this is a folder"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "a link that leads nowhere"),
    "a link to nothing": (lambda path: path.symlink_to("nothing.yaml"), "a link that leads nowhere"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "a link that leads out of the docs directory"),
    "a pipe": (os.mkfifo, "no file that can be read to its end"),
}


@pytest.mark.parametrize("published", [False, True])
def test_what_stands_for_a_sidecar_and_is_none_is_told(served: Served, published: bool) -> None:
    config = CONFIG.replace("{baseline", "{publish_sources: true, baseline") if published else CONFIG
    (served.root / "mkdocs.yml").write_text(config, encoding="utf-8")
    files = {name: served.save(f"odd/{number}", COMPLETE) for number, name in enumerate(INSTEAD)}
    served.until(f"odd/{len(files) - 1}", "<h1")
    for name, file in files.items():
        file.unlink()
        INSTEAD[name][0](file)
    for number, (_, words) in enumerate(INSTEAD.values()):
        served.until(f"odd/{number}", words, f"{SIDECAR}:1:1")
    for file in files.values():
        clear(file)
    served.save("odd/0", COMPLETE)
    served.until("odd/0", "<h1", hidden=(CLEAR,))


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "docs/plan/shop/orders" / SIDECAR
    file.parent.mkdir(parents=True)
    file.write_text(COMPLETE, encoding="utf-8")
    found = find(tmp_path / "docs", "plan")
    file.unlink()
    file.mkdir()  # to root, no permission is wanting: this is what it cannot read
    problems = load(found, Options(), below(tmp_path / "docs")).problems
    assert [(problem.rule, problem.message) for problem in problems] == [
        ("schema/syntax", "the file cannot be read: Is a directory")
    ]


def test_a_sidecar_that_is_gone_before_it_is_read_is_as_if_never_found(tmp_path: Path) -> None:
    for name in ("orders", "parcels"):
        file = tmp_path / "docs/plan/shop" / name / SIDECAR
        file.parent.mkdir(parents=True)
        file.write_text(COMPLETE, encoding="utf-8")
    found = find(tmp_path / "docs", "plan")
    file.unlink()
    project = load(found, Options(), below(tmp_path / "docs"))
    assert list(project.catalog.features) == ["shop/orders"]
    assert [problem for problem in project.problems if problem.severity is not Severity.NOTE] == []


def test_of_ten_saves_in_a_second_the_last_one_holds(served: Served) -> None:
    for number in range(1, 11):
        broken = "x: [" if number % 2 else ""
        served.save("shop/orders", COMPLETE.replace("title: Orders", f"title: Save {number}") + broken)
        time.sleep(0.1)  # a person who types
    served.until("shop/orders", "Save 10", hidden=(CLEAR,))
    for number in range(1, 11):
        served.save("shop/orders", COMPLETE.replace("title: Orders", f"title: Last {number}") + "x: [" * (number == 10))
        time.sleep(0.1)
    served.until("shop/orders", "not YAML")
    served.save("shop/orders", COMPLETE)
    served.until("shop/orders", "<h1", hidden=(CLEAR,))


USER = """\
title: Returns
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      returns:
        fields:
          id: {type: UUID, constraints: [PK]}
          order_id: {type: UUID, constraints: [FK orders.id, NOT NULL], on_delete: restrict}
          created_at: {type: Timestamp}
          updated_at: {type: Timestamp}
"""


def test_a_problem_made_in_one_feature_shows_on_the_page_of_another(served: Served) -> None:
    served.save("shop/orders", COMPLETE)
    served.save("shop/returns", USER)
    served.until("shop/returns", "<h1", hidden=("there is no",))
    served.save(
        "shop/orders", COMPLETE.replace(" orders:", " purchases:").replace("target: orders", "target: purchases")
    )
    served.until("shop/returns", "there is no <code>orders</code>", f"{SIDECAR}:10:48")
    served.save("shop/orders", COMPLETE)
    served.until("shop/returns", "<h1", hidden=("there is no",))
    (served.plan / "shop/orders" / SIDECAR).unlink()
    served.until("shop/returns", "there is no <code>orders</code>")


def test_a_document_that_appears_later_clears_what_was_missing(served: Served) -> None:
    served.save("shop/orders", f"{COMPLETE}references: {{prd: prd.md#goals}}\n")
    served.until("shop/orders", "references/missing-file")
    document = served.save("shop/orders", "# Orders\n", "prd.md")
    served.until("shop/orders", "references/missing-anchor", hidden=("references/missing-file",))
    document.write_text("# Orders\n\n## Goals\n", encoding="utf-8")
    served.until("shop/orders", "<h1", hidden=("references/missing",))
    document.unlink()
    served.until("shop/orders", "references/missing-file")


def test_wrong_options_hold_nothing_up(served: Served) -> None:
    config, told = served.root / "mkdocs.yml", len(served.log)
    config.write_text(CONFIG.replace("{baseline", "{rules: {naming/plural: off}, baseline"), encoding="utf-8")
    assert "no rule matches `naming/plural`" in served.until_told("the options hold as they were", told)
    served.save("shop/orders", COMPLETE.replace(" orders:", " order_line:"))
    served.until("shop/orders", "naming/table-plural")
    config.write_text(CONFIG.replace("{baseline", "{rules: {naming/*: off}, baseline"), encoding="utf-8")
    served.until("shop/orders", "<h1", hidden=("naming/table-plural",))
    config.write_text(CONFIG, encoding="utf-8")
    served.until("shop/orders", "naming/table-plural")


def test_templates_and_the_baseline_are_watched_and_may_be_broken(served: Served) -> None:
    served.save("shop/orders", NOBODY)
    served.until("shop/orders", "there is no <code>nobody</code>")
    template, told = served.root / "overrides/feature.md.jinja", len(served.log)
    extended = '{% extends "datadesign/feature.md.jinja" %}\n{% block checklist %}Our WORDS{% endblock %}\n'
    template.write_text(extended, encoding="utf-8")
    served.until("shop/orders", "Our WORDS")
    template.write_text(extended.replace("WORDS", "{{ 1 / 0 }}"), encoding="utf-8")
    served.until("shop/orders", "Checklist", hidden=("Our",))
    assert "feature.md.jinja: ZeroDivisionError" in served.log[told:]
    template.write_text(extended.replace("WORDS", "{% if %}"), encoding="utf-8")
    served.until_told("feature.md.jinja, line 2:", told)
    template.write_bytes(b"\xff")
    served.until_told("feature.md.jinja: UnicodeDecodeError", told)
    template.unlink()
    served.until("shop/orders", "Checklist", hidden=("Our",))
    baseline, told = served.root / "known.json", len(served.log)
    for text, words in (("{", "it is no JSON"), ('{"version": 1, "problems": []}', "it is of version 1")):
        baseline.write_text(text, encoding="utf-8")
        served.until_told(f"baseline known.json: {words}", told)
        served.until_told("`datadesign baseline`; until it is mended, the options hold as they were", told)
        served.until_told("Reloading browsers", served.log.index(words, told))  # the build that tells it is over
    told = len(served.log)
    baseline.write_text(KNOWING, encoding="utf-8")
    served.until_told("1 more in the baseline", told)
    baseline.write_text(BASELINE, encoding="utf-8")


def test_the_baseline_and_the_templates_may_go_and_come(own: Callable[..., Served]) -> None:
    served = own(orders=NOBODY)
    template = served.root / "overrides/feature.md.jinja"
    template.write_text(OUR_WORDS, encoding="utf-8")
    served.until("shop/orders", "Our WORDS")
    shutil.rmtree(template.parent)
    served.until("shop/orders", "Checklist", hidden=("Our WORDS",))
    template.parent.mkdir()
    template.write_text(OUR_WORDS.replace("WORDS", "RETURN"), encoding="utf-8")
    served.until("shop/orders", "Our RETURN")
    shutil.rmtree(template.parent)
    shared = served.root / "elsewhere/overrides"
    shared.mkdir(parents=True)
    template.parent.symlink_to(shared)
    for words in ("Our LINK", "Our LAST"):
        (shared / template.name).write_text(OUR_WORDS.replace("Our WORDS", words), encoding="utf-8")
        served.until("shop/orders", words)
    baseline, told = served.root / "known.json", len(served.log)
    baseline.unlink()
    served.until_told("baseline known.json: it cannot be read", told)
    served.until_told("Reloading browsers", served.log.index("it cannot be read", told))
    told = len(served.log)
    baseline.write_text(KNOWING, encoding="utf-8")
    served.until_told("1 more in the baseline", told)


def test_a_baseline_that_is_saved_while_a_build_begins_is_read(own: Callable[..., Served]) -> None:
    served = own(f"{CONFIG}hooks: [saving.py]\n", orders=NOBODY)
    (served.root / "next.json").write_text(KNOWING, encoding="utf-8")
    served.save("shop/orders", NOBODY.replace("title: Orders", "title: Renamed"))
    served.until("shop/orders", "Renamed")
    served.until_told("1 more in the baseline")


def test_nothing_is_built_but_for_a_change(own: Callable[..., Served]) -> None:
    served = own(orders=COMPLETE)
    (served.root / "other").mkdir()
    (served.root / "mkdocs.yml").write_text(CONFIG.replace("overrides", "other"), encoding="utf-8")
    served.until_told("Reloading browsers")
    (served.root / "other/feature.md.jinja").write_text(OUR_WORDS, encoding="utf-8")
    served.until("shop/orders", "Our WORDS")
    time.sleep(2)
    built = served.log.count("Building documentation")
    assert built <= 4, "one for each change, and one because another folder is looked at"
    (served.root / "overrides/feature.md.jinja").write_text(OUR_WORDS, encoding="utf-8")  # named no more
    (served.root / "notes.txt").write_text("beside it all", encoding="utf-8")
    time.sleep(2)
    assert served.log.count("Building documentation") == built


def test_a_server_leaves_nothing_behind(own: Callable[..., Served]) -> None:
    served = own(CONFIG)
    (left,) = re.findall(r"'([^']*mkdocs_datadesign_[^']*)'", served.log)
    links = served.root / left
    assert sorted(os.listdir(links)) == ["baseline", "templates"]
    served.stop()
    assert not links.exists()
    assert (served.root / "known.json").exists()


def test_a_page_that_a_person_writes_is_shown_and_told_until_it_moves(served: Served) -> None:
    served.save("shop/orders", COMPLETE)
    served.until("shop/orders", "<h1")
    told = len(served.log)
    page = served.save("shop/orders", "# Mine alone\n", "03-data-design.md")
    served.until("shop/orders", "Mine alone")
    served.until_told("plan/shop/orders/03-data-design.md was written by hand", told)
    page.write_bytes(b"# Latin \xe4\n")  # MkDocs itself cannot read it, and MkDocs tells
    page.unlink()
    page.symlink_to("nothing.md")
    served.until("shop/orders", "Orders", hidden=("Mine alone",))
    page.unlink()
    served.until("shop/orders", "Orders", hidden=("Mine alone",))


def test_a_rendered_page_without_its_sidecar_is_told_at_each_build(served: Served) -> None:
    file = served.save("shop/gone", COMPLETE)
    subprocess.run([*MAIN, "render"], cwd=served.root, check=True, capture_output=True)
    served.until("shop/gone", "<h1")
    told = len(served.log)
    file.unlink()
    served.until_told("plan/shop/gone/03-data-design.md was rendered from a sidecar that is gone", told)
    subprocess.run([*MAIN, "render", "--prune"], cwd=served.root, check=True, capture_output=True)
    served.until("shop/gone", hidden=("<h1",))
    shutil.rmtree(served.plan / "data-design")
    (served.plan / "shop/good/03-data-design.md").unlink()


def test_dirty_writes_what_a_save_changes_and_the_site_is_that_of_a_fresh_build(
    own: Callable[..., Served], build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # where MkDocs puts the site that it serves
    served = own(DIRTY, "--dirty", orders=COMPLETE, good=GOOD, returns=USER)
    (site,) = tmp_path.glob("mkdocs_????????")
    good, orders, returns = (f"plan/shop/{name}/03-data-design" for name in ("good", "orders", "returns"))
    docs, sidecar = served.root / "docs", served.plan / "shop/orders" / SIDECAR
    notes = docs / "notes.md"

    def written(file: Path, text: str) -> list[str]:
        """The pages that are written after a save."""
        time.sleep(2)  # until what was saved last is no longer looked at twice
        told, before = len(served.log), _times(site)
        file.write_text(text, encoding="utf-8")
        served.until_told("An error happened" if text == "# Stop\n" else "Documentation built", told)
        after = _times(site)
        return [name for name in after if name != "404" and before.get(name) != after[name]]

    written(notes, "# Notes\n")  # a page that comes is in the navigation of all others
    prose = COMPLETE.replace("status: ", "summary: Once more\nstatus: ", 1)
    assert written(sidecar, prose) == [orders]
    assert written(notes, "# Notes\n\n[customers][] are people.\n") == ["notes"]
    assert f'href="../{orders}/#main.customers"' in served.get("notes/")
    broken = written(sidecar, prose + "x: [")
    assert {orders, "plan/data-design"} <= {*broken}
    assert good not in broken
    assert good in written(docs / "more.md", "# More\n")  # all others tell of the page that comes
    assert good in written(sidecar, prose)  # and told of one whose title could not be read
    assert written(notes, "# Stop\n") == []
    assert {orders, good, "notes"} <= {*written(notes, "# Notes\n\n[customers][] are people.\n")}
    titled = prose.replace("title: Orders", "title: Sales")
    assert {good, returns} <= {*written(sidecar, titled)}
    (site / f"{returns}/index.html").unlink()
    assert written(sidecar, titled.replace("Once", "Twice")) == [orders, returns]
    for page in sorted(docs.glob("*.md")):  # MkDocs lets them show what pages were called before
        written(page, f"{page.read_text(encoding='utf-8')}\nOnce more.\n")
    _is_fresh(served, build, DIRTY)
    served.stop()  # not asked whether it has ended a build


def test_dirty_writes_all_data_designs_where_something_shapes_all_pages(own: Callable[..., Served]) -> None:
    theme, nav = "theme: {name: material, custom_dir: overrides}\nplugins: [meta, datadesign]\n", "nav: [index.md]\n"
    titled = f"site_name: Served\n{theme}nav: [{{Start: index.md}}]\n"
    served = own(titled, "--dirty", orders=COMPLETE, good=GOOD)
    docs, config, sidecar = served.root / "docs", served.root / "mkdocs.yml", served.plan / "shop/orders" / SIDECAR
    saves = iter(range(100, 120))

    def saved(file: Path, text: str, *shown: str, hidden: tuple[str, ...] = (), feature: str = "shop/good") -> None:
        """Save a file, and a sidecar right after it, since MkDocs does not watch all files."""
        time.sleep(2)  # until what was saved last is no longer looked at twice
        before, after = next(saves), next(saves)
        sidecar.write_text(_summary(before), encoding="utf-8")
        served.until("shop/orders", f"Save {before}")
        file.write_text(text, encoding="utf-8")
        sidecar.write_text(_summary(after), encoding="utf-8")
        served.until(feature, *shown, hidden=hidden)

    saved(docs / "index.md", "---\nstatus: new\n---\n# Welcome\n", "md-status--new", feature="shop/orders")
    saved(docs / "other.md", "# Other\n", "md-status--new", "Start")  # a page that comes: the other one is not read
    saved(config, f"site_name: Served\n{theme}{nav}", "md-status--new", "Welcome", hidden=("Start",))
    announced = '{% extends "base.html" %}{% block announce %}Hear ye{% endblock %}'
    saved(served.root / "overrides/main.html", announced, "Hear ye")
    (served.root / "base.yml").write_text("site_name: Inherited\n", encoding="utf-8")
    saved(config, f"INHERIT: base.yml\n{theme}{nav}", "<title>Good one: data design - Inherited</title>")
    saved(served.root / "base.yml", "site_name: Renamed\n", "<title>Good one: data design - Renamed</title>")
    saved(docs / "plan/.meta.yml", "hide: [path]\ntitle: Of all\n", "<title>Of all - Renamed</title>")


def _summary(number: int) -> str:
    return COMPLETE.replace("status: ", f"summary: Save {number}\nstatus: ", 1)


def test_dirty_serves_a_page_that_comes_back_however_old_it_is(own: Callable[..., Served]) -> None:
    served = own(CONFIG_ALONE, "--dirty", good=GOOD)
    page, away = served.plan / "shop/good/03-data-design.md", served.root / "away.md"
    away.write_text("# Handmade\n", encoding="utf-8")
    os.utime(away, (1_700_000_000, 1_700_000_000))
    away.rename(page)
    served.until("shop/good", "Handmade", hidden=("Good one",))
    page.rename(away)
    served.until("shop/good", "Good one", hidden=("Handmade",))


def test_addresses_are_those_of_the_site_when_it_gets_other_ones(own: Callable[..., Served], build: Build) -> None:
    served = own(CONFIG_ALONE, orders=COMPLETE, good=GOOD)
    other = f"{CONFIG_ALONE}use_directory_urls: false\n"
    told = len(served.log)
    (served.root / "mkdocs.yml").write_text(other, encoding="utf-8")
    served.until_told("Documentation built", told)
    _is_fresh(served, build, other)


def _times(site: Path) -> dict[str, int]:
    """When each page was written last."""
    return {
        page.parent.relative_to(site).as_posix() if page.name == "index.html" else page.stem: page.stat().st_mtime_ns
        for page in sorted(site.rglob("*.html"))
    }


def test_a_clean_server_goes_on_too_once_it_runs(own: Callable[..., Served]) -> None:
    served = own(CONFIG_ALONE, "--clean", orders=COMPLETE)
    served.save("shop/orders", COMPLETE + "x: [")
    served.until("shop/orders", "not YAML")


def test_a_server_starts_with_what_is_broken_and_watches_from_the_start(own: Callable[..., Served]) -> None:
    served = own(CONFIG, orders="x: [", good=GOOD)
    assert "not YAML" in served.page("shop/orders")
    assert "Good one" in served.page("shop/good")
    template = '{% extends "datadesign/feature.md.jinja" %}{% block checklist %}Our WORDS{% endblock %}'
    (served.root / "overrides/feature.md.jinja").write_text(template, encoding="utf-8")
    served.until("shop/good", "Our WORDS")


def test_the_plugin_may_be_added_while_serving(own: Callable[..., Served]) -> None:
    served = own(f"{SITE}plugins: []\n", orders="x: [")
    (served.root / "mkdocs.yml").write_text(CONFIG_ALONE, encoding="utf-8")
    served.until("shop/orders", "not YAML")
    (served.root / "mkdocs.yml").write_text(f"{SITE}plugins: []\n", encoding="utf-8")
    served.until("shop/orders", hidden=("<h1",))
    (served.root / "mkdocs.yml").write_text(CONFIG_ALONE, encoding="utf-8")
    served.until("shop/orders", "not YAML")


def test_after_a_day_of_edits_each_file_served_is_that_of_a_fresh_build(
    own: Callable[..., Served], build: Build
) -> None:
    served = own(CONFIG_ALONE, orders=COMPLETE, good=GOOD)
    served.save("shop/orders", COMPLETE[:900])
    served.until("shop/orders", CLEAR)
    served.save("shop/returns", USER)
    served.until("shop/returns", "there is no")
    served.save("shop/orders", COMPLETE)
    served.until("shop/returns", "<h1", hidden=("there is no",))
    (served.plan / "shop/good" / SIDECAR).rename(served.plan / "shop/good/03-data-design.yml")
    served.save(
        "shop/last", GOOD.replace("Good one", "Last one").replace("parcels", "vans").replace("client", "driver")
    )
    served.until("shop/last", "Last one")
    (served.plan / "shop/orders" / SIDECAR).unlink()
    served.until("shop/returns", "there is no")
    _is_fresh(served, build, CONFIG_ALONE)


def _is_fresh(served: Served, build: Build, config: str) -> None:
    """Each file that is served is that of a fresh build."""
    # the address is in canonical links and in the catalog
    fresh = served.root / "fresh.yml"
    fresh.write_text(
        f"{config.replace('datadesign', 'datadesign: {fail_on: never}')}site_url: http://{served.address}/\n"
    )
    site = served.root / "site"
    assert build(fresh, site).returncode == 0
    files = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
    compared = [file for file in files if file.endswith((".html", ".json", ".js", ".css")) and file != "404.html"]
    assert len(compared) > 25
    for file in compared:
        body = re.sub(r"<script>\s*var livereload = .*?</script>", "", served.get(file), flags=re.S)
        assert re.sub(STAMP, "", body) == re.sub(STAMP, "", (site / file).read_text(encoding="utf-8")), file
