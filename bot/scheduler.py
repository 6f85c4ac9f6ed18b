"""The clockwork, which only ticks. What is due is computed from the tables by whom it calls.

By the monotonic clock: one that waits for a time of the wall clock (APScheduler does) stands still for as long as that
clock is set back.
"""

import threading
from collections.abc import Callable

import structlog

from bot.logs import kind

log = structlog.get_logger(__name__)


class Scheduler:
    """Calls functions at a steady beat, each in a thread of its own and so never twice at once."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def every(self, seconds: float, tick: Callable[[], object]) -> None:
        """Calls `tick` as soon as the clockwork starts, and `seconds` after each call has ended."""
        name = getattr(tick, "__qualname__", "?")

        def beat() -> None:
            while not self._stopping.is_set():
                try:
                    tick()
                except Exception as failure:  # noqa: BLE001 - the next tick tries again
                    log.error("tick_failed", tick=name, failure=kind(failure))
                self._stopping.wait(seconds)

        self._threads.append(threading.Thread(target=beat, name=f"tick {name}", daemon=True))

    def start(self) -> None:
        """Begins to tick."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ticks no more; a tick under way ends by itself."""
        self._stopping.set()

    @property
    def alive(self) -> bool:
        """Whether all of it ticks."""
        return bool(self._threads) and not self._stopping.is_set() and all(one.is_alive() for one in self._threads)
