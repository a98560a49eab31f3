"""What people read: each rule's report, whole. After a change of words: pytest tests/test_diagnostics.py --snapshot-update"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from conftest import COMPLETE, Write
from processes import datadesign
from syrupy.assertion import SnapshotAssertion

from mkdocs_datadesign.explain import reports
from mkdocs_datadesign.problem import Problem
from mkdocs_datadesign.project import Project
from mkdocs_datadesign.report import one
from mkdocs_datadesign.rules import RULES, Rule

Check = Callable[..., Project]


def shown(problems: Sequence[Problem]) -> str:
    return "\n" + "\n".join(one(problem) for problem in problems)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_report_of_each_rule(rule: Rule, snapshot: SnapshotAssertion) -> None:
    reports.cache_clear()  # each test makes the report that it is about, so that a mutant of the rule shows in it
    assert shown(reports(rule)) == snapshot


SPECIAL = {
    "a value over several lines": ("summary: x\n", "summary: |\n  First\n\n  SELECT * FROM orders WHERE id = 1\n"),
    "a tab before the value": ("technology: PostgreSQL", "technology:\tPostgreSQL\n    sumary:\tx"),
    "wide characters before the value": ("title: Orders", "title: Orders\nsummary: 注文\n注文 注文: x"),
    "combining marks before the value": ("title: Orders", "title: Orders\ne\u0301e\u0301: x"),
    "a very long line": ("purpose: Who buys", f"purpose: {'who buys ' * 1200}, sumary: x"),
    "a long line with the place at its end": (
        "email: {type: VARCHAR(254)",
        "email: {description: " + "a long story " * 60 + ", type: VARCHAR(254), typo: 1",
    ),
    "a terminal's escape in a name": ("      customers:\n", '      "cust\\e[31momers":\n'),
    "a long name": ("title: Orders\n", f"title: Orders\n{'key' * 40}: x\n"),
}


@pytest.mark.parametrize("case", SPECIAL)
def test_the_report_of_what_is_hard_to_show(project: Check, case: str, snapshot: SnapshotAssertion) -> None:
    text = (
        COMPLETE.replace("title: Orders\n", "title: Orders\nsummary: x\n")
        if "summary: x" in SPECIAL[case][0]
        else COMPLETE
    )
    problems = [p for p in project(text.replace(*SPECIAL[case], 1)).problems if p.severity == "error"][:2]
    assert problems
    assert all(len(line) < 400 for line in shown(problems).splitlines())
    assert shown(problems) == snapshot


def on_a_terminal(*args: object, **env: str) -> str:
    """What a command writes to a terminal."""
    parent, child = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "mkdocs_datadesign.cli", *map(str, args)],
        stdout=child,
        stderr=child,
        env={**{key: value for key, value in os.environ.items() if key != "NO_COLOR"}, "TERM": "xterm", **env},
    )
    os.close(child)
    written = b""
    try:
        while chunk := os.read(parent, 65536):
            written += chunk
    except OSError:  # the end, on Linux
        pass
    done.wait()
    os.close(parent)
    return written.decode()


def test_colours_on_a_terminal_alone(write: Write) -> None:
    docs = write({"shop/orders": COMPLETE.replace("[PK]", "[NOT NULL]", 1)})
    assert "\x1b[31m" in on_a_terminal("check", docs)
    assert "\x1b[" not in on_a_terminal("check", docs, NO_COLOR="1")
    piped = datadesign("check", docs)
    assert "model/no-primary-key" in piped.stdout
    assert "\x1b[" not in piped.stdout
