"""Claims on both databases: nothing twice, nothing lost, in order within a lane."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.databases import Postgres, waiting_for_locks
from tests.unit.workflows.owing import KINDS, request_owing
from tests.waiting import until
from workflows.outbox.outbox import LEASE, Outbox
from workflows.outbox.owing import When, owe
from workflows.rules.effects import Owed
from workflows.storage.database import Database
from workflows.storage.models import Effect


@pytest.fixture
def outbox(database: Database, clock: MovableClock) -> Outbox:
    return Outbox(database, clock, "first")


@pytest.fixture
def other(database: Database, clock: MovableClock) -> Outbox:
    return Outbox(database, clock, "second")


def kinds(effects: list[Effect]) -> list[str]:
    return [effect.kind for effect in effects]


def test_a_lane_is_performed_in_order_and_lanes_side_by_side(
    database: Database, clock: MovableClock, outbox: Outbox
) -> None:
    request_owing(database, clock, Owed.CARD, Owed.NOTE, Owed.CARD)
    first = outbox.claim(KINDS, 10)
    assert kinds(first) == ["card", "note"]
    assert outbox.claim(KINDS, 10) == []
    outbox.done(first[0])
    assert kinds(outbox.claim(KINDS, 10)) == ["card"]


def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(
    database: Database, clock: MovableClock, outbox: Outbox, other: Outbox
) -> None:
    request_owing(database, clock, Owed.CARD)
    (mine,) = outbox.claim(KINDS, 10)
    assert other.claim(KINDS, 10) == []
    clock.advance(LEASE)
    (taken,) = other.claim(KINDS, 10)
    assert (taken.id, taken.attempts) == (mine.id, 2)
    outbox.done(mine)  # too late: it is the other's now
    assert other.waiting() == 1
    other.done(taken)
    assert other.waiting() == 0


def test_a_renewed_lease_lasts(database: Database, clock: MovableClock, outbox: Outbox, other: Outbox) -> None:
    request_owing(database, clock, Owed.CARD)
    held = outbox.claim(KINDS, 10)
    clock.advance(LEASE / 2)
    outbox.renew(held)
    clock.advance(LEASE / 2)
    assert other.claim(KINDS, 10) == []


def test_later_is_later_and_hurry_is_now(database: Database, clock: MovableClock, outbox: Outbox) -> None:
    request = request_owing(database, clock, Owed.CARD)
    (effect,) = outbox.claim(KINDS, 10)
    outbox.later(effect, timedelta(minutes=10), "not_in_channel")
    clock.advance(timedelta(minutes=9))
    assert outbox.claim(KINDS, 10) == []
    outbox.hurry(request.id)
    (again,) = outbox.claim(KINDS, 10)
    assert again.problem == "not_in_channel"
    assert again.problem_since == clock.now() - timedelta(minutes=9)


def test_one_update_covers_what_was_owed_before_it_and_not_what_came_after(
    database: Database, clock: MovableClock, outbox: Outbox
) -> None:
    request = request_owing(database, clock, Owed.CARD, Owed.CARD, Owed.CARD)
    (first,) = outbox.claim(KINDS, 10)
    with database.reading() as session:
        newest = max(session.exec(select(col(Effect.seq))))
    with database.transaction() as session:
        owe(session, request, (Owed.CARD,), When(clock.now()))
    outbox.done_up_to(first, newest)
    assert outbox.waiting() == 1


def test_many_workers_share_and_take_nothing_twice(database: Database, clock: MovableClock) -> None:
    for _ in range(60):
        request_owing(database, clock, Owed.CARD, Owed.NOTE)

    def work(number: int) -> list[str]:
        mine = Outbox(database, clock, f"worker-{number}")
        got: list[str] = []
        while effects := mine.claim(KINDS, 7):
            got += [effect.id for effect in effects]
            for effect in effects:
                mine.done(effect)
        return got

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(work, range(6)))
    everything = [effect for share in shares for effect in share]
    left = Outbox(database, clock, "last").claim(KINDS, 200)
    assert len(everything) == len(set(everything))
    assert len(everything) + len(left) == 120


def test_the_sheet_is_one_workers_at_a_time(
    database: Database, clock: MovableClock, outbox: Outbox, other: Outbox
) -> None:
    request_owing(database, clock, Owed.WRITE)
    mine = outbox.claim(["write"], 10, exclusive=True)
    request_owing(database, clock, Owed.WRITE)
    assert other.claim(["write"], 10, exclusive=True) == []
    outbox.done(mine[0])
    assert len(other.claim(["write"], 10, exclusive=True)) == 1


def test_the_sheet_is_one_workers_also_where_two_claim_in_the_same_instant(
    postgres: Postgres, clock: MovableClock
) -> None:
    database = Database(postgres.fresh())
    database.migrate()
    for _ in range(2):
        request_owing(database, clock, Owed.WRITE)
    outboxes = [Outbox(database, clock, name) for name in ("first", "second")]
    with ThreadPoolExecutor(2) as pool, database.engine.connect() as holder:
        holder.execute(text("LOCK TABLE effect IN SHARE MODE"))  # both look, and neither can note what it takes
        claims = [pool.submit(outbox.claim, ["write"], 1, exclusive=True) for outbox in outboxes]
        until(lambda: waiting_for_locks(database) == 2)
        holder.rollback()
        assert sorted(len(claim.result(15)) for claim in claims) == [0, 1]
    database.close()


def test_claims_of_a_bot_that_died_are_given_back(
    database: Database, clock: MovableClock, outbox: Outbox, other: Outbox
) -> None:
    request_owing(database, clock, Owed.CARD)
    outbox.claim(KINDS, 10)
    other.release_all()
    assert len(other.claim(KINDS, 10)) == 1
