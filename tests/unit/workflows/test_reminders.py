"""Reminders: in good time, once, for whoever is waited for; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from workflows.requests.changes import Requests
from workflows.requests.go_live import ACTIVATING, GoLive
from workflows.requests.press import Press
from workflows.requests.queries import Queries
from workflows.requests.reminder_rules import RULES, Pace, Reminders
from workflows.requests.results import Done, Draft
from workflows.requests.transition import Transitions
from workflows.rules.policy import APPROVERS, Person
from workflows.rules.problems import Problem
from workflows.rules.states import Event, State
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.storage.database import Database
from workflows.storage.models import Effect, Reminder, Request

PARIS = ZoneInfo("Europe/Paris")
AMELIE, CLAIRE = Person("UAMELIE", True), Person("UCLAIRE", False)


class World:
    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.reminders = reminders = Reminders(WorkCalendar(PARIS), Pace())
        self.requests = Requests(Transitions(database, clock, reminders=reminders), Sealer(Sealer.new_key()))
        self.reminding = Reminding(Transitions(database, clock, reminders=reminders), reminders, self.requests, "UBOSS")
        self.queries = Queries(database)
        self.count = 0

    def submit(self) -> Request:
        self.count += 1
        slug = f"slug-{self.count}"
        draft = Draft(f"Marque {self.count}", "a@b.c", (StoreLine("N", slug),))
        done = self.requests.submit(draft, Press(Person("UCLAIRE", False), "T", slug))
        assert isinstance(done, Done)
        return done.request

    def at(self, *when: int) -> None:
        self.clock.move_to(datetime(*when, tzinfo=PARIS))  # type: ignore[misc, arg-type]

    def sent(self, kind: str) -> list[dict[str, object]]:
        with self.database.reading() as session:
            return [
                e.payload for e in session.exec(select(Effect).where(Effect.kind == kind).order_by(col(Effect.seq)))
            ]

    def digests(self) -> list[object]:
        """To whom; those that only bring the one up to date that stands are left out."""
        return [payload["holder"] for payload in self.sent("digest") if payload.get("how") != "redrawn"]

    def reminder(self, request: Request) -> Reminder | None:
        with self.database.reading() as session:
            return session.get(Reminder, request.id)


@pytest.fixture
def world(database: Database, clock: MovableClock) -> World:
    return World(database, clock)  # the clock stands at Tuesday, 24 November 2026, 10:00 in Paris


def test_first_after_four_working_hours_then_each_working_morning(world: World) -> None:
    world.submit()
    world.at(2026, 11, 24, 13, 59)
    assert world.reminding.tick() == 0
    world.at(2026, 11, 24, 14, 0)
    assert world.reminding.tick() == 1
    assert world.reminding.tick() == 0
    world.at(2026, 11, 25, 9, 29)
    assert world.reminding.tick() == 0
    world.at(2026, 11, 25, 9, 30)
    assert world.reminding.tick() == 1
    assert world.digests() == [APPROVERS, APPROVERS]


def test_after_a_week_of_downtime_there_is_one_reminder_and_in_working_hours(world: World) -> None:
    world.submit()
    world.at(2026, 12, 5, 12, 0)  # a Saturday
    world.reminding.tick()
    assert world.digests() == []
    world.at(2026, 12, 7, 9, 0)
    world.reminding.tick()
    assert world.digests() == [APPROVERS]
    world.at(2026, 12, 7, 9, 30)
    world.reminding.tick()
    assert len(world.digests()) == 2  # the ordinary one of that morning


def test_many_requests_of_one_person_make_one_digest(world: World) -> None:
    for _ in range(5):
        world.submit()
    world.at(2026, 11, 24, 15, 0)
    assert world.reminding.tick() == 5
    assert world.digests() == [APPROVERS]


def test_several_processes_tick_and_each_reminder_comes_once(world: World) -> None:
    for _ in range(40):
        world.submit()
    world.at(2026, 11, 24, 15, 0)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: world.reminding.tick(), range(8)))
    assert world.digests() == [APPROVERS]


def test_a_request_that_moved_on_waits_for_somebody_else(world: World) -> None:
    request = world.submit()
    world.at(2026, 11, 24, 13, 0)
    world.requests.act(request.id, Event.ASK_CHANGES, Press(AMELIE, "T", "a"), reason="?")
    world.at(2026, 11, 24, 14, 0)
    assert world.reminding.tick() == 0
    world.at(2026, 11, 24, 17, 0)
    world.reminding.tick()
    assert world.digests() == ["UCLAIRE"]


def test_nobody_is_reminded_of_what_is_over(world: World) -> None:
    request = world.submit()
    world.requests.act(request.id, Event.CANCEL, Press(CLAIRE, "T", "c"))
    world.at(2026, 12, 24, 12, 0)
    assert world.reminding.tick() == 0
    assert world.reminder(request) is None


def test_approved_without_token_waits_for_whoever_approved(world: World) -> None:
    request = world.submit()
    world.requests.give_token(request.id, Press(AMELIE, "T", "h"), version=1, token=None)
    found = world.reminder(request)
    assert found is not None
    assert found.holder == "UAMELIE"


def test_writing_waits_for_nobody_until_there_is_problem(world: World) -> None:
    request = world.submit()
    world.requests.give_token(request.id, Press(AMELIE, "T", "h"), version=1, token="x" * 20)
    assert world.reminder(request) is None
    world.requests.show_problem(request.id, Problem("protected"))
    found = world.reminder(request)
    assert found is not None
    assert found.holder == "UAMELIE"
    world.requests.act(request.id, Event.RETRY, Press(AMELIE, "T", "r"))
    assert world.reminder(request) is None


def test_what_is_stuck_waits_for_who_gave_the_token_not_for_who_approved(world: World) -> None:
    request = world.submit()
    world.requests.give_token(request.id, Press(AMELIE, "T", "yes"), version=1, token=None)
    tom = Person("UTOM", True)
    world.requests.give_token(request.id, Press(tom, "T", "given"), version=1, token="x" * 20)
    world.requests.show_problem(request.id, Problem("protected"))
    found = world.reminder(request)
    assert found is not None
    assert found.holder == "UTOM"


def test_escalation_after_three_working_days_and_once(world: World) -> None:
    request = world.submit()
    for day in (25, 26, 27, 30):
        world.at(2026, 11, day, 12, 0)
        world.reminding.tick()
    assert world.sent("escalation") == [{"holder": "UBOSS", "requests": [request.id]}]


def test_a_warning_three_working_days_before_it_expires(world: World) -> None:
    request = world.submit()
    world.at(2026, 12, 18, 12, 0)
    world.reminding.tick()
    found = world.reminder(request)
    assert found is not None
    assert not found.warned
    world.at(2026, 12, 21, 12, 0)  # thirty days end on Thursday the 24th
    world.reminding.tick()
    found = world.reminder(request)
    assert found is not None
    assert found.warned
    world.at(2026, 12, 24, 9, 59)
    world.reminding.tick()
    assert world.queries.picture(request.id).request.state is State.SUBMITTED
    world.at(2026, 12, 24, 10, 0)
    world.reminding.tick()
    picture = world.queries.picture(request.id)
    assert picture.request.state is State.EXPIRED
    assert (picture.history[-1].actor, picture.history[-1].action) == ("clock", "expire")
    assert world.reminder(request) is None


def test_kept_open_counts_anew(world: World) -> None:
    request = world.submit()
    world.at(2026, 12, 22, 12, 0)
    world.reminding.tick()
    assert world.reminding.keep_open(request.id, Press(Person("UCLAIRE", False), "T", "click:1"))
    world.at(2026, 12, 31, 12, 0)
    world.reminding.tick()
    assert world.queries.picture(request.id).request.state is State.SUBMITTED
    world.at(2027, 1, 25, 12, 0)
    world.reminding.tick()
    assert world.queries.picture(request.id).request.state is State.EXPIRED


def test_what_somebody_keeps_open_in_the_last_instant_does_not_expire(world: World) -> None:
    request = world.submit()
    counted_from = world.reminder(request)
    assert counted_from is not None
    world.at(2026, 12, 29, 12, 0)
    assert world.reminding.keep_open(request.id, Press(Person("UCLAIRE", False), "T", "click:1"))
    assert not world.requests.expire(request.id, counted_from.kept_at)
    assert world.queries.picture(request.id).request.state is State.SUBMITTED
    assert world.sent("note") == [{"event": "submit"}]
    now = world.reminder(request)
    assert now is not None
    assert world.requests.expire(request.id, now.kept_at)


def test_put_off_until_monday(world: World) -> None:
    request = world.submit()
    world.at(2026, 11, 24, 14, 0)
    world.reminding.tick()
    monday = WorkCalendar(PARIS).next_monday(world.clock.now())
    assert world.reminding.snooze(request.id, monday, Press(Person("UAMELIE", False), "T", "click:1"))
    for day in (25, 26):
        world.at(2026, 11, day, 12, 0)
        world.reminding.tick()
    assert len(world.digests()) == 1
    world.at(2026, 11, 30, 9, 30)
    world.reminding.tick()
    assert APPROVERS in world.digests()[1:]


def test_reassigned_to_another_approver(world: World) -> None:
    request = world.submit()
    assert world.reminding.reassign(request.id, "UTOM", Press(Person("UAMELIE", False), "T", "click:1"))
    assert world.digests() == ["UTOM"]
    world.at(2026, 11, 25, 9, 30)
    world.reminding.tick()
    assert world.digests() == ["UTOM", "UTOM"]
    actions = [entry.action for entry in world.queries.picture(request.id).history]
    assert actions == ["submit", "hand_over"]


def test_nothing_can_be_put_off_when_nobody_is_waited_for(world: World) -> None:
    request = world.submit()
    world.requests.act(request.id, Event.CANCEL, Press(CLAIRE, "T", "c"))
    assert not world.reminding.snooze(
        request.id, datetime(2027, 1, 1, tzinfo=UTC), Press(Person("UAMELIE", False), "T", "click:1")
    )
    assert not world.reminding.keep_open(request.id, Press(Person("UAMELIE", False), "T", "click:2"))
    assert not world.reminding.reassign("nonsense", "UTOM", Press(Person("UAMELIE", False), "T", "click:3"))


def test_no_reminder_ever_outside_working_hours(world: World) -> None:
    calendar = WorkCalendar(PARIS)
    world.submit()
    for _ in range(8 * 40):
        world.clock.advance(timedelta(hours=3))
        before = len(world.digests())
        world.reminding.tick()
        if len(world.digests()) > before:
            assert calendar.is_open(world.clock.now())
    assert len(world.digests()) > 15


def test_the_table_has_one_line_per_state_that_waits() -> None:
    states = [rule.state for rule in RULES]
    assert len(states) == len(set(states))
    over = {State.REJECTED, State.CANCELLED, State.EXPIRED, State.COMPLETED, State.WITHDRAWN}
    assert set(states) == set(State) - over


def deliver(world: World, *requests: Request) -> None:
    for request in requests:
        world.requests.give_token(
            request.id, Press(AMELIE, "T", f"yes-{request.id}"), version=1, token="tok_abcdefghijklmnop"
        )
        world.requests.delivered(request.id, [])


def nudges(world: World) -> int:
    return sum(payload == {"event": "nudge"} for payload in world.sent("mail"))


def test_6xpos_is_written_to_once_a_week_for_all_that_is_delivered(world: World) -> None:
    first, second = world.submit(), world.submit()
    deliver(world, first)
    world.at(2026, 11, 26, 10)
    deliver(world, second)
    world.at(2026, 12, 1, 9, 29)
    world.reminding.tick()
    assert nudges(world) == 0
    world.at(2026, 12, 1, 9, 30)
    world.reminding.tick()
    assert nudges(world) == 1
    world.at(2026, 12, 3, 9, 30)  # the requester hears of the second one; 6xpos has just had its mail
    world.reminding.tick()
    assert nudges(world) == 1
    assert world.digests() == ["UCLAIRE", "UCLAIRE"]
    world.at(2026, 12, 8, 9, 30)
    world.reminding.tick()
    assert nudges(world) == 2


def test_several_processes_tick_and_6xpos_gets_one_mail(world: World) -> None:
    deliver(world, *(world.submit() for _ in range(8)))
    world.at(2026, 12, 1, 9, 30)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: world.reminding.tick(), range(4)))
    assert nudges(world) == 1


def test_6xpos_is_not_written_to_about_what_is_active(world: World) -> None:
    request = world.submit()
    deliver(world, request)
    live = GoLive(Transitions(world.database, world.clock, reminders=world.reminders))
    for step in ACTIVATING:
        live.tick(request.id, step, Press(CLAIRE, "T", step.value), done=True)
    world.at(2026, 12, 8, 9, 30)
    world.reminding.tick()
    assert nudges(world) == 0
    assert world.digests() == ["UCLAIRE"]
