"""The command line, run as a person runs it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import COMPLETE, ROOT, Build, Write
from processes import datadesign
from test_site import MINIMAL, WARNS

BROKEN = COMPLETE.replace("id: {type: UUID, constraints: [PK]", "id: {type: UUID, constraints: [NOT NULL]", 1)


@pytest.mark.parametrize(("text", "status"), [(MINIMAL, 0), (WARNS, 0), (BROKEN, 1)])
def test_check_exits_with_1_for_problems_that_fail(write: Write, text: str, status: int) -> None:
    done = datadesign("check", write({"shop/orders": text}))
    assert done.returncode == status, done.stdout + done.stderr


def test_check_shows_what_where_the_line_and_what_to_do(write: Write) -> None:
    done = datadesign("check", write({"shop/orders": BROKEN}))
    assert done.stdout.startswith("""\
error[model/no-primary-key]: `customers` has no primary key
  --> plan/shop/orders/03-data-design.yaml:13:7
   |
13 |       customers:
   |       ^^^^^^^^^
   = in: stores.main.entities.customers
   = help: give one field the constraint PK
""")


def test_check_as_json_has_the_documented_keys(write: Write) -> None:
    done = datadesign("check", write({"shop/orders": BROKEN}), "--format", "json")
    report = json.loads(done.stdout)
    assert report["version"] == 1
    assert set(report["problems"][0]) == {
        "rule", "severity", "message", "path", "line", "column", "end_line", "end_column", "data_path", "feature",
        "help", "known", "url", "related",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["mkdocs.yml", "properdocs.yml"])
def test_check_takes_the_docs_and_the_options_of_the_sites_configuration(write: Write, name: str) -> None:
    docs = write({"shop/orders": BROKEN})
    config = (
        "docs_dir: docs\nx: !!python/name:os.system\nplugins:\n  - datadesign: {rules: {model/no-primary-key: off}}\n"
    )
    (docs.parent / name).write_text(config)
    assert datadesign("check", cwd=docs.parent).returncode == 0


SITE = {
    "inherited": {
        "mkdocs.yml": "INHERIT: parts/base.yml\nplugins: {datadesign: {rules: {naming/*: off}}}\n",
        "parts/base.yml": "INHERIT: ../all.yml\nplugins: {datadesign: {rules: {naming/index: error}}}\n",
        "all.yml": "docs_dir: handbook\nplugins: {datadesign: {fail_on: never}, search: {}}\n",
    },
    "from the environment": {
        "mkdocs.yml": "docs_dir: !ENV [NO_DOCS, DOCS, docs]\nplugins: [datadesign: {fail_on: !ENV [NO_FAIL, never]}]\n"
    },
    "switched off": {"mkdocs.yml": "docs_dir: handbook\nplugins: [datadesign: {enabled: false, fail_on: never}]\n"},
}


@pytest.mark.parametrize("files", SITE.values(), ids=SITE)
def test_the_sites_configuration_is_read_as_mkdocs_reads_it(
    write: Write, build: Build, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"shop/orders": BROKEN}).parent
    (root / "docs").rename(root / "handbook")
    monkeypatch.setenv("DOCS", "handbook")
    (root / "parts").mkdir()
    for name, text in files.items():
        (root / name).write_text(f"site_name: Shop\n{text}")
    built = build(root / "mkdocs.yml", root / "site")
    assert built.returncode == 0, built.stderr
    done = datadesign("check", cwd=root)
    assert (done.returncode, "1 error" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("INHERIT: mkdocs.yml", "it cannot be read: mkdocs.yml inherits from itself"),
        ("INHERIT: gone.yml", "No such file or directory: 'gone.yml'"),
        ("INHERIT: parts", "Is a directory: 'parts'"),
        ("plugins: [datadesign: {enabled: perhaps}]", "enabled: "),
    ],
)
def test_what_mkdocs_could_not_read_is_wrong_use(write: Write, text: str, words: str) -> None:
    root = write({"shop/orders": MINIMAL}).parent
    (root / "parts").mkdir()
    (root / "mkdocs.yml").write_text(f"{text}\n")
    done = datadesign("check", cwd=root)
    assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr


def test_a_configuration_that_is_no_mapping_is_wrong_use(write: Write) -> None:
    docs = write({"shop/orders": MINIMAL})
    (docs.parent / "mkdocs.yml").write_text("- docs_dir\n")
    done = datadesign("check", cwd=docs.parent)
    assert done.returncode == 2
    assert "mkdocs.yml: it cannot be read: it is no mapping of keys" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("mkdocs.yml", "plugins: 3", "it cannot be read: `plugins` is no list of plugins"),
        ("mkdocs.yml", "plugins: [{datadesign: 3}]", "the options of `datadesign` are no mapping of keys"),
        ("mkdocs.yml", "on: 2020-99-99", "it cannot be read: month must be in 1..12"),
        ("mkdocs.yml", "[" * 2000, "it cannot be read: "),
        ("mkdocs.yml", "a: [\nb: }", "it cannot be read: while parsing"),
        ("pyproject.toml", "tool = 3", "the options of `datadesign` are no mapping of keys"),
        ("pyproject.toml", "[tool]\ndatadesign = 3", "the options of `datadesign` are no mapping of keys"),
    ],
)
def test_a_configuration_that_is_something_else_is_one_line(write: Write, name: str, text: str, words: str) -> None:
    root = write({"shop/orders": MINIMAL}).parent
    (root / name).write_text(text)
    done = datadesign("check", cwd=root)
    (told,) = done.stderr.partition("\n\n")[2].splitlines()
    assert (done.returncode, told.startswith(f"Error: {name}: {words}")) == (2, True), told


@pytest.mark.parametrize("args", [("check", "nowhere"), ("check", "--format", "xml"), ("fly",)])
def test_wrong_use_exits_with_2(args: tuple[str, ...], tmp_path: Path) -> None:
    done = datadesign(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_render_writes_pages_that_say_what_they_come_from(write: Write) -> None:
    docs = write({"shop/orders": MINIMAL})
    assert datadesign("render", docs).returncode == 0
    page = (docs / "plan/shop/orders/03-data-design.md").read_text()
    assert page.startswith(
        "[//]: # (Generated by datadesign from plan/shop/orders/03-data-design.yaml; edit there; sum "
    )
    assert "```mermaid\nerDiagram\n" in page
    assert '| `id`<a id="main.orders.id"></a> **PK** | `UUID` |' in page
    assert (docs / "plan/data-design/index.md").is_file()


def test_a_pages_title_is_in_front_matter_where_that_is_asked_for(write: Write, build: Build) -> None:
    docs = write(
        {"shop/orders": MINIMAL.replace("title: Orders", "title: 'Orders: <b>\"all\"</b> {1+1}'"), "shop/more": WARNS}
    )
    page = docs / "plan/shop/orders/03-data-design.md"
    assert datadesign("render", docs, "--front-matter").returncode == 0
    first, marked, title, last, empty, *text = page.read_text().split("\n")
    assert (first, last, empty) == ("---", "---", "")
    assert marked.startswith("# (Generated by datadesign from plan/shop/orders/03-data-design.yaml; edit there; sum ")
    assert yaml.safe_load(f"{marked}\n{title}") == {"title": "Orders: ‹b›”all”‹/b› {1+1}: data design"}
    assert not [line for line in text if line.startswith("# ")]
    assert datadesign("render", docs, "--check", "--front-matter").returncode == 0
    assert datadesign("render", docs, "--check").returncode == 1
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))  # as a checkout on Windows has it
    write({"shop/orders": MINIMAL})
    assert datadesign("render", docs, "--front-matter").returncode == 0
    (docs / "plan/shop/more/03-data-design.yaml").unlink()
    assert datadesign("render", docs, "--prune").stdout.endswith("removed plan/shop/more/03-data-design.md\n")
    assert page.read_text().startswith("[//]: # (")
    assert datadesign("render", docs, "--front-matter").returncode == 0
    (docs.parent / "mkdocs.yml").write_text("site_name: Plans\nplugins: [datadesign]\n")
    assert build(docs.parent / "mkdocs.yml", docs.parent / "site").returncode == 0  # 1 with a file in the way
    page.write_text(page.read_text() + "\nMine\n")
    done = datadesign("render", docs)
    assert (done.returncode, "was changed by hand after it was rendered" in done.stderr) == (1, True)


def test_render_check_fails_only_if_a_page_is_stale(write: Write) -> None:
    docs = write({"shop/orders": MINIMAL})
    assert datadesign("render", docs, "--check").returncode == 1
    datadesign("render", docs)
    assert datadesign("render", docs, "--check").returncode == 0
    write({"shop/orders": MINIMAL.replace("Orders", "All orders")})
    assert datadesign("render", docs, "--check").returncode == 1


def test_render_never_overwrites_what_a_person_wrote(write: Write) -> None:
    docs = write({"shop/orders": MINIMAL})
    page = docs / "plan/shop/orders/03-data-design.md"
    page.write_text("# Mine\n")
    done = datadesign("render", docs)
    assert done.returncode == 1
    assert "was written by hand" in done.stderr
    assert page.read_text() == "# Mine\n"


def test_schema_prints_the_json_schema() -> None:
    assert json.loads(datadesign("schema").stdout)["title"] == "Data design"


def test_explain_tells_a_rule_lists_a_group_and_helps_with_a_typo() -> None:
    done = datadesign("explain", "shared/conflict")
    assert done.returncode == 0
    assert "This is reported:" in done.stdout
    assert "error[shared/conflict]" in done.stdout
    assert len(datadesign("explain", "backup").stdout.splitlines()) == 3
    wrong = datadesign("explain", "naming/plural")
    assert wrong.returncode == 2
    assert "did you mean" in wrong.stderr


COMMANDS = ("baseline", "check", "diff", "explain", "export", "new", "render", "schema")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=["datadesign", *COMMANDS])
def test_help_shows_examples_that_are_commands(command: tuple[str, ...], tmp_path: Path) -> None:
    told = datadesign(*command, "--help", cwd=tmp_path).stdout
    examples = re.findall(r"^  +datadesign (.+)", told.partition("Examples:")[2], re.M)
    assert examples
    for example in examples:
        name, *args = shlex.split(re.split("[>&]", example)[0])
        help = datadesign(name, *args, "--help", cwd=tmp_path)
        assert (help.returncode, help.stderr) == (0, ""), example
        assert all(option in help.stdout for option in args if option.startswith("--")), example
    assert "--no-color" in told


def test_a_command_that_is_not_there_is_wrong_use_with_the_nearest(tmp_path: Path) -> None:
    done = datadesign("chekc", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no command `chekc`; did you mean `check`?" in done.stderr


def test_a_path_that_is_not_there_is_wrong_use_rather_than_no_problem(write: Write) -> None:
    root = write({"shop/orders": BROKEN}).parent
    done = datadesign("check", "docs/plan/shop/ordres", cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no docs/plan/shop/ordres" in done.stderr


@pytest.mark.parametrize(
    ("below", "named"),
    [
        (".", "."),
        (".", "docs"),
        (".", "docs/plan"),
        (".", "docs/plan/shop/orders/prd.md"),
        ("docs", "plan/shop/orders"),
        ("docs", "."),
        ("docs/plan/shop", ".."),
        ("docs/plan/shop/orders", "../../../.."),
        ("..", "{root}"),
        ("..", "{root}/docs"),
        ("/", "{root}/docs/plan"),
        ("/", "{root}/docs/plan/shop/orders"),
        ("/", "{root}/docs/plan/shop/orders/03-data-design.yaml"),
    ],
)
@pytest.mark.parametrize("configured", [True, False])
def test_a_path_is_of_its_project_wherever_one_stands(write: Write, below: str, named: str, configured: bool) -> None:
    root = write({"shop/orders": BROKEN}).parent
    (root / "docs/plan/shop/orders/prd.md").write_text("# Orders\n")
    if configured:
        (root / "known.json").write_text('{"version": 2, "problems": []}')
        (root / "mkdocs.yml").write_text(
            "plugins: [{datadesign: {baseline: known.json, rules: {model/no-primary-key: warning}}}]\n"
        )
    done = datadesign("check", named.format(root=root), cwd=root / below)
    assert done.returncode == (0 if configured else 1), done.stderr
    assert "[model/no-primary-key]: `customers` has no primary key" in done.stdout


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (["docs/plan/shop/orders/nofile.yaml"], "there is no docs/plan/shop/orders/nofile.yaml"),
        (["docs/plan/shop/empty"], "there is no data design in docs/plan/shop/empty"),
        (["docs/plan/shop/orders", "docs/plan/shop/empty"], "there is no data design in docs/plan/shop/empty"),
        (["docs/guide"], "docs/guide is in no plan, and leads to none"),
        (["other/docs/plan"], "there is no data design in other/docs/plan"),
        (["docs/plan", "other/docs/plan"], "docs/plan and other/docs/plan are of two projects"),
        (["../elsewhere"], "there is no ../elsewhere"),
    ],
)
def test_a_path_without_a_data_design_is_wrong_use_rather_than_no_problem(
    write: Write, named: list[str], words: str
) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    for folder in ("docs/plan/shop/empty", "docs/guide", "other/docs/plan"):
        (root / folder).mkdir(parents=True)
    done = datadesign("check", *named, cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize("named", [".", "docs", "{root}", "{root}/docs"])
@pytest.mark.parametrize(
    "command", [("render",), ("export", "--format", "csv", "-o", "x.csv"), ("baseline",)], ids=" ".join
)
def test_other_commands_take_a_project_or_its_docs(write: Write, command: tuple[str, ...], named: str) -> None:
    root = write({"shop/orders": BROKEN}).parent
    (root / "mkdocs.yml").write_text(
        "plugins: [{datadesign: {rules: {model/no-primary-key: off}, baseline: b.json}}]\n"
    )
    (root / "b.json").write_text("")
    name, *more = command
    if name != "baseline":
        datadesign("baseline", cwd=root)
    cwd = root / "elsewhere" if "{" in named else root
    cwd.mkdir(exist_ok=True)
    done = datadesign(name, named.format(root=root), *more, cwd=cwd)
    assert done.returncode == 0, done.stderr
    made = {
        "render": root / "docs/plan/shop/orders/03-data-design.md",
        "export": cwd / "x.csv",
        "baseline": root / "b.json",
    }
    assert made[name].stat().st_size
    part = datadesign(name, "docs/plan/shop", *more, cwd=root)
    assert (part.returncode, "that of its project is docs" in part.stderr) == (2, True)


def test_a_project_without_a_sidecar_is_told_where_one_was_looked_for(write: Write) -> None:
    done = datadesign("check", cwd=write({}).parent)
    assert (done.returncode, done.stdout) == (0, "no problems in 0 data designs\n")
    assert done.stderr == "no sidecar found below docs/plan\n"


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("baseline",),
        ("render",),
        ("new", "shop/stock", "--mechanism", "relational"),
        ("export", "--format", "csv", "-o", "fields.csv"),
    ],
    ids=" ".join,
)
def test_quiet_prints_nothing_where_all_is_well(write: Write, command: tuple[str, ...]) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    done = datadesign(*command, "--quiet", cwd=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="Linux has a device that is always full; this is another system"
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [("check",), ("export", "--format", "csv"), ("explain",)], ids=" ".join)
def test_a_full_disk_below_the_output_is_one_line(write: Write, command: tuple[str, ...], unbuffered: str) -> None:
    root = write({"shop/orders": COMPLETE}).parent
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs_datadesign.cli", *command],
            cwd=root, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "Error: not all could be printed: No space left on device\n")


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "mkdocs_datadesign.cli", "export", "--format", "odcs"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()  # long before anything is written
        assert process.stderr.read() == ""
