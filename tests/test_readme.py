"""What the README shows is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import COMPLETE, README, ROOT, Write, readme_sidecar
from processes import datadesign
from test_cli import BROKEN
from test_pre_commit import commit, environment, git

from mkdocs_datadesign.options import Options


def test_the_sidecar_passes(write: Write) -> None:
    done = datadesign("check", write({"shop/orders": readme_sidecar()}))
    assert done.returncode == 0, done.stdout


def test_the_changes_are_what_a_reviewer_would_read(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "example-site", tmp_path / "example-site")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    sidecar = tmp_path / "example-site/docs/plan/network/lockers/03-data-design.yaml"
    text = sidecar.read_text(encoding="utf-8").replace("offline, retired]", "offline, faulty, retired]")
    sidecar.write_text(text.replace("title: {type: VARCHAR(120)", "title: {type: VARCHAR(200)"), encoding="utf-8")
    assert f"```text\n{datadesign('diff', 'origin/main...', cwd=tmp_path).stdout}```" in README


def test_the_error_is_what_one_would_read(write: Write) -> None:
    done = datadesign("check", write({"shop/orders": readme_sidecar().replace("FK customers.id", "FK customer.id")}))
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert shown
    for line in shown[1].splitlines():
        if "…" not in line:
            assert line in done.stdout.splitlines(), done.stdout


def test_each_option_is_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(documented) == sorted(Options.model_fields)


def shown(file: str) -> str:
    """What the README shows of a file."""
    (text,) = re.findall(rf"```yaml\n# {re.escape(file)}\n(.*?)```", README, re.S)
    return str(text)


@pytest.mark.parametrize(
    ("file", "schema"),
    [(".github/workflows/data-design.yml", "vendor.github-workflows"), (".gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_the_workflows_are_ones_that_github_and_gitlab_take(file: str, schema: str, tmp_path: Path) -> None:
    (tmp_path / "ci.yml").write_text(shown(file), encoding="utf-8")
    checker = [Path(sys.executable).parent / "check-jsonschema", "--builtin-schema", schema]
    options = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    done = subprocess.run([*checker, *options, tmp_path / "ci.yml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def pull_request(write: Write) -> Path:
    """A repository with a good design on its main branch, and a broken one beside it since."""
    root = write({"shop/orders": COMPLETE}).parent
    commit(root)
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    write({"shop/parcels": BROKEN})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")
    return root


def steps(root: Path, commands: list[str], **values: str) -> list[subprocess.CompletedProcess[str]]:
    """Runs a job's commands but the one that installs us, as a runner's shell does."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**environment(), "PATH": programs, **values}
    return [
        subprocess.run(["bash", "-ec", command], cwd=root, capture_output=True, text=True, check=False, env=variables)
        for command in commands
        if not command.startswith("pip install")
    ]


def test_the_github_workflow_annotates_and_sums_up_what_is_new_and_fails(pull_request: Path, tmp_path: Path) -> None:
    workflow: dict[str, Any] = yaml.safe_load(shown(".github/workflows/data-design.yml"))
    commands = [step["run"] for step in workflow["jobs"]["data-design"]["steps"] if "run" in step]
    summary = tmp_path / "summary.md"
    *first, last = steps(pull_request, commands, BASE="main", GITHUB_STEP_SUMMARY=str(summary))
    assert ([step.returncode for step in first], last.returncode) == ([0, 0], 1)
    told = summary.read_text(encoding="utf-8")
    assert "model/no-primary-key" in told
    assert "shop/parcels" in told.partition("## Data designs\n")[0], "what changed comes first"
    assert "::error file=docs/plan/shop/parcels/03-data-design.yaml" in last.stdout
    assert "file=docs/plan/shop/orders" not in last.stdout


def test_the_gitlab_job_leaves_a_test_report_and_fails(pull_request: Path) -> None:
    job = yaml.safe_load(shown(".gitlab-ci.yml"))["data-design"]
    (done,) = steps(pull_request, job["script"], CI_MERGE_REQUEST_DIFF_BASE_SHA="origin/main")
    assert done.returncode == 1
    assert "model/no-primary-key" in (pull_request / job["artifacts"]["reports"]["junit"]).read_text(encoding="utf-8")
