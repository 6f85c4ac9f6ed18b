"""How the databases find what is due among very many rows: by an index, never by reading a table."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.sandbox.clock import MovableClock
from tests.unit.workflows.explained import Explained, reads_all
from workflows.outbox.outbox import Outbox
from workflows.outbox.owing import owe_person
from workflows.requests.changes import Requests
from workflows.requests.known import KnownNames
from workflows.requests.queries import Queries
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.threads import Threads
from workflows.requests.transition import Transitions
from workflows.rules.effects import Owed
from workflows.rules.states import State
from workflows.rules.tokens import Sealer
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.storage.database import Database
from workflows.storage.models import Effect, Reminder, Request

pytestmark = pytest.mark.long

REQUESTS = 6_000
EFFECTS_EACH = 3  # done long ago; the last thousand requests owe one more


@pytest.fixture
def full(database: Database, clock: MovableClock) -> Database:
    """A database after years of use."""
    now = clock.now()
    ids = [f"{number:032x}" for number in range(REQUESTS)]
    requests = [
        {
            "id": id_, "team": "T", "state": State.COMPLETED if number < REQUESTS - 1000 else State.SUBMITTED,
            "state_since": now, "brand": f"B{number}", "brand_key": f"b{number}", "account": "a", "note": "",
            "requester": "U", "created_at": now, "updated_at": now,
        }
        for number, id_ in enumerate(ids)
    ]  # fmt: skip
    effects = [
        {
            "id": f"{kind}{id_[1:]}", "request_id": id_, "kind": "card", "lane": f"card:{id_}", "payload": {},
            "created_at": now, "due_at": now, "attempts": 1, "done_at": now,
        }
        for id_ in ids for kind in range(EFFECTS_EACH)
    ]  # fmt: skip
    effects += [
        {**effect, "id": f"f{str(effect['id'])[1:]}", "done_at": None} for effect in effects[-1000 * EFFECTS_EACH :: 3]
    ]
    reminders = [
        {
            "request_id": id_, "holder": "leads", "since": now, "kept_at": now,
            "due_at": now + timedelta(days=1 + number % 300), "count": 0, "warned": False, "escalated": False,
            "replacement": False,
        }
        for number, id_ in enumerate(ids)
    ]  # fmt: skip
    with database.transaction(patient=True) as session:
        for table, rows in ((Request, requests), (Effect, effects), (Reminder, reminders)):
            session.execute(insert(table), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return database


def test_claims_find_what_is_due_by_the_indexes(full: Database, clock: MovableClock) -> None:
    explained = Explained(full)
    assert len(Outbox(full, clock, "w").claim([Owed.CARD.value], 20)) == 20
    plan = next(plan for plan in explained.plans if "LIMIT" in plan)
    plan = plan[plan.index("\n", plan.index("LIMIT")) :]
    assert "effect_due" in plan
    assert "effect_in_lane" in plan
    assert not reads_all(plan, "effect")


def test_the_kinds_that_are_due_are_found_by_the_index(full: Database, clock: MovableClock) -> None:
    explained = Explained(full)
    assert Outbox(full, clock, "w").kinds_due([Owed.CARD.value, Owed.WRITE.value]) == {"card"}
    assert "effect_by_kind" in explained.plans[0]
    assert not reads_all(explained.plans[0], "effect")


def test_a_queue_that_grew_since_the_database_looked_is_claimed_by_the_indexes_too(
    database: Database, clock: MovableClock
) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")  # to PostgreSQL the queue is empty from now on
    with database.transaction() as session:
        for number in range(2_000):
            owe_person(session, f"U{number}", Owed.DIGEST, clock.now())
    explained = Explained(database)
    assert len(Outbox(database, clock, "w").claim([Owed.DIGEST.value], 20)) == 20
    plan = next(plan for plan in explained.plans if "LIMIT" in plan)
    of_lanes = [line for line in plan.splitlines() if "effect_in_lane" in line or "Index Cond: (lane =" in line]
    assert any("lane=?" in line or "Index Cond: (lane =" in line for line in of_lanes), plan


def test_what_waits_is_counted_without_reading_what_is_done(full: Database, clock: MovableClock) -> None:
    explained = Explained(full)
    (line,) = Outbox(full, clock, "w").backlog()
    assert line.waiting == 1000
    assert not reads_all(explained.plans[-1], "effect")
    assert Queries(full).counts() == {"completed": REQUESTS - 1000, "submitted": 1000}


def test_the_tick_of_the_reminders_finds_what_is_due_by_the_index(full: Database, clock: MovableClock) -> None:
    calendar = WorkCalendar(ZoneInfo("Europe/Paris"))
    reminders = Reminders(calendar, Pace())
    requests = Requests(Transitions(full, clock, reminders=reminders), Sealer(Sealer.new_key()))
    explained = Explained(full)
    assert Reminding(Transitions(full, clock, reminders=reminders), reminders, requests, None).tick() == 0
    plan = explained.plans[1]  # the first is of who is back
    assert "reminder_due" in plan.split("LIMIT")[-1]
    assert not reads_all(plan, "reminder")


def test_a_card_is_found_by_its_message(full: Database) -> None:
    explained = Explained(full)
    assert Threads(full).of_card("C", "1764000000.000100") is None
    assert "request_by_card" in explained.plans[0]


def test_what_was_opened_in_a_thread_is_found_by_it(full: Database) -> None:
    explained = Explained(full)
    assert Threads(full).spoken_of("C", "1764000000.000100", "U0") == []
    assert explained.plans
    assert not any(reads_all(plan, "request") for plan in explained.plans)


def test_whether_anything_new_is_known_takes_no_reading_of_requests(full: Database) -> None:
    known = KnownNames(full)
    known.refresh()
    explained = Explained(full)
    known.refresh()
    assert explained.plans
    assert not any(reads_all(plan, table) for plan in explained.plans for table in ("request", "store"))
