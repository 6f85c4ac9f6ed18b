"""Limits that all processes keep together: never more in any minute than allowed, and never less than promised."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.conftest import TUESDAY_MORNING
from tests.databases import Postgres
from workflows.database import Database
from workflows.models import Effect
from workflows.outbox import Outbox, owe_person
from workflows.pacing import READ, WRITE, GoogleTurns, Rate, Rates
from workflows.states import Owed

GOOGLE_A_MINUTE = 60


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 40)), min_size=1, max_size=12))
def test_no_minute_sees_as_many_calls_as_google_allows(steps: list[tuple[float, int]]) -> None:
    clock = MovableClock(TUESDAY_MORNING, running=False)
    with TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{Path(directory) / 'bot.db'}")
        database.migrate()
        turns = GoogleTurns(database, clock, Rates())
        taken = []
        for seconds, tries in steps:
            clock.advance(timedelta(seconds=seconds))
            waits = [turns.take(READ) for _ in range(tries)]
            taken += [clock.now()] * waits.count(0.0)
            if waits[-1] > 0:  # it comes when it was said to
                clock.advance(timedelta(seconds=waits[-1] + 0.001))
                assert turns.take(READ) == 0.0
                taken.append(clock.now())
        database.close()
    for start in taken:
        assert sum(start <= moment < start + timedelta(minutes=1) for moment in taken) < GOOGLE_A_MINUTE


def test_reads_and_writes_are_counted_apart_and_a_429_empties_the_bucket(
    database: Database, clock: MovableClock
) -> None:
    turns = GoogleTurns(database, clock, Rates())
    assert turns.take(READ) == 0.0
    turns.used_up(READ, 30)
    assert 29.9 < turns.take(READ) < 30.1
    assert turns.left(READ) == 0.0
    assert turns.take(WRITE) == 0.0
    assert turns.left(WRITE) == 24
    clock.advance(timedelta(seconds=30.1))
    assert turns.take(READ) == 0.0


def test_two_processes_share_what_google_gives(postgres: Postgres, clock: MovableClock) -> None:
    url = postgres.fresh()
    databases = [Database(url) for _ in range(2)]
    databases[0].migrate()
    turns = [GoogleTurns(database, clock, Rates()) for database in databases]
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda number: turns[number % 2].take(READ), range(80)))
    for database in databases:
        database.close()
    assert waits.count(0.0) == 25


def owing(database: Database, clock: MovableClock, whom: str, count: int, owed: Owed = Owed.DIGEST) -> None:
    with database.transaction() as session:
        for number in range(count):
            owe_person(session, whom, owed, clock.now(), {"number": number})
        session.execute(update(Effect).values(lane=col(Effect.id)))  # so that only the pace holds them


def test_a_conversation_gets_one_message_a_second_in_order_and_holds_no_other(
    database: Database, clock: MovableClock
) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates(posts=Rate(1, 60)))
    owing(database, clock, "UA", 5)
    owing(database, clock, "UB", 1)
    first = outbox.claim([Owed.DIGEST], 4)
    assert [effect.bucket for effect in first] == ["post:UA", "post:UB"]
    assert outbox.claim([Owed.DIGEST], 4) == []
    assert 0.9 < (outbox.next_turn() or 0) <= 1.0
    order = [effect.payload["number"] for effect in first if effect.bucket == "post:UA"]
    for _ in range(4):
        clock.advance(timedelta(seconds=1))
        (effect,) = outbox.claim([Owed.DIGEST], 4)
        order.append(effect.payload["number"])
    assert order == [0, 1, 2, 3, 4]
    assert all(effect.attempts == 1 for effect in database_effects(database))


def database_effects(database: Database) -> list[Effect]:
    with database.reading() as session:
        return list(session.exec(select(Effect)))


def test_what_slack_refused_holds_the_whole_conversation(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    owing(database, clock, "UA", 2)
    (effect,) = outbox.claim([Owed.DIGEST], 2)
    outbox.hold(effect, timedelta(seconds=20))
    clock.advance(timedelta(seconds=19))
    assert outbox.claim([Owed.DIGEST], 2) == []
    clock.advance(timedelta(seconds=1.1))
    assert len(outbox.claim([Owed.DIGEST], 2)) == 1


def test_batches_gather_the_longer_the_more_there_were(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    begun, sizes = [], []
    for second in range(60):  # three a second, for a minute
        owing(database, clock, f"U{second}", 3, Owed.WRITE)
        if effects := outbox.claim([Owed.WRITE], 300, exclusive=True):
            begun.append(second)
            sizes.append(len(effects))
            for effect in effects:
                outbox.done(effect)
        clock.advance(timedelta(seconds=1))
    assert begun == [0, 1, 17, 53]
    assert sizes == [3, 3, 48, 108]
    clock.advance(timedelta(seconds=40))
    assert len(outbox.claim([Owed.WRITE], 300, exclusive=True)) == 18


def test_one_after_the_other_none_waits_longer_than_a_second(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    for number in range(20):
        owing(database, clock, f"U{number}", 1, Owed.WRITE)
        clock.advance(timedelta(seconds=1))
        (effect,) = outbox.claim([Owed.WRITE], 300, exclusive=True)
        outbox.done(effect)
        clock.advance(timedelta(seconds=1))


def test_the_answer_to_a_person_comes_before_what_the_bot_has_to_say(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    owing(database, clock, "UA", 1)
    clock.advance(timedelta(seconds=5))
    owing(database, clock, "UB", 1, Owed.OFFER)
    (effect,) = outbox.claim([Owed.DIGEST, Owed.OFFER], 1)
    assert effect.kind == "offer"
