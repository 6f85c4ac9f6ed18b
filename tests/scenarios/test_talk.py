"""What is said in a card's thread and what its requester answers reach each other, each once, and nothing else does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, TOM, Stage, buttons, shown
from tests.scenarios.steps import post, signed, tick_at
from workflows.storage.models import Effect, Request

SAID = "Quel marchand ? Demande à <@UTOM> ou <!subteam^S0PARTNERS> :+1:"


def say(stage: Stage, who: str, text: str, request: Request) -> dict[str, Any]:
    """Writes in the card's thread."""
    said: dict[str, Any] = stage.as_(who).post(CHANNEL, text, thread_ts=stage.card(request)["ts"])
    heard(stage)
    return said


def answer(stage: Stage, text: str, note: int = 0) -> dict[str, Any]:
    """Claire writes beneath one of the bot's messages to her."""
    im = stage.workspace.slack.open_im(CLAIRE)
    said: dict[str, Any] = stage.as_(CLAIRE).post(im, text, thread_ts=stage.direct(CLAIRE)[note]["ts"])
    heard(stage)
    return said


def heard(stage: Stage) -> None:
    assert stage.workspace.slack.settle()
    stage.settle()


def told(stage: Stage, event: dict[str, Any]) -> None:
    """Slack tells of an event."""
    body = json.dumps({"type": "event_callback", "team_id": "T06XPOS", "event": event})
    assert post(stage, body, signed(stage, body) | {"Content-Type": "application/json"}).status_code == 200


def talk(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [m for m in messages if (m.get("metadata") or {}).get("event_payload", {}).get("kind") == "talk"]


def at_claires(stage: Stage) -> list[str]:
    """What the bot carried into Claire's thread."""
    (note, *_) = stage.direct(CLAIRE)
    carried = talk(stage.direct(CLAIRE))
    assert {message["thread_ts"] for message in carried} <= {note["ts"]}
    return [shown(message["blocks"]) for message in carried]


def at_the_card(stage: Stage, request: Request) -> list[str]:
    """What the bot carried into the card's thread."""
    carried = talk(stage.workspace.slack.messages(CHANNEL))
    assert {message["thread_ts"] for message in carried} <= {stage.card(request)["ts"]}
    return [shown(message["blocks"]) for message in carried]


def test_both_threads_read_each_other_with_who_said_it(stage: Stage) -> None:
    request = stage.request()
    say(stage, AMELIE, SAID, request)
    carried, hint = at_claires(stage)
    assert f"<@{AMELIE}>" in carried
    assert "Quel marchand ? Demande à @\u2060Tom Baker ou @\u2060partnerships :+1:" in carried
    assert "équipe" in hint
    (along,) = at_the_card(stage, request)
    assert f"<@{CLAIRE}> suit ce fil" in along
    answer(stage, "Le 42 <!here>")
    say(stage, TOM, "Thanks!", request)
    assert len(at_claires(stage)) == 3
    (_, answered) = at_the_card(stage, request)
    assert f"<@{CLAIRE}>" in answered
    assert "Le 42 @\u2060here" in answered
    # Each was owed for itself, and nothing of it is kept.
    with stage.bot.database.reading() as session:
        kept = json.dumps([effect.payload for effect in session.exec(select(Effect))])
    assert not any(part in kept for part in ("Quel marchand", "Le 42", "Thanks!"))


def test_what_the_requester_reads_in_the_cards_thread_anyway_is_not_carried(stage: Stage) -> None:
    request = stage.request()
    say(stage, CLAIRE, "J’ai oublié un restaurant", request)
    say(stage, AMELIE, "Ajoute-le par Modifier", request)
    assert at_claires(stage) == []
    assert at_the_card(stage, request) == []
    answer(stage, "D’accord")
    assert len(at_the_card(stage, request)) == 2


def test_beneath_every_message_about_the_request_an_answer_is_heard(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    answer(stage, "je voudrais connecter Chez Gino à 6xpos", note=1)
    answer(stage, "<@U0BOT6XPOS> 6xpos pour Chez Gino", note=1)
    assert sum("Gino" in text for text in at_the_card(stage, request)) == 2
    assert not any("open_request" in buttons(message) for message in stage.direct(CLAIRE))
    (hint,) = at_claires(stage)
    assert "arrive à l’équipe" in hint
    answer(stage, "où en est ma demande ?", note=1)
    assert request.reference in shown(stage.direct(CLAIRE)[-1])


def test_neither_what_the_bot_says_nor_edited_words_nor_other_threads(stage: Stage) -> None:
    request = stage.request()
    said = say(stage, AMELIE, "Quel marchand ?", request)
    stage.as_(AMELIE).edit(CHANNEL, said["ts"], "Quel magasin ?")
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Doublon")
    other = stage.as_(TOM).post(CHANNEL, "bonjour")
    stage.as_(AMELIE).post(CHANNEL, "Salut", thread_ts=other["ts"])
    strange = {"type": "message", "channel": CHANNEL, "user": "UOTHERBOT", "bot_id": "B0OTHER", "text": "Salut",
               "ts": "1.5", "thread_ts": stage.card(request)["ts"]}  # fmt: skip
    told(stage, strange)
    heard(stage)
    assert len(at_claires(stage)) == 2
    assert not any("magasin" in text or "Salut" in text for text in at_claires(stage))


@pytest.mark.parametrize("where", [say, lambda stage, _who, text, _request: answer(stage, text)], ids=["card", "note"])
def test_a_token_is_not_carried_and_its_author_alone_is_told(stage: Stage, where: Callable[..., Any]) -> None:
    request, who = stage.request(), AMELIE if where is say else CLAIRE
    where(stage, who, f"Voilà : `{TOKEN}`", request)
    (told,) = stage.ephemerals(who)
    assert "Supprime-le" in told
    assert "Remplacer le token" in told
    assert TOKEN not in told
    assert at_claires(stage) == at_the_card(stage, request) == []
    with stage.bot.database.reading() as session:
        assert TOKEN not in json.dumps([effect.payload for effect in session.exec(select(Effect))])


def test_told_twice_and_with_its_answer_lost_it_is_carried_once(stage: Stage) -> None:
    request = stage.request()
    stage.workspace.faults.add(Fault("slack", "chat.postMessage", "lose_answer", 0))
    said = say(stage, AMELIE, "Quel marchand ?", request)
    stage.patiently(3)
    event = {"type": "message", "channel": CHANNEL, "user": AMELIE, "text": "Quel marchand ?", "ts": said["ts"],
             "thread_ts": said["thread_ts"]}  # fmt: skip
    told(stage, event)
    heard(stage)
    assert len(at_claires(stage)) == 2


def test_where_the_message_to_reply_to_was_deleted_it_stands_alone(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).delete(stage.workspace.slack.im(CLAIRE) or "", stage.direct(CLAIRE)[0]["ts"])
    stage.as_(AMELIE).post(CHANNEL, "Quel marchand ?", thread_ts=stage.card(request)["ts"])
    heard(stage)
    (alone, _) = talk(stage.direct(CLAIRE))
    assert alone.get("thread_ts") in (None, alone["ts"])  # as the first of its thread has it
    assert request.reference in shown(alone["blocks"])
    # From then on it is what is talked beneath.
    say(stage, TOM, "Le 42 ?", request)
    *_, beneath = talk(stage.direct(CLAIRE))
    assert beneath["thread_ts"] == alone["ts"]
    stage.as_(CLAIRE).post(stage.workspace.slack.open_im(CLAIRE), "Oui, le 42", thread_ts=alone["ts"])
    heard(stage)
    assert "Oui, le 42" in at_the_card(stage, request)[-1]


def test_what_nobody_reads_is_not_kept_and_nobody_is_said_to_read_it(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "conversations.open", "refuse", 200, "user_disabled", times=None))
    request = stage.request()
    say(stage, AMELIE, "Qui s’en occupe ?", request)
    with stage.bot.database.reading() as session:
        kept = json.dumps([effect.payload for effect in session.exec(select(Effect))], ensure_ascii=False)
    assert "occupe" not in kept
    assert at_the_card(stage, request) == []


def test_links_are_carried_though_they_hold_long_ids(stage: Stage) -> None:
    request = stage.request()
    links = (
        stage.bot.settings.sheet_url,
        "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit?gid=0#gid=0",
        "https://drive.google.com/file/d/1a2B3c4D5e6F7g8H9i0JkLmNoPqRsTuVw/view?usp=sharing",
        "https://www.notion.so/pongo/Suivi-8f3e2c1b9a7d4e6f8a1b2c3d4e5f6a7b?pvs=4",
        "https://backoffice.heypongo.com/merchant/65f1c2a9e4b0d3f8a7c6b5e4/stores/gino-lyon",
    )
    for link in links:
        say(stage, AMELIE, f"Voir <{link}>", request)
    assert stage.ephemerals(AMELIE) == []
    assert sum("Voir" in text for text in at_claires(stage)) == len(links)
    say(stage, AMELIE, f"Voir <https://api.heypongo.com/v1/stores?token={TOKEN.replace('_', '')}>", request)
    say(stage, AMELIE, "Voir https://api.heypongo.com/a1b2c3d4e5f6a7b8c9d0/stores", request)
    assert len(stage.ephemerals(AMELIE)) == 2
    assert sum("Voir" in text for text in at_claires(stage)) == len(links)


def test_a_file_stays_where_it_is_and_that_is_said(stage: Stage) -> None:
    request = stage.request()
    event = {"type": "message", "subtype": "file_share", "channel": CHANNEL, "user": AMELIE, "text": "",
             "ts": "1.5", "thread_ts": stage.card(request)["ts"], "files": [{"id": "F1"}]}  # fmt: skip
    told(stage, event)
    stage.settle()
    carried, _ = at_claires(stage)
    assert "que je ne transmets pas" in carried


def test_beneath_the_digest_of_one_request_an_answer_is_heard(stage: Stage) -> None:
    request = changes_asked(stage, stage.request())
    tick_at(stage, 2026, 11, 24, 15, 0)
    digest = stage.direct(CLAIRE)[-1]
    im = stage.workspace.slack.open_im(CLAIRE)
    stage.as_(CLAIRE).post(im, "Le slug est bon, c’est le nom qui change", thread_ts=digest["ts"])
    heard(stage)
    assert any("Le slug est bon" in text for text in at_the_card(stage, request))
    other = changes_asked(stage, stage.request(brand="Autre", stores="Autre ; autre"))
    tick_at(stage, 2026, 11, 25, 15, 0)
    digest = stage.direct(CLAIRE)[-1]
    assert other.reference in shown(digest)
    stage.as_(CLAIRE).post(im, "Celui-là aussi", thread_ts=digest["ts"])
    heard(stage)
    assert not any("Celui-là" in shown(one) for one in talk(stage.workspace.slack.messages(CHANNEL)))
    assert "/6xpos-request" in shown(stage.direct(CLAIRE)[-1])


def changes_asked(stage: Stage, request: Request) -> Request:
    """Amélie asks for changes."""
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    return request
