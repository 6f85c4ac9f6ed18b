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


def test_defaults_are_spelled_out_and_the_original_is_left_alone() -> None:
    given = [{"type": "actions", "block_id": None, "elements": [{"type": "button", "text": text("t")}]}]
    [block] = kit.with_defaults(given)
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert block["elements"][0]["text"] == {"type": "plain_text", "text": "t", "emoji": True}
    assert given[0]["block_id"] is None
    assert kit.with_defaults([{"type": "section", "text": {"type": "mrkdwn", "text": "t"}}])[0]["text"] == {
        "type": "mrkdwn", "text": "t", "verbatim": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("element", "state"),
    [
        (TYPED, {"type": "plain_text_input", "value": None}),
        ({**TYPED, "initial_value": "i"}, {"type": "plain_text_input", "value": "i"}),
        ({**TYPED, "initial_value": ""}, {"type": "plain_text_input", "value": None}),
        (TICKS, {"type": "checkboxes", "selected_options": []}),
        ({**TICKS, "initial_options": [option("x")]}, {"type": "checkboxes", "selected_options": [option("x")]}),
        (SELECT, {"type": "static_select", "selected_option": None}),
        ({"type": "users_select", "initial_user": "U1"}, {"type": "users_select", "selected_user": "U1"}),
        ({"type": "file_input"}, {"type": "file_input", "files": []}),
    ],
)
def test_the_state_of_what_nobody_touched(element: Json, state: Json) -> None:
    assert kit.state_of([asked(element)]) == {"b": {"a": state}}


def test_what_was_typed_stays_under_the_same_block_and_action() -> None:
    typed = {"b": {"a": kit.state_for(TYPED, "mine")}}
    assert kit.state_of([asked({**TYPED, "initial_value": "new"})], typed)["b"]["a"]["value"] == "mine"
    other_block = kit.state_of([asked({**TYPED, "initial_value": "new"}, "c")], typed)
    assert other_block == {"c": {"a": {"type": "plain_text_input", "value": "new"}}}
    other_action = kit.state_of([asked({**TYPED, "initial_value": "new", "action_id": "z"})], typed)
    assert other_action["b"]["z"]["value"] == "new"
    other_kind = kit.state_of([asked(TICKS)], typed)
    assert other_kind["b"]["a"] == {"type": "checkboxes", "selected_options": []}


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
        ({**TYPED, "min_length": 3}, "ab", True),
        ({**TYPED, "min_length": 3}, "abc", False),
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


def test_an_optional_input_may_stay_empty() -> None:
    assert kit.objections([asked(TYPED, optional=True)], {}) == {}
    assert kit.objections([asked(TYPED)], {}) == {"b": "This is a required field"}


def test_an_action_carries_what_slack_sends() -> None:
    element = {"type": "button", "action_id": "a", "text": text("Go"), "value": "v", "style": "danger"}
    [item] = kit.placed([{"type": "actions", "block_id": "b", "elements": [element]}])
    assert kit.action_of(item, None, None, "1.5") == {
        "action_id": "a", "block_id": "b", "type": "button", "action_ts": "1.5", "text": text("Go"), "value": "v",
        "style": "danger",
    }  # fmt: skip
    overflow = {"type": "overflow", "action_id": "a", "options": [option("x")]}
    [item] = kit.placed([{"type": "section", "block_id": "b", "accessory": overflow}])
    assert kit.action_of(item, None, "x", "1.5")["selected_option"] == option("x")
    with pytest.raises(kit.NoSuchChoice):
        kit.action_of(item, None, "y", "1.5")
