"""Every kind of message that the bot posts, while Slack takes each one and never says so: each stands there once."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TOM, Stage
from tests.scenarios.steps import column, row_of, tick_at, type_row
from workflows.rules.states import State
from workflows.storage.models import Request


def only(stage: Stage) -> Request:
    (request,) = stage.bot.services.queries.open_requests()
    return stage.fresh(request)


def look(stage: Stage) -> None:
    """The watch looks, and says what it has to say."""
    stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
    stage.bot.watch.tick()
    stage.patiently(4)


def posted(stage: Stage) -> list[dict[str, Any]]:
    """Every message of the bot's, wherever it stands."""
    slack = stage.workspace.slack
    places = [CHANNEL, *(place for who in (CLAIRE, AMELIE, TOM, NORA) if (place := slack.im(who)))]
    return [m for place in places for m in slack.messages(place) if m["user"] == slack.bot_user_id]


@pytest.mark.parametrize("settings_overrides", [{"SHEET_WATCH_MINUTES": "5", "ESCALATE_TO": NORA}])
@pytest.mark.parametrize("lost", [None, 0, 504], ids=["answered", "cut", "504"])
def test_each_message_stands_once_and_says_what_it_is(stage: Stage, lost: int | None) -> None:
    for row in stage.workspace.sheet.rows()[1:]:
        stage.workspace.sheet.delete_row(row_of(stage, row[2]))
    look(stage)
    if lost is not None:
        stage.workspace.faults.add(Fault("slack", "chat.postMessage", "lose_answer", status=lost, times=None))
    stage.submit()
    stage.patiently(4)
    stage.as_(CLAIRE).post(CHANNEL, "<@U0BOT6XPOS> on ouvre une demande ?")
    stage.workspace.slack.settle()
    type_row(stage, "Chez Paul", "chez-paul")
    look(stage)
    tick_at(stage, 2026, 11, 27, 14, 30)
    stage.patiently(6)
    request = only(stage)
    stage.give_token(request)
    stage.patiently(4)
    assert stage.state(request) is State.DELIVERED
    look(stage)
    stage.workspace.sheet.type(
        row_of(stage, "emile-reze"), column(stage, "TOKEN PONGO"), "typed-by-a-person-0123456789"
    )
    look(stage)
    messages = [message["metadata"] for message in posted(stage)]
    assert {metadata["event_type"] for metadata in messages} == {"sixpos_request"}
    told = [metadata["event_payload"] for metadata in messages]
    assert len({one["effect_id"] for one in told}) == len(told)
    assert Counter(one["kind"] for one in told) == {
        "card": 1, "note": 2, "offer": 1, "unasked": 1, "escalation": 1, "rows_changed": 1,
    }  # fmt: skip
    assert all((one["request_id"] == request.id) is (one["kind"] in ("card", "note")) for one in told)
