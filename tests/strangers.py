"""A server that is nobody's, and remembers who called it with what; and one that sends everybody on to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.loopback import Loopback


@dataclass
class Stranger:
    """`url`: its address. `redirector`: the address of a server that redirects there. `called`: each request's path
    and `Authorization`."""

    url: str = ""
    redirector: str = ""
    called: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def stranger() -> Iterator[Stranger]:
    """Both servers, on ports of their own."""
    found, loopback = Stranger(), Loopback()

    async def answer(request: web.Request) -> web.Response:
        found.called.append((request.path, request.headers.get("Authorization", "")))
        return web.json_response({"ok": True})

    async def send_on(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"{found.url}{request.path}")

    for handler, name in ((answer, "url"), (send_on, "redirector")):
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", handler)
        setattr(found, name, loopback.serve(application))
    try:
        yield found
    finally:
        loopback.stop()
