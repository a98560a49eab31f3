"""What the README shows is true."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from conftest import README, ROOT, Write, readme_sidecar
from test_cli import run
from test_formats import git

from mkdocs_datadesign.options import Options


def test_the_sidecar_passes(write: Write) -> None:
    done = run("check", write({"shop/orders": readme_sidecar()}))
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
    assert f"```text\n{run('diff', 'origin/main', cwd=tmp_path).stdout}```" in README


def test_the_error_is_what_one_would_read(write: Write) -> None:
    done = run("check", write({"shop/orders": readme_sidecar().replace("FK customers.id", "FK customer.id")}))
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert shown
    for line in shown[1].splitlines():
        if "…" not in line:
            assert line in done.stdout.splitlines(), done.stdout


def test_each_option_is_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(documented) == sorted(Options.model_fields)
