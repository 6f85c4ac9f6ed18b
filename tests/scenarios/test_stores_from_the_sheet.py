"""Restaurants that stand in the sheet already: searched, chosen one by one or all at once, and sent."""

import json
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, STORES, TICKS, Stage, buttons, shown
from tests.scenarios.steps import nothing_stored, only_request, write_rows
from tests.tables import csv_of, restaurants
from workflows.requests.store_import import Found
from workflows.rules.states import State
from workflows.storage.models import Request


@pytest.fixture(autouse=True)
def rows(stage: Stage) -> None:
    """Three rows without a token, one with, one whose slug is none, beside those of the seed."""
    write_rows(
        stage,
        [
            ("Maison Kaël Lyon", "kael-lyon", ""),
            ("Maison Kaël Nantes", "kael-nantes", ""),
            ("Chez Ubu", "ubu-1", ""),
            ("Maison Kaël Paris", "kael-paris", "tok_live_kael_0123456789"),
            ("Maison Kaël Brest", "kaël brest", ""),
        ],
    )


def choosing(stage: Stage, who: str = CLAIRE, **values: Any) -> dict[str, Any]:
    """The form, submitted with the tick, until the rows can be chosen."""
    stage.submit(who, **{"brand": "Maison Kaël", "stores": "", "stores_sheet": ["stores_sheet"]} | values)
    stage.settle()
    view = stage.top_modal(who)
    assert view["callback_id"] == "sheet_choice", shown(view)
    return view


def offered(stage: Stage, view: dict[str, Any], typed: str, who: str = CLAIRE) -> dict[str, str]:
    """What is offered to somebody who types that: value by text."""
    delivery = stage.as_(who).suggest(view["id"], "sheet_rows", typed)
    assert delivery.refused == ""
    return {plain(option): option["value"] for option in delivery.body["options"]}


def plain(option: dict[str, Any]) -> str:
    """An option's text, its spaces of any width as plain ones."""
    return " ".join(option["text"]["text"].split())


def chosen(view: dict[str, Any]) -> list[str]:
    return [plain(option) for option in view["state"]["values"]["sheet_rows"]["sheet_rows"]["selected_options"]]


def test_the_brands_rows_are_chosen_to_begin_with_and_sent(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("google", "*", "delay", seconds=0.3))
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "maison kael")
    stage.workspace.calls.clear()
    delivery = stage.as_(CLAIRE).submit(view["id"], prerequisites=TICKS, stores_sheet=["stores_sheet"])
    assert delivery.body["response_action"] == "update"
    assert stage.workspace.calls.all("google") == []
    stage.settle()
    view = stage.top_modal(CLAIRE)
    # All that will be sent is shown, and sent with one press.
    for part in ("2 restaurants", "2 dans la feuille", "Maison Kaël Lyon", "Maison Kaël Nantes"):
        assert part in shown(view)
    assert chosen(view) == ["Les 2 lignes qui contiennent « maison kael »"]
    assert "1 ligne n’est pas proposée" in shown(view)
    assert nothing_stored(stage)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request = only_request(stage)
    assert [(s.name, s.slug) for s in stage.picture(request).stores] == [
        ("Maison Kaël Lyon", "kael-lyon"), ("Maison Kaël Nantes", "kael-nantes"),
    ]  # fmt: skip
    before = len(stage.workspace.sheet.rows())
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    assert len(stage.workspace.sheet.rows()) == before  # in their own rows


def test_rows_are_found_by_name_or_number_and_chosen_one_by_one(stage: Stage) -> None:
    view = choosing(stage, brand="Autre")
    assert chosen(view) == []
    found = offered(stage, view, "KAEL")
    lyon, nantes = (row_of(stage, slug) for slug in ("kael-lyon", "kael-nantes"))
    assert list(found) == [
        "Les 2 lignes qui contiennent « KAEL »", f"Maison Kaël Lyon · ligne {lyon}",
        f"Maison Kaël Nantes · ligne {nantes}",
    ]  # fmt: skip
    assert list(offered(stage, view, f"ligne {lyon}")) == [f"Maison Kaël Lyon · ligne {lyon}"]
    assert offered(stage, view, "n’existe pas") == {}
    assert offered(stage, view, "ubu-1") == {}
    found = offered(stage, view, "Nantes")
    stage.as_(CLAIRE).submit(view["id"], sheet_rows=[found[f"Maison Kaël Nantes · ligne {nantes}"]])
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert [store.slug for store in stage.picture(only_request(stage)).stores] == ["kael-nantes"]


def row_of(stage: Stage, slug: str) -> int:
    return next(number for number, row in enumerate(stage.workspace.sheet.rows(), start=1) if slug in row)


def choose(stage: Stage, view: dict[str, Any], text: str) -> None:
    """Claire takes the one row that is found."""
    (value,) = offered(stage, view, text).values()
    stage.as_(CLAIRE).submit(view["id"], sheet_rows=[value])


@pytest.mark.parametrize("who", [CLAIRE, AMELIE])
def test_who_may_not_read_slugs_is_shown_names_and_rows_alone(stage: Stage, who: str) -> None:
    """Until the rows are in a request of theirs."""
    preview = choosing(stage, who)
    assert "Maison Kaël Lyon" in shown(preview)
    slugs = "kael-lyon" in json.dumps(preview)
    assert slugs is (who == AMELIE)
    assert who == AMELIE or "kael-lyon" not in repr(stage.workspace.calls.all("slack"))
    assert (f"ligne {row_of(stage, 'kael-lyon')}" in " ".join(shown(preview).split())) is (who == CLAIRE)


def test_rows_of_another_open_request_are_not_offered_and_of_an_ended_one_are(stage: Stage) -> None:
    view = choosing(stage)
    stage.as_(CLAIRE).submit(view["id"])
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request = only_request(stage)
    view = choosing(stage, NORA, brand="Autre")
    assert offered(stage, view, "kael", NORA) == {}
    stage.click(CLAIRE, request, "cancel")
    stage.settle()
    view = choosing(stage, NORA, brand="Autre")
    assert len(offered(stage, view, "kael", NORA)) == 3


def test_a_thousand_rows_are_searched_within_slacks_hundred_options(stage: Stage) -> None:
    write_rows(stage, [(f"Grande Enseigne {n:04d}", f"grande-{n:04d}", "") for n in range(1_000)])
    view = choosing(stage, brand="Autre")
    found = offered(stage, view, "grande enseigne")
    assert len(found) == 100
    assert next(iter(found)) == "Les 1 000 lignes qui contiennent « grande enseigne »"
    assert offered(stage, view, "gr") == {}
    row = row_of(stage, "grande-0777")
    assert list(offered(stage, view, "enseigne 0777")) == [f"Grande Enseigne 0777 · ligne {row}"]
    offered(stage, view, "grande enseigne")
    stage.as_(CLAIRE).submit(view["id"], sheet_rows=["all:grande enseigne"])
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request = only_request(stage)
    assert len(stage.picture(request).stores) == 1_000
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED


def test_text_file_and_sheet_are_merged(stage: Stage) -> None:
    file = stage.as_(CLAIRE).upload("a.csv", csv_of([*restaurants(3), ("Maison Kaël Lyon", "kael-lyon")]))
    view = preview = choosing(stage, stores=STORES, stores_file=[file])
    for part in ("7 restaurants", "2 dans le texte", "4 dans a.csv", "1 dans la feuille"):
        assert part in shown(preview)
    # Back in the form, what was read is kept and the sheet still to be read; another file replaces the one before.
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    form = stage.top_modal(CLAIRE)
    assert "Garder les 4 restaurants de a.csv" in shown(form)
    other = stage.as_(CLAIRE).upload("b.csv", csv_of(restaurants(1)))
    stage.as_(CLAIRE).submit(form["id"], stores_file=[other])
    stage.settle()
    stage.as_(CLAIRE).submit(form["id"])
    stage.settle()
    assert sorted(store.slug for store in stage.picture(only_request(stage)).stores) == [
        "emile-0001", "emile-nantes", "emile-reze", "kael-lyon", "kael-nantes",
    ]  # fmt: skip


def test_another_name_than_in_the_sheet_is_an_error_that_names_both_places(stage: Stage) -> None:
    view = choosing(stage, stores="Kaël de Lyon ; kael-lyon")
    stage.as_(CLAIRE).submit(view["id"])
    preview = stage.top_modal(CLAIRE)
    row = [row[1:3] for row in stage.workspace.sheet.rows()].index(["Maison Kaël Lyon", "kael-lyon"]) + 1
    assert f"Feuille, ligne {row}" in shown(preview)
    assert "ligne 1 du texte" in shown(preview)
    assert preview["submit"] is None


def test_back_from_the_choice_keeps_the_tick(stage: Stage) -> None:
    view = choosing(stage, note="Vite")
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    values = stage.top_modal(CLAIRE)["state"]["values"]
    assert values["note"]["note"]["value"] == "Vite"
    assert [o["value"] for o in values["stores_sheet"]["stores_sheet"]["selected_options"]] == ["stores_sheet"]


def test_each_choice_shows_what_will_be_sent(stage: Stage) -> None:
    view = choosing(stage, brand="Autre")
    assert "restaurants" not in shown(view).split("ligne")[0]
    (ubu,) = offered(stage, view, "ubu").values()
    stage.as_(CLAIRE).fill(view["id"], "sheet_rows", [ubu])
    view = stage.top_modal(CLAIRE)
    assert "1 restaurant" in shown(view)
    assert "• Chez Ubu" in shown(view)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert [store.slug for store in stage.picture(only_request(stage)).stores] == ["ubu-1"]


def test_rows_that_are_chosen_anew_take_the_place_of_those_chosen_before(stage: Stage) -> None:
    view = choosing(stage)
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    stage.answered()
    # The text now calls one of them otherwise: no matter, for it is chosen no more.
    stage.as_(CLAIRE).submit(view["id"], stores="Lyon ; kael-lyon", stores_sheet=["stores_sheet"])
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert view["callback_id"] == "sheet_choice"
    choose(stage, view, "ubu")
    stage.settle()
    assert [store.slug for store in stage.picture(only_request(stage)).stores] == ["kael-lyon", "ubu-1"]


def test_a_choice_that_stands_for_nothing_is_not_sent(stage: Stage) -> None:
    view = choosing(stage, brand="Autre")
    stage.as_(CLAIRE).fill(view["id"], "sheet_rows", list(offered(stage, view, "ubu").values()))
    stage.bot.services.store_imports.read(f"request_form:{view['id']}", Found())  # the rows are gone
    stage.as_(CLAIRE).submit(view["id"])
    assert "cherche à nouveau" in stage.errors(CLAIRE)["sheet_rows"]
    assert stage.top_modal(CLAIRE)["callback_id"] == "sheet_choice"


def test_sent_twice_the_choice_gets_the_same_answer(stage: Stage) -> None:
    view = choosing(stage)
    first = stage.as_(CLAIRE).submit(view["id"])
    again = stage.workspace.slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert len(stage.picture(only_request(stage)).stores) == 2


def test_where_the_sheet_cannot_be_read_the_cure_is_said_and_it_can_be_tried_again(stage: Stage) -> None:
    fault = stage.workspace.faults.add(Fault("google", "*spreadsheets*", "refuse", 500, "INTERNAL", times=None))
    stage.submit(CLAIRE, brand="Maison Kaël", stores="", stores_sheet=["stores_sheet"])
    stage.patiently(6, 5)
    view = stage.top_modal(CLAIRE)
    assert (view["submit"], buttons(view)) == (None, ["read_again", "form_back"])
    assert nothing_stored(stage)
    stage.workspace.faults.remove(fault)
    stage.as_(CLAIRE).click_in_view(view["id"], "read_again")
    stage.settle()
    assert stage.top_modal(CLAIRE)["callback_id"] == "sheet_choice"


def test_a_hiccup_of_googles_is_nobodys_business(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("google", "*spreadsheets*", "refuse", 500, "INTERNAL", times=2))
    stage.submit(CLAIRE, brand="Maison Kaël", stores="", stores_sheet=["stores_sheet"])
    stage.patiently(6, 5)
    assert stage.top_modal(CLAIRE)["callback_id"] == "sheet_choice"


def test_a_request_that_is_edited_is_offered_its_own_rows_too(stage: Stage) -> None:
    view = choosing(stage)
    stage.as_(CLAIRE).submit(view["id"])
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request: Request = only_request(stage)
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Il en manque")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    form = stage.top_modal(CLAIRE)
    stage.as_(CLAIRE).submit(form["id"], stores="", stores_sheet=["stores_sheet"])
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert (view["callback_id"], view["private_metadata"]) == ("sheet_choice", request.id)
    assert len(offered(stage, view, "kael")) == 3
    choose(stage, view, "ubu")
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert [store.slug for store in stage.picture(request).stores] == ["ubu-1"]
    assert stage.state(request) is State.SUBMITTED


def test_without_any_row_to_take_there_is_only_the_way_back(stage: Stage) -> None:
    sheet = stage.workspace.sheet
    while len(sheet.rows()) > 1 and "SLUG PONGO" not in sheet.rows()[-1]:
        sheet.delete_row(len(sheet.rows()))
    stage.submit(CLAIRE, brand="Maison Kaël", stores="", stores_sheet=["stores_sheet"])
    stage.settle()
    view = stage.top_modal(CLAIRE)
    assert (view["submit"], buttons(view)) == (None, ["form_back"])
