"""Block Kit's limits, each at its edge and one above."""

import json
from typing import Any

import pytest

from bot.sandbox.slack.blocks import (
    LARGEST_VIEW,
    MOST_BLOCK_TEXT,
    checked_blocks,
    checked_view,
    problems_of_blocks,
    problems_of_suggestions,
    problems_of_view,
)
from bot.sandbox.slack.errors import SlackRefusal

Json = dict[str, Any]


def plain(size: int = 1, text: str = "x") -> Json:
    return {"type": "plain_text", "text": text * size}


def mrkdwn(size: int = 1) -> Json:
    return {"type": "mrkdwn", "text": "x" * size}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def section(**more: Any) -> list[Json]:
    return [{"type": "section", "text": mrkdwn(), **more}]


def asked(element: Json, **more: Any) -> list[Json]:
    return [{"type": "input", "label": plain(), "element": element, **more}]


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", **more}


def confirm(**more: Any) -> Json:
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": section(), **more}


# what | the edge | blocks of a message, given a size
LIMITS = [
    ("blocks", 50, lambda n: [{"type": "divider"}] * n),
    ("block_id", 255, lambda n: section(block_id="b" * n)),
    ("header text", 150, lambda n: [{"type": "header", "text": plain(n)}]),
    ("section text", 3000, lambda n: section(text=mrkdwn(n))),
    ("section plain text", 3000, lambda n: section(text=plain(n))),
    ("fields", 10, lambda n: section(fields=[mrkdwn()] * n)),
    ("field text", 2000, lambda n: section(fields=[mrkdwn(n)])),
    ("context elements", 10, lambda n: [{"type": "context", "elements": [mrkdwn()] * n}]),
    ("actions elements", 25, lambda n: actions(*[button() for _ in range(n)])),
    ("button text", 75, lambda n: actions(button(text=plain(n)))),
    ("button value", 2000, lambda n: actions(button(value="v" * n))),
    ("button url", 3000, lambda n: actions(button(url="https://a.b/" + "u" * (n - 12)))),
    ("action_id", 255, lambda n: actions(button(action_id="a" * n))),
    ("overflow options", 5, lambda n: actions({"type": "overflow", "options": options(n)})),
    ("select options", 100, lambda n: actions({"type": "static_select", "options": options(n)})),
    ("option groups", 100, lambda n: actions(
        {"type": "static_select", "option_groups": [{"label": plain(), "options": options(1)}] * n})),
    ("group options", 100, lambda n: actions(
        {"type": "static_select", "option_groups": [{"label": plain(), "options": options(n)}]})),
    ("group label", 75, lambda n: actions(
        {"type": "static_select", "option_groups": [{"label": plain(n), "options": options(1)}]})),
    ("checkbox options", 10, lambda n: actions({"type": "checkboxes", "options": options(n)})),
    ("option text", 75, lambda n: actions({"type": "checkboxes", "options": [option(text=plain(n))]})),
    ("option value", 150, lambda n: actions({"type": "checkboxes", "options": [option(value="v" * n)]})),
    ("option description", 75, lambda n: actions({"type": "checkboxes", "options": [option(description=plain(n))]})),
    ("placeholder", 150, lambda n: actions({"type": "users_select", "placeholder": plain(n)})),
    ("confirm title", 100, lambda n: actions(button(confirm=confirm(title=plain(n))))),
    ("confirm text", 300, lambda n: actions(button(confirm=confirm(text=plain(n))))),
    ("confirm yes", 30, lambda n: actions(button(confirm=confirm(confirm=plain(n))))),
    ("confirm no", 30, lambda n: actions(button(confirm=confirm(deny=plain(n))))),
    ("input label", 2000, lambda n: asked(text_input(), label=plain(n))),
    ("input hint", 2000, lambda n: asked(text_input(), hint=plain(n))),
    ("input placeholder", 150, lambda n: asked(text_input(placeholder=plain(n)))),
    ("initial value", 3000, lambda n: asked(text_input(initial_value="i" * n))),
    ("initial value within max_length", 7, lambda n: asked(text_input(initial_value="i" * n, max_length=7))),
    ("max_length", 3000, lambda n: asked(text_input(max_length=n))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "edge", "make"), LIMITS, ids=[limit[0] for limit in LIMITS])
def test_a_message_at_the_limit_passes_and_one_above_is_refused(what: str, edge: int, make: Any) -> None:
    assert problems_of_blocks(make(edge)) == []
    assert problems_of_blocks(make(edge + 1)) != []


MODAL_LIMITS = [
    ("title", 24, lambda n: modal(title=plain(n))),
    ("submit", 24, lambda n: modal(submit=plain(n))),
    ("close", 24, lambda n: modal(close=plain(n))),
    ("callback_id", 255, lambda n: modal(callback_id="c" * n)),
    ("private_metadata", 3000, lambda n: modal(private_metadata="p" * n)),
    ("blocks", 100, lambda n: modal(blocks=[{"type": "divider"}] * n)),
    ("home blocks", 100, lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}),
    ("max_files", 10, lambda n: modal(submit=plain(), blocks=asked({"type": "file_input", "max_files": n}))),
]


@pytest.mark.parametrize(("what", "edge", "make"), MODAL_LIMITS, ids=[limit[0] for limit in MODAL_LIMITS])
def test_a_view_at_the_limit_passes_and_one_above_is_refused(what: str, edge: int, make: Any) -> None:
    assert problems_of_view(make(edge)) == []
    assert problems_of_view(make(edge + 1)) != []


def test_the_wording_and_the_place_are_slacks() -> None:
    assert problems_of_blocks(section(text=mrkdwn(3001))) == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
    problems = problems_of_blocks([*section(), *actions(button(), button(text=plain(76)))])
    assert "must be less than 76 characters [json-pointer:/blocks/1/elements/1/text/text]" in problems
    assert problems_of_view(modal(blocks=asked(text_input()))) == [
        "must define `submit` to use `input` block [json-pointer:/view/blocks/0/input]"
    ]
    assert problems_of_view(modal(submit_disabled=True)) == [
        "failed to match all allowed schemas [json-pointer:/view]",
        "invalid additional property: submit_disabled [json-pointer:/view]",
    ]


REFUSED = {
    "empty section text": section(text=mrkdwn(0)),
    "section without text": [{"type": "section"}],
    "empty button text": actions(button(text=plain(0))),
    "mrkdwn on a button": actions(button(text=mrkdwn())),
    "mrkdwn in a header": [{"type": "header", "text": mrkdwn()}],
    "unknown block": [{"type": "banner"}],
    "a block that the bot never uses": [{"type": "image", "image_url": "https://a.b/c", "alt_text": "a"}],
    "an element that the bot never uses": asked({"type": "timepicker"}),
    "block without type": [{"text": plain()}],
    "not an object": ["divider"],
    "unknown field": [{"type": "divider", "text": plain()}],
    "unknown element": actions({"type": "slider"}),
    "input where actions belong": actions(text_input()),
    "button in an input block": asked(button()),
    "unknown style": actions(button(style="default")),
    "no elements": [{"type": "actions", "elements": []}],
    "no options": actions({"type": "static_select"}),
    "options and groups": actions(
        {"type": "static_select", "options": options(1), "option_groups": [{"label": plain(), "options": options(1)}]}
    ),
    "initial option not offered": actions(
        {"type": "static_select", "options": options(2), "initial_option": option(9)}
    ),
    "initial tick not offered": actions({"type": "checkboxes", "options": options(2), "initial_options": [option(9)]}),
    "double value": actions({"type": "checkboxes", "options": [option(1), option(1)]}),
    "double block_id": [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}],
    "double action_id": actions(button(action_id="a"), button(action_id="a")),
    "label in mrkdwn": asked(text_input(), label=mrkdwn()),
    "max_length of zero": asked(text_input(max_length=0)),
    "file input in a message": asked({"type": "file_input"}),
    "dispatch on what": asked(text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]})),
    "url that is none": actions(button(url="nowhere")),
    "two focused": [*asked(text_input(focus_on_load=True)), *asked(text_input(focus_on_load=True))],
    "text as a string": section(text="hello"),
    "emoji on mrkdwn": section(text={**mrkdwn(), "emoji": True}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    assert problems_of_blocks(REFUSED[name]) != []


def test_a_modal_needs_a_title_and_blocks_and_no_others_fields() -> None:
    assert problems_of_view({"type": "modal", "blocks": section()}) != []
    assert problems_of_view({"type": "modal", "title": plain()}) != []
    assert problems_of_view(modal(blocks=[])) != []
    assert problems_of_view(modal(hash="x")) != []
    assert problems_of_view({"type": "home", "blocks": section(), "title": plain()}) != []
    assert problems_of_view({"type": "home", "blocks": asked(text_input())}) == []
    assert problems_of_view(modal(blocks=asked(text_input()), submit=plain())) == []
    assert problems_of_view({"type": "dialog"}) != []
    assert problems_of_view([]) != []


def test_a_view_may_weigh_250_kilobytes() -> None:
    def weighing(size: int) -> Json:
        view = modal(blocks=[block for _ in range(99) for block in section(text=mrkdwn(2000))])
        view["blocks"].append({"type": "section", "text": mrkdwn(1)})
        rest, number = size - len(json.dumps(view)), 0
        while rest > 0:
            more = min(1000, rest)
            view["blocks"][number]["text"]["text"] += "x" * more
            rest, number = rest - more, number + 1
        return view

    assert checked_view(weighing(LARGEST_VIEW))
    with pytest.raises(SlackRefusal, match="view_too_large"):
        checked_view(weighing(LARGEST_VIEW + 1))


def test_a_messages_blocks_may_hold_so_much_text_together() -> None:
    def holding(size: int) -> list[Json]:
        return [block for start in range(0, size, 3000) for block in section(text=mrkdwn(min(3000, size - start)))]

    assert checked_blocks(holding(MOST_BLOCK_TEXT))
    with pytest.raises(SlackRefusal, match="msg_blocks_too_long"):
        checked_blocks(holding(MOST_BLOCK_TEXT + 1))


@pytest.mark.parametrize(("given", "code"), [("[", "invalid_blocks_format"), ({}, "invalid_blocks_format"),
                                             ('[{"type": "x"}]', "invalid_blocks")])  # fmt: skip
def test_blocks_that_are_no_list_or_wrong(given: Any, code: str) -> None:
    with pytest.raises(SlackRefusal, match=code) as refused:
        checked_blocks(given)
    if code == "invalid_blocks":
        assert refused.value.answer()["response_metadata"]["messages"] == [
            "[ERROR] unsupported type: x [json-pointer:/blocks/0/type]"
        ]


def test_a_view_may_come_as_a_string() -> None:
    assert checked_view('{"type": "home", "blocks": []}') == {"type": "home", "blocks": []}
    with pytest.raises(SlackRefusal, match="invalid_arguments"):
        checked_view("{")


@pytest.mark.parametrize(
    "answer",
    [
        {"options": options(101)}, {"options": [option(text=plain(76))]}, {"options": [option(value="v" * 151)]},
        {}, {"options": options(1), "option_groups": [{"label": plain(), "options": options(1)}]},
    ],
)  # fmt: skip
def test_suggestions_that_slack_would_not_show(answer: Json) -> None:
    assert problems_of_suggestions(answer) != []
    assert problems_of_suggestions({"options": options(100)}) == []
