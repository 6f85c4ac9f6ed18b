"""The log of every call that reached an embedded service: what the tests read and the log pane shows."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

KEPT_ENTRIES = 1000


@dataclass(frozen=True)
class Call:
    """One call. `method` is `chat.postMessage` for Slack and `GET /v4/…` for the others."""

    number: int
    at: datetime
    service: str
    method: str
    status: int
    request: Any
    answer: Any
    milliseconds: float


class CallLog:
    """Keeps the calls in the order in which they were answered; safe across threads."""

    def __init__(self, keep: int = 20_000) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._count = 0
        self._listeners: list[Callable[[Call], None]] = []

    def add(self, service: str, method: str, status: int, request: Any, answer: Any, milliseconds: float) -> Call:
        """Records a call, tells the subscribers, and answers the record."""
        with self._lock:
            self._count += 1
            call = Call(self._count, datetime.now(UTC), service, method, status, request, answer, milliseconds)
            self._calls.append(call)
            del self._calls[: -self._keep]
            listeners = list(self._listeners)
        for listener in listeners:
            listener(call)
        return call

    def all(self, service: str | None = None, method: str | None = None) -> list[Call]:
        """The calls kept, oldest first, of one service and one method if named."""
        with self._lock:
            calls = list(self._calls)
        return [c for c in calls if service in (None, c.service) and method in (None, c.method)]

    def subscribe(self, listener: Callable[[Call], None]) -> None:
        """Calls `listener` after each call, in the thread of the service: it must be quick and never raise."""
        with self._lock:
            self._listeners.append(listener)

    def clear(self) -> None:
        """Forgets the calls, not the numbering."""
        with self._lock:
            self._calls.clear()


def shortened(value: Any) -> Any:
    """The JSON with each list of more than 1,000 entries cut there, and a note of how many there were."""
    if isinstance(value, list):
        if len(value) > KEPT_ENTRIES:
            return [shortened(item) for item in value[:KEPT_ENTRIES]] + [f"[{len(value) - KEPT_ENTRIES} more]"]
        return [shortened(item) for item in value]
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    return value
