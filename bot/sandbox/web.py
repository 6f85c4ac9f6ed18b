"""The page of the embedded workspace: its files, its JSON API, and the stream of changes to each tab."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox import seed as seeds
from bot.sandbox.feed import Desk, Feed
from bot.sandbox.loopback import Handler, Loopback
from bot.sandbox.masking import Masker
from bot.sandbox.slack.kit import options_of
from bot.sandbox.slack.service import Delivery, PersonActions
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Act = Callable[[Json], Json | Delivery | None]
LARGEST_UPLOAD = 20_000_000
_PNG = b"\x89PNG\r\n\x1a\n"  # the one kind of picture that the page shows
# A person's act waits for the bot; many tabs, each with a slow bot, must not wait for one another.
HANDS = 32


ROOT = Path(__file__).with_name("page")
# One request for the look of the page; the order is the cascade's.
STYLES = ("base", "layout", "controls", "messages", "blocks", "modal", "panes", "tour")
# Nothing from elsewhere is loaded and no text is run, whatever a message says.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Page:
    """The page's server side. `url`: where it is served, empty before `start`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._masker = Masker()
        self._desk = Desk(workspace, self._masker)
        self._feeds: set[Feed] = set()
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="page")
        self._closing = asyncio.Event()
        workspace.subscribe(self._changed)
        self._loopback: Loopback | None = None
        self.url = ""

    def start(self, port: int) -> None:
        """Serves it on a port of 127.0.0.1, any free one for 0. Raises OSError where the port is taken."""
        self._loopback = Loopback()
        self.url = self._loopback.serve(self.application(), port)

    def stop(self) -> None:
        """Ends it; calling it twice is fine."""
        if self._loopback is not None:
            self._loopback.stop()
            self._loopback = None

    def _changed(self, event: Json) -> None:
        if event["type"] == "reset":
            self._desk.forget()
        for feed in list(self._feeds):
            feed.mark(event)

    def application(self) -> web.Application:
        """The HTTP side, for `Loopback.serve`."""
        application = web.Application(middlewares=[_guard], client_max_size=LARGEST_UPLOAD)
        application.on_shutdown.append(self._shut)
        routes = application.router
        routes.add_get("/", _index)
        routes.add_get("/static/page.css", _styles)
        routes.add_get("/static/js/{name:\\w+}.js", _script)
        routes.add_get("/api/state", self._state)
        routes.add_get("/api/events", self._events)
        routes.add_get("/api/calls/{number:\\d+}", self._call)
        routes.add_post("/api/upload", self._upload)
        routes.add_get("/api/files/{id:\\w+}", self._file)
        person, workspace = self._person, self._workspace
        acts: dict[str, Act] = {
            "command": self._command,
            "click": self._click,
            "shortcut": self._shortcut,
            "home/open": lambda body: person(body).open_home(),
            "view/click": lambda body: person(body).click_in_view(
                body["view_id"], body["action_id"], block_id=body.get("block_id"), value=body.get("value")
            ),
            "view/fill": self._view_fill,
            "view/submit": self._view_submit,
            "view/close": lambda body: person(body).close(body["view_id"]),
            "view/suggest": self._view_suggest,
            "ephemeral/dismiss": self._dismiss,
            "sheet": self._sheet,
            "clock": self._clock,
            "language": self._language,
            "trouble": lambda body: workspace.switch(body["name"], bool(body["on"])),
            "reset": lambda body: workspace.reset(),
            "bot": self._bot,
            "pongo": self._pongo,
        }
        for path, act in acts.items():
            routes.add_post(f"/api/{path}", self._acting(act))
        return application

    async def _shut(self, _application: web.Application) -> None:
        self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # -- reading

    def _viewer(self, request: web.Request) -> str:
        asked = request.query.get("as", "")
        return asked if asked in seeds.ROLES else next(iter(seeds.ROLES))

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self._desk.everything(self._viewer(request)))

    async def _call(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        call = next((call for call in reversed(self._workspace.calls.all()) if call.number == number), None)
        if call is None:
            raise web.HTTPNotFound(text=json.dumps({"error": "no longer kept"}), content_type="application/json")
        return web.json_response({"request": self._masker.json(call.request), "answer": self._masker.json(call.answer)})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        feed = Feed(self._desk, self._viewer(request), asyncio.get_running_loop())
        self._feeds.add(feed)
        stream = asyncio.create_task(self._stream(feed, response))
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait({stream, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._feeds.discard(feed)
            stream.cancel()
            closing.cancel()
        return response

    @staticmethod
    async def _stream(feed: Feed, response: web.StreamResponse) -> None:
        try:
            async for event in feed.events():
                line = ": still here\n\n" if event is None else f"data: {json.dumps(event)}\n\n"
                await response.write(line.encode())
        except ConnectionError:
            pass  # the tab was closed

    # -- acting

    def _acting(self, act: Act) -> Handler:
        """A route that runs `act` in a thread, since the bot is waited for, once the workspace is prepared; what people
        may not do is a 400."""

        def acted(body: Json) -> Json | Delivery | None:
            self._workspace.ready.wait()
            return act(body)

        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.json()
            try:
                answer = await asyncio.get_running_loop().run_in_executor(self._pool, acted, body)
            except (KeyError, ValueError, IndexError) as failure:
                return web.json_response({"error": f"{type(failure).__name__}: {failure}"}, status=400)
            return web.json_response(_told(answer) if isinstance(answer, Delivery) else answer or {})

        return handle

    def _person(self, body: Json) -> PersonActions:
        return self._workspace.slack.as_person(body["as"])

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data = self._workspace.slack.file(request.match_info["id"], self._viewer(request))
        if data is None or not data.startswith(_PNG):
            raise web.HTTPNotFound()
        return web.Response(body=data, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        person, name = self._workspace.slack.as_person(self._viewer(request)), request.query["name"]
        return web.json_response({"file": person.upload(name, await request.read())})

    def _command(self, body: Json) -> Delivery | None:
        person, text = self._person(body), str(body["text"])
        place = body.get("channel") or ""
        if place == self._workspace.slack.bot_user_id:
            # Nobody has written there yet.
            place = self._workspace.slack.open_im(body["as"])
        if text.startswith("/") and not body.get("thread_ts"):
            command, _, rest = text.partition(" ")
            return person.command(command, rest.strip(), place)
        person.post(place, text, body.get("thread_ts"), body.get("files") or None)
        return None

    def _click(self, body: Json) -> Delivery | None:
        person, place, ts, action = self._person(body), body["channel"], body["ts"], body["action_id"]
        delivery = person.click(place, ts, action, value=body.get("value"), block_id=body.get("block_id"))
        if delivery.refused.startswith("no such") and (
            stale := self._desk.stale(place, ts, body.get("block_id"), action)
        ):
            # The button went away while the finger was on it: Slack sends such a click on, and so do we.
            delivery = person.click(place, ts, action, value=body.get("value"), block_id=body.get("block_id"),
                                    stale_message=stale)  # fmt: skip
        return delivery

    def _shortcut(self, body: Json) -> Delivery | None:
        person = self._person(body)
        if body.get("ts"):
            return person.message_shortcut(body["callback_id"], body["channel"], body["ts"])
        return person.global_shortcut(body["callback_id"])

    def _view_fill(self, body: Json) -> Delivery | None:
        self._learn({body["block_id"]: body["value"]})
        filled = self._person(body).fill(
            body["view_id"], body["block_id"], body["value"], enter=bool(body.get("enter"))
        )
        # What was typed while the view closed is of no use to anybody: no complaint.
        return None if filled is None or filled.refused.startswith(("view", "no such element")) else filled

    def _view_submit(self, body: Json) -> Delivery | None:
        self._learn(body["values"])
        return self._person(body).submit(body["view_id"], **body["values"])

    def _view_suggest(self, body: Json) -> Json:
        found = self._person(body).suggest(body["view_id"], body["action_id"], str(body["typed"]), body["block_id"])
        return _told(found) | {"options": [] if found.refused else options_of(found.body)}

    def _learn(self, values: Json) -> None:
        """What is typed into the token input never reaches the call log's pane."""
        if isinstance(values.get("token"), str):
            self._masker.learn([values["token"].strip()])

    def _dismiss(self, body: Json) -> None:
        self._desk.dismissed.add((body["as"], body["ts"]))
        self._changed({"type": "ephemeral", "user": body["as"]})

    def _sheet(self, body: Json) -> None:
        sheet = self._workspace.sheet
        operations: dict[str, Callable[[], None]] = {
            "set": lambda: sheet.type(int(body["row"]), int(body["column"]), str(body["value"])),
            "insert_row": lambda: sheet.insert_row(int(body["row"])),
            "delete_row": lambda: sheet.delete_row(int(body["row"])),
            "sort": lambda: sheet.sort(
                int(body["column"]), self._desk.sheet()["header_row"] + 1, bool(body.get("descending"))
            ),
        }
        operations[body["op"]]()

    def _clock(self, body: Json) -> Json:
        if body.get("to") == "next_morning":
            self._workspace.advance(self._workspace.next_morning() - self._workspace.clock.now())
        else:
            self._workspace.advance(timedelta(seconds=float(body["seconds"])))
        return {"clock": self._desk.clock()}

    def _language(self, body: Json) -> None:
        if body["locale"] not in ("fr-FR", "en-US"):
            raise ValueError("fr-FR or en-US")
        self._workspace.slack.set_locale(body["user"], body["locale"])

    def _bot(self, body: Json) -> None:
        restart = self._workspace.hooks.on_restart
        if body["op"] != "restart" or restart is None:
            raise ValueError("nobody runs the bot here")
        restart()

    def _pongo(self, body: Json) -> Json:
        backoffice, operation = self._workspace.backoffice, body["op"]
        if operation == "issue":
            given = backoffice.issue(str(body["merchant"]), float(body.get("days", 365)))
            self._masker.learn([given.token])
            return {"number": given.number, "token": given.token}
        if operation == "copy":
            (found,) = [given for given in backoffice.given() if given.number == int(body["number"])]
            return {"number": found.number, "token": found.token}
        if operation == "alter":
            backoffice.alter(int(body["number"]), str(body["merchant"]))
            return {}
        if operation == "switch":
            backoffice.switch(str(body["slug"]), bool(body["known"]))
            return {}
        raise ValueError(f"unknown operation {operation}")


def _told(delivery: Delivery) -> Json:
    return {"delivery": {"status": delivery.status, "refused": delivery.refused,
                         "milliseconds": round(delivery.milliseconds, 1)}}  # fmt: skip


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Takes orders from this page only: a page elsewhere can send neither JSON nor bytes here without a preflight."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise web.HTTPForbidden(text="This workspace takes orders from its own page only.")
    named = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and named not in ("application/json", "application/octet-stream"):
        raise web.HTTPUnsupportedMediaType(text="JSON, please.")
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response


async def _index(request: web.Request) -> web.StreamResponse:
    """The page itself."""
    return web.FileResponse(ROOT / "index.html", headers={"Content-Security-Policy": POLICY})


async def _styles(request: web.Request) -> web.StreamResponse:
    """All style sheets in one."""
    text = "\n".join((ROOT / "css" / f"{name}.css").read_text("utf-8") for name in STYLES)
    return web.Response(text=text, content_type="text/css")


async def _script(request: web.Request) -> web.StreamResponse:
    """One script, by its name alone: no path leads elsewhere."""
    path = ROOT / "js" / f"{request.match_info['name']}.js"
    if not path.is_file():
        raise web.HTTPNotFound()
    return web.FileResponse(path)
