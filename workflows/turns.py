"""Taking turns at one thing within a process: whoever has a person waiting goes before whoever has not."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock with two kinds of waiters."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._urgent = 0

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
                with self._changed:
                    self._taken = False
                    self._changed.notify_all()

    def _take(self, patient: bool, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        with self._changed:
            self._urgent += not patient
            try:
                while self._taken or (patient and self._urgent):
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(left)
                self._taken = True
                return True
            finally:
                self._urgent -= not patient
                if not self._urgent:
                    self._changed.notify_all()
