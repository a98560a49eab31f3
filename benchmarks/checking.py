"""Checking: beside other checkers on the same files, one file alone, and whether the time grows as the designs do.

python -m benchmarks checking
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Sequence
from functools import partial

from mkdocs_datadesign.garbage import without_collection
from mkdocs_datadesign.linking import link
from mkdocs_datadesign.reading import read_feature
from mkdocs_datadesign.rules import RULES, check

from . import sites
from .corpus import design, write
from .environment import NODE, PEERS
from .measure import DATADESIGN, ROOT, Run, in_turn, median, memory, process, ratio, run, seconds, table, wall

REAL = ROOT / "tests" / "real"
LINEAR = (13, 130, 1_300)
"""Designs beyond the first one, each ten times the one before; the last are more than ten thousand objects."""


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: other checkers at each size, one file, and linearity in two corpora."""
    return "\n\n".join((WORDS, _peers(sizes, runs), ONE, _one_file(runs), GROWTH, _growth(sizes, runs), MULTIPLIED, _multiplied(sizes, runs))) + "\n"  # fmt: skip


def _peers(sizes: Sequence[int], runs: int) -> str:
    rows = []
    for features in sizes:
        docs = write(sites.fresh("checking"), features)
        files = sorted(docs.rglob("*.yaml"))
        schema, rules = docs.parent / "schema.json", docs.parent / "rules.yaml"
        schema.write_text(run(*DATADESIGN, "schema").output, encoding="utf-8")
        rules.write_text(SPECTRAL, encoding="utf-8")
        lint = "{extends: default, rules: {line-length: disable, document-start: disable}}"
        programs = {
            "datadesign check": partial(run, *DATADESIGN, "check", docs),
            "check-jsonschema": partial(run, PEERS / "check-jsonschema", "--schemafile", schema, *files),
            "yamllint": partial(run, PEERS / "yamllint", "-d", lint, *files),
            "Spectral": partial(run, NODE / "spectral", "lint", "--ruleset", rules, *files),
        }
        found = in_turn(programs, runs)
        ours = found["datadesign check"]
        for name, of_name in found.items():
            share = f"**{ratio(ours, of_name):.2f}**" if of_name is not ours else ""
            rows.append([f"{features:,} features: {name}", seconds(process(of_name)), seconds(wall(of_name)), f"{memory(of_name):,.0f} MB", share])  # fmt: skip
    return table(("checked", "process time", "on the wall", "peak memory", "ours, of theirs"), rows)


def _one_file(runs: int) -> str:
    docs = sites.fresh("one") / "docs"
    sidecar = docs / "plan" / "billing" / "account-agendas" / "03-data-design.yaml"
    sidecar.parent.mkdir(parents=True)
    objects = next(count for count in range(1, 9) if len(list(design(0, 1, count, 0, False))) >= 100)
    lines = list(design(0, 1, objects, 0, False))
    sidecar.write_text("\n".join(lines) + "\n", encoding="utf-8")
    schema = docs.parent / "schema.json"
    schema.write_text(run(*DATADESIGN, "schema").output, encoding="utf-8")
    programs = {
        f"one file of {len(lines)} lines: datadesign check": partial(run, *DATADESIGN, "check", docs),
        "the same: check-jsonschema": partial(run, PEERS / "check-jsonschema", "--schemafile", schema, sidecar),
        "the same: yamllint": partial(run, PEERS / "yamllint", "-d", "relaxed", sidecar),
    }
    found = in_turn(programs, 2 * runs + 1)
    rows = [[name, seconds(process(of_name)), seconds(wall(of_name))] for name, of_name in found.items()]
    return table(("checked", "process time", "on the wall"), rows)


def _growth(sizes: Sequence[int], runs: int) -> str:
    """The command on ten times and a hundred times the designs, and what its start costs taken off."""
    sought = [beyond for beyond in LINEAR if beyond <= max(100, *sizes) * 1.3]
    folders = {beyond: write(sites.fresh("growth", str(beyond)), 1 + beyond) for beyond in (0, *sought)}
    checks = {
        str(beyond): partial(median, partial(run, *DATADESIGN, "check", docs), _times(8 * beyond))
        for beyond, docs in folders.items()
    }
    found = in_turn(checks, runs)
    rows, before = [], None
    for designs in sought:
        now = found[str(designs)]
        beyond = [Run(one.process - start.process, 0, 0) for one, start in zip(now, found["0"], strict=True)]
        times = f"{ratio(beyond, before):.1f}" if before else ""
        rows.append([f"{8 * (1 + designs):,} objects", seconds(process(now)), seconds(process(beyond)), times, f"{memory(now):,.0f} MB"])  # fmt: skip
        before = beyond
    return table(("checked", "process time", "beyond one design", "times the row above", "peak memory"), rows)


def _multiplied(sizes: Sequence[int], runs: int) -> str:
    copies = [count for count in (1, 10, 100) if count <= max(10, max(sizes) / 10)]
    _stages(1)
    turns = [
        {count: _middle([_stages(count) for _ in range(_times(93 * count))]) for count in copies} for _ in range(runs)
    ]
    rows = []
    for count in copies:
        objects, problems = turns[0][count][:2]
        parts = [statistics.median(turn[count][at] for turn in turns) for at in (2, 3, 4)]
        times = [sum(turn[count][2:]) / sum(turn[count // 10][2:]) for turn in turns] if count > 1 else []
        rows.append([f"{objects:,} objects", f"{problems:,}", *map(seconds, parts), f"{statistics.median(times):.1f}" if times else ""])  # fmt: skip
    return table(("real schemas", "problems", "read", "link", "check", "times the row above"), rows)


def _times(objects: int) -> int:
    """How often in a turn: with few objects, the noise is as large as what is sought."""
    return 9 if objects < 200 else 3 if objects < 2_000 else 1


def _middle(found: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """The median of each number."""
    return tuple(map(statistics.median, zip(*found, strict=True)))


def _stages(copies: int) -> tuple[int, int, float, float, float]:
    """The objects, the problems, and the seconds of reading, linking and checking the real schemas, multiplied."""
    texts = _real(copies)
    gc.collect()
    with without_collection("designs"):  # as `project.load` does
        begun = time.process_time()
        features = [read_feature(path, data, "plan") for path, data in texts.items()]
        read = time.process_time()
        catalog = link(features)
        linked = time.process_time()
        problems = check(catalog, RULES)
        done = time.process_time()
    counted = sum(1 for _ in catalog.objects), len(problems)
    gc.unfreeze()
    return *counted, read - begun, linked - read, done - linked


def _real(copies: int) -> dict[str, bytes]:
    """The real sidecars, each as many times as asked for, in databases of their own."""
    found = {}
    for file in sorted(REAL.rglob("03-data-design.yaml")):
        system, part = file.relative_to(REAL).parts[:2]
        text = file.read_text(encoding="utf-8").replace(f"    database: {system}\n", "")
        for copy in range(copies):
            own = text.replace(f"{system}/", f"{system}{copy}/")
            own = own.replace("mechanism: relational", f"mechanism: relational\n    database: {system}{copy}")
            found[f"plan/{system}{copy}/{part}/03-data-design.yaml"] = own.encode()
    return found


SPECTRAL = """\
rules:
  table-plural:
    given: $.stores.*.entities
    message: "{{property}} should be plural"
    severity: warn
    then: {field: "@key", function: pattern, functionOptions: {match: "s$"}}
  field-case:
    given: $.stores.*.entities.*.fields
    message: "{{property}} should be snake_case"
    severity: warn
    then: {field: "@key", function: pattern, functionOptions: {match: "^[a-z0-9_]+$"}}
"""
WORDS = f"""\
The same files, eight objects each. `datadesign check` reads them into one model, links every name across features and
judges {len(RULES)} rules. check-jsonschema compares each file with the schema that `datadesign schema` prints, and says the
path but no line; yamllint looks at the form of the YAML alone; Spectral judges two rules that resemble two of ours,
`naming/table-plural` and `naming/field-case`, and knows one file at a time."""
ONE = "One file alone, imports included:"
GROWTH = """\
Ten times the designs, the whole command. What it takes on a single design, most of it for Python's imports, is taken
off before rows are compared, since it would make any growth look small."""
MULTIPLIED = """\
The real schemas of `tests/real`, multiplied, each copy in a database of its own so that only the checker's own work
grows. They have many problems, which the designs above have not. The garbage collector is off while designs are read
and checked, since nothing of them is garbage: with it on, reading 930 objects took 25 times as long as reading 93."""
