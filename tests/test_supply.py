"""What is shipped, and on what it runs: built, unpacked, installed elsewhere and used, at both ends of each range."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import readme_renderer.markdown
from conftest import COMPLETE, ROOT
from environments import environment, install
from hostile import everything
from lowest import PYPROJECT, lowest
from packaging.metadata import Metadata
from test_deterministic import contents, made, project

from mkdocs_datadesign import elsewhere, fetch, schema, source, words

NOT_SHIPPED = {".ci", ".gitignore"}
"""What is of the repository alone."""
SITE = "site_name: Plans\ntheme: {name: THEME}\nplugins: [search, datadesign]\n"


@dataclass(frozen=True, slots=True)
class Built:
    sdist: Path
    wheel: Path


def build(tree: Path, out: Path, *kinds: str) -> None:
    """Build as a release is, with the backend that is here."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", out, tree]
    env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of this tree, and the wheel of the sdist."""
    out = tmp_path_factory.mktemp("dist")
    build(ROOT, out)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="module")
def tree() -> list[str]:
    """The files of the repository, those included that are not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no git repository, so nothing says which files are the project's")
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def names(archive: Path) -> list[str]:
    """The files of an sdist, without the folder that holds them all, or of a wheel."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return sorted(wheel.namelist())
    with tarfile.open(archive) as sdist:
        return sorted(member.name.split("/", 1)[1] for member in sdist.getmembers() if not member.isdir())


def of_wheel(wheel: Path, name: str) -> bytes:
    """One of the files that tell of a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        (found,) = [path for path in opened.namelist() if path.endswith(f".dist-info/{name}")]
        return opened.read(found)


def test_the_wheel_holds_the_package_and_nothing_else(built: Built, tree: list[str]) -> None:
    told = f"mkdocs_datadesign-{metadata(built)['Version']}.dist-info"
    about = [f"{told}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")]
    assert names(built.wheel) == sorted([*(name for name in tree if name.startswith("mkdocs_datadesign/")), *about])
    assert "mkdocs_datadesign/py.typed" in tree


def test_the_sdist_holds_what_it_takes_to_build_and_test_and_nothing_else(built: Built, tree: list[str]) -> None:
    settings = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    shipped = {name.strip("/") for name in settings["include"]} | {"pyproject.toml"}
    committed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name.split("/")[0] for name in committed.splitlines()} == shipped | NOT_SHIPPED
    wanted = [name for name in tree if name.split("/")[0] in shipped and not name.startswith("fuzz/found/")]
    assert names(built.sdist) == sorted([*wanted, "PKG-INFO", ".gitignore"])


def test_whoever_builds_it_and_from_whatever_gets_the_same_bytes(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    for file in unpacked.rglob("*"):
        os.utime(file, (1, 1))
    build(unpacked, tmp_path / "again")
    build(ROOT, tmp_path / "tree", "--wheel")
    assert (tmp_path / "again" / built.sdist.name).read_bytes() == built.sdist.read_bytes()
    for folder in ("again", "tree"):
        assert (tmp_path / folder / built.wheel.name).read_bytes() == built.wheel.read_bytes(), folder


def metadata(built: Built) -> Message:
    return message_from_bytes(of_wheel(built.wheel, "METADATA"))


def test_a_registry_takes_what_is_said_of_it(built: Built) -> None:
    told = Metadata.from_email(of_wheel(built.wheel, "METADATA"), validate=True)
    assert (told.name, str(told.license_expression)) == ("mkdocs-datadesign", "MIT")
    assert readme_renderer.markdown.render(told.description or "")
    points = configparser.ConfigParser()
    points.read_string(of_wheel(built.wheel, "entry_points.txt").decode())
    assert {group: dict(points[group]) for group in points.sections()} == {
        "console_scripts": {"datadesign": "mkdocs_datadesign.cli:main"},
        "mkdocs.plugins": {"datadesign": "mkdocs_datadesign.plugin:DataDesignPlugin"},
    }


def test_the_bounds_that_are_promised_are_those_of_the_code() -> None:
    told = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    for bound in (
        f"more than {source.MAX_BYTES >> 20} MiB, {source.MAX_DEPTH} levels, {source.MAX_VALUES:,} values",
        f"{source.MAX_DUPLICATES:,} keys given twice or a key of {source.MAX_KEY:,} characters",
        f"{schema.MAX_FAULTS:,} problems of one file",
        f"as {words.MAX_ADVICE} of a feature",
        f"up to {elsewhere.MAX_BYTES >> 20} MiB each, in {fetch._SECONDS_IN_ALL:.0f} seconds",
    ):
        assert bound in told


Run = Callable[..., subprocess.CompletedProcess[str]]


def runner(programs: Path, cwd: Path) -> Run:
    """Runs the programs of an environment as a person does, without anything of this one."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    env |= {"PATH": f"{programs}:{env['PATH']}", "NO_MKDOCS_2_WARNING": "1"}

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [programs / command[0], *command[1:]],
            cwd=cwd,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run


def test_the_wheel_installs_and_works_where_nothing_else_is(built: Built, tmp_path: Path) -> None:
    place, root = tmp_path / "environment", tmp_path / "project"
    venv.create(place)
    install(place, "mkdocs-datadesign", str(built.wheel))
    root.mkdir()
    run = runner(place / "bin", root)
    assert str(place) in run("python", "-c", "import mkdocs_datadesign; print(mkdocs_datadesign.__file__)").stdout
    assert metadata(built)["Version"] in run("datadesign", "--version").stdout
    (root / "docs").mkdir()
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(SITE.replace("THEME", "mkdocs"), encoding="utf-8")
    run("datadesign", "new", "shop/stock", "--mechanism", "relational")
    (root / "docs/plan/shop/bills").mkdir()
    (root / "docs/plan/shop/bills/03-data-design.yaml").write_text(COMPLETE, encoding="utf-8")
    assert "in 2 data designs" in run("datadesign", "check").stdout
    run("datadesign", "render")
    page = (root / "docs/plan/shop/bills/03-data-design.md").read_text(encoding="utf-8")
    assert "```mermaid\nerDiagram\n" in page
    run("mkdocs", "build", "--quiet")
    page = (root / "site/plan/shop/bills/03-data-design/index.html").read_text(encoding="utf-8")
    assert "erDiagram" in page
    assert "<svg" not in page.split("erDiagram")[0].rsplit("<h2", 1)[1]
    install(place, "mkdocs-datadesign[svg]", f"{built.wheel}[svg]")
    run("mkdocs", "build", "--quiet")
    drawn = (root / "site/plan/shop/bills/03-data-design/index.html").read_text(encoding="utf-8")
    assert "<svg" in drawn.split("erDiagram")[0].rsplit("<h2", 1)[1]


@pytest.fixture(scope="session")
def oldest() -> Path:
    """The programs of an environment with the lowest version that each range lets in."""
    if sys.version_info >= (3, 14):
        pytest.skip("the lowest versions have no wheels for this Python")
    return environment("lowest", ["-e", f"{ROOT}[svg]", *lowest()])


def test_the_lowest_versions_make_the_same_pages_and_reports_as_the_newest(oldest: Path, tmp_path: Path) -> None:
    newest = made(project(tmp_path / "newest"), {})
    assert made(project(tmp_path / "oldest"), {}, python=oldest / "python") == newest


@pytest.mark.parametrize("options", [(), ("--catalog",)], ids=["sidecar", "catalog"])
def test_the_lowest_versions_print_the_same_schema(oldest: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    here, there = (runner(programs, tmp_path) for programs in (Path(sys.executable).parent, oldest))
    assert there("datadesign", "schema", *options).stdout == here("datadesign", "schema", *options).stdout


def test_the_lowest_versions_build_a_site(oldest: Path, tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "mkdocs.yml").write_text(
        SITE.replace("THEME", "mkdocs").replace("datadesign", "datadesign: {fail_on: never}")
    )
    (root / "docs/plan/odd/hostile").mkdir()
    (root / "docs/plan/odd/hostile/03-data-design.yaml").write_text(
        everything("<script>x</script> | [a](javascript:x)")
    )
    built = []
    for programs in (Path(sys.executable).parent, oldest):
        runner(programs, root)("mkdocs", "build", "--quiet", "--site-dir", tmp_path / str(len(built)))
        built.append(contents(tmp_path / str(len(built)) / "plan"))
    assert {name for name in built[0] if not name.endswith(".html") and built[0][name] != built[1].get(name)} == set()
    assert built[0].keys() == built[1].keys()
