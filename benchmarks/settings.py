"""What MkDocs itself takes for a large site, part by part, and what settings change in it.

python -m benchmarks settings
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from . import sites
from .corpus import write
from .measure import in_turn, memory, process, seconds, table, wall

PARTS = ("plugin", "navigation", "pages", "theme", "search")


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: a row for each setting, at the largest size."""
    features = max(sizes)
    folder = sites.fresh("settings")
    write(folder, features)
    variants = {name: _variant(folder, at, **config) for at, (name, config) in enumerate(VARIANTS.items())}
    found = in_turn({name: partial(sites.build, variant) for name, variant in variants.items()}, runs)
    rows = []
    for name, of_name in found.items():
        parts = json.loads((variants[name] / "phases.json").read_text(encoding="utf-8"))
        site = variants[name] / "site"
        size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 1e6
        page = next(iter(sorted((site / "plan").rglob("03-data-design/index.html")))).stat().st_size / 1e3
        index = site / "search" / "search_index.json"
        rows.append([name, seconds(process(of_name)), seconds(wall(of_name)), *(seconds(parts.get(part, 0.0)) for part in PARTS),
                     f"{memory(of_name):,.0f} MB", f"{size:,.0f} MB", f"{page:,.0f} kB", f"{index.stat().st_size / 1e6:,.1f} MB" if index.is_file() else ""])  # fmt: skip
    head = (
        f"{features:,} features",
        "process time",
        "on the wall",
        *PARTS,
        "peak memory",
        "site",
        "a page",
        "search index",
    )
    return f"{WORDS}\n\n{table(head, rows)}\n"


def _variant(folder: Path, number: int, plugins: Sequence[str] = ("search", "datadesign"), **config: Any) -> Path:
    """A site of its own settings with the docs that all share."""
    variant = folder / str(number)
    variant.mkdir()
    sites.configure(variant, plugins, docs_dir="../docs", hooks=[str(sites.HOOKS / "phases.py")], extra={"phases": str(variant / "phases.json")}, **config)  # fmt: skip
    return variant


def _material(*features: str) -> dict[str, Any]:
    return {"theme": {"name": "material", "font": False, "features": list(features)}}


VARIANTS: dict[str, dict[str, Any]] = {
    "Material, its defaults": {},
    "`navigation.prune`": _material("navigation.prune"),
    "`navigation.prune` and `navigation.indexes`": _material("navigation.prune", "navigation.indexes"),
    "`navigation.prune`, without search": {**_material("navigation.prune"), "plugins": ["datadesign"]},
    "MkDocs' own theme": {"theme": "mkdocs"},
}
WORDS = """\
One site, built with different settings. Of the process time, *plugin* is what the plugin's hooks take to read, check
and write all pages, *navigation* and *pages* what MkDocs takes to arrange them and to read them as Markdown, *theme* what
the theme's templates take and the files that are written, *search* what the search takes to read the pages again."""
