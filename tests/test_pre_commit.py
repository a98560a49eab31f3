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


def commit_with_hook(root: Path) -> str:
    """Commit all that has changed; gives what the hook that refuses it says, "" where none does."""
    git(root, "add", "-A")
    done = git(root, "commit", "-qm", "next")
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture
def hooked(repository: Path) -> Path:
    """The project with the hook in place, committed."""
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=repository, check=True, capture_output=True, env=environment())
    assert commit_with_hook(repository) == ""
    return repository


def test_a_commit_of_a_broken_design_is_refused_and_a_good_one_passes(hooked: Path) -> None:
    sidecar = hooked / "docs/plan/shop/orders/03-data-design.yaml"
    sidecar.write_text(BROKEN, encoding="utf-8")
    said = commit_with_hook(hooked)
    assert "Check data designs" in said
    assert "error[model/no-primary-key]: `customers` has no primary key" in said
    (hooked / "README.md").write_text("# Shop\n", encoding="utf-8")
    git(hooked, "reset", "-q")
    git(hooked, "add", "README.md")
    done = git(hooked, "commit", "-qm", "elsewhere")
    assert done.returncode == 0, "what is not committed holds up nothing: " + done.stdout + done.stderr


def test_a_commit_is_refused_that_deletes_what_a_design_needs_or_sets_options_that_it_fails(hooked: Path) -> None:
    folder = hooked / "docs/plan/shop/orders"
    sidecar, contract = folder / "03-data-design.yaml", folder / "02-contract.md"
    contract.write_text("# PlaceOrder\n", encoding="utf-8")
    sidecar.write_text(COMPLETE.replace("  PlaceOrder:\n", "  PlaceOrder:\n    contract: 02-contract.md\n"))
    lines = hooked / "docs/plan/shop/lines/03-data-design.yaml"
    lines.parent.mkdir()
    lines.write_text(
        "title: Lines\nstores: {main: {mechanism: relational, technology: PostgreSQL, entities:"
        " {lines: {fields: {id: {type: UUID, constraints: [PK, FK orders.id]}}}}}}\n"
    )
    assert commit_with_hook(hooked) == ""
    contract.unlink()
    assert "02-contract.md" in commit_with_hook(hooked)
    git(hooked, "reset", "-q", "--hard")
    sidecar.unlink()
    assert "error[model/unknown-target]" in commit_with_hook(hooked)
    git(hooked, "reset", "-q", "--hard")
    (hooked / "mkdocs.yml").write_text("site_name: T\nplugins: [datadesign: {rules: {completeness/*: error}}]\n")
    assert "error[completeness/" in commit_with_hook(hooked)
    (hooked / "mkdocs.yml").write_text("site_name: T\nplugins: [datadesign: {plan: specs}]\n")
    (hooked / "docs/plan").rename(hooked / "docs/specs")
    lines = hooked / "docs/specs/shop/lines/03-data-design.yaml"
    lines.write_text(lines.read_text().replace("orders.id", "order.id"))
    assert "did you mean `orders`?" in commit_with_hook(hooked)


def test_the_hook_is_one_that_pre_commit_accepts() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
