"""The Web API over HTTP: arguments in, tokens and scopes checked, troubles applied, answers out."""

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.front import Front, Reply
from bot.sandbox.slack.context import Arguments, Context
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.scopes import APP_LEVEL_METHODS, APP_SCOPES, CALLS_A_MINUTE, SCOPES_BY_METHOD
from bot.sandbox.slack.world import Json

Hook = Callable[[str, Json], None]


class Api:
    """`/api/<method>`."""

    def __init__(
        self, context: Context, front: Front, bot_token: str, app_token: str, limited: Callable[[], bool]
    ) -> None:
        self._context = context
        self._front = front
        self._bot_token = bot_token
        self._app_token = app_token
        self._rates = RateLimits(lambda: context.world.clock.now().timestamp())
        self._limited = limited
        # Called with the method and its arguments, in a worker thread, so that they may act themselves.
        self.before_call: list[Hook] = []
        self.after_call: list[Hook] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        method = request.match_info["method"]
        arguments, token, problem = await _decoded(request)

        async def arrived() -> None:
            for hook in list(self.before_call):
                await asyncio.to_thread(hook, method, arguments)

        async def work() -> Reply:
            reply = self._answer(method, arguments, token, problem)
            for hook in list(self.after_call):
                await asyncio.to_thread(hook, method, arguments)
            return reply

        return await self._front.call(request, method, dict(arguments), work, refusal=_refused, arrived=arrived)

    def _answer(self, method: str, arguments: Arguments, token: str | None, problem: str | None) -> Reply:
        headers: dict[str, str] = {}
        try:
            if method not in METHODS:
                raise SlackRefusal("unknown_method", req_method=method)
            if problem:
                raise SlackRefusal(problem)
            self._authorize(method, token, headers)
            if self._limited():
                self._rates.check(method, str(arguments.get("channel", "")))
            with self._context.world.change():
                # Through JSON: the answer must not share anything with what is stored.
                answer = json.loads(json.dumps({"ok": True, **METHODS[method](self._context, arguments)}))
            return Reply(200, answer, headers)
        except SlackRefusal as refusal:
            return Reply(refusal.status, refusal.answer(), headers | refusal.headers)

    def _authorize(self, method: str, token: str | None, headers: dict[str, str]) -> None:
        if not token:
            raise SlackRefusal("not_authed")
        if token not in (self._bot_token, self._app_token):
            raise SlackRefusal("invalid_auth")
        if (token == self._app_token) != (method in APP_LEVEL_METHODS):
            raise SlackRefusal("not_allowed_token_type")
        granted = APP_SCOPES if token == self._app_token else self._context.scopes
        wanted = SCOPES_BY_METHOD[method]
        headers["x-oauth-scopes"] = ",".join(sorted(granted))
        if wanted and not wanted & granted:
            raise SlackRefusal(
                "missing_scope", needed=",".join(sorted(wanted)), provided=",".join(sorted(granted))
            )  # fmt: skip


def _refused(fault: Fault, _method: str) -> Reply:
    limited = fault.status == 429
    error = fault.error or ("ratelimited" if limited else "internal_error")
    return Reply(fault.status, {"ok": False, "error": error}, {"Retry-After": "1"} if limited else {})


async def _decoded(request: web.Request) -> tuple[Arguments, str | None, str | None]:
    """The arguments, the token, and what is wrong with the body."""
    arguments = Arguments(request.query)
    # Newer apps may not send a token in the query string: it would end in logs.
    arguments.pop("token", None)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found: str | None = token.strip() if scheme.lower() == "bearer" else None
    problem = None
    if request.content_type == "application/json":
        problem = await _read_json(request, arguments)
    elif request.method == "POST":
        form = await request.post()
        arguments.update({name: value for name, value in form.items() if isinstance(value, str)})
        found = arguments.pop("token", None) or found
    arguments.pop("token", None)
    return arguments, found, problem


async def _read_json(request: web.Request, arguments: Arguments) -> str | None:
    try:
        body: Any = json.loads(await request.read() or b"{}")
    except ValueError:
        return "invalid_json"
    if not isinstance(body, dict):
        return "json_not_object"
    arguments.update({name: value for name, value in body.items() if value is not None})
    return None


# -- how often a method may be called (docs.slack.dev, "Rate limits"), in the workspace's time

# One message a second and channel; "short bursts are allowed": how short is not published.
_POSTS_PER_MINUTE, _POST_BURST = 60, 4


class RateLimits:
    """Token buckets: one for each method, for chat.postMessage one for each channel."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds`: the time, which never goes back."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def check(self, method: str, channel: str) -> None:
        """Counts a call. Raises SlackRefusal (ratelimited, HTTP 429 with Retry-After in whole seconds)."""
        if method == "chat.postMessage":
            key, per_minute, burst = (method, channel), _POSTS_PER_MINUTE, _POST_BURST
        elif method in CALLS_A_MINUTE:
            key, per_minute, burst = (method, ""), CALLS_A_MINUTE[method], CALLS_A_MINUTE[method]
        else:
            return
        with self._lock:
            now = self._seconds()
            level, at = self._levels.get(key, (float(burst), now))
            level = min(float(burst), level + (now - at) * per_minute / 60)
            if level < 1:
                self._levels[key] = (level, now)
                wait = int((1 - level) * 60 / per_minute) + 1
                raise SlackRefusal("ratelimited", status=429, headers={"Retry-After": str(wait)})
            self._levels[key] = (level - 1, now)
