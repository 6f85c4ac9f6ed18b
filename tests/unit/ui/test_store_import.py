"""What is shown before a request with restaurants from elsewhere is sent."""

import pytest

from bot.texts import Texts
from bot.ui.answers import kept_open, stored_nothing
from bot.ui.request_form import is_confirmed
from bot.ui.store_import import form_gone, stores_view, waiting_view
from tests.unit.ui.limits import all_texts, mrkdwn_texts, view_problems
from tests.unit.ui.pictures import BOTH, ENGLISH, FRENCH, NASTY, request
from workflows.requests.results import Draft
from workflows.rules.store_lines import Source, StoreLine

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def draft(count: int = 30, name: str = "Léa") -> Draft:
    file = [StoreLine(f"{name} {n}", f"lea-{n}", n, Source.FILE) for n in range(2, count + 2)]
    return Draft("Boulangerie Léa", "a@b.fr", (StoreLine("Tapé", "tape", 1), *file))


def test_how_many_from_where_and_the_first_of_them() -> None:
    view = stores_view(FRENCH, draft(), "léa.csv", [])
    shown = all_texts(view)
    for expected in ("31 restaurants", "1 dans le texte", "30 dans léa.csv", "Tapé", "`lea-10`", "… et 21 autres."):
        assert expected in shown
    assert "lea-11" not in shown
    assert view["submit"]["text"] == "Envoyer la demande"
    assert view["callback_id"] == "stores_preview"
    assert "private_metadata" not in view


@both
def test_with_anything_wrong_there_is_only_the_way_back(texts: Texts) -> None:
    view = stores_view(texts, draft(0), "a.csv", [f"Fichier, ligne {n} : non." for n in range(1, 26)])
    assert "submit" not in view
    assert "Fichier, ligne 20 : non." in all_texts(view)
    assert texts("more.errors", count=5) in all_texts(view)
    assert [b["action_id"] for b in view["blocks"][-1]["elements"]] == ["form_back"]
    again = stores_view(texts, draft(0), "a.csv", ["non"], again=True)
    assert [b["action_id"] for b in again["blocks"][-1]["elements"]] == ["read_again", "form_back"]


@both
def test_an_edited_request_is_carried_and_sent_again(texts: Texts) -> None:
    view = stores_view(texts, draft(), "a.csv", [], request=request())
    assert view["private_metadata"] == "a" * 32
    assert view["submit"]["text"] == texts("form.resend")
    assert {b["value"] for b in view["blocks"][-1]["elements"]} == {"a" * 32}


def test_the_brands_other_request_is_confirmed_by_sending() -> None:
    view = stores_view(ENGLISH, draft(), "a.csv", [], confirm=request())
    assert is_confirmed(view)
    assert not is_confirmed(stores_view(ENGLISH, draft(), "a.csv", []))
    assert view["submit"]["text"] == "Send it anyway"


@both
def test_what_was_typed_formats_and_calls_nothing(texts: Texts) -> None:
    view = stores_view(texts, draft(3, NASTY), NASTY, [NASTY])
    drawn = "".join(mrkdwn_texts(view)) + "".join(mrkdwn_texts(waiting_view(texts, NASTY)))
    assert "<!channel>" not in drawn
    assert "<@U0VICTIM>" not in drawn
    assert "&lt;!channel&gt;" in drawn


def test_what_the_database_did_not_take_is_said_above_what_was_shown_and_only_once() -> None:
    view = stores_view(FRENCH, draft(), "a.csv", [], request=request())
    told = kept_open({**view, "id": "V1", "state": {}}, stored_nothing(FRENCH))["view"]
    assert told["blocks"][1:] == view["blocks"]
    assert "renvoie tel quel" in all_texts(told["blocks"][0])
    assert {name: told[name] for name in view if name != "blocks"} == {n: view[n] for n in view if n != "blocks"}
    assert kept_open(told, stored_nothing(FRENCH))["view"] == told
    assert view_problems(told) == []


@both
def test_what_is_forgotten_says_how_to_begin_again(texts: Texts) -> None:
    assert "/6xpos-request" in all_texts(form_gone(texts))
