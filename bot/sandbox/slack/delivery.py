"""How interactions and events reach the bot: signed HTTP, or an envelope on a Socket Mode connection."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from bot.sandbox.slack.world import Json

# docs.slack.dev, "Handling user interaction": the app has 3 seconds to acknowledge.
ACK_SECONDS = 3.0
TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"
Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Delivery:
    """What came of something that a person did.

    `status`: the bot's (200 for an acked envelope), 0 where nothing came back or was sent. `body`: its answer.
    `refused`: why Slack did not do it, or showed an error; else empty. `request`: what was sent, for
    `SlackService.replay`.
    """

    status: int
    body: Any
    milliseconds: float
    refused: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)

    @property
    def payload(self) -> Json:
        """What was sent, decoded."""
        return dict(self.request.get("payload", {}))


def refusal(why: str) -> Delivery:
    """Slack itself did not let the person do it: nothing was sent."""
    return Delivery(0, "", 0.0, why)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request body (docs.slack.dev, "Verifying requests from Slack")."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


def encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """The content type and the body in which this kind travels over HTTP."""
    if kind == "events_api":
        return "application/json", json.dumps(payload, ensure_ascii=False).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload, ensure_ascii=False)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def signed_request(secret: str, kind: Kind, payload: Json, retry: int = 0, reason: str = "") -> Json:
    """The request that Slack would send now."""
    content_type, body = encoded(kind, payload)
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": content_type,
        "Accept": "*/*",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
        **retry_headers(retry, reason),
    }
    return {"kind": kind, "headers": headers, "body": body, "payload": payload}


def retry_headers(retry: int, reason: str) -> dict[str, str]:
    """What a repeated event carries."""
    return {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or "http_timeout"} if retry else {}


def send(url: str, request: Json, seconds: float = ACK_SECONDS) -> Delivery:
    """Posts the request; what the bot answered, or `refused` as the person would read it."""
    parts = urlsplit(url)
    began = time.perf_counter()
    connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=seconds)
    try:
        connection.request("POST", parts.path or "/", body=request["body"], headers=request["headers"])
        response = connection.getresponse()
        raw = response.read()
        status, answered = response.status, response.headers
    except TimeoutError:
        return Delivery(0, "", _since(began), TIMED_OUT, request)
    except (OSError, HTTPException):
        return Delivery(0, "", _since(began), FAILED, request)
    finally:
        connection.close()
    if answered.get("X-Slack-No-Retry"):
        request = {**request, "no_retry": True}
    return Delivery(status, decoded(raw), _since(began), "" if status == 200 else FAILED, request)


def decoded(raw: bytes) -> Any:
    """JSON where it is JSON, else text."""
    text = raw.decode("utf-8", "replace")
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
