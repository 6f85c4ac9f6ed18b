"""The modal that asks which stores are live: one, or a thousand."""

import pytest

from bot.sandbox.slack.blocks import checked_view
from bot.ui.go_live import Chosen, live_form, read_live
from tests.unit.ui.limits import view_problems
from tests.unit.ui.pictures import ENGLISH, FRENCH, NOW, longest_picture, picture
from workflows.rules.states import State


def values(name: str, *chosen: str) -> dict[str, object]:
    return {name: {name: {"selected_options": [{"value": value} for value in chosen]}}}


@pytest.mark.parametrize("filler", ["W", "é", "店", "👨‍👩‍👧", "&"], ids=ascii)
@pytest.mark.parametrize("live", [0, 1, 500, 1_000])
def test_a_thousand_stores_fit_whatever_they_are_called(filler: str, live: int) -> None:
    drawn = longest_picture(State.DELIVERED, 1_000, filler)
    for number, store in enumerate(drawn.stores):
        store.live_at = NOW if number < live else None
    for texts in (ENGLISH, FRENCH):
        view = live_form(texts, drawn)
        assert view_problems(view) == []
        checked_view(view)
        offered = [
            option["value"]
            for block in view["blocks"]
            if block["type"] == "input" and block["element"]["type"] == "multi_static_select"
            for group in block["element"].get("option_groups") or [block["element"]]
            for option in group["options"]
        ]
        assert sorted(map(int, offered)) == list(range(1_000))


def test_short_names_are_shown_whole() -> None:
    drawn = picture(State.DELIVERED, 3)
    for store in drawn.stores:
        store.live_at = None
    view = live_form(ENGLISH, drawn)
    names = [option["text"]["text"] for option in view["blocks"][1]["element"]["options"]]
    assert names == ["Boulangerie Léa Nantes"] * 3


def test_what_was_chosen_is_read_and_nothing_is_nothing() -> None:
    view = {"state": {"values": values("live", "3", "4") | values("not_live", "7") | values("all_live", "all")}}
    assert read_live(view) == Chosen(frozenset({3, 4}), frozenset({7}), everywhere=True)
    assert not read_live({"state": {"values": {}}})
