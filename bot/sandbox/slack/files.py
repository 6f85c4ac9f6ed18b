"""Files over HTTP: uploads to the address that Slack gave out, downloads for who bears the bot's token."""

import asyncio
import time

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.slack.context import Context

# What Slack shows instead of a file to who may not have it: a page, with HTTP 200.
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"


class FileDesk:
    """`/files/<id>` (url_private), in the call log and for faults `download`; and `/upload/v1/<ticket>`."""

    def __init__(self, context: Context, calls: CallLog, faults: Faults, bot_token: str) -> None:
        self._context = context
        self._calls = calls
        self._faults = faults
        self._bot_token = bot_token

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/files/{id}", self.download),
            web.get("/files/{id}/download/{name}", self.download),
            web.post("/upload/v1/{ticket}", self.upload),
            web.get("/signin", self.sign_in),
        ]

    async def download(self, request: web.Request) -> web.Response:
        """The bytes, with the bot's token and files:read; a redirect to the sign-in page otherwise. A fault with status
        302 sends there whoever asks, one with 200 shows that page at once."""
        began = time.perf_counter()
        fault = self._faults.take("slack", "download")
        if fault is not None and fault.effect == "delay":
            await asyncio.sleep(fault.seconds)
            fault = None
        answer = self._file(request) if fault is None else self._refused(fault)
        spent = (time.perf_counter() - began) * 1000
        cut = fault is not None and fault.effect == "cut"
        told = {"file": request.match_info["id"]}
        self._calls.add("slack", "download", 0 if cut else answer.status, told, {}, spent)
        if cut and request.transport is not None:
            request.transport.abort()
        return answer

    @staticmethod
    def _refused(fault: Fault) -> web.Response:
        if fault.status == 200:
            return web.Response(text=SIGN_IN, content_type="text/html")
        headers = {"Location": "/signin"} if fault.status == 302 else {}
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        return web.Response(status=fault.status, headers=headers)

    def _file(self, request: web.Request) -> web.Response:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        allowed = scheme.lower() == "bearer" and token.strip() == self._bot_token
        if not allowed or "files:read" not in self._context.scopes:
            return web.Response(status=302, headers={"Location": "/signin"})
        file = self._context.world.files.get(request.match_info["id"])
        if file is None or file.data is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def sign_in(self, _request: web.Request) -> web.Response:
        """The page for who has no token."""
        return web.Response(text=SIGN_IN, content_type="text/html")

    async def upload(self, request: web.Request) -> web.Response:
        """Takes the bytes, as the body: once, and as many as were announced."""
        fault = self._faults.take("slack", "upload")
        if fault is not None and fault.effect == "refuse":
            return web.Response(status=fault.status)
        data = await request.read()
        world, ticket = self._context.world, request.match_info["ticket"]
        with world.change():
            file = next((one for one in world.files.values() if one.ticket and one.ticket == ticket), None)
            if file is None:
                raise web.HTTPNotFound()
            if len(data) != file.length:
                raise web.HTTPBadRequest(text=f"{file.length} bytes were announced")
            file.data, file.ticket = data, ""
        return web.Response(text=f"OK - {len(data)}")
