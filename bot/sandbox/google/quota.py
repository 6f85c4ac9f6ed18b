"""Calls per minute: 60 reads and 60 writes a user, 300 of each a project.

developers.google.com/workspace/sheets/api/limits; the answer's text and details as in the errors recorded by
r-lib/gargle's tests.
"""

import threading
import time
from collections import deque
from datetime import datetime
from typing import Literal

from bot.sandbox.google.errors import GoogleError, error_info
from workflows.clock import Clock

Kind = Literal["read", "write"]
Entry = tuple[float, datetime]

PROJECT_NUMBER = "600000000006"


class Quota:
    """Counts the calls of the last 60 seconds; safe across threads.

    The minute passes by the machine's time or by the service's clock, whichever is first. None turns a limit off.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: dict[tuple[Kind, str], deque[Entry]] = {}
        self.read: int | None = 60
        self.write: int | None = 60
        self.project: int | None = 300

    def count(self, kind: Kind, email: str) -> None:
        """Counts one call; raises GoogleError 429, counting nothing, where the minute is used up."""
        limit = self.read if kind == "read" else self.write
        if limit is None:
            return
        now = (time.monotonic(), self._clock.now())
        with self._lock:
            for whose, most in ((email, limit), ("", self.project)):
                calls = self._calls.setdefault((kind, whose), deque())
                while calls and (now[0] - calls[0][0] >= 60 or (now[1] - calls[0][1]).total_seconds() >= 60):
                    calls.popleft()
                if most is not None and len(calls) >= most:
                    raise _exceeded(kind, most, user=bool(whose))
            for whose in (email, ""):
                self._calls[kind, whose].append(now)


def _exceeded(kind: Kind, limit: int, *, user: bool) -> GoogleError:
    name = kind.capitalize()
    whose = " per user" if user else ""
    message = (
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests per minute{whose}' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{PROJECT_NUMBER}'."
    )
    info = error_info(
        "RATE_LIMIT_EXCEEDED",
        quota_location="global",
        quota_metric=f"sheets.googleapis.com/{kind}_requests",
        quota_limit=f"{name}RequestsPerMinute{'PerUser' if user else 'PerProject'}",
        quota_limit_value=str(limit),
        consumer=f"projects/{PROJECT_NUMBER}",
    )
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quota#requesting_higher_quota",
    }
    help_ = {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]}
    return GoogleError(429, message, details=[info, help_])
