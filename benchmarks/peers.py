"""Sites of the same designs by others: LinkML's gen-doc, mkdocs-dbml-plugin, @dbml/cli.

python -m benchmarks peers
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import sites
from .converters import dbml, linkml, tables
from .environment import NODE, PEERS
from .measure import DATADESIGN, Run, in_turn, memory, process, ratio, run, seconds, table, wall

MOST = 100
"""Features at most, for what others do not come to the end of in an hour."""


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: who builds a site of the same designs, and who reads them, in what time."""
    built, read = [], []
    for features in sorted({min(size, MOST) for size in sizes}):
        ours = sites.with_plugin(sites.fresh("peers", "plugin"), features)
        count = sum(1 for _ in tables(ours / "docs"))
        schema = ours.parent / "schema.yaml"
        schema.write_text(linkml(ours / "docs"), encoding="utf-8")
        diagram = _with_dbml(sites.fresh("peers", "dbml"), dbml(ours / "docs"))
        pages = sites.configure(sites.fresh("peers", "linkml"), ["search"])
        programs = {
            "datadesign": partial(sites.build, ours),
            "mkdocs-dbml-plugin": partial(_build, diagram),
            "LinkML gen-doc and `mkdocs build`": partial(_gen_doc, schema, pages),
        }
        found = in_turn(programs, runs)
        for name, of_name in found.items():
            site = {"datadesign": ours, "mkdocs-dbml-plugin": diagram}.get(name, pages) / "site"
            many = sum(1 for _ in site.rglob("index.html"))
            share = "" if name == "datadesign" else f"**{ratio(found['datadesign'], of_name):.2f}**"
            built.append([f"{count:,} tables: {name}", f"{many:,}", seconds(process(of_name)), seconds(wall(of_name)), f"{memory(of_name):,.0f} MB", share])  # fmt: skip
        file = diagram / "design.dbml"
        programs = {
            "datadesign check": partial(run, *DATADESIGN, "check", ours / "docs"),
            "@dbml/cli": partial(run, NODE / "dbml2sql", file, "--postgres", "-o", ours.parent / "design.sql"),
        }
        found = in_turn(programs, runs)
        for name, of_name in found.items():
            share = "" if name == "datadesign check" else f"**{ratio(found['datadesign check'], of_name):.2f}**"
            read.append([f"{count:,} tables: {name}", seconds(process(of_name)), seconds(wall(of_name)), f"{memory(of_name):,.0f} MB", share])  # fmt: skip
    head = ("process time", "on the wall", "peak memory", "ours, of theirs")
    return f"{WORDS}\n\n{table(('site of', 'pages', *head), built)}\n\n{READ}\n\n{table(('read', *head), read)}\n"


def _with_dbml(folder: Path, text: str) -> Path:
    site = sites.configure(folder, ["search", "dbml"])
    (site / "design.dbml").write_text(text, encoding="utf-8")
    (site / "docs" / "design.md").write_text(f"# Design\n\n```dbml\n{text}```\n", encoding="utf-8")
    return site


def _build(site: Path) -> Run:
    shutil.rmtree(site / "site", ignore_errors=True)
    return run(PEERS / "python", "-m", "mkdocs", "build", "-q", "-f", site / "mkdocs.yml", "-d", site / "site")


def _gen_doc(schema: Path, site: Path) -> Run:
    """Both of LinkML's steps as one run."""
    shutil.rmtree(site / "docs" / "model", ignore_errors=True)
    first = run(PEERS / "gen-doc", "-d", site / "docs" / "model", schema)
    second = _build(site)
    return Run(first.process + second.process, first.wall + second.wall, max(first.memory, second.memory))


WORDS = f"""\
The same tables and collections; DBML and LinkML's schemas are made from the sidecars before the clock runs, and hold
names, types, keys, descriptions and references. Neither has stores other than tables, queries, indexes' uses, volumes,
backup, DTOs or rules on them. mkdocs-dbml-plugin draws all tables in one picture on one page, and checks that the DBML
can be read. gen-doc writes a page for each class and each attribute, that MkDocs then builds. datadesign reads and links
all of the design, judges its rules, and writes a page for each feature with its pictures, and the index. More than
{MOST} features are not tried here, for gen-doc's sake."""
READ = """\
`dbml2sql` of @dbml/cli reads the same DBML, resolves its references and writes SQL; `datadesign check` reads the whole
design and judges it."""
