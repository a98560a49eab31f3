"""The schema: what is refused, in which words, and that the JSON Schema refuses the same."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mkdocs_datadesign.json_schema import json_schema
from mkdocs_datadesign.parser import read
from mkdocs_datadesign.project import Project
from mkdocs_datadesign.schema import validate
from mkdocs_datadesign.source import Typed
from mkdocs_datadesign.technology import USUAL

HERE = Path(__file__).parent
EVERYTHING = (HERE / "everything.yaml").read_bytes()
Make = Callable[..., Project]


def faults(text: str) -> list[tuple[str, str, int, str]]:
    source = read("x.yaml", text.encode())
    validate(source)
    return [(fault.rule, fault.message, fault.span.line, fault.help) for fault in source.faults]


HEAD = "title: T\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "    entites: {}\n", ("unknown-key", "`entites` is no key of `main`", 6, "did you mean `entities`?")),
        (HEAD + "statsu: draft\n", ("unknown-key", "`statsu` is no key of the sidecar", 6, "did you mean `status`?")),
        (HEAD + "status: finished\n", ("invalid-value", "`finished` is no status", 6, "one of draft, review, approved")),
        (HEAD + "queries: [{frequency: low}]\n", ("missing-key", "item 1 of `queries` lacks `operation`", 6, "add `operation`: What is done: `List a user's orders`.")),
        (HEAD + "queries: {}\n", ("invalid-value", "`queries` is a mapping", 6, "it takes a list")),
        (HEAD + "backup: {point_in_time_recovery: perhaps}\n", ("invalid-value", "`point_in_time_recovery` is `perhaps`", 6, "it takes true or false")),
        ("title: T\nstores:\n  a: {technology: X}\n", ("missing-key", "`a` lacks `mechanism`", 3, "one of relational, document, key-value, file, time-series, vector")),
        ("title: T\nstores:\n  a: {technology: X, mechanism: relationl}\n", ("invalid-value", "`relationl` is no mechanism", 3, "did you mean `relational`?")),
        ("title:\nstores: {a: {technology: X, mechanism: file}}\n", ("missing-key", "the sidecar lacks `title`", 1, "add `title`: The feature's name.")),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_and_what_to_do(text: str, expected: tuple[str, str, int, str]) -> None:
    assert expected in faults(text)


def test_all_faults_come_at_once() -> None:
    text = HEAD + (
        "    entities:\n"
        "      orders:\n"
        "        purpse: x\n"
        "        fields:\n"
        "          id: {type: UUID, constraints: [PKK]}\n"
        "          b: {}\n"
        "status: done\n"
    )
    assert [(rule, line) for rule, _, line, _ in sorted(faults(text), key=lambda fault: fault[2])] == [
        ("unknown-key", 8),
        ("invalid-value", 10),
        ("missing-key", 11),
        ("invalid-value", 12),
    ]


def test_a_slip_in_one_feature_is_not_reported_again_by_those_that_refer_to_it(project: Make) -> None:
    found = project(
        {
            "a/users": HEAD + "    entities: {users: {fields: {id: {typ: UUID, constraints: [PK]}}}}\n",
            "a/orders": HEAD
            + "    entities: {orders: {fields: {id: {type: UUID, constraints: [PK]},"
            + " user_id: {type: UUID, constraints: [FK users.id]}}}}\n",
        }
    )
    errors = {(problem.feature, problem.rule) for problem in found.problems if problem.severity == "error"}
    assert errors == {("a/users", "schema/unknown-key"), ("a/users", "schema/missing-key")}


# The published JSON Schema


def plain(value: Any) -> Any:
    """A value as a program that reads YAML 1.2 sees it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.value if isinstance(value, Typed) else value


VALIDATOR = Draft202012Validator(json_schema())


def model_accepts(value: Any) -> bool:
    source = read("x.yaml", json.dumps(value).encode())
    validate(source)
    return not source.faults


def schema_accepts(value: Any) -> bool:
    return bool(VALIDATOR.is_valid(value))


EVERYTHING_SAID = plain(read("x.yaml", EVERYTHING).value)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


PATHS = list(paths(EVERYTHING_SAID))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_both_accept_a_sidecar_that_says_everything() -> None:
    assert model_accepts(EVERYTHING_SAID)
    assert schema_accepts(EVERYTHING_SAID)


@pytest.mark.parametrize(
    "change", ["remove", "rename", "empty", "to a list", "to a mapping", "to text", "to a comma", "to a number"]
)
def test_model_and_schema_refuse_the_same(change: str) -> None:
    disagreements = []
    for path in PATHS:
        value = copy.deepcopy(EVERYTHING_SAID)
        parent, key = at(value, path[:-1]), path[-1]
        if change == "remove":
            del parent[key]
        elif change == "rename":
            if isinstance(parent, list):
                continue
            parent["unheard_of"] = parent.pop(key)
        else:
            new: dict[str, Any] = {
                "empty": None,
                "to a list": [[]],
                "to a mapping": {"q": {"q": {}}},
                "to text": "zz",
                "to a comma": "zz, qq",
            }
            parent[key] = new.get(change, 7)
        if model_accepts(value) != schema_accepts(value):
            disagreements.append((path, "schema accepts" if schema_accepts(value) else "model accepts"))
    assert disagreements == []


OBJECTS = {
    "relational": ("entities", ()),
    "document": ("collections", ("shard_key",)),
    "key-value": ("keys", ("partition_key", "sort_key", "ttl", "eviction", "pattern")),
    "time-series": ("series", ()),
    "vector": ("embeddings", ()),
}
LACKS = {
    ("relational", "PostgreSQL"): {"expire_after"},
    ("relational", "MySQL"): {"expire_after", "include", "where"},
    ("relational", "MariaDB"): {"expire_after", "include", "where"},
    ("relational", "SQLite"): {"expire_after", "include"},
    ("document", "MongoDB"): {"include"},
    ("document", "Firestore"): {"include", "shard_key", "where"},
    ("key-value", "Redis"): {"partition_key", "sort_key"},
    ("time-series", "TimescaleDB"): {"expire_after"},
    ("vector", "pgvector"): {"expire_after"},
}
SPELLED = ("{}", " {} 16", "{upper}", "Amazon Managed {}", "a b c {}", "a b c d {}", "{}-like", "my{}", "x\u00a0{}\n")


def stored(mechanism: str, technology: str, key: str, value: str | None) -> Any:
    """A sidecar with one object that has a key, or one index of it that has."""
    section, own = OBJECTS[mechanism]
    of_index = {} if key in own else {"indexes": {"i": {"fields": ["f"], key: value}}}
    item = of_index or {key: value}
    return {
        "title": "T",
        "stores": {"main": {"mechanism": mechanism, "technology": technology, section: {"item": item}}},
    }


@pytest.mark.parametrize("mechanism", OBJECTS)
def test_model_and_schema_refuse_alike_what_a_technology_has_nothing_for(mechanism: str) -> None:
    keys = (*OBJECTS[mechanism][1], "where", "include", "expire_after")
    for name in (*USUAL[mechanism], "Postgres", "SQLite3", "timescale", "Mongo", "PostgreSQL with pgvector", "Other"):
        for spelled in SPELLED:
            technology = spelled.format(name, upper=name.upper())
            for key in keys:
                value = stored(mechanism, technology, key, "x")
                assert model_accepts(value) == schema_accepts(value), (technology, key)
                empty = stored(mechanism, technology, key, None)
                assert (model_accepts(empty), schema_accepts(empty)) == (True, True), (technology, key)
        refused = {key for key in keys if not model_accepts(stored(mechanism, name, key, "x"))}
        if name in USUAL[mechanism] or name == "Other":
            assert refused == LACKS.get((mechanism, name), set()), name


def test_a_key_that_the_technology_has_nothing_for_is_refused_in_words() -> None:
    text = "title: T\nstores:\n  main:\n    mechanism: key-value\n    technology: Redis\n    keys:\n      a:\n"
    found = faults(f"{text}        pattern: a\n        sort_key: b\n        partition_key: c\n")
    help = "remove it, or name the technology that has it"
    assert found == [
        ("unknown-key", "Redis has no `partition_key`", 10, help),
        ("unknown-key", "Redis has no `sort_key`", 9, help),
    ]
    assert faults(f"{text.replace('Redis', 'Amazon DynamoDB')}        sort_key: b\n") == []


def test_every_key_of_the_schema_is_described_and_used_by_the_sidecar_that_says_everything() -> None:
    used = {path[-1] for path in PATHS}
    for name, part in {**json_schema()["$defs"], "Design": json_schema()}.items():
        for key, schema in part.get("properties", {}).items():
            assert schema.get("description"), f"{name}.{key}"
            assert key in used, f"{name}.{key}"
