"""The hook, run by pre-commit itself on a real repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import COMPLETE, ROOT
from test_cli import BROKEN


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project of a good design whose pre-commit runs our hook, with the command that is installed here.

    What pre-commit would install from our repository is this very package; its own installing is its own matter.
    """
    root = tmp_path / "project"
    folder = root / "docs/plan/shop/orders"
    folder.mkdir(parents=True)
    (folder / "03-data-design.yaml").write_text(COMPLETE, encoding="utf-8")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    return root


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.c",
    }  # fmt: skip


def git(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *command], cwd=root, capture_output=True, text=True, check=False, env=environment()
    )  # fmt: skip


def test_a_commit_of_a_broken_design_is_refused_and_a_good_one_passes(repository: Path) -> None:
    pre_commit = [sys.executable, "-m", "pre_commit"]
    subprocess.run([*pre_commit, "install"], cwd=repository, check=True, capture_output=True, env=environment())
    done = git(repository, "commit", "-qm", "good")
    assert done.returncode == 0, done.stdout + done.stderr
    sidecar = repository / "docs/plan/shop/orders/03-data-design.yaml"
    sidecar.write_text(BROKEN, encoding="utf-8")
    git(repository, "add", "-A")
    done = git(repository, "commit", "-qm", "broken")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "Check data designs" in said
    assert "error[model/no-primary-key]: `customers` has no primary key" in said
    (repository / "README.md").write_text("# Shop\n", encoding="utf-8")
    git(repository, "reset", "-q")
    git(repository, "add", "README.md")
    done = git(repository, "commit", "-qm", "elsewhere")
    assert done.returncode == 0, "a commit that touches no plan is not held up: " + done.stdout + done.stderr


def test_the_hook_is_one_that_pre_commit_accepts() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
