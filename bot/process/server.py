"""The HTTP server: all of Slack's traffic, and the endpoints that say how the bot is.

What Slack did not sign is refused by its raw bytes: nothing of it is parsed, built or answered.
"""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from slack_bolt import App, BoltRequest
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from bot.listeners.oauth_callback import Page
from bot.telemetry.version import program_version

log = structlog.get_logger(__name__)
THREADS = 32
# Slack's largest payload is a modal of 250 KB, form-encoded: docs.slack.dev, "views.open".
LARGEST_BODY = 1_500_000
# docs.slack.dev, "Verifying requests from Slack".
_STAMP, _SIGNATURE = re.compile(r"[0-9]{10}"), re.compile(r"v0=[0-9a-f]{64}")
_SIGNED_SECONDS = 300
# A request must have come whole so long after its connection was opened, or had its last answer: Slack waits 3 s for
# the whole exchange, and a proxy that buffers sends what it has at once.
_PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 1.0
# Of so many open connections, the one that has been owing its request for longest makes room for the next: half of the
# 1,024 files that a process may usually have open, since a large body takes a second one.
_MOST_CONNECTIONS = 400

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Readiness = Callable[[], dict[str, str]]
Callback = Callable[[str], Page]
_PHRASES = {
    200: "OK",
    302: "Found",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Endpoints:
    """The WSGI application."""

    def __init__(
        self,
        app: App | None,
        readiness: Readiness,
        registry: CollectorRegistry,
        callback: Callback | None = None,
        *,
        secret: str = "",
        remarks: Readiness = dict,
    ) -> None:
        """`app` is None in Socket Mode, where Slack posts nothing here. `readiness` answers what is not ready and
        why, empty when everything is. `callback` answers the query of Hey Pongo's redirect; None: there is none.
        `secret`: SLACK_SIGNING_SECRET; nothing is signed with an empty one. `remarks` are told beside the
        reasons, though the bot is ready."""
        self._app = app
        self._secret = secret.encode()
        self._callback = callback
        self._readiness, self._remarks = readiness, remarks
        self._registry = registry

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "GET")
        if path == "/slack/events" and self._app is not None:
            if method != "POST":
                return _answer(start, 405, "text/plain", "Slack posts here.")
            return self._slack(self._app, environ, start)
        if method not in ("GET", "HEAD"):
            return _answer(start, 404, "text/plain", "There is nothing here.")
        if path == "/pongo/callback" and method == "GET" and self._callback is not None:  # a HEAD must not use it up
            return _show(start, self._callback(environ.get("QUERY_STRING", "")))
        if path == "/healthz":
            body = json.dumps({"status": "alive", "version": program_version()})
            return _answer(start, 200, "application/json", body)
        if path == "/readyz":
            reasons = self._readiness()
            told = {**self._remarks(), **reasons}
            body = json.dumps({"status": "not ready" if reasons else "ready", "reasons": told})
            return _answer(start, 503 if reasons else 200, "application/json", body)
        if path == "/metrics":
            return _answer(start, 200, CONTENT_TYPE_LATEST, generate_latest(self._registry).decode())
        return _answer(start, 404, "text/plain", "There is nothing here.")

    def _slack(self, app: App, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        raw = self._signed_body(environ)
        if raw is None:
            return _answer(start, 401, "text/plain", "Not signed by Slack.")
        headers = {
            key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")
        }
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        try:
            # Without the query, which the signature does not cover.
            response = app.dispatch(BoltRequest(body=raw.decode(), headers=headers))
        except Exception as failure:  # noqa: BLE001 - Bolt itself stumbles over what is no payload of Slack's
            log.error("no_payload", failure=type(failure).__name__)
            return _answer(start, 400, "text/plain", "Not what Slack sends.")
        content_type = response.first_headers_without_set_cookie().get("content-type", "text/plain")
        return _answer(start, response.status, content_type, response.body)

    def _signed_body(self, environ: Environ) -> bytes | None:
        """The body, if Slack signed it just now; else None. What cannot be good by its headers is not even read."""
        stamp, signature = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""), environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not (self._secret and _STAMP.fullmatch(stamp) and _SIGNATURE.fullmatch(signature)):
            return None
        if abs(time.time() - int(stamp)) > _SIGNED_SECONDS:
            return None
        body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        signed = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return body if hmac.compare_digest(f"v0={signed}", signature) else None


def _answer(
    start: StartResponse, status: int, content_type: str, body: str, more: Sequence[tuple[str, str]] = ()
) -> Iterable[bytes]:
    data = body.encode()
    start(
        f"{status} {_PHRASES.get(status, 'Status')}",
        [
            ("Content-Type", content_type),
            ("Content-Length", str(len(data))),
            ("X-Content-Type-Options", "nosniff"),
            *more,
        ],
    )
    return [data]


def _show(start: StartResponse, page: Page) -> Iterable[bytes]:
    # The address holds a code: nobody keeps the page, and nothing it links to learns where it came from.
    careful = [
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ]
    return _answer(start, page.status, "text/html; charset=utf-8", page.html, careful)


class _Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it owes a whole request: waitress counts from its last byte, and so never
    gives up on one that drips."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.owes_since = time.monotonic()
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        taken: bool = super().received(data)
        if self.request is None:  # it has come whole
            self.owes_since = time.monotonic()
        return taken


class _Waitress(TcpWSGIServer):  # type: ignore[misc]
    """Waitress's server, but who is slow is hung up on, sooner where others wait at the door; by the monotonic
    clock."""

    channel_class = _Connection
    patience, most = _PATIENCE_SECONDS, _MOST_CONNECTIONS
    _look_at = 0.0

    def readable(self) -> bool:
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + min(_LOOK_SECONDS, self.patience)
            self._hang_up(now)
        return bool(self.accepting) and (len(self.active_channels) < self.most or self._slowest() is not None)

    def handle_accept(self) -> None:
        super().handle_accept()
        # Closed only now: its number must not be the new one's while this round's events are still being told.
        if len(self.active_channels) > self.most and (slowest := self._slowest()):
            slowest.handle_close()

    def _slowest(self) -> _Connection | None:
        owing = (one for one in self.active_channels.values() if not one.requests)
        return min(owing, key=lambda one: one.owes_since, default=None)

    def _hang_up(self, now: float) -> None:
        for connection in self.active_channels.values():
            if connection.requests:  # ours to answer
                connection.owes_since = now
            elif now - connection.owes_since > self.patience:
                connection.will_close = True


class Server:
    """Waitress in a thread of its own."""

    def __init__(
        self,
        endpoints: Endpoints,
        host: str,
        port: int,
        patience: float = _PATIENCE_SECONDS,
        most: int = _MOST_CONNECTIONS,
    ) -> None:
        """Binds at once (port 0: any free one). Raises OSError where the port is taken.

        `patience`: seconds within which a connection must send a whole request; `most`: connections open at once.
        """
        self._server = _Waitress(
            endpoints, host=host, port=port, threads=THREADS, ident="", max_request_body_size=LARGEST_BODY,
            max_request_header_size=16_384, inbuf_overflow=65_536, asyncore_use_poll=True,
        )  # fmt: skip
        self._server.patience, self._server.most = patience, most
        self.port = int(self._server.effective_port)
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Takes no more traffic and waits for the answers under way, `seconds` at most."""
        # In the loop's own thread: closed from here, it would stumble over the closed socket.
        # Woken by somebody else's answer just then, it may have closed before it is told to look.
        with suppress(OSError):
            self._server.trigger.pull_trigger(self._server.close)
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=seconds)
        self._thread.join(1.0)
