"""Readings that are only shown may be shared: many people who look at once cost Google one call, not one each."""

import threading
import time
from collections.abc import Callable, Sequence

from sheets.cells import Seen

CROWD, CROWD_SECONDS = 4, 10.0
"""More looks than that within so many seconds are a crowd. Whoever looks a few times sees the sheet as it is."""

QUIET = 40.0
"""Seconds without a reading after which the next one is taken anew in any case."""


class Sharing:
    """Keeps the newest reading. Safe across threads."""

    def __init__(self, gaps: Sequence[float] = (0.0,), clock: Callable[[], float] = time.monotonic) -> None:
        """`gaps`: how many seconds old a reading may be that is shown: the nth for the nth since a quiet time, the last
        for all further ones. `clock`: seconds, of any beginning."""
        self._gaps = gaps
        self._clock = clock
        self._reading = threading.Lock()
        self._changing = threading.Lock()
        self._seen: Seen | None = None
        self._at = self._looked = float("-inf")
        self._looks = 0
        self._asked: list[float] = []

    def note(self, seen: Seen, began: float) -> None:
        """Somebody has read the sheet, having begun at `began`, by this object's clock."""
        with self._changing:
            if began >= self._at:
                self._seen, self._at = seen, began

    def now(self) -> float:
        """The clock's time, for `note`."""
        return self._clock()

    def look(self, read: Callable[[], Seen]) -> Seen:
        """A reading to show: the kept one where it may serve, else what `read` answers, which may raise.

        One that began after this was called always serves: who comes while somebody reads waits for the next reading.
        """
        asked = self._clock()
        with self._reading:
            with self._changing:
                if asked - self._looked >= QUIET:
                    self._looks = 0
                self._asked = [*[at for at in self._asked if asked - at < CROWD_SECONDS][-CROWD:], asked]
                crowd = len(self._asked) > CROWD
                allowed = self._gaps[min(self._looks, len(self._gaps) - 1)] if crowd else 0.0
                if self._seen is not None and self._at >= asked - allowed:
                    return self._seen
                self._looks += 1
                self._looked = asked
            began = self._clock()
            seen = read()
            self.note(seen, began)
            return seen
