"""The request form: its fields, what it reads, and the sentences about what is wrong."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.request_form import PREREQUISITES, FormLinks, KeptStores, is_confirmed, read_form, request_form
from bot.ui.request_form_problems import Judged, form_errors
from tests.unit.ui.limits import all_texts, mrkdwn_texts
from tests.unit.ui.pictures import BOTH, ENGLISH, FRENCH, NASTY, REQUESTER, request
from workflows.requests.results import Draft, Taken
from workflows.rules.form_values import FormValues, PickedFile
from workflows.rules.states import State
from workflows.rules.store_lines import (
    BrandProblem,
    Source,
    StoreLine,
    StoreProblem,
    StoreProblemKind,
    read_lines,
    write_lines,
)
from workflows.rules.xlsx import FileProblem

LINKS = FormLinks("jagueneau+{brand}@6xpos.fr")
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def block(view: View, block_id: str) -> dict[str, Any]:
    (found,) = [b for b in view["blocks"] if b.get("block_id") == block_id]
    return dict(found)


def errors(
    texts: Texts, taken: Sequence[Taken] = (), names: dict[str, str] | None = None, **wrong: Any
) -> dict[str, str]:
    return form_errors(texts, Judged(Draft("", "", ()), **wrong), taken, names)


@both
def test_the_empty_form(texts: Texts) -> None:
    view = request_form(texts, LINKS)
    inputs = {b["block_id"]: b for b in view["blocks"] if b["type"] == "input"}
    assert view["callback_id"] == "request_form"
    assert set(inputs) == {"brand", "stores", "stores_file", "stores_sheet", "merchant", "prerequisites", "note"}
    assert all(b["element"]["action_id"] == name for name, b in inputs.items())
    assert {name for name, b in inputs.items() if not b["optional"]} == {"brand", "prerequisites"}
    assert inputs["brand"]["dispatch_action"] is True
    assert inputs["brand"]["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}
    options = inputs["prerequisites"]["element"]["options"]
    assert [o["value"] for o in options] == list(PREREQUISITES)
    # What describes a box is plain text, in which no link works: the page stands where the account does.
    assert [o["value"] for o in options if "description" in o] == ["sixpos_told"]
    assert "https://my.heypongo.com/settings/users" in block(view, "account")["text"]["text"]
    assert "initial_options" not in inputs["prerequisites"]["element"]
    assert "private_metadata" not in view
    assert "jagueneau+" not in all_texts(view)
    assert not is_confirmed(view)


@both
def test_one_of_the_ways_to_give_restaurants_is_enough_and_it_says_so(texts: Texts) -> None:
    blocks = request_form(texts, LINKS)["blocks"]
    ids = [block.get("block_id") for block in blocks]
    (said,) = [at for at, block in enumerate(blocks) if block.get("text", {}).get("text") == texts("form.stores_ways")]
    assert said < ids.index("stores") < ids.index("stores_file") < ids.index("stores_sheet")


@both
def test_the_account_is_shown_ready_to_copy(texts: Texts) -> None:
    view = request_form(texts, LINKS, FormValues(brand=" Café de l'Été "))
    assert "`jagueneau+cafedelete@6xpos.fr`" in block(view, "account")["text"]["text"]


@pytest.mark.parametrize("brand", ["", "  ", "🍕", "x" * 100])
def test_no_account_is_shown_for_a_brand_that_has_none(brand: str) -> None:
    view = request_form(FRENCH, LINKS, FormValues(brand=brand))
    assert "jagueneau+" not in block(view, "account")["text"]["text"]


@pytest.mark.parametrize(("texts", "told"), [(FRENCH, "trop long"), (ENGLISH, "too long")])
def test_a_brand_that_makes_no_address_says_why_where_the_address_would_stand(texts: Texts, told: str) -> None:
    view = request_form(texts, LINKS, FormValues(brand="Les Délices de la Grand-Mère " * 3))
    assert told in block(view, "account")["text"]["text"]


def test_the_merchant_leads_to_its_slugs() -> None:
    view = request_form(FRENCH, LINKS, FormValues(merchant=" 1234 "))
    assert "<https://backoffice.heypongo.com/merchant/1234/stores|1234>" in all_texts(view)


def test_what_was_typed_is_kept_and_read_again() -> None:
    values = FormValues(
        "Léa <!channel>", "A ; a\nB ; b", "12", "une\nnote", PREREQUISITES[:2], keep=("request",), sheet=True
    )
    kept = [KeptStores(Source.FILE, 3, "<a>.csv"), KeptStores(Source.REQUEST, 830)]
    view = request_form(FRENCH, LINKS, values, kept=kept)
    state: dict[str, Any] = {}
    for one in view["blocks"]:
        if one["type"] == "input":
            element = one["element"]
            typed = {"value": element.get("initial_value"), "selected_options": element.get("initial_options")}
            state[one["block_id"]] = {element["action_id"]: typed}
    assert read_form({"state": {"values": state}}) == values
    assert "Garder les 830 restaurants de la demande" in all_texts(view)
    assert "Garder les 3 restaurants de &lt;a&gt;.csv" in all_texts(view)
    chosen = [{"id": "F1", "name": "a.csv", "size": 12}]
    with_file = read_form({"state": {"values": {**state, "stores_file": {"stores_file": {"files": chosen}}}}})
    assert with_file == replace(values, files=(PickedFile("F1", "a.csv", 12),))
    assert FormValues.from_json(json.loads(json.dumps(with_file.unread.to_json()))) == values


@pytest.mark.parametrize("view", [{}, {"state": {}}, {"state": {"values": {"brand": {"brand": {"value": None}}}}}])
def test_a_form_that_holds_nothing_reads_as_nothing(view: View) -> None:
    assert read_form(view) == FormValues()
    assert not is_confirmed(view)


def test_editing_carries_the_request_and_shows_why() -> None:
    view = request_form(FRENCH, LINKS, FormValues(brand="Léa"), request=request(), reason="Il manque Nantes")
    assert view["private_metadata"] == "a" * 32
    assert "> Il manque Nantes" in all_texts(view)
    assert view["submit"]["text"] == "Renvoyer la demande"
    assert "6X-0042" in view["title"]["text"]


def test_lines_that_fitted_when_typed_fit_when_edited() -> None:
    typed = "\n".join(f"R{n:04d};s{n:04d}" for n in range(240))
    stores, _ = read_lines(typed)
    written = write_lines(stores)
    assert len(typed) < 3_000 < len(written)
    shown = block(request_form(FRENCH, LINKS, FormValues(stores=written)), "stores")["element"]["initial_value"]
    assert read_lines(shown)[0] == stores


@both
def test_another_open_request_of_the_brand_asks_for_confirmation(texts: Texts) -> None:
    other = request(State.APPROVED, brand=NASTY)
    view = request_form(texts, LINKS, FormValues(brand="Léa"), confirm=other)
    warning = block(view, "confirm")["text"]["text"]
    assert is_confirmed(view)
    assert view["submit"]["text"] == texts("form.send_anyway")
    for shown in ("6X-0042", f"<@{REQUESTER}>", texts("state.approved")):
        assert shown in warning
    assert "<!channel>" not in "".join(mrkdwn_texts(view))
    assert is_confirmed({"blocks": [block(view, "confirm")]})


@both
@pytest.mark.parametrize("fault", BrandProblem)
def test_each_fault_of_a_brand_has_its_sentence(texts: Texts, fault: BrandProblem) -> None:
    assert errors(texts, brand=fault) == {"brand": texts(f"error.brand.{fault}")}


@both
@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    "fault",
    sorted(set(StoreProblemKind) - {StoreProblemKind.EMPTY, StoreProblemKind.TOO_LONG, StoreProblemKind.TOO_MANY}),
)
def test_each_fault_of_a_line_names_it(texts: Texts, fault: StoreProblemKind, source: Source) -> None:
    error = errors(texts, stores=[StoreProblem(fault, 47, "le texte", 12, source, Source.FILE)])["stores"]
    assert texts(f"place.{source}", line="47") in error
    # What looks like a token, or may be one, is never repeated.
    silent = (
        StoreProblemKind.FORMULA,
        StoreProblemKind.REFORMATTED,
        StoreProblemKind.THREE_PARTS,
        StoreProblemKind.LOOKS_LIKE_TOKEN,
    )
    assert ("le texte" in error) == (fault not in silent)
    assert (texts("other_place.file", line="12") in error) == (fault is StoreProblemKind.SLUG_TWICE)


@both
@pytest.mark.parametrize("fault", FileProblem)
def test_each_fault_of_a_file_names_it_and_what_helps(texts: Texts, fault: FileProblem) -> None:
    found = errors(texts, file=(fault, "Léa <1>.csv"))
    assert set(found) == {"stores_file"}
    assert ("Léa <1>.csv" in found["stores_file"]) == (fault is not FileProblem.NOT_ALLOWED)


def test_too_long_says_what_to_do() -> None:
    error = errors(ENGLISH, stores=[StoreProblem(StoreProblemKind.TOO_LONG, text="4321")])["stores"]
    assert "4321" in error
    assert "3,000" in error
    assert "into a file" in error


def test_everything_wrong_is_said_at_once() -> None:
    lines = [StoreProblem(StoreProblemKind.BAD_SLUG, n, "é") for n in range(1, 5)]
    taken = (Taken(StoreLine("Léa", "lea-nantes", 9), "6X-0007", "U1"),)
    found = errors(FRENCH, brand=BrandProblem.EMPTY, stores=lines, missing=PREREQUISITES[1:], taken=taken)
    assert set(found) == {"brand", "stores", "prerequisites"}
    assert found["stores"].count("\n") == 4
    assert "Ligne 9" in found["stores"]
    assert "lea-nantes" in found["stores"]
    assert "6X-0007" in found["stores"]
    assert "rattacher tous les restaurants, prévenir 6xpos" in found["prerequisites"]


def test_a_taken_slug_says_whose_where_the_name_is_known() -> None:
    taken = (Taken(StoreLine("Léa", "lea", 1), "6X-0007", "U1"),)
    assert "Claire" in errors(FRENCH, taken, {"U1": "Claire"})["stores"]
    assert "U1" not in errors(FRENCH, taken=taken)["stores"]


def test_many_errors_are_counted() -> None:
    lines = [StoreProblem(StoreProblemKind.NO_SEPARATOR, n, "x") for n in range(1, 81)]
    error = errors(ENGLISH, stores=lines)["stores"]
    shown = error.split("\n")
    assert 5 < len(shown) <= 11
    assert f"{80 - len(shown) + 1} more errors" in shown[-1]
