"""One address to what is there, in bounded time and space.

A server may answer with interim answers, headers, lengths of chunks, trailers and redirects without end, each within
every limit of its own. So all that is read over the network for one address, whatever it is, counts against one number
of bytes, and ends at one deadline.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from contextlib import suppress
from functools import partial
from threading import Timer
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from .elsewhere import MAX_BYTES, TOO_LONG, Unusable

_SECONDS = 10.0
"""How long a server may say nothing."""
_SECONDS_IN_ALL = 60.0
_BESIDE = 1024 * 1024
"""So many bytes may come beside the catalog itself: headers, redirects, the lengths of its chunks."""
_LONGEST_WORDS = 200
"""So much is told of what a server says."""


def fetched(url: str) -> bytes:
    """What is at an address. Raises Unusable."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Unusable(f"`{parts.scheme}:` is not read; name a file, or an address with http or https")
    if "@" in parts.netloc:
        raise Unusable("an address with a user name is not read; download the file, and name its path")
    limits = _Limits()
    opener = OpenerDirector()  # none of its own handlers, which read files and FTP
    for handler in (
        ProxyHandler(), _Http(limits), _Https(limits), HTTPDefaultErrorHandler(), HTTPErrorProcessor(), _Redirects(),
    ):  # fmt: skip
        opener.add_handler(handler)
    request = Request(url, headers={"User-Agent": "mkdocs-datadesign"})  # noqa: S310 - the scheme is known
    try:
        with limits, opener.open(request, timeout=_SECONDS) as answer:
            return _body(answer, limits)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unusable(_reason(error, limits)) from None


def _reason(error: Exception, limits: _Limits) -> str:
    """Why nothing was fetched, and what to do."""
    cause = error.reason if isinstance(error, URLError) and not isinstance(error, HTTPError) else error
    if limits.is_over or isinstance(cause, TimeoutError):
        return limits.words()
    if isinstance(error, HTTPError):
        error.close()
        return f"the server answers {error.code} {_shortened(error.reason)}; mend the address"
    return f"it cannot be fetched: {_shortened(cause) or type(cause).__name__}; mend the address, or name a file"


def _shortened(words: object) -> str:
    return " ".join(str(words).split())[:_LONGEST_WORDS]


class _Limits:
    """How much may be read, and until when, over all connections that one address takes."""

    def __init__(self) -> None:
        self.left = MAX_BYTES + _BESIDE
        self.heard = time.monotonic()
        """When something was read last."""
        self.end = self.heard + _SECONDS_IN_ALL
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = Timer(_SECONDS_IN_ALL, self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
        for connected in self._sockets:
            connected.close()

    def _hang_up(self) -> None:
        """Whatever waits for a server, be it within TLS, reads the end of the connection."""
        self.is_over = True
        for connected in self._sockets:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def connect(self, address: tuple[str, int], timeout: float, source: Any = None) -> socket.socket:
        """As `socket.create_connection` does, but for all addresses of a host together until the end."""
        error = OSError("the host has no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
            made = socket.socket(family, kind, protocol)
            try:
                made.settimeout(max(0.001, min(timeout, self.end - time.monotonic())))
                made.connect(place)
                made.settimeout(timeout)
                self._sockets.append(made.dup())  # TLS takes the first one away
                if self.is_over:
                    self._hang_up()
                return made
            except OSError as failed:
                made.close()
                error = failed
                if self.is_over:
                    break
        raise error

    def take(self, count: int) -> None:
        """Count what was read. Raises Unusable where it is too much."""
        self.heard = time.monotonic()
        self.left -= count
        if self.left < 0:
            raise Unusable(TOO_LONG)

    def words(self) -> str:
        """What to say of an answer that did not come in time."""
        if not self.is_over or time.monotonic() - self.heard >= _SECONDS:
            return (
                f"the server says nothing for {_SECONDS:.0f} seconds; try again, or download the file and name its path"
            )
        return f"it takes longer than {_SECONDS_IN_ALL:.0f} seconds; download the file, and name its path"


class _Counted(io.RawIOBase):
    """What comes from a server, counted."""

    def __init__(self, raw: io.RawIOBase, limits: _Limits) -> None:
        self._raw, self._limits = raw, limits

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._raw.readinto(buffer)
        if count:
            self._limits.take(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer, of a server or of a proxy that is to lead to one, of which all that is read is counted."""

    def __init__(self, limits: _Limits, connected: socket.socket, *given: Any, **options: Any) -> None:
        super().__init__(connected, *given, **options)
        self.fp = io.BufferedReader(_Counted(self.fp.detach(), limits))


class _Within(AbstractHTTPHandler):
    """Opens connections that keep to some limits."""

    def __init__(self, limits: _Limits) -> None:
        super().__init__()
        self._limits = limits

    def do_open(self, http_class: Any, req: Request, **options: Any) -> Any:
        def connection(host: str, **given: Any) -> Any:
            made = http_class(host, **given)
            made.response_class = partial(_Response, self._limits)
            made._create_connection = self._limits.connect
            return made

        return super().do_open(connection, req, **options)


class _Http(_Within, HTTPHandler):
    """Over plain TCP."""


class _Https(_Within, HTTPSHandler):
    """Over TLS."""


class _Redirects(HTTPRedirectHandler):
    """Follows to HTTP and HTTPS alone, and from HTTPS to nothing that anybody on the way can change."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and (req.type == "https" or scheme != "http"):
            raise URLError(f"it redirects to `{scheme}:`, which is not followed")
        fp.close()  # or its body would be read, and kept, before the next address is asked
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(answer: Any, limits: _Limits) -> bytes:
    """A server's answer, unless it is too long, or came too late."""
    parts, size = [], 0
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise Unusable(TOO_LONG)
    if limits.is_over:
        raise TimeoutError
    declared = answer.headers.get("Content-Length", "")
    if declared.isdigit() and size < int(declared):
        raise Unusable("the connection ended before the end of the file; try again")
    return b"".join(parts)
