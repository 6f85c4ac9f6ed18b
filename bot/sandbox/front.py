"""The front of each embedded service: what goes wrong on the way, the answer as HTTP, and the call log."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.calls import CallLog, shortened
from bot.sandbox.faults import Fault, Faults


@dataclass
class Reply:
    """An answer: its HTTP status (0: the connection is cut), and a body: JSON, a page (`str`) or a file (`bytes`)."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        """As it leaves."""
        if isinstance(self.body, bytes):
            data, usual = self.body, "application/octet-stream"
        elif isinstance(self.body, str):
            data, usual = self.body.encode(), "text/html; charset=utf-8"
        else:
            data = json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()
            usual = "application/json; charset=utf-8"
        return web.Response(status=self.status, body=data, headers={"Content-Type": usual, **self.headers})


class Cut(Exception):
    """The connection breaks before an answer leaves."""


Work = Callable[[], Awaitable[Reply]]
Refusal = Callable[[Fault, str], Reply]


async def _nothing() -> None:
    pass


class Front:
    """Where the calls of one service arrive, by the name that the call log and the faults know it by."""

    def __init__(self, service: str, calls: CallLog, faults: Faults) -> None:
        self._service = service
        self._calls = calls
        self._faults = faults

    async def call(
        self,
        request: web.Request,
        method: str,
        told: Any,
        work: Work,
        *,
        refusal: Refusal,
        arrived: Callable[[], Awaitable[None]] = _nothing,
    ) -> web.StreamResponse:
        """One call. `told`: the request as the log keeps it. `work`: carries it out; may raise Cut. `refusal`: the
        service's own way to say what a fault says. `arrived`: awaited before anything else is done."""
        began = time.perf_counter()
        fault = self._faults.take(self._service, method)
        if fault is not None and fault.effect == "delay":
            await asyncio.sleep(fault.seconds)
            fault = None
        await arrived()
        if fault is not None and fault.effect == "answer":
            self._calls.add(self._service, method, fault.status, told, {}, 0.0)
            return await _nonsense(fault, request)
        try:
            reply = await self._answered(fault, method, work, refusal)
        except Cut:
            reply = Reply(0)
        spent = (time.perf_counter() - began) * 1000
        self._calls.add(self._service, method, reply.status, shortened(told), shortened(_shown(reply.body)), spent)
        if reply.status:
            return reply.response()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    @staticmethod
    async def _answered(fault: Fault | None, method: str, work: Work, refusal: Refusal) -> Reply:
        if fault is None:
            return await work()
        if fault.effect in ("repeat", "lose_answer"):
            await work()
        if fault.effect == "repeat":
            return await work()
        if fault.effect == "cut" or fault.status == 0:
            raise Cut
        reply = refusal(fault, method)
        if fault.retry_after is not None:
            reply.headers["Retry-After"] = str(fault.retry_after)
        return reply


def _shown(body: Any) -> Any:
    """An answer as the call log keeps it: no file, no access token."""
    if isinstance(body, dict) and "access_token" in body:
        return {**body, "access_token": "[secret]"}
    return "[file]" if isinstance(body, bytes) else body


async def _nonsense(fault: Fault, request: web.Request) -> web.StreamResponse:
    """What an `answer` sends. A drip ends when the other side has hung up."""
    headers = {"Content-Type": "application/json", **fault.headers}
    if not fault.drip:
        return web.Response(status=fault.status, body=fault.body, headers=headers)
    response = web.StreamResponse(status=fault.status, headers=headers)
    with contextlib.suppress(ConnectionError, asyncio.CancelledError):
        await response.prepare(request)
        await response.write(fault.body)
        while request.transport is not None and not request.transport.is_closing():
            await response.write(b" ")
            await asyncio.sleep(fault.drip)
    return response
