"""The HTTP side: all of Slack's traffic, and the endpoints that say how the bot is."""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from slack_bolt import App, BoltRequest
from waitress.server import create_server

from bot.callback import Page

log = structlog.get_logger(__name__)
THREADS = 32
# Slack's largest payload is a modal of 250 KB, form-encoded: docs.slack.dev, "views.open".
LARGEST_BODY = 1_500_000

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
        self, app: App | None, readiness: Readiness, registry: CollectorRegistry, callback: Callback | None = None
    ) -> None:
        """`app` is None in Socket Mode, where Slack posts nothing here. `readiness` answers what is not ready and
        why, empty when everything is. `callback` answers the query of Hey Pongo's redirect; None: there is none."""
        self._app = app
        self._callback = callback
        self._readiness = readiness
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
            return _answer(start, 200, "application/json", '{"status": "alive"}')
        if path == "/readyz":
            reasons = self._readiness()
            body = json.dumps({"status": "not ready" if reasons else "ready", "reasons": reasons})
            return _answer(start, 503 if reasons else 200, "application/json", body)
        if path == "/metrics":
            return _answer(start, 200, CONTENT_TYPE_LATEST, generate_latest(self._registry).decode())
        return _answer(start, 404, "text/plain", "There is nothing here.")

    def _slack(self, app: App, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            body = environ["wsgi.input"].read(length).decode()
        except UnicodeDecodeError:
            return _answer(start, 401, "text/plain", "Not signed by Slack.")
        headers = {
            key[5:].replace("_", "-").lower(): value for key, value in environ.items() if key.startswith("HTTP_")
        }
        if not headers.get("x-slack-request-timestamp", "").isdecimal():
            # Bolt would stumble over one that is no number before it looked at the signature.
            return _answer(start, 401, "text/plain", "Not signed by Slack.")
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        try:
            response = app.dispatch(BoltRequest(body=body, query=environ.get("QUERY_STRING", ""), headers=headers))
        except Exception as failure:  # noqa: BLE001 - Bolt itself stumbles over what is no payload of Slack's
            log.error("no_payload", failure=type(failure).__name__)
            return _answer(start, 400, "text/plain", "Not what Slack sends.")
        content_type = response.first_headers_without_set_cookie().get("content-type", "text/plain")
        return _answer(start, response.status, content_type, response.body)


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


class Server:
    """Waitress in a thread of its own."""

    def __init__(self, endpoints: Endpoints, host: str, port: int) -> None:
        """Binds at once (port 0: any free one). Raises OSError where the port is taken."""
        self._server = create_server(
            endpoints, host=host, port=port, threads=THREADS, ident="", max_request_body_size=LARGEST_BODY,
            channel_timeout=30,
        )  # fmt: skip
        self.port: int = urlsplit(f"//{host}:{self._server.effective_port}").port or port
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
