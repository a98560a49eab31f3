"""Reads the catalogs of other sites, from files and over HTTP, in bounded time and space."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from .elsewhere import Neighbour, Unusable, is_address, parsed

MAX_BYTES = 64 * 1024 * 1024
_SECONDS = 10.0
"""How long a server may say nothing."""
_SECONDS_IN_ALL = 60.0


class Catalogs:
    """The catalogs that the options name. An address is asked once, a file is read again when it has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Neighbour]] = {}

    def read(self, names: Sequence[str], folder: Path) -> tuple[list[Neighbour], list[str]]:
        """The catalogs, of files relative to a folder, and what is wrong with those that cannot be used.

        Of one that could be used before, the last good copy is given as well.
        """
        found: list[Neighbour] = []
        wrong: list[str] = []
        for name in dict.fromkeys(names):
            try:
                found.append(self._one(name, folder))
            except Unusable as error:
                wrong.append(f"catalogs: {name}: {error}")
                if name in self._kept:
                    found.append(self._kept[name][1])
        return found, wrong

    def _one(self, name: str, folder: Path) -> Neighbour:
        if is_address(name):
            if name not in self._kept:
                self._kept[name] = (None, parsed(name, _fetched(name)))
            return self._kept[name][1]
        stamp, data = None, b""
        try:
            stat = (folder / name).stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            if name in self._kept and self._kept[name][0] == stamp:
                return self._kept[name][1]
            if stat.st_size > MAX_BYTES:
                raise Unusable(_too_long())
            data = (folder / name).read_bytes()
        except FileNotFoundError:
            raise Unusable(f"there is no such file in {folder}; build the other site first, or mend the path") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from None
        self._kept[name] = (stamp, parsed(name, data))
        return self._kept[name][1]


def _too_long() -> str:
    return f"it is longer than {MAX_BYTES // 1024 // 1024} MiB; is it the right file?"


class _Redirects(HTTPRedirectHandler):
    """Follows to HTTP and HTTPS alone, and from HTTPS to nothing that anybody on the way can change."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and (req.type == "https" or scheme != "http"):
            raise URLError(f"it redirects to `{scheme}:`, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetched(url: str) -> bytes:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Unusable(f"`{parts.scheme}:` is not read; name a file, or an address with http or https")
    if "@" in parts.netloc:
        raise Unusable("an address with a user name is not read; download the file, and name its path")
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor(), _Redirects(),
    ):  # fmt: skip
        opener.add_handler(handler)
    try:
        with opener.open(Request(url, headers={"User-Agent": "mkdocs-datadesign"}), timeout=_SECONDS) as answer:  # noqa: S310 - the scheme is known
            return _limited(answer)
    except HTTPError as error:
        raise Unusable(f"the server answers {error.code} {error.reason}; mend the address") from None
    except TimeoutError:
        raise Unusable(f"the server says nothing for {_SECONDS:.0f} seconds; try again, or name a file") from None
    except URLError as error:
        reason = f"the server says nothing for {_SECONDS:.0f} seconds" if _is_timeout(error) else str(error.reason)
        raise Unusable(f"it cannot be fetched: {reason}; mend the address, or name a file") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        words = str(error) or type(error).__name__
        raise Unusable(f"it cannot be fetched: {words}; mend the address, or name a file") from None


def _is_timeout(error: URLError) -> bool:
    return isinstance(error.reason, TimeoutError)


def _limited(answer: Any) -> bytes:
    """A server's answer, unless it is too long or too slow."""
    parts, size, end = [], 0, time.monotonic() + _SECONDS_IN_ALL
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise Unusable(_too_long())
        if time.monotonic() > end:
            raise Unusable(f"it takes longer than {_SECONDS_IN_ALL:.0f} seconds; download the file, and name its path")
    declared = answer.headers.get("Content-Length", "")
    if declared.isdigit() and size < int(declared):
        raise Unusable("the connection ended before the end of the file; try again")
    return b"".join(parts)
