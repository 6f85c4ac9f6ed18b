"""A busy minute at Slack's and Google's real limits, through the front door."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS, Stage
from tests.waiting import until
from workflows.outbox.rate_limits import Rates
from workflows.rules.states import State

APPROVALS = 200
TOKEN = "tok_live_busy_{:03d}_0123456789"


def submit(stage: Stage, number: int) -> None:
    view = stage.open_form()
    stores = f"Magasin {number} ; busy-{number}"
    stage.as_(CLAIRE).submit(view["id"], brand=f"Marque {number}", stores=stores, prerequisites=TICKS)


@pytest.fixture
def rates(request: pytest.FixtureRequest) -> Rates:
    return getattr(request, "param", Rates())


def google_calls(stage: Stage) -> list[str]:
    return [call.method for call in stage.workspace.calls.all("google") if "/token" not in call.method]


@pytest.fixture
def running_clock(request: pytest.FixtureRequest) -> MovableClock:
    return MovableClock(running=getattr(request, "param", True))


# Slack's pace is another test's matter: here the cards come at once. The bot's clock stands still, so that the minute
# is as short on a slow machine as on a fast one.
@pytest.mark.parametrize("running_clock", [False], indirect=True)
@pytest.mark.parametrize("rates", [Rates(posts=None, updates=None, people=None)], indirect=True)
def test_two_hundred_approvals_need_under_twenty_calls_and_a_conflict_holds_none(
    stage: Stage,
) -> None:
    for number in range(APPROVALS):
        submit(stage, number)
    stage.workspace.clock.advance(timedelta(seconds=60))
    stage.settle(60)
    requests = sorted(stage.bot.services.queries.open_requests(limit=APPROVALS), key=lambda r: r.number or 0)
    assert len(requests) == APPROVALS
    sheet = stage.workspace.sheet
    row = len(sheet.rows()) + 1
    header = next(r for r in sheet.rows() if "SLUG PONGO" in r)
    for title, text in (
        ("RESTAURANT NAME", "M"),
        ("SLUG PONGO", "busy-7"),
        ("TOKEN PONGO", "typed-by-a-person-012345"),
    ):
        sheet.type(row, header.index(title) + 1, text)
    stage.workspace.clock.advance(timedelta(seconds=60))
    before = len(google_calls(stage))
    cards = {card["metadata"]["event_payload"]["request_id"]: card["ts"] for card in stage.cards()}
    for number, request in enumerate(requests):
        stage.as_(AMELIE).click(CHANNEL, cards[request.id], "approve")
        view = stage.top_modal(AMELIE)["id"]
        stage.as_(AMELIE).submit(view, token=TOKEN.format(number))
    stage.workspace.clock.advance(timedelta(seconds=50))  # what still gathers is due
    stage.settle(60)
    assert len(google_calls(stage)) - before < 20
    states = [stage.state(request) for request in requests]
    assert [number for number, state in enumerate(states) if state is not State.DELIVERED] == [7]
    assert states[7] is State.WRITING
    assert stage.sheet()["busy-199"][1] == TOKEN.format(199)


@pytest.mark.parametrize("rates", [Rates()], indirect=True)
def test_a_burst_of_posts_drains_in_order_without_a_refusal(stage: Stage) -> None:
    stage.workspace.slack.rate_limits = True
    for number in range(8):
        submit(stage, number)
    until(lambda: len(stage.cards()) == 8, 30)
    shown = [card["metadata"]["event_payload"]["request_id"] for card in stage.cards()]
    requests = sorted(stage.bot.services.queries.open_requests(), key=lambda r: r.number or 0)
    assert shown == [request.id for request in requests]
    refused = [c for c in stage.workspace.calls.all("slack") if c.method == "chat.postMessage" and c.status == 429]
    assert refused == []
    stage.settle(30)
    assert len(stage.direct(CLAIRE)) == 8


@pytest.mark.parametrize("rates", [Rates()], indirect=True)
def test_a_click_is_answered_while_posts_wait_for_their_turn(stage: Stage) -> None:
    request = stage.request()
    for number in range(8):
        submit(stage, number)
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Trop tôt")
    until(lambda: "Trop tôt" in str(stage.card(request)), 5)
    assert len(stage.cards()) < 9


@contextmanager
def time_flies(stage: Stage) -> Iterator[None]:
    """A second passes in the workspace, again and again, whenever the bot has done what it could."""
    over = threading.Event()

    def fly() -> None:
        while not over.wait(0.02):
            if not stage.bot.worker.busy():  # a post takes less than a second of Slack's
                stage.workspace.clock.advance(timedelta(seconds=1))
                stage.bot.worker.wake()

    clock = threading.Thread(target=fly)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()


@pytest.mark.parametrize("running_clock", [False], indirect=True)
@pytest.mark.parametrize("rates", [Rates(people=None)], indirect=True)
def test_a_burst_of_two_hundred_drains_in_order_and_a_click_does_not_wait_for_it(stage: Stage) -> None:
    for number in range(APPROVALS):
        submit(stage, number)
    stage.workspace.slack.rate_limits = True  # from here on: nobody opens two hundred forms in the same instant
    requests = sorted(stage.bot.services.queries.open_requests(limit=APPROVALS), key=lambda r: r.number or 0)
    with time_flies(stage):
        until(lambda: len(stage.cards()) >= 20, 60)
        stage.click(AMELIE, requests[0], "reject")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Trop tôt")
        until(lambda: "Trop tôt" in str(stage.card(requests[0])), 30)
        waiting = APPROVALS - len(stage.cards())
        until(lambda: len(stage.cards()) == APPROVALS and stage.bot.services.outbox.waiting() == 0, 90)
    assert waiting > APPROVALS / 2
    told = [card["metadata"]["event_payload"]["request_id"] for card in stage.cards()]
    calls = stage.workspace.calls.all("slack")
    assert [call.method for call in calls if call.status == 429] == []
    # Here a second is an instant: two that are given within one may change places, and no more.
    places = [told.index(request.id) for request in requests]
    assert all(abs(place - number) <= 2 for number, place in enumerate(places)), places
    # The first card was posted and changed by the click; what the sheet's reading owed of the others is in their post.
    updates = [call for call in calls if call.method == "chat.update"]
    assert len(updates) < APPROVALS / 2
