"""Brands that were connected before the bot: the modal in which an approver names them, ten at a time, and the one line
that tells the channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.texts import Mrkdwn, Texts, mention
from bot.ui import words
from bot.ui.answers import notice, skeleton
from bot.ui.blocks import (
    LABEL,
    Block,
    Message,
    View,
    actions,
    button,
    checkboxes,
    confirmation,
    context,
    modal,
    option,
    section,
    shorten,
    text_input,
    within,
)
from workflows.rules.adopt import TokenGroup, Unknown
from workflows.rules.effects import Adopted
from workflows.rules.store_lines import BrandProblem, clean

FORM, ALL, PREVIOUS, NEXT, LEFT_OUT = "adopt_form", "adopt_all", "adopt_previous", "adopt_next", "left_out"
ON_PAGE = 10
_BRAND, _PAGE = "brand:", "page:"
_NAMES_SHOWN, _NAME, _OPTION, _LONGEST, _WHO_SHOWN = 3, 60, 60, 400, 5


def reading(texts: Texts) -> View:
    """While the sheet is read, or its brands are being adopted."""
    return skeleton(texts, "adopt.title", "adopt.reading")


def at_work(texts: Texts) -> View:
    """While requests are made of what was named."""
    return skeleton(texts, "adopt.title", "adopt.at_work")


def unread(texts: Texts, why: Mrkdwn) -> View:
    """That the sheet cannot be read just now."""
    return notice(texts, why, "adopt.title")


def refused(texts: Texts, approvers: Sequence[str]) -> Mrkdwn:
    """That this is for approvers. `approvers`: user ids, as far as they are known."""
    named = texts.listed([mention(user) for user in approvers[:_WHO_SHOWN]])
    return texts.md("adopt.only_approvers", approvers=named or texts.md("refused.nobody_named"))


def form(texts: Texts, left: Unknown, page: int = 0, made: int | None = None) -> View:
    """What is left, at one page; a page that does not exist shows the nearest. `made`: how many requests were just
    made, where any was asked for."""
    last = max(0, (len(left.groups) - 1) // ON_PAGE)
    page = min(max(page, 0), last)
    shown = left.groups[page * ON_PAGE : (page + 1) * ON_PAGE]
    told = [] if made is None else [section(texts.md("adopt.made", count=made))]
    aside = [context(line) for line in _aside(texts, left)]
    if not shown:
        blocks = [*told, section(texts.md("adopt.nothing")), *aside]
        return modal(texts("adopt.title"), blocks, close=texts("modal.close"))
    rows = sum(group.rows for group in left.groups)
    return modal(
        texts("adopt.title"),
        [
            *told,
            section(texts.md("adopt.groups", count=len(left.groups), rows=texts("adopt.rows", count=rows))),
            *(_group(texts, group) for group in shown),
            _not_brands(texts, shown),
            *aside,
            actions(_buttons(texts, page, last, len(left.groups)), f"{_PAGE}{page}"),
        ],
        close=texts("modal.close"),
        submit=texts("adopt.submit"),
        callback_id=FORM,
    )


def page_of(pressed: Mapping[str, Any]) -> int:
    """The page that a click on one of the turning buttons asks for (`pressed`: of a block_actions payload)."""
    shown = str(pressed.get("block_id") or "").removeprefix(_PAGE)
    return (int(shown) if shown.isdecimal() else 0) + (1 if pressed.get("action_id") == NEXT else -1)


def typed_brands(view: Mapping[str, Any]) -> dict[str, list[str]]:
    """The brands that were typed, by fingerprint (`view`: of a view_submission payload); none where nothing was."""
    found = {}
    for block_id, inputs in view["state"]["values"].items():
        if block_id.startswith(_BRAND):
            typed = str((inputs.get(block_id) or {}).get("value") or "")
            brands = list(dict.fromkeys(name for part in typed.split(";") if (name := clean(part))))
            found[block_id.removeprefix(_BRAND)] = brands
    return {fingerprint: brands for fingerprint, brands in found.items() if brands}


def not_brands(view: Mapping[str, Any]) -> list[str]:
    """The fingerprints that are ticked to be left out for good."""
    chosen = ((view["state"]["values"].get(LEFT_OUT) or {}).get(LEFT_OUT) or {}).get("selected_options") or []
    return [str(one["value"]) for one in chosen]


def errors(texts: Texts, problems: Mapping[str, BrandProblem]) -> dict[str, str]:
    """What is wrong with what was typed for these fingerprints, under their inputs."""
    return {f"{_BRAND}{one}": texts(f"error.brand.{wrong}") for one, wrong in problems.items()}


def told(texts: Texts, adopted: Adopted) -> Message:
    """The line in the channel. By name: a mention would call who has just done it."""
    by = texts.listed(adopted.by, "list.and")
    stores = texts("stores.count", count=adopted.stores)
    line = texts.md("adopt.told", by=by, count=adopted.brands, stores=stores)
    return Message(line, [section(line)])


def _group(texts: Texts, group: TokenGroup) -> Block:
    names = [shorten(one.store.name, _NAME) for one in group.stores[:_NAMES_SHOWN]]
    listed = texts("list.separator").join([*names, "…"] if len(group.stores) > _NAMES_SHOWN else names)
    rows = texts("adopt.rows", count=group.rows)
    label = texts("adopt.group", rows=rows, names=listed, fingerprint=group.fingerprint)
    name = f"{_BRAND}{group.fingerprint}"
    return text_input(name, shorten(label, LABEL), value=group.brand, longest=_LONGEST, optional=True)


def _not_brands(texts: Texts, groups: Sequence[TokenGroup]) -> Block:
    options = [option(group.fingerprint, within(group.brand, _OPTION)) for group in groups]
    return checkboxes(LEFT_OUT, texts("adopt.left_out"), options, hint=texts("adopt.hint"), optional=True)


def _aside(texts: Texts, left: Unknown) -> list[Mrkdwn]:
    return [
        texts.md(f"adopt.{key}", count=len(rows), rows=words.rows(texts, rows))
        for key, rows in (("twice", left.twice), ("unusable", left.unusable))
        if rows
    ]


def _buttons(texts: Texts, page: int, last: int, count: int) -> list[Block]:
    sure = confirmation(
        texts("adopt.all", count=count), texts("adopt.all_text"), texts("adopt.all_yes"), texts("modal.cancel")
    )
    found = [button(texts("adopt.all", count=count), ALL, ALL, confirm=sure)]
    if page > 0:
        found.append(button(texts("details.previous"), PREVIOUS, PREVIOUS))
    if page < last:
        found.append(button(texts("details.next"), NEXT, NEXT))
    return found
