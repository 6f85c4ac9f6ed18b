"""Restaurants from a file: uploaded, read off the ack path, looked at, sent; and every way in which that goes wrong."""

import json
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlencode

import pytest

from bot.sandbox.faults import Fault
from bot.settings import Settings
from tests.scenarios.stage import AMELIE, CLAIRE, NORA, STORES, TICKS, Stage, buttons, shown
from tests.scenarios.steps import (
    disk_full,
    locked_database,
    nothing_stored,
    only_request,
    post,
    previewed,
    send_files,
    signed,
)
from tests.tables import HEADERS, csv_of, repacked, restaurants, xlsx_of
from workflows.rules.states import State
from workflows.storage.models import Request

THREE = restaurants(3)


def test_a_file_is_read_after_the_ack_shown_and_sent(stage: Stage) -> None:
    stage.workspace.faults.add(Fault("slack", "files.info", "delay", seconds=0.5))
    delivery = send_files(stage, ("léa.csv", csv_of([HEADERS, *THREE])))
    assert delivery.body["response_action"] == "update"
    assert [c for c in stage.workspace.calls.all("slack") if c.method in ("files.info", "download")] == []
    reading = stage.top_modal(CLAIRE)
    assert "léa.csv" in shown(reading)
    assert reading["submit"] is None
    stage.settle()
    view = stage.top_modal(CLAIRE)
    for expected in ("3 restaurants", "Émile 0001", "emile-0003", "léa.csv", "Boulangerie Émile"):
        assert expected in shown(view)
    assert nothing_stored(stage)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request = only_request(stage)
    assert [(store.name, store.slug) for store in stage.picture(request).stores] == THREE
    assert "emile-0002" in shown(stage.card(request))
    assert stage.workspace.slack.modals(CLAIRE) == []
    assert stage.bot.services.store_imports.get(f"request_form:{view['id']}") is None


def test_a_thousand_restaurants_by_xlsx_reach_the_sheet(stage: Stage) -> None:
    many = restaurants(1_000)
    view = previewed(stage, ("toutes.xlsx", xlsx_of([HEADERS, *many])))
    assert "990" in shown(view)  # beyond the first ones
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    request = only_request(stage)
    stage.give_token(request)
    assert stage.state(request) is State.DELIVERED
    sheet = stage.sheet()
    assert all(sheet[slug] == (name, sheet["emile-0001"][1]) for name, slug in many)


def test_text_and_file_are_merged_and_a_store_in_both_is_one(stage: Stage) -> None:
    both = [*THREE, ("Boulangerie Émile Rezé", "emile-reze")]
    view = previewed(stage, ("a.csv", csv_of(both, ",")), stores=STORES)
    assert "5 restaurants" in shown(view)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert len(stage.picture(only_request(stage)).stores) == 5


def test_a_slug_with_two_names_is_an_error_that_names_both_places(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of([*THREE, ("Autre", "emile-reze")])), stores=STORES)
    assert "Fichier, ligne 4" in shown(view)
    assert "ligne 2 du texte" in shown(view)
    assert view["submit"] is None


def test_the_way_back_keeps_what_was_typed_and_what_was_read(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(THREE)), stores=STORES, note="Vite", merchant="1234")
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    form = stage.top_modal(CLAIRE)
    values = form["state"]["values"]
    assert form["callback_id"] == "request_form"
    assert values["brand"]["brand"]["value"] == "Boulangerie Émile"
    assert values["stores"]["stores"]["value"] == STORES
    assert (values["note"]["note"]["value"], values["merchant"]["merchant"]["value"]) == ("Vite", "1234")
    assert [o["value"] for o in values["prerequisites"]["prerequisites"]["selected_options"]] == TICKS
    assert "Garder les 3 restaurants de a.csv" in shown(form)
    # While the brand is typed anew, what is kept stays.
    stage.as_(CLAIRE).fill(form["id"], "brand", "Émile & Fils")
    stage.answered()
    stage.as_(CLAIRE).submit(form["id"])
    stage.settle()
    request = only_request(stage)
    assert request.brand == "Émile & Fils"
    assert len(stage.picture(request).stores) == 5


def test_back_in_the_form_the_file_can_be_left_out_or_replaced(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(THREE)))
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    stage.answered()
    stage.as_(CLAIRE).submit(view["id"], stores_kept=[])
    assert "stores" in stage.errors()
    other = stage.as_(CLAIRE).upload("b.csv", csv_of(restaurants(2, "Autre")))
    stage.as_(CLAIRE).submit(view["id"], stores_kept=["file"], stores_file=[other])
    stage.settle()
    assert "2 restaurants" in shown(stage.top_modal(CLAIRE))
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert [store.name for store in stage.picture(only_request(stage)).stores] == ["Autre 0001", "Autre 0002"]


def test_sent_twice_it_is_one_request_and_gets_the_same_answer(stage: Stage) -> None:
    began = send_files(stage, ("a.csv", csv_of(THREE)))
    again = stage.workspace.slack.replay(began)
    assert (again.status, again.body) == (began.status, began.body)
    stage.settle()
    view = stage.top_modal(CLAIRE)
    first = stage.as_(CLAIRE).submit(view["id"])
    again = stage.workspace.slack.replay(first)
    assert (again.status, again.body) == (first.status, first.body)
    stage.workspace.slack.replay(began)
    stage.settle()
    assert stage.bot.services.queries.counts() == {"submitted": 1}
    assert len(stage.cards()) == 1


def test_a_brand_with_another_open_request_asks_in_the_preview(stage: Stage) -> None:
    first = stage.request()
    view = previewed(stage, ("a.csv", csv_of(THREE)), who=NORA)
    stage.as_(NORA).submit(view["id"])
    asked = stage.top_modal(NORA)
    assert first.reference in shown(asked)
    assert "3 restaurants" in shown(asked)
    stage.as_(NORA).submit(view["id"])
    stage.settle()
    assert stage.bot.services.queries.counts() == {"submitted": 2}


def test_a_slug_of_another_open_request_is_said_with_its_row(stage: Stage) -> None:
    first = stage.request()
    view = previewed(stage, ("a.csv", csv_of([*THREE, ("Émile", "emile-reze")])), who=NORA, brand="Autre")
    assert "File, row 4" in shown(view)
    assert first.reference in shown(view)
    assert view["submit"] is None


def test_a_slug_that_somebody_took_since_the_preview_is_said_then(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of([("Émile", "emile-reze")])), who=NORA, brand="Autre")
    first = stage.request()
    stage.as_(NORA).submit(view["id"])
    assert first.reference in shown(stage.top_modal(NORA))
    assert stage.bot.services.queries.counts() == {"submitted": 1}


def test_what_is_wrong_in_the_form_is_said_before_anything_is_read(stage: Stage) -> None:
    send_files(stage, ("a.csv", csv_of(THREE)), brand="🍕", prerequisites=[])
    assert stage.as_(CLAIRE).submit(stage.top_modal(CLAIRE)["id"], prerequisites=["account_created"]).refused == ""
    assert set(stage.errors()) == {"brand", "prerequisites"}
    assert [c for c in stage.workspace.calls.all("slack") if c.method == "files.info"] == []


def test_wrong_rows_are_named_and_nothing_is_stored(stage: Stage) -> None:
    rows = [HEADERS, *restaurants(15), ("Émile 17", "pas un slug"), ("", "sans-nom")]
    view = previewed(stage, ("a.csv", csv_of(rows)))
    assert "Fichier, ligne 17" in shown(view)
    assert "pas un slug" in shown(view)
    assert "Fichier, ligne 18" in shown(view)
    assert view["submit"] is None
    assert buttons(view) == ["form_back"]
    assert nothing_stored(stage)
    # The corrected file, after the way back.
    stage.as_(CLAIRE).click_in_view(view["id"], "form_back")
    form = stage.top_modal(CLAIRE)
    assert "stores_kept" not in form["state"]["values"]
    good = stage.as_(CLAIRE).upload("b.csv", csv_of(rows[:16]))
    stage.as_(CLAIRE).submit(form["id"], stores_file=[good])
    stage.settle()
    stage.as_(CLAIRE).submit(form["id"])
    stage.settle()
    assert len(stage.picture(only_request(stage)).stores) == 15


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.pdf", b"%PDF-1.7")], "n’est ni un .csv ni un .xlsx"),
        ([("a.xls", b"\xd0\xcf\x11\xe0")], "Classeur Excel (.xlsx)"),
        ([("a.numbers", b"PK\x03\x04")], "Exporter vers"),
        ([("a.csv", b"x;y\n" * 600_000)], "trop gros"),
        ([("a.csv", b"")], "aucun restaurant"),
        ([("a.csv", csv_of(THREE)), ("b.csv", csv_of(THREE))], "un seul fichier"),
    ],
    ids=["pdf", "xls", "numbers", "2 MB", "empty", "two"],
)
def test_what_name_size_and_number_say_is_refused_at_once(
    stage: Stage, files: list[tuple[str, bytes]], said: str
) -> None:
    # Slack's own client would not let some of them through; it is not the only one.
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "Émile")
    stage.as_(CLAIRE).fill(view["id"], "prerequisites", TICKS)
    shown_now = stage.top_modal(CLAIRE)
    uploaded = [stage.as_(CLAIRE).upload(name, data) for name, data in files]
    shown_now["state"]["values"]["stores_file"]["stores_file"]["files"] = uploaded
    payload = {"type": "view_submission", "team": {"id": "T06XPOS"}, "user": {"id": CLAIRE}, "view": shown_now}
    body = urlencode({"payload": json.dumps(payload)})
    answer = post(stage, body, signed(stage, body)).json()
    assert said in answer["errors"]["stores_file"]
    assert nothing_stored(stage)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"MZ\x90\x00" + bytes(2_000), "ne s’ouvre pas comme un tableau"),
        ("a.xlsx", b"PK\x03\x04" + bytes(2_000), "ne s’ouvre pas comme un tableau"),
        ("a.xlsx", repacked(xlsx_of([THREE[0]]), sheet1=b"<worksheet>" + b" " * 300_000_000), "trop gros"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), "Classeur Excel (.xlsx)"),
        ("a.csv", csv_of(restaurants(1_001)), "plus de 1"),
        ("a.csv", b"un\ndeux\n", "une colonne"),
        ("a.csv", b" \r\n", "aucun restaurant"),
        ("a.csv", b"<!DOCTYPE html><html><body>Sign in; please</body></html>", "ne s’ouvre pas comme un tableau"),
    ],
    ids=["exe", "corrupt", "bomb", "encrypted", "old", "1001", "one column", "blank", "page"],
)
def test_a_file_that_is_no_table_is_said_in_the_modal(stage: Stage, name: str, data: bytes, said: str) -> None:
    view = previewed(stage, (name, data))
    assert said in shown(view)
    assert (view["submit"], buttons(view)) == (None, ["form_back"])
    assert nothing_stored(stage)


def test_a_file_deleted_meanwhile_or_of_somebody_else_is_said(stage: Stage) -> None:
    gone = stage.as_(CLAIRE).upload("a.csv", csv_of(THREE))
    theirs = stage.as_(NORA).upload("b.csv", csv_of(THREE))
    stage.workspace.slack.delete_file(gone["id"])
    for file, said in ((gone, "supprimé"), (theirs, "quelqu’un d’autre")):
        stage.submit(stores="", stores_file=[file])
        stage.settle()
        assert said in shown(stage.top_modal(CLAIRE))
    assert nothing_stored(stage)


def test_without_the_scope_the_cure_is_named(stage: Stage) -> None:
    stage.workspace.slack.scopes.discard("files:read")
    assert "files:read" in shown(previewed(stage, ("a.csv", csv_of(THREE))))


@pytest.mark.parametrize("status", [302, 200])
def test_a_page_to_sign_in_is_not_read_as_a_table(stage: Stage, status: int) -> None:
    stage.workspace.faults.add(Fault("slack", "download", "refuse", status=status))
    view = previewed(stage, ("a.csv", csv_of(THREE)))
    assert "files:read" in shown(view)
    assert view["submit"] is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault("slack", "files.info", "refuse", status=500, times=2),
        Fault("slack", "download", "refuse", status=503, times=2),
        Fault("slack", "download", "cut", times=2),
        Fault("slack", "download", "delay", seconds=6.0),
        Fault("slack", "download", "refuse", status=429, retry_after=1, times=2),
        Fault("slack", "views.update", "refuse", status=500, times=2),
    ],
    ids=lambda fault: f"{fault.method}-{fault.effect}-{fault.status}",
)
def test_a_hiccup_of_slack_is_nobodys_business(stage: Stage, fault: Fault) -> None:
    send_files(stage, ("a.csv", csv_of(THREE)))
    stage.answered()
    stage.workspace.faults.add(Fault(**vars(fault)))
    stage.patiently(6, 5)
    assert "3 restaurants" in shown(stage.top_modal(CLAIRE))


@pytest.mark.parametrize("effect", ["refuse", "cut"])
def test_where_slack_does_not_give_the_file_it_can_be_tried_again(
    stage: Stage, effect: Literal["refuse", "cut"]
) -> None:
    fault = stage.workspace.faults.add(Fault("slack", "download", effect, status=500, times=None))
    send_files(stage, ("a.csv", csv_of(THREE)))
    stage.patiently(6, 5)
    view = stage.top_modal(CLAIRE)
    assert "Réessaie" in shown(view)
    assert buttons(view) == ["read_again", "form_back"]
    stage.workspace.faults.remove(fault)
    stage.as_(CLAIRE).click_in_view(view["id"], "read_again")
    stage.settle()
    assert "3 restaurants" in shown(stage.top_modal(CLAIRE))
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert len(stage.picture(only_request(stage)).stores) == 3


def test_what_lay_open_for_more_than_a_day_is_forgotten_and_says_so(stage: Stage) -> None:
    view = previewed(stage, ("a.csv", csv_of(THREE)))
    stage.workspace.clock.advance(timedelta(days=1, minutes=1))
    stage.bot.services.store_imports.forget_old()
    stage.as_(CLAIRE).submit(view["id"])
    assert "/6xpos-request" in shown(stage.top_modal(CLAIRE))
    assert nothing_stored(stage)


@pytest.mark.parametrize("problem", ["locked", "full"])
def test_what_cannot_be_stored_is_said_in_the_modal_and_can_be_sent_again(
    stage: Stage, settings: Settings, problem: str
) -> None:
    view = stage.open_form()
    stage.as_(CLAIRE).fill(view["id"], "brand", "Émile")
    stage.settle()
    file = stage.as_(CLAIRE).upload("a.csv", csv_of(restaurants(300)))
    filled = {"brand": "Émile", "prerequisites": TICKS, "stores_file": [file], "note": "字" * 1_900}
    with stage.as_slack_waits(), locked_database(settings) if problem == "locked" else disk_full(stage):
        assert stage.as_(CLAIRE).submit(view["id"], **filled).refused == ""
        assert set(stage.errors()) == {"brand"}
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    for _ in range(2):
        with stage.as_slack_waits(), locked_database(settings) if problem == "locked" else disk_full(stage):
            assert stage.as_(CLAIRE).submit(view["id"]).refused == ""  # after 3 s it would be
        told = stage.top_modal(CLAIRE)
        assert shown(told).count("La base de données n’a pas répondu") == 1
        assert "300 restaurants" in shown(told)
    assert nothing_stored(stage)
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    assert len(stage.picture(only_request(stage)).stores) == 300


def ask_changes(stage: Stage, request: Request) -> dict[str, Any]:
    """Amélie asks for changes, Claire opens the form to make them."""
    stage.click(AMELIE, request, "ask_changes")
    stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="Il en manque")
    stage.settle()
    stage.as_(CLAIRE).click(stage.workspace.slack.im(CLAIRE), stage.direct(CLAIRE)[-1]["ts"], "edit")
    return stage.top_modal(CLAIRE)


@pytest.fixture
def big(stage: Stage) -> Request:
    """A request for 830 restaurants."""
    view = previewed(stage, ("a.csv", csv_of(restaurants(830))))
    stage.as_(CLAIRE).submit(view["id"])
    stage.settle()
    return only_request(stage)


def test_a_big_request_is_edited_without_losing_a_restaurant(stage: Stage, big: Request) -> None:
    form = ask_changes(stage, big)
    assert "Garder les 830 restaurants de la demande" in shown(form)
    stage.as_(CLAIRE).submit(form["id"], stores="Une de plus ; emile-plus")
    stage.settle()
    assert stage.state(big) is State.SUBMITTED
    assert [store.slug for store in stage.picture(big).stores] == [
        "emile-plus", *(slug for _, slug in restaurants(830)),
    ]  # fmt: skip
    assert stage.picture(big).history[-1].details == {"added": ["Une de plus"], "version": 2}


def test_a_big_request_is_edited_with_a_file_that_adds_or_replaces(stage: Stage, big: Request) -> None:
    form = ask_changes(stage, big)
    more = stage.as_(CLAIRE).upload("b.csv", csv_of(restaurants(900)[800:]))
    stage.as_(CLAIRE).submit(form["id"], stores_file=[more])
    stage.settle()
    assert "900 restaurants" in shown(stage.top_modal(CLAIRE))
    stage.as_(CLAIRE).click_in_view(form["id"], "form_back")
    stage.answered()
    stage.as_(CLAIRE).submit(form["id"], stores_kept=["file"])
    stage.settle()
    assert [store.slug for store in stage.picture(big).stores] == [slug for _, slug in restaurants(900)[800:]]
    assert stage.state(big) is State.SUBMITTED


def test_an_edited_request_that_moved_on_meanwhile_answers_what_is_true(stage: Stage, big: Request) -> None:
    form = ask_changes(stage, big)
    file = stage.as_(CLAIRE).upload("b.csv", csv_of(THREE))
    stage.as_(CLAIRE).submit(form["id"], stores_kept=[], stores_file=[file])
    stage.settle()
    stage.click(AMELIE, big, "cancel")
    stage.settle()
    stage.as_(CLAIRE).submit(form["id"])
    assert stage.state(big) is State.CANCELLED
    assert stage.top_modal(CLAIRE)["callback_id"] != "stores_preview"
