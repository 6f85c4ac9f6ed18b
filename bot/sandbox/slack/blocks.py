"""Block Kit: the blocks, where each may stand, and the check of a whole message or view.

Limits: docs.slack.dev, "Blocks", "Modals" and "views.open".
"""

import json
from typing import Any

from bot.sandbox.slack.checks import (
    Check,
    Report,
    Surface,
    anything,
    array,
    boolean,
    by_type,
    plain_text,
    record,
    string,
    text,
)
from bot.sandbox.slack.elements import any_action, any_input, suggestions
from bot.sandbox.slack.errors import SlackRefusal, invalid

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
LARGEST_VIEW = 250_000
# Not in the reference; reported by users of chat.postMessage as the size at which it answers msg_blocks_too_long.
MOST_BLOCK_TEXT = 13_200


def _section_also(block: dict[str, Any], pointer: str, report: Report) -> None:
    if not block.get("text") and not block.get("fields"):
        report.add("must define either `text` or `fields`", pointer)


def _input_also(block: dict[str, Any], pointer: str, report: Report) -> None:
    if report.surface == "message" and block["element"]["type"] == "file_input":
        report.add("unsupported type: file_input", f"{pointer}/element/type")


def _unique_actions(block: dict[str, Any], pointer: str, report: Report) -> None:
    seen: set[str] = set()
    for index, element in enumerate(block["elements"]):
        action = element.get("action_id")
        if action in seen:
            report.add(f"`action_id` {action} already exists", f"{pointer}/elements/{index}/action_id")
        if action:
            seen.add(action)


_base = {"type": anything, "block_id": string(255, 0)}
BLOCKS: dict[str, Check] = {
    "header": record({**_base, "text": plain_text(150)}, ["text"]),
    "section": record(
        {**_base, "text": text(3000), "fields": array(text(2000), 10), "accessory": any_action},
        [], _section_also,
    ),
    "divider": record(_base),
    "actions": record({**_base, "elements": array(any_action, 25)}, ["elements"], _unique_actions),
    "context": record({**_base, "elements": array(text(3000), 10)}, ["elements"]),
    "input": record(
        {**_base, "label": plain_text(2000), "element": any_input, "hint": plain_text(2000), "optional": boolean,
         "dispatch_action": boolean},
        ["label", "element"], _input_also,
    ),
}  # fmt: skip


def _check_blocks(blocks: Any, pointer: str, report: Report, least: int = 0) -> None:
    array(by_type(BLOCKS, whole=False), MOST_BLOCKS[report.surface], least)(blocks, pointer, report)
    if not isinstance(blocks, list):
        return
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id and isinstance(block_id, str):
            if block_id in report.block_ids:
                report.add(f"`block_id` {block_id} already exists", f"{pointer}/{index}/block_id")
            report.block_ids.add(block_id)


def problems_of_blocks(blocks: Any, surface: Surface = "message") -> list[str]:
    """What Slack would object to in a message's blocks; empty when nothing."""
    report = Report(surface)
    _check_blocks(blocks, "/blocks", report)
    return report.problems


_view_fields = {
    "type": anything,
    "blocks": anything,
    "callback_id": string(255, 0),
    "private_metadata": string(3000, 0),
}
_modal = record(
    {**_view_fields, "title": plain_text(24), "submit": plain_text(24), "close": plain_text(24)}, ["title", "blocks"]
)
_home = record(_view_fields, ["blocks"])


def problems_of_view(view: Any) -> list[str]:
    """What Slack would object to in a view, a modal or an App Home; empty when nothing."""
    surface: Surface = "home" if isinstance(view, dict) and view.get("type") == "home" else "modal"
    report = Report(surface)
    by_type({"modal": _modal, "home": _home})(view, "/view", report)
    if isinstance(view, dict) and isinstance(view.get("blocks"), list):
        _check_blocks(view["blocks"], "/view/blocks", report, 1 if surface == "modal" else 0)
        if surface == "modal" and not view.get("submit"):
            for index, block in enumerate(view["blocks"]):
                if isinstance(block, dict) and block.get("type") == "input":
                    report.add("must define `submit` to use `input` block", f"/view/blocks/{index}/input")
                    break
    elif isinstance(view, dict) and view.get("blocks") is not None:
        report.add("must provide an array", "/view/blocks")
    return report.problems


def problems_of_suggestions(answer: Any) -> list[str]:
    """What Slack would not show of an answer to somebody who types into an external select."""
    report = Report("modal")
    suggestions(answer, "", report)
    if isinstance(answer, dict) and ("options" in answer) == ("option_groups" in answer):
        report.add("must define exactly one of `options` or `option_groups`", "")
    return report.problems


def checked_view(view: Any) -> dict[str, Any]:
    """The view, parsed where it came as a JSON string. Raises SlackRefusal: invalid_arguments, view_too_large."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise invalid("invalid_arguments", ["must be a valid JSON object [json-pointer:/view]"]) from None
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise SlackRefusal("view_too_large")
    problems = problems_of_view(view)
    if problems:
        raise invalid("invalid_arguments", problems)
    assert isinstance(view, dict)
    return view


def checked_blocks(blocks: Any) -> list[dict[str, Any]]:
    """A message's blocks, parsed where they came as a JSON string. Raises SlackRefusal: invalid_blocks_format,
    invalid_blocks, msg_blocks_too_long."""
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise SlackRefusal("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise SlackRefusal("invalid_blocks_format")
    problems = problems_of_blocks(blocks)
    if problems:
        raise invalid("invalid_blocks", problems)
    if _text_length(blocks) > MOST_BLOCK_TEXT:
        raise SlackRefusal("msg_blocks_too_long")
    return blocks


def _text_length(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_text_length, value))
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _text_length(v) for k, v in value.items())
    return 0
