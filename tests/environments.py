"""Environments of their own for what cannot be installed beside the tests: from PyPI, into .cache, one for each need."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from conftest import ROOT, missing
from filelock import FileLock


def environment(name: str, wanted: Sequence[str]) -> Path:
    """The programs of an environment in which what pip is asked for is installed; made anew when that changes."""
    known = json.dumps([wanted, sys.version, (ROOT / "pyproject.toml").read_text(encoding="utf-8")])
    place = ROOT / ".cache/environments" / f"{name}-{hashlib.sha256(known.encode()).hexdigest()[:12]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_suffix(".lock")):
        if not (place / "complete").exists():
            venv.create(place, clear=True)
            install(place, name, "--no-compile", *wanted)
            (place / "complete").touch()
    return place / "bin"


def install(place: Path, name: str, *wanted: str) -> None:
    """Install from PyPI into the environment at a place, for the sake of `name`."""
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin/python"), "install", "--quiet", *wanted]
    done = subprocess.run(pip, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        missing(name, f"pip cannot install {' '.join(wanted)} from PyPI\n{done.stderr[-2000:]}")
