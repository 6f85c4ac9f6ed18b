"""Shares a reading of the sheet that is only shown (a cache): many who look at once cost Google one call, not many."""

import threading
import time
from collections.abc import Callable, Sequence

from sheets.cells import Seen

CROWD, CROWD_SECONDS = 4, 10.0
"""More looks than that within so many seconds are a crowd. Whoever looks a few times sees the sheet as it is."""


class ReadCache:
    """Keeps the newest reading. Safe across threads."""

    def __init__(self, gaps: Sequence[float] = (0.0,)) -> None:
        """`gaps`: how many seconds old a reading may be that is shown: the nth for the nth of one crowd, the last for
        all further ones."""
        self._gaps = gaps
        self._reading = threading.Lock()
        self._changing = threading.Lock()
        self._seen: Seen | None = None
        self._at = float("-inf")
        self._looks = 0  # since the crowd has come
        self._asked: list[float] = []

    def note(self, seen: Seen, began: float) -> None:
        """Somebody has read the sheet, having begun at `began` (`time.monotonic`)."""
        with self._changing:
            if began >= self._at:
                self._seen, self._at = seen, began

    def let_go(self) -> None:
        """Keeps no reading that cannot serve any more: it holds every token."""
        with self._changing:
            if time.monotonic() - self._at > self._gaps[-1]:
                self._seen = None

    def look(self, read: Callable[[], Seen]) -> Seen:
        """A reading to show: the kept one where it may serve, else what `read` answers, which may raise.

        One that began after this was called always serves: who comes while somebody reads waits for the next reading.
        """
        asked = time.monotonic()
        with self._reading:
            with self._changing:
                self._asked = [*[at for at in self._asked if asked - at < CROWD_SECONDS][-CROWD:], asked]
                crowd = len(self._asked) > CROWD
                allowed = self._gaps[min(self._looks, len(self._gaps) - 1)] if crowd else 0.0
                if self._seen is not None and self._at >= asked - allowed:
                    return self._seen
                self._looks = self._looks + 1 if crowd else 0
            began = time.monotonic()
            seen = read()
            self.note(seen, began)
            return seen
