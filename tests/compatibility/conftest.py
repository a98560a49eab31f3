"""A small plan of three features that refer to one another, built as a site that other plugins have a part in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from links import dead_links, double_ids
from processes import mkdocs
from selectolax.lexbor import LexborHTMLParser

DOCS = Path(__file__).parent / "docs"
FEATURES = ("insight/demand", "shop/customers", "shop/orders")
OPTIONS = 'fail_on: warning, rules: {"completeness/*": "off"}'
"""The options of the plugin with which it has nothing to say of these designs."""
DATADESIGN = f"{{datadesign: {{{OPTIONS}}}}}"
MATERIAL = "theme: {name: material, font: false}"


@dataclass(frozen=True, slots=True)
class Built:
    """A site, and what was said while it was built."""

    site: Path
    log: str

    @property
    def warnings(self) -> list[str]:
        """What fails a strict build, and what ends one."""
        return [line for line in self.log.splitlines() if re.match("WARNING|ERROR|CRITICAL|Traceback", line)]

    def text(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")

    def page(self, path: str) -> LexborHTMLParser:
        """A page by its address below the site."""
        return LexborHTMLParser(self.text(f"{path}/index.html" if not path.endswith(".html") else path))

    def found(self) -> set[str]:
        """The addresses that the search leads to."""
        return {doc["location"] for doc in json.loads(self.text("search/search_index.json"))["docs"]}


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a site's configuration and documents."""

    root: Path

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def git(self, *command: str, **environment: str) -> None:
        author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
        subprocess.run(
            ["git", *author, *command], cwd=self.root, check=True, capture_output=True, env=environment or None
        )

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Build with MkDocs, whatever comes of it."""
        return mkdocs("build", "-d", self.root / "site", *args, cwd=self.root)

    def build(self, *args: str) -> Built:
        """Build strictly; it is to succeed."""
        done = self.run("--strict", *args)
        assert done.returncode == 0, done.stdout + done.stderr
        return Built(self.root / "site", done.stderr)


def plugins(other: str, place: str, ours: str = DATADESIGN) -> str:
    """The setting, with another plugin before or after ours."""
    return f"plugins: [search, {', '.join((other, ours) if place == 'before' else (ours, other))}]"


both_ways = pytest.mark.parametrize("place", ["before", "after"])
"""Wherever the other plugin is listed, the same is to come of it."""
NewProject = Callable[..., Project]


@pytest.fixture
def project(tmp_path: Path) -> NewProject:
    """Begin a project with the rest of its configuration, files of its own and, unless told otherwise, the plan."""

    def project(config: str, files: Mapping[str, str] | None = None, *, plan: str = "docs") -> Project:
        if plan:
            shutil.copytree(DOCS, tmp_path / plan)
        new = Project(tmp_path)
        new.write({"mkdocs.yml": f"site_name: Plans\n{config}\n", **(files or {})})
        return new

    return project


def assert_whole(
    built: Built, *features: str, address: str = "http://site/", search: bool = True, theirs: str = "^$"
) -> None:
    """Nothing was warned of, the pages of the features are there, and found, and every link leads somewhere.

    `theirs` matches the links that are dead without our plugin as well.
    """
    assert built.warnings == []
    for feature in features or FEATURES:
        page = built.page(f"plan/{feature}/03-data-design")
        assert page.css_first(".datadesign-table"), feature
    assert (built.site / "plan/data-design/index.html").is_file()
    if search:
        found = built.found()
        for feature in features or FEATURES:
            assert any(f"plan/{feature}/03-data-design/#main." in location for location in found), feature
    assert [(page, href) for page, href in dead_links(built.site, address) if not re.search(theirs, href)] == []
    assert double_ids(built.site) == []
