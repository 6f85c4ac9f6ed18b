"""A fair lock within a process: whoever has a person waiting goes before whoever has not, and among those who came
first goes first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock with two queues. It is handed on, so that nobody is woken for nothing and nobody waits for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._urgent: deque[threading.Event] = deque()
        self._patient: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, *, patient: bool, seconds: float) -> Iterator[bool]:
        """Waits for a turn, `seconds` at most, and says whether it is one; the block runs either way.

        `patient`: lets everybody go first who is not.
        """
        mine = self._take(patient, seconds)
        try:
            yield mine
        finally:
            if mine:
                self._hand_on()

    def _take(self, patient: bool, seconds: float) -> bool:
        queue = self._patient if patient else self._urgent
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            handed = threading.Event()
            queue.append(handed)
        if handed.wait(seconds):
            return True
        with self._lock:
            if handed.is_set():  # just now
                return True
            queue.remove(handed)
            return False

    def _hand_on(self) -> None:
        with self._lock:
            for queue in (self._urgent, self._patient):
                if queue:
                    queue.popleft().set()
                    return
            self._taken = False
