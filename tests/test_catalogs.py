"""Two sites that refer to one another: owners and foreign keys across repositories."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve, run_mkdocs
from playwright.sync_api import Browser
from processes import datadesign

from mkdocs_datadesign.catalogs import Catalogs
from mkdocs_datadesign.elsewhere import Unusable, features, parsed

ACCOUNTS = """\
title: Accounts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    database: core
    entities:
      users:
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
          email: {type: VARCHAR(255), constraints: [NOT NULL, UNIQUE], description: Address to sign in with}
          state: {type: VARCHAR(20), values: [active, locked], description: Whether one may sign in}
backup: {frequency: daily, rto: 4 hours, rpo: 24 hours}
"""
CHECKOUT = """\
title: Checkout
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    database: core
    entities:
      users:
        owner: identity/accounts
        fields:
          id: {type: UUID}
          email: {type: VARCHAR(255)}
      orders:
        fields:
          id: {type: UUID, constraints: [PK], description: Unique identifier}
          user_id: {type: UUID, constraints: [FK users.id, NOT NULL], on_delete: restrict, description: Who ordered}
          payer_id: {type: UUID, constraints: ["FK identity/accounts:users.id"], description: Who pays}
        indexes:
          idx_orders_user_id: {fields: [user_id], purpose: The orders of a user}
          idx_orders_payer_id: {fields: [payer_id], purpose: What a user pays}
queries:
  - {operation: Find a user, target: users, filter: [email], frequency: high}
"""
CATALOG = "site/plan/data-design/catalog.json"


def repository(
    folder: Path, sidecars: Mapping[str, str], options: Mapping[str, object] | None = None, site: str = ""
) -> Path:
    """A project with its own mkdocs.yml; gives its folder."""
    for feature, text in sidecars.items():
        file = folder / "docs/plan" / feature / "03-data-design.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "docs/index.md").write_text("# Home\n")
    config = {
        "site_name": folder.name,
        "site_url": site,
        "plugins": [{"datadesign": {"fail_on": "never", **(options or {})}}],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(config))
    return folder


def built(folder: Path) -> Path:
    done = run_mkdocs(folder / "mkdocs.yml", folder / "site")
    assert done.returncode == 0, done.stderr
    return folder / "site"


def check(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return datadesign("check", *args, cwd=folder)


def problems(folder: Path) -> list[tuple[str, str, str]]:
    done = check(folder, "--format", "json")
    assert done.stdout, done.stderr
    return [(p["feature"], p["rule"], p["message"]) for p in json.loads(done.stdout)["problems"]]


def wrong(found: list[tuple[str, str, str]]) -> set[str]:
    return {rule for _, rule, _ in found if rule.split("/")[0] in ("model", "shared", "backup", "query", "dto")} - {
        "model/unused-object"
    }


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """A site that owns users, built; gives its folder."""
    known: dict[tuple[str, str], Path] = {}

    def owner(accounts: str, site: str) -> Path:
        if (accounts, site) not in known:
            folder = tmp_path_factory.mktemp("owner") / "identity"
            built(repository(folder, {"identity/accounts": accounts}, site=site))
            known[accounts, site] = folder
        return known[accounts, site]

    return owner


@pytest.fixture
def pair(tmp_path: Path, owner: Callable[[str, str], Path]) -> Callable[..., Path]:
    """A site that owns users, built, and another that names its catalog; gives the other."""

    def pair(accounts: str = ACCOUNTS, checkout: str = CHECKOUT, site: str = "https://id.example.com/docs/") -> Path:
        shutil.copytree(owner(accounts, site), tmp_path / "identity")
        catalogs = {"catalogs": [f"../identity/{CATALOG}"]}
        return repository(tmp_path / "commerce", {"commerce/checkout": checkout}, catalogs)

    return pair


def test_owners_and_foreign_keys_lead_into_the_other_sites_catalog(pair: Callable[..., Path]) -> None:
    commerce = pair()
    assert wrong(problems(commerce)) == set()
    config = json.loads((commerce / "mkdocs.yml").read_text())
    del config["plugins"][0]["datadesign"]["catalogs"]
    (commerce / "mkdocs.yml").write_text(json.dumps(config))
    assert wrong(problems(commerce)) >= {"shared/unknown-owner", "model/unknown-target"}


def test_pages_link_to_the_other_sites_page_and_anchor(pair: Callable[..., Path]) -> None:
    site = built(pair())
    page = (site / "plan/commerce/checkout/03-data-design/index.html").read_text(encoding="utf-8")
    users = "https://id.example.com/docs/plan/identity/accounts/03-data-design/#main.users"
    assert f'<a href="{users}.id"><code>FK users.id</code></a>' in page
    assert f'<a href="{users}"><code>identity/accounts:users</code></a>' in page
    shared = (site / "plan/data-design/shared-tables/index.html").read_text(encoding="utf-8")
    assert f'href="{users}.email"' in shared
    assert "identity/accounts (owner)" in shared


def test_the_index_counts_nothing_of_the_other_site_as_its_own(pair: Callable[..., Path]) -> None:
    site = built(pair())
    catalog = json.loads((site / "plan/data-design/catalog.json").read_text(encoding="utf-8"))
    assert [feature["key"] for feature in catalog["features"]] == ["commerce/checkout"]
    assert {item["feature"] for item in catalog["objects"]} == {"commerce/checkout"}
    assert not (site / "plan/identity").exists()
    entities = (site / "plan/data-design/entities/index.html").read_text(encoding="utf-8")
    rows = entities[entities.index("<tbody>") : entities.index("</tbody>")].count("<tr>")
    assert rows == 2  # users as it is used here, and orders
    targets = {(item["target_feature"], item["target_object"]) for item in catalog["references"]}
    assert ("identity/accounts", "users") in targets


def test_what_only_other_sites_share_is_no_shared_table_here(tmp_path: Path) -> None:
    badges = "      badges:\n        fields:\n          id: {type: UUID, constraints: [PK]}\n"
    doors = ACCOUNTS.replace("title: Accounts", "title: Doors").split("      users:")[0]
    doors += badges.replace("badges:\n", "badges:\n        owner: identity/accounts\n")
    sidecars = {"identity/accounts": ACCOUNTS.replace("backup:", f"{badges}backup:"), "identity/doors": doors}
    for name, files, options in (
        ("identity", sidecars, {}),
        ("commerce", {"commerce/checkout": CHECKOUT}, {"catalogs": ["../identity/docs/plan/data-design/catalog.json"]}),
    ):
        assert datadesign("render", cwd=repository(tmp_path / name, files, options)).returncode == 0
    shared = [tmp_path / name / "docs/plan/data-design/shared-tables.md" for name in ("identity", "commerce")]
    assert ["badges" in page.read_text(encoding="utf-8") for page in shared] == [True, False]
    assert "users" in shared[1].read_text(encoding="utf-8")


def test_a_column_that_vanished_from_the_other_site_is_reported_where_it_is_used(pair: Callable[..., Path]) -> None:
    accounts = re.sub(r" +email: .*\n", "", ACCOUNTS)
    done = check(pair(accounts))
    assert done.returncode == 0  # fail_on: never
    text = done.stdout
    assert "error[shared/owner-lacks-field]: `email` is no field of `users` in `identity/accounts`, its owner" in text
    assert "--> plan/commerce/checkout/03-data-design.yaml:12:11" in text
    assert "::: https://id.example.com/docs/plan/identity/accounts/03-data-design/#main.users\n" in text


@pytest.mark.parametrize(
    ("accounts", "checkout", "rule"),
    [
        (ACCOUNTS.replace("id: {type: UUID", "id: {type: BIGINT"), CHECKOUT, "model/type-mismatch"),
        (ACCOUNTS.replace("VARCHAR(255)", "Text"), CHECKOUT, "shared/conflict"),
        (ACCOUNTS.replace("database: core", "database: other"), CHECKOUT, "shared/owner-lacks-object"),
        (ACCOUNTS, CHECKOUT.replace("accounts:users.id", "accounts:user.id"), "model/unknown-target"),
        (ACCOUNTS, CHECKOUT.replace("owner: identity/accounts", "owner: identity/acounts"), "shared/unknown-owner"),
        (ACCOUNTS, CHECKOUT.replace("        owner: identity/accounts\n", ""), "shared/no-owner"),
        (ACCOUNTS.replace(", UNIQUE]", "]"), CHECKOUT, "query/not-indexed"),
        (ACCOUNTS, f"{CHECKOUT}backup: {{frequency: 5 minutes, rto: 1 hour, rpo: 5 minutes}}\n", "backup/weaker-than-user"),
        (ACCOUNTS, CHECKOUT.replace("filter: [email]", "filter: [phone]"), "query/unknown-field"),
    ],
)  # fmt: skip
def test_rules_see_what_the_other_catalog_tells(
    pair: Callable[..., Path], accounts: str, checkout: str, rule: str
) -> None:
    found = problems(pair(accounts, checkout))
    assert rule in wrong(found)
    assert {feature for feature, _, _ in found} == {"commerce/checkout"}


def test_nothing_is_said_of_the_other_site_even_where_a_rule_looks_at_both(pair: Callable[..., Path]) -> None:
    accounts = ACCOUNTS.replace(
        "      users:\n",
        "      teams:\n        fields:\n          id: {type: UUID, constraints: [PK]}\n"
        "          parent_id: {type: UUID, constraints: [FK teams.id, NOT NULL]}\n      users:\n",
    )
    writes = "dtos:\n  NewUser: {source: users, direction: write, fields: {id: {from: users.id}}}\n"
    found = problems(pair(accounts, CHECKOUT + writes))
    assert {feature for feature, _, _ in found} == {"commerce/checkout"}
    assert "model/required-cycle" not in wrong(found)


def test_unqualified_names_lead_to_the_same_database_of_another_site(pair: Callable[..., Path]) -> None:
    stub = re.compile(r"      users:\n        owner.*?(?=      orders:)", re.S)
    commerce = pair(checkout=stub.sub("", CHECKOUT))
    assert wrong(problems(commerce)) == set()
    page = (built(commerce) / "plan/commerce/checkout/03-data-design/index.html").read_text(encoding="utf-8")
    assert 'href="https://id.example.com/docs/plan/identity/accounts/03-data-design/#main.users.id"' in page


def test_the_owner_learns_who_uses_its_table_from_the_users_catalog(pair: Callable[..., Path], tmp_path: Path) -> None:
    checkout = f"{CHECKOUT}backup: {{frequency: 5 minutes, rto: 1 hour, rpo: 5 minutes}}\n"
    config = json.loads((pair(checkout=checkout) / "mkdocs.yml").read_text())
    config["site_url"] = "https://shop.example.com/"
    (tmp_path / "commerce/mkdocs.yml").write_text(json.dumps(config))
    built(tmp_path / "commerce")
    identity = repository(
        tmp_path / "identity", {"identity/accounts": ACCOUNTS}, {"catalogs": [f"../commerce/{CATALOG}"]}
    )
    page = (built(identity) / "plan/identity/accounts/03-data-design/index.html").read_text(encoding="utf-8")
    there = "https://shop.example.com/plan/commerce/checkout/03-data-design/"
    assert f'<a href="{there}">Checkout</a>' in page[page.index("Used by other features") :]
    assert f'href="{there}#main.orders.user_id"' in page
    assert f'href="{there}#query.1"' in page
    found = problems(identity)
    assert "backup/weaker-than-user" in wrong(found)
    assert {feature for feature, _, _ in found} == {"identity/accounts"}


def test_without_an_address_the_other_sites_objects_are_named_and_not_linked(pair: Callable[..., Path]) -> None:
    site = built(pair(site=""))
    page = (site / "plan/commerce/checkout/03-data-design/index.html").read_text(encoding="utf-8")
    assert "<code>identity/accounts:users</code>" in page
    assert ">identity/accounts:users</code></a>" not in page
    assert "identity/accounts/03-data-design" not in page


def test_a_catalog_over_http_is_linked_where_it_was_found_and_the_link_works(
    tmp_path: Path, serve: Serve, browser: Browser
) -> None:
    site = built(repository(tmp_path / "identity", {"identity/accounts": ACCOUNTS}))
    address = serve(site)
    options = {"catalogs": [f"{address}/plan/data-design/catalog.json"]}
    commerce = built(repository(tmp_path / "commerce", {"commerce/checkout": CHECKOUT}, options))
    page = browser.new_page()
    page.goto(f"{serve(commerce)}/plan/commerce/checkout/03-data-design/")
    page.locator("a", has_text="FK users.id").first.click()
    page.wait_for_url(f"{address}/plan/identity/accounts/03-data-design/#main.users.id")
    assert page.locator("[id='main.users.id']").count() == 1
    page.close()


def test_a_feature_that_is_here_too_wins_and_is_said(pair: Callable[..., Path]) -> None:
    commerce = pair()
    repository(commerce, {"identity/accounts": ACCOUNTS}, {"catalogs": [f"../identity/{CATALOG}"]})
    done = check(commerce)
    assert f"warning: the feature `identity/accounts` of ../identity/{CATALOG} is passed over" in done.stderr
    assert wrong(problems(commerce)) == set()
    strict = run_mkdocs(commerce / "mkdocs.yml", commerce / "site", "--strict")
    assert "is passed over, for this site has one of that name" in strict.stderr
    assert strict.returncode == 1


# Catalogs that cannot be used


def version(text: str, change: Callable[[Any], object]) -> str:
    value = json.loads(text)
    change(value)
    return json.dumps(value)


BROKEN: dict[str, tuple[Callable[[str], str], str]] = {
    "no JSON": (lambda text: text[:1000], "it is no JSON"),
    "something else": (lambda text: '{"openapi": "3.1.0"}', "it is no catalog of data designs"),
    "a list": (lambda text: "[]", "it is no catalog of data designs"),
    "too deep": (lambda text: "[" * 200_000, "it is nested too deep"),
    "another version": (lambda text: text.replace('"version": 1', '"version": 7'), "it has version 7"),
    "a wrong type": (lambda text: version(text, lambda v: v["objects"][0].update(fields={})), "`objects.0.fields`"),
    "a script's address": (
        lambda text: version(text, lambda v: v.update(site="javascript:alert(1)/")), "`site`",
    ),
    "a page elsewhere": (lambda text: version(text, lambda v: v["features"][0].update(page="//evil.example/")), "page`"),
    "a page upwards": (lambda text: version(text, lambda v: v["features"][0].update(page="a/%2E%2e/b")), "page`"),
    "an anchor that ends the attribute": (
        lambda text: version(text, lambda v: v["objects"][0].update(anchor='"><script>')), "anchor`",
    ),
    "a constraint that is none": (
        lambda text: version(text, lambda v: v["objects"][0]["fields"][0].update(constraints=["DROP TABLE"])), "build that site again",
    ),
    "an object in no store": (lambda text: version(text, lambda v: v["objects"][0].update(store="x")), "in a store that no feature has"),
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog_text(owner: Callable[[str, str], Path]) -> str:
    return (owner(ACCOUNTS, "https://a.b/") / CATALOG).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_catalog_that_cannot_be_used_is_a_message_that_names_it(catalog_text: str, case: str, tmp_path: Path) -> None:
    change, words = BROKEN[case]
    (tmp_path / "theirs.json").write_text(change(catalog_text))
    found, wrong = Catalogs().read(["theirs.json"], tmp_path)
    assert found == []
    assert wrong[0].startswith("catalogs: theirs.json: ")
    assert words in wrong[0]


def test_check_and_build_stop_with_the_message_alone(tmp_path: Path) -> None:
    commerce = repository(tmp_path, {"commerce/checkout": CHECKOUT}, {"catalogs": ["theirs.json"]})
    (commerce / "theirs.json").write_text("{")
    words = "it is no JSON"
    done = check(commerce)
    assert done.returncode == 2
    assert "catalogs: theirs.json: " in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    build = run_mkdocs(commerce / "mkdocs.yml", commerce / "site")
    assert build.returncode == 1
    assert words in build.stderr
    assert "Traceback" not in build.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.json", "there is no such file"),
        ("ftp://example.com/catalog.json", "`ftp:` is not read; name a file, or an address with http or https"),
        ("https://user:secret@example.com/catalog.json?token=secret", "an address with a user name is not read"),
        ("http://127.0.0.1:1/catalog.json", "it cannot be fetched: "),
        ("docs", "it cannot be read: "),
    ],
)
def test_a_catalog_that_is_not_there_is_a_message_that_says_what_to_do(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "docs").mkdir()
    found, wrong = Catalogs().read([name], tmp_path)
    assert found == []
    assert words in wrong[0]
    assert wrong[0].startswith(f"catalogs: {name}: ") or "example.com/catalog.json: " in wrong[0]
    assert "secret" not in wrong[0]


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/catalog.json"
    running.shutdown()


def sends(text: bytes, length: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(text) if length is None else length))
        handler.end_headers()
        handler.wfile.write(text)

    return answer


def redirects(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.end_headers()

    return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda handler: handler.send_error(404), "the server answers 404 Not Found"),
        (redirects("file:///etc/passwd"), "Redirection to url 'file:///etc/passwd' is not allowed"),
        (redirects("ftp://example.com/x"), "it redirects to `ftp:`"),
        (sends(b"{", 100), "the connection ended before the end"),
        (sends(b"\xff\xfe"), "it is no UTF-8 text"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "it cannot be fetched: "),
    ],
)
def test_a_server_that_misbehaves_is_a_message(answer: Callable[[BaseHTTPRequestHandler], None], words: str) -> None:
    with server(answer) as address:
        found, wrong = Catalogs().read([address], Path())
    assert found == []
    assert words in wrong[0]


def test_a_server_that_sends_without_end_or_nothing_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b" " * 65536)

    def silent(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3)

    def slow(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    monkeypatch.setattr("mkdocs_datadesign.fetch._SECONDS", 1.0)
    monkeypatch.setattr("mkdocs_datadesign.fetch._SECONDS_IN_ALL", 1.0)
    monkeypatch.setattr("mkdocs_datadesign.fetch.MAX_BYTES", 1024 * 1024)
    for answer, words in (
        (endless, "longer than 64 MiB"),
        (silent, "says nothing for 1 seconds"),
        (slow, "takes longer than 1"),
    ):
        with server(answer) as address:
            _, wrong = Catalogs().read([address], Path())
        assert words in wrong[0]


@pytest.mark.parametrize("kind", ["pipe", "device", "socket", "link to a pipe"])
def test_what_is_no_file_is_not_waited_for(kind: str, tmp_path: Path) -> None:
    there = tmp_path / "theirs.json"
    commerce = repository(tmp_path / "commerce", {"commerce/checkout": CHECKOUT}, {"catalogs": ["../theirs.json"]})
    match kind:
        case "pipe":
            os.mkfifo(there)
        case "device":
            there.symlink_to("/dev/zero")
        case "socket":
            socket.socket(socket.AF_UNIX).bind(os.path.relpath(there))
        case _:
            os.mkfifo(tmp_path / "pipe")
            there.symlink_to("pipe")
    for done in (check(commerce), run_mkdocs(commerce / "mkdocs.yml", commerce / "site")):
        assert done.returncode in (1, 2)
        assert "catalogs: ../theirs.json: it cannot be read: " in done.stderr
        assert ("it is no file that can be read to its end" in done.stderr) is (kind != "socket")


def test_a_configuration_that_inherits_from_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    repository(tmp_path, {"commerce/checkout": CHECKOUT})
    os.mkfifo(tmp_path / "base.yml")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: S\nplugins: [datadesign]\n")
    done = check(tmp_path)
    assert (done.returncode, "it is no file that can be read to its end" in done.stderr) == (2, True), done.stderr


MEMORY = """\
import sys
from mkdocs_datadesign.elsewhere import Unusable, parsed
try:
    parsed("theirs.json", eval(sys.argv[1]))
except Unusable as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("made_by", "words"),
    [
        ("""b'{"version": 1, "features": [' + b'1, ' * 400_000 + b'1]}'""", "build that site again"),
        ("""b'{"version": 1, "features": [], "objects": [' + b'{}, ' * 400_000 + b'{}]}'""", "build that site again"),
        ("""b'{"version": 1, "features": [], "x": [' + b'[],' * 20_000_000 + b'1]}'""", "it holds more than 6,000,000 values"),
        ("""b'{"features": [], "version": [' + b'1,' * 4_000_000 + b'1]}'""", "it has version of no number"),
    ],
)  # fmt: skip
def test_what_is_refused_takes_no_more_memory_than_what_is_read(made_by: str, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, made_by],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (350 << 20, 350 << 20)),
    )  # fmt: skip
    assert (done.returncode, words in done.stdout) == (0, True), done.stdout + done.stderr[-500:]


def test_an_address_is_asked_once_and_a_file_read_again_when_it_changed(catalog_text: str, tmp_path: Path) -> None:
    asked = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        sends(catalog_text.encode())(handler)

    catalogs, file = Catalogs(), tmp_path / "theirs.json"
    file.write_text(catalog_text)
    with server(answer) as address:
        for _ in range(3):
            found, wrong = catalogs.read([address, "theirs.json"], tmp_path)
            assert [item.name for item in found] == [address, "theirs.json"]
    assert wrong == []
    assert len(asked) == 1
    file.write_text(catalog_text.replace("identity/accounts", "identity/people"))
    os.utime(file, (1, 1))
    (_, second), _ = catalogs.read([address, "theirs.json"], tmp_path)
    assert second.file.features[0].key == "identity/people"
    file.write_text("{")
    (_, kept), wrong = catalogs.read([address, "theirs.json"], tmp_path)
    assert kept is second  # the last good copy, and a message
    assert "it is no JSON" in wrong[0]


def test_an_address_that_failed_is_not_asked_again_at_the_next_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        handler.send_error(503)

    catalogs = Catalogs()
    with server(answer) as address:
        assert catalogs.read([address], Path()) == catalogs.read([address], Path())
        assert len(asked) == 1
        monkeypatch.setattr("mkdocs_datadesign.catalogs._SECONDS_TO_RETRY", 0.0)
        catalogs.read([address], Path())
    assert len(asked) == 2


def test_serving_goes_on_without_a_catalog_that_cannot_be_used(tmp_path: Path) -> None:
    commerce = repository(tmp_path, {"commerce/checkout": CHECKOUT}, {"catalogs": ["theirs.json"]})
    serving = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", "127.0.0.1:0", "-f", commerce / "mkdocs.yml"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert serving.stderr
    lines = []
    try:
        for line in serving.stderr:
            lines.append(line)
            if "Serving on" in line:
                break
    finally:
        serving.terminate()
        serving.wait()
    text = "".join(lines)
    assert "Serving on" in text
    assert "catalogs: theirs.json: there is no such file" in text


def test_the_values_of_a_catalog_are_text_on_the_page(catalog_text: str, tmp_path: Path, browser: Browser) -> None:
    evil = '<img src=x onerror="window.hacked=1">|`](javascript:x)'

    def change(value: Any) -> None:
        value["features"][0].update(title=evil)
        value["objects"][0].update(purpose=evil)
        value["objects"][0]["fields"][1].update(type=evil, description=evil, values=[evil])
        value["site"] = "https://a.b/x()[]|*_{{7*7}}/"

    commerce = repository(tmp_path, {"commerce/checkout": CHECKOUT}, {"catalogs": ["theirs.json"]})
    (commerce / "theirs.json").write_text(version(catalog_text, change))
    site = built(commerce)
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    for name in ("commerce/checkout/03-data-design", "data-design/shared-tables", "data-design"):
        page.goto((site / "plan" / name / "index.html").as_uri())
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src='x'], a[href^='javascript']").count() == 0
        rows = page.evaluate("[...document.querySelectorAll('table')].map(t => [...t.rows].map(r => r.cells.length))")
        assert all(len(set(cells)) == 1 for cells in rows)
    page.close()


def test_what_a_catalog_tells_is_what_the_site_knew(catalog_text: str) -> None:
    feature = features(parsed("theirs.json", catalog_text.encode())).features[0]
    users = feature.stores["main"].objects["users"]
    assert (users.store.database, users.primary_key, users.uniques) == ("core", ("id",), [("email",)])
    assert {name: field.required for name, field in users.fields.items()} == {"id": True, "email": True, "state": False}
    assert feature.elsewhere
    assert feature.elsewhere.address("main.users") == "https://a.b/plan/identity/accounts/03-data-design/#main.users"
    with pytest.raises(Unusable):
        parsed("theirs.json", b"")
