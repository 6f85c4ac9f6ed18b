"""The HTTP side of the embedded Google: routing, faults, the call log, and answers as Google formats them."""

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.calls import CallLog
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.google import api
from bot.sandbox.google.book import ANYONE
from bot.sandbox.google.errors import GoogleError, HookFailed, error_info, violations
from bot.sandbox.google.oauth import Accounts, TokenRefused
from bot.sandbox.google.people import Spreadsheet
from bot.sandbox.google.shortening import shortened
from bot.sandbox.nonsense import nonsense

LARGEST = 10 * 1024 * 1024
"""Bytes of a request that Google takes."""

THREADS = 16


_EXPORT = re.compile(r"/spreadsheets/d/([^/]+)/export")


class Service(Protocol):
    """What is served: as `GoogleService`."""

    faults: Faults
    calls: CallLog
    accounts: Accounts

    def find(self, id: str) -> Spreadsheet | None:
        """The spreadsheet of that id."""

    def carry_out(self, call: api.Call, authorization: str | None) -> Any:
        """Answers one call. Raises GoogleError for what Google refuses, and HookFailed where a hook raised."""


class Cut(Exception):
    """The connection breaks before an answer leaves."""


def application(service: Service) -> web.Application:
    """The aiohttp application of a service."""
    app = web.Application(client_max_size=LARGEST * 4)
    front = Front(service)
    app.router.add_route("*", "/{path:.*}", front.handle)

    async def stop(_: web.Application) -> None:
        front.close()

    app.on_cleanup.append(stop)
    return app


class Front:
    """Answers every request of an application; calls are carried out in threads, so that hooks may block."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="google")

    def close(self) -> None:
        """Lets the threads end."""
        self._pool.shutdown(wait=False)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request: fault, answer, log."""
        began = time.perf_counter()
        name = f"{request.method} {request.path}"
        fault = self._service.faults.take("google", name)
        raw = await request.read()
        if fault and fault.effect == "delay":
            await asyncio.sleep(fault.seconds)
        seen = _seen(request, raw)
        if fault and fault.effect == "answer":
            self._service.calls.add("google", name, fault.status, shortened(seen), None, 0.0)
            return await nonsense(fault, request)
        try:
            status, answer, headers = await self._answered(request, raw, seen, fault)
        except Cut:
            status, answer, headers = 0, None, {}
        took = (time.perf_counter() - began) * 1000
        self._service.calls.add("google", name, status, shortened(seen), shortened(_masked(answer)), took)
        if status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if isinstance(answer, str):
            return web.Response(status=status, text=answer, content_type="text/html", headers=headers)
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        headers = {"Content-Type": "application/json; charset=UTF-8", "Vary": "Origin, X-Origin, Referer", **headers}
        return web.Response(status=status, body=text.encode(), headers=headers)

    async def _answered(
        self, request: web.Request, raw: bytes, seen: dict[str, Any], fault: Fault | None
    ) -> tuple[int, Any, dict[str, str]]:
        if fault and fault.effect == "cut":
            raise Cut
        if fault and fault.effect == "refuse":
            return _refusal(fault, request.path)
        found: tuple[int, Any, dict[str, str]]
        if request.path == "/token":
            found = self._token(request, raw)
        else:
            for _ in range(2 if fault and fault.effect == "repeat" else 1):
                found = await asyncio.get_running_loop().run_in_executor(self._pool, self._call, request, raw, seen)
        if fault and fault.effect == "lose_answer":
            if fault.status == 0:
                raise Cut
            return _refusal(fault, request.path)
        return found

    def _token(self, request: web.Request, raw: bytes) -> tuple[int, Any, dict[str, str]]:
        if request.method != "POST":
            return _nowhere(request)
        headers = {"Cache-Control": "no-cache, no-store, max-age=0, must-revalidate", "Pragma": "no-cache"}
        try:
            return 200, self._service.accounts.exchange(dict(parse_qsl(raw.decode(errors="replace")))), headers
        except TokenRefused as refusal:
            return 400, refusal.body(), headers

    def _call(self, request: web.Request, raw: bytes, seen: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        try:
            if export := _EXPORT.fullmatch(request.path):
                return self._export(request, export.group(1))
            pairs = [(key, value) for key, value in request.query.items()]
            call = api.routed(request.method, request.rel_url.raw_path, pairs)
            if call is None:
                return _nowhere(request)
            if len(raw) > LARGEST:
                raise GoogleError(400, f"Request payload size exceeds the limit: {LARGEST} bytes.")
            body = None if request.method == "GET" else _body(raw)
            call = api.routed(request.method, request.rel_url.raw_path, pairs, body)
            assert call is not None
            return 200, self._service.carry_out(call, _authorization(request)), {}
        except HookFailed:
            raise Cut from None
        except GoogleError as error:
            headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if error.code == 401 else {}
            return error.code, error.body(), headers

    def _export(self, request: web.Request, spreadsheet: str) -> tuple[int, Any, dict[str, str]]:
        """A page of Google's, not of the API: the sheet as a file for a browser that is not logged in."""
        book = self._service.find(spreadsheet)
        if book is None or request.method != "GET":
            return _nowhere(request)
        if book.role(ANYONE):
            place = f"https://doc-00-00-sheets.googleusercontent.com/export/{spreadsheet}"
            return 307, "<HTML><HEAD><TITLE>Temporary Redirect</TITLE></HEAD></HTML>", {"Location": place}
        login = f"https://accounts.google.com/ServiceLogin?continue=https://docs.google.com{request.path}"
        return 302, "<HTML><HEAD><TITLE>Moved Temporarily</TITLE></HEAD></HTML>", {"Location": login}


def _authorization(request: web.Request) -> str | None:
    found = request.headers.get("Authorization")
    token = request.query.get("access_token") or request.query.get("oauth_token")
    return found or (f"Bearer {token}" if token else None)


def _body(raw: bytes) -> Any:
    if not raw.strip():
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        place = getattr(error, "pos", 0)
        text = raw.decode(errors="replace")[max(0, place - 20) : place + 20]
        raise violations([("", f"Invalid JSON payload received. Unexpected token.\n{text}\n^")]) from None


def _refusal(fault: Fault, path: str) -> tuple[int, Any, dict[str, str]]:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.status == 0:
        raise Cut
    if path == "/token":
        word = fault.reason or fault.error or "internal_failure"
        return fault.status, {"error": word, "error_description": "Backend Error"}, headers
    details = [error_info(fault.reason)] if fault.reason else []
    body = GoogleError(fault.status, status=fault.error, details=details).body()
    if fault.reason:
        body["error"]["errors"] = [{"domain": "usageLimits", "reason": fault.reason}]
    return fault.status, body, headers


def _nowhere(request: web.Request) -> tuple[int, Any, dict[str, str]]:
    page = (
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error 404 (Not Found)!!1</title>"
        "<p><b>404.</b> <ins>That’s an error.</ins><p>The requested URL was not found on this server.  "
        "<ins>That’s all we know.</ins>"
    )
    return 404, page, {}


def _seen(request: web.Request, raw: bytes) -> dict[str, Any]:
    """The request as the call log keeps it: no assertion, no access token."""
    seen: dict[str, Any] = {}
    if request.query:
        hidden = ("access_token", "oauth_token")
        query: dict[str, Any] = {}
        for key in request.query:
            texts = ["[secret]" if key in hidden else text for text in request.query.getall(key)]
            query[key] = texts if key == "ranges" else texts[0]
        seen["query"] = query
    if request.path == "/token":
        form = dict(parse_qsl(raw.decode(errors="replace")))
        seen["body"] = {key: value if key == "grant_type" else "[secret]" for key, value in form.items()}
    elif raw.strip():
        try:
            seen["body"] = json.loads(raw)
        except ValueError:
            seen["body"] = raw[:2000].decode(errors="replace")
    return seen


def _masked(answer: Any) -> Any:
    if isinstance(answer, dict) and "access_token" in answer:
        return {**answer, "access_token": "[secret]"}
    return answer
