"""Same input, same bytes: over runs, orders of files, locales, time zones, folders, line ends, and versions of Python."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hostile import UNSEEN, everything

EXAMPLE = ROOT / "example-site/docs"
PYTHONS = [f"3.{minor}" for minor in range(11, 15) if minor != sys.version_info.minor]
MKDOCS = "site_name: Plans\ntheme: {name: material, font: false}\nplugins: [search, datadesign: {fail_on: never}]\n"
# As it comes from another file system: files in another order, and sets and dictionaries of text in another, too.
SHUFFLED = """
import os, random
_scandir, _listdir = os.scandir, os.listdir
class _Shuffled(list):
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
    def __next__(self): return self.pop(0) if self else next(iter(()))
def _mixed(found):
    found = sorted(found, key=lambda item: getattr(item, "name", item), reverse=True)
    random.Random(int(os.environ["SHUFFLE"])).shuffle(found)
    return _Shuffled(found)
os.scandir = lambda *args: _mixed(_scandir(*args))
os.listdir = lambda *args: list(_mixed(_listdir(*args)))
"""
FORMS = ["text", "json", "sarif", "github", "junit", "markdown"]
BETWEEN = "\n--- the next ---\n"
# Each as a process of its own would, without the seconds that each would take to start.
COMMANDS = f"""
import contextlib
from mkdocs_datadesign.cli import main
for form in {FORMS}:
    with contextlib.suppress(SystemExit):
        main(["check", "--format", form])
    print({BETWEEN!r}, end="")
with contextlib.suppress(SystemExit):
    main(["render", "--quiet"])
"""


def made(
    root: Path, env: dict[str, str], *, python: Path = Path(sys.executable), cwd: Path | None = None, umask: int = 0o022
) -> dict[str, str]:
    """What the command line makes of a project, and MkDocs where it is asked to: the files' paths and what they hold."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "PYTHON"))}
    run = subprocess.run(
        [python, "-c", COMMANDS], cwd=root, env={**clean, **env}, capture_output=True, check=False, umask=umask
    )
    assert b"Traceback" not in run.stderr, run.stderr.decode()
    *told, rest = run.stdout.decode("utf-8").split(BETWEEN)
    assert rest == ""
    return dict(zip(FORMS, told, strict=True)) | contents(root / "docs")


def contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix not in (".yaml", ".gz")
    }


def project(root: Path, *, ends: str = "\n", backwards: bool = False) -> Path:
    """The example's plan and a sidecar of odd characters."""
    files = {
        file.relative_to(EXAMPLE).as_posix(): file.read_text(encoding="utf-8")
        for file in EXAMPLE.rglob("*")
        if file.suffix in (".md", ".yaml")
    }
    numbers = iter(range(10**6))
    files["plan/odd/all/03-data-design.yaml"] = everything(lambda number: UNSEEN[next(numbers) % len(UNSEEN)])
    files["plan/odd/words/03-data-design.yaml"] = everything(
        "i\u0307İıß ǅ 🫨 \U000323b0 \U00010d40"
    )  # newer than some Pythons know
    for name in sorted(files, reverse=backwards):
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_bytes(files[name].replace("\n", ends).encode())
    (root / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return made(project(tmp_path_factory.mktemp("usual")), {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"})


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "4", "LC_ALL": "de_DE.ISO-8859-1", "PYTHONOPTIMIZE": "1", "SHUFFLE": "1"},
        {"PYTHONHASHSEED": "5", "SHUFFLE": "2", "NO_COLOR": "1", "COLUMNS": "20"},
    ],
    ids=["Turkish, far east", "C, far west", "German, another order", "yet another order"],
)  # fmt: skip
def test_where_and_when_it_is_made_changes_nothing(usual: dict[str, str], tmp_path: Path, env: dict[str, str]) -> None:
    if "SHUFFLE" in env:
        (tmp_path / "first").mkdir()
        (tmp_path / "first/sitecustomize.py").write_text(SHUFFLED)
        env = {**env, "PYTHONPATH": str(tmp_path / "first")}
    root = project(tmp_path / "elsewhere, and deeper (ünder)", backwards=True)
    again = made(root, env, umask=0o077)
    assert {name for name in usual if usual[name] != again.get(name)} == set()
    assert usual.keys() == again.keys()


def test_the_line_ends_of_a_sidecar_change_nothing(usual: dict[str, str], tmp_path: Path) -> None:
    again = made(project(tmp_path, ends="\r\n"), {})
    written_by_hand = {name for name in usual if (EXAMPLE / name).is_file()}
    assert {name for name in usual if usual[name] != again[name]} <= written_by_hand
    rendered = next((tmp_path / "docs/plan").rglob("03-data-design.md"))
    assert b"\r" not in rendered.read_bytes()


def test_a_site_is_the_same_wherever_and_in_whatever_order_it_is_built(tmp_path: Path) -> None:
    built = []
    (tmp_path / "first").mkdir()
    (tmp_path / "first/sitecustomize.py").write_text(SHUFFLED)
    for number, env in enumerate(
        (
            {"LC_ALL": "C.UTF-8"},
            {
                "LC_ALL": "tr_TR.UTF-8",
                "TZ": "Asia/Tokyo",
                "PYTHONHASHSEED": "7",
                "SHUFFLE": "3",
                "PYTHONPATH": str(tmp_path / "first"),
            },
        )
    ):
        root = project(tmp_path / ("a/b" * number or "c"), backwards=bool(number))
        env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1700000000", **env}
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q"],
            cwd=root,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        built.append(contents(root / "site"))
        for file in (root / "site/plan").rglob("*.html"):
            assert str(tmp_path) not in file.read_text(encoding="utf-8")
    assert {name for name in built[0] if built[0][name] != built[1].get(name)} == set()


@pytest.mark.parametrize("version", PYTHONS)
def test_each_python_makes_the_same(usual: dict[str, str], tmp_path: Path, version: str) -> None:
    """`make pythons` prepares an environment for each version that is here; a test alone would take too long."""
    python = ROOT / f".cache/python{version}/bin/python"
    if not python.is_file():
        pytest.skip(
            f"there is no environment of Python {version}; `make pythons` makes one where there is such a Python"
        )
    assert made(project(tmp_path), {}, python=python) == usual
