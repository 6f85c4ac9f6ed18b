"""Google's quota by rounds: never more in any minute than allowed, all of that while work waits, and nobody starves."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.clock import MovableClock
from bot.telemetry.google_quota import SharedQuota
from sheets.calls import Need, Paced
from tests.databases import Postgres
from workflows.outbox.google_quota import DEAD, GRACE, READ, WRITE, GoogleQuota, Ledger, ledger_of
from workflows.outbox.rate_limits import Rates
from workflows.storage.database import Database

MOST = Rates().google
LONGEST_ROUND = 30.0
DELIVERY = {READ: 4, WRITE: 4}
NOW = 1_795_510_800.0


@dataclass
class Somebody:
    """Asks for rounds, one after the other; `dies`: vanishes in the middle of each; `returns`: comes back when told."""

    name: str
    calls: dict[str, int]
    uses: float
    lasts: float
    dies: bool = False
    returns: bool = True
    at: float = NOW
    running: str | None = None
    asked: float = NOW
    waited: list[float] = field(default_factory=list)


def somebody(name: str) -> st.SearchStrategy[Somebody]:
    counts = st.fixed_dictionaries({READ: st.integers(1, 70), WRITE: st.integers(0, 70)})
    return st.builds(
        Somebody,
        st.just(name),
        counts,
        st.sampled_from([0.0, 0.5, 1.0]),
        st.sampled_from([0.0, 0.6, LONGEST_ROUND]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([True, True, False]),
    )


def crowd() -> st.SearchStrategy[list[Somebody]]:
    return st.integers(1, 6).flatmap(lambda count: st.tuples(*(somebody(f"other{n}") for n in range(count)))).map(list)


def play(people: Sequence[Somebody], seconds: float) -> tuple[dict[str, list[float]], Ledger]:
    """Lets them all ask, each again as soon as their round is over; answers when which calls were made."""
    made: dict[str, list[float]] = {READ: [], WRITE: []}
    ledger, rounds = Ledger(), 0
    while (person := min(people, key=lambda one: one.at)).at < NOW + seconds:
        now = person.at
        ledger = ledger_of(ledger.plain())  # as it comes back from the database
        if person.running:
            used = {kind: [now] * math.floor(count * person.uses) for kind, count in person.calls.items()}
            used = {kind: moments[: MOST[kind]] for kind, moments in used.items()}
            for kind, moments in used.items():
                made[kind] += moments
            if not person.dies:
                ledger.end(person.running, used, now)
            person.running, person.asked = None, now
            continue
        rounds += 1
        wait = ledger.ask(person.name, f"round {rounds}", person.calls, MOST, now)
        if wait == 0:
            person.waited.append(now - person.asked)
            person.running, person.at = f"round {rounds}", now + person.lasts + 0.5
        else:
            person.at = now + (wait if person.returns else wait + 10 * GRACE)
    return made, ledger


@settings(max_examples=40, deadline=None)
@given(crowd())
def test_no_minute_sees_more_calls_than_allowed_whoever_asks_vanishes_or_dies(people: list[Somebody]) -> None:
    made, _ = play(people, 200)
    for kind, moments in made.items():
        for start in moments:
            assert sum(start <= moment < start + 60 for moment in moments) <= MOST[kind]


@settings(max_examples=40, deadline=None)
@given(crowd())
def test_no_sequence_of_other_peoples_calls_starves_a_delivery(people: list[Somebody]) -> None:
    delivery = Somebody("write", DELIVERY, 1.0, 0.6)
    _, ledger = play([*people, delivery], 700)
    # Whoever came before has their turn first, once: each of them a minute of calls, a round, or a death.
    longest = (len(people) + 1) * (60 + max(LONGEST_ROUND, DEAD) + GRACE)
    assert max(delivery.waited, default=0.0) <= longest
    assert delivery.running or ledger.queue == [] or NOW + 700 - delivery.asked <= longest


def test_in_the_order_of_arrival_and_the_small_ones_do_not_overtake_the_large() -> None:
    ledger = Ledger()
    ledger.end("", {READ: [NOW - 30.0] * 53}, NOW)
    assert ledger.ask("write", "1", DELIVERY, MOST, NOW) == pytest.approx(30)
    assert ledger.ask("look", "2", {READ: 1}, MOST, NOW) == pytest.approx(30)  # although two are free
    assert ledger.ask("look", "2", {WRITE: 1}, MOST, NOW) == 0.0  # of these are enough for both
    assert ledger.ask("write", "1", DELIVERY, MOST, NOW + 30) == 0.0


def test_as_long_as_work_waits_fifty_five_of_each_go_through_in_every_minute() -> None:
    people = [Somebody(f"one{number}", {READ: 3, WRITE: 1}, 1.0, 0.1) for number in range(8)]
    made, _ = play(people, 300)
    for minute in range(1, 5):
        in_it = [at for at in made[READ] if NOW + 60 * minute <= at < NOW + 60 * (minute + 1)]
        assert len(in_it) >= 54  # three at a time


def test_what_a_dead_process_held_comes_back() -> None:
    ledger = Ledger()
    assert ledger.ask("dead", "1", {READ: 55}, MOST, NOW) == 0.0
    assert 0 < ledger.ask("write", "2", DELIVERY, MOST, NOW) <= 1
    now = NOW
    while now <= NOW + DEAD + 60 + 1:
        wait = ledger.ask("write", "2", DELIVERY, MOST, now)
        if wait == 0:
            break
        now += wait
    assert wait == 0


def test_who_does_not_return_lets_others_go_and_has_their_place_when_they_do() -> None:
    ledger = Ledger()
    ledger.end("", {READ: [NOW] * 53}, NOW)
    assert ledger.ask("away", "1", {READ: 3}, MOST, NOW) == pytest.approx(60)
    ledger.made[READ] = [NOW + 60 + GRACE + 1] * 53
    later = NOW + 60 + GRACE + 1
    assert ledger.ask("look", "2", {READ: 1}, MOST, later) == 0.0
    assert ledger.ask("write", "3", DELIVERY, MOST, later) > 0
    assert ledger.ask("away", "1", {READ: 1}, MOST, later) == 0.0


def test_a_clock_that_is_set_back_holds_nobody_longer_than_a_minute() -> None:
    ledger = Ledger()
    ledger.end("", {READ: [NOW] * 55}, NOW)
    ledger.hold(WRITE, 30, NOW)
    before = NOW - 20 * 60
    assert ledger.ask("write", "1", DELIVERY, MOST, before) == pytest.approx(60)
    assert ledger.ask("write", "1", DELIVERY, MOST, before + 60) == 0.0


# In the database


def test_rounds_count_what_they_called_and_a_429_stops_everybody(database: Database, clock: MovableClock) -> None:
    google = GoogleQuota(database, clock, MOST)
    quota = SharedQuota(google, patience=0.0)
    with quota.round(Need(4, 4)):
        assert (google.left(READ), google.left(WRITE)) == (51, 51)
        quota.take("read")
        quota.take("write")
    assert (google.left(READ), google.left(WRITE)) == (54, 54)
    quota.used_up("read", 30)
    assert google.left(READ) == 0
    with pytest.raises(Paced) as paced, quota.round(Need(1)):
        pass
    assert paced.value.retry_after == pytest.approx(30)
    clock.advance(timedelta(seconds=30))
    with quota.round(Need(1)):
        quota.take("read")


def test_a_round_that_was_too_small_is_larger_the_next_time(database: Database, clock: MovableClock) -> None:
    quota = SharedQuota(GoogleQuota(database, clock, MOST), patience=0.0)
    with quota.reserve("write", Need(1)):
        quota.take("read")
        with pytest.raises(Paced) as paced:
            quota.take("read")
    assert paced.value.retry_after == 0
    with quota.reserve("write", Need(1)):
        quota.take("read")
        quota.take("read")
    with quota.reserve("write", Need(1)):
        quota.take("read")
        with pytest.raises(Paced):
            quota.take("read")


def test_a_repair_that_finds_no_room_gets_all_of_it_at_once_the_next_time(
    database: Database, clock: MovableClock
) -> None:
    google = GoogleQuota(database, clock, MOST)
    quota = SharedQuota(google, patience=0.0)
    with quota.reserve("write", Need(2, 1)):
        quota.take("write")
        google.ask("other", "x", {WRITE: 54})
        with pytest.raises(Paced):
            quota.again(Need(2, 4))
    assert google.ask("look", "y", {WRITE: 1}) > 0  # it has its place in the queue
    google.end("x", {})
    with quota.reserve("write", Need(2, 1)):
        for _ in range(5):
            quota.take("write")


def test_two_processes_share_what_google_gives(postgres: Postgres, clock: MovableClock) -> None:
    url = postgres.fresh()
    databases = [Database(url) for _ in range(2)]
    databases[0].migrate()
    quotas = [GoogleQuota(database, clock, MOST) for database in databases]
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda n: quotas[n % 2].ask(str(n), str(n), {READ: 1}), range(80)))
    for database in databases:
        database.close()
    assert waits.count(0.0) == MOST[READ]
