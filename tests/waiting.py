"""Waiting for what will be true, instead of sleeping for luck."""

import time
from collections.abc import Callable

# What one look takes of the wait, at most: a machine that stood still for seconds has done nothing meanwhile.
_A_LOOK_SECONDS = 0.5


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Returns as soon as `true()` is. AssertionError when it is not within `seconds`, in which the machine ran."""
    waited, before = 0.0, time.monotonic()
    while not true():
        assert waited < seconds, "it did not become true in time"
        time.sleep(0.02)
        now = time.monotonic()
        waited, before = waited + min(now - before, _A_LOOK_SECONDS), now


def soon(true: Callable[[], object], seconds: float = 3.0) -> bool:
    """Waits as `until`, and says whether it became true."""
    try:
        until(true, seconds)
    except AssertionError:
        return False
    return True
