"""What people fill in: state.values, what is kept over an update, what Slack's client would not submit."""

from typing import Any

import pytest

from bot.sandbox.slack import kit

Json = dict[str, Any]


def text(value: str) -> Json:
    return {"type": "plain_text", "text": value}


def asked(element: Json, block_id: str = "b", **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": text("l"), "element": {"action_id": "a", **element}, **more}


def option(value: str) -> Json:
    return {"text": text(value), "value": value}


TICKS = {"type": "checkboxes", "options": [option("x"), option("y")]}
SELECT = {"type": "static_select", "option_groups": [{"label": text("g"), "options": [option("x"), option("y")]}]}
TYPED = {"type": "plain_text_input"}


def test_a_choice_stays_only_while_it_is_offered() -> None:
    chosen = {"b": {"a": kit.state_for(TICKS, ["x"])}}
    assert kit.state_of([asked(TICKS)], chosen) == chosen
    fewer = {**TICKS, "options": [option("y")]}
    assert kit.state_of([asked(fewer)], chosen)["b"]["a"]["selected_options"] == []


def test_only_what_is_offered_can_be_chosen() -> None:
    assert kit.state_for(SELECT, "y") == {"type": "static_select", "selected_option": option("y")}
    assert kit.state_for(SELECT, option("y"))["selected_option"] == option("y")
    assert kit.state_for(SELECT, None) == {"type": "static_select", "selected_option": None}
    assert kit.state_for(TICKS, ["y", "x"])["selected_options"] == [option("y"), option("x")]
    with pytest.raises(kit.NoSuchChoice):
        kit.state_for(TICKS, ["z"])


@pytest.mark.parametrize(
    ("element", "value", "objected"),
    [
        (TYPED, "", True),
        (TYPED, "x" * 3000, False),
        (TYPED, "x" * 3001, True),
        ({**TYPED, "max_length": 3}, "abc", False),
        ({**TYPED, "max_length": 3}, "abcd", True),
        (TICKS, [], True),
        (TICKS, ["x"], False),
        (SELECT, None, True),
        ({"type": "file_input", "filetypes": ["csv"]}, [{"name": "a.CSV"}], False),
        ({"type": "file_input", "filetypes": ["csv"]}, [{"name": "a.pdf"}], True),
        ({"type": "file_input", "max_files": 1}, [{"name": "a"}, {"name": "b"}], True),
    ],
)
def test_what_slacks_client_would_not_submit(element: Json, value: Any, objected: bool) -> None:
    block = asked(element)
    values = {"b": {"a": kit.state_for(block["element"], value)}}
    assert bool(kit.objections([block], values)) == objected
