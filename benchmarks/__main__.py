"""Measure, print the tables, and write them into benchmarks/README.md.

make bench                             # all questions, as the README shows them
make bench SIZES="10 100" RUNS=3       # a quick look
make bench ONLY="floor checking"       # some questions; what the README says of others stays
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from pathlib import Path

from . import browser, checking, cold, environment, floor, growth, peers, serving, settings

REPORT = Path(__file__).parent / "README.md"
QUESTIONS = {
    "floor": ("What the plugin adds to MkDocs' own time", floor.measure, 7),
    "checking": ("Checking", checking.measure, 7),
    "growth": ("Two sizes that a stranger chooses", growth.measure, 1),
    "cold": ("Cold CI, with a cache", cold.measure, 5),
    "serving": ("From an edit to the page", serving.measure, 3),
    "browser": ("The index in a browser", browser.measure, 3),
    "peers": ("Others, on the same designs", peers.measure, 3),
    "settings": ("What MkDocs takes for a large site, and what settings change", settings.measure, 3),
}
"""The title of each, what measures it, and how many runs it has at most: the last four take an hour each else."""
HEAD = """\
# Benchmarks

Each figure stands beside a floor or a peer, measured in the same run: the programs take turns, and a ratio is the median
of the ratios of all turns. Times are the processor's, of a program with its children, unless the table says the wall's.
All files are made up, by [corpus.py](corpus.py): the same numbers give the same bytes. `make bench` installs the peers
in an environment of their own, measures, and writes this page; [__main__.py](__main__.py) tells how to ask for less.

Peers: {peers}."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and write the report.")
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help=f"of {', '.join(QUESTIONS)}; all by default")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1_000], help="features")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    if unknown := [name for name in asked.questions if name not in QUESTIONS]:
        parser.error(f"there is no question {', '.join(unknown)}; there are {', '.join(QUESTIONS)}")
    environment.make()
    sections = _sections()
    for name in asked.questions or QUESTIONS:
        title, measure, most = QUESTIONS[name]
        runs = min(asked.runs, most)
        print(f"{title}:", file=sys.stderr)
        section = f"## {title}\n\n{measure(sorted(asked.sizes), runs).strip()}\n\n{_circumstances(runs)}\n"
        print(section)
        sections[name] = section
        _write(sections)


def _sections() -> dict[str, str]:
    """What the report says of each question, by name."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.is_file() else ""
    _, *parts = re.split(r"<!-- (\w+) -->\n\n", text)
    return dict(zip(parts[::2], (f"{part.strip()}\n" for part in parts[1::2]), strict=True))


def _write(sections: dict[str, str]) -> None:
    parts = [f"<!-- {name} -->\n\n{sections[name]}" for name in QUESTIONS if name in sections]
    REPORT.write_text("\n".join((HEAD.format(peers=environment.versions()) + "\n", *parts)), encoding="utf-8")


def _circumstances(runs: int) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    medians = f"Medians of {runs} runs" if runs > 1 else "One run"
    return f"{medians} on {cores} cores, {platform.python_implementation()} {platform.python_version()}."


main()
