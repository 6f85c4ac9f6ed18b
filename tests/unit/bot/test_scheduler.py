"""The clockwork: it ticks on whatever happens, and whatever somebody does to the machine's clock."""

import threading
from datetime import UTC, datetime, timedelta

import time_machine

from bot.process.scheduler import Scheduler
from tests.waiting import until


def test_it_ticks_on_while_the_wall_clock_is_set_back() -> None:
    ticks: list[int] = []
    scheduler = Scheduler()
    scheduler.every(0.02, lambda: ticks.append(1))
    scheduler.start()
    until(lambda: len(ticks) > 2)
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=20), tick=True):
        # One tick may be under way already.
        before = len(ticks)
        until(lambda: len(ticks) > before + 5)
    scheduler.stop()


def test_a_tick_that_fails_comes_again_and_each_is_alone() -> None:
    at_work, most, ticks = threading.Semaphore(1), [], threading.Event()

    def tick() -> None:
        most.append(at_work.acquire(blocking=False))
        if len(most) > 3:
            ticks.set()
        at_work.release()
        raise RuntimeError

    scheduler = Scheduler()
    scheduler.every(0.001, tick)
    assert not scheduler.alive
    scheduler.start()
    assert ticks.wait(5)
    assert scheduler.alive
    scheduler.stop()
    assert all(most)
    assert not scheduler.alive
