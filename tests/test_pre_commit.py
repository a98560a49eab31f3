"""The hook, run by pre-commit itself on a real repository, as the README says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import COMPLETE, README, ROOT
from test_cli import BROKEN


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of a good design, with the README's configuration, and this tree where it says that we are.

    pre-commit clones that and installs it, with what it depends on from PyPI, in an environment of its own.
    """
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "home"))
    ours = tmp_path / "mkdocs-datadesign"
    shutil.copytree(
        ROOT / "mkdocs_datadesign", ours / "mkdocs_datadesign", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, ours)
    (config,) = re.findall(r"```yaml\n# \.pre-commit-config\.yaml\n(.*?)```", README, re.S)
    (revision,) = re.findall(r"rev: (\S+)", config)
    commit(ours)
    git(ours, "tag", revision)
    root = tmp_path / "project"
    folder = root / "docs/plan/shop/orders"
    folder.mkdir(parents=True)
    (folder / "03-data-design.yaml").write_text(COMPLETE, encoding="utf-8")
    config = re.sub(r"repo: \S+", f"repo: {ours}", config)
    (root / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", "-A")
    return root


def commit(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all")


def environment() -> dict[str, str]:
    names = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    return {**os.environ, **names}


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
