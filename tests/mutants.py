"""Try all that mutmut made of the code, each in a fork of one process that has collected the tests.

mutmut makes the mutants and finds which test runs which function; its own way to try one collects the tests anew for
each, and runs the quickest first. Here those come first that caught another mutant of the same function. What is found
goes into mutmut's own files, so that `mutmut results`, `mutmut show` and a later run know it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

MADE = Path(__file__).parent.parent / "mutants"
KILLED, SURVIVED, NO_TESTS, TIMEOUT = 1, 0, 33, 36  # what mutmut writes of each


class Tried:
    """The loop that pytest runs instead of its own: each mutant meets its tests until one fails."""

    def __init__(self, patterns: list[str]) -> None:
        self.patterns = patterns
        stats = json.loads((MADE / "mutmut-stats.json").read_text(encoding="utf-8"))
        self.tests: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self.seconds: dict[str, float] = stats["duration_by_test"]
        self.catching: dict[str, list[str]] = {}
        """The tests that caught mutants of a function, the last one first."""
        self.running: dict[int, tuple[Path, str, int]] = {}
        self.found: dict[Path, dict[str, int]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for number, (meta, mutant) in enumerate(self.mutants(), 1):
            while len(self.running) >= (os.cpu_count() or 1):
                self.finish_one()
            if not number % 100:
                self.keep()
                print(f"{number} mutants tried", file=sys.stderr, flush=True)
            tests = self.in_order(_function(mutant))
            if not tests:
                self.found.setdefault(meta, {})[mutant] = NO_TESTS
                continue
            self.start(meta, mutant, [items[test] for test in tests if test in items])
        while self.running:
            self.finish_one()
        self.keep()
        return True

    def in_order(self, function: str) -> list[str]:
        """The tests that run a function: those that caught a mutant of it first, then the quickest."""
        quickest = sorted(self.tests.get(function, ()), key=lambda test: self.seconds.get(test, 0))
        return list(dict.fromkeys([*self.catching.get(function, ()), *quickest]))

    def mutants(self) -> Iterator[tuple[Path, str]]:
        """Those nobody has tried, with the file that holds what is known of each."""
        for meta in sorted(MADE.rglob("*.meta")):
            for mutant, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
                if code is None and any(fnmatch(mutant, pattern) for pattern in self.patterns):
                    yield meta, mutant

    def start(self, meta: Path, mutant: str, items: list[pytest.Item]) -> None:
        """Run the mutant's tests in a process of its own, which ends with 1 if one of them fails and tells which."""
        told, tell = os.pipe()
        if child := os.fork():
            os.close(tell)
            self.running[child] = meta, mutant, told
            return
        os.environ["MUTANT_UNDER_TEST"] = mutant
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        # its tests' usual time ten times over: a mutant may well turn a loop into one without an end
        signal.signal(signal.SIGALRM, lambda *_: os._exit(TIMEOUT))
        signal.alarm(30 + int(10 * sum(self.seconds.get(item.nodeid, 0) for item in items)))
        try:
            for item, following in zip(items, [*items[1:], None], strict=True):
                if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                    os.write(tell, item.nodeid.encode())
                    os._exit(KILLED)
        except BaseException:  # whatever else it did, somebody would notice
            os._exit(KILLED)
        os._exit(SURVIVED)

    def finish_one(self) -> None:
        """Wait for one of the mutants, and learn what became of it."""
        child, status = os.wait()
        meta, mutant, told = self.running.pop(child)
        with os.fdopen(told) as pipe:
            caught = pipe.read()
        if caught:
            known = self.catching.setdefault(_function(mutant), [])
            known[:] = [caught, *(test for test in known if test != caught)]
        code = os.waitstatus_to_exitcode(status)
        self.found.setdefault(meta, {})[mutant] = code if code in (KILLED, SURVIVED, TIMEOUT) else KILLED

    def keep(self) -> None:
        """Write what was found into mutmut's files."""
        for meta, codes in self.found.items():
            known = json.loads(meta.read_text(encoding="utf-8"))
            known["exit_code_by_key"] |= codes
            meta.write_text(json.dumps(known, indent=4), encoding="utf-8")
        self.found.clear()


def _function(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


if __name__ == "__main__":
    os.chdir(MADE)
    sys.path.insert(0, str(MADE))
    from mutmut.configuration import config

    settings = config()
    sys.exit(
        pytest.main(
            ["--rootdir=.", "-q", *settings.pytest_add_cli_args, *settings.pytest_add_cli_args_test_selection],
            plugins=[Tried(sys.argv[1:] or ["*"])],
        )
    )
