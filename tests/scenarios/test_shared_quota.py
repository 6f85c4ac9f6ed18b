"""Two bots on one PostgreSQL call Google: both together stay below what it allows, and everything is delivered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.sandbox.calls import Call
from bot.sandbox.clock import MovableClock
from bot.sandbox.workspace import Workspace
from tests.conftest import TUESDAY_MORNING
from tests.databases import Postgres
from tests.scenarios.stage import Stage
from tests.scenarios.test_shared_ticks import two_bots
from workflows.pacing import UNPACED, Rates
from workflows.states import State

pytestmark = pytest.mark.long
REQUESTS = 24
A_MINUTE = 60  # reads, and as many writes: developers.google.com/workspace/sheets/api/limits


@pytest.fixture
def running_clock() -> MovableClock:
    """It moves when the test says so."""
    return MovableClock(TUESDAY_MORNING, running=False)


@pytest.fixture
def stages(workspace: Workspace, postgres: Postgres) -> Iterator[list[Stage]]:
    rates = Rates()
    alone = replace(UNPACED, reads=rates.reads, writes=rates.writes)  # each delivery by itself: as many calls as can be
    with two_bots(workspace, postgres.fresh(), alone) as found:
        yield found


def test_two_bots_stay_below_what_google_allows_one(stages: list[Stage]) -> None:
    workspace, clock = stages[0].workspace, stages[0].workspace.clock
    calls: dict[str, list[datetime]] = {"GET": [], "POST": []}

    def count(call: Call) -> None:
        if call.service == "google" and "/spreadsheets/" in call.method:
            calls[call.method.split()[0]].append(clock.now())

    workspace.calls.subscribe(count)
    requests = []
    for number in range(REQUESTS):
        stage = stages[number % 2]
        workspace.slack.deliver_to(f"http://127.0.0.1:{stage.bot.port}/slack/events")
        request = stage.request(brand=f"Marque {number}", stores=f"Magasin {number} ; shop-{number}")
        stage.hand_over(request, f"tok_live_shared_{number:03d}_0123456789")
        stages[1 - number % 2].settle()
        requests.append(request)
    assert max(map(len, calls.values())) == 25  # the first burst, for both together
    assert {stages[0].state(request) for request in requests} == {State.DELIVERED, State.WRITING}
    for _ in range(60):
        clock.advance(timedelta(seconds=10))
        for stage in stages:
            stage.settle()
    assert {stages[0].state(request) for request in requests} == {State.DELIVERED}
    for moments in calls.values():
        for start in moments:
            assert sum(start <= moment < start + timedelta(minutes=1) for moment in moments) < A_MINUTE
