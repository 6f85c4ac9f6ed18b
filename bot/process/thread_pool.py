"""A thread pool that knows whether it is at work, so that the process can end its listeners before it ends itself."""

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_ARENA_MAX = -8  # of glibc's malloc.h


class Pool(ThreadPoolExecutor):
    """Counts what it was given and has not ended yet."""

    def __init__(self, threads: int, name: str) -> None:
        """`name` begins the names of its threads."""
        super().__init__(threads, thread_name_prefix=name)
        self._changed = threading.Condition()
        self._open = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As the standard library's; what is logged there names what is at hand here (`bot.telemetry.logs.about`)."""
        with self._changed:
            self._open += 1
        try:
            context = copy_context()
            future = super().submit(lambda: context.run(fn, *args, **kwargs))
        except RuntimeError:
            self._ended()
            raise
        future.add_done_callback(lambda _: self._ended())
        return future

    def _ended(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    def drain(self, seconds: float) -> bool:
        """Waits until all it was given has ended, `seconds` at most; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, seconds)


def few_heaps() -> None:
    """Has all threads share two heaps, where C's library is glibc: it would give them sixteen on two cores, and each
    keeps what it has ever needed. Python's lock lets one thread at a time allocate anyway."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)
