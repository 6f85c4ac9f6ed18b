"""Answers that are no answer of the service: a page of a proxy, broken JSON, a byte now and then."""

import asyncio
import contextlib

from aiohttp import web

from bot.sandbox.faults import Fault


async def nonsense(fault: Fault, request: web.Request) -> web.StreamResponse:
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
