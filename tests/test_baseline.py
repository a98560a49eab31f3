"""The baseline: an old project starts at zero, and only new problems fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import COMPLETE, Build, Write
from processes import datadesign
from test_formats import git

OLD = COMPLETE.replace("id: {type: UUID, constraints: [PK]", "id: {type: UUID, constraints: [NOT NULL]", 1)
NEW = OLD.replace(
    "constraints: [NOT NULL, UNIQUE], description: Address", "constraints: [FK nobody.id], description: Address"
)
CONFIG = "site_name: Old\nplugins:\n  - datadesign: {baseline: known.json}\n"


@pytest.fixture
def root(write: Write) -> Path:
    """A project whose problems are all in its baseline."""
    docs = write({"shop/orders": OLD})
    (docs.parent / "mkdocs.yml").write_text(CONFIG)
    done = datadesign("baseline", cwd=docs.parent)
    assert done.returncode == 0, done.stderr
    return docs.parent


def test_what_is_known_does_not_fail(root: Path) -> None:
    done = datadesign("check", cwd=root)
    assert done.returncode == 0
    assert done.stdout.startswith("no problems in 1 data design, and ")
    assert "more in the baseline" in done.stdout


def test_what_is_new_fails_and_is_all_that_is_shown(root: Path, write: Write) -> None:
    write({"shop/orders": NEW})
    done = datadesign("check", cwd=root)
    assert done.returncode == 1
    assert "error[model/unknown-target]" in done.stdout
    assert "model/no-primary-key" not in done.stdout


def test_a_second_problem_of_the_same_rule_is_new(root: Path, write: Write) -> None:
    write({"shop/orders": OLD.replace("constraints: [PK]", "constraints: [NOT NULL]")})
    done = datadesign("check", cwd=root)
    assert done.returncode == 1
    assert "`orders` has no primary key" in done.stdout
    assert "`customers` has no primary key" not in done.stdout


def test_lines_and_queries_inserted_above_change_nothing(write: Write) -> None:
    bad = COMPLETE.replace("target: customers, filter: [email]", "target: customer, filter: [email]")
    docs = write({"shop/orders": bad})
    (docs.parent / "mkdocs.yml").write_text(CONFIG)
    datadesign("baseline", cwd=docs.parent)
    more = "queries:\n  - {operation: Count, frequency: low, pattern: Count, target: orders, filter: [id]}\n"
    write({"shop/orders": "# a comment\n\n" + bad.replace("queries:\n", more)})
    done = datadesign("check", cwd=docs.parent)
    assert done.returncode == 0, done.stdout


def test_what_is_gone_is_told(root: Path, write: Write) -> None:
    write({"shop/orders": COMPLETE})
    done = datadesign("check", cwd=root)
    assert done.returncode == 0
    assert "of the baseline are gone" in done.stdout
    assert "datadesign baseline" in done.stdout


def test_the_file_is_one_line_a_problem_and_always_the_same(root: Path) -> None:
    first = (root / "known.json").read_bytes()
    assert {entry["rule"] for entry in json.loads(first)["problems"]} >= {"model/no-primary-key"}
    datadesign("baseline", cwd=root)
    assert (root / "known.json").read_bytes() == first
    assert b'"line"' not in first


def test_json_and_the_pages_still_have_them(root: Path, build: Build) -> None:
    report = json.loads(datadesign("check", "--format", "json", cwd=root).stdout)
    assert {problem["known"] for problem in report["problems"]} == {True}
    done = build(root / "mkdocs.yml", root / "site", "--strict")
    assert done.returncode == 0, done.stderr
    assert "no-primary-key" not in done.stderr
    page = (root / "site/plan/shop/orders/03-data-design/index.html").read_text()
    assert "has no primary key" in page


def test_what_is_older_than_a_revision_is_in_no_report_and_what_is_known_stays(root: Path, write: Write) -> None:
    bills = "title: Bills\nstores: {main: {mechanism: relational, technology: PostgreSQL, entities: {bills: {}}}}\n"
    write({"shop/bills": bills})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    write({"shop/bills": bills.replace("bills: {}", "bills: {}, lines: {fields: {id: {type: UUID}}}")})
    report = json.loads(datadesign("check", "--since", "HEAD", "--format", "json", cwd=root).stdout)
    told = {(problem["rule"], problem["feature"], problem["known"]) for problem in report["problems"]}
    assert ("model/no-primary-key", "shop/orders", True) in told
    assert ("model/no-primary-key", "shop/bills", False) in told
    assert not any(known for _, feature, known in told if feature == "shop/bills")
    assert not any("`bills`" in problem["message"] for problem in report["problems"])
    said = datadesign("check", "--since", "HEAD", cwd=root).stdout
    assert (
        f"in 2 data designs since HEAD, and {sum(p['known'] for p in report['problems'])} more in the baseline" in said
    )


def test_a_build_fails_for_what_is_new(root: Path, write: Write, build: Build) -> None:
    write({"shop/orders": NEW})
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 1
    assert "model/unknown-target" in done.stderr
    assert "model/no-primary-key" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{",
        '{"version": 9, "problems": []}',
        '{"version": 1, "problems": []}',
        '{"version": 2, "problems": [7]}',
        '{"version": 2, "problems": [{"rule": "a/b", "feature": "c", "path": "d", "names": [7], "count": 1}]}',
    ],
)
def test_a_baseline_that_cannot_be_read_is_said_so(root: Path, build: Build, text: str | None) -> None:
    if text is None:
        (root / "known.json").unlink()
    else:
        (root / "known.json").write_text(text)
    for done, status in ((datadesign("check", cwd=root), 2), (build(root / "mkdocs.yml", root / "site"), 1)):
        assert done.returncode == status
        assert "baseline known.json" in done.stderr
        assert "datadesign baseline" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_first_baseline_says_how_to_use_it(write: Write) -> None:
    docs = write({"shop/orders": OLD})
    done = datadesign("baseline", docs, cwd=docs.parent)
    assert done.returncode == 0
    assert "baseline: datadesign-baseline.json" in done.stdout
    assert (docs.parent / "datadesign-baseline.json").is_file()
