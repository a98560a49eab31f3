"""What other tools read: DBML by pydbml, data contracts by the standard's schema and its linter, CSV by any reader."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import environments
import pytest
import yaml
from conftest import README, ROOT
from jsonschema import Draft201909Validator
from processes import datadesign
from pydbml import PyDBML
from pydbml.database import Database
from test_real import load_system
from test_site import MINIMAL

from mkdocs_datadesign.catalog import Catalog, Object
from mkdocs_datadesign.export.dbml import dbml
from mkdocs_datadesign.export.odcs import contracts
from mkdocs_datadesign.export.spreadsheet import COLUMNS, spreadsheet
from mkdocs_datadesign.linking import is_descending, plain_name
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, load
from mkdocs_datadesign.reading import below, find

HERE = Path(__file__).parent
STANDARD = json.loads((HERE / "schemas/odcs-3.1.0.schema.json").read_text(encoding="utf-8"))
DOCS = ROOT / "example-site/docs"
Make = Callable[..., Project]

HOSTILE = """a"b'c\\\\d`e]\\n}[=1]"""
ODD = f"""\
title: "{HOSTILE.replace('"', chr(92) + '"')}"
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      "Order. Details, (old)":
        purpose: "Ends a note' and {{ opens \\" another // comment"
        fields:
          "a, b": {{type: "NUMERIC(10, 2)", constraints: [PK], description: "=HYPERLINK('x')"}}
          "c": {{type: UUID, constraints: [PK, "DEFAULT 'it''s'"], description: "+1"}}
          "x\\"y": {{type: "DECIMAL(3.1)", constraints: [UNIQUE, DEFAULT -1]}}
          "x”y": {{type: Text, values: ["a\\"b", "a”b", "null", "-x"]}}
          "v.w": {{type: "ENUM('a.b')", values: [a], constraints: ["DEFAULT `now` || '\\\\'"]}}
        indexes:
          "it's": {{fields: ["c desc", "lower(c)"], where: "c ` is 'x'", unique: true}}
      lines:
        fields:
          id: {{type: UUID, constraints: [PK]}}
          x: {{type: "NUMERIC(10, 2)"}}
          y: {{type: UUID, constraints: ["FK self.id"]}}
        constraints: ['FK (x, y) references "Order. Details, (old)"("a, b", c)', "UNIQUE (x, y)"]
      self: {{fields: {{id: {{type: UUID, constraints: [PK, FK self.id]}}}}}}
  cache:
    mechanism: key-value
    technology: Redis
    keys: {{lines: {{pattern: "l:{{id}}", value: {{type: String}}}}, nothing: {{pattern: "n", value: {{type: String}}}}}}
"""


@pytest.fixture(scope="module")
def example() -> Project:
    return load(find(DOCS, "plan"), Options(), below(DOCS))


def tables(catalog: Catalog) -> list[Object]:
    return [item for item in catalog.objects if item.fields and item.owner is None]


# DBML


def assert_same(catalog: Catalog, read: Database) -> None:
    """Whether DBML that was read back says what the catalog does."""
    own = tables(catalog)
    assert [(table.schema, table.name) for table in read.tables] == [(item.feature.key, item.name) for item in own]
    for item, table in zip(own, read.tables, strict=True):
        assert [column.name for column in table.columns] == list(item.fields)
        for field, column in zip(item.fields.values(), table.columns, strict=True):
            assert column.not_null == field.required
            assert column.pk == (item.primary_key == (field.name,))
            assert column.unique == ((field.name,) in item.uniques and not column.pk)
            if field.model and field.model.values:
                assert [value.name for value in column.type.items] == field.model.values
                assert column.type.schema == item.feature.key
            else:
                assert column.type == field.type
        composite = [[column.name for column in index.subjects] for index in table.indexes if index.pk]
        assert composite == ([list(item.primary_key)] if len(item.primary_key) > 1 else [])
        named = {index.name: index for index in table.indexes if index.name}
        assert set(named) == set(item.indexes)
        for name, (index, _) in item.indexes.items():
            assert named[name].unique == index.is_unique
            assert len(named[name].subjects) == len(index.fields)
            for text, subject in zip(index.fields, named[name].subjects, strict=True):
                if plain_name(text) in item.fields and not is_descending(text):
                    assert subject.name == plain_name(text)
                else:
                    assert subject.text == text
    assert ends_read(read) == ends_linked(catalog)


def ends_linked(catalog: Catalog) -> set[tuple[Any, ...]]:
    return {
        (
            (key.object.feature.key, key.object.name, key.fields),
            (key.target.definition.feature.key, key.target.name, key.target_fields),
        )
        for item in tables(catalog)
        for key in item.foreign_keys
        if key.target
    }


def ends_read(read: Database) -> set[tuple[Any, ...]]:
    def end(columns: list[Any]) -> tuple[Any, ...]:
        return columns[0].table.schema, columns[0].table.name, tuple(column.name for column in columns)

    return {(end(ref.col1), end(ref.col2)) for ref in read.refs}


def test_the_example_sites_dbml_reads_back_as_the_catalog(example: Project) -> None:
    read = PyDBML(dbml(example.catalog))
    assert_same(example.catalog, read)
    assert len(read.tables) > 25
    assert len(read.refs) > 20
    assert len(read.enums) > 10
    crossing = [ref for ref in read.refs if ref.col1[0].table.schema != ref.col2[0].table.schema]
    assert crossing
    assert {ref.on_delete for ref in read.refs} >= {"cascade", "restrict"}


@pytest.mark.parametrize("name", ["chinook", "danbooru", "sakila"])
def test_real_schemas_as_dbml_read_back_as_the_catalog(name: str) -> None:
    catalog = load_system(name).catalog
    assert_same(catalog, PyDBML(dbml(catalog)))


def test_hostile_names_and_notes_break_no_dbml_and_stay_apart(project: Make) -> None:
    catalog = project({"a.b/c": ODD, "a․b/c": ODD}).catalog
    text = dbml(catalog)
    read = PyDBML(text)
    assert [table.schema for table in read.tables] == ["a․b/c"] * 4 + ["a․b/c_2"] * 4
    first, lines, itself, keys = read.tables[:4]
    assert first.name == "Order. Details, (old)"
    assert (lines.name, itself.name, keys.name) == ("main lines", "self", "cache lines")
    assert [column.name for column in first.columns] == ["a, b", "c", "x”y", "x”y_2", "v.w"]
    assert first.columns[1].default == "it's"
    assert str(first.columns[2].default.text) == "-1"
    assert [item.name for item in first.columns[3].type.items] == ["a”b", "a”b_2", "null", "-x"]
    assert first.note.text.startswith("Ends a note' and { opens \" another // comment (entity of PostgreSQL")
    assert first.columns[0].note.text == "=HYPERLINK('x')"
    assert [str(getattr(s, "text", s)) for s in first.indexes[-1].subjects] == ["c desc", "lower(c)"]
    assert len(read.refs) == 2  # y to self, in both features
    assert text.count("// Left out: ") == 4  # the key over a name with a comma, and the one of self to itself
    assert text.count("// Left out, for it has no fields: ") == 2


def test_another_sites_table_is_there_when_it_is_referred_to(tmp_path: Path) -> None:
    from test_catalogs import ACCOUNTS, CHECKOUT, repository  # two sites that refer to one another

    for name, sidecars in (
        ("identity", {"identity/accounts": ACCOUNTS}),
        ("commerce", {"commerce/checkout": CHECKOUT}),
    ):
        options = {"catalogs": ["../identity/docs/plan/data-design/catalog.json"]} if name == "commerce" else None
        folder = repository(tmp_path / name, sidecars, options)
        datadesign("render", cwd=folder)
    read = PyDBML(datadesign("export", "--format", "dbml", cwd=tmp_path / "commerce").stdout)
    assert [(table.schema, table.name) for table in read.tables] == [
        ("commerce/checkout", "orders"),
        ("identity/accounts", "users"),
    ]
    assert "of another site" in read.tables[1].note.text
    assert len(read.refs) == 2


# Data contracts


def errors(text: str) -> list[str]:
    found = Draft201909Validator(STANDARD).iter_errors(yaml.safe_load(text))
    return [f"{error.json_path}: {error.message}" for error in found]


def test_each_contract_of_the_example_site_is_one_of_the_standard(example: Project) -> None:
    found = contracts(example.catalog)
    assert set(found) == {f"{key}.odcs.yaml" for key in example.catalog.features}
    assert {path: errors(text) for path, text in found.items() if errors(text)} == {}
    assert errors(found["customers/accounts.odcs.yaml"].replace("kind: DataContract", "kind: Contract"))


def test_contracts_of_real_and_hostile_designs_are_of_the_standard(project: Make) -> None:
    everything = (HERE / "everything.yaml").read_text(encoding="utf-8")
    catalogs = [load_system(name).catalog for name in ("chinook", "danbooru", "sakila")]
    catalogs.append(project({"a.b/c": ODD, "zz/every thing": everything, "zz/unread": "title: ["}).catalog)
    for catalog in catalogs:
        for path, text in contracts(catalog).items():
            assert errors(text) == [], path


LINT = """
import sys
from datacontract.data_contract import DataContract
for file in sys.argv[1:]:
    print(DataContract(data_contract_file=file).lint().result.value, file)
"""
"""What `datacontract lint` does, for many files in one process: it takes seconds to start."""


def test_the_real_linter_finds_no_error(example: Project, tmp_path: Path) -> None:
    python = environments.environment("datacontract-cli", ["datacontract-cli>=1.2.8,<2"]) / "python"
    files = {tmp_path / path.replace("/", "-"): text for path, text in contracts(example.catalog).items()}
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text.replace("\nid: ", "\nkey: "), encoding="utf-8")
    done = subprocess.run([python, "-c", LINT, *files, wrong], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [*(f"passed {file}" for file in files), f"failed {wrong}"], done.stderr


def properties(schema: list[Any]) -> Iterator[tuple[str, str, Any]]:
    """Each property with its object and its dotted name."""

    def below(item: str, prefix: str, found: list[Any]) -> Iterator[tuple[str, str, Any]]:
        for part in found:
            yield item, prefix + part["name"], part
            inner = part.get("properties") or part.get("items", {}).get("properties") or []
            yield from below(item, f"{prefix}{part['name']}.", inner)

    for item in schema:
        yield from below(item["name"], "", item.get("properties", []))


def test_a_contract_says_what_the_catalog_does(example: Project) -> None:
    for feature in example.catalog.features.values():
        contract = yaml.safe_load(contracts(example.catalog)[f"{feature.key}.odcs.yaml"])
        assert [server["server"] for server in contract["servers"]] == list(feature.stores)
        own = [item for item in feature.objects if item.owner is None]
        assert [item["name"] for item in contract["schema"]] == [item.name for item in own]
        told = {(item, name): part for item, name, part in properties(contract["schema"])}
        assert set(told) == {(item.name, name) for item in own for name in item.fields}
        for item in own:
            for field in item.fields.values():
                part = told[item.name, field.name]
                assert part["physicalType"] == field.type
                assert part.get("required", False) == field.required
                assert part.get("unique", False) == field.unique
                assert part.get("primaryKey", False) == field.in_primary_key
                linked = [key for key in field.foreign_keys if key.target and len(key.fields) == 1]
                assert len(part.get("relationships", ())) == len(linked)


def test_a_contract_holds_relationships_service_levels_and_what_an_enum_may_hold(project: Make) -> None:
    accounts = """\
title: Accounts
status: approved
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        volume: {retention: 7 years}
        fields:
          id: {type: UUID, constraints: [PK]}
          email: {type: VARCHAR(255), constraints: [NOT NULL, UNIQUE]}
          state: {type: Text, values: [active, locked], constraints: [DEFAULT 'active']}
backup: {frequency: daily, rto: 90 minutes, rpo: 24 hours}
"""
    orders = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          user_id: {type: UUID, constraints: [FK users.id]}
          parent_id: {type: UUID, constraints: [FK orders.id], on_delete: cascade}
"""
    found = contracts(project({"identity/accounts": accounts, "shop/orders": orders}).catalog)
    contract = yaml.safe_load(found["identity/accounts.odcs.yaml"])
    assert (contract["status"], contract["domain"], contract["apiVersion"]) == ("active", "identity", "v3.1.0")
    assert [
        (level["property"], level["value"], level["unit"], level["element"]) for level in contract["slaProperties"]
    ] == [
        ("retention", 7, "y", "users"),
        ("recoveryTimeObjective", 90, "min", "users"),
        ("recoveryPointObjective", 1, "d", "users"),
    ]
    _, email, state = contract["schema"][0]["properties"]
    assert email["logicalTypeOptions"] == {"maxLength": 255}
    assert state["quality"][0]["arguments"] == {"validValues": ["active", "locked"]}
    assert {"property": "default", "value": "'active'"} in state["customProperties"]
    _, user, parent = yaml.safe_load(found["shop/orders.odcs.yaml"])["schema"][0]["properties"]
    assert user["relationships"] == [
        {"type": "foreignKey", "to": "../identity/accounts.odcs.yaml#/schema/users/properties/id"}
    ]
    assert parent["relationships"] == [{"type": "foreignKey", "to": "orders.id"}]
    assert {"property": "onDelete", "value": "cascade"} in parent["customProperties"]


def test_another_contract_has_another_version_and_the_same_has_the_same(project: Make) -> None:
    def version(text: str) -> str:
        return str(yaml.safe_load(contracts(project(text).catalog)["shop/orders.odcs.yaml"])["version"])

    plain = "title: Orders\nstores: {main: {mechanism: relational, technology: SQLite, entities: {a: {fields: {b: {type: C}}}}}}"
    assert version(plain) == version(plain)
    assert version(plain) != version(plain.replace("type: C", "type: D"))


# CSV


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_example_sites_csv_has_a_row_for_each_field(example: Project) -> None:
    text = spreadsheet(example.catalog)
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    found = rows(text)
    told = [(row["feature"], row["store"], row["object"], row["field"]) for row in found if row["field"]]
    assert told == [
        (item.feature.key, item.store.name, item.name, name) for item in example.catalog.objects for name in item.fields
    ]
    keyed = Counter(row["primary_key"] for row in found)
    assert keyed["yes"] == sum(len(item.primary_key) for item in example.catalog.objects)
    assert any(row["references"] == "customers/accounts:customers.id" for row in found)


def test_no_cell_begins_as_a_formula_does_and_a_program_gets_back_what_was_said(project: Make) -> None:
    catalog = project({"a/b": ODD}).catalog
    text = spreadsheet(catalog)
    found = rows(text)
    assert all(not cell.startswith(("=", "+", "-", "@", "\t")) for row in found for cell in row.values())
    said = [field.model.description or "" for item in catalog.objects for field in item.fields.values() if field.model]
    assert [row["description"].removeprefix("'") for row in found if row["role"] == "field"] == said
    assert "'=HYPERLINK('x')" in [row["description"] for row in found]
    assert [row["object"] for row in found if not row["field"]] == ["nothing"]


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; =1+1", "a;' =1+1"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a\t@SUM(1)", "a\t'@SUM(1)"),
        ("a|-2", "a|'-2"),
        ("a\n+1", "a\n'+1"),
        ("\u00a0＝1", "'\u00a0＝1"),
        ("\u200b=1", "'\u200b=1"),
        ("it's; 'so'", "it's;' 'so'"),
        ("'", "''"),
        ("'=1", "''=1"),
        ("a;'b", "a;''b"),
        ("NUMERIC(10, -2)", "NUMERIC(10, -2)"),
        ("price-list; a=b", "price-list; a=b"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_whatever_separates_cells_and_a_program_gets_back_what_was_said(
    project: Make, said: str, cell: str
) -> None:
    text = MINIMAL.replace("[PK]}", f"[PK], description: {json.dumps(said)}}}")
    (row, *_) = rows(spreadsheet(project(text).catalog))
    assert row["description"] == cell
    (decoding,) = re.findall(r"`(re\.sub\(.*?\))`", README)  # as the README tells a program to do
    assert eval(decoding, {"re": re, "cell": cell}) == said  # noqa: S307


# The command


def test_the_command_writes_to_standard_output_or_where_it_is_told(example: Project, tmp_path: Path) -> None:
    for form, text in (("dbml", dbml(example.catalog)), ("csv", spreadsheet(example.catalog))):
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs_datadesign.cli", "export", "--format", form, DOCS],
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode() == text
        datadesign("export", "--format", form, DOCS, "-o", tmp_path / f"out.{form}", cwd=ROOT)
        assert (tmp_path / f"out.{form}").read_bytes().decode() == text
    written = contracts(example.catalog)
    done = datadesign("export", "--format", "odcs", cwd=ROOT)
    assert [contract["id"] for contract in yaml.safe_load_all(done.stdout)] == list(example.catalog.features)
    assert datadesign("export", "--format", "odcs", "-o", tmp_path / "contracts", cwd=ROOT).returncode == 0
    files = sorted(path.relative_to(tmp_path / "contracts").as_posix() for path in tmp_path.rglob("*.odcs.yaml"))
    assert files == sorted(written)


def test_designs_with_errors_are_exported_as_far_as_they_are_linked_and_fail(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    text = "title: T\nstores: {main: {mechanism: relational, technology: SQLite, entities: {a: {fields: {b: {type: C, constraints: [FK x.y]}}}}}}"
    write({"shop/orders": text, "shop/unread": "title: ["})
    for form in ("dbml", "odcs", "csv"):
        done = datadesign("export", "--format", form, cwd=tmp_path)
        assert done.returncode == 1
        assert "what could be linked is exported; " in done.stderr
        assert "see `datadesign check`" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout


def test_where_nothing_can_be_written_the_command_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for form, output, status, words in (
        ("odcs", tmp_path / "file", 2, "is a file; contracts are written into a folder"),
        ("csv", tmp_path, 2, "is a folder; name the file to write"),
        ("dbml", tmp_path / "file/x.dbml", 1, "was not written: "),
    ):
        done = datadesign("export", "--format", form, "-o", output, cwd=ROOT)
        assert done.returncode == status
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "mine"
