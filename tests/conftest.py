"""What tests share: sidecars written and checked, sites really built, a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright
from processes import mkdocs

from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.reading import below, find

ROOT = Path(__file__).parent.parent
COMPLETE = (Path(__file__).parent / "complete.yaml").read_text(encoding="utf-8")
"""A design of one feature with nothing missing, so that no rule has anything to say of it."""
CHROMIUM = [
    *"--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split(),
    *"--disable-component-update --disable-sync".split(),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nobody else is asked for anything
]

README = (ROOT / "README.md").read_text(encoding="utf-8")

LONGEST = [
    f"test_{name}.py"
    for name in "browser hostile_values serve cache output supply workspace work long_tables deterministic rebuilds properties "
    "never_lost export generators schema hostile_yaml history site fits_in catalogs plan_files terminal search "
    "pictures large new_problems ignored output syntax".split()
]
"""The files that take longest, which are begun with: what is begun last is short, so that nobody waits for one."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: at any time some test waits for a server, a browser or the disk."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


Write = Callable[[Mapping[str, str]], Path]
Build = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write sidecars by feature below `docs/plan`; gives the docs directory."""

    def write(sidecars: Mapping[str, str]) -> Path:
        docs = tmp_path / "docs"
        docs.mkdir(exist_ok=True)
        (docs / "index.md").write_text("# Home\n", encoding="utf-8")
        for feature, text in sidecars.items():
            file = docs / "plan" / feature / "03-data-design.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        return docs

    return write


@pytest.fixture
def project(write: Write) -> Callable[..., Project]:
    """Write sidecars by feature, and read, link and check them."""

    def project(sidecars: Mapping[str, str] | str, **options: object) -> Project:
        given = {"shop/orders": sidecars} if isinstance(sidecars, str) else sidecars
        docs = write(given)
        chosen = Options.model_validate(options)
        return load(find(docs, chosen.plan), chosen, below(docs))

    return project


def readme_sidecar() -> str:
    """The sidecar that the README shows."""
    found = re.search(r"```yaml\n(title: .*?)```", README, re.S)
    assert found
    return found[1]


def run_mkdocs(config: Path, site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Build a site with MkDocs as a person would; gives the finished process."""
    return mkdocs("build", "-f", config, "-d", site, *args)


@pytest.fixture(scope="session")
def build() -> Build:
    return run_mkdocs


@pytest.fixture(scope="session")
def example_site(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site, built."""
    site = tmp_path_factory.mktemp("example") / "site"
    done = build(ROOT / "mkdocs.yml", site, "--strict")
    assert done.returncode == 0, done.stderr
    return site


def missing(what: str, how: str) -> NoReturn:
    """Something that tests drive is not here: they fail where all must be there, and are skipped elsewhere."""
    if os.environ.get("CI") or os.environ.get("DATADESIGN_REQUIRE_TOOLS"):
        pytest.fail(f"{what} is not installed: {how}")
    pytest.skip(f"{what} is not installed: {how}")


def of_node(path: str) -> Path:
    """A file of the packages that tests/package.json names."""
    file = ROOT / "tests/node_modules" / path
    if not file.exists():
        missing(path, "`make tests/node_modules` installs it, with npm and its registry")
    return file


def chromium() -> str | None:
    """Where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = chromium()
    if path is None:
        missing("Chromium", "Debian's package is `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve a built site, or one whose pages arrive in two parts; gives its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    class Slow(Quiet):
        def copyfile(self, source: Any, outputfile: Any) -> None:
            text = source.read()
            after = text.find(b"</tr>", text.find(b"<tbody>")) + 5
            outputfile.write(text[:after])
            time.sleep(0.2)
            outputfile.write(text[after:])

    servers = []

    def serve(folder: Path, *, slow: bool = False) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Slow if slow else Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
