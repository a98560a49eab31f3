"""What an editor says while one types, asked of the real YAML language server over LSP."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import yaml
from conftest import ROOT, of_node
from processes import datadesign


class Client:
    """A client of a language server on standard input and output."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.count = process, 0
        self.received: Queue[dict[str, Any]] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        out = self.process.stdout
        assert out
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline().strip():
                pass
            message = json.loads(out.read(length))
            if "method" in message and "id" in message:  # the server asks: nothing is configured
                items = message.get("params", {}).get("items", [])
                self._send({"id": message["id"], "result": [None] * len(items)})
            else:
                self.received.put(message)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == self.count)["result"]

    def wait(self, wanted: Any) -> dict[str, Any]:
        while True:
            message = self.received.get(timeout=30)
            if wanted(message):
                return message


class Editor:
    """One sidecar, open in an editor."""

    def __init__(self, client: Client, uri: str) -> None:
        self.client, self.uri = client, uri

    def type(self, text: str, language: str = "yaml") -> list[str]:
        """Open the sidecar with a text; gives what is wrong with it. A bar in the text is where the cursor stands."""
        before, _, after = text.partition("|")
        self.place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        document = {"uri": self.uri, "languageId": language, "version": 1, "text": before + after}
        self.client.tell("textDocument/didOpen", {"textDocument": document})
        found = self.client.wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == self.uri
            )
        )
        return [problem["message"] for problem in found["params"]["diagnostics"]]

    def ask(self, method: str) -> Any:
        return self.client.ask(method, {"textDocument": {"uri": self.uri}, "position": self.place})


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the schema."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "data-design.schema.json").write_text(datadesign("schema").stdout, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def client(workspace: Path) -> Iterator[Client]:
    server = of_node(".bin/yaml-language-server")
    process = subprocess.Popen([server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client = Client(process)
    client.ask("initialize", {"processId": None, "rootUri": workspace.as_uri(), "capabilities": {}})
    settings = {"yaml": {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}}
    client.tell("initialized", {})
    client.tell("workspace/didChangeConfiguration", {"settings": settings})
    yield client
    process.kill()


@pytest.fixture
def editor(client: Client, workspace: Path, request: pytest.FixtureRequest) -> Editor:
    name = re.sub(r"\W", "-", request.node.name)
    return Editor(client, (workspace / f"docs/plan/shop/{name}/03-data-design.yaml").as_uri())


EVERYTHING = (ROOT / "tests/everything.yaml").read_text(encoding="utf-8")
HEAD = "# yaml-language-server: $schema=../../../../data-design.schema.json\ntitle: Orders\n"


def test_a_key_is_completed_with_what_it_means(editor: Editor) -> None:
    editor.type(f"{HEAD}back|")
    found = {item["label"]: item for item in editor.ask("textDocument/completion")["items"]}
    assert "How data is saved and brought back." in json.dumps(found["backup"])


@pytest.mark.parametrize(
    ("mechanism", "offered", "foreign"),
    [
        ("relational", "entities", "collections"),
        ("document", "collections", "entities"),
        ("vector", "embeddings", "keys"),
    ],
)
def test_completion_knows_the_mechanism(editor: Editor, mechanism: str, offered: str, foreign: str) -> None:
    editor.type(f"{HEAD}stores:\n  main:\n    mechanism: {mechanism}\n    technology: X\n    |\n")
    labels = {item["label"] for item in editor.ask("textDocument/completion")["items"]}
    assert offered in labels
    assert foreign not in labels


@pytest.mark.parametrize(
    ("mechanism", "offered"),
    [
        ("relational", ["MariaDB", "MySQL", "PostgreSQL", "SQLite"]),
        ("document", ["Firestore", "MongoDB"]),
        ("key-value", ["DynamoDB", "Redis"]),
        ("file", ["Local files", "S3"]),
        ("time-series", ["InfluxDB", "TimescaleDB"]),
        ("vector", ["Pinecone", "Weaviate", "pgvector"]),
    ],
)
def test_completion_offers_the_usual_technologies_of_the_mechanism(
    editor: Editor, mechanism: str, offered: list[str]
) -> None:
    editor.type(f"{HEAD}stores:\n  main:\n    mechanism: {mechanism}\n    technology: |\n")
    assert sorted(item["label"] for item in editor.ask("textDocument/completion")["items"]) == offered


@pytest.mark.parametrize(
    ("technology", "offered", "foreign"),
    [("PostgreSQL 16", {"btree", "gin", "brin"}, "fulltext"), ("MySQL", {"btree", "fulltext"}, "gin")],
)
def test_completion_offers_the_types_of_index_that_the_technology_has(
    editor: Editor, technology: str, offered: set[str], foreign: str
) -> None:
    index = "indexes:\n          idx_orders_note:\n            fields: [note]\n            type: |\n"
    entities = f"entities:\n      orders:\n        {index}"
    editor.type(f"{HEAD}stores:\n  main:\n    mechanism: relational\n    technology: {technology}\n    {entities}")
    labels = {item["label"] for item in editor.ask("textDocument/completion")["items"]}
    assert offered <= labels
    assert foreign not in labels


@pytest.mark.parametrize(
    ("mechanism", "technology", "place", "offered", "foreign"),
    [
        ("key-value", "Redis 7", "keys:\n      a:", {"pattern", "ttl", "eviction"}, {"partition_key", "sort_key"}),
        ("key-value", "DynamoDB", "keys:\n      a:", {"partition_key", "sort_key", "ttl"}, set()),
        ("key-value", "Etcd", "keys:\n      a:", {"pattern", "partition_key", "ttl"}, set()),
        ("document", "MongoDB", "collections:\n      a:", {"fields", "shard_key"}, set()),
        ("document", "Firestore", "collections:\n      a:", {"fields", "indexes"}, {"shard_key"}),
        ("relational", "MySQL", "entities:\n      a:\n        indexes:\n          i:", {"type", "unique"},
         {"where", "include", "expire_after"}),
        ("relational", "postgres", "entities:\n      a:\n        indexes:\n          i:", {"where", "include"},
         {"expire_after"}),
    ],
)  # fmt: skip
def test_completion_offers_the_keys_that_the_technology_has(
    editor: Editor, mechanism: str, technology: str, place: str, offered: set[str], foreign: set[str]
) -> None:
    depth = " " * (len(place) - place.rfind("\n") - len(place.rsplit("\n", 1)[1].lstrip()) + 1)
    editor.type(
        f"{HEAD}stores:\n  m:\n    mechanism: {mechanism}\n    technology: {technology}\n    {place}\n{depth}|\n"
    )
    labels = {item["label"] for item in editor.ask("textDocument/completion")["items"]}
    assert offered <= labels
    assert not foreign & labels


@pytest.mark.parametrize(
    ("technology", "flagged"), [("Redis", ["Redis has no `partition_key`"]), ("DynamoDB", []), ("Etcd", [])]
)
def test_a_key_that_the_technology_has_nothing_for_is_flagged(
    editor: Editor, technology: str, flagged: list[str]
) -> None:
    keys = "{carts: {partition_key: CART, ttl: 1 day}}"
    store = f"{{mechanism: key-value, technology: {technology}, keys: {keys}}}"
    assert editor.type(f"{HEAD}stores:\n  main: {store}\n") == flagged


def test_what_is_not_offered_is_valid_all_the_same(editor: Editor) -> None:
    entities = "{orders: {indexes: {idx_a: {fields: [a], type: lsm}}}}"
    assert not editor.type(
        f"{HEAD}stores:\n  main: {{mechanism: relational, technology: CockroachDB, entities: {entities}}}\n"
    )


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("backup:\n  r|po: 5 minutes\n", "how much time's data may be lost"),
        ("stores:\n  main:\n    mechanism: key-value\n    technology: DynamoDB\n    keys:\n      carts:\n"
         "        partition_|key: CART\n", "DynamoDB's partition key"),
    ],
)  # fmt: skip
def test_hovering_tells_what_a_key_means(editor: Editor, text: str, meaning: str) -> None:
    editor.type(f"{HEAD}{text}")
    said = editor.ask("textDocument/hover")["contents"]["value"]
    assert meaning in said
    assert "||" not in said, "a title that is said twice"


def keys(text: str) -> Iterator[tuple[int, int]]:
    """The line and the column, from 0, of each key of a text."""
    waiting = [yaml.compose(text)]
    for node in waiting:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        yield from ((key.start_mark.line, key.start_mark.column) for key, _ in pairs)
        waiting += [value for _, value in pairs] if pairs else node.value if isinstance(node, yaml.SequenceNode) else []


def test_no_title_is_said_twice(editor: Editor) -> None:
    text = f"{HEAD}{EVERYTHING.partition(chr(10))[2]}"
    assert editor.type(text) == []
    lines, twice = text.splitlines(), []
    for line, column in keys(text):
        editor.place = {"line": line, "character": column}
        said = editor.ask("textDocument/hover")
        if said and "||" in said["contents"]["value"]:
            twice.append(lines[line])
    assert twice == []


@pytest.mark.parametrize("constraint", ["PKK", "references users(id)"])
def test_a_constraint_that_is_none_is_told_in_words(editor: Editor, constraint: str) -> None:
    fields = f"{{id: {{type: UUID, constraints: [{constraint}]}}}}"
    store = f"{{mechanism: relational, technology: X, entities: {{t: {{fields: {fields}}}}}}}"
    wrong = editor.type(f"{HEAD}stores:\n  main: {store}\n")
    assert wrong == ["write PK, FK table.field, NOT NULL, NULL, UNIQUE, CHECK …, or DEFAULT …"]


@pytest.mark.parametrize(
    ("field", "flagged"),
    [
        ("type: 'text, UNIQUE'", ["keep to one value: a comma stands only within brackets or quotes"]),
        ("type: text, constraints: ['DEFAULT 0, NOT NULL']", ["write each constraint as an item of its own: `[PK, NOT NULL]`"]),
        ("type: 'decimal(10, 2)', constraints: [\"CHECK a in ('x', 'y')\"], description: 'A sum, in euros'", []),
    ],
)  # fmt: skip
def test_a_comma_in_what_is_no_prose_is_told_in_words(editor: Editor, field: str, flagged: list[str]) -> None:
    store = f"{{mechanism: relational, technology: X, entities: {{t: {{fields: {{id: {{{field}}}}}}}}}}}"
    assert editor.type(f"{HEAD}stores:\n  main: {store}\n") == flagged


def test_a_typo_is_flagged(editor: Editor) -> None:
    wrong = editor.type(f"{HEAD}stores:\n  main: {{mechanism: relational, technology: X, entitys: {{}}}}\n")
    assert any("entitys" in message for message in wrong), wrong


def test_what_another_mechanism_would_have_is_flagged(editor: Editor) -> None:
    wrong = editor.type(f"{HEAD}stores:\n  main: {{mechanism: relational, technology: X, collections: {{}}}}\n")
    assert any("collections" in message for message in wrong), wrong


@pytest.mark.parametrize(
    ("technology", "type", "flagged"),
    [
        ("MySQL", "gin", True),
        ("MySQL 8.4", "BTREE, unique", False),
        ("PostgreSQL", "gin", False),
        ("PostgreSQL", "fulltext", True),
        ("CockroachDB", "inverted", False),
    ],
)
def test_an_index_that_a_technology_does_not_have_is_flagged(
    editor: Editor, technology: str, type: str, flagged: bool
) -> None:
    indexes = f'{{idx_t_a: {{fields: [a], type: "{type}"}}}}'
    store = f"{{mechanism: relational, technology: {technology}, entities: {{t: {{indexes: {indexes}}}}}}}"
    wrong = editor.type(f"{HEAD}stores:\n  main: {store}\n")
    assert [message.split(";")[0] for message in wrong] == [f"{technology} has no such index"] * flagged


def test_a_new_sidecar_has_nothing_flagged(editor: Editor, workspace: Path) -> None:
    datadesign("new", "shop/lines", "--mechanism", "relational", cwd=workspace)
    text = (workspace / "docs/plan/shop/lines/03-data-design.yaml").read_text(encoding="utf-8")
    assert editor.type(text.replace("|", "¦")) == []
