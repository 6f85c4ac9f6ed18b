"""An HTTP answer within limits: a deadline for all of it, a size, and JSON that can be read. For whoever is asked.

What answers may be a proxy, a captive portal, a service that is broken, or somebody who means harm. A time-out per read
does not end an answer of a byte every two seconds, and a few kilobytes of gzip or brackets unpack to gigabytes or break
the reader.
"""

import contextlib
import http.client
import io
import json
import socket
import ssl
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_PIECE = 65_536


class Unbounded(requests.RequestException):
    """An answer that is larger than it may be."""


class NoJson(ValueError):
    """An answer that is no JSON, or so deeply nested that it means harm."""


def read_json(body: bytes | str) -> Any:
    """What the JSON says. Raises NoJson; its text holds nothing of the answer."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as failure:
        raise NoJson(type(failure).__name__) from None


class TimedInput(io.RawIOBase):
    """A socket's input, until a moment: afterwards reading raises TimeoutError, however steadily bytes come."""

    def __init__(self, raw: Any, sock: socket.socket, seconds: float) -> None:
        """`raw`: the socket's unbuffered file; `seconds`: from now on."""
        self._raw, self._socket = raw, sock
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """As io.RawIOBase's. Raises TimeoutError (OSError)."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        usual = self._socket.gettimeout()
        self._socket.settimeout(left if usual is None else min(left, usual))
        try:
            count: int | None = self._raw.readinto(buffer)
            return count
        finally:
            with contextlib.suppress(OSError):  # closed meanwhile
                self._socket.settimeout(usual)

    def close(self) -> None:
        """Closes the socket's file with it."""
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """An answer whose headers and body together have `seconds`."""

    def __init__(self, sock: socket.socket, *given: Any, seconds: float, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        self.fp = io.BufferedReader(TimedInput(self.fp.detach(), sock, seconds))


def _timed(connection: Any, seconds: float) -> Any:
    """A kind of connection (of http.client's or urllib3's) whose answers have so many seconds."""
    response = staticmethod(partial(_TimedResponse, seconds=seconds))
    return type(connection.__name__, (connection,), {"response_class": response})


class _Adapter(HTTPAdapter):
    """Sends nothing twice by itself; an answer has `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._pools = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": _timed(pool.ConnectionCls, seconds)})
            for scheme, pool in (("http", HTTPConnectionPool), ("https", HTTPSConnectionPool))
        }
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """As HTTPAdapter's."""
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *given: Any, **named: Any) -> Any:
        """As HTTPAdapter's."""
        manager = super().proxy_manager_for(*given, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager


def session(seconds: float) -> requests.Session:
    """A session that sends nothing twice by itself, and whose answers have so many seconds, from when they are waited
    for. Proxies and CA bundles come from the environment."""
    found = requests.Session()
    found.mount("https://", _Adapter(seconds))
    found.mount("http://", _Adapter(seconds))
    # An Authorization header of ours must not be replaced by what a ~/.netrc holds for the host.
    found.auth = lambda request: request
    return found


@dataclass(frozen=True)
class Answer:
    """An answer that has come whole."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """What it says. Raises NoJson."""
        return read_json(self.content)


def fetch(asker: requests.Session, method: str, url: str, *, most: int, **options: Any) -> Answer:
    """Sends one request, follows no redirection, and reads the answer: `most` bytes, unpacked.

    Raises requests.RequestException (Unbounded among them), and what requests raises else.
    """
    with asker.request(method, url, allow_redirects=False, stream=True, **options) as response:
        held = bytearray()
        for piece in response.iter_content(_PIECE):
            held += piece
            if len(held) > most:
                raise Unbounded("the answer is too large")
        return Answer(response.status_code, response.headers, bytes(held))


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """urllib would send our token along to wherever it is told."""

    def redirect_request(self, *_: Any) -> None:
        """Follows none."""


def opener(seconds: float) -> urllib.request.OpenerDirector:
    """urllib's opener, whose answers have so many seconds, and which follows no redirection."""
    plain, encrypted = (_timed(kind, seconds) for kind in (http.client.HTTPConnection, http.client.HTTPSConnection))
    context = ssl.create_default_context()

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(plain, req)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(encrypted, req, context=context)

    return urllib.request.build_opener(Http, Https, _NoRedirection)
