"""A program that edits a project and builds it after each edit, as `mkdocs serve` does, in a process of its own each time.

A line of standard input is one request, as JSON: the project's folder, and lists of edits; it is built after
each list. The edit `ahead` is none: it stands for the time in which a server waits for more of them, and the plugin
works already. One that is `unseen` writes what no server notices. A line of standard output answers: what went wrong,
or "".
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import time
import traceback
from pathlib import Path

os.environ["SOURCE_DATE_EPOCH"] = "1700000000"  # what MkDocs dates its pages and its sitemap with

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugins
from watchdog.events import FileModifiedEvent

from mkdocs_datadesign import reading

ADDRESS = "http://127.0.0.1:8000/"
_SECONDS_A_TICK = 0.01
"""A file that is written twice within the tick of the file system's clock may look as if it were written once."""


def edit(root: Path, kind: str, path: str, what: str = "") -> None:
    """Make one edit; what stands in its way makes room, and what is not there is no matter."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "move":
        if path == what or not os.path.lexists(file):
            return
        (root / what).parent.mkdir(parents=True, exist_ok=True)
        clear(root / what)
        file.rename(root / what)
        return
    clear(file)
    if kind in ("write", "unseen"):
        file.write_text(what, encoding="utf-8")
    elif kind == "folder":
        file.mkdir()
    elif kind == "link":
        file.symlink_to(what)


def clear(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        shutil.rmtree(file)
    elif os.path.lexists(file):
        file.unlink()


def served(root: Path, saves: list[list[list[str]]]) -> None:
    """What `mkdocs.commands.serve` does, but for the server: the plugins stay, all else is made anew."""
    os.chdir(root)
    ahead = None
    for number, edits in enumerate(saves):
        for kind, *change in edits:
            if kind != "ahead":
                edit(root, kind, *change)
                if ahead and change[0].startswith("docs") and kind != "unseen":
                    ahead.dispatch(FileModifiedEvent(change[0]))
            elif ahead:
                ahead.work()
                time.sleep(_SECONDS_A_TICK)
        config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(root / "site"))
        if number == 0:
            config.plugins.on_startup(command="serve", dirty=False)
        config.site_url = ADDRESS
        build(config, serve_url=ADDRESS)
        if number == 0:
            server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(root / "site"))
            config.plugins.on_serve(server, config=config, builder=lambda: None)
            ahead = config.plugins["datadesign"].ahead
            ahead.end()  # its thread: here it works when it is told to
    config.plugins.on_shutdown()


def main() -> None:
    logging.disable()
    reading.SETTLED = 0  # builds follow too soon on edits for a file to have stood for a while, and to be kept
    for plugin in get_plugins().values():
        if plugin.name in ("search", "datadesign"):
            plugin.load()
    for line in sys.stdin:
        read, write = os.pipe()
        if not os.fork():
            try:
                root, saves = json.loads(line)
                served(Path(root), saves)
            except BaseException:
                os.write(write, traceback.format_exc().encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as answer:
            print(json.dumps(answer.read()), flush=True)
        os.wait()


if __name__ == "__main__":
    main()
