"""Block Kit elements and composition objects, each with its limits (docs.slack.dev, "Block elements")."""

import json
import re
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
conversation_filter = record(
    {"include": array(one_of("im", "mpim", "private", "public"), 4), "exclude_external_shared_channels": boolean,
     "exclude_bot_users": boolean}
)  # fmt: skip


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


def _matches(pattern: str, said: str) -> Check:
    shape = re.compile(pattern)

    def check(value: Any, pointer: str, report: Report) -> None:
        if not (isinstance(value, str) and shape.fullmatch(value)):
            report.add(said, pointer)

    return check


_date = _matches(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a valid date")
_time = _matches(r"([01]\d|2[0-3]):[0-5]\d", "must be a valid time")
_action = {"type": anything, "action_id": string(255)}
_input = {**_action, "placeholder": plain_text(150), "focus_on_load": boolean}
_asked = {**_input, "confirm": confirm}
_groups = array(record({"label": plain_text(75), "options": array(_plain_option, 100)}, ["label", "options"]), 100)
_initials = array(_plain_option, 100)
_ids = array(string(255), 100)
_most_chosen = {"max_selected_items": integer(1, 100)}
_select_list = {"options": array(_plain_option, MOST_OPTIONS), "option_groups": _groups}
_redirect = {"response_url_enabled": boolean}


def _typed(**more: Check) -> Check:
    return record({**_input, "dispatch_action_config": dispatch_config, **more}, [], _text_input_also)


def _picker(**more: Check) -> Check:
    return record({**_asked, **more}, [], _count_focus)


ELEMENTS: dict[str, Check] = {
    "button": record(
        {**_action, "text": plain_text(75), "url": address(3000), "value": string(2000, 0),
         "style": one_of("primary", "danger"), "confirm": confirm, "accessibility_label": string(75)},
        ["text"],
    ),
    "checkboxes": record(
        {**_action, "options": array(_rich_option, MOST_TICKS), "initial_options": array(_rich_option, MOST_TICKS),
         "confirm": confirm, "focus_on_load": boolean},
        ["options"], _ticks_also,
    ),
    "radio_buttons": record(
        {**_action, "options": array(_rich_option, MOST_TICKS), "initial_option": _rich_option, "confirm": confirm,
         "focus_on_load": boolean},
        ["options"], _ticks_also,
    ),
    "overflow": record({**_action, "options": array(_plain_option, 5, 1), "confirm": confirm}, ["options"]),
    "datepicker": _picker(initial_date=_date),
    "timepicker": _picker(initial_time=_time, timezone=string()),
    "datetimepicker": record(
        {**_action, "initial_date_time": integer(1_000_000_000, 9_999_999_999), "confirm": confirm,
         "focus_on_load": boolean},
        [], _count_focus,
    ),
    "plain_text_input": _typed(
        initial_value=string(3000, 0), multiline=boolean, min_length=integer(0, 3000), max_length=integer(1, 3000)
    ),
    "email_text_input": _typed(initial_value=string(3000, 0)),
    "url_text_input": _typed(initial_value=string(3000, 0)),
    "number_input": record(
        {**_input, "is_decimal_allowed": boolean, "initial_value": string(), "min_value": string(),
         "max_value": string(), "dispatch_action_config": dispatch_config},
        ["is_decimal_allowed"], _count_focus,
    ),
    "rich_text_input": record(
        {**_input, "initial_value": anything, "dispatch_action_config": dispatch_config, "min_lines": integer(1, 100),
         "max_lines": integer(1, 100)},
        [], _count_focus
    ),
    "file_input": record({**_action, "filetypes": array(string(), 100), "max_files": integer(1, 10)}),
    "static_select": record({**_asked, **_select_list, "initial_option": _plain_option}, [], _select_also),
    "multi_static_select": record(
        {**_asked, **_select_list, **_most_chosen, "initial_options": _initials}, [], _select_also
    ),
    "external_select": _picker(initial_option=_plain_option, min_query_length=integer(0, 3000)),
    "multi_external_select": _picker(
        initial_options=_initials, min_query_length=integer(0, 3000), **_most_chosen
    ),
    "users_select": _picker(initial_user=string()),
    "multi_users_select": _picker(initial_users=_ids, **_most_chosen),
    "conversations_select": _picker(
        initial_conversation=string(), default_to_current_conversation=boolean, filter=conversation_filter, **_redirect
    ),
    "multi_conversations_select": _picker(
        initial_conversations=_ids, default_to_current_conversation=boolean, filter=conversation_filter, **_most_chosen
    ),
    "channels_select": _picker(initial_channel=string(), **_redirect),
    "multi_channels_select": _picker(initial_channels=_ids, **_most_chosen),
}  # fmt: skip

suggestions = record({"options": array(_plain_option, MOST_OPTIONS, 0), "option_groups": _groups})

slack_file = record({"id": string(), "url": address()})


def _picture_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    if bool(element.get("image_url")) == bool(element.get("slack_file")):
        report.add("must define exactly one of `image_url` or `slack_file`", pointer)


image_element = record(
    {"type": anything, "image_url": address(), "slack_file": slack_file, "alt_text": string(2000)},
    ["alt_text"], _picture_also,
)  # fmt: skip

SELECTS = [kind for kind in ELEMENTS if kind.endswith("_select")]
IN_ACTIONS = [
    "button", "checkboxes", "datepicker", "datetimepicker", "timepicker", "overflow", "radio_buttons", *SELECTS
]  # fmt: skip
IN_INPUT = [
    "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
    "checkboxes", "radio_buttons", "datepicker", "datetimepicker", "timepicker", *SELECTS,
]  # fmt: skip

any_action = by_type(ELEMENTS, IN_ACTIONS)
any_input = by_type(ELEMENTS, IN_INPUT)
accessory = by_type({**ELEMENTS, "image": image_element}, [*IN_ACTIONS, "image"])
