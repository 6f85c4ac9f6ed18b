"""Socket Mode: WebSocket connections on which envelopes travel (docs.slack.dev, "Using Socket Mode")."""

import asyncio
import concurrent.futures
import json
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.sandbox.slack.delivery import ACK_SECONDS, FAILED, TIMED_OUT, Delivery, Kind
from bot.sandbox.slack.shapes import shape
from bot.sandbox.slack.world import Json

PING_SECONDS = 5.0


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, "concurrent.futures.Future[Json]"] = field(default_factory=dict)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class SocketHub:
    """The open connections; each envelope goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = 0

    def ticket(self) -> str:
        """Good for one connection."""
        ticket = str(uuid.uuid4())
        with self._lock:
            self._tickets.add(ticket)
        return ticket

    @property
    def count(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._connections)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its hello to its end."""
        with self._lock:
            known = request.query.get("ticket", "") in self._tickets
            self._tickets.discard(request.query.get("ticket", ""))
        if not known:
            return web.json_response({"ok": False, "error": "invalid_auth"}, status=403)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self._loop = asyncio.get_running_loop()
        connection = _Connection(socket)
        with self._lock:
            count = len(self._connections) + 1
        await socket.send_json(shape("hello", count=count, app=self._app_id))
        with self._lock:
            self._connections.append(connection)
        pings = asyncio.ensure_future(_ping(socket))
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acked(connection, message.data)
        finally:
            pings.cancel()
            with self._lock:
                if connection in self._connections:
                    self._connections.remove(connection)
                connection.ended.set()
            for future in list(connection.waiting.values()):
                if not future.done():
                    future.set_exception(ConnectionError("closed before the ack"))
        return socket

    @staticmethod
    def _acked(connection: _Connection, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        future = connection.waiting.pop(str(answer.get("envelope_id")), None) if isinstance(answer, dict) else None
        if future is not None and not future.done():
            future.set_result(answer)

    def deliver(
        self, kind: Kind, payload: Json, retry: int = 0, reason: str = "", envelope_id: str | None = None,
        seconds: float = ACK_SECONDS,
    ) -> Delivery:  # fmt: skip
        """Sends one envelope and waits for its ack."""
        envelope: Json = {
            "envelope_id": envelope_id or str(uuid.uuid4()), "payload": payload, "type": kind,
            "accepts_response_payload": kind != "events_api",
        }  # fmt: skip
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        request = {"kind": kind, "payload": payload, "envelope_id": envelope["envelope_id"], "headers": {}, "body": b""}
        future: concurrent.futures.Future[Json] = concurrent.futures.Future()
        with self._lock:
            if not self._connections or self._loop is None:
                return Delivery(0, "", 0.0, FAILED, request)
            self._turn += 1
            connection = self._connections[self._turn % len(self._connections)]
            connection.waiting[envelope["envelope_id"]] = future
        began = time.perf_counter()
        asyncio.run_coroutine_threadsafe(connection.socket.send_str(json.dumps(envelope)), self._loop)
        try:
            answer = future.result(seconds)
        except TimeoutError:
            connection.waiting.pop(envelope["envelope_id"], None)
            return Delivery(0, "", (time.perf_counter() - began) * 1000, TIMED_OUT, request)
        except ConnectionError:
            return Delivery(0, "", (time.perf_counter() - began) * 1000, FAILED, request)
        return Delivery(200, answer.get("payload", ""), (time.perf_counter() - began) * 1000, "", request)

    async def close(self) -> None:
        """Ends every connection; on the service's own loop."""
        for connection in list(self._connections):
            await connection.socket.close()

    def disconnect(self) -> None:
        """Asks every client to connect anew, as Slack does before it takes a host down: nothing more is sent on these
        connections, and those that the clients have not closed within a second are."""
        with self._lock:
            connections, loop = list(self._connections), self._loop
            self._connections.clear()
        if loop is None:
            return

        async def end() -> None:
            for connection in connections:
                await connection.socket.send_json(
                    {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "applink-sandbox"}}
                )
            for connection in connections:
                try:
                    await asyncio.wait_for(connection.ended.wait(), 1.0)
                except TimeoutError:
                    await connection.socket.close()

        asyncio.run_coroutine_threadsafe(end(), loop).result(10)


async def _ping(socket: web.WebSocketResponse) -> None:
    while not socket.closed:
        await asyncio.sleep(PING_SECONDS)
        await socket.ping(f"Ping from applink-{secrets.token_hex(2)}".encode())
