"""The embedded Google: its spreadsheets and accounts, how one call is carried out, and its HTTP side."""

import asyncio
import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults, Quirks
from bot.sandbox.front import Cut, Front, Reply
from bot.sandbox.google import api
from bot.sandbox.google.access import READING, WRITING, Access, Accounts, Quota, TokenRefused
from bot.sandbox.google.api import Arriving
from bot.sandbox.google.book import ANYONE, State
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.errors import GoogleError, HookFailed, error_info, violations
from bot.sandbox.google.grid import Sheet
from bot.sandbox.google.people import Spreadsheet
from workflows.clock import Clock

LARGEST = 10 * 1024 * 1024
"""Bytes of a request that Google takes."""

THREADS = 16
_EXPORT = re.compile(r"/spreadsheets/d/([^/]+)/export")
OWNER = "partner@6xpos.example"


Hook = Callable[[Arriving], None]


class GoogleService:
    """Spreadsheets, who may see them, and the REST API over them.

    `before_call` runs just before a call is carried out, with nothing locked; `after_call` when its work is committed
    and the answer has not left. A hook that raises a GoogleError refuses the call, any other error cuts the connection.
    Calls without access, over quota, or hit by a fault are not seen.
    """

    def __init__(self, *, calls: CallLog, faults: Faults, clock: Clock) -> None:
        self.calls = calls
        self.faults = faults
        self.accounts = Accounts(clock)
        self.quota = Quota(clock)
        self.quirks = Quirks()
        self.before_call: list[Hook] = []
        self.after_call: list[Hook] = []
        self._lock = threading.Lock()
        self._books: dict[str, Spreadsheet] = {}

    def application(self) -> web.Application:
        """The HTTP side, for `Loopback.serve`: `POST /token` and `/v4/spreadsheets/…`."""
        application, desk = web.Application(client_max_size=LARGEST * 4), Desk(self)
        application.router.add_route("*", "/{path:.*}", desk.handle)
        application.on_cleanup.append(desk.close)
        return application

    def spreadsheet(
        self,
        title: str,
        worksheets: Mapping[str, Sequence[Sequence[str]]],
        *,
        shared_with: Sequence[str] = (),
        rows: int | None = None,
        columns: int = 26,
        id: str | None = None,
        locale: str = "en_US",
    ) -> Spreadsheet:
        """A new spreadsheet, shared with writers (`shared_with`).

        `worksheets`: title -> rows of texts, stored as text; each grid has `rows` rows (1,000 or more) and `columns`
        columns; the first worksheet's id is 0.
        """
        sheets = [
            _sheet(0 if number == 0 else secrets.randbelow(2**31 - 1) + 1, name, data, rows, columns)
            for number, (name, data) in enumerate((worksheets or {"Sheet1": []}).items())
        ]
        book = Spreadsheet(id or secrets.token_urlsafe(33), State(title, locale, sheets=sheets), OWNER, self.quirks)
        for email in shared_with:
            book.share(email, "writer")
        with self._lock:
            self._books[book.id] = book
        return book

    def find(self, id: str) -> Spreadsheet | None:
        """The spreadsheet of that id."""
        with self._lock:
            return self._books.get(id)

    def carry_out(self, call: Arriving, authorization: str | None) -> Any:
        """Answers one call. Raises GoogleError for what Google refuses, and HookFailed where a hook raised."""
        access = self.accounts.access(authorization, WRITING if call.writes else READING)
        self.quota.count("write" if call.writes else "read", access.email)
        call = replace(call, email=access.email)
        _run(self.before_call, call)
        answer = api.answer(call, self._allowed(call, access))
        _run(self.after_call, replace(call, answer=answer))
        return answer

    def _allowed(self, call: Arriving, access: Access) -> Spreadsheet:
        book = self.find(call.spreadsheet)
        if book is None:
            raise GoogleError(404)
        role = book.role(access.email)
        if role is None or (call.writes and role == "reader"):
            raise GoogleError(403)
        return book


def _run(hooks: list[Hook], arriving: Arriving) -> None:
    for hook in list(hooks):
        try:
            hook(arriving)
        except GoogleError:
            raise
        except Exception as error:
            raise HookFailed(arriving.path) from error


def _sheet(id_: int, title: str, data: Sequence[Sequence[str]], rows: int | None, columns: int) -> Sheet:
    sheet = Sheet(id_, title)
    sheet.rows = [tuple(Cell(text) if text != "" else None for text in row) for row in data]
    sheet.row_count = rows if rows is not None else max(1000, len(data))
    sheet.column_count = max(columns, max((len(row) for row in data), default=0))
    if sheet.row_count < len(data):
        raise ValueError(f"{len(data)} rows do not fit a grid of {sheet.row_count}")
    return sheet


class Desk:
    """Answers every request of a service; calls are carried out in threads, so that hooks may block."""

    def __init__(self, service: "GoogleService") -> None:
        self._service = service
        self._front = Front("google", service.calls, service.faults)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="google")

    async def close(self, _: web.Application) -> None:
        """Lets the threads end."""
        self._pool.shutdown(wait=False)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        raw = await request.read()

        async def work() -> Reply:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._answered, request, raw)

        return await self._front.call(
            request, f"{request.method} {request.path}", _seen(request, raw), work, refusal=_refusal
        )

    def _answered(self, request: web.Request, raw: bytes) -> Reply:
        try:
            if request.path == "/token" and request.method == "POST":
                return Reply(200, self._service.accounts.exchange(dict(parse_qsl(raw.decode(errors="replace")))))
            if export := _EXPORT.fullmatch(request.path):
                return self._export(request, export.group(1))
            pairs = [(key, value) for key, value in request.query.items()]
            call = api.routed(request.method, request.rel_url.raw_path, pairs)
            if call is None:
                return _nowhere()
            if len(raw) > LARGEST:
                raise GoogleError(400, f"Request payload size exceeds the limit: {LARGEST} bytes.")
            call = replace(call, body=None if request.method == "GET" else _body(raw))
            return Reply(200, self._service.carry_out(call, request.headers.get("Authorization")))
        except TokenRefused as refusal:
            return Reply(400, refusal.body())
        except HookFailed:
            raise Cut from None
        except GoogleError as error:
            return Reply(error.code, error.body())

    def _export(self, request: web.Request, spreadsheet: str) -> Reply:
        """A page of Google's, not of the API: the sheet as a file for a browser that is not logged in."""
        book = self._service.find(spreadsheet)
        if book is None or request.method != "GET":
            return _nowhere()
        if book.role(ANYONE):
            place = f"https://doc-00-00-sheets.googleusercontent.com/export/{spreadsheet}"
            return Reply(307, "<HTML><HEAD><TITLE>Temporary Redirect</TITLE></HEAD></HTML>", {"Location": place})
        login = f"https://accounts.google.com/ServiceLogin?continue=https://docs.google.com{request.path}"
        return Reply(302, "<HTML><HEAD><TITLE>Moved Temporarily</TITLE></HEAD></HTML>", {"Location": login})


def _body(raw: bytes) -> Any:
    if not raw.strip():
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        place = getattr(error, "pos", 0)
        text = raw.decode(errors="replace")[max(0, place - 20) : place + 20]
        raise violations([("", f"Invalid JSON payload received. Unexpected token.\n{text}\n^")]) from None


def _refusal(fault: Fault, method: str) -> Reply:
    if method.endswith(" /token"):
        word = fault.reason or fault.error or "internal_failure"
        return Reply(fault.status, {"error": word, "error_description": "Backend Error"})
    details = [error_info(fault.reason)] if fault.reason else []
    body = GoogleError(fault.status, status=fault.error, details=details).body()
    if fault.reason:
        body["error"]["errors"] = [{"domain": "usageLimits", "reason": fault.reason}]
    return Reply(fault.status, body)


def _nowhere() -> Reply:
    return Reply(404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>The requested URL was not found.")


def _seen(request: web.Request, raw: bytes) -> dict[str, Any]:
    """The request as the call log keeps it: no assertion."""
    seen: dict[str, Any] = {}
    if request.query:
        seen["query"] = {
            key: request.query.getall(key) if key == "ranges" else text for key, text in request.query.items()
        }
    if request.path == "/token":
        form = dict(parse_qsl(raw.decode(errors="replace")))
        seen["body"] = {key: value if key == "grant_type" else "[secret]" for key, value in form.items()}
    elif raw.strip():
        try:
            seen["body"] = json.loads(raw)
        except ValueError:
            seen["body"] = raw[:2000].decode(errors="replace")
    return seen
