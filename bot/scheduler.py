"""The clockwork: APScheduler, in memory, that only ticks. What is due is computed from the tables by whom it calls."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger(__name__)


class Scheduler:
    """Calls functions at a steady beat, each never twice at once."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def every(self, seconds: float, tick: Callable[[], object], *, at_once: bool = True) -> None:
        """Calls `tick` every `seconds`, the first time now unless `at_once` is false."""

        def guarded() -> None:
            try:
                tick()
            except Exception as failure:  # noqa: BLE001 - the next tick tries again
                log.error("tick_failed", tick=getattr(tick, "__qualname__", "?"), failure=type(failure).__name__)

        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        self._scheduler.add_job(guarded, "interval", seconds=seconds, **first)

    def start(self) -> None:
        """Begins to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ticks no more; a tick under way ends by itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def alive(self) -> bool:
        """Whether it ticks."""
        return bool(self._scheduler.running)
