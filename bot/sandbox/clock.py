"""A clock that people and tests can move forward."""

import threading
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Runs like the machine's clock, or stands still at `start`; moves forward when told."""

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        """`start`: aware; the machine's time when left out. `running`: whether time passes by itself."""
        self._lock = threading.Lock()
        self._running = running
        self._base = start.astimezone(UTC) if start else datetime.now(UTC)
        self._began = datetime.now(UTC)

    def now(self) -> datetime:
        """The moved moment, aware and in UTC."""
        with self._lock:
            return self._base + (datetime.now(UTC) - self._began if self._running else timedelta())

    def advance(self, step: timedelta) -> datetime:
        """Moves the clock by `step` (never backwards: ValueError) and answers the new moment."""
        if step < timedelta():
            raise ValueError("the clock only moves forward")
        with self._lock:
            self._base += step
        return self.now()

    def move_to(self, moment: datetime) -> datetime:
        """Moves the clock to `moment` (aware; earlier than now: ValueError) and answers it."""
        return self.advance(moment.astimezone(UTC) - self.now())
