"""Checking is linear: real schemas multiplied, and the time for each object beside that of the smallest.

    python benchmarks/checking.py [COPIES ...]

Each copy is a database of its own, so that nothing but the checker's own work grows. Reading, linking and checking
are timed apart, in alternating runs, and the median of each is shown.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path

from mkdocs_datadesign.linking import link
from mkdocs_datadesign.reading import read_feature, without_collection
from mkdocs_datadesign.rules import RULES, check

REAL = Path(__file__).parent.parent / "tests" / "real"
RUNS = 3


def sidecars(copies: int) -> dict[str, bytes]:
    """The real sidecars, each as many times as asked for, in databases of their own."""
    found = {}
    for file in sorted(REAL.rglob("03-data-design.yaml")):
        system, part = file.relative_to(REAL).parts[:2]
        text = file.read_text(encoding="utf-8")
        for copy in range(copies):
            path = f"plan/{system}{copy}/{part}/03-data-design.yaml"
            found[path] = text.replace(f"{system}/", f"{system}{copy}/").replace("mechanism: relational", f"mechanism: relational\n    database: {system}{copy}").replace(f"    database: {system}\n", "").encode()  # fmt: skip
    return found


def measure(copies: int) -> tuple[int, int, float, float, float]:
    """The objects, the problems, and the seconds of reading, linking and checking."""
    texts = sidecars(copies)
    gc.collect()
    with without_collection():  # as `project.load` does
        start = time.perf_counter()
        features = [read_feature(path, data, "plan") for path, data in texts.items()]
        read = time.perf_counter()
        catalog = link(features)
        linked = time.perf_counter()
        problems = check(catalog, RULES)
        done = time.perf_counter()
    return sum(1 for _ in catalog.objects), len(problems), read - start, linked - read, done - linked


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1, 3, 10, 30, 100]
    measure(1)
    runs = {size: [measure(size) for _ in range(RUNS)] for size in sizes}
    print("| objects | problems | read | link | check | check, per object | of the smallest |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    first = 0.0
    for size in sizes:
        objects, problems = runs[size][0][:2]
        read, linked, checked = (statistics.median(run[i] for run in runs[size]) for i in (2, 3, 4))
        each = checked / objects
        first = first or each
        print(
            f"| {objects:,} | {problems:,} | {read * 1000:,.0f} ms | {linked * 1000:,.0f} ms | {checked * 1000:,.0f} ms "
            f"| {each * 1e6:,.0f} µs | {each / first:.2f} |"
        )


if __name__ == "__main__":
    main()
