"""The published JSON Schemas in the validators that other people use: check-jsonschema, and Ajv."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, of_node
from processes import datadesign

SIDECARS = sorted((ROOT / "example-site/docs/plan").glob("**/03-data-design.yaml"))
AJV = """\
const [, ajv, schema, data] = process.argv
const Ajv = require(ajv).default
const read = file => JSON.parse(require("fs").readFileSync(file, "utf8"))
const validate = new Ajv({strict: false, allErrors: true, validateFormats: false}).compile(read(schema))
if (!validate(read(data))) { console.log(JSON.stringify(validate.errors)); process.exit(1) }
"""


@pytest.fixture
def schemas(tmp_path: Path) -> tuple[Path, Path]:
    """The schema of a sidecar and that of the catalog, as the command prints them."""
    sidecar, catalog = tmp_path / "sidecar.json", tmp_path / "catalog.json"
    sidecar.write_text(datadesign("schema").stdout, encoding="utf-8")
    catalog.write_text(datadesign("schema", "--catalog").stdout, encoding="utf-8")
    return sidecar, catalog


def check_jsonschema(schema: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    checker = Path(sys.executable).parent / "check-jsonschema"
    return subprocess.run(
        [checker, "--schemafile", schema, *files], capture_output=True, text=True, check=False, timeout=300
    )


def ajv(schema: Path, file: Path) -> subprocess.CompletedProcess[str]:
    program = ["node", "-e", AJV, "--", of_node("ajv/dist/2020.js"), schema, file]
    return subprocess.run(program, capture_output=True, text=True, check=False, timeout=300)


def test_check_jsonschema_passes_the_catalog_of_the_example_site(
    schemas: tuple[Path, Path], example_site: Path
) -> None:
    done = check_jsonschema(schemas[1], example_site / "plan/data-design/catalog.json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_ajv_passes_the_catalog_of_the_example_site_and_refuses_another(
    schemas: tuple[Path, Path], example_site: Path, tmp_path: Path
) -> None:
    file = example_site / "plan/data-design/catalog.json"
    done = ajv(schemas[1], file)
    assert done.returncode == 0, done.stdout + done.stderr
    for site, fits in (("https://docs.example.com/", True), ('https://docs".example.com/', False)):
        other = tmp_path / "other.json"
        other.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "site": site}), encoding="utf-8")
        assert ajv(schemas[1], other).returncode == (0 if fits else 1), site


def test_check_jsonschema_passes_the_sidecars_of_the_example_site(schemas: tuple[Path, Path]) -> None:
    done = check_jsonschema(schemas[0], *SIDECARS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ajv_compiles_the_schema_of_a_sidecar(schemas: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    done = ajv(schemas[0], tmp_path / "empty.json")
    assert "title" in done.stdout, done.stderr
    assert done.stderr == ""
