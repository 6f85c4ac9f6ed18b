"""The check of a whole message or view against Block Kit, whose table is `block_kit.txt`.

Wording: docs.slack.dev, and the answers of chat.postMessage and views.open.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.sandbox.slack.errors import SlackRefusal, invalid
from bot.sandbox.slack.kit import options_of
from bot.sandbox.tables import table

Surface = Literal["message", "modal", "home"]
MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
LARGEST_VIEW = 250_000
# Not in the reference; reported by users of chat.postMessage as the size at which it answers msg_blocks_too_long.
MOST_BLOCK_TEXT = 13_200


@dataclass
class Report:
    """What is wrong so far, and how many elements ask for the focus."""

    surface: Surface
    problems: list[str] = field(default_factory=list)
    focused: int = 0

    def add(self, message: str, pointer: str) -> None:
        """Notes a problem at a JSON pointer."""
        self.problems.append(f"{message} [json-pointer:{pointer}]")


_ANYWHERE = (
    "checkboxes",
    "datepicker",
    "static_select",
    "multi_static_select",
    "multi_external_select",
    "users_select",
)
_TYPES = {
    "action": ("button", "overflow", *_ANYWHERE),
    "answer": ("plain_text_input", "file_input", *_ANYWHERE),
    "block": ("header", "section", "divider", "actions", "context", "input"),
    "view": ("modal", "home"),
}
Fields = dict[str, tuple[bool, str]]
"""Of each field whether it must be there, and its kind."""


def _fields(text: str) -> Fields:
    parts = (part.partition("=") for part in text.split())
    return {name.rstrip("!"): (name.endswith("!"), kind) for name, _, kind in parts}


_FIELDS = {name: _fields(text) for name, text in table(Path(__file__).with_name("block_kit.txt")).items()}


def _check(value: Any, kind: str, pointer: str, report: Report) -> None:
    name, _, rest = kind.partition(":")
    if name in _FIELDS:
        _object(value, _FIELDS[name], pointer, report, _ALSO.get(name))
    elif name in _TYPES:
        # A problem inside is reported at the object too, as Slack does where it tried several schemas.
        _typed(value, {one: _FIELDS[one] for one in _TYPES[name]}, pointer, report, whole=name != "block")
    else:
        _SIMPLE[name](value, rest, pointer, report)


def _object(value: Any, fields: Fields, pointer: str, report: Report, also: "Also | None") -> None:
    """An object with these fields and no others; `also` looks at the whole once every field is well-formed."""
    if not isinstance(value, dict):
        report.add("must provide an object", pointer)
        return
    before = len(report.problems)
    for name, (required, _) in fields.items():
        if required and value.get(name) is None:
            report.add(f"missing required field: {name}", pointer)
    for name, item in value.items():
        if name not in fields:
            report.add(f"invalid additional property: {name}", pointer)
        elif item is not None:
            _check(item, fields[name][1], f"{pointer}/{name}", report)
    if len(report.problems) > before:
        return
    if also is not None:
        also(value, pointer, report)
    if value.get("focus_on_load"):
        report.focused += 1
        if report.focused > 1:
            report.add("only one element can have focus_on_load", f"{pointer}/focus_on_load")


def _typed(value: Any, kinds: dict[str, Fields], pointer: str, report: Report, *, whole: bool) -> None:
    if not isinstance(value, dict):
        report.add("must provide an object", pointer)
        return
    kind = value.get("type")
    if kind is None:
        report.add("missing required field: type", pointer)
    elif kind not in kinds:
        report.add(f"unsupported type: {kind}", f"{pointer}/type")
    else:
        before = len(report.problems)
        _object(value, kinds[kind], pointer, report, _ALSO.get(kind))
        if whole and len(kinds) > 1 and len(report.problems) > before:
            report.problems.insert(before, f"failed to match all allowed schemas [json-pointer:{pointer}]")


def _string(value: Any, limits: str, pointer: str, report: Report) -> None:
    most, _, least = limits.partition(":")
    if not isinstance(value, str):
        report.add("must provide a string", pointer)
    elif len(value) < int(least or 1):
        report.add(f"must be more than {int(least or 1) - 1} characters", pointer)
    elif most and len(value) > int(most):
        report.add(f"must be less than {int(most) + 1} characters", pointer)


def _integer(value: Any, limits: str, pointer: str, report: Report) -> None:
    least, most = (int(limit) for limit in limits.split(":"))
    if not isinstance(value, int) or isinstance(value, bool):
        report.add("must provide a number", pointer)
    elif value < least:
        report.add(f"must be greater than or equal to {least}", pointer)
    elif value > most:
        report.add(f"must be less than or equal to {most}", pointer)


def _boolean(value: Any, _: str, pointer: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add("must provide a boolean", pointer)


def _word(value: Any, words: str, pointer: str, report: Report) -> None:
    if value not in words.split("|"):
        report.add("must be a valid enum value", pointer)


def _url(value: Any, _: str, pointer: str, report: Report) -> None:
    _string(value, "3000", pointer, report)
    if isinstance(value, str) and value and "://" not in value and not value.startswith(("mailto:", "tel:")):
        report.add("must be a valid url", pointer)


def _list(value: Any, limits: str, pointer: str, report: Report) -> None:
    most, least, kind = limits.split(":", 2)
    if not isinstance(value, list):
        report.add("must provide an array", pointer)
        return
    if len(value) < int(least):
        report.add(f"no fewer than {least} items allowed", pointer)
    if len(value) > int(most):
        report.add(f"no more than {most} items allowed", pointer)
    for index, item in enumerate(value[: int(most)]):
        _check(item, kind, f"{pointer}/{index}", report)


def _text(types: Iterable[tuple[str, str]], value: Any, most: str, pointer: str, report: Report) -> None:
    kinds = {name: _fields(f"type=any text!=string:{most} {own}=bool") for name, own in types}
    _typed(value, kinds, pointer, report, whole=True)


_PLAIN, _MARKED = ("plain_text", "emoji"), ("mrkdwn", "verbatim")
_SIMPLE: dict[str, Callable[[Any, str, str, Report], None]] = {
    "any": lambda value, limits, pointer, report: None,
    "string": _string,
    "int": _integer,
    "bool": _boolean,
    "word": _word,
    "url": _url,
    "list": _list,
    "plain": lambda *given: _text([_PLAIN], *given),
    "text": lambda *given: _text([_PLAIN, _MARKED], *given),
}


# -- what no table says

Also = Callable[[dict[str, Any], str, Report], None]


def _section_also(block: dict[str, Any], pointer: str, report: Report) -> None:
    if not block.get("text") and not block.get("fields"):
        report.add("must define either `text` or `fields`", pointer)


def _input_also(block: dict[str, Any], pointer: str, report: Report) -> None:
    if report.surface == "message" and block["element"]["type"] == "file_input":
        report.add("unsupported type: file_input", f"{pointer}/element/type")


def _unique_actions(block: dict[str, Any], pointer: str, report: Report) -> None:
    for index, action in _again([element.get("action_id") for element in block["elements"]]):
        report.add(f"`action_id` {action} already exists", f"{pointer}/elements/{index}/action_id")


def _again(names: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Where a name stands that stood there before."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if isinstance(name, str) and name in seen:
            yield index, name
        elif isinstance(name, str) and name:
            seen.add(name)


def _initial_among_options(element: dict[str, Any], pointer: str, report: Report) -> None:
    offered = [json.dumps(_bare(o), sort_keys=True) for o in options_of(element)]
    one, many = element.get("initial_option"), element.get("initial_options")
    if one is not None and json.dumps(_bare(one), sort_keys=True) not in offered:
        report.add("must match one of the options", f"{pointer}/initial_option")
    for index, option in enumerate(many or []):
        if json.dumps(_bare(option), sort_keys=True) not in offered:
            report.add("must match one of the options", f"{pointer}/initial_options/{index}")


def _bare(option: dict[str, Any]) -> list[Any]:
    return [option["value"], option["text"].get("text")]


def _ticks_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    for index, _ in _again([option["value"] for option in element["options"]]):
        report.add("duplicate option value", f"{pointer}/options/{index}/value")
    _initial_among_options(element, pointer, report)


def _select_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        report.add("must define exactly one of `options` or `option_groups`", pointer)
        return
    _initial_among_options(element, pointer, report)


def _text_input_also(element: dict[str, Any], pointer: str, report: Report) -> None:
    most, initial = element.get("max_length"), element.get("initial_value")
    if initial and most is not None and len(initial) > most:
        report.add(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


_ALSO: dict[str, Also] = {
    "section": _section_also,
    "input": _input_also,
    "actions": _unique_actions,
    "checkboxes": _ticks_also,
    "static_select": _select_also,
    "multi_static_select": _select_also,
    "plain_text_input": _text_input_also,
}


def _check_blocks(blocks: Any, pointer: str, report: Report, least: int = 0) -> None:
    _list(blocks, f"{MOST_BLOCKS[report.surface]}:{least}:block", pointer, report)
    if not isinstance(blocks, list):
        return
    for index, block_id in _again([block.get("block_id") if isinstance(block, dict) else None for block in blocks]):
        report.add(f"`block_id` {block_id} already exists", f"{pointer}/{index}/block_id")


def problems_of_blocks(blocks: Any, surface: Surface = "message") -> list[str]:
    """What Slack would object to in a message's blocks; empty when nothing."""
    report = Report(surface)
    _check_blocks(blocks, "/blocks", report)
    return report.problems


def problems_of_view(view: Any) -> list[str]:
    """What Slack would object to in a view, a modal or an App Home; empty when nothing."""
    surface: Surface = "home" if isinstance(view, dict) and view.get("type") == "home" else "modal"
    report = Report(surface)
    _check(view, "view", "/view", report)
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
    _check(answer, "suggestions", "", report)
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
