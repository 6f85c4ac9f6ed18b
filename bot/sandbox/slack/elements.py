"""Block Kit elements and composition objects that the bot uses, with their limits (docs.slack.dev)."""

import json
from collections.abc import Sequence
from typing import Any

from bot.sandbox.slack.checks import (
    Check,
    Report,
    address,
    anything,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    plain_text,
    record,
    string,
    text,
)

MOST_OPTIONS = 100
MOST_TICKS = 10

confirm = record(
    {"title": plain_text(100), "text": text(300), "confirm": plain_text(30), "deny": plain_text(30),
     "style": one_of("primary", "danger")},
    ["title", "text", "confirm", "deny"],
)  # fmt: skip
dispatch_config = record(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}, ["trigger_actions_on"]
)


def _option(label: Check, description: Check) -> Check:
    return record(
        {"text": label, "value": string(150), "description": description, "url": address()}, ["text", "value"]
    )


_plain_option = _option(plain_text(75), plain_text(75))
_rich_option = _option(text(75), text(75))


def _unique_values(options: Sequence[Any], pointer: str, report: Report) -> None:
    seen: set[str] = set()
    for index, option in enumerate(options):
        value = option.get("value", "")
        if value in seen:
            report.add("duplicate option value", f"{pointer}/{index}/value")
        seen.add(value)


def _choices(element: dict[str, Any]) -> list[Any]:
    groups = element.get("option_groups") or []
    return list(element.get("options") or []) + [o for group in groups for o in group["options"]]


def _initial_among_options(element: dict[str, Any], pointer: str, report: Report) -> None:
    offered = [json.dumps(_bare(o), sort_keys=True) for o in _choices(element)]
    one, many = element.get("initial_option"), element.get("initial_options")
    if one is not None and json.dumps(_bare(one), sort_keys=True) not in offered:
        report.add("must match one of the options", f"{pointer}/initial_option")
    for index, option in enumerate(many or []):
        if json.dumps(_bare(option), sort_keys=True) not in offered:
            report.add("must match one of the options", f"{pointer}/initial_options/{index}")


def _bare(option: dict[str, Any]) -> list[Any]:
    return [option["value"], option["text"].get("text")]


def _ticks_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    _unique_values(element["options"], f"{pointer}/options", report)
    _initial_among_options(element, pointer, report)
    _count_focus(element, pointer, report)


def _select_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        report.add("must define exactly one of `options` or `option_groups`", pointer)
        return
    _initial_among_options(element, pointer, report)
    _count_focus(element, pointer, report)


def _count_focus(element: dict[str, Any], pointer: str, report: Report) -> None:
    if element.get("focus_on_load"):
        report.focused += 1
        if report.focused > 1:
            report.add("only one element can have focus_on_load", f"{pointer}/focus_on_load")


def _text_input_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and most is not None and least > most:
        report.add("min_length must not be greater than max_length", f"{pointer}/min_length")
    initial = element.get("initial_value")
    if initial and most is not None and len(initial) > most:
        report.add(f"must be less than {most + 1} characters", f"{pointer}/initial_value")
    _count_focus(element, pointer, report)


_action = {"type": anything, "action_id": string(255)}
_input = {**_action, "placeholder": plain_text(150), "focus_on_load": boolean}
_asked = {**_input, "confirm": confirm}
_groups = array(record({"label": plain_text(75), "options": array(_plain_option, 100)}, ["label", "options"]), 100)
_many = {"initial_options": array(_plain_option, 100), "max_selected_items": integer(1, 100)}
_select_list = {"options": array(_plain_option, MOST_OPTIONS), "option_groups": _groups}

IN_ACTIONS: dict[str, Check] = {
    "button": record(
        {**_action, "text": plain_text(75), "url": address(3000), "value": string(2000, 0),
         "style": one_of("primary", "danger"), "confirm": confirm},
        ["text"],
    ),
    "overflow": record({**_action, "options": array(_plain_option, 5, 1), "confirm": confirm}, ["options"]),
}  # fmt: skip
IN_BOTH: dict[str, Check] = {
    "checkboxes": record(
        {**_action, "options": array(_rich_option, MOST_TICKS), "initial_options": array(_rich_option, MOST_TICKS),
         "confirm": confirm, "focus_on_load": boolean},
        ["options"], _ticks_also,
    ),
    "static_select": record({**_asked, **_select_list, "initial_option": _plain_option}, [], _select_also),
    "multi_static_select": record({**_asked, **_select_list, **_many}, [], _select_also),
    "multi_external_select": record({**_asked, **_many, "min_query_length": integer(0, 3000)}, [], _count_focus),
    "users_select": record({**_asked, "initial_user": string()}, [], _count_focus),
}  # fmt: skip
IN_INPUT: dict[str, Check] = {
    "plain_text_input": record(
        {**_input, "dispatch_action_config": dispatch_config, "initial_value": string(3000, 0), "multiline": boolean,
         "min_length": integer(0, 3000), "max_length": integer(1, 3000)},
        [], _text_input_also,
    ),
    "file_input": record({**_action, "filetypes": array(string(), 100), "max_files": integer(1, 10)}),
}  # fmt: skip

suggestions = record({"options": array(_plain_option, MOST_OPTIONS, 0), "option_groups": _groups})

any_action = by_type({**IN_ACTIONS, **IN_BOTH})
any_input = by_type({**IN_INPUT, **IN_BOTH})
