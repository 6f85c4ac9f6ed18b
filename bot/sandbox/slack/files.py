"""Files over HTTP: uploads to the address that Slack gave out, downloads for who bears the bot's token."""

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.front import Front, Reply
from bot.sandbox.slack.context import Context

# What Slack shows instead of a file to who may not have it: a page, with HTTP 200.
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"
_TO_SIGN_IN = {"Location": "/signin"}


class FileDesk:
    """`/files/<id>` (url_private), in the call log and for faults `download`; and `/upload/v1/<ticket>`, `upload`."""

    def __init__(self, context: Context, front: Front, bot_token: str) -> None:
        self._context = context
        self._front = front
        self._bot_token = bot_token

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/files/{id}", self.download),
            web.get("/files/{id}/download/{name}", self.download),
            web.post("/upload/v1/{ticket}", self.upload),
            web.get("/signin", self.sign_in),
        ]

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes, with the bot's token and files:read; a redirect to the sign-in page otherwise. A fault with status
        302 sends there whoever asks, one with 200 shows that page at once."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")

        async def work() -> Reply:
            allowed = scheme.lower() == "bearer" and token.strip() == self._bot_token
            if not allowed or "files:read" not in self._context.scopes:
                return Reply(302, "", dict(_TO_SIGN_IN))
            file = self._context.world.files.get(request.match_info["id"])
            return Reply(404, "") if file is None or file.data is None else Reply(200, file.data)

        told = {"file": request.match_info["id"]}
        return await self._front.call(request, "download", told, work, refusal=_refused)

    async def sign_in(self, _request: web.Request) -> web.Response:
        """The page for who has no token."""
        return Reply(200, SIGN_IN).response()

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Takes the bytes, as the body: once, and as many as were announced."""
        data = await request.read()
        world, ticket = self._context.world, request.match_info["ticket"]

        async def work() -> Reply:
            with world.change():
                file = next((one for one in world.files.values() if one.ticket and one.ticket == ticket), None)
                if file is None:
                    return Reply(404, "")
                if len(data) != file.length:
                    return Reply(400, f"{file.length} bytes were announced")
                file.data, file.ticket = data, ""
            return Reply(200, f"OK - {len(data)}")

        return await self._front.call(request, "upload", {"bytes": len(data)}, work, refusal=_refused)


def _refused(fault: Fault, _method: str) -> Reply:
    return Reply(fault.status, SIGN_IN if fault.status == 200 else "", dict(_TO_SIGN_IN) if fault.status == 302 else {})
