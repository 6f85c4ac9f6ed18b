"""Waiting for what will be true, instead of sleeping for luck."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Returns as soon as `true()` is. AssertionError when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.02)


def soon(true: Callable[[], object], seconds: float = 3.0) -> bool:
    """Waits as `until`, and says whether it became true."""
    try:
        until(true, seconds)
    except AssertionError:
        return False
    return True
