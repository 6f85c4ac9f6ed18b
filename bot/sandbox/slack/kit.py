"""Looks into Block Kit that was accepted: Slack's defaults, the elements, and what people filled in."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
# element type -> (field of its state, field of its initial value, what stands there when nothing is chosen)
_STATE: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "file_input": ("files", "", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "static_select": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "datepicker": ("selected_date", "initial_date", None),
    "users_select": ("selected_user", "initial_user", None),
}
STATEFUL = set(_STATE)


class NoSuchChoice(ValueError):
    """A person cannot choose what is not offered."""


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def in_input(self) -> bool:
        """Whether it belongs to the form that a submission sends."""
        return bool(self.block["type"] == "input")


def with_defaults(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack stores them: ids made up where missing, `emoji` and `verbatim` spelled out."""
    done: list[Json] = [_texts(block) for block in blocks]
    for block in done:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)[:5]
        for element in _elements(block):
            if not element.get("action_id"):
                element["action_id"] = secrets.token_urlsafe(4)[:5]
    return done


def _texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, dict):
        copied = {key: _texts(item) for key, item in value.items() if item is not None}
        if copied.get("type") == "plain_text" and "text" in copied:
            copied.setdefault("emoji", True)
        elif copied.get("type") == "mrkdwn" and "text" in copied:
            copied.setdefault("verbatim", False)
        return copied
    return value


def _elements(block: Json) -> list[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    if block["type"] == "section" and block.get("accessory"):
        return [block["accessory"]]
    if block["type"] == "input":
        return [block["element"]]
    return []


def placed(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element, in order."""
    for block in blocks:
        for element in _elements(block):
            yield Placed(block, element)


def find(blocks: list[Json], action_id: str | None, block_id: str | None, value: Any = None) -> Placed | None:
    """The first element with these ids, None stands for any; among buttons of one action, the one with this value."""
    for item in placed(blocks):
        if action_id not in (None, item.action_id) or block_id not in (None, item.block_id):
            continue
        if item.kind != "button" or value is None or item.element.get("value", "") == value:
            return item
    return None


def with_offers(element: Json, offered: list[Json], state: Json) -> Json:
    """An external select with what can be chosen in it just now: what the bot offers, and what is chosen already."""
    if element["type"] != "multi_external_select":
        return element
    return {**element, "options": [*offered, *(state.get("selected_options") or [])]}


def initial_state(element: Json) -> Json:
    """What `state.values` holds for an element that nobody touched."""
    name, initial, nothing = _STATE[element["type"]]
    value = element.get(initial) if initial else None
    return {"type": element["type"], name: nothing if value in (None, "") else value}


def state_of(blocks: list[Json], earlier: Json | None = None) -> Json:
    """`state.values` of the blocks; what `earlier` holds under the same block, action and type is kept."""
    values: Json = {}
    for item in placed(blocks):
        if item.kind not in STATEFUL:
            continue
        before = (earlier or {}).get(item.block_id, {}).get(item.action_id)
        kept = before is not None and before["type"] == item.kind and _still_offered(item.element, before)
        values.setdefault(item.block_id, {})[item.action_id] = before if kept else initial_state(item.element)
    return values


def _still_offered(element: Json, state: Json) -> bool:
    if element["type"] not in ("checkboxes", "static_select", "multi_static_select"):
        return True
    chosen = state.get("selected_options") or [state.get("selected_option")]
    offered = {option["value"] for option in options_of(element)}
    return all(option is None or option["value"] in offered for option in chosen)


def options_of(element: Json) -> list[Json]:
    """Every option that an element offers."""
    groups = element.get("option_groups") or []
    return list(element.get("options") or []) + [o for group in groups for o in group["options"]]


def state_for(element: Json, value: Any) -> Json:
    """`state.values` of an element after a person put `value` in: text, an option's value, a list of them, files.
    Raises NoSuchChoice."""
    kind = element["type"]
    name, _, nothing = _STATE[kind]
    if value is None or value == "" or value == []:
        return {"type": kind, name: nothing}
    if name == "selected_option":
        return {"type": kind, name: _option(element, value)}
    if name == "selected_options":
        values = value if isinstance(value, list) else [value]
        return {"type": kind, name: [_option(element, one) for one in values]}
    if isinstance(nothing, list):
        return {"type": kind, name: value if isinstance(value, list) else [value]}
    return {"type": kind, name: value}


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        value = value.get("value")
    for option in options_of(element):
        if option["value"] == value:
            return option
    raise NoSuchChoice(f"no such option: {value}")


def action_of(item: Placed, state: Json | None, chosen: Any, ts: str) -> Json:
    """One entry of a `block_actions` payload. `state`: the element's state after the click, where it has one;
    `chosen`: the option of an overflow menu. Raises NoSuchChoice."""
    element = item.element
    action: Json = {"action_id": item.action_id, "block_id": item.block_id, "type": item.kind, "action_ts": ts}
    if item.kind == "button":
        action["text"] = element["text"]
        for name in ("value", "style"):
            if element.get(name):
                action[name] = element[name]
    elif item.kind == "overflow":
        action["selected_option"] = _option(element, chosen)
    elif state is not None:
        action.update({name: value for name, value in state.items() if name != "type"})
        _, initial, _ = _STATE[item.kind]
        if initial and element.get(initial) is not None and item.kind != "plain_text_input":
            action[initial] = element[initial]
    if element.get("placeholder"):
        action["placeholder"] = element["placeholder"]
    return action


def objections(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's client itself would not submit, by block id: required inputs left empty, lengths, files."""
    errors: dict[str, str] = {}
    for item in placed(blocks):
        if not item.in_input:
            continue
        state = values.get(item.block_id, {}).get(item.action_id) or initial_state(item.element)
        value = state.get(_STATE[item.kind][0])
        if value in (None, "", []):
            if not item.block.get("optional"):
                errors[item.block_id] = "This is a required field"
            continue
        objection = _objection(item.element, value)
        if objection:
            errors[item.block_id] = objection
    return errors


def _objection(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        most = element.get("max_length") or 3000
        if len(value) > most:
            return f"Please enter no more than {most} characters"
    elif kind == "file_input":
        return _file_objection(element, value)
    return None


def _file_objection(element: Json, files: list[Json]) -> str | None:
    most = element.get("max_files", 10)
    if len(files) > most:
        return f"Please choose no more than {most} files"
    kinds = [kind.lower().lstrip(".") for kind in element.get("filetypes") or []]
    if kinds and any(file["name"].rsplit(".", 1)[-1].lower() not in kinds for file in files):
        return f"Please choose files of these types: {', '.join(kinds)}"
    return None
