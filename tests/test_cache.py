"""The cache that a build leaves for the next, also on another machine: what it saves, and that it can do no harm."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from conftest import ROOT, run_mkdocs
from processes import datadesign

from mkdocs_datadesign import stamps
from mkdocs_datadesign.cache import Cache
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import Written
from mkdocs_datadesign.project import load
from mkdocs_datadesign.writer import Site

CONFIG = """\
site_name: Plans
theme: mkdocs
plugins:
  - datadesign: {fail_on: never, cache: .kept}
"""
SCANNING = "docs/plan/delivery/scanning/03-data-design.yaml"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A project with the example's plan, which keeps pages in `.kept`."""
    return _project(tmp_path / "here")


def _project(folder: Path) -> Path:
    shutil.copytree(ROOT / "example-site" / "docs", folder / "docs")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    return folder


def built(project: Path, *args: str) -> tuple[dict[str, bytes], str]:
    """The pages of the plan in the site, as they are built now, and what the build says."""
    site = project / "site"
    done = run_mkdocs(project / "mkdocs.yml", site, *args)
    assert done.returncode == 0, done.stderr
    return {str(file.relative_to(site)): file.read_bytes() for file in (site / "plan").rglob("*.html")}, done.stderr


def rendered(project: Path) -> str:
    """Render the plan into files; gives what is said of it."""
    done = datadesign("render", "--quiet", cwd=project)
    assert done.returncode == 0, done.stderr
    return done.stderr


def afresh(project: Path) -> dict[str, bytes]:
    """The same, with nothing kept."""
    shutil.rmtree(project / ".kept", ignore_errors=True)
    return built(project)[0]


def entries(project: Path) -> set[str]:
    return {file.name for file in (project / ".kept").iterdir()} - {".gitignore"}


def test_a_build_on_another_machine_writes_only_what_has_changed(plan: Path, tmp_path: Path) -> None:
    first, _ = built(plan)
    there = _project(tmp_path / "elsewhere" / "deeper")
    shutil.copytree(plan / ".kept", there / ".kept")
    before = entries(there)
    assert len(before) == len(list((there / "docs/plan").rglob("03-data-design.yaml")))
    assert built(there)[0] == first
    assert entries(there) == before, "each page was there"
    sidecar = there / SCANNING
    text = sidecar.read_text(encoding="utf-8")
    sidecar.write_text(text.replace("summary: ", "summary: Once more. ", 1), encoding="utf-8")
    pages, _ = built(there)
    assert len(entries(there) - before) == 1, "one feature's prose, one page"
    assert pages != first
    assert pages == afresh(there)


LABELS = """\
title: Labels
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      labels:
        fields:
          id: {type: UUID, constraints: [PK]}
          parcel_id: {type: UUID, constraints: ["FK delivery/parcels:parcels.id"]}
"""


@pytest.fixture
def beside(tmp_path: Path, example_site: Path) -> Path:
    """A project of one feature that refers to the example by its catalog, `there.json`."""
    folder = tmp_path / "beside"
    (folder / "docs/plan/print/labels").mkdir(parents=True)
    (folder / "docs/plan/print/labels/03-data-design.yaml").write_text(LABELS, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG.replace("}", ", catalogs: [there.json]}"), encoding="utf-8")
    catalog = (example_site / "plan/data-design/catalog.json").read_text(encoding="utf-8")
    catalog = catalog.replace('"site": null', '"site": "https://example.org/"')
    (folder / "there.json").write_text(catalog, encoding="utf-8")
    return folder


def test_what_another_site_changes_is_shown_where_it_is_named(beside: Path) -> None:
    first, _ = built(beside)
    kept = entries(beside)
    assert built(beside)[0] == first
    assert entries(beside) == kept, "each page was there"
    catalog = (beside / "there.json").read_text(encoding="utf-8")
    (beside / "there.json").write_text(catalog.replace("delivery/parcels/", "delivery/moved/"), encoding="utf-8")
    pages, _ = built(beside)
    assert pages != first
    assert pages == afresh(beside)


@pytest.mark.parametrize("key", ["title", "path", "by", "message"])
def test_a_catalog_with_what_is_no_unicode_is_built_as_without_a_cache(key: str, beside: Path) -> None:
    catalog = beside / "there.json"
    text, many = re.subn(rf'"{key}":"', rf'"{key}":"\\ud800', catalog.read_text(encoding="utf-8"))
    assert many
    catalog.write_text(text, encoding="utf-8")
    pages, _ = built(beside)
    assert built(beside)[0] == pages
    config = (beside / "mkdocs.yml").read_text(encoding="utf-8")
    (beside / "mkdocs.yml").write_text(config.replace("cache: .kept, ", ""), encoding="utf-8")
    assert built(beside)[0] == pages


def test_a_page_that_no_entry_can_hold_is_written_each_time(tmp_path: Path) -> None:
    site = Site("plan", "plan/data-design", lambda here, there: "\udc80", html=True)
    files = {"plan/print/labels/03-data-design.yaml": LABELS.encode()}
    project = load(files, Options(), files.get)
    assert Written().pages(project, site, cache=Cache(tmp_path, tmp_path / "docs")) == Written().pages(project, site)


def test_what_an_entry_says_is_what_is_shown(plan: Path) -> None:
    built(plan)
    for file in (plan / ".kept").glob("*.datadesign"):
        text = zlib.decompress(file.read_bytes()[32:]).replace(b"Checklist", b"Kept list")
        file.write_bytes(_entry(file, text))
    page = built(plan)[0]["plan/delivery/scanning/03-data-design/index.html"]
    assert b"Kept list" in page


def test_where_diagrams_cannot_be_drawn_nothing_is_taken_from_where_they_are(plan: Path, tmp_path: Path) -> None:
    """The package may be installed all the same, without being of use there."""

    def undrawn() -> dict[str, bytes]:
        site = tmp_path / "undrawn"
        program = "import sys; sys.modules['merman'] = None; from mkdocs.__main__ import cli; cli()"
        command = [sys.executable, "-c", program, "build", "-q", "-f", str(plan / "mkdocs.yml"), "-d", str(site)]
        assert subprocess.run(command, check=False).returncode == 0
        return {str(file.relative_to(site)): file.read_bytes() for file in (site / "plan").rglob("*.html")}

    drawn, _ = built(plan)
    pages = undrawn()
    assert pages != drawn
    shutil.rmtree(plan / ".kept")
    assert undrawn() == pages
    assert built(plan)[0] == drawn


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("sys.version_info", (3, 99, 0)),
        ("sys.platform", "plan9"),
        ("platform.machine", lambda: "vax"),
        ("unicodedata.unidata_version", "99.0.0"),
        ("version", lambda library: "0" if library == "mdurl" else version(library)),
    ],
)
def test_a_page_of_another_python_or_machine_is_not_taken(
    what: str, value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"plan/print/labels/03-data-design.yaml": LABELS.encode()}
    project, cache = load(files, Options(), files.get), Cache(tmp_path / ".kept", tmp_path / "docs")
    site = Site("plan", "plan/data-design", lambda here, there: there, html=True)
    many = []
    for _ in range(2):
        stamps._code.cache_clear()
        Written().pages(project, site, cache=cache)
        many.append(len(entries(tmp_path)))
        monkeypatch.setattr(f"mkdocs_datadesign.stamps.{what}", value)
    stamps._code.cache_clear()
    assert many == [1, 2]


def test_sites_whose_addresses_differ_keep_their_pages_side_by_side(plan: Path) -> None:
    config = plan / "mkdocs.yml"
    built(plan)
    before = {name: (plan / ".kept" / name).read_bytes() for name in entries(plan)}
    config.write_text(f"{CONFIG}use_directory_urls: false\n", encoding="utf-8")
    built(plan)
    assert len(entries(plan)) == 2 * len(before)
    assert {name: (plan / ".kept" / name).read_bytes() for name in before} == before


def test_a_document_that_comes_is_linked_where_a_kept_page_names_it(plan: Path) -> None:
    document = plan / "docs/plan/delivery/scanning/04-backend-design.md"
    (plan / "mkdocs.yml").write_text(CONFIG.replace("never,", "never, rules: {'*': 'off'},"), encoding="utf-8")
    text = document.read_bytes()
    document.unlink()
    built(plan)
    document.write_bytes(text)
    assert built(plan)[0] == afresh(plan)


DAMAGE: dict[str, Callable[[Path, bytes], object]] = {
    "cut off": lambda file, data: file.write_bytes(data[: len(data) // 2]),
    "empty": lambda file, data: file.write_bytes(b""),
    "a bit is another one": lambda file, data: file.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]),
    "another text behind its sum": lambda file, data: file.write_bytes(data[:32] + _entry(file, OTHER)[32:]),
    "its sum alone": lambda file, data: file.write_bytes(data[:32]),
    "no packed text": lambda file, data: file.write_bytes(hashlib.sha256(b"text").digest() + b"text"),
    "not JSON": lambda file, data: file.write_bytes(_entry(file, b"page")),
    "other JSON": lambda file, data: file.write_bytes(_entry(file, b'{"text": 1, "blocks": {}, "leads": []}')),
    "deep JSON": lambda file, data: file.write_bytes(_entry(file, b"[" * 1_000_000)),
    "not UTF-8": lambda file, data: file.write_bytes(_entry(file, b'{"text": "\xff"}')),
    "unpacks to a gigabyte": lambda file, data: file.write_bytes(_entry(file, b'"' + b" " * 2**30)),
    "a folder": lambda file, data: (file.unlink(), file.mkdir()),
    "a pipe": lambda file, data: (file.unlink(), os.mkfifo(file)),
    "a link to nothing": lambda file, data: (file.unlink(), file.symlink_to("nothing")),
    "a device without an end": lambda file, data: (file.unlink(), file.symlink_to("/dev/zero")),
    "a link to an entry": lambda file, data: (file.rename(file.with_name("entry")), file.symlink_to("entry")),
    "a link to what never ends": lambda file, data: (file.unlink(), file.symlink_to("/proc/kmsg")),
    "gone": lambda file, data: file.unlink(),
}


OTHER = b'{"text": "# Other", "blocks": [], "leads": {}}'


def _entry(file: Path, text: bytes) -> bytes:
    packed = zlib.compress(text, 1)
    return hashlib.sha256(file.name.removesuffix(".datadesign").encode() + packed).digest() + packed


def test_damaged_entries_count_as_none(plan: Path) -> None:
    """Each entry is damaged in another way, and then each again in the next, until each was damaged in all ways."""
    wanted, _ = built(plan)
    ways = list(DAMAGE.values())
    kept = {file.name: file.read_bytes() for file in (plan / ".kept").glob("*.datadesign")}
    for first in range(0, len(ways), len(kept)):
        for (name, data), damage in zip(kept.items(), ways[first:], strict=False):
            damage(plan / ".kept" / name, data)
        pages, said = built(plan, "--strict")
        assert pages == wanted
        assert "Traceback" not in said
        assert not any(file.is_symlink() for file in (plan / ".kept").iterdir()), "each is written again"
        shutil.rmtree(plan / ".kept")
        (plan / ".kept").mkdir()
        for name, data in kept.items():
            (plan / ".kept" / name).write_bytes(data)


def test_an_entry_is_believed_under_its_own_name_alone(plan: Path) -> None:
    old, _ = built(plan)
    before = entries(plan)
    sidecar = plan / SCANNING
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace("approved", "draft", 1), encoding="utf-8")
    new, _ = built(plan)
    assert new != old
    (name,) = entries(plan) - before
    for other in sorted(before):
        shutil.copy(plan / ".kept" / other, plan / ".kept" / name)
        assert Cache(plan / ".kept", plan / "docs").get(name.partition(".")[0]) is None
    assert built(plan)[0] == new


def test_what_may_only_be_read_is_read(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an entry's time may not be set, and nothing may be written, what is there is of use for all that."""
    built(plan)
    cache = Cache(plan / ".kept", plan / "docs")
    names = {name.partition(".")[0] for name in entries(plan)}
    for name in entries(plan):
        os.utime(plan / ".kept" / name, (1_000_000_000, 1_000_000_000))

    def refuse(*args: object, **more: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refuse)
    assert all(cache.get(name) for name in names)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where nobody may make a folder")
def test_a_folder_that_nobody_can_make_is_told_and_fails_no_strict_build(plan: Path) -> None:
    (plan / "mkdocs.yml").write_text(CONFIG.replace(".kept", "/proc/kept"), encoding="utf-8")
    _, said = built(plan, "--strict")
    assert said.count("pages are not kept in the cache /proc/kept: No such file or directory") == 1
    assert rendered(plan) == "note: pages are not kept in the cache /proc/kept: No such file or directory\n"


def test_an_entry_that_cannot_be_written_keeps_no_other_back(plan: Path) -> None:
    wanted, _ = built(plan)
    (first, *others) = sorted(entries(plan))
    for name in (first, *others):
        (plan / ".kept" / name).unlink()
    (plan / ".kept" / first).mkdir()
    pages, said = built(plan, "--strict")
    assert pages == wanted
    assert entries(plan) == {first, *others}
    assert "pages are not kept in the cache .kept: Is a directory" in said


def test_where_the_disk_is_full_little_is_tried_and_what_is_out_of_use_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, tried = Cache(tmp_path / "kept", tmp_path / "docs"), []
    cache.put("0" * 64, b"old")
    (old,) = (tmp_path / "kept").glob("*.datadesign")
    os.utime(old, (1_000_000_000, 1_000_000_000))

    def full(file: Path, data: bytes) -> None:
        tried.append(file)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    for digit in "123456789":
        cache.put(digit * 64, b"new")
    assert len(tried) == 3
    assert cache.trouble == "No space left on device"
    cache.tidy()
    assert not old.exists()


def test_what_is_no_folder_is_told_once_and_ends_nothing(plan: Path) -> None:
    (plan / ".kept").write_text("a file", encoding="utf-8")
    pages, said = built(plan)
    assert said.count("WARNING -  datadesign: pages are not kept in the cache .kept: it is no folder") == 1
    assert rendered(plan) == "warning: pages are not kept in the cache .kept: it is no folder\n"
    assert (plan / ".kept").read_text(encoding="utf-8") == "a file"
    (plan / ".kept").unlink()
    assert pages == built(plan)[0]


def test_nothing_is_kept_in_the_docs_directory(plan: Path) -> None:
    (plan / "mkdocs.yml").write_text(CONFIG.replace(".kept", "docs/kept"), encoding="utf-8")
    _, said = built(plan)
    assert "WARNING -  datadesign: pages are not kept in the cache docs/kept: it is in the docs directory" in said
    assert not (plan / "docs/kept").exists()


def test_nothing_is_kept_in_the_sites_directory(plan: Path) -> None:
    """A build empties it, and publishes what is there."""
    (plan / "mkdocs.yml").write_text(CONFIG.replace(".kept", "site/kept"), encoding="utf-8")
    _, said = built(plan)
    assert "WARNING -  datadesign: pages are not kept in the cache site/kept: it is in the site's directory" in said
    assert not (plan / "site/kept").exists()


def test_git_leaves_alone_what_is_kept(plan: Path) -> None:
    """What a pull request adds to the folder would be believed."""
    built(plan)
    (plan / "elsewhere").mkdir()
    (plan / "mkdocs.yml").write_text(CONFIG.replace(".kept", "elsewhere"), encoding="utf-8")
    built(plan)
    subprocess.run(["git", "init", "-q"], cwd=plan, check=True)
    subprocess.run(["git", "add", "-A"], cwd=plan, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=plan, check=True, capture_output=True, text=True).stdout.split()
    assert {path.partition("/")[0] for path in listed} == {"docs", "elsewhere", "mkdocs.yml", "site"}
    assert not (plan / "elsewhere/.gitignore").exists(), "a folder that was there may hold other things"


@pytest.mark.parametrize("option", ["cache", "templates", "baseline", "plan", "index"])
def test_a_path_that_can_be_none_is_an_error_of_the_options(option: str, plan: Path) -> None:
    (plan / "mkdocs.yml").write_text(f'site_name: Plans\nplugins: [datadesign: {{{option}: "a\\0b"}}]\n')
    done = run_mkdocs(plan / "mkdocs.yml", plan / "site")
    assert done.returncode == 1
    assert f"Plugin 'datadesign' option 'datadesign': {option}: no path has the character NUL" in done.stderr
    assert "Traceback" not in done.stderr


def test_builds_may_share_a_folder_at_once(plan: Path, tmp_path: Path) -> None:
    other = _project(tmp_path / "other")
    (other / ".kept").symlink_to(plan / ".kept")
    (plan / ".kept").mkdir()
    commands = [
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(project / "mkdocs.yml")] for project in (plan, other)
    ]
    runs = [subprocess.Popen(command) for command in commands]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    assert not [name for name in entries(plan) if not name.endswith(".datadesign")], "nothing unfinished is left"
    assert built(plan)[0] == built(other)[0] == afresh(plan)


def test_what_no_build_has_asked_for_in_a_month_is_removed_and_nothing_else(plan: Path) -> None:
    built(plan)
    old = time.time() - 40 * 24 * 60 * 60
    used = {plan / ".kept" / name for name in entries(plan)}
    names = f"{'0' * 64}.datadesign", f"{'0' * 64}.datadesign.01234567", "notes.txt", "0" * 64
    unused, unfinished, *others = (plan / ".kept" / name for name in names)
    for file in (*used, unused, unfinished, *others):
        file.touch()
        os.utime(file, (old, old))
    built(plan)
    assert {plan / ".kept" / name for name in entries(plan)} == {*used, *others}


def test_pages_rendered_into_files_are_kept_apart_from_those_of_a_site(plan: Path) -> None:
    built(plan)
    before = entries(plan)
    for _ in range(2):
        assert rendered(plan) == ""
        assert len(entries(plan)) == 2 * len(before)
    page = plan / SCANNING.replace(".yaml", ".md")
    kept = page.read_bytes()
    page.unlink()
    shutil.rmtree(plan / ".kept")
    assert rendered(plan) == ""
    assert page.read_bytes() == kept


def test_a_site_with_its_own_templates_keeps_nothing_that_they_wrote(plan: Path) -> None:
    (plan / "mkdocs.yml").write_text(CONFIG.replace("cache: .kept", "cache: .kept, templates: own"), encoding="utf-8")
    (plan / "own").mkdir()
    own = plan / "own/feature.md.jinja"
    own.write_text("# {{ feature.title }}\n\nOne\n", encoding="utf-8")
    built(plan)
    own.write_text("# {{ feature.title }}\n\nTwo\n", encoding="utf-8")
    assert b"Two" in built(plan)[0]["plan/delivery/scanning/03-data-design/index.html"]
