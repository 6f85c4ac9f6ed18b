"""6xpos's own steps, ticked one by one, and what its buttons mean."""

from typing import Any

import pytest

from bot.ui.go_live import live_steps, step_of
from tests.unit.ui.pictures import ENGLISH, NOW, picture
from workflows.requests.go_live import LiveStep, may_change
from workflows.requests.queries import Picture
from workflows.rules.states import State
from workflows.storage.models import Tick


def drawn(state: State, *steps: str, everything: bool = False) -> list[dict[str, Any]]:
    ticks = tuple(Tick(request_id="a" * 32, step=step, by="U0WHO", at=NOW) for step in steps)
    plain = picture(state)
    return live_steps(ENGLISH, Picture(plain.request, plain.stores, plain.history, ticks), everything=everything)


@pytest.mark.parametrize("state", State)
def test_it_is_shown_from_the_delivery_on(state: State) -> None:
    shown = state in (State.DELIVERED, State.ACTIVATED, State.COMPLETED)
    assert len(drawn(state)) == (4 if shown else 0)


def test_each_button_says_which_step_it_is_about_and_what_it_does() -> None:
    blocks = drawn(State.DELIVERED, "access")
    meant = [step_of({"block_id": block["block_id"]}) for block in blocks]
    assert meant == [
        (LiveStep.INTERFACES, True),
        (LiveStep.ACCESS, False),
        (LiveStep.SLUG, True),
        (LiveStep.PRODUCTS, True),
    ]
    assert {block["accessory"]["value"] for block in blocks} == {"a" * 32}


@pytest.mark.parametrize("block_id", ["", "tick", "tick:", "tick:coffee", "later:interfaces", "interfaces"])
def test_a_button_of_no_step_is_none(block_id: str) -> None:
    assert step_of({"block_id": block_id}) is None


def test_what_cannot_be_changed_any_more_has_no_button() -> None:
    everything = [step.value for step in LiveStep]
    done, products = drawn(State.ACTIVATED, *everything[:3])
    assert [("accessory" in block) for block in (done, products)] == [False, True]
    assert done["text"]["text"].count(",") == 2  # one line on the card; the details name who ticked each when
    assert len(drawn(State.COMPLETED, *everything)) == 1
    detailed = drawn(State.COMPLETED, *everything, everything=True)
    assert ["<@U0WHO>" in block["text"]["text"] for block in detailed[:4]] == [True] * 4
    assert not any("accessory" in block for block in detailed[:4])


def test_only_a_brand_of_several_stores_has_a_line_for_them() -> None:
    plain = picture(State.DELIVERED, 3)
    assert len(live_steps(ENGLISH, plain)) == 4
    assert "0 of 3" in live_steps(ENGLISH, plain, everything=True)[-1]["text"]["text"]
    assert len(live_steps(ENGLISH, picture(State.DELIVERED, 1), everything=True)) == 4


def test_a_step_is_changed_only_while_it_has_not_moved_the_request_on() -> None:
    changeable = {(step, state) for step in LiveStep for state in State if may_change(step, state)}
    assert changeable == {(step, State.DELIVERED) for step in LiveStep} | {(LiveStep.PRODUCTS, State.ACTIVATED)}
