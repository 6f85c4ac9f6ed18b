"""Small builders for Block Kit that keep Slack's limits: docs.slack.dev, "Block Kit" and "Views".

Lengths are counted in UTF-16 units, the longest way to count: what fits here fits however Slack counts.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.texts import Mrkdwn, escape, literal
from workflows.storage.models import Request

Block = dict[str, Any]
View = dict[str, Any]

SECTION, CONTEXT = 3_000, 3_000
HEADER, TITLE, LABEL, PLACEHOLDER = 150, 24, 2_000, 150
BUTTON, OPTION, INPUT, OPTIONS = 75, 75, 3_000, 100
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
# Published nowhere: short enough to be read under an input.
ERROR = 1_000
# The text in front of a message is what a notification shows; Slack advises 4,000.
FALLBACK = 1_000
_VERSION = "version:"
_SAYS_VERSION = re.compile(_VERSION + r"([0-9]{1,9})(?::[0-9a-f]+)?")
_CALL = re.compile(r"<(?=[!@#])")
_HALF_ENTITY = re.compile(r"&[a-z]{0,4}$")
_HALF_LINK = re.compile(r"<[^<>]*$")


@dataclass(frozen=True)
class Message:
    """A message: its blocks, and the text for notifications and screen readers."""

    text: str
    blocks: list[Block] = field(default_factory=list)


def length(text: str) -> int:
    """How long Slack may find `text`."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Plain `text`, ending in `…` where it is longer than `limit`."""
    return text if length(text) <= limit else cut(text, limit - 1).rstrip() + "…"


def cut(text: str, limit: int) -> str:
    """The first `limit` units of plain `text`, no character halved."""
    return text.encode("utf-16-le", "replace")[: 2 * limit].decode("utf-16-le", "ignore")


def within(text: str, limit: int) -> Mrkdwn:
    """What somebody typed, escaped, and with all its `&amp;` no longer than `limit`."""
    escaped = escape(shorten(text, limit))
    keep = limit
    while length(escaped) > limit:
        keep = min(keep - 1, keep * limit // length(escaped))
        escaped = escape(shorten(text, keep))
    return escaped


def clip(mrkdwn: str, limit: int) -> Mrkdwn:
    """Mrkdwn of ours, cut where no entity or link is broken. The last resort: callers keep their texts short."""
    if length(mrkdwn) <= limit:
        return Mrkdwn(mrkdwn)
    kept = shorten(mrkdwn, limit)[:-1]
    return Mrkdwn(_HALF_LINK.sub("", _HALF_ENTITY.sub("", kept)).rstrip() + "…")


def quote(text: str, limit: int, lines: int = 8) -> Mrkdwn:
    """What somebody typed, as a quotation of at most `lines` lines, no longer than `limit`."""
    rows = text.split("\n")
    if len(rows) > lines:
        rows = [*rows[: lines - 1], "…"]
    quoted = within("\n".join(rows), limit - 2 * len(rows))
    return Mrkdwn("\n".join(f"> {line}" for line in quoted.split("\n")))


def fitting(lines: Sequence[str], limit: int, more: Callable[[int], str], beyond: int = 0) -> Mrkdwn:
    """As many whole lines as fit into `limit`. `more(n)` is the last line where n are not shown: those that do not
    fit, and the `beyond` ones that the caller has left out already."""
    whole = "\n".join([*lines, more(beyond)] if beyond else lines)
    if length(whole) <= limit:
        return Mrkdwn(whole)
    room = limit - length(more(len(lines) + beyond)) - 1
    kept: list[str] = []
    used = 0
    for line in lines:
        used += length(line) + 1
        if used > room:
            break
        kept.append(line)
    return Mrkdwn("\n".join([*kept, more(len(lines) - len(kept) + beyond)]))


def packed(lines: Iterable[str], limit: int = SECTION) -> list[Block]:
    """All lines, in as few sections as they need; a single line longer than a section is cut."""
    sections: list[list[str]] = [[]]
    used = 0
    for line in (clip(line, limit) for line in lines):
        if sections[-1] and used + length(line) + 1 > limit:
            sections.append([])
            used = 0
        sections[-1].append(line)
        used += length(line) + 1
    return [section(Mrkdwn("\n".join(rows))) for rows in sections if rows]


def plain(text: str, limit: int, *, emoji: bool = False) -> Block:
    """A plain text object: Slack shows it literally, without `emoji` down to its colons.

    Nothing in it calls anybody; the joiner, which takes no room, keeps it so wherever else the text is taken to.
    """
    return {"type": "plain_text", "text": shorten(_CALL.sub("<\u2060", literal(text)), limit), "emoji": emoji}


def mrkdwn(text: str, limit: int) -> Block:
    """A mrkdwn object; verbatim, so that Slack makes no links or channel names of what people typed."""
    return {"type": "mrkdwn", "text": clip(text, limit), "verbatim": True}


def header(text: str) -> Block:
    """A large line."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str, block_id: str | None = None) -> Block:
    """A paragraph."""
    return _named({"type": "section", "text": mrkdwn(text, SECTION)}, block_id)


def context(text: str) -> Block:
    """Small grey lines."""
    return {"type": "context", "elements": [mrkdwn(text, CONTEXT)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(buttons: Sequence[Block], block_id: str | None = None) -> Block:
    """A row of buttons; at most 25."""
    return _named({"type": "actions", "elements": list(buttons)}, block_id)


def button(label: str, action_id: str, value: str, *, style: str | None = None, confirm: Block | None = None) -> Block:
    """A button that carries `value`, if it is not empty; `style`: `primary` or `danger`."""
    found: Block = {"type": "button", "text": plain(label, BUTTON), "action_id": action_id}
    if value:
        found["value"] = value
    if style:
        found["style"] = style
    if confirm:
        found["confirm"] = confirm
    return found


def link_button(label: str, action_id: str, url: str) -> Block:
    """A button that opens `url`, of at most 3,000 characters. Slack tells us of the click all the same: `action_id`
    begins with `link_`."""
    return {"type": "button", "text": plain(label, BUTTON), "action_id": action_id, "url": url}


def confirmation(title: str, text: str, yes: str, no: str, *, style: str | None = None) -> Block:
    """The question before a button does something that cannot be undone."""
    found: Block = {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain(no, CONFIRM_BUTTON),
    }
    if style:
        found["style"] = style
    return found


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    hint: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
    longest: int | None = None,
    tell_while_typing: bool = False,
    focus: bool = False,
) -> Block:
    """A text input; block_id and action_id are both `name`. `tell_while_typing`: Slack sends an action as one types."""
    element: Block = {"type": "plain_text_input", "action_id": name, "multiline": multiline}
    if value:
        element["initial_value"] = cut(value, longest or INPUT)
    if placeholder:
        element["placeholder"] = plain(placeholder, PLACEHOLDER)
    if longest:
        element["max_length"] = longest
    if focus:
        element["focus_on_load"] = True
    if tell_while_typing:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return _input(name, label, element, hint, optional=optional, dispatch=tell_while_typing)


def file_input(name: str, label: str, kinds: Sequence[str], *, hint: str) -> Block:
    """An optional input for one file; block_id and action_id are both `name`, `kinds` the endings of its name. What
    somebody chose cannot be shown again, and Slack takes any kind and size all the same."""
    element: Block = {"type": "file_input", "action_id": name, "filetypes": list(kinds), "max_files": 1}
    return _input(name, label, element, hint, optional=True, dispatch=False)


def checkboxes(
    name: str,
    label: str,
    options: Sequence[Block],
    ticked: Iterable[str] = (),
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Boxes to tick; block_id and action_id are both `name`, `ticked` the values that are ticked already."""
    wanted = set(ticked)
    element: Block = {"type": "checkboxes", "action_id": name, "options": list(options)}
    initial = [option for option in options if option["value"] in wanted]
    if initial:  # Slack refuses an empty list
        element["initial_options"] = initial
    return _input(name, label, element, hint, optional=optional, dispatch=False)


def select(name: str, action_id: str, label: str, options: Sequence[tuple[str, str]], placeholder: str) -> Block:
    """An optional menu to choose one of at most 100 from; `name`: its block_id, `options`: pairs of value and text."""
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER),
        "options": [{"text": plain(text, OPTION), "value": value} for value, text in options],
    }
    return _input(name, label, element, "", optional=True, dispatch=False)


def choice(label: str, action_id: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    """A menu that acts as soon as another option is taken; `label`: mrkdwn beside it, `chosen`: the value of its
    option, which `options` (pairs of value and text) hold."""
    drawn = [option_of(value, text) for value, text in options[:OPTIONS]]
    initial = next(one for one in drawn if one["value"] == chosen)
    menu = {"type": "static_select", "action_id": action_id, "options": drawn, "initial_option": initial}
    return {**section(label), "accessory": menu}


def multi_select(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    placeholder: str,
    *,
    longest: int = OPTION,
    optional: bool = False,
) -> Block:
    """A menu to choose several from; block_id and action_id are both `name`, `options` pairs of value and text.

    Slack takes 100 options, or 100 groups of 100: more than 100 options go into groups without a meaning of their own,
    each named by the numbers of its first and last.
    """
    drawn = [{"text": plain(text, longest), "value": value} for value, text in options]
    element: Block = {
        "type": "multi_static_select",
        "action_id": name,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    if len(drawn) <= OPTIONS:
        element["options"] = drawn
    else:
        element["option_groups"] = [
            {
                "label": plain(f"{start + 1} – {min(start + OPTIONS, len(drawn))}", OPTION),
                "options": drawn[start : start + OPTIONS],
            }
            for start in range(0, len(drawn), OPTIONS)
        ]
    return _input(name, label, element, "", optional=optional, dispatch=False)


def search_select(name: str, label: str, chosen: Sequence[Block], *, hint: str, placeholder: str, fewest: int) -> Block:
    """An input for several options that are asked of us as somebody types, from `fewest` characters on; block_id and
    action_id are both `name`; each choice is told."""
    element: Block = {
        "type": "multi_external_select",
        "action_id": name,
        "min_query_length": fewest,
        "placeholder": plain(placeholder, PLACEHOLDER),
    }
    if chosen:
        element["initial_options"] = list(chosen)
    return _input(name, label, element, hint, optional=False, dispatch=True)


def option_of(value: str, text: str) -> Block:
    """An option of a list: plain text of at most 75 characters; `value` of at most 150."""
    return {"text": plain(text, OPTION), "value": value}


def option(value: str, text: str, description: str = "") -> Block:
    """A box to tick: its text is mrkdwn, its description plain, each of at most 75 characters, links included."""
    found: Block = {"text": mrkdwn(text, OPTION), "value": value}
    if description:
        found["description"] = plain(description, OPTION)
    return found


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    close: str,
    submit: str | None = None,
    callback_id: str = "",
    about: Request | None = None,
    version: int | None = None,
) -> View:
    """A modal. `about`: the request that it is about; `version`: which version of it is shown, in the block_id of the
    first block that has no other; the request's if None, and none if 0."""
    if about and version is None:
        version = about.version
    view: View = {
        "type": "modal",
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": _versioned(blocks, version) if about and version else list(blocks),
    }
    if callback_id:
        view["callback_id"] = callback_id
    if about:
        view["private_metadata"] = about.id
    if submit:
        view["submit"] = plain(submit, TITLE)
    return view


def version_id(version: int, request_id: str = "") -> str:
    """The block_id that says which version of a request is shown; `request_id`: of which, where there are several."""
    return f"{_VERSION}{version}:{request_id}" if request_id else f"{_VERSION}{version}"


def version_in(block_ids: Iterable[Any]) -> int:
    """The version that one of these says; 0 where none does (drawn by 0.1.0)."""
    found = [_SAYS_VERSION.fullmatch(str(one)) for one in block_ids]
    return next((int(one[1]) for one in found if one), 0)


def version_of(view: View) -> int:
    """The version of the request that this view was drawn from; 0 where it does not say."""
    return version_in(block.get("block_id") for block in view.get("blocks") or [] if isinstance(block, dict))


def _versioned(blocks: Sequence[Block], version: int) -> list[Block]:
    first = next(at for at, block in enumerate(blocks) if "block_id" not in block)
    return [*blocks[:first], {**blocks[first], "block_id": version_id(version)}, *blocks[first + 1 :]]


def _input(name: str, label: str, element: Block, hint: str, *, optional: bool, dispatch: bool) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, LABEL)
    if dispatch:
        block["dispatch_action"] = True
    return block


def _named(block: Block, block_id: str | None) -> Block:
    if block_id:
        block["block_id"] = block_id
    return block
