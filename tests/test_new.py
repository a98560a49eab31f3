"""`datadesign new`: a sidecar that passes as a draft at once, and says all that can be said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from processes import datadesign
from test_schema import LACKS

from mkdocs_datadesign import model
from mkdocs_datadesign.skeleton import _KINDS, MECHANISMS, Mechanism
from mkdocs_datadesign.technology import USUAL

OBJECTS = dict(
    zip(
        MECHANISMS,
        (model.Entity, model.Collection, model.KeyObject, model.FileSet, model.Series, model.Embeddings),
        strict=True,
    )
)
SIDECAR = "docs/plan/shop/order-line/03-data-design.yaml"


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_new_sidecar_passes_as_a_draft_and_lacks_only_what_is_to_be_written(
    tmp_path: Path, mechanism: Mechanism
) -> None:
    (tmp_path / "docs/plan/shop/order-line").mkdir(parents=True)
    (tmp_path / "docs/plan/shop/order-line/prd.md").write_text("# Lines\n", encoding="utf-8")
    done = datadesign("new", "shop/order-line", "--mechanism", mechanism, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    checked = datadesign("check", "--format", "json", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    rules = {problem["rule"].split("/")[0] for problem in json.loads(checked.stdout)["problems"]}
    assert rules == {"completeness"}
    text = (tmp_path / SIDECAR).read_text(encoding="utf-8")
    assert "prd: prd.md" in text
    assert "title: Order line" in text
    for key in (
        "references",
        "requirements",
        "queries",
        "integrity",
        "migration",
        "performance",
        "backup",
        "dtos",
        "checklist",
    ):
        assert re.search(rf"^{key}:.*#", text, re.M), key
    for part, depth in ((model.Backup, 1), (_KINDS[mechanism].store, 2), (OBJECTS[mechanism], 4)):
        for name, key in part.model_fields.items():
            there = re.search(rf"^{'  ' * depth}{key.alias or name}:.*#", text, re.M)
            assert bool(there) == (name not in LACKS.get((mechanism, USUAL[mechanism][0]), ())), name


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_editors_find_the_schema_and_it_agrees(tmp_path: Path, mechanism: str) -> None:
    (tmp_path / "docs").mkdir()
    datadesign("new", "shop/order-line", "--mechanism", mechanism, cwd=tmp_path)
    text = (tmp_path / SIDECAR).read_text(encoding="utf-8")
    header = re.match(r"# yaml-language-server: \$schema=(.*)\n", text)
    assert header
    schema = json.loads(((tmp_path / SIDECAR).parent / header[1]).resolve().read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(yaml.safe_load(text))) == []


def test_nothing_that_stands_is_overwritten(tmp_path: Path) -> None:
    for name in ("03-data-design.yaml", "03-data-design.yml", "03-data-design.md"):
        folder = tmp_path / "docs/plan/shop" / name.replace(".", "-")
        folder.mkdir(parents=True)
        (folder / name).write_text("mine", encoding="utf-8")
        done = datadesign("new", f"shop/{folder.name}", "--mechanism", "file", cwd=tmp_path)
        assert done.returncode == 2
        assert "is left alone" in done.stderr
        assert [file.read_text(encoding="utf-8") for file in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize("feature", ["../out", "a/../../b", ".", "a b", "a//b", "/", "a/.git"])
def test_a_feature_is_a_folder_of_the_plan(tmp_path: Path, feature: str) -> None:
    (tmp_path / "docs").mkdir()
    done = datadesign("new", feature, "--mechanism", "file", cwd=tmp_path)
    assert done.returncode == 2
    assert "no folder below the plan" in done.stderr
    assert list(tmp_path.rglob("*.yaml")) == []


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(("docs", "plan"), [("docs", "plan"), ("documents", "specs/all")])
def test_the_path_of_a_folder_is_taken_as_its_feature(tmp_path: Path, docs: str, plan: str, absolute: bool) -> None:
    (tmp_path / docs).mkdir()
    (tmp_path / "mkdocs.yml").write_text(f"site_name: T\ndocs_dir: {docs}\nplugins: [datadesign: {{plan: {plan}}}]\n")
    path = f"{docs}/{plan}/shop/order-line/"
    done = datadesign("new", tmp_path / path if absolute else path, "--mechanism", "file", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [file.relative_to(tmp_path) for file in tmp_path.rglob("*.yaml")] == [Path(path) / "03-data-design.yaml"]
    assert datadesign("new", f"{docs}/{plan}", "--mechanism", "file", cwd=tmp_path).returncode == 2


def test_an_absolute_path_elsewhere_is_taken_below_the_plan(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    assert datadesign("new", "/etc/x", "--mechanism", "file", cwd=tmp_path).returncode == 0
    assert (tmp_path / "docs/plan/etc/x/03-data-design.yaml").is_file()
