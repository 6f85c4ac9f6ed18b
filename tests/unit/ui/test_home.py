"""App Home: what there is to do, the list and how it is searched, within Slack's limits."""

import json
from typing import Any

import pytest

from bot.sandbox.slack.blocks import checked_view
from bot.sandbox.slack.kit import state_of, with_defaults
from bot.texts import Texts, mention
from bot.ui.blocks import Block, View
from bot.ui.home import ON_PAGE, HomePage, home, home_skeleton, read_home
from tests.unit.ui.limits import METADATA, VIEW_BYTES, all_texts, problems, units
from tests.unit.ui.pictures import BOTH, ENGLISH, FRENCH, LEAD, NASTY, PROBLEMS, REQUESTER, longest_request, request
from tests.unit.ui.waiting import CARD, card_link, held, longest_held, no_card, offered, pressed
from workflows.requests.queries import Held
from workflows.rules.policy import Action
from workflows.rules.states import State

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
PAGE = HomePage(approver=True)


def without_choice(part: Any) -> Any:
    """The view without what a list shows as chosen: it repeats one of the options, which are measured already."""
    if isinstance(part, dict):
        return {key: without_choice(value) for key, value in part.items() if key != "initial_option"}
    return [without_choice(one) for one in part] if isinstance(part, list) else part


def check(view: View) -> None:
    assert problems(without_choice(view), "home") == []
    checked_view(view)
    assert view["type"] == "home"
    assert len(view["blocks"]) <= 100
    assert len(view["private_metadata"]) <= METADATA
    assert len(json.dumps(view).encode()) <= VIEW_BYTES
    ids = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    assert len(ids) == len(set(ids))


def rows(view: View) -> dict[str, Block]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "actions"}


def opened(view: View, **chosen: Any) -> dict[str, Any]:
    """The view as a click in it brings it back: with what was typed (`home_search`) and chosen (`home_state`)."""
    blocks = with_defaults(view["blocks"])
    values = state_of(blocks)
    if "home_search" in chosen:
        values["home_search"]["home_search"]["value"] = chosen["home_search"]
    if "home_state" in chosen:
        values["home_state"]["home_state"]["selected_option"] = {"value": chosen["home_state"]}
    return {**view, "blocks": blocks, "state": {"values": values}}


@both
@pytest.mark.parametrize("filler", ["W", "&", "é", "👨‍👩‍👧", NASTY], ids=ascii)
def test_the_fullest_home_fits(texts: Texts, filler: str) -> None:
    todo = longest_held(40, filler, PROBLEMS[-1])
    listed = [longest_request(state, filler, PROBLEMS[-1]) for state in State]
    for state in ("", *State):
        page = HomePage(True, todo, listed, (filler * 300)[:300], state, 12_345, True)
        view = home(texts, page, links=card_link)
        check(view)
        assert units(read_home(opened(view))[0]) <= 100
        assert units(read_home({"private_metadata": view["private_metadata"]})[0]) <= 100


@both
@pytest.mark.parametrize("lead", [True, False])
def test_an_empty_home_says_something_kind(texts: Texts, lead: bool) -> None:
    view = home(texts, HomePage(lead), links=no_card)
    check(view)
    assert (texts("home.todo_empty") in all_texts(view)) is lead
    assert texts("home.nothing_at_all" if lead else "home.nothing_mine") in all_texts(view)


@both
def test_the_skeleton_offers_a_new_request_at_once(texts: Texts) -> None:
    view = home_skeleton(texts)
    check(view)
    assert "request_new" in pressed(rows(view)["request_new"])
    assert texts("home.loading") in all_texts(view)


@both
def test_what_is_to_be_done_works_from_here_the_most_urgent_first(texts: Texts) -> None:
    todo = [held(1), held(2, State.APPROVED, holder=LEAD, escalated=True), held(3, warned=True)]
    view = home(texts, HomePage(True, todo), links=card_link)
    check(view)
    found = {name: row for name, row in rows(view).items() if name.startswith("later:")}
    assert list(found) == [f"later:{todo[n].request.id}" for n in (2, 1, 0)]
    assert pressed(found[f"later:{todo[1].request.id}"])[Action.GIVE_TOKEN] == todo[1].request.id
    assert pressed(found[f"later:{todo[2].request.id}"])["keep_open"] == todo[2].request.id
    assert "hand_over" in offered(found[f"later:{todo[0].request.id}"])


def test_a_requester_has_things_to_do_too() -> None:
    mine = [held(1, State.CHANGES_REQUESTED, holder=REQUESTER)]
    view = home(FRENCH, HomePage(False, mine), links=card_link)
    assert Action.EDIT in pressed(rows(view)[f"later:{mine[0].request.id}"])
    assert FRENCH("home.todo") in all_texts(view)


@both
def test_more_to_do_than_is_shown_is_counted(texts: Texts) -> None:
    todo: list[Held] = [held(number) for number in range(1, 24)]
    view = home(texts, HomePage(True, todo), links=card_link)
    check(view)
    assert len([name for name in rows(view) if name.startswith("later:")]) == 10
    assert texts.md("home.todo_more", count=13) in all_texts(view)


def test_the_list_says_brand_reference_state_since_and_who() -> None:
    one = request(State.APPROVED)
    (block,) = [b for b in home(FRENCH, HomePage(True, [], [one]), links=card_link)["blocks"] if "accessory" in b]
    shown = block["text"]["text"]
    for part in ("*Boulangerie Léa*", f"<{CARD}|6X-0042>", "depuis 10:05", mention(REQUESTER)):
        assert part in shown
    assert FRENCH("state.approved") in shown
    assert (block["accessory"]["action_id"], block["accessory"]["value"]) == (Action.DETAILS, one.id)


def test_no_more_than_a_page_is_shown() -> None:
    many = [request(number=n, id=f"{n:032x}") for n in range(1, 15)]
    view = home(ENGLISH, HomePage(True, [], many), links=card_link)
    assert len([block for block in view["blocks"] if "accessory" in block]) == ON_PAGE


@pytest.mark.parametrize(
    ("page", "more", "buttons"),
    [
        (0, False, []),
        (0, True, ["home_next"]),
        (1, True, ["home_previous", "home_next"]),
        (1, False, ["home_previous"]),
    ],
)
def test_pages_can_be_turned_where_there_are_any(page: int, more: bool, buttons: list[str]) -> None:
    view = home(FRENCH, HomePage(True, [], [request()], page=page, more=more), links=card_link)
    check(view)
    assert list(pressed(rows(view).get("home_pages", {"elements": []}))) == buttons


@both
@pytest.mark.parametrize(("text", "state", "page"), [("", "", 0), ("léa", "approved", 3), ("6X-0042", "", 1)])
def test_what_is_looked_for_comes_back_with_every_click(texts: Texts, text: str, state: str, page: int) -> None:
    view = home(texts, HomePage(True, [], [request()], text, state, page, True), links=card_link)
    assert read_home(opened(view)) == (text, state, page)
    assert read_home({"private_metadata": view["private_metadata"]}) == (text, state, page)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"home_search": "max"}, ("max", "approved", 0)),
        ({"home_search": None}, ("", "approved", 0)),
        ({"home_search": "  léa "}, ("léa", "approved", 3)),
        ({"home_state": "submitted"}, ("léa", "submitted", 0)),
        ({"home_state": "any"}, ("léa", "", 0)),
    ],
)
def test_another_search_begins_at_its_first_page(chosen: dict[str, Any], expected: tuple[str, str, int]) -> None:
    view = home(FRENCH, HomePage(True, [], [request()], "léa", "approved", 3, True), links=card_link)
    assert read_home(opened(view, **chosen)) == expected


@pytest.mark.parametrize(
    "metadata", ["", "{", "[]", "7", "null", '{"page": -1}', '{"page": "x", "state": "gone", "text": null}']
)
def test_a_view_of_an_older_kind_reads_as_no_search(metadata: str) -> None:
    assert read_home({"private_metadata": metadata}) == ("", "", 0)


@both
def test_enter_searches_and_the_filter_shows_what_it_leaves_out(texts: Texts) -> None:
    def drawn(page: HomePage) -> tuple[Block, str]:
        view = home(texts, page, links=card_link)
        (search,) = [block for block in view["blocks"] if block["type"] == "input"]
        (chooser,) = rows(view)["home_state"]["elements"]
        return search, chooser["initial_option"]["text"]["text"]

    search, going_on = drawn(PAGE)
    assert search["dispatch_action"] is True
    assert search["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}
    assert search["block_id"] == search["element"]["action_id"] == "home_search"
    assert going_on == texts("home.going_on")
    search, everything = drawn(HomePage(True, text="léa"))
    assert search["element"]["initial_value"] == "léa"
    assert everything == texts("home.any_state")
    assert drawn(HomePage(True, state="rejected"))[1] == texts("state.rejected")


@both
def test_each_kind_of_nothing_has_its_sentence(texts: Texts) -> None:
    pages = {
        "home.nothing_here": HomePage(True, page=2, text="léa"),
        "home.nothing_found": HomePage(False, text="léa"),
        "home.nothing_at_all": PAGE,
        "home.nothing_mine": HomePage(False),
    }
    for key, page in pages.items():
        assert texts.md(key) in all_texts(home(texts, page, links=card_link))
    assert texts.md("home.nothing_found") in all_texts(home(texts, HomePage(True, state="rejected"), links=card_link))
