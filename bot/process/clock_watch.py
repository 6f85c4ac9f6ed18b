"""Notices that the machine's wall clock was set back, says so, and has everything asked again that was known by it."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from workflows.clock import Clock
from workflows.outbox.outbox import LEASE

# Less is what a machine's time service does all the time.
_NOTABLE = timedelta(seconds=1)
log = structlog.get_logger(__name__)


class ClockWatch:
    """Looks at each tick. The wall clock is behind until it shows again what it has shown before."""

    def __init__(self, clock: Clock, ask_again: Callable[[], object], settled: Callable[[], object]) -> None:
        """`ask_again` is called once the clock was set back, again at each tick until it does not raise; `settled` once
        the clock has run evenly for LEASE, after the start too."""
        self._clock = clock
        self._ask_again = ask_again
        self._settled: Callable[[], object] = settled
        self._seen = self._latest = clock.now()
        self._even_since: float | None = clock.monotonic()  # None: long enough
        self._asking = False

    def tick(self) -> None:
        """Looks. Raises what the calls raise; the next tick calls them again."""
        now, before = self._clock.now(), self._seen
        self._seen, self._latest = now, max(self._latest, now)
        if before - now > _NOTABLE:
            log.warning("clock_set_back", seconds=round((before - now).total_seconds()))
            self._asking, self._even_since = True, self._clock.monotonic()
        if self._asking:
            self._ask_again()
            self._asking = False
        if self._even_since is not None and self._clock.monotonic() - self._even_since > LEASE.total_seconds():
            self._settled()
            self._even_since = None

    @property
    def asking(self) -> bool:
        """Whether something known by the former time is still to be asked again."""
        return self._asking

    @property
    def remark(self) -> str | None:
        """That the clock was set back, while it is behind; None else."""
        behind = self._latest - self._clock.now()
        if behind <= _NOTABLE:
            return None
        return f"set back by {round(behind.total_seconds())} s: look at the machine's time service (NTP)"
