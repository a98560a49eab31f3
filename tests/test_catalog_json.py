"""What other programs get: `catalog.json`, its JSON Schema, and the page that documents it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Build, Write
from jsonschema import Draft202012Validator
from processes import datadesign

from mkdocs_datadesign.catalog_file import documented, json_schema

HERE = Path(__file__).parent
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def published(example_site: Path) -> tuple[Any, Schema]:
    """The example site's catalog, and the schema that it names, as a program finds them."""
    folder = example_site / "plan/data-design"
    catalog = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    return catalog, json.loads((folder / catalog["$schema"]).read_text(encoding="utf-8"))


def test_the_example_sites_catalog_is_what_its_published_schema_says(published: tuple[Any, Schema]) -> None:
    catalog, schema = published
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(catalog)) == []
    assert catalog["version"] == 1


def test_a_design_with_every_key_and_problems_fits_the_schema(build: Build, write: Write, tmp_path: Path) -> None:
    write(
        {
            "zz/everything": (HERE / "everything.yaml").read_text(encoding="utf-8"),
            "zz/unread": "title: [",
            "zz/ü ö#?": ODD,
        }
    )
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: T\nsite_url: https://docs.example.com/a/\nplugins:\n  - datadesign: {fail_on: never}\n"
    )
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    catalog = json.loads((tmp_path / "site/plan/data-design/catalog.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(json_schema()).iter_errors(catalog)) == []
    assert catalog["site"] == "https://docs.example.com/a/"
    assert [feature["status"] for feature in catalog["features"] if feature["key"] == "zz/unread"] == [None]
    for feature in catalog["features"]:
        assert feature["page"].startswith("plan/zz/")


ODD = """\
title: "<script>"
stores:
  "a b":
    mechanism: relational
    technology: "Post|gre"
    entities: {"x \\"y\\"": {fields: {"a.b": {type: UUID, constraints: [PK]}, "\\U0001F600": {type: Text}}}}
"""


def keys(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each key, of the first item of each list."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from keys(item, (*path, key))
    elif isinstance(value, list) and value:
        yield from keys(value[0], (*path, 0))


def test_a_key_that_is_renamed_no_longer_fits_the_schema(published: tuple[Any, Schema]) -> None:
    catalog, schema = published
    validator = Draft202012Validator(schema)
    small = {**catalog, "objects": catalog["objects"][:1], "features": catalog["features"][:1]}
    paths = [path for path in keys(small) if "backup" not in path[:-1]]
    assert len(paths) > 60
    for path in paths:
        changed = copy.deepcopy(small)
        parent = changed
        for key in path[:-1]:
            parent = parent[key]
        parent[f"{path[-1]}_"] = parent.pop(path[-1])
        assert not validator.is_valid(changed), path


def test_another_version_or_a_wrong_type_does_not_fit_the_schema(published: tuple[Any, Schema]) -> None:
    catalog, schema = published
    validator = Draft202012Validator(schema)
    assert not validator.is_valid({**catalog, "version": 2})
    assert not validator.is_valid({**catalog, "objects": {}})
    assert validator.is_valid({**catalog, "added_later": True})


def test_every_key_is_documented_in_the_schema_and_on_the_page(
    published: tuple[Any, Schema], example_site: Path
) -> None:
    _, schema = published
    for part in (schema, *schema["$defs"].values()):
        for name, key in part["properties"].items():
            assert key.get("description"), name
    page = (example_site / "plan/data-design/catalog/index.html").read_text(encoding="utf-8")
    for _, _, rows in documented():
        for name, _, _ in rows:
            assert f"<code>{name}</code>" in page
    assert 'href="../catalog.json"' in page
    assert 'href="../catalog.schema.json"' in page


def test_pages_and_anchors_in_the_catalog_are_those_of_the_site(
    published: tuple[Any, Schema], example_site: Path
) -> None:
    catalog, _ = published
    pages = {
        feature["key"]: (example_site / feature["page"] / "index.html").read_text(encoding="utf-8")
        for feature in catalog["features"]
    }
    anchors = [(item["feature"], item["anchor"]) for item in catalog["objects"]]
    anchors += [
        (item["feature"], part["anchor"]) for item in catalog["objects"] for part in (*item["fields"], *item["indexes"])
    ]
    anchors += [(item["feature"], item["anchor"]) for item in catalog["references"]]
    anchors += [(feature["key"], store["anchor"]) for feature in catalog["features"] for store in feature["stores"]]
    assert len(anchors) > 300
    assert [(key, anchor) for key, anchor in anchors if f'id="{anchor}"' not in pages[key]] == []


def test_the_command_prints_the_schema_that_is_published(published: tuple[Any, Schema]) -> None:
    done = datadesign("schema", "--catalog", cwd=ROOT)
    assert json.loads(done.stdout) == published[1]


def test_rendering_writes_the_catalog_beside_the_index_and_leaves_a_persons_file_alone(
    write: Write, tmp_path: Path
) -> None:
    write({"shop/orders": ODD})
    done = datadesign("render", cwd=tmp_path)
    folder = tmp_path / "docs/plan/data-design"
    catalog = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(json_schema()).iter_errors(catalog)) == [], done.stderr
    assert catalog["features"][0]["page"] is None
    assert datadesign("render", "--check", cwd=tmp_path).stdout == ""
    (folder / "catalog.json").write_text('{"mine": true}\n')
    done = datadesign("render", cwd=tmp_path)
    assert done.returncode == 1
    assert "plan/data-design/catalog.json was written by hand" in done.stderr
    assert (folder / "catalog.json").read_text() == '{"mine": true}\n'


def test_a_site_builds_over_a_catalog_that_was_rendered(build: Build, write: Write, tmp_path: Path) -> None:
    write({"shop/orders": ODD})
    datadesign("render", cwd=tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nplugins:\n  - datadesign: {fail_on: never}\n")
    done = build(tmp_path / "mkdocs.yml", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    catalog = json.loads((tmp_path / "site/plan/data-design/catalog.json").read_text(encoding="utf-8"))
    assert catalog["features"][0]["page"] == "plan/shop/orders/03-data-design/"
