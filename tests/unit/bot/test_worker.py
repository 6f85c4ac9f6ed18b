"""Who performs what is owed: how much is claimed, who goes first, and what is given back at the end."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.delivery.worker import Worker
from bot.sandbox.clock import MovableClock
from tests.waiting import until
from workflows.outbox.outbox import Outbox
from workflows.outbox.owing import owe_person
from workflows.rules.effects import Owed
from workflows.storage.database import Database
from workflows.storage.models import Effect

LONG = 30.0


class Performer:
    """Performs effects when it is let: notes each that it has begun."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self.begun: list[str] = []
        self.one_begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, effect: Effect) -> None:
        self.begun.append(effect.lane)
        self.one_begun.set()
        self.go_on.wait(LONG)
        self._outbox.done(effect)


@pytest.fixture
def outbox(database: Database, clock: MovableClock) -> Outbox:
    """An outbox that owes five people a message."""
    with database.transaction() as session:
        for number in range(5):
            owe_person(session, f"U{number}", Owed.DIGEST, clock.now())
    return Outbox(database, clock, "w")


def claimed(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(Effect).where(col(Effect.claimed_by) == "w")).all())


def test_what_is_claimed_ahead_is_given_back_and_not_begun_when_the_bot_stops(
    outbox: Outbox, database: Database
) -> None:
    performer = Performer(outbox)
    worker = Worker(outbox, {Owed.DIGEST: performer}, threads=1)
    worker.start()
    worker.wake()
    assert performer.one_begun.wait(LONG)
    assert claimed(database) == 3
    worker.close()
    performer.go_on.set()
    assert worker.stop(LONG)
    assert performer.begun == ["digest:U0"]
    with database.reading() as session:
        left = session.exec(select(Effect).where(col(Effect.done_at).is_(None))).all()
    assert len(left) == 4
    assert {effect.claimed_by for effect in left} == {None}


def test_whoever_waits_for_an_ack_goes_first(outbox: Outbox, database: Database) -> None:
    performer, gate = Performer(outbox), threading.Event()
    performer.go_on.set()
    worker = Worker(outbox, {Owed.DIGEST: performer}, let_pass=lambda _: gate.wait(LONG) and None, threads=1)
    worker.start()
    worker.wake()
    assert not performer.one_begun.wait(0.3)
    assert claimed(database) == 0
    gate.set()
    assert performer.one_begun.wait(LONG)
    assert worker.stop(LONG)


def test_all_that_is_owed_is_performed_once_by_few_threads(outbox: Outbox) -> None:
    performer = Performer(outbox)
    performer.go_on.set()
    worker = Worker(outbox, {Owed.DIGEST: performer}, threads=1)
    worker.start()
    worker.wake()
    until(lambda: outbox.waiting() == 0, 8)  # the worker is not woken again: it looks by itself every 10 s
    assert worker.stop(LONG)
    assert performer.begun == [f"digest:U{number}" for number in range(5)]


def test_what_comes_due_while_the_worker_looks_is_performed_at_once(
    outbox: Outbox, database: Database, clock: MovableClock
) -> None:
    with database.transaction() as session:
        owe_person(session, "late", Owed.DIGEST, clock.now(), wait=timedelta(seconds=5))
    late_begun = threading.Event()

    def perform(effect: Effect) -> None:
        if "late" in effect.lane:
            late_begun.set()
        else:
            clock.advance(timedelta(seconds=1))
            late_begun.wait(LONG)  # whoever ends wakes it
        outbox.done(effect)

    worker = Worker(outbox, {Owed.DIGEST: perform}, threads=8)
    worker.start()
    worker.wake()
    until(late_begun.is_set, 8)  # as above
    assert worker.stop(LONG)
