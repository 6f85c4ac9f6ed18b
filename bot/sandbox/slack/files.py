"""Files over HTTP: uploads to the address that Slack gave out, downloads for who bears the bot's token."""

from aiohttp import web

from bot.sandbox.slack.context import Context

# What Slack shows instead of a file to who may not have it: a page, with HTTP 200.
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"


class FileDesk:
    """`/files/<id>` (url_private) and `/upload/<id>`."""

    def __init__(self, context: Context, bot_token: str) -> None:
        self._context = context
        self._bot_token = bot_token

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/files/{id}", self.download),
            web.get("/files/{id}/download/{name}", self.download),
            web.post("/upload/{id}", self.upload),
            web.get("/signin", self.sign_in),
        ]

    async def download(self, request: web.Request) -> web.Response:
        """The bytes, with the bot's token and files:read; a redirect to the sign-in page otherwise."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        allowed = scheme.lower() == "bearer" and token.strip() == self._bot_token
        if not allowed or "files:read" not in self._context.scopes:
            raise web.HTTPFound("/signin")
        file = self._context.world.files.get(request.match_info["id"])
        if file is None or file.data is None:
            raise web.HTTPNotFound()
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def sign_in(self, request: web.Request) -> web.Response:
        """The page for who has no token."""
        return web.Response(text=SIGN_IN, content_type="text/html")

    async def upload(self, request: web.Request) -> web.Response:
        """Takes the bytes, as the body or as a form's file."""
        file = self._context.world.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound()
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [value.file.read() for value in form.values() if isinstance(value, web.FileField)]
            file.data = b"".join(parts)
        else:
            file.data = await request.read()
        return web.Response(text=f"OK - {len(file.data)}")
