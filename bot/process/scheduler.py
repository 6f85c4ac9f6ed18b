"""The scheduler: APScheduler, in memory, which only ticks. What is due, those whom it calls compute from the tables."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.telemetry.logs import kind
from workflows.clock import SystemClock

_LOOK_SECONDS, _NOTABLE_SECONDS = 0.5, 1.0
log = structlog.get_logger(__name__)


class Scheduler:
    """Calls functions at a steady beat, each never twice at once, whatever somebody does to the machine's clock."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(8)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self.ticks: list[Callable[[], object]] = []
        """All that is called, in the order in which it was named."""
        self._stopping = threading.Event()
        self._steadying = threading.Thread(target=self._steady, name="steady", daemon=True)

    def every(self, seconds: float, tick: Callable[[], object]) -> None:
        """Calls `tick` every `seconds`, the first time as soon as the clockwork starts."""

        def guarded() -> None:
            try:
                tick()
            except Exception as failure:  # noqa: BLE001 - the next tick tries again
                log.error("tick_failed", tick=getattr(tick, "__qualname__", "?"), failure=kind(failure))

        self.ticks.append(guarded)
        self._scheduler.add_job(guarded, "interval", seconds=seconds, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begins to tick."""
        self._scheduler.start()
        self._steadying.start()

    def stop(self) -> None:
        """Ticks no more; a tick under way ends by itself."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def alive(self) -> bool:
        """Whether it ticks."""
        return bool(self._scheduler.running) and self._steadying.is_alive()

    def _steady(self) -> None:
        # APScheduler waits for times of the wall clock: set back, it would stand still until they come again.
        clock, before = SystemClock(), _lead(SystemClock())
        while not self._stopping.wait(_LOOK_SECONDS):
            lead = _lead(clock)
            if before - lead > _NOTABLE_SECONDS:
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=clock.now())
            before = lead


def _lead(clock: SystemClock) -> float:
    """By how many seconds the wall clock is ahead of the one that only runs forward."""
    return clock.now().timestamp() - clock.monotonic()
