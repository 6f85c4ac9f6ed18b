"""A form opened from somebody else's message: whose the request is, who may approve it, what the offer says then."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from bot.sandbox.faults import Fault
from bot.sandbox.slack.service import Delivery
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TOKEN, TOM, Stage, buttons, shown, ticks
from tests.scenarios.steps import drawn_before, offers, type_row
from tests.tables import csv_of
from workflows.requests.search import Search
from workflows.rules.states import State
from workflows.storage.models import Request

GROUP = "<!subteam^S0PARTNERS>"
ASK = f"{GROUP} on a besoin de 6xpos pour *Chez Paulette*\nPaulette Lyon ; paulette-lyon"


def offered(stage: Stage, text: str = ASK, who: str = TOM, **more: Any) -> dict[str, Any]:
    """Somebody asks in the channel; the offer below."""
    stage.as_(who).post(CHANNEL, text, **more)
    return offers(stage)[-1]


def accept(stage: Stage, offer: dict[str, Any], who: str = CLAIRE) -> dict[str, Any]:
    """Presses the offer's button; the form that opens."""
    stage.as_(who).click(CHANNEL, offer["ts"], "open_request")
    return stage.top_modal(who)


def send(stage: Stage, form: dict[str, Any], who: str = CLAIRE, **values: Any) -> Delivery:
    """Ticks what is asked and sends the form."""
    delivery: Delivery = stage.as_(who).submit(form["id"], prerequisites=ticks(form), **values)
    stage.settle()
    return delivery


def newest(stage: Stage) -> Request:
    """The newest request."""
    return stage.bot.services.queries.search(Search(), limit=1)[0]


def named(form: dict[str, Any]) -> str | None:
    """Whom the form names as the requester; None where it does not ask."""
    asked = form["state"]["values"].get("requester")
    return str(asked["requester"]["selected_user"]) if asked else None


def test_the_form_names_the_messages_author_whose_request_it_becomes(stage: Stage) -> None:
    offer = offered(stage)
    form = accept(stage, offer)
    assert named(form) == TOM
    # What is typed redraws the form, and loses nothing of it.
    stage.as_(CLAIRE).fill(form["id"], "brand", "Chez Paulette")
    send(stage, stage.top_modal(CLAIRE))
    request = newest(stage)
    assert (request.requester, request.brand) == (TOM, "Chez Paulette")
    assert stage.picture(request).history[0].actor == CLAIRE  # the audit says who opened it
    assert "pour <@UTOM>" in shown(stage.card(request))
    # Tom gets the message, which says who opened it; Claire gets none.
    (note,) = stage.direct(TOM)
    assert request.reference in shown(note)
    assert "<@UCLAIRE>" in shown(note)
    assert stage.direct(CLAIRE) == []
    # He can take it back, she cannot.
    card = drawn_before(stage.card(request), request, "cancel")
    stage.as_(CLAIRE).click(CHANNEL, card["ts"], "cancel", stale_message=card)
    assert stage.state(request) is State.SUBMITTED
    stage.click(TOM, request, "cancel")
    assert stage.state(request) is State.CANCELLED


def test_who_opens_the_form_from_their_own_message_is_not_asked(stage: Stage) -> None:
    form = accept(stage, offered(stage, who=CLAIRE))
    assert named(form) is None
    send(stage, form)
    request = newest(stage)
    assert request.requester == CLAIRE
    assert "pour <@" not in shown(stage.card(request))
    (offer,) = offers(stage)
    assert "ouverte par <@UCLAIRE>." in shown(offer)


def test_the_message_shortcut_names_the_author_too_and_no_bot(stage: Stage) -> None:
    asked = stage.as_(TOM).post(CHANNEL, "6xpos pour *Chez Gino*")
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, asked["ts"])
    assert named(stage.top_modal(CLAIRE)) == TOM
    card = stage.card(stage.request())
    stage.as_(AMELIE).message_shortcut("request_from_message", CHANNEL, card["ts"])
    assert named(stage.top_modal(AMELIE)) is None


@pytest.mark.parametrize(("chosen", "may"), [(None, True), (CLAIRE, False)])
def test_an_approver_may_approve_what_they_opened_for_its_author_alone(
    stage: Stage, chosen: str | None, *, may: bool
) -> None:
    # ALLOW_SELF_APPROVAL=alone, and there are other approvers.
    form = accept(stage, offered(stage), AMELIE)
    send(stage, form, AMELIE, **({"requester": chosen} if chosen else {}))
    request = newest(stage)
    assert request.requester == (chosen or TOM)
    stage.click(AMELIE, request, "approve")
    if may:
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], token=TOKEN)
        stage.settle()
        assert stage.state(request) is State.DELIVERED
    else:
        assert "quelqu’un d’autre doit la valider" in stage.ephemerals(AMELIE)[-1]
        assert stage.state(request) is State.SUBMITTED
        # Saying no to one's own is always fine.
        stage.click(AMELIE, request, "reject")
        assert stage.top_modal(AMELIE)["callback_id"] == "reject_form"


def test_an_author_who_approves_does_not_approve_what_was_opened_for_them(stage: Stage) -> None:
    send(stage, accept(stage, offered(stage, who=AMELIE)))
    request = newest(stage)
    assert request.requester == AMELIE
    stage.click(AMELIE, request, "approve")
    assert "ta propre demande" in stage.ephemerals(AMELIE)[-1]


def test_no_request_is_the_bots(stage: Stage) -> None:
    form = accept(stage, offered(stage))
    send(stage, form, requester=stage.workspace.slack.bot_user_id)
    assert "requester" in stage.errors(CLAIRE)
    assert stage.bot.services.queries.search(Search()) == []


@pytest.mark.parametrize("why", ["user_disabled", "cannot_dm_bot"])
def test_an_author_who_has_left_holds_nothing_up(stage: Stage, why: str) -> None:
    form = accept(stage, offered(stage), AMELIE)
    stage.workspace.faults.add(Fault("slack", "conversations.open", "refuse", 200, why, times=None))
    send(stage, form, AMELIE)
    request = newest(stage)
    stage.as_(TOM).post(CHANNEL, "Qui s’en occupe ?", thread_ts=stage.card(request)["ts"])
    assert stage.workspace.slack.settle()
    stage.patiently(3)
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert stage.bot.services.outbox.waiting() == 0
    assert requests.get(f"http://127.0.0.1:{stage.bot.port}/readyz", timeout=10).status_code == 200


@pytest.mark.parametrize("error", ["ratelimited", "not_in_channel", "fatal_error"])
def test_where_the_message_cannot_be_read_the_request_is_its_authors_all_the_same(stage: Stage, error: str) -> None:
    offer = offered(stage)
    stage.workspace.faults.add(Fault("slack", "conversations.replies", "refuse", 200, error, times=None))
    form = accept(stage, offer)
    assert named(form) == TOM
    send(stage, form, brand="Chez Paulette", stores="Paulette Lyon ; paulette-lyon")
    assert (newest(stage).requester, stage.picture(newest(stage)).history[0].actor) == (TOM, CLAIRE)


def test_a_form_opens_at_once_however_long_the_message_takes_to_be_read(stage: Stage) -> None:
    offer = offered(stage)
    seen: list[Any] = []

    def look(method: str, _arguments: dict[str, Any]) -> None:
        if method == "conversations.replies":
            seen.append(shown(stage.workspace.slack.modals(CLAIRE)[-1]))

    stage.workspace.slack.before_call.append(look)
    assert named(accept(stage, offer)) == TOM
    (skeleton,) = seen
    assert "Je relis le message" in skeleton


# The offer, once it was taken


def test_the_offer_turns_into_the_request_and_a_second_press_says_so_at_once(stage: Stage) -> None:
    offer = offered(stage)
    send(stage, accept(stage, offer))
    request = newest(stage)
    (taken,) = offers(stage)
    assert taken["ts"] == offer["ts"]
    assert f"{request.reference}>*, opened by <@UCLAIRE> for <@UTOM>." in shown(taken)  # Tom reads English
    assert stage.card(request)["ts"].replace(".", "") in shown(taken)  # a link to the card
    assert buttons(taken) == []
    for who in (TOM, AMELIE, CLAIRE):
        stage.as_(who).click(CHANNEL, offer["ts"], "open_request", stale_message=offer)
        assert request.reference in stage.ephemerals(who)[-1]
        assert stage.workspace.slack.modals(who) == []
    # The same from the message's menu; another message asks anew.
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, offer["thread_ts"])
    assert request.reference in stage.ephemerals(CLAIRE)[-1]
    assert stage.workspace.slack.modals(CLAIRE) == []
    # Once it was given up, it can be asked for again.
    stage.click(TOM, request, "cancel")
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, offer["thread_ts"])
    assert stage.top_modal(CLAIRE)["callback_id"] == "request_form"


def test_the_offer_turns_also_where_the_form_came_from_the_messages_menu(stage: Stage) -> None:
    offer = offered(stage)
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, offer["thread_ts"])
    send(stage, stage.top_modal(CLAIRE))
    (taken,) = offers(stage)
    assert newest(stage).reference in shown(taken)
    assert buttons(taken) == []


def test_a_deleted_offer_holds_nothing_up(stage: Stage) -> None:
    offer = offered(stage)
    form = accept(stage, offer)
    stage.as_(AMELIE).delete(CHANNEL, offer["ts"])
    send(stage, form)
    assert stage.bot.services.outbox.waiting() == 0
    assert stage.card(newest(stage))


# What the sheet alone knows, and files


@pytest.mark.parametrize("settings_overrides", [{"SHEET_WATCH_MINUTES": "5"}])
def test_rows_that_a_message_names_are_chosen_by_name_and_number(stage: Stage) -> None:
    rows = [type_row(stage, f"Nonna Rosa {city}", f"nonna-{city.lower()}") for city in ("Nice", "Menton", "Cannes")]
    for _ in range(3):
        stage.workspace.clock.advance(timedelta(minutes=5, seconds=1))
        stage.bot.watch.tick()
        stage.settle()
    stage.bot.services.known.refresh()
    offer = offered(stage, f"{GROUP} 6xpos pour Nonna Rosa Menton et Nonna Rosa Cannes svp")
    form = accept(stage, offer)
    boxes = next(block for block in form["blocks"] if block["block_id"] == "stores_sheet")["element"]["options"]
    named = {box["text"]["text"]: box for box in boxes[1:]}
    assert set(named) == {"Nonna Rosa Menton", "Nonna Rosa Cannes"}
    assert str(rows[1]) in named["Nonna Rosa Menton"]["description"]["text"]
    assert "nonna-" not in repr(form)  # the slug is for approvers alone
    chosen = [box["value"] for box in form["state"]["values"]["stores_sheet"]["stores_sheet"]["selected_options"]]
    assert chosen == [box["value"] for box in boxes]
    stage.as_(CLAIRE).submit(
        form["id"], brand="Nonna Rosa", stores_sheet=["stores_sheet", named["Nonna Rosa Cannes"]["value"]],
        prerequisites=ticks(form),
    )  # fmt: skip
    stage.settle()
    choice = stage.top_modal(CLAIRE)
    assert choice["callback_id"] == "sheet_choice"
    stage.as_(CLAIRE).submit(choice["id"])
    stage.settle()
    request = newest(stage)
    assert [store.slug for store in stage.picture(request).stores] == ["nonna-cannes"]
    assert request.requester == TOM
    assert request.reference in shown(offers(stage)[-1])


@pytest.mark.parametrize("own", [True, False])
def test_a_file_on_the_message_counts_as_the_forms_file(stage: Stage, *, own: bool) -> None:
    data = csv_of([("Gino Lyon", "gino-lyon"), ("Gino Bron", "gino-bron")])
    files = [stage.as_(TOM).upload("photo.png", b"\x89PNG"), stage.as_(TOM).upload("gino.csv", data)]
    offer = offered(stage, f"{GROUP} 6xpos pour *Chez Gino* svp, liste jointe", files=files)
    assert "gino.csv" in shown(offer)
    assert "restaurants" not in shown(offer)  # nothing is said to be missing
    who = TOM if own else CLAIRE
    form = accept(stage, offer, who)
    assert "gino.csv" in shown(form)
    send(stage, form, who)
    preview = stage.top_modal(who)
    assert preview["callback_id"] == "stores_preview"
    # Back and forth: it is not read twice, and stays.
    stage.as_(who).click_in_view(preview["id"], "form_back")
    send(stage, stage.top_modal(who), who)
    request = newest(stage)
    assert [store.slug for store in stage.picture(request).stores] == ["gino-lyon", "gino-bron"]
    assert request.requester == TOM


def test_the_messages_file_can_be_left_out_or_replaced(stage: Stage) -> None:
    file = stage.as_(TOM).upload("gino.csv", csv_of([("Gino Lyon", "gino-lyon")]))
    form = accept(stage, offered(stage, f"{GROUP} 6xpos pour *Chez Gino* svp", files=[file]))
    send(stage, form, stores_attached=[])
    assert "stores" in stage.errors(CLAIRE)
    other = stage.as_(CLAIRE).upload("autre.csv", csv_of([("Gino Bron", "gino-bron")]))
    value = next(b for b in form["blocks"] if b["block_id"] == "stores_attached")["element"]["options"][0]["value"]
    send(stage, stage.top_modal(CLAIRE), stores_attached=[value], stores_file=[other])
    assert "gino-bron" in shown(stage.top_modal(CLAIRE))
    assert "gino-lyon" not in shown(stage.top_modal(CLAIRE))
