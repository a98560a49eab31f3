"""The command line as a person at a terminal meets it: progress, colours and completion."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import COMPLETE, Write
from test_cli import BROKEN
from test_formats import git

MAIN = [sys.executable, "-m", "mkdocs_datadesign.cli"]
ALL_IS_LONG = [sys.executable, "-c", "from mkdocs_datadesign.cli import host, main; host._SECONDS_UNSEEN = -1; main()"]


def at_terminal(*args: str, cwd: Path, program: Sequence[str] = MAIN, **env: str) -> str:
    """What a person sees who runs the command; one terminal for what it prints and what it says beside."""
    ours, theirs = pty.openpty()
    given = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | {"TERM": "xterm", **env}
    with subprocess.Popen([*program, *args], cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs, env=given):
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                seen += os.read(ours, 65536)
            except OSError:  # Linux: the other side is closed
                break
    os.close(ours)
    return seen.decode()


@pytest.mark.parametrize(
    ("command", "bars"),
    [
        (("check",), ["Reading", "Checking"]),
        (("check", "--since", "HEAD"), ["Reading", "Checking", "Reading", "Checking"]),
        (("export", "--format", "odcs", "-o", "contracts"), ["Reading", "Checking", "Exporting"]),
        (("render",), ["Reading", "Checking", "Rendering", "Writing"]),
    ],
    ids=["check", "check --since", "export", "render"],
)
def test_each_part_of_long_work_has_its_bar(write: Write, command: tuple[str, ...], bars: list[str]) -> None:
    root = write({f"shop/f{i}": COMPLETE for i in range(3)}).parent
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    shown = at_terminal(*command, "--quiet", cwd=root, program=ALL_IS_LONG)
    assert re.findall("([A-Z][a-z]+ing) .*?100%", shown) == bars


def test_what_is_no_terminal_gets_no_bar(write: Write) -> None:
    root = write({"shop/orders": BROKEN}).parent
    piped = subprocess.run([*ALL_IS_LONG, "check"], cwd=root, capture_output=True, text=True, check=False)
    assert "error[" in piped.stdout
    assert "Reading" not in piped.stdout + piped.stderr


def test_what_is_quick_shows_no_bar(write: Write) -> None:
    assert "%" not in at_terminal("check", cwd=write({"shop/orders": BROKEN}).parent)


def test_colours_are_for_terminals_and_for_those_who_want_them(write: Write) -> None:
    root = write({"shop/orders": BROKEN}).parent
    assert "\x1b[31m" in at_terminal("check", cwd=root)
    assert "\x1b[3" not in at_terminal("--no-color", "check", cwd=root)
    assert "\x1b[3" not in at_terminal("check", "--no-color", cwd=root)
    assert "\x1b[3" not in at_terminal("check", cwd=root, NO_COLOR="1")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("datadesign ", {"check", "explain", "new", "render"}),
        ("datadesign check --", {"--format", "--since"}),
        ("datadesign explain naming/t", {"naming/table-plural", "naming/timestamp"}),
        ("datadesign new a/b --mechanism ", {"relational", "vector"}),
    ],
)
def test_bash_completes_commands_options_and_rules(typed: str, offered: set[str], tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where the command itself is installed
    *before, begun = typed.split(" ")
    script = f"""
eval "$(_DATADESIGN_COMPLETE=bash_source datadesign)"
COMP_WORDS=({" ".join(before)} "{begun}"); COMP_CWORD={len(before)}
_datadesign_completion datadesign; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
    )
    assert offered <= set(done.stdout.split()), done.stderr
