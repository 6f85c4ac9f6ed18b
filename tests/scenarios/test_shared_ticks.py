"""Bots on one PostgreSQL tick at the same moment: each reminder, report and look at the sheet is had once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from bot.sandbox.child import Child
from bot.sandbox.clock import MovableClock
from bot.sandbox.workspace import Workspace
from tests.conftest import TUESDAY_MORNING
from tests.databases import Postgres, waiting_for_locks
from tests.scenarios.stage import CLAIRE, NORA, TICKS, Stage
from tests.scenarios.steps import PARIS, kinds_in_channel, row_of, two_bots, type_row
from tests.waiting import until
from workflows.outbox.rate_limits import UNPACED
from workflows.storage.database import Database


@pytest.fixture
def running_clock() -> MovableClock:
    """Ten o'clock in Paris, on a Tuesday."""
    return MovableClock(TUESDAY_MORNING, running=False)


@pytest.fixture
def stages(workspace: Workspace, postgres: Postgres) -> Iterator[list[Stage]]:
    overrides = {"SHEET_WATCH_MINUTES": "5", "ESCALATE_TO": NORA, "WEEKLY_REPORT": "on"}
    with two_bots(workspace, postgres.fresh(), UNPACED, **overrides) as found:
        yield found


def at_once(stages: list[Stage]) -> None:
    """Everything that ticks ticks in both, in the same instant and once more."""
    bots, database = [stage.bot for stage in stages], stages[0].bot.database
    for bot in bots:
        bot.services.approvers.refresh()
    for _ in range(2):
        for ticks in (
            [bot.services.reminding.tick for bot in bots],
            [bot.services.reporting.tick for bot in bots],
            [bot.watch.tick for bot in bots],
        ):
            with ThreadPoolExecutor(len(bots)) as pool, database.engine.connect() as holder:
                # All see what is due before any can note that it has it.
                holder.execute(text("LOCK TABLE effect, once IN SHARE MODE"))
                ticking = [pool.submit(tick) for tick in ticks]
                until(lambda ticking=ticking: ended(ticking) + waiting_for_locks(database) >= len(bots))  # type: ignore[misc]
                holder.rollback()
                for one in ticking:
                    one.result(20)
    for stage in stages:
        stage.settle(30)


def ended(ticking: Sequence[Future[Any]]) -> int:
    return sum(one.done() for one in ticking)


def test_whoever_ticks_first_has_it_and_nobody_else(stages: list[Stage]) -> None:
    stage = stages[0]
    workspace = stage.workspace
    for row in workspace.sheet.rows()[1:]:
        workspace.sheet.delete_row(row_of(stage, row[2]))
    at_once(stages)
    workspace.clock.advance(timedelta(minutes=6))
    at_once(stages)
    for number in range(10):
        stage.submit(brand=f"Marque {number}", stores=f"Magasin {number} ; shop-{number}")
    stage.settle(30)
    type_row(stage, "Chez Paul", "chez-paul")
    workspace.clock.move_to(datetime(2026, 11, 27, 14, 30, tzinfo=PARIS))
    at_once(stages)
    workspace.clock.move_to(datetime(2026, 11, 30, 9, 30, tzinfo=PARIS))  # a Monday
    at_once(stages)
    # Ten requests, reminded of on Friday and on Monday, in one message, of which the newest stands; the week's report.
    expected = {"card": 10, "digest": 1, "unasked": 1, "file": 1}
    until(lambda: kinds_in_channel(workspace) == expected)  # a file is shown some time after its upload
    assert len(workspace.slack.messages(workspace.slack.im(NORA) or "")) == 1  # the escalation


def test_what_is_due_at_once_is_one_digest_also_where_somebody_holds_a_part_of_it(stages: list[Stage]) -> None:
    workspace = stages[0].workspace
    for number in range(3):
        stages[0].submit(brand=f"Marque {number}", stores=f"Magasin {number} ; shop-{number}")
    stages[0].settle(30)
    workspace.clock.move_to(datetime(2026, 11, 24, 14, 30, tzinfo=PARIS))
    database = stages[0].bot.database
    with ThreadPoolExecutor(2) as pool, database.engine.connect() as holder:
        second = "SELECT request_id FROM reminder ORDER BY due_at, request_id OFFSET 1 LIMIT 1 FOR UPDATE"
        holder.execute(text(second))  # as a click on it does
        ticking = [pool.submit(stage.bot.services.reminding.tick) for stage in stages]
        until(lambda: ended(ticking) + waiting_for_locks(database) >= 2)
        holder.rollback()
        assert sorted(one.result(20) for one in ticking) == [0, 3]
    for stage in stages:
        stage.bot.services.reminding.tick()
        stage.settle(30)
    assert kinds_in_channel(workspace) == {"card": 3, "digest": 1}


@pytest.mark.long
@pytest.mark.parametrize("count", [2, 4])
def test_the_same_of_as_many_processes(workspace: Workspace, postgres: Postgres, count: int) -> None:
    url = postgres.fresh()
    # Whoever watches the sheet would tell of the seeded rows as well, where the test takes long enough for a look.
    wanted = {"ESCALATE_TO": NORA, "WEEKLY_REPORT": "on", "SHEET_WATCH_MINUTES": "0"}
    settings = workspace.settings(PORT="0", DATABASE_URL=url, **wanted)
    children = [Child(settings, workspace.clock) for _ in range(count)]
    database = Database(url)
    claire = workspace.slack.as_person(CLAIRE)

    def tick() -> None:
        ready = Barrier(count)
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda child: (ready.wait(20), child.tick()), children))

    def owed() -> int:
        due = text("SELECT count(*) FROM effect WHERE done_at IS NULL AND due_at <= :now")
        with database.reading() as session:
            soon = workspace.clock.now() + timedelta(minutes=1)  # the processes' clocks run, this one stands
            return int(session.execute(due, {"now": soon}).scalar_one())

    try:
        for number in range(3):
            workspace.slack.deliver_to(f"http://127.0.0.1:{children[number % count].port}/slack/events")
            claire.command("/6xpos-request", "")
            until(lambda: workspace.slack.modals(CLAIRE))
            view = workspace.slack.modals(CLAIRE)[-1]["id"]
            claire.submit(view, brand=f"Marque {number}", stores=f"M ; shop-{number}", prerequisites=TICKS)
        until(lambda: kinds_in_channel(workspace) == {"card": 3}, 30)
        friday, monday = datetime(2026, 11, 27, 14, 30, tzinfo=PARIS), datetime(2026, 11, 30, 9, 30, tzinfo=PARIS)
        for moment, expected in (
            (friday, {"card": 3, "digest": 1}),
            (monday, {"card": 3, "digest": 1, "file": 1}),
        ):
            workspace.clock.move_to(moment)
            tick()
            tick()
            until(lambda wanted=expected: kinds_in_channel(workspace) == wanted, 60)  # type: ignore[misc]
            until(lambda: owed() == 0, 60)  # what is being performed would lose its lease by the next leap of days
        assert kinds_in_channel(workspace) == expected
        assert len(workspace.slack.messages(workspace.slack.im(NORA) or "")) == 1
    finally:
        for child in children:
            child.kill()
        database.close()
