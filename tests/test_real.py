"""Real schemas: what is counted in them, and what their ERDs mean to a real Mermaid engine."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from merman import Merman

from mkdocs_datadesign.catalog import Store
from mkdocs_datadesign.diagram import Diagram, diagrams, mermaid, safe
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.reading import below

REAL = Path(__file__).parent / "real"
TRUTH = json.loads((REAL / "truth.json").read_text(encoding="utf-8"))["systems"]
MARKS = {"||": "ONLY_ONE", "|o": "ZERO_OR_ONE", "o|": "ZERO_OR_ONE", "o{": "ZERO_OR_MORE", "}o": "ZERO_OR_MORE"}


def load_system(name: str) -> Project:
    files = sorted((REAL / name).rglob("03-data-design.yaml"))
    return load({f"plan/{file.relative_to(REAL).as_posix()}": str(file) for file in files}, Options(), below(REAL))


@pytest.fixture(params=sorted(TRUTH))
def system(request: pytest.FixtureRequest) -> tuple[Project, dict[str, int]]:
    return load_system(request.param), TRUTH[request.param]


def meaning(source: str) -> Any:
    return json.loads(Merman().parse_json(source, None))


def parsed_fields(parsed: Any) -> dict[str, list[tuple[str, str, list[str]]]]:
    return {
        entity["alias"]: [(row["type"], row["name"], row["keys"]) for row in entity["attributes"]]
        for entity in parsed["entities"].values()
    }


def meant_fields(diagram: Diagram) -> dict[str, list[tuple[str, str, list[str]]]]:
    return {
        safe(entity.name): [(safe(t), safe(n), keys.split(", ") if keys else []) for t, n, keys in entity.rows]
        for entity in diagram.entities
    }


def parsed_lines(parsed: Any) -> Counter[tuple[str, ...]]:
    names = {entity["id"]: entity["alias"] for entity in parsed["entities"].values()}
    return Counter(
        (
            names[line["entityA"]],
            line["relSpec"]["cardB"],
            line["relSpec"]["cardA"],
            names[line["entityB"]],
            line["roleA"],
        )
        for line in parsed["relationships"]
    )


def meant_lines(diagram: Diagram) -> Counter[tuple[str, ...]]:
    return Counter(
        (
            safe(line.source.name),
            MARKS[line.cardinality[:2]],
            MARKS[line.cardinality[-2:]],
            safe(line.target.name),
            safe(line.label),
        )
        for line in diagram.lines
    )


def assert_means_itself(diagram: Diagram) -> None:
    parsed = meaning(mermaid(diagram))
    assert parsed_fields(parsed) == meant_fields(diagram)
    assert parsed_lines(parsed) == meant_lines(diagram)


def assert_same_meaning(source: str, picture: str) -> None:
    """What Mermaid reads in a source is what a picture shows: entities with their rows, and lines with their labels."""
    parsed = meaning(source)
    shown = [
        (name, re.findall(r'<text class="dd-(?:type|field|keys)"[^>]*>(.*?)</text>', body))
        for name, body in re.findall(
            r'<g class="dd-entity[^"]*">.*?<text class="dd-name"[^>]*>(.*?)</text>(.*?)</g>', picture, re.S
        )
    ]
    meant = [
        (name, [word for row in rows for word in (row[0], row[1], ", ".join(row[2])) if word])
        for name, rows in parsed_fields(parsed).items()
    ]
    assert sorted((unescape(n), list(map(unescape, rows))) for n, rows in shown) == sorted(meant)
    labels = re.findall(r'<text class="dd-label"[^>]*>(.*?)</text>', picture)
    assert sorted(map(unescape, labels)) == sorted(line[4] for line in parsed_lines(parsed).elements() if line[4])
    assert picture.count('<path class="dd-line"') == sum(parsed_lines(parsed).values())


def stores(project: Project) -> list[Store]:
    return [store for feature in project.catalog.features.values() for store in feature.stores.values()]


def test_the_catalog_counts_what_was_counted_by_other_means(system: tuple[Project, dict[str, int]]) -> None:
    project, truth = system
    objects = list(project.catalog.objects)
    assert len(objects) == truth["tables"]
    assert sum(len(item.fields) for item in objects) == truth["columns"]
    assert sum(1 for _ in project.catalog.foreign_keys) == truth["foreign_keys"]
    assert sum(1 for item in objects if len(item.primary_key) > 1) == truth["composite_pk"]
    keys = project.catalog.foreign_keys
    assert sum(1 for key in keys if key.target is key.object) == truth["self_reference"]


def test_every_foreign_key_leads_somewhere(system: tuple[Project, dict[str, int]]) -> None:
    project, _ = system
    assert [key.constraint.text for key in project.catalog.foreign_keys if key.target is None] == []


def test_each_erd_holds_exactly_its_design(system: tuple[Project, dict[str, int]]) -> None:
    project, _ = system
    for store in stores(project):
        (diagram,) = diagrams(store)
        assert_means_itself(diagram)
        parsed = meaning(mermaid(diagram))
        fields = {
            entity["alias"]: [row["name"] for row in entity["attributes"]] for entity in parsed["entities"].values()
        }
        for item in store.objects.values():
            assert fields[item.name] == list(item.fields)
        assert len(parsed["relationships"]) == sum(len(item.foreign_keys) for item in store.objects.values())


def rule_count(project: Project, rule: str) -> int:
    return sum(problem.rule == rule for problem in project.problems)


@pytest.mark.parametrize(
    ("rule", "truth"),
    [
        ("model/no-primary-key", "no_pk"),
        ("naming/table-plural", "not_plural"),
        ("naming/table-case", "not_snake_case"),
        ("query/foreign-key-not-indexed", "fk_without_index"),
    ],
)
def test_rules_find_what_was_counted(system: tuple[Project, dict[str, int]], rule: str, truth: str) -> None:
    project, counted = system
    assert rule_count(project, rule) == counted[truth]


def test_missing_timestamps_are_what_was_counted(system: tuple[Project, dict[str, int]]) -> None:
    project, counted = system
    found = [p for p in project.problems if p.rule == "naming/standard-fields" and "ated_at" in p.message]
    assert len(found) == counted["missing_either"]


def test_the_errors_in_real_designs_are_true() -> None:
    """Danbooru has one table without a primary key, and three integer keys to columns that are bigint.

    What a schema alone leaves out of a design, queries, migration and the like, is truly missing as well.
    """
    errors = [
        (p.rule, p.message)
        for name in TRUTH
        for p in load_system(name).problems
        if p.severity == "error" and not p.rule.startswith("completeness/")
    ]
    assert sorted(errors) == [
        ("model/no-primary-key", "`ai_tags` has no primary key"),
        ("model/type-mismatch", "`media_asset_id` is `integer`, but `media_assets.id` is `bigint`"),
        ("model/type-mismatch", "`old_media_asset_id` is `integer`, but `media_assets.id` is `bigint`"),
        ("model/type-mismatch", "`user_session_id` is `integer`, but `user_sessions.id` is `bigint`"),
    ]


def test_they_build(build: Any, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "plan").mkdir(parents=True)
    (docs / "index.md").write_text("# Real\n", encoding="utf-8")
    for name in TRUTH:
        for file in (REAL / name).rglob("*.yaml"):
            target = docs / "plan" / file.relative_to(REAL)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Real\nplugins:\n  - datadesign:\n      rules: {completeness/*: warning, model/no-primary-key: warning, model/type-mismatch: warning}\n",
        encoding="utf-8",
    )
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr[-3000:]
    catalog = json.loads((tmp_path / "site/plan/data-design/catalog.json").read_text(encoding="utf-8"))
    assert len(catalog["objects"]) == sum(system["tables"] for system in TRUTH.values())
    assert sum(len(item["fields"]) for item in catalog["objects"]) == sum(s["columns"] for s in TRUTH.values())
    keys = [item for item in catalog["references"] if item["kind"] == "foreign key"]
    assert len(keys) == sum(system["foreign_keys"] for system in TRUTH.values())
