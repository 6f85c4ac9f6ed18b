"""The sheet watch at hand: nothing in the sheet waits, looks are five minutes apart, what they told can be read."""

from datetime import timedelta
from typing import Any

from tests.scenarios.stage import CHANNEL, Stage
from tests.scenarios.steps import column, row_of
from workflows.storage.models import Request


def quiet(stage: Stage) -> Stage:
    """Nothing in the sheet waits, and the first look is over."""
    for row in stage.workspace.sheet.rows()[1:]:
        stage.workspace.sheet.delete_row(row_of(stage, row[2]))
    stage.settle()
    stage.bot.watch.tick()
    look(stage)
    return stage


def look(stage: Stage) -> None:
    """Five minutes pass, and the watch looks."""
    stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
    stage.bot.watch.tick()
    stage.settle()


def told(stage: Stage, kind: str) -> list[dict[str, Any]]:
    """The messages of that kind in the channel."""
    return [
        message for message in stage.workspace.slack.messages(CHANNEL)
        if ((message.get("metadata") or {}).get("event_payload") or {}).get("kind") == kind
    ]  # fmt: skip


def type_token(stage: Stage, slug: str, token: str) -> None:
    stage.workspace.sheet.type(row_of(stage, slug), column(stage, "TOKEN PONGO"), token)


def delivered(stage: Stage) -> Request:
    before = len(told(stage, "unasked"))
    request = stage.request()
    stage.give_token(request)
    look(stage)
    assert len(told(stage, "unasked")) == before
    return stage.fresh(request)
