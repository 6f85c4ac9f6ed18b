"""The token modal, the two that ask why, and the details."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.texts import Texts
from bot.ui.blocks import View
from bot.ui.decisions import LONGEST_REASON, reason_form
from bot.ui.details import STORES_ON_PAGE, details, page_of
from bot.ui.token import TokenLinks, token_error, token_form, token_needed
from tests.unit.ui.limits import all_texts, mrkdwn_texts, objects
from tests.unit.ui.pictures import (
    BOTH,
    ENGLISH,
    FRENCH,
    LEAD,
    NASTY,
    PROBLEMS,
    REQUESTER,
    SHEET,
    changes,
    history,
    picture,
    request,
    stores,
)
from workflows.requests.queries import Picture
from workflows.rules.policy import Action
from workflows.rules.states import State
from workflows.rules.tokens import TokenProblem, TokenProblemKind

LINKS = TokenLinks(sheet_url=SHEET)
both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)


def block(view: View, block_id: str) -> dict[str, Any]:
    (found,) = [b for b in view["blocks"] if b.get("block_id") == block_id]
    return dict(found)


@both
@pytest.mark.parametrize(("state", "optional"), [(State.SUBMITTED, True), (State.APPROVED, False)])
def test_the_token_may_come_later_only_before_the_approval(texts: Texts, state: State, optional: bool) -> None:
    view = token_form(texts, picture(state), links=LINKS, survey="known")
    assert (view["callback_id"], view["private_metadata"]) == ("token_form", "a" * 32)
    token = block(view, "token")
    assert token["element"]["action_id"] == "token"
    assert token["optional"] is optional


@both
def test_the_steps_lead_to_where_the_token_is_made_and_goes(texts: Texts) -> None:
    text = all_texts(token_form(texts, picture(merchant="1234"), links=LINKS, survey="known"))
    for target in ("https://backoffice.heypongo.com/merchant/1234/stores", SHEET, LINKS.users_url):
        assert f"<{target}|" in text
    assert "<https://backoffice.heypongo.com|" in all_texts(token_form(texts, picture(), links=LINKS, survey="known"))


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "to read"), (1, "row added"), (2, "rows 4, 5, 6: token added"), (3, "token in place, `aaaa1111`")],
)
def test_the_plan_says_what_becomes_of_each_store(number: int, shown: str) -> None:
    drawn = Picture(request(), stores(6)[number : number + 1], [])
    text = all_texts(token_form(ENGLISH, drawn, links=LINKS, survey="known"))
    assert shown in text
    assert (ENGLISH("token.kept") in text) == (number == 3)


def test_a_long_plan_is_counted() -> None:
    assert "and 800 more" in all_texts(token_form(ENGLISH, picture(count=830), links=LINKS, survey="known"))


@both
@pytest.mark.parametrize("survey", ["reading", "unreadable"])
def test_an_unread_sheet_keeps_nobody_from_going_on(texts: Texts, survey: str) -> None:
    view = token_form(texts, picture(), links=LINKS, survey=survey)
    assert texts(f"token.{survey}") in all_texts(view)
    assert "submit" in view


def test_a_survey_of_another_kind_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="survey"):
        token_form(FRENCH, picture(), links=LINKS, survey="done")


@both
def test_each_fault_of_a_token_has_its_sentence(texts: Texts) -> None:
    expired = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    said = {fault: token_error(texts, TokenProblem(fault, expired)) for fault in TokenProblemKind}
    assert len(set(said.values())) == len(TokenProblemKind)
    assert "16" in said[TokenProblemKind.TOO_SHORT]
    assert texts.moment(expired) in said[TokenProblemKind.EXPIRED]
    assert token_needed(texts) not in said.values()


@both
@pytest.mark.parametrize(("action", "callback"), [(Action.REJECT, "reject_form"), (Action.ASK_CHANGES, "changes_form")])
def test_a_reason_is_asked_for(texts: Texts, action: Action, callback: str) -> None:
    view = reason_form(texts, request(brand=NASTY), action)
    assert (view["callback_id"], view["private_metadata"]) == (callback, "a" * 32)
    reason = block(view, "reason")
    assert reason["optional"] is False
    assert reason["element"] | {"placeholder": None} == {
        "type": "plain_text_input", "action_id": "reason", "multiline": True, "max_length": LONGEST_REASON,
        "focus_on_load": True, "placeholder": None,
    }  # fmt: skip
    assert f"<@{REQUESTER}>" in all_texts(view)
    assert "<!channel>" not in all_texts(view)


def pages(drawn: Picture) -> list[View]:
    """Turns the pages by their buttons, as a person would."""
    shown = [details(FRENCH, drawn)]
    while len(shown) < 100:
        following = [p for _, _, p in objects(shown[-1]) if p.get("action_id") == "details_next"]
        if not following:
            return shown
        turning = next(b for b in shown[-1]["blocks"] if b["type"] == "actions")
        click = {"action_id": "details_next", "block_id": turning["block_id"], "value": following[0]["value"]}
        shown.append(details(FRENCH, drawn, page_of(click)))
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("count", [1, STORES_ON_PAGE, STORES_ON_PAGE + 1, 1_000])
def test_every_store_is_on_one_page_whole(count: int) -> None:
    drawn = Picture(request(), stores(count, "Un nom qui fait bien ses deux cents signes ".ljust(200, "x")), [])
    text = "\n".join(all_texts(view) for view in pages(drawn))
    for store in drawn.stores:
        assert text.count(f"`{store.slug}`") == 1
    assert text.count(drawn.stores[0].name) == count


def test_pages_turn_back_and_stay_within_the_book() -> None:
    drawn = Picture(request(), stores(100), [])
    assert page_of({"action_id": "details_previous", "block_id": "page:2"}) == 1
    assert page_of({"action_id": "details_previous", "block_id": "page:0"}) == 0
    assert page_of({"action_id": "details_next", "block_id": "something"}) == 1
    assert details(FRENCH, drawn, 99) == details(FRENCH, drawn, 2)
    assert details(FRENCH, drawn, -1) == details(FRENCH, drawn, 0)
    ids = [[p["action_id"] for _, _, p in objects(v) if p.get("type") == "button"] for v in pages(drawn)]
    assert ids == [["details_next"], ["details_previous", "details_next"], ["details_previous"]]


@both
def test_the_details_tell_the_whole_story(texts: Texts) -> None:
    drawn = Picture(
        request(State.WRITING, note="Bonjour", problem=PROBLEMS[0]),
        stores(2),
        history("Parce que", {"added": ["Rezé"]}),
    )
    text = all_texts(details(texts, drawn))
    assert text.count(f"<@{LEAD}>") >= 8
    for shown in (
        f"<@{REQUESTER}>",
        "Parce que",
        "> Bonjour",
        "bot@project.iam.gserviceaccount.com",
        "Rezé",
        "`bbbb2222`",
    ):
        assert shown in text


def test_nothing_in_the_details_pings_or_formats() -> None:
    drawn = Picture(request(brand=NASTY, note=NASTY, merchant=NASTY), stores(3, NASTY), history(NASTY, changes(NASTY)))
    text = "".join(mrkdwn_texts(details(FRENCH, drawn)))
    assert "<!" not in text
    assert "<@U0VICTIM>" not in text
    assert "*gras*" not in text
