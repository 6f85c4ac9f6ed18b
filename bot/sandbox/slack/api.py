"""The Web API over HTTP: arguments in, tokens and scopes checked, troubles applied, answers out."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults, nonsense
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.context import Context
from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.rates import RateLimits
from bot.sandbox.slack.scopes import APP_LEVEL_METHODS, SCOPES_BY_METHOD
from bot.sandbox.slack.world import Json

Hook = Callable[[str, Json], None]


class Api:
    """`/api/<method>`."""

    def __init__(self, context: Context, *, calls: CallLog, faults: Faults, bot_token: str, app_token: str) -> None:
        self._context = context
        self._calls = calls
        self._faults = faults
        self._bot_token = bot_token
        self._app_token = app_token
        self._rates = RateLimits(lambda: context.world.clock.now().timestamp())
        self.rate_limits = False
        # Called with the method and its arguments, in a worker thread, so that they may act themselves.
        self.before_call: list[Hook] = []
        self.after_call: list[Hook] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        began = time.perf_counter()
        method = request.match_info["method"]
        fault = self._faults.take("slack", method)
        if fault is not None and fault.effect == "delay":
            await asyncio.sleep(fault.seconds)
        arguments, token, problem = await _decoded(request)
        for hook in list(self.before_call):
            await asyncio.to_thread(hook, method, arguments)
        if fault is not None and fault.effect == "answer":
            self._calls.add("slack", method, fault.status, dict(arguments), {}, 0.0)
            return await nonsense(fault, request)
        headers: dict[str, str] = {}
        if fault is not None and fault.effect in ("refuse", "cut"):
            status, answer = _refused(fault, headers)
        else:
            status, answer = self._answer(method, arguments, token, problem, headers)
            for hook in list(self.after_call):
                await asyncio.to_thread(hook, method, arguments)
            if fault is not None and fault.effect == "lose_answer":
                headers = {}
                status, answer = _refused(fault, headers)
        cut = fault is not None and (fault.effect == "cut" or (fault.effect == "lose_answer" and fault.status == 0))
        spent = (time.perf_counter() - began) * 1000
        self._calls.add("slack", method, 0 if cut else status, dict(arguments), answer, spent)
        if cut and request.transport is not None:
            request.transport.abort()
        return web.json_response(answer, status=status or 500, headers=headers)

    def _answer(
        self, method: str, arguments: Arguments, token: str | None, problem: str | None, headers: dict[str, str]
    ) -> tuple[int, Json]:
        try:
            if method not in METHODS:
                raise SlackRefusal("unknown_method", req_method=method)
            if problem:
                raise SlackRefusal(problem)
            self._authorize(method, token, headers)
            if self.rate_limits:
                self._rates.check(method, str(arguments.get("channel", "")))
            with self._context.world.change():
                # Through JSON: the answer must not share anything with what is stored.
                return 200, json.loads(json.dumps({"ok": True, **METHODS[method](self._context, arguments)}))
        except SlackRefusal as refusal:
            headers.update(refusal.headers)
            return refusal.status, refusal.answer()

    def _authorize(self, method: str, token: str | None, headers: dict[str, str]) -> None:
        if not token:
            raise SlackRefusal("not_authed")
        if token not in (self._bot_token, self._app_token):
            raise SlackRefusal("invalid_auth")
        if (token == self._app_token) != (method in APP_LEVEL_METHODS):
            raise SlackRefusal("not_allowed_token_type")
        granted = self._context.app_scopes if token == self._app_token else self._context.scopes
        wanted = SCOPES_BY_METHOD[method]
        headers["x-oauth-scopes"] = ",".join(sorted(granted))
        if wanted and not wanted & granted:
            raise SlackRefusal(
                "missing_scope", needed=",".join(sorted(wanted)), provided=",".join(sorted(granted))
            )  # fmt: skip


def _refused(fault: Fault, headers: dict[str, str]) -> tuple[int, Json]:
    if fault.retry_after is not None or fault.status == 429:
        headers["Retry-After"] = str(fault.retry_after if fault.retry_after is not None else 1)
    error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")
    return fault.status, {"ok": False, "error": error}


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
