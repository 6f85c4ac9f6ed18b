"""Asking: the form, its errors, its confirmation, and what a submission leaves behind."""

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, OSCAR, STORES, Stage, buttons, shown
from workflows.rules.states import State


def test_the_form_opens_at_once_and_before_anything_else(stage: Stage) -> None:
    stage.workspace.calls.clear()
    view = stage.open_form()
    assert view["callback_id"] == "request_form"
    methods = [call.method for call in stage.workspace.calls.all("slack")]
    assert methods.index("views.open") < methods.index("users.info")
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert inputs == {"brand", "stores", "stores_file", "stores_sheet", "merchant", "prerequisites", "note"}


def test_typing_the_brand_shows_the_account_ready_to_copy(stage: Stage) -> None:
    view = stage.open_form()
    assert "@6xpos.fr" not in shown(view)  # there is none before there is a brand
    stage.as_(CLAIRE).fill(view["id"], "stores", STORES)
    stage.as_(CLAIRE).fill(view["id"], "brand", "Boulangerie Émile")
    after = stage.top_modal(CLAIRE)
    assert "jagueneau+boulangerieemile@6xpos.fr" in shown(after)
    assert after["state"]["values"]["stores"]["stores"]["value"] == STORES


def test_a_submission_becomes_a_request_a_card_and_a_message(stage: Stage) -> None:
    request = stage.request(note="Ouverture en janvier", merchant="1234")
    assert request.state is State.SUBMITTED
    assert (request.account, request.merchant, request.note) == (
        "jagueneau+boulangerieemile@6xpos.fr", "1234", "Ouverture en janvier",
    )  # fmt: skip
    stage.answered()
    assert stage.workspace.slack.modals(CLAIRE) == []
    card = stage.card(request)
    text = shown(card)
    for expected in ("Boulangerie Émile", request.reference, f"<@{CLAIRE}>", "<!subteam^S0PARTNERS>", request.account):
        assert expected in text
    assert buttons(card) == ["approve", "ask_changes", "reject", "details"]
    (message,) = stage.direct(CLAIRE)
    assert request.reference in shown(message)


def test_every_message_carries_its_request_effect_and_kind(stage: Stage) -> None:
    request = stage.request()
    for message in (stage.card(request), *stage.direct(CLAIRE)):
        metadata = message["metadata"]
        assert metadata["event_type"] == "sixpos_request"
        assert metadata["event_payload"]["request_id"] == request.id
        assert set(metadata["event_payload"]) == {"request_id", "effect_id", "kind"}


def test_all_errors_at_once_each_naming_its_line(stage: Stage) -> None:
    stage.submit(
        brand="🍕",
        stores="sans slug\nNom ; sl ug\nLien ; https://backoffice.heypongo.com/merchant/1/stores\nA ; abc\nB ; abc",
        prerequisites=["account_created"],
    )
    errors = stage.errors()
    assert set(errors) == {"brand", "stores", "prerequisites"}
    for line in ("1", "2", "3", "5"):
        assert line in errors["stores"]
    assert stage.bot.services.queries.counts() == {}
    assert stage.cards() == []


def test_a_pasted_address_gets_a_hint_of_its_own(stage: Stage) -> None:
    stage.submit(stores="Nom ; https://backoffice.heypongo.com/merchant/1/stores")
    address = stage.errors()["stores"]
    stage.submit(stores="Nom ; sl ug")
    assert address != stage.errors()["stores"].replace("sl ug", "https://backoffice.heypongo.com/merchant/1/stores")


@pytest.mark.parametrize("paste", ["", " \n \t \n"])
def test_without_stores_there_is_nothing_to_ask_for(stage: Stage, paste: str) -> None:
    stage.submit(stores=paste)
    assert "stores" in stage.errors()
    assert stage.bot.services.queries.counts() == {}


def test_a_slug_of_another_open_request_is_refused_and_named(stage: Stage) -> None:
    first = stage.request()
    stage.submit(NORA, brand="Autre", stores="Autre ; emile-reze")
    error = stage.errors(NORA)["stores"]
    assert first.reference in error
    assert "Claire" in error
    assert "emile-reze" in error
    assert stage.bot.services.queries.counts() == {"submitted": 1}


def test_a_brand_with_another_open_request_asks_for_a_second_submission(stage: Stage) -> None:
    first = stage.request()
    stage.submit(NORA, brand="boulangerie emile", stores="Émile Pornic ; emile-pornic")
    view = stage.top_modal(NORA)
    assert first.reference in shown(view)
    assert stage.bot.services.queries.counts() == {"submitted": 1}
    assert view["state"]["values"]["stores"]["stores"]["value"] == "Émile Pornic ; emile-pornic"
    stage.as_(NORA).submit(view["id"])
    assert stage.bot.services.queries.counts() == {"submitted": 2}
    stage.answered()
    assert stage.workspace.slack.modals(NORA) == []


def test_the_same_view_submitted_again_is_one_request_and_gets_the_same_answer(stage: Stage) -> None:
    first = stage.submit()
    again = stage.workspace.slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    stage.settle()
    assert stage.bot.services.queries.counts() == {"submitted": 1}
    assert len(stage.cards()) == 1
    assert len(stage.direct(CLAIRE)) == 1


def test_words_cannot_ping_format_or_break_the_card(stage: Stage) -> None:
    request = stage.request(
        brand="<!channel> *Émile* & <@UTOM> `x`", stores='<!here> _N_ ; n-1\n=HYPERLINK("x") ; n-2', note="<!everyone>"
    )
    text = shown(stage.card(request))
    for ping in ("<!channel>", "<!here>", "<!everyone>", "<@UTOM>"):
        blocks = [b for b in stage.card(request)["blocks"] if b["type"] != "header"]
        assert ping not in shown({"blocks": blocks})
    assert "&lt;" in text


def test_a_note_and_a_brand_keep_no_control_characters(stage: Stage) -> None:
    request = stage.request(brand="Ém\x00ile", note="un\x00\ndeux")
    assert request.note == "un\ndeux"
    assert "\x00" not in request.brand


def test_the_other_words_of_the_command(stage: Stage) -> None:
    request = stage.request()
    for words in ("help", "AIDE", "list", "liste stp", "statut émile"):
        stage.as_(CLAIRE).command("/6xpos-request", words)
    helped, aided, *listed = stage.ephemerals(CLAIRE)[-5:]
    assert "/6xpos-request" in helped
    assert aided == helped
    assert len(listed) == 3
    assert all(request.reference in one for one in listed)


@pytest.mark.parametrize(
    ("typed", "brand", "stores"),
    [
        ("Paulette ; chez-paulette", "Paulette", "Paulette ; chez-paulette"),
        ("Chez Paulette", "Chez Paulette", None),
        ("chez paulette", "chez paulette", None),
        ("aide-moi à connecter Chez Paulette", "Chez Paulette", None),
        ("help us connect Chez Paulette to 6xpos please", "Chez Paulette", None),
        ("pour Chez Paulette, slugs paulette-lyon et paulette-bron", "Chez Paulette",
         "Chez Paulette ; paulette-lyon\nChez Paulette ; paulette-bron"),
    ],
)  # fmt: skip
def test_anything_else_opens_the_form_filled_with_it(stage: Stage, typed: str, brand: str, stores: str | None) -> None:
    stage.as_(CLAIRE).command("/6xpos-request", typed)
    values = stage.top_modal(CLAIRE)["state"]["values"]
    assert values["brand"]["brand"]["value"] == brand
    assert values["stores"]["stores"]["value"] == stores


def test_status_says_what_is_over_and_what_fits_nothing(stage: Stage) -> None:
    request = stage.request()
    stage.as_(CLAIRE).command("/6xpos-request", "status zzz")
    assert "zzz" in stage.ephemerals(CLAIRE)[-1]
    stage.click(AMELIE, request, "reject")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="non")
    stage.settle()
    stage.as_(CLAIRE).command("/6xpos-request", "statut émile")
    assert "*Refusée* le" in stage.ephemerals(CLAIRE)[-1]


def test_a_list_counts_all_that_are_under_way(stage: Stage) -> None:
    for number in range(12):  # two more than are shown
        stage.request(brand=f"Paulette {number}", stores=f"Paulette {number} ; paulette-{number}")
    stage.as_(CLAIRE).command("/6xpos-request", "liste")
    told = stage.ephemerals(CLAIRE)[-1]
    assert "12 demandes en cours" in told


def test_from_a_channel_without_the_bot_the_form_opens_too(stage: Stage) -> None:
    stage.as_(CLAIRE).command("/6xpos-request", "", channel="C0GENERAL")
    assert stage.top_modal(CLAIRE)["callback_id"] == "request_form"


def test_the_global_shortcut_opens_the_form(stage: Stage) -> None:
    stage.as_(OSCAR).global_shortcut("request_new")
    assert stage.top_modal(OSCAR)["callback_id"] == "request_form"


def test_changes_asked_for_made_and_shown_on_the_same_card(stage: Stage) -> None:
    request = stage.request()
    card = stage.card(request)
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Le slug de Rezé ?")
    stage.settle()
    assert stage.state(request) is State.CHANGES_REQUESTED
    message = stage.direct(CLAIRE)[-1]
    assert "Le slug de Rezé ?" in shown(message)
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), message["ts"], "edit")
    form = stage.top_modal(CLAIRE)
    assert form["private_metadata"] == request.id
    assert form["state"]["values"]["stores"]["stores"]["value"] == STORES
    stores = "Boulangerie Émile Nantes ; emile-nantes\nÉmile Rezé ; emile-reze-2"
    stage.as_(CLAIRE).submit(form["id"], stores=stores)  # the rest is filled in already
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    after = stage.card(request)
    assert after["ts"] == card["ts"]
    assert "Émile Rezé" in shown(after)
    assert [entry.action for entry in stage.picture(request).history] == ["submit", "ask_changes", "resubmit"]
    assert len(stage.cards()) == 1
    assert stage.fresh(request).card_channel == CHANNEL


def test_changes_that_take_a_slug_of_another_open_request_are_refused_inline(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Slug ?")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    view = stage.top_modal(CLAIRE)["id"]
    other = stage.request(NORA, brand="Autre", stores="Autre ; autre-1")
    stage.as_(CLAIRE).submit(view, stores=f"{STORES}\nÉmile Orvault ; autre-1")
    assert other.reference in stage.errors()["stores"]
    assert stage.state(request) is State.CHANGES_REQUESTED
    stage.as_(CLAIRE).submit(view, stores=f"{STORES}\nÉmile Orvault ; emile-orvault")
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert [store.slug for store in stage.picture(request).stores] == ["emile-nantes", "emile-reze", "emile-orvault"]
