"""What is said of a list's items when the schema refused one before them: the right item, its line and its link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from conftest import Write
from processes import datadesign

from mkdocs_datadesign.project import Project

Make = Callable[..., Project]

# A problem at the last item of each kind of list.
DESIGN: dict[str, Any] = {
    "title": "Orders",
    "references": {"other": ["lost.md", "gone.md"]},
    "requirements": {"technologies": ["PostgreSQL", "CREATE TABLE orders (id uuid primary key)"]},
    "stores": {
        "main": {
            "mechanism": "relational",
            "technology": "PostgreSQL",
            "relationships": [
                {"from": "orders", "to": "lines", "type": "1:N"},
                {"from": "orders", "to": "nobody", "type": "1:N"},
            ],
            "entities": {
                "orders": {
                    "fields": {
                        "id": {"type": "UUID", "constraints": ["NOT NULL", "PK"]},
                        "kind": {"type": "Enum", "constraints": ["NOT NULL", "DEFAULT z"], "values": ["a", "b"]},
                        "line_id": {"type": "UUID", "constraints": ["NOT NULL", "FK nowhere.id"]},
                    },
                    "constraints": ["UNIQUE (id)", "UNIQUE (id, ghost)"],
                    "validation": [
                        {"rule": "The kind is known.", "fields": ["kind"]},
                        {"rule": "The spirit is known.", "fields": ["kind", "spirit"]},
                    ],
                    "indexes": {"idx_orders_kind": {"fields": ["kind", "missing"], "include": ["id", "absent"]}},
                },
                "lines": {"fields": {"id": {"type": "UUID", "constraints": ["PK"]}}},
            },
        },
        "points": {
            "mechanism": "time-series",
            "technology": "InfluxDB",
            "series": {
                "beats": {
                    "timestamp": {"field": "time"},
                    "fields": {"rate": {"type": "float"}, "load": {"type": "float"}},
                    "rollups": [
                        {"every": "1 hour", "aggregate": "average"},
                        {"every": "1 day", "aggregate": "SELECT * FROM beats WHERE rate = 1"},
                    ],
                }
            },
        },
        "papers": {
            "mechanism": "document",
            "technology": "MongoDB",
            "collections": {"sheets": {"fields": {"_id": {"type": "ObjectId"}}, "shard_key": ["_id", "vanished"]}},
        },
    },
    "queries": [
        {"operation": "Find one", "target": "orders", "filter": ["id"], "frequency": "high"},
        {"operation": "Find by kind", "target": "orders", "joins": ["lines", "strangers"], "frequency": "high",
         "filter": ["id", "unheard"], "range": ["id", "unseen"], "search": ["kind", "unread"], "sort": ["id", "unsaid"]},
        {"operation": "List beats", "target": "beats", "filter": ["nothing", "rate", "load"], "frequency": "high"},
    ],
    "integrity": [
        {"rule": "First.", "target": "orders", "fields": ["kind"]},
        {"rule": "Second.", "target": "orders", "fields": ["kind", "phantom"]},
    ],
    "dtos": {
        "OrderResponse": {
            "source": ["orders", "unborn"],
            "fields": {"kind": {"from": ["kind", "unknown"]}},
        },
    },
}  # fmt: skip


def lists(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, list):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from lists(item, (*path, key))


def with_refused(path: tuple[Any, ...]) -> str:
    """The design with an item that no list takes at the head of the list at a path."""
    text = yaml.safe_dump(DESIGN, sort_keys=False)
    changed = found = yaml.safe_load(text)
    for key in path:
        found = found[key]
    found.insert(0, [[]])
    return yaml.safe_dump(changed, sort_keys=False)


def problems(project: Project) -> dict[tuple[str, str, str], str]:
    """The text of the line of each problem that stands at an item of a list."""
    told = [
        problem for problem in project.problems if not problem.rule.startswith("schema/") and "[" in problem.data_path
    ]
    return {
        (problem.rule, problem.message, problem.data_path.rpartition(".")[2].partition("[")[0]): problem.place.text
        for problem in told
    }


def test_the_design_has_a_problem_at_the_last_item_of_each_list(project: Make) -> None:
    at = {
        re.sub(r"\[\d+]", "", problem.data_path).rpartition(".")[2]
        for problem in project(yaml.safe_dump(DESIGN, sort_keys=False)).problems
        if "[" in problem.data_path
    }
    kinds = {next(key for key in reversed(path) if isinstance(key, str)) for path in lists(DESIGN)}
    rollup, relationship = {"aggregate"}, {"to"}
    assert (
        kinds - at == {"relationships", "queries", "rollups", "validation", "integrity", "values", "technologies"} - at
    )
    assert rollup | relationship <= at


@pytest.mark.parametrize("path", list(lists(DESIGN)), ids=lambda path: ".".join(map(str, path)))
def test_a_problem_behind_a_refused_item_stands_at_its_own_line(project: Make, path: tuple[Any, ...]) -> None:
    before = problems(project(yaml.safe_dump(DESIGN, sort_keys=False)))
    after = problems(project(with_refused(path)))
    shared = before.keys() & after.keys()
    assert len(shared) > len(before) / 2
    assert {key: after[key] for key in shared} == {key: before[key] for key in shared}


def test_several_refused_items_are_each_told_at_their_own_line(project: Make) -> None:
    text = "title: T\nstores: {a: {mechanism: file, technology: S3}}\nqueries:\n"
    items = [
        "{operation: a}",
        "{b: c}",
        "{operation: d}",
        "[e]",
        "{operation: f, frequency: g}",
        "{operation: h, i: j, frequency: k}",
    ]
    found = project(text + "".join(f"  - {item}\n" for item in items)).problems
    told = {(problem.place.text.strip(), problem.data_path) for problem in found if problem.rule.startswith("schema/")}
    assert told == {
        ("- {b: c}", "queries[1]"), ("- {b: c}", "queries[1].b"), ("- [e]", "queries[3]"),
        ("- {operation: f, frequency: g}", "queries[4].frequency"),
        ("- {operation: h, i: j, frequency: k}", "queries[5].i"),
        ("- {operation: h, i: j, frequency: k}", "queries[5].frequency"),
    }  # fmt: skip


def test_links_of_problems_lead_to_the_query_that_they_are_about(write: Write) -> None:
    docs = write({"shop/orders": with_refused(("queries",))})
    assert datadesign("render", docs).returncode == 1  # there are errors
    page = (docs / "plan/shop/orders/03-data-design.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r'<a id="(query\.\d+)"></a>\s*([\w ]+?) *\|', page))
    assert sorted(rows.values()) == ["Find by kind", "Find one", "List beats"]
    linked = set(re.findall(r"`(unheard|nothing|strangers)`[^\n]*?\]\(#(query\.\d+)\) \(", page))
    assert {(word, rows[anchor]) for word, anchor in linked} == {
        ("unheard", "Find by kind"),
        ("strangers", "Find by kind"),
        ("nothing", "List beats"),
    }
    refused = re.findall(r"\[`schema/invalid-value`\][^\n]*?\]\(#([\w.]+)\) \(", page)
    assert set(refused) == {"section.queries"}, "an item that was left out has no row of its own"
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
