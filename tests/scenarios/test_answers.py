"""Who asks where a request stands is told in the thread; who writes in the bot's messages tab is always answered."""

import re

from tests.scenarios.hearing import GROUP, replies, write_to_bot
from tests.scenarios.stage import CHANNEL, CLAIRE, TOM, Stage, buttons, shown, ticks
from tests.tables import csv_of


def test_who_asks_where_a_request_stands_is_told_in_the_thread(stage: Stage) -> None:
    request = stage.request()
    stage.bot.services.known.refresh()  # the clockwork does so every few seconds
    for text in (f"{GROUP} où en est Boulangerie Émile ?", f"{GROUP} des nouvelles de {request.reference} ?"):
        asked = stage.as_(TOM).post(CHANNEL, text)
        told = replies(stage)[-1]
        assert told["thread_ts"] == asked["ts"]
        assert request.reference in shown(told)
        assert "Boulangerie Émile" in shown(told)
        assert "waiting for" in shown(told)  # Tom reads English
        assert buttons(told) == []
        assert not any(slug in shown(told) for slug in ("emile-nantes", "emile-reze"))


def test_elsewhere_state_and_reference_alone_are_told(stage: Stage) -> None:
    request = stage.request()
    (told,) = write_to_bot(stage, "où en est Boulangerie Émile ?", TOM)
    assert request.reference in told
    assert "waiting for" not in told
    assert "emile-nantes" not in told


def test_of_many_that_fit_five_are_told(stage: Stage) -> None:
    for number in range(6):
        stage.request(brand=f"Paulette {number}", stores=f"Paulette {number} ; paulette-{number}")
    (told,) = write_to_bot(stage, "où en est Paulette ?")
    assert len(set(re.findall(r"6X-\d+", told))) == 5


def test_where_nothing_fits_the_command_is_named_and_no_button_shown(stage: Stage) -> None:
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} où en est 6xpos pour Chez Paulette ?")
    (told,) = replies(stage)
    assert "Chez Paulette" in shown(told)
    assert "/6xpos-request" in shown(told)
    assert buttons(told) == []


def test_of_several_that_are_named_it_is_said_which_are_not_there(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} où en sont {request.reference} et 6X-9999 ?")
    (told,) = replies(stage)
    assert "Boulangerie Émile" in shown(told)
    assert "aucune demande pour *6X-9999*" in shown(told)


def test_a_question_delivered_twice_is_answered_once(stage: Stage) -> None:
    # Slack tells of it as a message and as a mention.
    stage.as_(CLAIRE).post(CHANNEL, "<@U0BOT6XPOS> où en est Paulette ?")
    assert len(replies(stage)) == 1


# The bot's own messages tab


def test_in_the_bots_own_messages_nobody_is_left_without_an_answer(stage: Stage) -> None:
    (asked,) = write_to_bot(stage, "je voudrais connecter Chez Paulette")
    assert "Chez Paulette" in asked
    (hint,) = write_to_bot(stage, "merci !")
    assert "/6xpos-request aide" in hint


def test_there_each_message_of_a_thread_is_answered_and_a_file_alone_as_well(stage: Stage) -> None:
    direct = stage.workspace.slack.open_im(CLAIRE)
    first = stage.as_(CLAIRE).post(direct, "bonjour")
    for text in ("je voudrais connecter Chez Paulette", "je voudrais connecter Chez Paulette", "merci"):
        before = len(replies(stage, direct))
        stage.as_(CLAIRE).post(direct, text, thread_ts=first["ts"])
        assert len(replies(stage, direct)) == before + 1
    file = stage.as_(CLAIRE).upload("gino.csv", csv_of([("Gino Lyon", "gino-lyon")]))
    stage.as_(CLAIRE).post(direct, "", files=[file])
    offer = replies(stage, direct)[-1]
    assert "gino.csv" in shown(offer)
    stage.as_(CLAIRE).click(direct, offer["ts"], "open_request")
    assert "gino.csv" in shown(stage.top_modal(CLAIRE))


def test_who_asks_there_without_naming_anything_is_told_of_their_own(stage: Stage) -> None:
    request = stage.request()
    (mine,) = write_to_bot(stage, "où en sont mes demandes ?")
    assert request.reference in mine
    (none,) = write_to_bot(stage, "où en sont mes demandes ?", TOM)
    assert request.reference not in none


def test_the_form_opens_from_the_bots_own_messages(stage: Stage) -> None:
    direct = stage.workspace.slack.open_im(CLAIRE)
    stage.as_(CLAIRE).post(direct, "Chez Paulette ; chez-paulette")
    (offer,) = replies(stage, direct)
    stage.as_(CLAIRE).click(direct, offer["ts"], "open_request")
    assert stage.top_modal(CLAIRE)["state"]["values"]["stores"]["stores"]["value"] == "Chez Paulette ; chez-paulette"


def test_in_a_thread_that_is_about_a_request_it_need_not_be_named(stage: Stage) -> None:
    asked = stage.as_(CLAIRE).post(CHANNEL, f"{GROUP} 6xpos pour *Boulangerie Émile* svp")
    (offer,) = replies(stage)
    stage.as_(CLAIRE).click(CHANNEL, offer["ts"], "open_request")
    form = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(form["id"], stores="Émile ; emile-1", prerequisites=ticks(form))
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    stage.request(CLAIRE, brand="Autre", stores="Autre ; autre-1")
    for thread in (asked["ts"], stage.card(request)["ts"]):
        for text in (f"{GROUP} où en est la demande ?", "<@U0BOT6XPOS> where does this stand?"):
            stage.as_(TOM).post(CHANNEL, text, thread_ts=thread)
            stage.settle()
            told = shown(replies(stage)[-1])
            assert request.reference in told
            assert "Autre" not in told
    count = len(replies(stage))
    for text in (f"{GROUP} merci à tous !", f"{GROUP} ok super", f"{GROUP} on se voit à 14 h ?"):
        stage.as_(TOM).post(CHANNEL, text, thread_ts=asked["ts"])
    assert len(replies(stage)) == count
