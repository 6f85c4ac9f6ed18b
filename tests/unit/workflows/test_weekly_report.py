"""The week in numbers, counted by hand; when the report is owed; and that one of several processes owes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from workflows.rules.states import State
from workflows.rules.weekly_numbers import Move, Report, report
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.weekly_report import Reporting
from workflows.storage.database import Database
from workflows.storage.models import Audit, Effect, Request

PARIS = ZoneInfo("Europe/Paris")
FRENCH = WorkCalendar(PARIS)
WEEK = date(2026, 11, 16)  # the one that is over on Tuesday, 24 November
S = State


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=PARIS)  # type: ignore[misc, arg-type]


# Three requests. A goes the whole way; B is written only after its token came; C is asked for changes, then given up.
HISTORY = (
    Move("a", at(2026, 11, 12, 9), None, S.SUBMITTED),  # a Thursday, the week before
    Move("a", at(2026, 11, 13, 18), S.SUBMITTED, S.WRITING),  # 2 working days
    Move("a", at(2026, 11, 13, 18), S.WRITING, S.WRITING),  # trouble: no step has ended
    Move("a", at(2026, 11, 16, 9), S.WRITING, S.DELIVERED),  # over a weekend: 0
    Move("a", at(2026, 11, 18, 9), S.DELIVERED, S.ACTIVATED),  # 2
    Move("a", at(2026, 11, 19, 9), S.ACTIVATED, S.COMPLETED),  # 1
    Move("b", at(2026, 11, 16, 9), None, S.SUBMITTED),
    Move("b", at(2026, 11, 16, 18), S.SUBMITTED, S.APPROVED),  # 1
    Move("b", at(2026, 11, 20, 13, 30), S.APPROVED, S.WRITING),  # 3.5
    Move("b", at(2026, 11, 23, 9), S.WRITING, S.DELIVERED),  # after the week
    Move("c", at(2026, 11, 22, 23, 59), None, S.SUBMITTED),  # Sunday, the week's last minute
    Move("c", at(2026, 11, 23, 10), S.SUBMITTED, S.CHANGES_REQUESTED),  # after the week
)


def medians(found: Report) -> dict[State, float]:
    return {step.state: step.days for step in found.steps if step.days is not None}


def test_the_numbers_are_those_counted_by_hand() -> None:
    found = report(HISTORY, WEEK, FRENCH)
    assert [(week.begins, week.asked, week.live) for week in found.weeks[-3:]] == [
        (date(2026, 11, 2), 0, 0),
        (date(2026, 11, 9), 1, 0),
        (date(2026, 11, 16), 2, 1),
    ]
    assert len(found.weeks) == 8
    assert found.weeks[0].begins == date(2026, 9, 28)
    assert medians(found) == pytest.approx(
        {S.SUBMITTED: 1.5, S.APPROVED: 3.5, S.WRITING: 0, S.DELIVERED: 2, S.ACTIVATED: 1}
    )
    assert found.longest
    assert found.longest.state is S.APPROVED


def test_a_week_later_what_happened_on_monday_counts() -> None:
    found = report(HISTORY, WEEK + timedelta(days=7), FRENCH)
    assert (found.last.asked, found.last.live) == (0, 0)
    assert medians(found)[S.SUBMITTED] == pytest.approx(1)  # 2, 1, and one working hour
    assert medians(found)[S.WRITING] == pytest.approx(0.25)  # 0, and Friday afternoon


def test_medians_are_of_four_weeks_and_of_steps_that_were_done() -> None:
    moves = [
        Move("old", at(2026, 10, 1, 9), None, S.SUBMITTED),
        Move("old", at(2026, 10, 25, 18), S.SUBMITTED, S.APPROVED),  # the day before the four weeks begin
        Move("old", at(2026, 10, 26, 18), S.APPROVED, S.CANCELLED),  # given up
        Move("new", at(2026, 10, 1, 9), None, S.SUBMITTED),
        Move("new", at(2026, 10, 26, 18), S.SUBMITTED, S.REJECTED),  # no is an answer
    ]
    found = report(moves, WEEK, FRENCH)
    assert medians(found) == {S.SUBMITTED: 18}
    assert found.weeks[0].asked == 2
    assert report(moves, WEEK + timedelta(days=7), FRENCH).weeks[0].asked == 0


def test_of_nothing_there_are_eight_empty_weeks() -> None:
    found = report([], WEEK, FRENCH)
    assert {(week.asked, week.live) for week in found.weeks} == {(0, 0)}
    assert found.longest is None


class World:
    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.reporting = Reporting(database, clock, FRENCH)

    def at(self, *when: int) -> bool:
        self.clock.move_to(at(*when))
        return self.reporting.tick()

    def owed(self) -> list[str]:
        with self.database.reading() as session:
            return [
                e.payload["week"]
                for e in session.exec(select(Effect).where(Effect.kind == "report").order_by(col(Effect.seq)))
            ]

    def store(self, moves: tuple[Move, ...]) -> None:
        with self.database.transaction() as session:
            for name in dict.fromkeys(move.request_id for move in moves):
                now = self.clock.now()
                session.add(
                    Request(id=name, team="T", state=S.SUBMITTED, state_since=now, brand=name, brand_key=name,
                            account="a", requester="U", created_at=now, updated_at=now)
                )  # fmt: skip
            session.flush()
            for move in sorted(moves, key=lambda move: move.at):
                session.add(
                    Audit(at=move.at, request_id=move.request_id, actor="U", action="x",
                          from_state=move.source, to_state=move.target)
                )  # fmt: skip
                session.flush()


@pytest.fixture
def world(database: Database, clock: MovableClock) -> World:
    return World(database, clock)


def test_it_is_owed_on_monday_morning_once_and_about_the_week_before(world: World) -> None:
    assert not world.at(2026, 11, 26, 10, 0)  # the first time it only notes that there are reports
    assert not world.at(2026, 11, 27, 10, 0)
    assert not world.at(2026, 11, 30, 9, 29)
    assert world.at(2026, 11, 30, 9, 30)
    assert not world.at(2026, 11, 30, 9, 31)
    assert not world.at(2026, 12, 6, 12, 0)
    assert world.owed() == ["2026-11-23"]
    assert world.at(2026, 12, 7, 9, 30)
    assert world.owed() == ["2026-11-23", "2026-11-30"]


def test_where_monday_is_a_holiday_it_comes_on_tuesday(world: World) -> None:
    world.at(2027, 3, 26, 10, 0)
    assert not world.at(2027, 3, 29, 10, 0)  # Easter Monday
    assert world.at(2027, 3, 30, 9, 30)
    assert world.owed() == ["2027-03-22"]


def test_after_five_weeks_of_downtime_one_comes_in_working_hours(world: World) -> None:
    world.at(2026, 11, 25, 10, 0)
    assert not world.at(2026, 12, 29, 20, 0)  # a Tuesday evening
    assert world.at(2026, 12, 30, 9, 0)
    assert not world.at(2026, 12, 30, 9, 1)
    assert world.owed() == ["2026-12-21"]


def test_several_processes_tick_and_one_of_them_owes_it(world: World) -> None:
    others = [Reporting(world.database, world.clock, FRENCH) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(lambda other: other.tick(), others)] == [False] * 4
        world.clock.move_to(at(2026, 11, 30, 9, 30))
        for _ in range(5):
            list(pool.map(lambda other: other.tick(), others))
    assert world.owed() == ["2026-11-23"]


def test_the_database_tells_the_same_numbers(world: World) -> None:
    world.store(HISTORY)
    assert world.reporting.read(WEEK) == report(HISTORY, WEEK, FRENCH)


@pytest.mark.long
def test_what_happened_long_ago_is_not_read_but_a_recent_requests_origin_is(world: World) -> None:
    asked = at(2025, 1, 6, 9)
    ancient = [Move(f"x{number}", at(2025, 1, 6, 8), None, S.SUBMITTED) for number in range(1_500)]
    world.store(
        (*ancient, Move("a", asked, None, S.SUBMITTED), Move("a", at(2026, 11, 16, 9), S.SUBMITTED, S.APPROVED))
    )
    read: list[int] = []

    @event.listens_for(world.database.engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        read.extend([1] if statement.startswith("SELECT") else [])

    found = world.reporting.read(WEEK)
    assert medians(found) == {S.SUBMITTED: pytest.approx(FRENCH.days_between(asked, at(2026, 11, 16, 9)))}
    assert len(read) == 2
