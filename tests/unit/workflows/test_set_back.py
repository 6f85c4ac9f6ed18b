"""What is stored is mended where the wall clock was set back: nothing waits for a time that comes again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.owing import KINDS, request_owing
from workflows.clock import within
from workflows.outbox.outbox import LEASE, Outbox
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.clock_set_back import SetBack
from workflows.schedule.sheet_watch import SheetWatch
from workflows.storage.database import Database
from workflows.storage.models import Effect, Once, Reminder
from workflows.storage.oauth_states import Grants

BACK = timedelta(minutes=20)
YEAR = timedelta(days=365)


@pytest.fixture
def reminders() -> Reminders:
    return Reminders(WorkCalendar(ZoneInfo("Europe/Paris"), (9, 18), "FR"), Pace())


@pytest.fixture
def set_back(database: Database, clock: MovableClock, reminders: Reminders) -> SetBack:
    return SetBack(database, clock, reminders)


@pytest.mark.parametrize("step", [BACK, YEAR])
def test_what_was_owed_is_performed_at_once(
    database: Database, clock: MovableClock, set_back: SetBack, step: timedelta
) -> None:
    outbox = Outbox(database, clock, "one")
    request_owing(database, clock, Owed.CARD)
    request_owing(database, clock, Owed.NOTE)
    (tried,) = outbox.claim([Owed.NOTE.value], 1)
    outbox.later(tried, timedelta(minutes=5), "unreachable")
    clock.set_back(step)
    assert outbox.claim(KINDS, 5) == []
    set_back.mend()
    assert len(outbox.claim(KINDS, 5)) == 2
    (created, since) = max(outbox_times(database))
    assert created <= clock.now()
    assert since <= clock.now()


def outbox_times(database: Database) -> list[tuple[datetime, datetime]]:
    with database.reading() as session:
        return [(one.created_at, one.problem_since or one.created_at) for one in session.exec(select(Effect))]


def test_the_claims_of_the_dead_come_back_and_those_of_the_living_stay(
    database: Database, clock: MovableClock, set_back: SetBack
) -> None:
    dead, living, next_one = (Outbox(database, clock, name) for name in ("dead", "living", "next"))
    for _ in range(2):
        request_owing(database, clock, Owed.CARD)
    assert len(dead.claim(KINDS, 1)) == 1
    held = living.claim(KINDS, 1)
    clock.set_back(BACK)
    set_back.mend()
    living.renew(held)
    assert next_one.claim(KINDS, 5) == []
    set_back.release_stranded()
    assert len(next_one.claim(KINDS, 5)) == 1
    clock.advance(LEASE + timedelta(seconds=1))
    assert len(next_one.claim(KINDS, 5)) == 2


def test_a_state_of_the_oauth_form_lives_no_longer(database: Database, clock: MovableClock, set_back: SetBack) -> None:
    grants = Grants(database, clock)
    request = request_owing(database, clock)
    unmended, mended = (grants.begin(request.id, "U", "V", 1) for _ in range(2))
    clock.set_back(BACK)
    assert grants.claim(unmended) is None
    set_back.mend()
    clock.advance(BACK)
    assert grants.claim(mended) is None
    assert grants.claim(grants.begin(request.id, "U", "V", 1)) is not None


@pytest.mark.parametrize("step", [BACK, YEAR])
def test_reminders_count_from_now_and_what_was_put_off_stays_so(
    database: Database, clock: MovableClock, set_back: SetBack, reminders: Reminders, step: timedelta
) -> None:
    request = request_owing(database, clock)
    with database.transaction() as session:
        reminder = reminders.start(request, clock.now())
        assert reminder
        session.add(reminder)
    now = clock.set_back(step)
    set_back.mend()
    with database.reading() as session:
        mended, anew = session.exec(select(Reminder)).one(), reminders.start(request, now)
        assert anew
        assert (mended.since, mended.kept_at, mended.due_at) == (anew.since, anew.kept_at, anew.due_at)


def test_what_happened_once_happened_now_at_the_latest_and_not_again(
    database: Database, clock: MovableClock, set_back: SetBack
) -> None:
    before = clock.now() - timedelta(days=3)
    with database.transaction() as session:
        session.add_all([Once(key="nudge", at=clock.now()), Once(key="report", at=before - YEAR)])
    now = clock.set_back(BACK)
    set_back.mend()
    with database.reading() as session:
        assert {one.key: one.at for one in session.exec(select(Once))} == {"nudge": now, "report": before - YEAR}


def test_the_sheet_is_looked_at_though_the_last_look_is_yet_to_come(database: Database, clock: MovableClock) -> None:
    watching, every = SheetWatch(database, Transitions(database, clock)), timedelta(minutes=5)
    assert not watching.claim(every)  # the first time of all
    clock.set_back(BACK)
    assert watching.claim(every)
    assert not watching.claim(every)


def test_mending_what_is_in_order_changes_nothing(database: Database, clock: MovableClock, set_back: SetBack) -> None:
    outbox = Outbox(database, clock, "one")
    request_owing(database, clock, Owed.CARD)
    assert len(outbox.claim(KINDS, 5)) == 1
    times = outbox_times(database)
    set_back.mend()
    set_back.release_stranded()
    assert outbox_times(database) == times
    assert Outbox(database, clock, "other").claim(KINDS, 5) == []


def test_an_age_below_zero_is_not_fresh(clock: MovableClock) -> None:
    minute, now = timedelta(minutes=1), clock.now()
    assert within(minute, now, now)
    assert within(minute, now + timedelta(seconds=1), now)  # another machine's clock
    assert not within(minute, now + minute, now)
    assert not within(minute, now - minute, now)
