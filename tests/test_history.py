"""`--since`, `since` and `diff` read the right repository, whatever a pull request has put into the docs directory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Build, Write
from processes import datadesign
from test_fits_in import ORDERS

GOOD = ORDERS
BAD = ORDERS.replace("PK", "NOT NULL")
PLACE = "plan/shop/orders/03-data-design.yaml"
AUTHOR = ["-c", "user.name=A", "-c", "user.email=a@b.c"]


def git(root: Path, *command: str, **given: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *AUTHOR, *command], cwd=root, check=True, capture_output=True, text=True, env={**kept, **given}
    )
    return done.stdout.strip()


def commit(root: Path, message: str = "one") -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


@pytest.fixture
def root(write: Write) -> Path:
    """A repository whose one design has a problem, which its last commit has, too."""
    root = write({"shop/orders": BAD}).parent
    (root / "mkdocs.yml").write_text("site_name: Plans\nplugins: [datadesign: {fail_on: never, since: HEAD}]\n")
    (root / "docs/index.md").write_text("# Home\n")
    git(root, "init", "-qb", "main")
    commit(root)
    return root


def new_problems(root: Path, revision: str = "HEAD") -> set[str]:
    """The rules of the problems that are new since a revision."""
    done = datadesign("check", "--since", revision, "--format", "json", cwd=root)
    assert done.stdout, done.stderr
    return {problem["rule"] for problem in json.loads(done.stdout)["problems"]}


def reads_the_right_repository(root: Path, build: Build) -> None:
    assert new_problems(root) == set()
    done = datadesign("diff", "HEAD", cwd=root)
    assert (done.returncode, done.stdout) == (0, "no change of any design since HEAD\n"), done.stderr
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0, done.stderr
    assert "New since HEAD" in (root / "site/plan/data-design/index.html").read_text(encoding="utf-8"), done.stderr


def bare_repository(folder: Path, config: str, head: str = "ref: refs/heads/main") -> None:
    """What a pull request can add so that git takes a folder for a repository: no entry of it is called `.git`."""
    for name, text in {
        "HEAD": head,
        "config": config,
        "objects/info/packs": "",
        "refs/heads/main": "1" * 40,
        "refs/heads/other": "1" * 40,
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")


HARM = (
    "[core]\nrepositoryformatversion = 1\n[extensions]\npartialClone = there\n"
    '[remote "there"]\nurl = .\npromisor = true\nuploadpack = "touch %s; false"\n'
)
"""A partial clone fetches an object that it lacks, by a program that its settings name."""


@pytest.mark.parametrize("folder", ["docs", "docs/plan", "."])
def test_settings_in_what_a_pull_request_added_run_no_program(root: Path, build: Build, folder: str) -> None:
    harm = root.parent / "harm"
    bare_repository(root / folder, HARM % harm)
    reads_the_right_repository(root, build)
    commit(root)
    reads_the_right_repository(root, build)
    assert not harm.exists()


def test_what_looks_like_a_repository_is_none_for_who_has_no_other(write: Write) -> None:
    docs = write({"shop/orders": BAD})
    harm = docs.parent / "harm"
    bare_repository(docs, HARM % harm)
    for command in (["check", "--since", "HEAD"], ["diff", "HEAD"], ["check", "--since", "main..."]):
        done = datadesign(*command, cwd=docs.parent)
        assert (done.returncode, "not a git repository" in done.stderr) == (2, True), done.stderr
    assert not harm.exists()


def test_a_git_in_the_folder_that_one_stands_in_is_not_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = root / "git"
    program.write_text(f"#!/bin/sh\ntouch {root.parent / 'harm'}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    assert new_problems(root) == set()
    assert not (root.parent / "harm").exists()


SIGNED = """\
tree {tree}
parent {parent}
author A <a@b.c> 4102444800 +0000
committer A <a@b.c> 4102444800 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 iQ==
 -----END PGP SIGNATURE-----

signed
"""


def test_signatures_are_not_looked_at(root: Path, build: Build) -> None:
    text = SIGNED.format(tree=git(root, "rev-parse", "HEAD^{tree}"), parent=git(root, "rev-parse", "HEAD"))
    (root.parent / "commit").write_text(text)
    git(root, "reset", "-q", "--soft", git(root, "hash-object", "-t", "commit", "-w", str(root.parent / "commit")))
    program = root.parent / "gpg"
    program.write_text(f"#!/bin/sh\ntouch {root.parent / 'harm'}\n")
    program.chmod(0o700)
    git(root, "config", "log.showSignature", "true")
    git(root, "config", "gpg.program", str(program))
    reads_the_right_repository(root, build)
    (root / "HEAD").write_text("No revision\n")
    assert new_problems(root, "7 days") == set()
    assert not (root.parent / "harm").exists()


def test_a_partial_clone_is_asked_for_what_it_has_and_fetches_nothing(root: Path) -> None:
    clone, harm = root.parent / "clone", root.parent / "harm"
    git(root, "config", "uploadpack.allowFilter", "true")
    (root / "docs/plan/shop/orders/unused.md").write_text("# Never needed\n")
    commit(root, "two")
    git(root.parent, "clone", "-q", "--filter=blob:none", "--no-checkout", root.as_uri(), str(clone))
    git(clone, "sparse-checkout", "set", "--no-cone", "/mkdocs.yml", f"/docs/{PLACE}")
    git(clone, "checkout", "-q")
    program = ("config", "remote.origin.uploadpack", f"touch {harm}; git-upload-pack")
    git(clone, *program)
    assert new_problems(clone) == set()
    git(clone, "config", "--unset", program[1])
    (root / "docs" / PLACE).write_text(GOOD)
    commit(root, "three")
    git(clone, "fetch", "-q")
    git(clone, *program)
    done = datadesign("check", "--since", "origin/main", cwd=clone)
    assert (done.returncode, "lacks a file of that revision; fetch the whole history" in done.stderr) == (2, True)
    assert not harm.exists()


def in_hook(work_tree: Path, *command: str) -> str:
    """What our command says to a commit in a work tree that is the hook before it."""
    hook = Path(git(work_tree, "rev-parse", "--git-path", "hooks/pre-commit"))
    hook = hook if hook.is_absolute() else work_tree / hook
    hook.parent.mkdir(exist_ok=True)
    line = " ".join((sys.executable, "-m", "mkdocs_datadesign.cli", *command))
    hook.write_text(f"#!/bin/sh\n{line} > {work_tree.parent / 'told'} 2>&1\nexit 1\n")
    hook.chmod(0o700)
    (work_tree / "other.txt").write_text("changed\n")
    git(work_tree, "add", "other.txt")
    with pytest.raises(subprocess.CalledProcessError):
        git(work_tree, "commit", "-qm", "two")
    return (work_tree.parent / "told").read_text(encoding="utf-8")


@pytest.mark.parametrize("linked", [False, True])
def test_inside_a_hook_what_the_last_commit_had_is_not_new(root: Path, linked: bool) -> None:
    work_tree = root
    if linked:
        work_tree = root.parent / "linked"
        git(root, "worktree", "add", "-q", str(work_tree))
    assert "no new problems in 1 data design since HEAD" in in_hook(work_tree, "check", "--since", "HEAD")
    assert in_hook(work_tree, "diff", "HEAD") == "no change of any design since HEAD\n"


def test_variables_that_name_another_repository_are_passed_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = git(root, "rev-parse", "--local-env-vars").split()
    assert "GIT_DIR" in names
    for name in (*names, "GIT_EXTERNAL_DIFF", "GIT_CEILING_DIRECTORIES", "GIT_NAMESPACE"):
        with monkeypatch.context() as patch:
            patch.setenv(name, "1" if name == "GIT_CONFIG_COUNT" else "/nowhere")
            assert new_problems(root) == set(), name


@pytest.mark.parametrize("revision", ["HEAD@{1 day ago}", ":/two words", "HEAD^{/one of}", "main@{0}", "v1", "HEAD~1"])
def test_a_revision_may_have_spaces(root: Path, revision: str) -> None:
    git(root, "commit", "-qm", "one of two words", "--allow-empty")
    git(root, "tag", "-a", "v1", "-m", "First")
    git(root, "commit", "-qm", "last", "--allow-empty")
    assert new_problems(root, revision) == set()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("7 days", "no commit is 7 days older than the last"),
        ("kept forever", "no commit is kept forever older than the last"),
        ("1000000 years", "no commit is 1000000 years older than the last"),
        ("no span", "no such revision"),
    ],
)
def test_a_span_that_no_commit_is_older_than_is_a_message(root: Path, span: str, words: str) -> None:
    done = datadesign("check", "--since", span, cwd=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_a_revision_of_what_no_argument_can_hold_is_a_message(root: Path, build: Build) -> None:
    (root / "mkdocs.yml").write_text('site_name: P\nplugins: [datadesign: {fail_on: never, since: "a\\0b"}]\n')
    done = build(root / "mkdocs.yml", root / "site")
    assert (done.returncode, "that is no revision" in done.stderr) == (0, True), done.stderr


def test_a_docs_directory_that_is_the_work_tree_itself_is_read(root: Path) -> None:
    shutil.copytree(root / ".git", root / "docs/.git")
    (root / "docs/mkdocs.yml").write_text("site_name: P\ndocs_dir: .\nplugins: [datadesign]\n")
    commit(root / "docs")
    assert new_problems(root / "docs") == set()
    assert "model/no-primary-key" in new_problems(root / "docs", "HEAD~1"), "its files were elsewhere then"


def test_a_docs_directory_in_a_submodule_or_behind_a_link_is_read(root: Path) -> None:
    outer = root.parent / "outer"
    outer.mkdir()
    (outer / "mkdocs.yml").write_text("site_name: P\ndocs_dir: there/docs\nplugins: [datadesign]\n")
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(root), "there")
    commit(outer)
    assert new_problems(outer) == set()
    (outer / "mkdocs.yml").write_text("site_name: P\ndocs_dir: link\nplugins: [datadesign]\n")
    (outer / "link").symlink_to("there/docs/")
    assert new_problems(outer) == set()


def test_the_owner_of_a_repository_is_judged_as_git_judges(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root.parent / "bin"
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    (folder / "git").chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    done = datadesign("check", "--since", "HEAD", cwd=root)
    assert (done.returncode, "dubious ownership" in done.stderr) == (2, True), done.stderr
    settings = root.parent / "settings"
    settings.write_text(f"[safe]\ndirectory = {root}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert new_problems(root) == set()


def test_a_document_of_any_kind_that_was_there_is_missed_anew(root: Path) -> None:
    contract = root / "docs/plan/shop/orders/contract.json"
    contract.write_text('{"title": "OrderDto"}')
    (root / "docs" / PLACE).write_text(BAD + "dtos: {OrderDto: {contract: contract.json, source: orders}}\n")
    commit(root)
    assert new_problems(root) == set()
    contract.unlink()
    assert new_problems(root) == {"dto/missing-contract"}


def test_what_is_too_long_to_be_read_is_not_read_from_git_either(root: Path) -> None:
    long = root / "docs/plan/shop/orders/long.md"
    with long.open("w") as file:
        for _ in range(300):
            file.write(" " * 1_000_000)
    (root / "docs" / PLACE).write_text(BAD + "references: {prd: long.md}\n")
    commit(root)
    measured = (  # by a small process: what is forked from a large one counts as large itself
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    command = [sys.executable, "-m", "mkdocs_datadesign.cli", "check", "--since", "HEAD"]
    done = subprocess.run(
        [sys.executable, "-c", measured, *command], cwd=root, check=True, capture_output=True, text=True
    )
    assert "no new problems" in done.stdout
    assert int(done.stderr.split()[-1]) < 200_000  # kB; the document alone is 300,000


def test_folders_that_hold_one_another_over_and_over_are_not_listed_to_their_end(root: Path) -> None:
    blob = git(root, "hash-object", "-w", "mkdocs.yml")
    lines = "".join(f"100644 blob {blob}\t{'n' * 90}{number}\n" for number in range(10))
    for _ in range(8):
        tree = subprocess.run(
            ["git", "mktree"], input=lines, cwd=root, check=True, capture_output=True, text=True
        ).stdout.strip()
        lines = "".join(f"040000 tree {tree}\t{'n' * 90}{number}\n" for number in range(10))
    (root.parent / "tree").write_text(f"040000 tree {tree}\tdocs\n")
    tree = subprocess.run(
        ["git", "mktree"], stdin=(root.parent / "tree").open(), cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    bomb = git(root, "commit-tree", tree, "-m", "many")
    done = datadesign("diff", bomb, cwd=root)
    assert (done.returncode, "list of files is longer than 64 MiB" in done.stderr) == (2, True), done.stderr
