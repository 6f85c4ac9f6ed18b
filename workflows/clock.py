"""The clock, handed in wherever time matters, so that tests and the embedded workspace can move it.

Two readings: the wall clock for what people see, what is stored and what other processes read; the monotonic one for
how long ago something was, since the wall clock can be set back.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

# Counts on while the machine sleeps, where the system has such a clock (Linux).
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
# By so much the clocks of two machines may differ: what one has just dated is not of a future for the other.
SKEW = timedelta(seconds=5)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC. May be earlier than one told before."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment in the past; never less than told before."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine was started."""
        return time.clock_gettime(_STEADY)


def within(span: timedelta, since: datetime, now: datetime) -> bool:
    """Whether less than `span` has passed since a stored moment. One that has yet to come, because the clock was set
    back, is not fresh: nobody knows how old it is."""
    return -SKEW <= now - since < span
