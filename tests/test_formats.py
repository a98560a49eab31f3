"""Reports for programs, read by readers that others wrote."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import COMPLETE, Write
from jsonschema import Draft4Validator, FormatChecker
from junitparser import JUnitXml, TestSuite
from markdown_it import MarkdownIt
from processes import datadesign
from sarif_pydantic import Sarif
from test_cli import BROKEN

STUB = """\
title: Bills
status: approved
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      customers:
        owner: shop/orders
        fields: {id: {type: BIGINT}}
"""


@pytest.fixture
def root(write: Write) -> Path:
    """A project with a problem that has a second place, one that warns, and one whose words are awkward."""
    docs = write({"shop/orders": COMPLETE, "shop/bills": STUB})
    awkward = 'title: "50%, a|b: <x>"\nstores: {main: {mechanism: relational, technologie: "a\\u0001b"}}\n'
    (docs / "plan/a b/c").mkdir(parents=True)
    (docs / "plan/a b/c/03-data-design.yaml").write_text(awkward, encoding="utf-8")
    return docs.parent


def problems(root: Path) -> list[dict[str, object]]:
    return json.loads(datadesign("check", "--format", "json", cwd=root).stdout)["problems"]  # type: ignore[no-any-return]


def test_sarif_holds_each_problem_with_its_rule_place_and_fingerprint(root: Path) -> None:
    done = datadesign("check", "--format", "sarif", cwd=root)
    assert done.returncode == 1
    (told,) = Sarif.model_validate_json(done.stdout).runs
    wanted = problems(root)
    assert told.results is not None
    assert len(told.results) == len(wanted) > 5
    rules = told.tool.driver.rules or []
    prints = set()
    for result, problem in zip(told.results, wanted, strict=True):
        assert result.rule_id == problem["rule"]
        assert rules[result.rule_index or 0].id == problem["rule"]
        place = result.locations[0].physical_location  # type: ignore[index]
        assert place
        assert place.artifact_location
        assert (root / unquote(str(place.artifact_location.uri))).is_file()
        assert place.region
        assert (place.region.start_line, place.region.start_column) == (problem["line"], problem["column"])
        prints.add(json.dumps(result.partial_fingerprints))
    assert len(prints) == len(wanted)
    assert all(rule.help and rule.help.text for rule in rules)
    conflict = next(result for result in told.results if result.rule_id == "shared/conflict")
    assert conflict.related_locations


def test_sarif_is_valid_against_the_standards_own_schema(root: Path) -> None:
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    told = json.loads(datadesign("check", "--format", "sarif", cwd=root).stdout)
    assert told["$schema"] == schema["id"]
    checker = Draft4Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in checker.iter_errors(told)] == []
    told["runs"][0]["results"][0]["level"] = "fatal"
    assert list(checker.iter_errors(told))


def test_a_fingerprint_stays_when_lines_move(root: Path) -> None:
    def prints() -> set[str]:
        report = json.loads(datadesign("check", "--format", "sarif", cwd=root).stdout)
        return {result["partialFingerprints"]["datadesign/v2"] for result in report["runs"][0]["results"]}

    before = prints()
    for sidecar in root.rglob("03-data-design.yaml"):
        sidecar.write_text("# a comment\n\n" + sidecar.read_text(encoding="utf-8"), encoding="utf-8")
    assert prints() == before


COMMAND = re.compile(r"::(error|warning|notice) (.*?)::(.*)")


def test_github_annotates_each_problem_at_its_line(root: Path) -> None:
    lines = datadesign("check", "--format", "github", cwd=root).stdout.splitlines()
    wanted = problems(root)
    assert len(lines) == len(wanted)
    for line, problem in zip(lines, wanted, strict=True):
        command = COMMAND.fullmatch(line)
        assert command, line
        told = {key: unquote(value) for key, value in (part.split("=", 1) for part in command[2].split(","))}
        assert (root / told["file"]).is_file()
        assert (int(told["line"]), int(told["col"]), told["title"]) == (
            problem["line"], problem["column"], problem["rule"],
        )  # fmt: skip
        assert unquote(command[3]).split("\n")[0] == problem["message"]


def test_places_are_paths_from_the_repositorys_root_wherever_the_command_runs(root: Path) -> None:
    project = root / "services/billing"
    project.mkdir(parents=True)
    (root / "docs").rename(project / "docs")
    (project / "mkdocs.yml").write_text("plugins: [{datadesign: {rules: {shared/conflict: off}}}]\n", encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    within, above = (
        {
            form: datadesign("check", *paths, "--format", form, cwd=cwd).stdout
            for form in ("json", "sarif", "github", "junit", "markdown")
        }
        for cwd, paths in ((project, ()), (root, ("services/billing/docs",)))
    )
    assert within == above
    assert "schema/missing-key" in within["json"]
    assert "shared/conflict" not in within["json"]
    (told,) = json.loads(within["sarif"])["runs"]
    for result in told["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uriBaseId"] in told["originalUriBaseIds"]
        assert (root / unquote(place["uri"])).is_file()
    files = [unquote(path) for path in re.findall("file=(.*?),", within["github"])]
    assert files
    assert all((root / path).is_file() for path in files)
    assert "`services/billing/docs/plan/shop/bills/" in within["markdown"]


def test_junit_fails_for_what_fails_the_check_and_for_nothing_else(root: Path) -> None:
    (root / "junit.xml").write_text(datadesign("check", "--format", "junit", cwd=root).stdout, encoding="utf-8")
    suites = [suite for suite in JUnitXml.fromfile(str(root / "junit.xml")) if isinstance(suite, TestSuite)]
    assert [suite.name for suite in suites] == ["a b/c", "shop/bills", "shop/orders"]
    failed = [case for suite in suites for case in suite if case.result]
    assert len(failed) == sum(problem["severity"] == "error" for problem in problems(root))
    assert failed[0].result[0].text.startswith("error[schema/")
    (good,) = list(suites[2])
    assert good.result == []


def test_the_summary_is_a_table_whatever_the_problems_say(root: Path) -> None:
    text = datadesign("check", "--format", "markdown", cwd=root).stdout
    page = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text)
    rows = re.findall("<tr>(.*?)</tr>", page, re.S)[1:]
    assert len(rows) == len(problems(root))
    assert all(len(re.findall("<td", row)) == 5 for row in rows)
    assert "technologie" in html.unescape(page)
    assert "<x>" not in page


def git(root: Path, *command: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *command], cwd=root, check=True, capture_output=True
    )


def test_since_reports_only_what_is_new_and_reads_the_whole_project(root: Path) -> None:
    (root / "docs/plan/a b/c/03-data-design.yaml").unlink()
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    assert datadesign("check", cwd=root).returncode == 1
    done = datadesign("check", "--since", "HEAD", cwd=root)
    assert (done.returncode, done.stdout) == (0, "no new problems in 2 data designs since HEAD\n")
    orders = root / "docs/plan/shop/orders/03-data-design.yaml"
    orders.write_text("# moved by a line\n" + orders.read_text(encoding="utf-8"), encoding="utf-8")
    assert datadesign("check", "--since", "HEAD", cwd=root).returncode == 0
    orders.write_text(BROKEN, encoding="utf-8")
    for form in ("json", "sarif", "github", "junit", "markdown"):
        told = datadesign("check", "--since", "HEAD", "--format", form, cwd=root).stdout
        assert ("model/no-primary-key" in told, "shared/conflict" in told) == (True, False), form
    done = datadesign("check", "--since", "HEAD", cwd=root)
    assert done.stdout.endswith("\n1 new error in 2 data designs since HEAD\n")
    done = datadesign("check", "--since", "HEAD", "--quiet", cwd=root)
    assert done.returncode == 1
    assert re.findall(r"^error\[(.*?)\]", done.stdout, re.M) == ["model/no-primary-key"]
    done = datadesign("check", "--since", "nowhere", cwd=root)
    assert done.returncode == 2
    assert "no such revision" in done.stderr
    done = datadesign("check", "--since", "", cwd=root)
    assert (done.returncode, done.stdout, "--since names no revision" in done.stderr) == (2, "", True)


def test_what_the_other_branch_mended_meanwhile_is_not_new_here(root: Path) -> None:
    git(root, "init", "-qb", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "mine")
    git(root, "commit", "-qm", "two", "--allow-empty")
    git(root, "checkout", "-q", "main")
    git(root, "rm", "-rq", "docs/plan/a b", "docs/plan/shop/bills")
    git(root, "commit", "-qm", "three")
    git(root, "checkout", "-q", "mine")
    assert datadesign("check", "--since", "main", cwd=root).returncode == 1
    assert datadesign("check", "--since", "main...", cwd=root).returncode == 0


def test_paths_choose_whose_problems_are_reported(root: Path) -> None:
    assert datadesign("check", "docs/plan/shop/orders/03-data-design.yaml", cwd=root).returncode == 0
    (root / "docs/plan/shop/bills/prd.md").write_text("# Bills\n", encoding="utf-8")
    assert datadesign("check", "docs/plan/shop/bills/prd.md", cwd=root).returncode == 1
    done = datadesign("check", "docs/plan/shop", "--format", "json", cwd=root)
    assert {problem["feature"] for problem in json.loads(done.stdout)["problems"]} == {"shop/bills"}
    done = datadesign("check", "docs/plan/shop/orders", cwd=root)
    assert done.stdout == "no problems in 1 data design\n"
    (root / "other.yaml").write_text("", encoding="utf-8")
    assert datadesign("check", "other.yaml", cwd=root).returncode == 2


def test_options_come_from_the_plugin_or_else_from_pyproject(root: Path) -> None:
    (root / "docs/plan/a b/c/03-data-design.yaml").unlink()
    (root / "docs").rename(root / "handbook")
    off = '[tool.datadesign]\ndocs_dir = "handbook"\nrules = {"*" = "off"}\n'
    (root / "pyproject.toml").write_text(off, encoding="utf-8")
    assert datadesign("check", cwd=root).stdout == "no problems in 2 data designs\n"
    (root / "mkdocs.yml").write_text("docs_dir: handbook\nplugins: [search]\n", encoding="utf-8")
    assert datadesign("check", cwd=root).stdout == "no problems in 2 data designs\n"
    (root / "mkdocs.yml").write_text("docs_dir: handbook\nplugins: [search, datadesign]\n", encoding="utf-8")
    assert datadesign("check", cwd=root).returncode == 1
    (root / "mkdocs.yml").unlink()
    (root / "pyproject.toml").write_text("[tool.datadesign]\nfail_om = 'error'\n", encoding="utf-8")
    done = datadesign("check", cwd=root)
    assert (done.returncode, "pyproject.toml: fail_om" in done.stderr) == (2, True)
