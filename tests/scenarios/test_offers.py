"""Who asks @partnerships for 6xpos in a channel is offered the form; nobody and nothing else is."""

import json
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from bot.sandbox.faults import Fault
from bot.settings import Settings
from tests.scenarios.hearing import GROUP, replies
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TOM, Stage, buttons, shown, ticks
from tests.scenarios.steps import locked_database, offers, post, signed
from tests.tables import csv_of
from tests.waiting import until

DAY = timedelta(days=1, minutes=1)
ASK = f"{GROUP} on a besoin de 6xpos pour *Chez Paulette*\nPaulette Lyon ; paulette-lyon"


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
    with locked_database(settings):
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


# What is heard, and what is left alone


def test_the_offer_says_what_was_read_and_what_is_missing(stage: Stage) -> None:
    stage.as_(CLAIRE).post(
        CHANNEL, f"{GROUP} le client Chez Paulette passe sur 6xpos, slugs paulette-lyon, paulette-bron"
    )
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} on peut connecter 6xpos pour Chez Gino ?")
    whole, brand_alone = (shown(one) for one in sorted(offers(stage), key=lambda one: one["thread_ts"]))
    assert "Chez Paulette" in whole
    assert "2 restaurants" in whole
    assert "manque" not in whole
    assert "Chez Gino" in brand_alone
    assert "manque encore les restaurants" in brand_alone


@pytest.mark.parametrize(
    ("lines", "letters"),
    [
        pytest.param(50, 40, id="more-lines-than-the-form-takes"),
        pytest.param(20, 300, id="a-message-longer-than-what-is-read"),
    ],
)
def test_the_offer_says_where_the_message_has_more_than_the_form_takes(stage: Stage, lines: int, letters: int) -> None:
    listed = [f"- Chez Paulette {at} {'B' * letters} : paulette-{at:03d}" for at in range(lines)]
    stage.as_(CLAIRE).post(CHANNEL, "\n".join([f"{GROUP} le client Chez Paulette passe sur 6xpos :", *listed]))
    (told,) = (shown(one) for one in offers(stage))
    assert "trop long pour le formulaire" in told
    assert "CSV ou Excel" in told
    assert "déjà rempli" not in told


@pytest.mark.parametrize("door", ["offer", "shortcut", "command", "none of them"])
def test_the_form_says_where_the_message_has_more_than_it_takes(stage: Stage, door: str) -> None:
    listed = [
        f"- Chez Paulette {at} {'B' * 40} : paulette-{at:03d}" for at in range(50 if door != "none of them" else 3)
    ]
    text = "\n".join([f"{GROUP} le client Chez Paulette passe sur 6xpos :", *listed])
    claire, told = stage.as_(CLAIRE), "trop long pour ce formulaire"
    if door == "command":
        claire.command("/6xpos-request", "\n".join(listed))
    else:
        asked = claire.post(CHANNEL, text)
        if door == "shortcut":
            claire.message_shortcut("request_from_message", CHANNEL, asked["ts"])
        else:
            claire.click(CHANNEL, offers(stage)[0]["ts"], "open_request")
    form = stage.top_modal(CLAIRE)
    assert (told in json.dumps(form, ensure_ascii=False)) is (door != "none of them")
    claire.fill(form["id"], "brand", "Paulette")
    drawn = stage.top_modal(CLAIRE)
    assert "jagueneau+paulette@6xpos.fr" in json.dumps(drawn, ensure_ascii=False)
    assert (told in json.dumps(drawn, ensure_ascii=False)) is (door != "none of them")


def test_who_types_the_groups_name_is_heard_as_well(stage: Stage) -> None:
    stage.as_(CLAIRE).post(CHANNEL, "@partnerships 6xpos pour Chez Paulette svp")
    assert len(offers(stage)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{GROUP} merci pour 6xpos, tout roule chez Paulette !",
        f"{GROUP} la caisse 6xpos de Paulette ne remonte plus les points",
        f"{GROUP} point 6xpos jeudi 14h ?",
        f"{GROUP} finalement non pour 6xpos chez Paulette",
        "<@U0BOT6XPOS> merci !",
        "6xpos pour Chez Paulette svp",
    ],
)
def test_what_asks_for_nothing_is_left_alone(stage: Stage, text: str) -> None:
    stage.as_(CLAIRE).post(CHANNEL, text)
    assert replies(stage) == []


def test_the_form_holds_the_message_as_it_stands_when_the_button_is_pressed(stage: Stage) -> None:
    asked = stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} 6xpos pour Chez Paulette svp")
    (offer,) = offers(stage)
    stage.as_(CLAIRE).edit(CHANNEL, asked["ts"], f"{GROUP} 6xpos pour Chez Paulette svp, slug paulette-lyon")
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    assert stage.top_modal(CLAIRE)["state"]["values"]["stores"]["stores"]["value"] == "Chez Paulette ; paulette-lyon"


@pytest.mark.parametrize("what", ["edited", "deleted", "the first of its thread, deleted"])
def test_the_form_is_filled_from_no_other_message(stage: Stage, what: str) -> None:
    first = stage.as_(TOM).post(CHANNEL, "Nouveau client : *Ancienne Marque*\nVieux ; vieux-slug")
    asked = stage.as_(NORA).post(CHANNEL, ASK, thread_ts=None if "first" in what else first["ts"])
    (offer,) = offers(stage)
    if what == "edited":  # and asks for nothing any more
        stage.as_(NORA).edit(CHANNEL, asked["ts"], "Paulette Bron ; paulette-bron")
    else:
        stage.as_(NORA).delete(CHANNEL, asked["ts"])
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    values = stage.top_modal(CLAIRE)["state"]["values"]
    stores = values["stores"]["stores"]["value"]
    assert stores == ("Paulette Bron ; paulette-bron" if what == "edited" else None)
    assert "Ancienne" not in str(values["brand"]["brand"]["value"])
    # Nobody's message names nobody: the request is then whose form it is.
    assert values.get("requester", {}).get("requester", {}).get("selected_user") == (NORA if what == "edited" else None)


def test_what_was_deleted_before_it_is_answered_needs_no_answer(stage: Stage) -> None:
    slack = stage.workspace.slack
    away = stage.workspace.faults.add(Fault("slack", "chat.postMessage", "refuse", status=503, times=None))
    for text in (ASK, f"{GROUP} où en est 6xpos pour Chez Paulette ?"):
        stage.as_(CLAIRE).post(CHANNEL, text)
    assert slack.settle()
    for message in slack.messages(CHANNEL):
        stage.as_(CLAIRE).delete(CHANNEL, message["ts"])
    stage.workspace.faults.remove(away)
    stage.patiently(3)
    assert slack.messages(CHANNEL) == []
    assert stage.bot.services.outbox.waiting() == 0


def test_another_brand_in_the_same_thread_is_offered_a_request_of_its_own(stage: Stage) -> None:
    asked = stage.as_(TOM).post(CHANNEL, ASK)
    assert len(offers(stage)) == 1
    for _ in range(2):
        stage.as_(NORA).post(CHANNEL, f"{GROUP} et 6xpos pour *Chez Ugo* aussi\nUgo ; ugo", thread_ts=asked["ts"])
    first, second = offers(stage)
    assert "Chez Ugo" in shown(second)
    for offer, who in ((second, NORA), (first, TOM)):  # the one that is taken leaves the other as it is
        stage.as_(who).click(CHANNEL, offer["ts"], "open_request")
        form = stage.top_modal(who)
        assert form["state"]["values"]["brand"]["brand"]["value"] == ("Chez Ugo" if who == NORA else "Chez Paulette")
        if who == NORA:
            stage.as_(who).submit(form["id"], prerequisites=ticks(form))
        else:
            stage.as_(who).close(form["id"])
            stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, asked["ts"])
            form = stage.top_modal(CLAIRE)
            stage.as_(CLAIRE).submit(form["id"], prerequisites=ticks(form))
        stage.settle()
    assert [buttons(one) for one in offers(stage)] == [[], []]
    assert "6X-0002" in shown(offers(stage)[0])
    assert "6X-0001" in shown(offers(stage)[1])


def test_a_message_of_the_thread_that_was_offered_nothing_takes_its_offer(stage: Stage) -> None:
    asked = stage.as_(TOM).post(CHANNEL, f"{GROUP} on peut connecter 6xpos pour *Chez Paulette* ?")
    (offer,) = offers(stage)
    more = stage.as_(TOM).post(CHANNEL, "Paulette Lyon ; paulette-lyon", thread_ts=asked["ts"])
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, more["ts"])
    form = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(form["id"], brand="Chez Paulette", prerequisites=ticks(form))
    stage.settle()
    assert "6X-0001" in shown(offers(stage)[0])
    stage.as_(NORA).click(CHANNEL, offer["ts"], "open_request", stale_message=offer)
    assert "6X-0001" in stage.ephemerals(NORA)[-1]
    assert stage.workspace.slack.modals(NORA) == []


# A card's thread, and what may be shown to whom


def test_no_offer_in_the_thread_of_a_card(stage: Stage) -> None:
    card = stage.card(stage.request())
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} on peut aussi connecter 6xpos pour Chez Gino ?", thread_ts=card["ts"])
    assert offers(stage) == []
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} on peut aussi connecter 6xpos pour Chez Gino ?")
    assert len(offers(stage)) == 1


@pytest.mark.parametrize(("who", "reads"), [(AMELIE, True), (CLAIRE, False)])
def test_the_slug_to_a_name_that_was_typed_is_filled_in_for_approvers_alone(
    stage: Stage, who: str, *, reads: bool
) -> None:
    stage.request(brand="Nonna Rosa", stores="Nonna Rosa Nice ; nonna-nice\nNonna Rosa Menton ; nonna-menton")
    stage.bot.services.known.refresh()
    asked = stage.as_(TOM).post(CHANNEL, f"{GROUP} pour Nonna Rosa il faut refaire Menton sur 6xpos")
    stage.as_(who).message_shortcut("request_from_message", CHANNEL, asked["ts"])
    values = stage.top_modal(who)["state"]["values"]
    assert values["brand"]["brand"]["value"] == "Nonna Rosa"
    assert values["stores"]["stores"]["value"] == ("Nonna Rosa Menton ; nonna-menton" if reads else None)
    assert bool(values["stores_sheet"]["stores_sheet"]["selected_options"]) is not reads


def test_a_token_that_is_known_is_not_repeated(stage: Stage) -> None:
    token = "PauletteSecretToken"
    stage.give_token(stage.request(), token)
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} on peut connecter 6xpos pour {token} ?")
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} où en est la demande 6xpos pour {token} ?")
    assert replies(stage)
    assert not any(token in shown(one) for one in replies(stage))


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("<@U0BOT6XPOS>", True),
        ("<@U0BOT6XPOS> le fichier", True),
        (f"{GROUP} voici la liste pour 6xpos", True),
        (f"{GROUP} Chez Paulette, 6xpos, tout est dans le fichier", True),
        (f"{GROUP} merci pour 6xpos, voici les chiffres du mois", False),
        (f"{GROUP} voici le planning des congés", False),
    ],
)
def test_a_list_that_is_attached_is_what_is_asked_for(stage: Stage, text: str, *, offered: bool) -> None:
    until(lambda: stage.bot.services.identity.bot_user_id)  # whom a mention names, asked of Slack at the start
    file = stage.as_(CLAIRE).upload("paulette.csv", csv_of([("Paulette Lyon", "paulette-lyon")]))
    stage.as_(CLAIRE).post(CHANNEL, text, files=[file])
    assert ["paulette.csv" in shown(offer) for offer in offers(stage)] == [True] * offered
