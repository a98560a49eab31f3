"""Cold CI: what the plugin takes in a build that starts with nothing, and with the cache that another build left.

python -m benchmarks cold
python -m benchmarks.cold SITE   # the plugin's own share of one build, in seconds
"""

from __future__ import annotations

import filecmp
import logging
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from . import sites
from .corpus import key
from .measure import PYTHON, Run, in_turn, run, seconds, table

CACHE = "kept"


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: a row for each number of features; both sites are the same, byte for byte."""
    rows = []
    for features in sizes:
        plain = sites.with_plugin(sites.fresh("cold", "plain"), features)
        first = sites.with_plugin(sites.fresh("cold", "first"), features)
        there = sites.fresh("cold", "there")
        for site in (first, there):
            sites.configure(site, ["search", {"datadesign": {"cache": CACHE}}])
        share(first)
        shutil.copytree(first / "docs", there / "docs", dirs_exist_ok=True)
        size = sum(file.stat().st_size for file in (first / CACHE).iterdir())
        programs = {
            "nothing kept": partial(share, plain),
            "the cache restored": partial(restored, first, there),
            "and one feature edited": partial(restored, first, there, edited=key(features // 2)),
        }
        found = {name: [float(one.output) for one in of] for name, of in in_turn(programs, runs).items()}
        floor = found["nothing kept"]
        cells = [f"{features:,} features", seconds(statistics.median(floor))]
        for name in list(programs)[1:]:
            ratio = statistics.median(ours / whole for ours, whole in zip(found[name], floor, strict=True))
            cells += [seconds(statistics.median(found[name])), f"**{ratio:.2f}**"]
        rows.append([*cells, f"{size / 1e6:,.1f} MB"])
        restored(first, there)
        compare(plain, there)
    head = ("built", "nothing kept", "the cache restored", "ratio", "and one feature edited", "ratio", "the cache")
    return f"{WORDS}\n\n{table(head, rows)}\n"


def share(site: Path) -> Run:
    return run(PYTHON, "-m", "benchmarks.cold", site)


def restored(first: Path, there: Path, edited: str = "") -> Run:
    """The same on another machine: the files are checked out anew, and the cache is as the first build left it."""
    shutil.rmtree(there / CACHE, ignore_errors=True)
    shutil.copytree(first / CACHE, there / CACHE)
    if not edited:
        return share(there)
    sidecar = Path("docs", "plan", edited, "03-data-design.yaml")
    text = (first / sidecar).read_text(encoding="utf-8")
    (there / sidecar).write_text(text.replace("VARCHAR(120)", "VARCHAR(80)", 1), encoding="utf-8")
    done = share(there)
    shutil.copy(first / sidecar, there / sidecar)
    return done


def compare(one: Path, other: Path) -> None:
    """Both sites are the same. Raises AssertionError, with what differs."""
    for site in (one, other):
        sites.build(site)
    files = [str(file.relative_to(one / "site")) for file in (one / "site" / "plan").rglob("*.*")]
    same, *differing = filecmp.cmpfiles(one / "site", other / "site", files, shallow=False)
    assert len(same) == len(files), differing


def _share(site: Path) -> float:
    """What the plugin takes of a build, in seconds of processor time: all is worked out when MkDocs asks for files."""
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
    config = load_config(str(site / "mkdocs.yml"))
    config = config.plugins.on_config(config)
    files = get_files(config)
    begun = time.process_time()
    config.plugins.on_files(files, config=config)
    return time.process_time() - begun


WORDS = """\
The plugin's own share of a build, in processor time: reading, checking, and writing the pages of features of eight
objects each. *Restored* is a build in another folder, as on another machine, with the option `cache` and the folder
that a first build left. All sidecars are read, linked and judged in each build; a page is taken from the cache if all
that it is made of is the same. The sites are compared: they are the same, byte for byte."""


if __name__ == "__main__":
    print(_share(Path(sys.argv[1])))
