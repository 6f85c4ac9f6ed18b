"""Rows whose token the bot has emptied: by an edit in the very instant of a write, or because nobody knows which one it
was. Approvers read it where they look, once, with what helps."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.google import Arriving
from tests.scenarios.sheets.partner import SETTLE, kind_of
from tests.scenarios.stage import AMELIE, CHANNEL, TOKEN, Stage, buttons, shown
from tests.scenarios.steps import column, row_of, type_row
from workflows.rules.states import State
from workflows.storage.models import Request

LOST = "⏳ 6xpos 3f9a1c7e-0002r"
STRAY_SAID, LOST_SAID = "le slug d’une ligne", "Il manque le token d’une ligne"


@pytest.fixture
def settings_overrides() -> dict[str, str]:
    return {"SHEET_WATCH_MINUTES": "5"}


def look(stage: Stage) -> None:
    stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
    stage.bot.watch.tick()
    stage.settle()


def told(stage: Stage) -> list[str]:
    """What was posted about tokens that are lost."""
    messages: list[dict[str, Any]] = stage.workspace.slack.messages(CHANNEL)
    kinds = [((m.get("metadata") or {}).get("event_payload") or {}).get("kind") for m in messages]
    return [shown(message) for message, kind in zip(messages, kinds, strict=True) if kind == "tokens_lost"]


def interrupted(stage: Stage, slug: str) -> None:
    """A marker of a database that is gone stands in a token's place, for longer than anybody waits for it."""
    stage.workspace.sheet.type(row_of(stage, slug), column(stage, "TOKEN PONGO"), LOST)
    stage.bot.services.gateway.rows()
    for _ in range(3):
        stage.bot.rows.sweep()
        stage.workspace.clock.advance(timedelta(minutes=6))
    stage.settle()


def edited(stage: Stage) -> Request:
    """A request whose row got another slug in the instant of the settlement."""
    type_row(stage, "Émile Nantes", "emile-nantes")
    request = stage.request(stores="Émile Nantes ; emile-nantes")
    row = row_of(stage, "emile-nantes")

    def edit(call: Arriving) -> None:
        if call.path.endswith(":batchUpdate") and kind_of(call) == SETTLE:
            stage.workspace.google.before_call.remove(edit)
            stage.workspace.sheet.type(row, column(stage, "SLUG PONGO"), "another-one")

    stage.workspace.google.before_call.append(edit)
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert stage.sheet()["another-one"][1] == ""
    text = shown(stage.card(request))
    assert STRAY_SAID in text
    assert f"ligne {row} (`another-one`)" in text
    return request


@pytest.mark.parametrize("settled", ["pressed", "gone"])
def test_a_row_renamed_in_that_instant_is_on_the_card_until_seen_to(stage: Stage, settled: str) -> None:
    stage.bot.watch.tick()
    request = edited(stage)
    look(stage)
    assert STRAY_SAID in shown(stage.card(request))
    if settled == "pressed":
        stage.click(AMELIE, request, "retry")
        stage.settle()
    else:
        stage.workspace.sheet.delete_row(row_of(stage, "another-one"))
        look(stage)
    assert STRAY_SAID not in shown(stage.card(request))
    assert "retry" not in buttons(stage.card(request))
    assert stage.state(request) is State.DELIVERED


@pytest.mark.parametrize("settings_overrides", [{"SHEET_WATCH_MINUTES": "5"}, {"SHEET_WATCH_MINUTES": "0"}])
def test_a_token_that_nobody_knows_any_more_is_told_once_until_it_is_there_again(
    stage: Stage, settings_overrides: dict[str, str]
) -> None:
    watch = settings_overrides["SHEET_WATCH_MINUTES"]
    stage.bot.watch.tick()
    request = stage.request()
    stage.give_token(request)
    interrupted(stage, "emile-reze")
    assert stage.sheet()["emile-reze"][1] == ""
    row = row_of(stage, "emile-reze")
    for text in (shown(stage.card(request)), *told(stage)):
        assert f"{row}" in text
        assert "emile-reze" in text
        assert "Remplacer le token" in text
    assert LOST_SAID in shown(stage.card(request))
    assert len(told(stage)) == 1
    assert request.reference in told(stage)[0]
    stage.click(AMELIE, request, "retry")
    stage.settle()
    assert LOST_SAID in shown(stage.card(request)), "it is not there yet"
    stage.workspace.sheet.type(row, column(stage, "TOKEN PONGO"), TOKEN)
    if watch == "5":
        look(stage)
        look(stage)
    else:
        stage.click(AMELIE, request, "retry")
        stage.settle()
    assert LOST_SAID not in shown(stage.card(request))
    assert len(told(stage)) == 1


def test_a_lost_token_of_no_request_is_told_in_the_channel_alone(stage: Stage) -> None:
    row = type_row(stage, "Ailleurs", "ailleurs")
    waiting = stage.request()
    type_row(stage, "Émile Rezé", "emile-reze")
    interrupted(stage, "ailleurs")
    (text,) = told(stage)
    assert f"ligne {row}" in text
    assert "fais une nouvelle demande" in text
    assert LOST_SAID not in shown(stage.card(waiting))
    interrupted(stage, "emile-reze")
    assert len(told(stage)) == 1, "its delivery fills it"
