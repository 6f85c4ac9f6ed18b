"""A clock that people and tests can move."""

import threading
import time
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Runs like the machine's clock, or stands still at `start`; moves when told."""

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        """`start`: aware; the machine's time when left out. `running`: whether time passes by itself."""
        self._lock = threading.Lock()
        self._running = running
        self._base = start.astimezone(UTC) if start else datetime.now(UTC)
        self._began = time.monotonic()
        self._advanced = timedelta()

    def now(self) -> datetime:
        """The moved moment, aware and in UTC."""
        with self._lock:
            return self._base + self._passed()

    def monotonic(self) -> float:
        """Seconds since the clock was made: all that passed, however the wall clock was set."""
        with self._lock:
            return self._passed().total_seconds()

    def advance(self, step: timedelta) -> datetime:
        """Lets `step` pass (never backwards: ValueError) and answers the new moment."""
        if step < timedelta():
            raise ValueError("the clock only moves forward: see set_back")
        with self._lock:
            self._advanced += step
        return self.now()

    def move_to(self, moment: datetime) -> datetime:
        """Moves the clock to `moment` (aware; earlier than now: ValueError) and answers it."""
        return self.advance(moment.astimezone(UTC) - self.now())

    def set_back(self, step: timedelta) -> datetime:
        """Sets the wall clock back by `step`, as somebody sets a host's clock, and answers the new moment. No time
        passes."""
        with self._lock:
            self._base -= step
        return self.now()

    def _passed(self) -> timedelta:
        running = timedelta(seconds=time.monotonic() - self._began) if self._running else timedelta()
        return self._advanced + running
