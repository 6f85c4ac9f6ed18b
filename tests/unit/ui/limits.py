"""Slack's published limits, checked by other means than those that the builders and the embedded Slack use.

Sources: docs.slack.dev, the reference page of each block, element and composition object; "Views". Lengths are
counted in UTF-16 units, the longest way to count. The limit on all the text of a message's blocks is published
nowhere: slackapi/bolt-js issue 2867 saw 9,597 pass and 11,341 refused.
"""

import json
from collections.abc import Iterator
from typing import Any

LONGEST = {
    ("header", "text"): 150, ("section", "text"): 3000, ("section", "fields"): 2000, ("context", "elements"): 3000,
    ("input", "label"): 2000, ("input", "hint"): 2000, ("button", "text"): 75, ("plain_text_input", "placeholder"): 150,
    ("multi_external_select", "placeholder"): 150,
    ("option", "text"): 75, ("option", "description"): 75, ("confirm", "title"): 100, ("confirm", "text"): 300,
    ("confirm", "confirm"): 30, ("confirm", "deny"): 30, ("modal", "title"): 24, ("modal", "submit"): 24,
    ("modal", "close"): 24, ("multi_static_select", "placeholder"): 150,
    ("static_select", "placeholder"): 150, ("option_groups", "label"): 75, ("datepicker", "placeholder"): 150,
}  # fmt: skip
MOST = {
    ("section", "fields"): 10,
    ("context", "elements"): 10,
    ("actions", "elements"): 25,
    ("checkboxes", "options"): 10,
    ("multi_static_select", "options"): 100,
    ("static_select", "options"): 100,
    ("multi_static_select", "option_groups"): 100,
    ("option_groups", "options"): 100,
}
VALUE, ACTION_ID, BLOCK_ID, METADATA, MESSAGE_TEXT = 2000, 255, 255, 3000, 9500
MESSAGE_BLOCKS, MODAL_BLOCKS, VIEW_BYTES = 50, 100, 250_000


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def objects(part: Any, kind: str = "", name: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every object in a view or in blocks: the kind of what holds it, its name in there, and itself."""
    if isinstance(part, list):
        for one in part:
            yield from objects(one, kind, name)
    elif isinstance(part, dict):
        yield kind, name, part
        own = str(
            part.get("type")
            or {"options": "option", "initial_options": "option", "initial_option": "option"}.get(name, name)
        )
        for key, value in part.items():
            yield from objects(value, own, key)


def problems(blocks: Any, kind: str = "") -> list[str]:
    """What exceeds a limit or is missing, in blocks or in a view."""
    found = []
    for parent, name, part in objects(blocks, kind):
        where = f"{parent}.{name}"
        if part.get("type") in ("plain_text", "mrkdwn"):
            size, most = units(part["text"]), LONGEST[parent, name]
            if not 0 < size <= most:
                found.append(f"{where} has {size} of {most}")
            continue
        for key, value in part.items():
            if isinstance(value, list) and len(value) > MOST.get((str(part.get("type")), key), 10_000):
                found.append(f"{where}.{key} holds {len(value)}")
        if len(str(part.get("value", ""))) > VALUE or len(str(part.get("action_id", ""))) > ACTION_ID:
            found.append(f"{where}: value or action_id")
        if units(part.get("initial_value") or "") > min(part.get("max_length") or 3000, 3000):
            found.append(f"{where}: initial_value")
        if part.get("type") in ("section", "actions") and not any(part.get(k) for k in ("text", "fields", "elements")):
            found.append(f"{where}: empty {part['type']}")
    return found


def message_problems(message: Any) -> list[str]:
    """What Slack would refuse in a message (`text` and `blocks`)."""
    found = problems(message.blocks) + _block_ids(message.blocks)
    size = sum(units(part["text"]) for _, _, part in objects(message.blocks) if isinstance(part.get("text"), str))
    if size > MESSAGE_TEXT:
        found.append(f"all texts together have {size}")
    if not 1 <= len(message.blocks) <= MESSAGE_BLOCKS:
        found.append(f"{len(message.blocks)} blocks")
    if not 0 < units(message.text) <= 4000:
        found.append(f"text has {units(message.text)}")
    return found


def view_problems(view: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a modal."""
    found = problems(view) + _block_ids(view["blocks"])
    if not 1 <= len(view["blocks"]) <= MODAL_BLOCKS:
        found.append(f"{len(view['blocks'])} blocks")
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        found.append("view too large")
    if len(view.get("private_metadata", "")) > METADATA:
        found.append("private_metadata")
    if any(block["type"] == "input" for block in view["blocks"]) and not view.get("submit"):
        found.append("inputs without submit")
    return found


def _block_ids(blocks: list[dict[str, Any]]) -> list[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found = [f"block_id {one} is too long" for one in ids if not 0 < len(one) <= BLOCK_ID]
    return found + (["block_id twice"] if len(set(ids)) < len(ids) else [])


def mrkdwn_texts(part: Any) -> list[str]:
    """Every mrkdwn text in a view or in blocks."""
    return [found["text"] for _, _, found in objects(part) if found.get("type") == "mrkdwn"]


def all_texts(part: Any) -> str:
    """Everything that a view or blocks show, in one string."""
    return "\n".join(found["text"] for _, _, found in objects(part) if isinstance(found.get("text"), str))
