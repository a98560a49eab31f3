"""Sites of the same designs by others: LinkML's gen-doc, mkdocs-dbml-plugin, @dbml/cli.

python -m benchmarks peers
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from . import sites
from .converters import apart, linkml
from .environment import NODE, PEERS
from .measure import DATADESIGN, Run, in_turn, memory, process, ratio, run, seconds, table, wall

MOST = 100
"""Features at most: beyond, others do not come to an end in an afternoon."""


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: who builds a site of the same designs, and who reads them, in what time."""
    built: list[list[str]] = []
    read: list[list[str]] = []
    for features in sorted({min(size, MOST) for size in sizes}):
        ours = sites.with_plugin(sites.fresh("peers", "plugin"), features)
        docs = ours / "docs"
        schema, design = ours.parent / "schema.yaml", ours.parent / "design.dbml"
        schema.write_text(linkml(docs), encoding="utf-8")
        run(*DATADESIGN, "export", docs, "--format", "dbml", "-o", design)
        text = design.read_text(encoding="utf-8")
        whole = _with_dbml(sites.fresh("peers", "dbml"), {"design": text})
        by_feature = {feature.rpartition("/")[2]: part for feature, part in apart(text).items()}
        assert len(by_feature) == features
        each = _with_dbml(sites.fresh("peers", "pages"), by_feature)
        pages = sites.configure(sites.fresh("peers", "linkml"), ["search"])
        programs = {
            OURS: partial(sites.build, ours),
            "mkdocs-dbml-plugin, all on one page": partial(_with_dbml_plugin, whole),
            "mkdocs-dbml-plugin, a page for each feature": partial(_with_dbml_plugin, each),
            "LinkML gen-doc and `mkdocs build`": partial(_gen_doc, schema, pages),
        }
        found = in_turn(programs, runs)
        counts = [f"{sum(1 for _ in site.rglob('index.html')):,}" for site in (ours / "site", whole / "site", each / "site", pages / "site")]  # fmt: skip
        built += [[name, pages, *cells] for (name, *cells), pages in zip(_rows(features, found), counts, strict=True)]
        sql = ours.parent / "design.sql"
        found = in_turn(
            {
                OURS: partial(run, *DATADESIGN, "check", docs),
                "@dbml/cli": partial(run, NODE / "dbml2sql", design, "--postgres", "-o", sql),
            },
            runs,
        )
        assert sql.read_text(encoding="utf-8").count("CREATE TABLE") == text.count("\nTable ")
        read += _rows(features, found)
    head = ("process time", "on the wall", "peak memory", "ours, of theirs")
    return f"{WORDS}\n\n{table(('site of', 'pages', *head), built)}\n\n{READ}\n\n{table(('read', *head), read)}\n"


OURS = "datadesign"


def _rows(features: int, found: Mapping[str, Sequence[Run]]) -> list[list[str]]:
    return [
        [
            f"{features:,} features: {name}",
            seconds(process(of_name)),
            seconds(wall(of_name)),
            f"{memory(of_name):,.0f} MB",
            "" if name == OURS else f"**{ratio(found[OURS], of_name):.2f}**",
        ]
        for name, of_name in found.items()
    ]


def _with_dbml(folder: Path, texts: Mapping[str, str]) -> Path:
    """A site with a page for each of some texts in DBML, by name."""
    site = sites.configure(folder, ["search", "dbml"])
    for name, text in texts.items():
        (site / "docs" / f"{name}.md").write_text(f"# {name}\n\n```dbml\n{text}```\n", encoding="utf-8")
    return site


def _with_dbml_plugin(site: Path) -> Run:
    """Build it, and see that all is drawn: a mistake in DBML is on the page, and the exit status 0."""
    done = _build(site)
    for page in (site / "site").rglob("index.html"):
        assert 'class="dbml-error"' not in page.read_text(encoding="utf-8"), page
    return done


def _build(site: Path) -> Run:
    shutil.rmtree(site / "site", ignore_errors=True)
    return run(PEERS / "python", "-m", "mkdocs", "build", "-q", "-f", site / "mkdocs.yml", "-d", site / "site")


def _gen_doc(schema: Path, site: Path) -> Run:
    """Both of LinkML's steps as one run."""
    shutil.rmtree(site / "docs" / "model", ignore_errors=True)
    first = run(PEERS / "gen-doc", "-d", site / "docs" / "model", schema)
    second = _build(site)
    return Run(first.process + second.process, first.wall + second.wall, max(first.memory, second.memory))


WORDS = """\
The same designs of eight objects a feature. DBML is what `datadesign export` writes, LinkML's schema has the tables and
collections with types, keys, descriptions and references; both are made before the clock runs. Neither language has
stores, queries, volumes, backup, DTOs or rules on them. mkdocs-dbml-plugin draws its tables and writes nothing else: all
in one picture, or those of each feature on a page of its own, without what leads to other features. gen-doc writes a
page for each class and each name of an attribute, which MkDocs then builds. datadesign reads and links all of the
design, judges its rules, and writes a page for each feature with its pictures, and the index. Material, with search."""
READ = """\
`dbml2sql` of @dbml/cli reads the same DBML, resolves its references and writes SQL; `datadesign check` reads the whole
design and judges it."""
