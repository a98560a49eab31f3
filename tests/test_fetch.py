"""A server that a catalog is asked of keeps no build waiting, and fills no memory, whatever it answers."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from mkdocs_datadesign import fetch
from mkdocs_datadesign.catalogs import Catalogs

Answer = Callable[[socket.socket, str], object]
"""What a server does with a connection, and its own address."""
OK = b"HTTP/1.1 200 OK\r\n"
NOT_OURS = b'{"openapi": "3.1.0"}'


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server that answers each connection in a thread of its own, once a request has come; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/catalog.json"

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            answer(connection, address)

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=listening.accept()[:1], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    yield address
    listening.close()


def drops(begin: bytes, drop: bytes, pause: float = 0.05) -> Answer:
    """Begins, and goes on by drops without end."""

    def answer(connection: socket.socket, address: str) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(drop)
            time.sleep(pause)

    return answer


def floods(begin: bytes, part: bytes, times: int = 10**9) -> Answer:
    """Begins, and goes on as fast as it can."""

    def answer(connection: socket.socket, address: str) -> None:
        connection.sendall(begin)
        for _ in range(times):
            connection.sendall(part)

    return answer


def redirects_to_itself(body: bytes) -> Answer:
    numbers = count()

    def answer(connection: socket.socket, address: str) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: %s?%d\r\n\r\n" % (address.encode(), next(numbers)))
        while body:
            connection.sendall(body)

    return answer


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
DROPS: dict[str, Answer] = {
    "interim answers": drops(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a status line": drops(b"HTTP/1.1 200 ", b"K"),
    "a header": drops(OK + b"A: ", b"b"),
    "headers": drops(OK, b"A: b\r\n", 0.2),
    "a body": drops(OK + b"Content-Length: 1000000\r\n\r\n", b" "),
    "a body of no length": drops(OK + b"\r\n", b" "),
    "a chunk's length": drops(CHUNKED, b"0"),
    "a chunk's extension": drops(CHUNKED + b"1;", b"a"),
    "chunks": drops(CHUNKED, b"1\r\n \r\n"),
    "a trailer": drops(CHUNKED + b"0\r\nA: ", b"b"),
    "trailers": drops(CHUNKED + b"0\r\n", b"A: b\r\n"),
    "nothing after a redirect": drops(b"HTTP/1.1 302 Found\r\nLocation: ", b"a"),
}


@pytest.mark.parametrize("case", DROPS)
def test_what_comes_drop_by_drop_ends_at_one_deadline(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_SECONDS_IN_ALL", 1.0)
    with server(DROPS[case]) as address:
        begun = time.monotonic()
        found, wrong = Catalogs().read([address], Path())
        spent = time.monotonic() - begun
    assert found == []
    assert "it takes longer than 1 seconds; download the file, and name its path" in wrong[0]
    assert spent < 5


def test_a_deadline_is_one_for_all_redirects(monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(connection: socket.socket, address: str) -> None:
        time.sleep(0.4)
        redirects_to_itself(b"")(connection, f"{address}?{time.monotonic()}")

    monkeypatch.setattr(fetch, "_SECONDS_IN_ALL", 1.0)
    with server(slowly) as address:
        begun = time.monotonic()
        _, wrong = Catalogs().read([address], Path())
        spent = time.monotonic() - begun
    assert "it takes longer than 1 seconds" in wrong[0]
    assert spent < 3


def test_a_server_that_never_ends_the_greeting_of_tls_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_SECONDS_IN_ALL", 1.0)
    with server(drops(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03", b"\0")) as address:
        begun = time.monotonic()
        _, wrong = Catalogs().read([address.replace("http:", "https:")], Path())
        spent = time.monotonic() - begun
    assert "it takes longer than 1 seconds" in wrong[0]
    assert spent < 5


FLOODS: dict[str, Answer] = {
    "interim answers": floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
    "trailers": floods(CHUNKED + b"0\r\n", b"A: b\r\n" * 10_000),
    "a body": floods(OK + b"\r\n", b" " * 65536),
    "chunks": floods(CHUNKED, b"1\r\n \r\n" * 10_000),
    "a longer body than is said": floods(OK + b"Content-Length: 3000000000\r\n\r\n", b" " * 65536),
}
_RUN = """\
import sys
from pathlib import Path
from mkdocs_datadesign import fetch
from mkdocs_datadesign.catalogs import Catalogs
fetch.MAX_BYTES = 8 * 1024 * 1024
print(*Catalogs().read([sys.argv[1]], Path())[1])
"""


def asked(address: str) -> str:
    """What is said of an address, by a process that may have 300 MB."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, address],
        capture_output=True, text=True, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20)),
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("case", FLOODS)
def test_what_comes_without_end_is_not_read_past_one_bound(case: str) -> None:
    with server(FLOODS[case]) as address:
        assert "it is longer than 64 MiB; is it the right file?" in asked(address)


def test_redirects_are_followed_without_their_bodies() -> None:
    sent = []

    def answer(connection: socket.socket, address: str) -> None:
        if sent:
            connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(NOT_OURS) + NOT_OURS)
            return
        sent.append(0)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /other.json\r\n\r\n")
        while True:
            connection.sendall(b" " * 65536)
            sent[0] += 65536

    with server(answer) as address:
        assert "it is no catalog of data designs" in asked(address)
    assert sent[0] < 50_000_000


@pytest.mark.parametrize("body", [b"", b" " * 65536])
def test_redirects_that_go_round_and_round_end(body: bytes) -> None:
    with server(redirects_to_itself(body)) as address:
        assert "infinite loop" in asked(address)


def test_a_proxy_is_asked_and_held_to_the_same_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = []

    def proxy(connection: socket.socket, address: str) -> None:
        requests.append(address)
        connection.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(NOT_OURS) + NOT_OURS)

    monkeypatch.setattr(fetch, "_SECONDS_IN_ALL", 1.0)
    monkeypatch.delenv("no_proxy", raising=False)
    with server(proxy) as address:
        monkeypatch.setenv("http_proxy", address)
        assert "it is no catalog of data designs" in Catalogs().read(["http://example.com/a.json"], Path())[1][0]
    assert len(requests) == 1
    with server(drops(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n")) as address:
        monkeypatch.setenv("https_proxy", address)
        begun = time.monotonic()
        _, wrong = Catalogs().read(["https://example.com/a.json"], Path())
    assert "it takes longer than 1 seconds" in wrong[0]
    assert time.monotonic() - begun < 5


def test_what_a_server_says_is_told_in_short_and_on_one_line() -> None:
    for begin in (b"HTTP/1.1 404 " + b"x" * 50_000, b"no HTTP " + b"x" * 50_000):
        with server(lambda connection, address, begin=begin: connection.sendall(begin + b"\r\n\r\n")) as address:  # type: ignore[misc]
            _, wrong = Catalogs().read([address], Path())
        assert len(wrong[0]) < 500
        assert "\n" not in wrong[0]
