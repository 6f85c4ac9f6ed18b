"""Serves aiohttp applications on the loopback interface from a thread of their own, and refuses every other host."""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
T = TypeVar("T")
HOSTS = {"127.0.0.1", "localhost"}


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses a request whose Host header names another machine: no page elsewhere may reach us by DNS rebinding."""
    if urlsplit(f"//{request.host}").hostname not in HOSTS:
        raise web.HTTPForbidden(text="This workspace answers on this machine only.")
    return await handler(request)


class Loopback:
    """One event loop in a daemon thread, any number of applications on 127.0.0.1, each on a port of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._runners: list[web.AppRunner] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback", daemon=True)
        self._thread.start()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop, for `call_soon_threadsafe`."""
        return self._loop

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 30.0) -> T:
        """Runs a coroutine on the loop and answers its result; TimeoutError after `seconds`."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def serve(self, application: web.Application, port: int = 0) -> str:
        """Starts an application (port 0: any free one) and answers its address, `http://127.0.0.1:<port>`."""
        application.middlewares.insert(0, only_this_machine)
        return self.run(self._start(application, port))

    async def _start(self, application: web.Application, port: int) -> str:
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self._runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    def stop(self) -> None:
        """Stops every application and the loop; calling it twice is fine."""
        if self._loop.is_closed():
            return
        for runner in self._runners:
            self.run(runner.cleanup())
        self._runners.clear()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def free_port() -> int:
    """A port of this machine that nobody listens on, below those that the system gives to connections of its own accord
    (from 32768 on Linux, from 49152 elsewhere): it is still free when it is listened on, and after a restart."""
    while True:
        port = 10_240 + secrets.randbelow(32_768 - 10_240)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
