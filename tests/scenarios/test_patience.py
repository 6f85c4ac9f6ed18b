"""Where Slack asks for patience, nothing else is sent there either; and everybody else is heard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, Stage, shown
from tests.waiting import until
from workflows.outbox.rate_limits import UNPACED, Rate, Rates


@pytest.fixture
def rates() -> Rates:
    """As Slack's own, so that there are turns to wait for, but quicker."""
    return replace(UNPACED, posts=Rate(10, 600), updates=Rate(10, 600))


def patience(method: str) -> Fault:
    """Slack refuses one call, and asks for half a minute of patience."""
    return Fault("slack", method, "refuse", status=429, error="ratelimited", retry_after=30)


def advance(stage: Stage, seconds: float) -> None:
    stage.workspace.clock.advance(timedelta(seconds=seconds))
    stage.bot.worker.wake()


def heard(stage: Stage, who: str, notes: int) -> None:
    """Waits until this person has so many messages, and all that was claimed together with them is done."""
    until(lambda: len(stage.direct(who)) == notes)
    until(lambda: not stage.bot.worker.busy())


def posts(stage: Stage) -> int:
    """How often the bot has tried to post to the channel."""
    calls = stage.workspace.calls.all("slack", "chat.postMessage")
    return [call.request["channel"] for call in calls].count(CHANNEL)


def test_nothing_else_is_posted_there_meanwhile(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "conversations.open", "refuse", status=500))  # Claire's message waits
    stage.workspace.faults.add(patience("chat.postMessage"))
    stage.submit()
    until(lambda: posts(stage) == 1)
    stage.submit(NORA, brand="Autre", stores="Autre ; autre")
    heard(stage, NORA, 1)
    assert posts(stage) == 1
    advance(stage, 25)
    heard(stage, CLAIRE, 1)
    assert posts(stage) == 1
    advance(stage, 10)
    stage.settle()
    assert len(stage.cards()) == 2


def test_no_other_card_is_changed_meanwhile(stage: Stage) -> None:
    first, second = stage.request(), stage.request(NORA, brand="Autre", stores="Autre ; autre")
    stage.workspace.calls.clear()
    stage.workspace.faults.add(patience("chat.update"))
    for request, who in ((first, CLAIRE), (second, NORA)):
        stage.click(AMELIE, request, "reject")
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Pas encore")
        heard(stage, who, 2)
    advance(stage, 25)
    stage.submit(brand="Encore", stores="Encore ; encore")
    heard(stage, CLAIRE, 3)
    assert len(stage.workspace.calls.all("slack", "chat.update")) == 1
    advance(stage, 10)
    stage.settle()
    for request in (first, second):
        assert "Refusée" in shown(stage.card(request))
