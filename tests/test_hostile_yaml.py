"""Hostile YAML: a problem with a place, in bounded time and memory, and never a traceback."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
from chain import PATH, go
from conftest import Write
from effort import no_longer_than

from mkdocs_datadesign.blocks import put_back
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.pages import INDEX, Written, index_pages
from mkdocs_datadesign.project import load
from mkdocs_datadesign.reading import below, find
from mkdocs_datadesign.source import MAX_DUPLICATES
from mkdocs_datadesign.writer import Site

SIZE = 4 * 1024 * 1024 - 4_000
HEAD = "title: T\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"
STORES = "title: T\nstores: {m: {mechanism: relational, technology: X}}\n"


def check(docs: Path, *, seconds: int, megabytes: int) -> subprocess.CompletedProcess[str]:
    """Run `datadesign check` with so much time of the processor and so much memory, and no more."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return subprocess.run(
        [sys.executable, "-m", "mkdocs_datadesign.cli", "check", docs, "--format", "github"],
        capture_output=True, text=True, check=False, preexec_fn=limit, errors="replace",
    )  # fmt: skip


def sidecar(write: Write, data: bytes) -> Path:
    docs = write({"shop/orders": ""})
    (docs / PATH).write_bytes(data)
    return docs


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: !!python/object/apply:os.system [touch harm]", "the tag `tag:yaml.org,2002:python/object/apply:os.system` is not allowed"),
        (b"a: !!python/name:os.system", "is not allowed"),
        (b"a: !include /etc/passwd", "the tag `!include` is not allowed"),
        (b"a: !!binary aGk=", "is not allowed"),
        (b"a: !!set {x}", "is not allowed"),
        (b"%TAG ! tag:python.org,2002:\n--- !x y", "is not allowed"),
        (b"a: &a [*a]", "the alias `*a` holds itself"),
        (b"a: &a {b: &b [*a]}", "holds itself"),
        (b"*a : b", "names no anchor"),
        (b"[" * 5_000 + b"]" * 5_000, "nested more than 64 levels deep"),
        (b"{a: " * 5_000 + b"b" + b"}" * 5_000, "nested more than 64 levels deep"),
        (b"".join(b" " * i + b"a:\n" for i in range(2_000)), "nested more than 64 levels deep"),
        (b"- " * 5_000 + b"x", "nested more than 64 levels deep"),
        (b"a: \xff\xfe", "the file is not UTF-8"),
        (b"title: caf\xe9", "the file is not UTF-8"),
        (b"a: \xed\xa0\x80", "the file is not UTF-8"),
        (b"a: \xc0\xaf", "the file is not UTF-8"),
        ("title: T".encode("utf-16"), "the file is UTF-16"),
        ("title: T".encode("utf-16-be"), "the file is UTF-16"),
        ("title: T".encode("utf-32"), "the file is UTF-16 or UTF-32"),
        (b"a:\n\t- b", "this is not YAML"),
        (b"a: b\x07", "a character that YAML does not allow: U+0007"),
        (b'a: "\\ud800"', "this is not YAML"),
        (b"title: T\n---\ntitle: U", "a second document begins"),
        (b"title: T\n...\n---\n...", "a second document begins"),
        (b"a: &x {b: c}\nd:\n  <<: *x", "YAML 1.2 has no merge key `<<`"),
        (b"? [a, b]\n: c", "a key is a list or a mapping"),
        (b"? {a: b}\n: c", "a key is a list or a mapping"),
        (b"~: c", "a key is nothing"),
        (b": c", "this is not YAML"),
        (b"title: T\n? " + b"a" * 2_001 + b"\n: b", "a key has more than 2,000 characters"),
        (b"- a\n- b", "a sidecar is a mapping of keys"),
        (b"just text", "a sidecar is a mapping of keys"),
        (b"", "the sidecar is empty"),
        (b"# a comment", "the sidecar is empty"),
        (b"\xef\xbb\xbf", "the sidecar is empty"),
    ],
)  # fmt: skip
def test_hostile_yaml_is_one_problem_with_a_place(data: bytes, words: str) -> None:
    (problem, *others) = [problem for problem in go(data).problems if problem.rule.startswith("schema/")]
    assert words in problem.message
    assert others == []
    assert problem.place.path == PATH
    assert problem.help
    lines = data.decode("utf-8", "replace").splitlines() or [""]
    assert 1 <= problem.place.span.line <= len(lines) + 1


@pytest.mark.parametrize("key", ["1", "true", "0.5", "2026-11-24", "on"])
def test_a_key_that_looks_like_no_string_is_its_text(key: str) -> None:
    project = go(f"{HEAD}      {key}: {{fields: {{id: {{type: UUID, constraints: [PK]}}}}}}\n".encode())
    assert [item.name for item in project.catalog.objects] == [key]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_no_place(ends: str, mark: str) -> None:
    text = HEAD + "      orders:\n        feilds: {}\n"
    (problem,) = [p for p in go((mark + text.replace("\n", ends)).encode()).problems if p.rule == "schema/unknown-key"]
    assert (problem.place.span.line, problem.place.span.column) == (8, 9)
    assert problem.place.text == "        feilds: {}"


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"])
def test_what_only_old_yaml_takes_for_a_line_end_moves_no_place_and_ends_no_comment(char: str) -> None:
    text = f"title: a{char}b # c{char}status: approved\nsummary: x\nnothing: 1\n{STORES[9:]}"
    project = go(text.encode())
    (problem,) = [p for p in project.problems if p.rule == "schema/unknown-key"]
    assert (problem.place.span.line, problem.place.span.column) == (3, 1)
    (feature,) = project.catalog.features.values()
    assert feature.design is not None
    assert feature.design.status == "draft"


@pytest.mark.parametrize("size", [50, 5_000])
def test_a_huge_file_is_not_read(write: Write, size: int) -> None:
    docs = sidecar(write, b"")
    with (docs / PATH).open("wb") as file:
        file.truncate(size * 1024 * 1024)
    done = check(docs, seconds=10, megabytes=600)
    assert done.returncode == 1, done.stderr
    assert "the file is larger than 4 MiB" in done.stdout


def test_a_huge_document_is_not_read(write: Write) -> None:
    docs = sidecar(write, (STORES + "references: {prd: prd.md#goals, other: [all.bin]}\n").encode())
    for name in ("prd.md", "all.bin"):
        with (docs / "plan/shop/orders" / name).open("wb") as file:
            file.truncate(5_000 * 1024 * 1024)
    done = check(docs, seconds=10, megabytes=600)
    assert "Traceback" not in done.stderr
    assert "references/missing-file" not in done.stdout


def repeated(line: str, size: int = 200_000) -> str:
    """So many lines, each with its number in it, that they are as large as that."""
    lines, total = [], 0
    while total < size:
        lines.append(line.format(i=len(lines)))
        total += len(lines[-1])
    return "".join(lines)


FIELDS = HEAD + "      t:\n        fields:\n          id: {type: UUID, constraints: [PK]}\n"
SHAPES: dict[str, Callable[[], str]] = {
    "one line": lambda: STORES + "summary: " + "x" * SIZE,
    "blanks in a field's name": lambda: f"{FIELDS}queries: [{{operation: x, target: t, filter: ['a{' ' * SIZE}b']}}]\n",
    "brackets in prose": lambda: STORES + "summary: '" + "[" * SIZE + "'",
    "short prose full of brackets": lambda: FIELDS + repeated("          f{i}: {{type: x, description: '" + "[" * 9_000 + "'}}\n"),
    "emphasis in prose": lambda: FIELDS + repeated("          f{i}: {{type: x, description: '" + "*a _" * 4_000 + "'}}\n"),
    "prose cut by commas": lambda: STORES + "x: {a: b" + ", c" * (SIZE // 3) + "}",
    "keys given twice": lambda: STORES + "title: T\n" * (SIZE // 9),
    "unknown keys": lambda: FIELDS + repeated("          f{i}: {{type: x, tpye: y}}\n", 2_000_000),
    "aliases of a long text": lambda: STORES + f"summary: &a {'x' * 1_000_000}\nchecklist:\n" + "".join(f"  {i}: *a\n" for i in range(100_000)),
    "foreign keys to nowhere": lambda: FIELDS + repeated("          f{i}: {{type: UUID, constraints: [FK u{i}.id]}}\n"),
    "queries of nothing": lambda: STORES + "queries:\n" + repeated("  - {{operation: x, target: t{i}}}\n"),
    "documents that are not there": lambda: STORES + "references:\n  other:\n" + repeated("    - d{i}.md\n"),
    "ignores": lambda: STORES + "# datadesign: ignore naming/drift\n" * (SIZE // 34),
    "an ignore of many": lambda: STORES + "# datadesign: ignore a/b" + ", a/b" * (SIZE // 5),
    "code that is none": lambda: STORES + "summary: '" + "select a from b where " * (SIZE // 22) + "'",
    "a constraint of names": lambda: FIELDS + "          f: {type: x, constraints: ['FK " + "a." * (SIZE // 2) + "!']}\n",
    "placeholders": lambda: "title: T\nstores: {m: {mechanism: key-value, technology: R, keys: {k: {pattern: '" + repeated("{{a{i}}}") + "'}}}}",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_takes_more_than_a_few_seconds(write: Write, shape: str) -> None:
    data = SHAPES[shape]().encode()
    assert len(data) <= 4 * 1024 * 1024
    docs = sidecar(write, data)
    with no_longer_than(150):
        project = load(find(docs, "plan"), Options(), below(docs))
        site = Site("plan", "plan/data-design", lambda here, there: there, html=True)
        pages = [*Written().pages(project, site), *islice(index_pages(project, site), len(INDEX))]
        size = sum(len(put_back(page.text, page.blocks)) for page in pages)
    assert size < 40_000_000
    assert project.problems


def test_many_problems_on_a_line_of_megabytes_take_the_memory_of_one(write: Write) -> None:
    docs = sidecar(write, SHAPES["prose cut by commas"]().encode())
    done = check(docs, seconds=60, megabytes=700)
    assert done.stdout.count("schema/duplicate-key") > MAX_DUPLICATES, done.stderr


def test_documents_that_are_hostile_take_no_time_either(write: Write) -> None:
    docs = sidecar(write, f"{STORES}references: {{prd: prd.md#none}}\n".encode())
    text = (
        "# {"
        + "#a" * 500_000
        + "\n"
        + "# "
        + "`" * 500_000
        + "[" * 500_000
        + "\n<a "
        + "x" * 500_000
        + "\n"
        + "-" * 500_000
        + "x\n"
    )
    (docs / "plan/shop/orders/prd.md").write_text(text, encoding="utf-8")
    with no_longer_than(50):
        project = load(find(docs, "plan"), Options(), below(docs))
    assert "references/missing-anchor" in {problem.rule for problem in project.problems}
