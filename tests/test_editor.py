"""What an editor says while one types, asked of the real YAML language server over LSP.

It is Node's: `npm install yaml-language-server` here, or anywhere on the PATH, lets these tests run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from conftest import ROOT
from test_cli import run

SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), str(ROOT / "node_modules/.bin")])
SERVER = shutil.which("yaml-language-server", path=SEARCHED)
pytestmark = pytest.mark.skipif(SERVER is None, reason="yaml-language-server, which is Node's, is not installed")


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
        found = self.client.wait(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        return [problem["message"] for problem in found["params"]["diagnostics"]]

    def ask(self, method: str) -> Any:
        return self.client.ask(method, {"textDocument": {"uri": self.uri}, "position": self.place})


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    (tmp_path / "docs/plan/shop/orders").mkdir(parents=True)
    (tmp_path / "data-design.schema.json").write_text(run("schema").stdout, encoding="utf-8")
    process = subprocess.Popen([str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    client = Client(process)
    client.ask("initialize", {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}})
    settings = {"yaml": {"completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}}
    client.tell("initialized", {})
    client.tell("workspace/didChangeConfiguration", {"settings": settings})
    yield Editor(client, (tmp_path / "docs/plan/shop/orders/03-data-design.yaml").as_uri())
    process.kill()


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


def test_hovering_tells_what_a_key_means(editor: Editor) -> None:
    editor.type(f"{HEAD}backup:\n  r|po: 5 minutes\n")
    assert "how much time's data may be lost" in json.dumps(editor.ask("textDocument/hover"))


def test_a_typo_is_flagged(editor: Editor) -> None:
    wrong = editor.type(f"{HEAD}stores:\n  main: {{mechanism: relational, technology: X, entitys: {{}}}}\n")
    assert any("entitys" in message for message in wrong), wrong


def test_a_new_sidecar_has_nothing_flagged(editor: Editor, tmp_path: Path) -> None:
    run("new", "shop/lines", "--mechanism", "relational", cwd=tmp_path)
    text = (tmp_path / "docs/plan/shop/lines/03-data-design.yaml").read_text(encoding="utf-8")
    assert editor.type(text.replace("|", "¦")) == []
