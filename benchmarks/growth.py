"""Two sizes that a stranger chooses: whether twice of both takes twice the time, or four times.

python -m benchmarks growth
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Sequence

from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import Written, index_pages
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.reading import sidecars_of
from mkdocs_datadesign.writer import Site

from .measure import seconds, table
from .shapes import SHAPES, Files

SIZES = (1_000, 2_000)


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: a row for each shape."""
    rows = []
    small, large = SIZES if max(sizes) >= 1_000 else (SIZES[0] // 4, SIZES[1] // 4)
    for name, shape in SHAPES.items():
        turns = [(stages(shape(small)), stages(shape(large))) for _ in range(runs)]
        cells = []
        for stage in (0, 1):
            cells.append(seconds(statistics.median(after[stage] for _, after in turns)))
            cells.append(f"{statistics.median(after[stage] / before[stage] for before, after in turns):.1f}")
        rows.append([name, *cells])
    head = ("of each", f"read, linked and checked, {large:,}", f"times {small:,}", "all pages", "times")
    return f"{WORDS}\n\n{table(head, rows)}\n"


def stages(files: Files) -> tuple[float, float]:
    """The processor's seconds that checking takes, and writing all pages."""
    project, checked = check(files)
    return checked, write(project)


def check(files: Files) -> tuple[Project, float]:
    """The project of some files, and the processor's seconds that it takes to read, link and check it."""
    held = {path: text.encode() for path, text in files.items()}
    gc.collect()
    begun = time.process_time()
    project = load(sidecars_of(held, Options()), Options(), held.get)
    return project, time.process_time() - begun


def write(project: Project) -> float:
    """The processor's seconds that it takes to write all pages of a project."""
    site = Site("plan", "plan/data-design", lambda here, there: there, html=True)
    gc.collect()
    begun = time.process_time()
    for _ in (*Written().pages(project, site), *index_pages(project, site)):
        pass
    return time.process_time() - begun


WORDS = """\
Whoever opens a pull request chooses how many there are of each of two things in a sidecar: queries and indexes, stubs
and the objects of their owner, DTOs and the length of the contract that they name. Twice as many of both should take
twice the time; what looks at each of the one for each of the other takes four times as long, and hours at the bounds of
a file. The shapes are those of [shapes.py](shapes.py)."""
