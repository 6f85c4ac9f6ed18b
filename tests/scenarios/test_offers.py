"""Who asks @partnerships for 6xpos in a channel is offered the form; nobody and nothing else is."""

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.settings import Settings
from tests.scenarios.stage import CHANNEL, CLAIRE, NORA, TOM, Stage, shown
from tests.scenarios.test_races import locked
from tests.scenarios.test_security import post, signed

GROUP = "<!subteam^S0PARTNERS>"
DAY = timedelta(days=1, minutes=1)
ASK = f"{GROUP} on a besoin de 6xpos pour *Chez Paulette*\nPaulette Lyon ; paulette-lyon"


def offers(stage: Stage) -> list[dict[str, Any]]:
    """The offers that stand in the channel."""
    stage.workspace.slack.settle()
    stage.settle()
    return [
        message
        for message in stage.workspace.slack.messages(CHANNEL)
        if (message.get("metadata") or {}).get("event_payload", {}).get("kind") == "offer"
    ]


def as_bot(stage: Stage) -> WebClient:
    """The bot's own client."""
    return WebClient(stage.workspace.bot_token, base_url=f"{stage.workspace.slack_url}/api/")


def test_mentioning_the_bot_is_enough_and_answered_once(stage: Stage) -> None:
    # Slack tells of it twice: as a message and as a mention.
    stage.as_(CLAIRE).post(CHANNEL, "<@U0BOT6XPOS> on ouvre une demande ?")
    assert len(offers(stage)) == 1


def test_what_is_asked_in_a_thread_is_what_the_form_holds(stage: Stage) -> None:
    first = stage.as_(TOM).post(CHANNEL, "Nouveau client : *Ancienne Marque*\nVieux ; vieux-slug")
    stage.as_(CLAIRE).post(CHANNEL, ASK, thread_ts=first["ts"])
    (offer,) = offers(stage)
    assert offer["thread_ts"] == first["ts"]
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    values = stage.top_modal(CLAIRE)["state"]["values"]
    assert values["stores"]["stores"]["value"] == "Paulette Lyon ; paulette-lyon"
    assert values["brand"]["brand"]["value"] == "Chez Paulette"


def test_an_edit_is_not_asking(stage: Stage) -> None:
    said = stage.as_(CLAIRE).post(CHANNEL, "bonjour")
    stage.as_(CLAIRE).edit(CHANNEL, said["ts"], ASK)
    assert offers(stage) == []


def test_bots_are_not_answered_and_it_does_not_answer_itself(stage: Stage) -> None:
    as_bot(stage).chat_postMessage(channel=CHANNEL, text=ASK)
    assert offers(stage) == []


@pytest.mark.parametrize("thread", [None, "first"])
def test_asking_again_elsewhere_is_answered_again(stage: Stage, thread: str | None) -> None:
    first = stage.as_(CLAIRE).post(CHANNEL, ASK)
    assert len(offers(stage)) == 1
    stage.as_(NORA).post(CHANNEL, ASK, thread_ts=first["ts"] if thread else None)
    assert len(offers(stage)) == (1 if thread else 2)


def test_what_slack_delivers_again_is_answered_once(stage: Stage) -> None:
    asked = stage.as_(CLAIRE).post(CHANNEL, ASK)
    assert len(offers(stage)) == 1
    event = {"type": "message", "channel": CHANNEL, "user": CLAIRE, "text": ASK, "ts": asked["ts"]}
    body = json.dumps({"type": "event_callback", "team_id": "T06XPOS", "event": event})
    retried = {"Content-Type": "application/json", "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert post(stage, body, signed(stage, body) | retried).status_code == 200
    assert len(offers(stage)) == 1
    # That it is the thread that counts, and the event did arrive: the same in another thread is answered.
    body = body.replace(asked["ts"], stage.as_(TOM).post(CHANNEL, "bonjour")["ts"])
    assert post(stage, body, signed(stage, body) | retried).status_code == 200
    assert len(offers(stage)) == 2


def test_what_cannot_be_stored_is_delivered_again(stage: Stage, settings: Settings) -> None:
    said = stage.as_(CLAIRE).post(CHANNEL, "bonjour")
    event = {"type": "message", "channel": CHANNEL, "user": CLAIRE, "text": ASK, "ts": said["ts"]}
    body = json.dumps({"type": "event_callback", "team_id": "T06XPOS", "event": event})
    with locked(settings):
        assert post(stage, body, signed(stage, body) | {"Content-Type": "application/json"}).status_code == 503
    assert offers(stage) == []
    retried = {"Content-Type": "application/json", "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_error"}
    assert post(stage, body, signed(stage, body) | retried).status_code == 200
    assert len(offers(stage)) == 1


def test_the_global_shortcut_opens_an_empty_form(stage: Stage) -> None:
    stage.as_(CLAIRE).global_shortcut("request_new")
    form = stage.top_modal(CLAIRE)
    assert form["callback_id"] == "request_form"
    assert form["state"]["values"]["stores"]["stores"]["value"] in (None, "")


def test_the_message_shortcut_also_reads_the_brand(stage: Stage) -> None:
    asked = stage.as_(TOM).post(CHANNEL, ASK)
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, asked["ts"])
    assert stage.top_modal(CLAIRE)["state"]["values"]["brand"]["brand"]["value"] == "Chez Paulette"


@pytest.mark.parametrize("settings_overrides", [{"DEFAULT_LANGUAGE": "en"}])
def test_the_channel_reads_the_default_language(stage: Stage) -> None:
    request = stage.request()  # Claire reads French
    assert "To be approved" in shown(stage.card(request))
    assert "demande" in shown(stage.direct(CLAIRE)[0]).lower()


def test_who_changes_their_language_reads_it_a_day_later(stage: Stage) -> None:
    french = shown(stage.open_form(CLAIRE))
    stage.workspace.slack.set_locale(CLAIRE, "en-US")
    stage.as_(CLAIRE).close(stage.top_modal(CLAIRE)["id"])
    assert shown(stage.open_form(CLAIRE)) == french
    stage.as_(CLAIRE).close(stage.top_modal(CLAIRE)["id"])
    stage.workspace.clock.advance(DAY)
    assert shown(stage.open_form(CLAIRE)) != french
