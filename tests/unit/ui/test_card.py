"""The card: who, what, where it stands, and the buttons that make sense now."""

from datetime import timedelta
from typing import Any

import pytest

from bot.texts import Mrkdwn, Texts, group
from bot.ui.actions import BUTTONS, Place
from bot.ui.blocks import Message
from bot.ui.card import STORES_SHOWN, card
from tests.unit.ui.limits import all_texts, mrkdwn_texts, objects
from tests.unit.ui.pictures import (
    BOTH,
    ENGLISH,
    FRENCH,
    LEAD,
    NASTY,
    NOW,
    PROBLEMS,
    REQUESTER,
    SHEET,
    changes,
    entry,
    history,
    picture,
    request,
    stores,
)
from workflows.requests.queries import Picture
from workflows.rules.policy import actions_in
from workflows.rules.problems import Conflict, Problem
from workflows.rules.states import Event, State
from workflows.storage.columns import InSheet
from workflows.storage.models import Audit, Store

CALL = group("S0PARTNERS")
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def draw(drawn: Picture, texts: Texts = FRENCH) -> Message:
    return card(texts, drawn, mention=CALL, sheet_url=SHEET)


def buttons(message: Message) -> list[dict[str, Any]]:
    return [part for _, _, part in objects(message.blocks) if part.get("type") == "button"]


@both
def test_a_new_request_says_everything_at_a_glance(texts: Texts) -> None:
    message = draw(picture(note="Ouverture le 12", merchant="1234"), texts)
    text = all_texts(message.blocks)
    for shown in (
        "Boulangerie Léa", "6X-0042", f"<@{REQUESTER}>", CALL, "`jagueneau+boulangerielea@6xpos.fr`", "`lea-0`",
        texts("state.submitted"), "> Ouverture le 12", texts.moment(request().created_at), SHEET,
        "<https://backoffice.heypongo.com/merchant/1234/stores|1234>", ":hourglass_flowing_sand:",
    ):  # fmt: skip
        assert shown in text
    assert message.blocks[0]["text"]["text"] == "Boulangerie Léa"


def test_the_notification_calls_the_approvers_only_while_they_are_waited_for() -> None:
    assert draw(picture()).text.startswith(f"{CALL} Demande 6xpos 6X-0042")
    for state in set(State) - {State.SUBMITTED}:
        assert CALL not in draw(picture(state)).text


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_buttons_each_carrying_the_request(state: State) -> None:
    shown = buttons(draw(picture(state)))
    ticks = {State.DELIVERED: 4, State.ACTIVATED: 1}.get(state, 0)
    ends = {State.SUBMITTED: ["cancel"], State.CHANGES_REQUESTED: ["reject"], State.APPROVED: ["reject", "ask_changes"]}
    shown_here = [action for action in actions_in(state) if BUTTONS[action].place is Place.CARD]
    row = [action for action in shown_here if action not in ("retry", *ends.get(state, []))]
    assert [b["action_id"] for b in shown] == ["tick"] * ticks + row
    assert {b["value"] for b in shown} == {"a" * 32}
    styles = {b["action_id"]: b.get("style") for b in shown}
    expected = {"approve": "primary", "give_token": "primary", "reject": "danger"}
    assert styles == {action: expected.get(action) for action in styles}
    assert [b["action_id"] for b in shown if "confirm" in b] == (["cancel"] if "cancel" in styles else [])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.WRITING])
def test_trying_again_is_offered_where_something_went_wrong(state: State) -> None:
    shown = [b["action_id"] for b in buttons(draw(picture(state, problem=PROBLEMS[0])))]
    assert "retry" in shown
    assert shown[-1] == "details"


@both
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.kind)
def test_a_problem_is_shown_and_says_who_must_act(texts: Texts, problem: Problem) -> None:
    text = all_texts(draw(picture(State.WRITING, problem=problem), texts).blocks)
    passing = problem.kind in ("quota", "unavailable", "moving")
    assert (texts("state.writing") in text) == passing
    assert (texts.md("state.writing_blocked", emoji=Mrkdwn(":warning:")) in text) == (not passing)
    assert (texts("button.retry") in text.replace(f"*{texts('button.retry')}*", "")) is True


def test_a_problem_that_nobody_can_retry_now_is_not_shown() -> None:
    problem = Problem("quota")
    shown, hidden = (draw(picture(s, problem=problem)) for s in (State.SUBMITTED, State.CHANGES_REQUESTED))
    assert FRENCH("problem.quota") in all_texts(shown.blocks)
    assert FRENCH("problem.quota") not in all_texts(hidden.blocks)


def test_conflicts_show_both_fingerprints_of_each_row() -> None:
    rows = (
        Conflict("lea-nantes", "Léa Nantes", 12, "other_token", "aaaa1111", "bbbb2222"),
        Conflict("lea-lyon", "Léa Lyon", 40_123, "other_token", "cccc3333", "bbbb2222"),
    )
    text = all_texts(draw(picture(State.WRITING, problem=Problem("conflict", rows=rows)), ENGLISH).blocks)
    assert "row 12, Léa Nantes  `lea-nantes`: `aaaa1111` in the sheet, `bbbb2222` given here" in text
    assert "row 40123, Léa Lyon" in text
    assert "`cccc3333`" in text
    assert "2 rows are yours to decide" in text


def test_many_conflicts_are_counted() -> None:
    text = all_texts(draw(picture(State.WRITING, problem=PROBLEMS[-1]), ENGLISH).blocks)
    assert "830 rows are yours to decide" in text
    assert text.count("the row moved while I was writing") == 10
    assert "and 820 more rows" in text


@pytest.mark.parametrize(
    ("in_sheet", "shown"),
    [
        (InSheet.UNKNOWN, "sheet not read yet"),
        (InSheet.ABSENT, "no row yet"),
        (InSheet.NO_TOKEN, "row 1234, no token"),
        (InSheet.TOKEN, "row 1234, already has a token"),
        (InSheet.WRITTEN, "row 1234, token written"),
        (InSheet.CONFLICT, "row 1234: another token, `aaaa1111` instead of `bbbb2222`"),
    ],
)
def test_each_store_says_how_it_stands_in_the_sheet(in_sheet: InSheet, shown: str) -> None:
    store = Store(
        request_id="a", position=0, name="Léa", slug="lea", in_sheet=in_sheet, sheet_rows=[1234],
        found_fingerprint="aaaa1111",
    )  # fmt: skip
    line = all_texts(draw(Picture(request(), [store], []), ENGLISH).blocks)
    assert f"Léa  `lea`  {shown}" in line


@pytest.mark.parametrize(
    ("in_sheet", "shown"), [(InSheet.ABSENT, "no row yet"), (InSheet.UNKNOWN, "sheet not read yet")]
)
def test_what_all_stores_have_in_common_is_said_once(in_sheet: InSheet, shown: str) -> None:
    alike = [Store(request_id="a", position=n, name="L", slug=f"l-{n}", in_sheet=in_sheet) for n in range(9)]
    text = all_texts(draw(Picture(request(), alike, []), ENGLISH).blocks)
    assert f"*9 restaurants*  ·  {shown}" in text
    assert text.count(shown) == 1
    assert "`l-7`\n" in text
    other = Store(request_id="a", position=9, name="L", slug="l", in_sheet=InSheet.WRITTEN, sheet_rows=[4])
    assert all_texts(draw(Picture(request(), [*alike, other], []), ENGLISH).blocks).count(shown) == STORES_SHOWN


def test_a_slug_in_several_rows_names_them() -> None:
    store = Store(request_id="a", position=0, name="L", slug="l", in_sheet=InSheet.NO_TOKEN, sheet_rows=[4, 9])
    assert "lignes 4, 9, sans token" in all_texts(draw(Picture(request(), [store], [])).blocks)


def test_of_many_stores_the_first_are_shown_and_the_rest_counted() -> None:
    text = all_texts(draw(picture(count=830)).blocks)
    assert "*830 restaurants*" in text
    assert [n for n in range(830) if f"`lea-{n}`" in text] == list(range(STORES_SHOWN))
    assert "et 822 autres" in text
    assert ":new: 139 sans ligne" in text
    assert all_texts(draw(picture(count=STORES_SHOWN)).blocks).count("`lea-") == STORES_SHOWN


def test_who_approved_stays_whatever_comes_after() -> None:
    approved = entry(Event.APPROVE, at=NOW, details={"own_request": True})
    given = entry(Event.GIVE_TOKEN, REQUESTER, at=NOW + timedelta(hours=1))
    ticks = [Audit(at=NOW + timedelta(days=n), request_id="a", actor=LEAD, action="tick") for n in range(1, 9)]
    for state in (State.DELIVERED, State.COMPLETED):
        told = draw(
            Picture(request(state), stores(1), [entry(Event.SUBMIT, REQUESTER), approved, given, *ticks])
        ).blocks[-2]
        first, second = told["elements"][0]["text"].split("\n")
        assert first == f"24 nov. à 10:05  ·  <@{LEAD}> a validé, sans token pour l’instant (sa propre demande)"
        assert f"<@{REQUESTER}> a donné le token" in second


def test_once_decided_stores_are_counted_and_only_those_that_are_wrong_are_named() -> None:
    def one(n: int, in_sheet: InSheet) -> Store:
        return Store(request_id="a", position=n, name=f"L{n}", slug=f"l-{n}", in_sheet=in_sheet, sheet_rows=[n + 2])

    written = [one(n, InSheet.WRITTEN) for n in range(5)]
    text = all_texts(draw(Picture(request(State.DELIVERED), written, []), ENGLISH).blocks)
    assert "*5 restaurants*  ·  :white_check_mark: 5 written" in text
    assert "`l-" not in text
    wrong = all_texts(draw(Picture(request(State.WRITING), [*written, one(7, InSheet.CONFLICT)], []), ENGLISH).blocks)
    assert [n for n in range(9) if f"`l-{n}`" in wrong] == [7]
    assert "sans token" not in all_texts(draw(Picture(request(State.CANCELLED), [one(1, InSheet.NO_TOKEN)], [])).blocks)


def test_a_reason_is_quoted_under_the_state() -> None:
    asked = entry(Event.ASK_CHANGES, reason="Il manque Nantes\net Rezé")
    text = all_texts(draw(Picture(request(State.CHANGES_REQUESTED), stores(1), [asked])).blocks)
    assert "> Il manque Nantes\n> et Rezé" in text
    assert text.count("Il manque Nantes") == 1


def test_what_a_resubmission_changed_is_shown_until_somebody_decides() -> None:
    details = {
        "brand": ["Léa", "Boulangerie Léa"], "note": ["", "x"], "added": ["Nantes", "Rezé"], "renamed": [["a", "b"]],
    }  # fmt: skip
    told = [entry(Event.RESUBMIT, REQUESTER, details=details)]
    text = all_texts(draw(Picture(request(), stores(1), told), ENGLISH).blocks)
    for line in ("brand: Léa → Boulangerie Léa", "note changed", "2 added: Nantes, Rezé", "1 renamed: a → b"):
        assert f"•  {line}" in text
    decided = draw(Picture(request(State.APPROVED), stores(1), told), ENGLISH)
    assert ENGLISH("changed.note") not in all_texts(decided.blocks)


@both
@pytest.mark.parametrize("state", State)
def test_nothing_that_was_typed_pings_formats_or_breaks(texts: Texts, state: State) -> None:
    drawn = Picture(
        request(state, brand=NASTY, note=NASTY, merchant=NASTY, problem=PROBLEMS[3]),
        stores(3, NASTY),
        history(NASTY, changes(NASTY)),
    )
    message = draw(drawn, texts)
    mentions = {f"<@{REQUESTER}>", f"<@{LEAD}>", CALL}
    for text in [*mrkdwn_texts(message.blocks), message.text]:
        for mention in mentions:
            text = text.replace(mention, "")
        assert "<!" not in text
        assert "<@" not in text
        assert "*gras*" not in text
        assert ":tada:" not in text.replace(":tada: *", "")
    assert "<!channel" not in all_texts(message.blocks)


def test_a_pasted_back_office_address_leads_to_its_page() -> None:
    address = "https://backoffice.heypongo.com/merchant/42/stores"
    assert f"<{address}|42>" in all_texts(draw(picture(merchant=address)).blocks)
    assert "/merchant/evilexample/stores|" in all_texts(draw(picture(merchant="../evil.example?")).blocks)
