"""What is measured beside the plugin, in an environment of its own below `.cache/bench`: never the project's."""

from __future__ import annotations

import json
import sys
import venv
from pathlib import Path

from .measure import CACHE, run

PEERS = CACHE / "peers" / "bin"
NODE = CACHE / "npm" / "node_modules" / ".bin"
PYPI = ("check-jsonschema", "linkml", "mkdocs", "mkdocs-dbml-plugin", "mkdocs-material", "yamllint")
NPM = ("@dbml/cli", "@stoplight/spectral-cli")


def make() -> None:
    """Install the peers, unless they are there."""
    done = CACHE / "installed"
    wanted = "\n".join((*PYPI, *NPM))
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return
    print("installing what is measured beside the plugin", file=sys.stderr)
    if not PEERS.is_dir():
        venv.create(PEERS.parent, with_pip=True)
    run(PEERS / "python", "-m", "pip", "install", "--quiet", *PYPI)
    (CACHE / "npm").mkdir(exist_ok=True)
    run("npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", CACHE / "npm", *NPM)
    done.write_text(wanted, encoding="utf-8")


def versions() -> str:
    """The peers with their versions, for the report."""
    frozen = run(PEERS / "python", "-m", "pip", "list", "--format", "freeze").output.splitlines()
    python = dict(line.split("==") for line in frozen if "==" in line)
    node = {name: _npm_version(CACHE / "npm" / "node_modules" / name) for name in NPM}
    return ", ".join(f"{name} {version}" for name, version in ({name: python[name] for name in PYPI} | node).items())


def _npm_version(folder: Path) -> str:
    version: str = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    return version
