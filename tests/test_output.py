"""What commands print and write: nothing that a terminal or the log of a job obeys, and nothing lost without a word."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import COMPLETE, Build, Write
from processes import datadesign
from test_formats import git
from test_site import MINIMAL
from test_terminal import at_terminal

OBEYED = "x\n::error::pwned \x1b[31m\x07 \x9b2J \u202e ##[add-mask]e ##vso[task.setvariable variable=PATH]y"
"""What terminals obey, and the runners of GitHub and Azure wherever they find it in a log."""
QUOTED = '"' + "".join(f"\\u{ord(char):04x}" for char in OBEYED) + '"'
"""The same, as YAML and TOML write it."""
WRONG = "title: T\n"
LENIENT = "[tool.datadesign]\nfail_on = 'never'\n"
MAIN = f"{sys.executable} -m mkdocs_datadesign.cli"


def assert_harmless(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text), text
    assert not re.search(r"^\s*::", text, re.M), text
    assert not re.search(r"##(vso)?\[", text), text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (("{}",), 2),
        (("check", "{}"), 2),
        (("check", "--{}"), 2),
        (("check", "--format", "{}"), 2),
        (("check", "--since", "{}"), 2),
        (("diff", "{}"), 2),
        (("diff", "HEAD", "{}"), 2),
        (("explain", "{}"), 2),
        (("schema", "{}"), 2),
        (("render", "{}"), 2),
        (("baseline", "{}"), 2),
        (("export", "{}", "--format", "csv"), 2),
        (("export", "--format", "csv", "-o", "{}"), 0),
        (("export", "--format", "dbml", "-o", "{}/{}"), 0),
        (("export", "--format", "odcs", "-o", "{}"), 0),
        (("export", "--format", "csv", "-o", "docs/plan/index.md/{}"), 1),
        (("new", "{}", "--mechanism", "relational"), 2),
        (("new", "shop/more", "--mechanism", "relational", "--schema", "a{}"), 2),
        (("new", "shop/more", "--mechanism", "relational", "--technology", "{}"), 0),
    ],
)
def test_messages_obey_nothing_of_what_a_command_was_given(write: Write, command: Sequence[str], status: int) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    (root / "docs/plan/index.md").write_text("# Plans\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    done = datadesign(*(part.replace("{}", OBEYED) for part in command), cwd=root)
    assert done.returncode == status, done.stderr
    assert_harmless(done.stdout + done.stderr)
    if status and "--schema" not in command:
        assert "error::pwned" in done.stderr


@pytest.mark.parametrize(
    "option",
    [
        "docs_dir = {}", "plan = {}", "index = {}", "baseline = {}", "templates = {}", "since = {}", "cache = {}",
        "catalogs = [{}]", "rules = {{{} = 'off'}}", "fail_on = {}", "{} = 1", "conventions = {{identifiers = [{}]}}",
    ],
)  # fmt: skip
def test_messages_obey_nothing_of_the_options(write: Write, option: str) -> None:
    root = write({"shop/orders": WRONG}).parent
    (root / "docs/index.md").unlink()
    (root / "pyproject.toml").write_text(f"[tool.datadesign]\n{option.format(QUOTED)}\n", encoding="utf-8")
    for command in (("check",), ("render",), ("baseline",)):
        done = datadesign(*command, cwd=root)
        assert_harmless(done.stdout + done.stderr)


@pytest.mark.parametrize(
    "command",
    [
        ("check",), ("check", "--format", "json"), ("check", "--format", "github"), ("check", "--format", "markdown"),
        ("diff", "HEAD"), ("diff", "HEAD", "--format", "markdown"), ("diff", "HEAD", "--format", "json"),
        ("render",), ("render", "--check"), ("render", "--prune"), ("baseline",), ("export", "--format", "odcs", "-o", "out"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_reports_obey_nothing_of_folders_and_sidecars(write: Write, command: Sequence[str]) -> None:
    folder = OBEYED + "\udc80"
    text = COMPLETE.replace("title: ", f"title: {QUOTED} # ", 1)
    root = write({f"{folder}/changed": text, f"{folder}/wrong": "title: ##[add-mask]e\n"}).parent
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    write({f"{folder}/changed": COMPLETE.replace("NOT NULL", "UNIQUE", 1), f"{folder}/by-hand": WRONG, folder: WRONG})
    (root / "docs/plan" / folder / "by-hand/03-data-design.md").write_text("# Mine\n")
    done = datadesign(*command, cwd=root)
    out = done.stdout
    if "github" in command:  # whose commands they are, each with its own escapes
        assert all(re.match("::(error|warning|notice) file=", line) for line in out.splitlines())
        assert len(out.splitlines()) == out.count("::error file=") + out.count("::warning file=") + out.count(
            "::notice file="
        )
        out = ""
    if "json" in command:
        assert_harmless(done.stderr)
        assert not re.search(r"^\s*::|\x1b", out, re.M)
        return
    assert_harmless(out + done.stderr)


def test_what_junit_reads_is_xml_whatever_a_folder_is_called(write: Write) -> None:
    root = write({f"{OBEYED}/wrong": WRONG, f"{OBEYED}/right": COMPLETE}).parent
    done = datadesign("check", "--format", "junit", cwd=root)
    assert len(ElementTree.fromstring(done.stdout)) == 2  # noqa: S314


def test_a_terminal_obeys_no_data_and_a_file_has_it_as_it_is(write: Write) -> None:
    text = MINIMAL.replace("[PK]}", '[PK], description: "\\e]0;pwned\\a"}')
    root = write({"shop/orders": text}).parent
    shown = at_terminal("export", "--format", "csv", cwd=root)
    assert "␛]0;pwned␇" in shown
    assert "\x1b" not in shown
    assert "\x1b]0;pwned\x07" in datadesign("export", "--format", "csv", cwd=root).stdout


def test_the_builds_log_obeys_nothing_of_folders_and_options(write: Write, build: Build) -> None:
    root = write({f"{OBEYED}/wrong": WRONG}).parent
    (root / "docs/plan" / OBEYED / "wrong/03-data-design.md").write_text("# Mine\n")
    (root / OBEYED).mkdir()
    (root / OBEYED / "feature.md.jinja").write_text("{% nothing %}")
    for option in (
        "fail_on: never",
        "templates: {}",
        "rules: {{{}: off}}",
        "plan: {}",
        "catalogs: [{}, {}]",
        "since: {}",
    ):
        config = f"site_name: T\nplugins:\n  - datadesign: {{{option.format(QUOTED, QUOTED)}}}\n"
        (root / "mkdocs.yml").write_text(config, encoding="utf-8")
        done = build(root / "mkdocs.yml", root / "site")
        assert "Traceback" not in done.stderr
        assert re.search("pwned|no sidecar", done.stderr)
        assert not re.search("^\\s*::|\x1b\\[31m|\x9b|\u202e|##(vso)?\\[", done.stderr, re.M), done.stderr


# Standard streams that are closed or full

COMMANDS = (
    ("--help", 0), ("check", 1), ("check --help", 0), ("schema", 0), ("explain naming/drift", 0), ("diff HEAD", 0),
    ("export --format csv", 1), ("baseline", 0), ("render --check", 1), ("fly", 2),
)  # fmt: skip


@pytest.fixture
def repository(write: Write) -> Path:
    root = write({"shop/orders": WRONG}).parent
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root


def at_shell(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("closed", ["2>&-", "<&-", "2>/dev/full", "<&- 2>&-"])
def test_a_command_reports_and_exits_as_ever_where_nothing_can_be_told_beside(repository: Path, closed: str) -> None:
    for command, status in COMMANDS:
        ever = at_shell(f"{MAIN} {command}", repository)
        done = at_shell(f"{MAIN} {command} {closed}", repository)
        assert (ever.returncode, done.returncode, done.stdout) == (status, status, ever.stdout), command


@pytest.mark.parametrize(
    ("closed", "reason"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
def test_what_could_not_be_printed_is_an_error(repository: Path, closed: str, reason: str) -> None:
    for command, status in COMMANDS:
        done = at_shell(f"{MAIN} {command} {closed}", repository)
        assert done.returncode == (status or 1), command
        assert "Traceback" not in done.stderr
        if command != "fly":
            assert done.stderr.endswith(f"Error: not all could be printed: {reason}\n"), command


def test_pages_are_all_written_whoever_stops_reading(write: Write) -> None:
    root = write({f"shop/f{number}": COMPLETE for number in range(3)}).parent
    (root / "pyproject.toml").write_text(LENIENT)
    done = at_shell(f"{MAIN} render | true; exit ${{PIPESTATUS[0]}}", root)
    assert (done.returncode, done.stderr) == (1, "")
    assert datadesign("render", "--check", cwd=root).returncode == 0


# What stands where a file is written


@pytest.mark.parametrize("form", ["csv", "dbml"])
def test_export_leaves_alone_what_is_no_regular_file(write: Write, form: str) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    os.mkfifo(root / "pipe")
    (root / "to-pipe").symlink_to("pipe")
    (root / "loop").symlink_to("loop")
    (root / "astray").symlink_to("nowhere/file")
    device = Path(os.devnull)  # which nobody but root could replace; and root gets one of its own
    if os.geteuid() == 0:
        device = root / "device"
        os.mknod(device, stat.S_IFCHR | 0o666, Path(os.devnull).stat().st_rdev)
    for name, words in (
        ("pipe", "is a pipe and is left alone"),
        ("to-pipe", "is a pipe and is left alone"),
        (device, "is a device and is left alone"),
        ("loop", "was not written: Too many levels of symbolic links"),
        ("astray", "was not written: No such file or directory"),
    ):
        done = datadesign("export", "--format", form, "-o", name, cwd=root)
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert stat.S_ISFIFO((root / "pipe").lstat().st_mode)
    assert all((root / name).is_symlink() for name in ("to-pipe", "loop", "astray"))
    assert stat.S_ISCHR(device.lstat().st_mode)
    assert not list(root.glob("**/*unfinished*"))


def test_export_writes_the_file_that_a_link_leads_to(write: Write) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    (root / "store").mkdir()
    (root / "store/old.csv").write_text("old")
    (root / "store/old.csv").chmod(0o640)
    (root / "old.csv").symlink_to("store/old.csv")
    (root / "new.csv").symlink_to("store/new.csv")
    for name in ("old.csv", "new.csv"):
        assert datadesign("export", "--format", "csv", "-o", name, cwd=root).returncode == 0
        assert (root / name).is_symlink()
        assert (root / "store" / name).read_text().startswith("feature,")
    assert stat.S_IMODE((root / "store/old.csv").stat().st_mode) == 0o640


def test_a_contract_that_cannot_be_written_keeps_no_other_back(write: Write) -> None:
    root = write({f"shop/f{number}": COMPLETE for number in range(5)}).parent
    (root / "pyproject.toml").write_text(LENIENT)
    (root / "out/shop").mkdir(parents=True)
    (root / "out/shop/f1.odcs.yaml").mkdir()
    os.mkfifo(root / "out/shop/f2.odcs.yaml")
    (root / "mine").write_text("mine")
    (root / "out/shop/f3.odcs.yaml").symlink_to("../../mine")
    done = datadesign("export", "--format", "odcs", "-o", "out", "--quiet", cwd=root)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "error: out/shop/f1.odcs.yaml is a folder and is left alone",
        "error: out/shop/f2.odcs.yaml is a pipe and is left alone",
        "error: out/shop/f3.odcs.yaml leads out of out by a link and is left alone",
    ]
    assert (root / "mine").read_text() == "mine"
    assert all((root / f"out/shop/f{number}.odcs.yaml").is_file() for number in (0, 4))


def test_contracts_are_not_written_out_of_their_folder_by_a_link(write: Write) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    (root / "out").mkdir()
    (root / "out/shop").symlink_to("../elsewhere")
    (root / "elsewhere").mkdir()
    done = datadesign("export", "--format", "odcs", "-o", "out", cwd=root)
    assert (done.returncode, list((root / "elsewhere").iterdir())) == (1, [])


def test_a_baseline_behind_a_link_is_renewed_there(write: Write) -> None:
    root = write({"shop/orders": WRONG}).parent
    (root / "kept").mkdir()
    (root / "kept/baseline.json").touch()
    (root / "datadesign-baseline.json").symlink_to("kept/baseline.json")
    assert datadesign("baseline", cwd=root).returncode == 0
    assert (root / "datadesign-baseline.json").is_symlink()
    assert "schema/missing-key" in (root / "kept/baseline.json").read_text()
