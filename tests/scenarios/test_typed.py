"""What people type or paste: rows with a token behind the slug, tokens in the wrong place, what nobody sees."""

import json
from typing import Any

import pytest

from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TOKEN, Stage, shown
from workflows.rules.states import State

LOOKS_LIKE = "pongo-51c7e2f09b84d63ea7f0"
KNOWN = "only.words-and_signs-known"  # no shape of a token, but one that was given


def typed_nowhere_else(stage: Stage, text: str) -> bool:
    """Whether no message, ephemeral or modal says it, the inputs apart in which it was typed."""
    said: list[Any] = [stage.workspace.slack.messages(CHANNEL), stage.direct(CLAIRE), stage.ephemerals(CLAIRE)]
    modals = stage.workspace.slack.modals(CLAIRE)
    return text not in json.dumps(said, default=str) and all(text not in shown(modal) for modal in modals)


@pytest.fixture
def known(stage: Stage) -> str:
    """A token that the bot has given for another brand."""
    stage.give_token(stage.request(NORA, brand="Autre", stores="Autre ; autre-un"), KNOWN)
    return KNOWN


def test_a_row_pasted_with_its_token_is_refused_and_the_token_goes_nowhere(stage: Stage) -> None:
    delivery = stage.submit(stores=f"Louise Lens\tlouise-lens\t{LOOKS_LIKE}\nLouise Arras\tlouise-arras\t")
    errors = stage.errors()
    assert list(errors) == ["stores"]
    assert "Ligne 1" in errors["stores"]
    assert "Ligne 2" not in errors["stores"]
    assert LOOKS_LIKE not in json.dumps(delivery.body, default=str)
    assert stage.bot.services.queries.open_requests() == []
    again = "Louise Lens\tlouise-lens\nLouise Arras\tlouise-arras\t"
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], stores=again)
    stage.settle()
    (request,) = stage.bot.services.queries.open_requests()
    assert [store.slug for store in stage.picture(request).stores] == ["louise-lens", "louise-arras"]


@pytest.mark.parametrize("secret", [LOOKS_LIKE, KNOWN])
@pytest.mark.parametrize("place", ["brand", "merchant", "note", "name", "slug", "line"])
def test_a_token_in_the_form_is_refused_and_not_repeated(stage: Stage, known: str, place: str, secret: str) -> None:
    values = {
        "name": {"stores": f"Lens {secret} ; louise-lens"},
        "slug": {"stores": f"Lens ; {secret}"},
        "line": {"stores": f"Lens {secret}"},
    }.get(place, {place: f"Louise {secret}"})
    delivery = stage.submit(**values)
    assert list(stage.errors()) == [place if place in values else "stores"]
    assert secret not in json.dumps(delivery.body, default=str)
    assert typed_nowhere_else(stage, secret)
    assert len(stage.bot.services.queries.open_requests()) == 1  # the other brand's


@pytest.mark.parametrize("secret", [LOOKS_LIKE, KNOWN])
@pytest.mark.parametrize("action", ["reject", "ask_changes"])
def test_a_token_in_a_reason_is_refused_and_goes_nowhere(stage: Stage, known: str, action: str, secret: str) -> None:
    request = stage.request()
    stage.click(AMELIE, request, action)
    delivery = stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason=f"Le token {secret} ne va pas")
    assert list(stage.errors(AMELIE)) == ["reason"]
    assert secret not in json.dumps(delivery.body, default=str)
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert typed_nowhere_else(stage, secret)


@pytest.mark.parametrize("secret", [LOOKS_LIKE, KNOWN])
def test_a_token_in_a_message_is_not_filled_into_the_form(stage: Stage, known: str, secret: str) -> None:
    text = f"6xpos pour Louise\nLouise Lens ; louise-lens\nLouise Arras ; {secret}\n*{secret}*\nmarque : {secret}"
    ts = stage.as_(CLAIRE).post(CHANNEL, text)["ts"]
    stage.as_(CLAIRE).message_shortcut("request_from_message", CHANNEL, ts)
    view = stage.top_modal(CLAIRE)
    assert "louise-lens" in json.dumps(view)
    assert secret not in json.dumps(view)


def test_a_token_in_the_command_is_not_repeated(stage: Stage) -> None:
    for word in ("status", "list", "help", ""):
        answer = stage.as_(CLAIRE).command("/6xpos-request", f"{word} {LOOKS_LIKE}".strip())
        assert LOOKS_LIKE not in json.dumps(answer.body, default=str)
    assert typed_nowhere_else(stage, LOOKS_LIKE)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\t", "\u3000", " \u200b "])
def test_any_white_space_separates_the_words_of_the_command(stage: Stage, space: str) -> None:
    request = stage.request(brand="Café Lou")
    answer = stage.as_(CLAIRE).command("/6xpos-request", f"\u200bstatus{space}Cafe\u0301\u00a0Lou")
    assert request.reference in json.dumps(answer.body, default=str)
    answer = stage.as_(CLAIRE).command("/6xpos-request", f"status{space}6X\u2011{request.number}")
    assert request.reference in json.dumps(answer.body, default=str)


def test_smart_quotes_around_a_token_are_taken_off_and_within_it_refused(stage: Stage) -> None:
    request = stage.request()
    stage.click(AMELIE, request, "approve")
    modal = stage.top_modal(AMELIE)["id"]
    for broken in (f"{TOKEN}…", f"tok_é{TOKEN}", f"{TOKEN[:9]}’{TOKEN[9:]}"):
        stage.as_(AMELIE).submit(modal, token=broken)
        assert list(stage.errors(AMELIE)) == ["token"]
    stage.as_(AMELIE).submit(modal, token=f"“{TOKEN}”\u200b")
    stage.settle()
    assert {token for _, token in (stage.sheet()[slug] for slug in ("emile-nantes", "emile-reze"))} == {TOKEN}


def test_what_nobody_sees_gets_into_no_name_and_spoils_no_slug(stage: Stage) -> None:
    request = stage.request(
        brand="Boulan\u00adgerie\u00a0Lou\u202e",
        stores="\ufeffLou\u200b Nantes ; lou\u2011nan\u00adtes\u200b",
        note="Vite\u2066,\u00a0merci\u200d",
    )
    (store,) = stage.picture(request).stores
    assert (request.brand, request.note) == ("Boulangerie Lou", "Vite, merci")
    assert (store.name, store.slug) == ("Lou Nantes", "lou-nantes")


def test_a_name_with_a_semicolon_outlives_the_edit_of_its_request(stage: Stage) -> None:
    request = stage.request(stores="Paul, Lille ; paul-lille\nPaul Lens ; paul-lens")
    with stage.bot.database.transaction() as session:  # as it comes by file, or from version 0.1.0
        store = session.get(type(stage.picture(request).stores[0]), stage.picture(request).stores[0].id)
        assert store is not None
        store.name = "Paul; Lille"
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Le code marchand manque")
    stage.settle()
    (note,) = [m for m in stage.direct(CLAIRE) if "edit" in json.dumps(m)]
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), note["ts"], "edit")
    stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], merchant="42")
    stage.settle()
    assert stage.state(request) is State.SUBMITTED
    assert [one.name for one in stage.picture(request).stores] == ["Paul; Lille", "Paul Lens"]


def test_a_slug_that_an_open_request_has_in_another_case_is_taken(stage: Stage) -> None:
    stage.request(stores="Lou ; Lou-Nantes")
    stage.submit(NORA, brand="Autre", stores="Lou ; lOU-nantes")
    assert "lOU-nantes" in stage.errors(NORA)["stores"]
