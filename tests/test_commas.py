"""A comma in what is no prose: an error, with its place and what to write, and no value that has swallowed another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import COMPLETE
from effort import no_longer_than
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_datadesign.catalog import Feature
from mkdocs_datadesign.commas import loose, pieces
from mkdocs_datadesign.parser import read
from mkdocs_datadesign.project import Project
from mkdocs_datadesign.rules.no_code.prose import prose
from mkdocs_datadesign.schema import validate

Make = Callable[..., Project]


def faults(text: str) -> list[tuple[str, str, str, str]]:
    """The rule, the text at its place, the message and the help of each fault."""
    source = read("x.yaml", text.encode())
    validate(source)
    found = []
    for fault in source.faults:
        assert fault.span.line == fault.span.end_line
        marked = source.line(fault.span.line)[fault.span.column - 1 : fault.span.end_column - 1]
        found.append((fault.rule, marked, fault.message, fault.help))
    return found


STORE = "title: T\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n"
USERS = f"{STORE}    entities:\n      users:\n"
FIELD = f"{USERS}        fields:\n          email: "
INDEX = f"{USERS}        fields: {{id: {{type: int}}}}\n        indexes:\n          i: "

# what is written: the text that is marked, and the help
MEANT = {
    # from a public report
    FIELD + "{type: text, UNIQUE, NOT NULL, description: Address}": (
        "text, UNIQUE, NOT NULL", "write `{type: text, constraints: [UNIQUE, NOT NULL]}`"),
    FIELD + "{type: Enum, nullable, values: [a, b]}": ("Enum, nullable", 'write `{type: Enum, constraints: ["NULL"]}`'),
    FIELD + "{type: UUID, descripton, constraints: [PK]}": (
        "UUID, descripton", "`descripton` has no value; write `description: …`"),
    FIELD + "{type: text, UNIQUE, constraints: [NOT NULL]}": (
        "text, UNIQUE", "write `{type: text, constraints: [NOT NULL, UNIQUE]}`"),
    FIELD + "{type: decimal(10, 2), FK users.id}": (
        "decimal(10, 2), FK users.id", 'write `{type: "decimal(10, 2)", constraints: [FK users.id]}`'),
    FIELD + "{type: \"enum('a', 'b'), UNIQUE\"}": (
        "\"enum('a', 'b'), UNIQUE\"", "write `{type: \"enum('a', 'b')\", constraints: [UNIQUE]}`"),
    FIELD + "\n            type: text, UNIQUE": ("text, UNIQUE", "write `{type: text, constraints: [UNIQUE]}`"),
    FIELD + "text, UNIQUE": ("text, UNIQUE", "it takes a mapping: write `{type: text, constraints: [UNIQUE]}`"),
    FIELD + "text": ("text", "it takes a mapping: write `{type: text}`"),
    FIELD + "{type: text, constraints: [\"DEFAULT 0, UNIQUE\"]}": (
        '"DEFAULT 0, UNIQUE"', "write each as an item of its own: `[DEFAULT 0, UNIQUE]`"),
    FIELD + "{type: text, constraints: NOT NULL, UNIQUE}": (
        "NOT NULL, UNIQUE", "it takes a list: write `[NOT NULL, UNIQUE]`"),
    FIELD + "{type: text, values: a, b}": ("a, b", "it takes a list: write `[a, b]`"),
    FIELD + "{type: text, example: Doe, nullable}": ("Doe, nullable", "put it in quotes if the comma belongs to it"),
    USERS + "        constraints: [\"UNIQUE a, b\"]": (
        '"UNIQUE a, b"',
        "write each constraint as an item of its own, and fields in parentheses: `UNIQUE (a, b)`"),
    INDEX + "{fields: id, name desc, type: btree}": (
        "id, name desc", "write each as an item of its own: `[id, name desc]`"),
    INDEX + "id, name": ("id, name", "it takes a mapping: write `{fields: [id, name]}`"),
    INDEX + "{fields: [id], where: a < 3 and b in (1, 2), c}": (
        "a < 3 and b in (1, 2), c", "keep to one value: a comma stands only within brackets or quotes"),
    INDEX + "{fields: [id], unique, type: btree}": ("unique", "write `unique: true`"),
    INDEX + "{fields: [id], uniqe}": ("uniqe", "write `unique: true`"),
    INDEX + "{unique: true, fileds: [id], fields: [id]}": ("fileds", "did you mean `fields`?"),
    INDEX + "{fields: [id], unique: true, where}": (
        "true, where", "it takes true or false; `where` has no value; write `where: …`"),
    STORE + "queries: [{operation: x, frequency: high, taget}]": (
        "high, taget", "one of high, medium, low; `taget` has no value; write `target: …`"),
    STORE + "queries:\n  - operation: x\n    filter: a, b": ("a, b", "write each as an item of its own: `[a, b]`"),
    STORE + "dtos: {A: {source: users, orders}}": (
        "users, orders", "write each as an item of its own: `[users, orders]`"),
    STORE + "references: {prd: a.md, reserch}": ("a.md, reserch", "`reserch` has no value; write `research_report: …`"),
    STORE + "    database: core, schema\n": (
        "core, schema", "keep to one value: a comma stands only within brackets or quotes"),
    "title: T\nstores: {main}": ("main", "give it one, or remove it"),
    FIELD + "{constraints: [PK], UNIQUE, type: text}": ("UNIQUE", "write `constraints: [UNIQUE]`"),
}  # fmt: skip


@pytest.mark.parametrize("text", MEANT)
def test_a_loose_comma_is_an_error_with_its_place_and_what_is_meant(text: str) -> None:
    ((_, marked, _, help),) = faults(text)
    assert (marked, help) == MEANT[text]


GOOD = [
    FIELD + "{type: decimal(10, 2)}",
    FIELD + "{type: Map<String, Int>}",
    FIELD + "{type: \"enum('a, b', 'c')\"}",
    FIELD + '{type: "struct{a, b}[]"}',
    FIELD + "{type: text, description: One of many, UNIQUE among them}",
    FIELD + "{type: text, example: 'Doe, John', values: ['a, b', c]}",
    FIELD + "\n            type: text\n            example: Doe, John",
    FIELD + "{type: text, constraints: [\"CHECK email in ('a', 'b')\", \"DEFAULT '{1,2}'::int[]\"]}",
    USERS + '        constraints: ["PK (a, b)"]',
    INDEX + "{fields: [id], type: btree, unique, purpose: By state}",  # the workflow's spelling
    INDEX + '{fields: ["lower(a, b)"], where: "a in (1, 2) and b < 3"}',
    "title: Orders, and their lines\nstores: {a: {mechanism: file, technology: S3}}",
    STORE + "performance: {volume: {initial: 20,000, growth: 1,000/month, retention: 7 years, by law}}",
]


@pytest.mark.parametrize("text", GOOD)
def test_prose_brackets_quotes_and_an_index_type_may_have_commas(text: str) -> None:
    assert faults(text) == []


def test_the_problem_is_told_by_check_at_its_line(project: Make) -> None:
    text = re.sub(r"email: \{type: (\S+), constraints: .*?\]", r"email: {type: \1, UNIQUE, NOT NULL", COMPLETE, count=1)
    assert text != COMPLETE
    problem = next(problem for problem in project(text).problems if problem.rule == "schema/invalid-value")
    assert problem.place.text.strip().startswith("email: {type: ")
    assert problem.help.endswith("constraints: [UNIQUE, NOT NULL]}`")


EVERYTHING = read("x.yaml", (Path(__file__).parent / "everything.yaml").read_bytes()).value


def texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, str):
            yield (*path, key)
        yield from texts(item, (*path, key))


def accepts(path: tuple[str | int, ...], text: str) -> bool:
    """Whether a text may stand at a path of the sidecar that says everything."""
    changed = json.loads(json.dumps(EVERYTHING))
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = text
    source = read("x.yaml", json.dumps(changed).encode())
    validate(source)
    return not any(fault.path[: len(path)] == path[: len(fault.path)] for fault in source.faults)


def test_each_key_that_takes_text_is_prose_or_has_no_comma() -> None:
    source = read("x.yaml", (Path(__file__).parent / "everything.yaml").read_bytes())
    design, _ = validate(source)
    told = {path for path, _ in prose(Feature("a/b", source, design))}
    free = {path for path in texts(EVERYTHING) if path not in told and accepts(path, "zz, qq")}
    assert {path for path in texts(EVERYTHING) if path in told and not accepts(path, "zz, qq")} == set()
    assert {path[-2] if isinstance(path[-1], int) else path[-1] for path in free} == {
        "title",
        "example",
        "values",
        "type",
    }
    assert all("index" in str(path[-3:]) for path in free if path[-1] == "type"), free


@given(st.text("ab ,()[]{}<>'\"`", max_size=40))
def test_commas_are_loose_outside_of_brackets_and_quotes_alone(text: str) -> None:
    found = loose(text)
    assert all(text[at] == "," for at in found)
    assert ", ".join(pieces(text)).replace(" ", "") == text.replace(" ", "")
    assert not loose(
        f"({text.translate({ord(char): None for char in '()[]{}<>'})})".replace("'", "")
        .replace('"', "")
        .replace("`", "")
    )


@pytest.mark.parametrize(
    "text", ["(" * 200_000 + "," * 200_000, "([{a<" * 80_000 + ")]}>," * 80_000, "a,'" * 200_000, ",)" * 200_000]
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    with no_longer_than(10):
        loose(text)
