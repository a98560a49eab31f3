"""Programs run in turn, and what they cost: the medians of ratios, never a figure without its peer of the same minute."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "bench"
PYTHON = sys.executable
LAUNCHER = Path(__file__).parent / "launch.py"
DATADESIGN = (PYTHON, "-m", "mkdocs_datadesign.cli")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost: seconds of processor time, its children's too, seconds on the wall, and MB at its peak."""

    process: float
    wall: float
    memory: float
    output: str = ""


def run(*command: str | Path, passes: Sequence[int] = (0,)) -> Run:
    """Run a program to its end. Raises RuntimeError where its exit status is none of `passes`."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", prefix="bench") as report:
        launched = (PYTHON, "-I", "-S", LAUNCHER, report.name, *command)
        done = subprocess.run(
            launched, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        output = done.stdout.decode("utf-8", "replace")
        if done.returncode not in passes:
            raise RuntimeError(f"{' '.join(map(str, command))[:500]}: exit status {done.returncode}\n{output[-3000:]}")
        process, wall, memory = json.load(report)
    kilo = 1024 if sys.platform == "darwin" else 1
    return Run(process, wall, memory / 1024 / kilo, output)


def in_turn(programs: Mapping[str, Callable[[], Run]], runs: int) -> dict[str, list[Run]]:
    """Run programs one after the other, again and again, so that what else the machine does meets all alike."""
    found: dict[str, list[Run]] = {name: [] for name in programs}
    for number in range(runs):
        for name, program in programs.items():
            found[name].append(program())
            done = found[name][-1]
            print(f"  {name}: {done.process:.2f} s, {done.memory:.0f} MB ({number + 1}/{runs})", file=sys.stderr)
    return found


def median(program: Callable[[], Run], times: int) -> Run:
    """One run that stands for several."""
    found = [program() for _ in range(times)]
    return Run(process(found), wall(found), memory(found))


def process(runs: Iterable[Run]) -> float:
    return statistics.median(run.process for run in runs)


def wall(runs: Iterable[Run]) -> float:
    return statistics.median(run.wall for run in runs)


def memory(runs: Iterable[Run]) -> float:
    return statistics.median(run.memory for run in runs)


def ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """The median of how many times the processor time of the others' runs, each beside the one of its turn."""
    return statistics.median(one.process / other.process for one, other in zip(runs, others, strict=True))


def seconds(value: float) -> str:
    return f"{value:,.0f} s" if value >= 100 else f"{value:,.1f} s" if value >= 10 else f"{value:,.2f} s"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, whose first column is of words and whose others are of numbers."""
    ruler = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruler, *rows))
