"""Our command and MkDocs, each in a process of its own, without the second that each would take to import what it needs.

A server imports that once and runs nothing itself: for each run it forks, and what it has forked does what
`python -m` does. Where the start itself is tested, or an option of Python's, tests run Python.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

_IMPORTED = (
    "mkdocs.commands.build",
    "mkdocs.contrib.search",
    "material.plugins.search.plugin",
    "material.templates",
    "merman",
    "markdown.extensions.fenced_code",
    "pymdownx.superfences",
    "mkdocs_datadesign.plugin",
    "mkdocs_datadesign.catalog_json",
    *(f"mkdocs_datadesign.cli.{name}" for name in ("baseline", "check", "diff", "explain", "export", "new", "render")),
)
_SECONDS = 300
_QUIET = {"NO_MKDOCS_2_WARNING": "1"}


def datadesign(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    return _run("mkdocs_datadesign.cli", args, cwd)


def mkdocs(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run MkDocs as a person would."""
    return _run("mkdocs", args, cwd)


def _run(module: str, args: tuple[object, ...], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.TemporaryDirectory() as folder:
        out, err = (Path(folder, name) for name in ("out", "err"))
        asked = {
            "module": module,
            "args": [str(arg) for arg in args],
            "cwd": str(cwd or Path.cwd()),
            "env": {**os.environ, **_QUIET},
            "out": str(out),
            "err": str(err),
        }
        server.stdin.write(f"{json.dumps(asked)}\n")
        server.stdin.flush()
        status = os.waitstatus_to_exitcode(int(server.stdout.readline()))
        assert status != -signal.SIGALRM, f"{module} {asked['args']} takes more than {_SECONDS} s"
        return subprocess.CompletedProcess(
            [module, *asked["args"]], status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        )


@cache
def _server() -> subprocess.Popen[str]:
    """The server of this process of pytest's; it ends when nobody can ask it any more."""
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **_QUIET},
    )
    atexit.register(server.kill)
    return server


def _serve() -> None:
    for name in _IMPORTED:
        import_module(name)
    gc.collect()
    gc.freeze()  # or each collection in what is forked would copy all of it
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            break
        print(os.waitpid(child, 0)[1], flush=True)
    else:
        return
    signal.alarm(_SECONDS)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    for number, name in enumerate((os.devnull, asked["out"], asked["err"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
    sys.path[0] = asked["cwd"]
    sys.argv[1:] = asked["args"]
    runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
