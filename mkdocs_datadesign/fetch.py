"""One address to what is there, in bounded time and space."""

from __future__ import annotations

import http.client
import time
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

from .elsewhere import MAX_BYTES, TOO_LONG, Unusable

_SECONDS = 10.0
"""How long a server may say nothing."""
_SECONDS_IN_ALL = 60.0


def fetched(url: str) -> bytes:
    """What is at an address. Raises Unusable."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Unusable(f"`{parts.scheme}:` is not read; name a file, or an address with http or https")
    if "@" in parts.netloc:
        raise Unusable("an address with a user name is not read; download the file, and name its path")
    opener = OpenerDirector()  # none of its own handlers, which read files and FTP
    for handler in (
        ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor(), _Redirects(),
    ):  # fmt: skip
        opener.add_handler(handler)
    request = Request(url, headers={"User-Agent": "mkdocs-datadesign"})  # noqa: S310 - the scheme is known
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            return _limited(answer)
    except HTTPError as error:
        raise Unusable(f"the server answers {error.code} {error.reason}; mend the address") from None
    except TimeoutError:
        raise Unusable(_SILENT.format(_SECONDS)) from None
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise Unusable(_SILENT.format(_SECONDS)) from None
        raise Unusable(f"it cannot be fetched: {error.reason}; mend the address, or name a file") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        words = str(error) or type(error).__name__
        raise Unusable(f"it cannot be fetched: {words}; mend the address, or name a file") from None


_SILENT = "the server says nothing for {:.0f} seconds; try again, or download the file and name its path"


class _Redirects(HTTPRedirectHandler):
    """Follows to HTTP and HTTPS alone, and from HTTPS to nothing that anybody on the way can change."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and (req.type == "https" or scheme != "http"):
            raise URLError(f"it redirects to `{scheme}:`, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _limited(answer: Any) -> bytes:
    """A server's answer, unless it is too long or too slow."""
    parts, size, end = [], 0, time.monotonic() + _SECONDS_IN_ALL
    while part := answer.read1(65536):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise Unusable(TOO_LONG)
        if time.monotonic() > end:
            raise Unusable(f"it takes longer than {_SECONDS_IN_ALL:.0f} seconds; download the file, and name its path")
    declared = answer.headers.get("Content-Length", "")
    if declared.isdigit() and size < int(declared):
        raise Unusable("the connection ended before the end of the file; try again")
    return b"".join(parts)
