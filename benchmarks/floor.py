"""Floor: what the plugin adds to what MkDocs takes for the very same pages, given as Markdown files. And memory.

python -m benchmarks floor
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import sites
from .measure import in_turn, memory, process, ratio, seconds, table, wall


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: a row for each number of features."""
    rows = []
    for features in sizes:
        plugin = sites.with_plugin(sites.fresh("floor", "plugin"), features)
        files = sites.same_as_files(sites.fresh("floor", "files"), plugin)
        rendered = sites.as_rendered(sites.fresh("floor", "rendered"), plugin)
        programs = {
            "plugin": partial(sites.build, plugin),
            "files": partial(sites.build, files),
            "rendered": partial(sites.build, rendered),
        }
        found = in_turn(programs, runs)
        compare(plugin, files)
        ours, floor, hand = found["plugin"], found["files"], found["rendered"]
        rows.append(
            [
                f"{features:,} features",
                seconds(process(ours)),
                seconds(process(floor)),
                f"**{ratio(ours, floor):.2f}**",
                seconds(process(hand)),
                f"{ratio(ours, hand):.2f}",
                f"{wall(ours) / wall(floor):.2f}",
                f"{memory(ours):,.0f} MB",
                f"{memory(ours) - memory(floor):+,.0f} MB",
            ]
        )
    head = ("built", "with the plugin", "the same as files", "ratio", "as `render` writes them", "ratio",
            "ratio on the wall", "peak memory", "beyond the files'")  # fmt: skip
    return f"{WORDS}\n\n{table(head, rows)}\n"


def compare(plugin: Path, files: Path) -> None:
    """Both sites look the same to a reader. Raises AssertionError, with the first page that does not."""
    pages = sorted(path.parent.relative_to(plugin / "site") for path in (plugin / "site" / "plan").rglob("index.html"))
    there = sorted(path.parent.relative_to(files / "site") for path in (files / "site" / "plan").rglob("index.html"))
    assert pages == there
    for page in pages[:: max(1, len(pages) // 20)]:
        for one, other in zip(sites.seen(plugin, str(page)), sites.seen(files, str(page)), strict=True):
            differing = next((pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]), None)
            assert one == other, f"{page}: {differing or (len(one), len(other))}"


WORDS = """\
Each feature has eight objects; Material with its defaults and the search. *The same as files* are the pages that the
plugin makes, given to MkDocs as Markdown files that hold the same HTML, with the diagrams drawn already: MkDocs then
reads, checks and draws nothing. Twenty pages of both sites are compared: words, anchors and tables of contents are the
same. What `datadesign render` writes is Markdown as a person would write it, whose diagrams the browser draws.
The plugin's site alone has its objects, fields, DTOs and rules in the search, by name."""
