"""Google's quota, shared: bots on one PostgreSQL stay below it together, and no round lacks its second call."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.sandbox.calls import Call
from bot.sandbox.clock import MovableClock
from bot.sandbox.google import Arriving
from bot.sandbox.workspace import Workspace
from tests.conftest import TUESDAY_MORNING
from tests.databases import Postgres
from tests.scenarios.stage import AMELIE, TOKEN, Stage
from tests.scenarios.steps import two_bots
from tests.waiting import until
from workflows.outbox.google_quota import READ, WRITE, GoogleQuota
from workflows.outbox.rate_limits import UNPACED, Rates
from workflows.rules.states import State
from workflows.storage.models import Bucket

pytestmark = pytest.mark.long
REQUESTS = 15
A_MINUTE = 60  # reads, and as many writes: developers.google.com/workspace/sheets/api/limits
# Each delivery by itself: as many calls as can be.
GOOGLES = replace(UNPACED, reads=Rates().reads, writes=Rates().writes)


@pytest.fixture
def running_clock() -> MovableClock:
    """It moves when the test says so."""
    return MovableClock(TUESDAY_MORNING, running=False)


@pytest.fixture
def rates() -> Rates:
    return GOOGLES


@pytest.fixture
def stages(workspace: Workspace, postgres: Postgres) -> Iterator[list[Stage]]:
    with two_bots(workspace, postgres.fresh(), GOOGLES) as found:
        yield found


def test_two_bots_stay_below_what_google_allows_one(stages: list[Stage]) -> None:
    workspace, clock = stages[0].workspace, stages[0].workspace.clock
    calls: dict[str, list[datetime]] = {"GET": [], "POST": []}

    def count(call: Call) -> None:
        if call.service == "google" and "/spreadsheets/" in call.method:
            calls[call.method.split()[0]].append(clock.now())

    workspace.calls.subscribe(count)
    for number in range(REQUESTS):
        stage = stages[number % 2]
        workspace.slack.deliver_to(f"http://127.0.0.1:{stage.bot.port}/slack/events")
        stage.submit(brand=f"Marque {number}", stores=f"Magasin {number} ; shop-{number}")
        until(lambda wanted=number + 1: len(stages[0].cards()) == wanted)  # type: ignore[misc]
        request = stage.bot.services.queries.open_requests(limit=1)[0]
        stage.click(AMELIE, request, "approve")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=f"tok_live_shared_{number:03d}_0123456789")
    requests = [request.id for request in stages[0].bot.services.queries.open_requests(limit=REQUESTS)]
    assert requests  # not all are through, since no time has passed
    assert max(map(len, calls.values())) <= Rates().google[READ]

    def delivered() -> bool:
        clock.advance(timedelta(seconds=1))
        for stage in stages:
            stage.bot.worker.wake()
        return {stages[0].bot.services.queries.picture(one).request.state for one in requests} == {State.DELIVERED}

    until(delivered, 120)
    for moments in calls.values():
        for start in moments:
            assert sum(start <= moment < start + timedelta(minutes=1) for moment in moments) < A_MINUTE


def test_a_delivery_ends_whatever_others_take_of_the_quota_meanwhile(stage: Stage) -> None:
    clock = stage.workspace.clock
    others = GoogleQuota(stage.bot.database, clock, GOOGLES.google)
    request = stage.request()

    def take_all_that_is_left(call: Arriving) -> None:
        if call.path.endswith(":batchUpdate"):  # the write: what verifies it comes after
            for kind in (READ, WRITE):
                others.ask(f"others {kind}", kind, {kind: int(others.left(kind))})
                others.end(kind, {kind: [others.now()] * 60})

    stage.workspace.google.after_call.append(take_all_that_is_left)
    stage.give_token(request, TOKEN)
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["emile-nantes"][1] == TOKEN


def waiting(stage: Stage) -> list[str]:
    """Who waits for the quota, in the order of their arrival."""
    with stage.bot.database.reading() as session:
        bucket = session.get(Bucket, "google")
    return [place["name"] for place in ((bucket and bucket.state) or {}).get("queue", [])]


def test_a_delivery_that_waits_for_the_quota_is_not_begun_and_goes_first(stage: Stage) -> None:
    clock = stage.workspace.clock
    others = GoogleQuota(stage.bot.database, clock, GOOGLES.google)
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    stage.answered()
    others.end("others", {READ: [others.now()] * 60, WRITE: [others.now()] * 60})
    before = len(stage.workspace.calls.all("google"))
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
    until(lambda: waiting(stage) == ["write"])
    assert len(stage.workspace.calls.all("google")) == before
    clock.advance(timedelta(seconds=60))
    assert others.ask("later", "later", {READ: 55}) > 0  # all of them are free, for whoever came before
    until(lambda: stage.state(request) is State.DELIVERED)
