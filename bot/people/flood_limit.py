"""Limits how often one person may ask, so that a flood by one of them does not hurt the others.

Kept in this process's memory: asked before every ack, it may neither wait for the database nor write to it. Several
processes allow as many times more, which still is no flood.
"""

import math
import threading

from workflows.clock import Clock
from workflows.outbox.rate_limits import Rate

_MOST = 10_000  # people and what they do; a few hundred bytes each


class Floods:
    """A token bucket for each person and what they do."""

    def __init__(self, clock: Clock, rate: Rate | None, most: int = _MOST) -> None:
        """`rate`: what each may; None: no limit. `most`: of so many it is remembered, the latest."""
        self._clock = clock
        self._rate = rate
        self._most = most
        self._lock = threading.Lock()
        # When each bucket will be full again, the least recently asked first. What is full need not be remembered.
        self._full_at: dict[tuple[str, str], float] = {}

    def wait(self, user_id: str, what: str) -> int:
        """Counts one: 0 where it may be done, else the whole seconds until it may."""
        if self._rate is None:
            return 0
        each = 60 / self._rate.a_minute
        now = self._clock.monotonic()
        with self._lock:
            full_at = max(now, self._full_at.pop((user_id, what), now))
            early = full_at + each - (now + each * self._rate.burst)
            may = early < 1e-6
            self._full_at[user_id, what] = full_at + each if may else full_at
            if len(self._full_at) > self._most:
                del self._full_at[next(iter(self._full_at))]
        return 0 if may else math.ceil(early)
