"""Stores that a token sees beside those it was asked for: told where it is given, on the card and in Details, with the
button that adds them."""

from collections.abc import Sequence

from bot.texts import Mrkdwn, Texts
from bot.ui.actions import action_button
from bot.ui.blocks import Block, fitting, section, within
from workflows.rules.policy import Action
from workflows.storage.models import Request

_NAMES_SHOWN, _NAME, _ROOM, _BRAND = 5, 60, 1_500, 400


def more_stores(texts: Texts, request: Request) -> list[Block]:
    """How many there are, the first names, and the button; nothing where there are none."""
    more: Sequence[Sequence[str]] = request.more_stores or []
    if not more:
        return []
    names = [within(name or slug, _NAME) for slug, name in more[:_NAMES_SHOWN]]
    listed = fitting(names, _ROOM, lambda count: texts.md("more.stores", count=count), len(more) - len(names))
    block = section(texts.md("more.seen", count=len(more), names=Mrkdwn(listed.replace("\n", ", "))))
    return [{**block, "accessory": action_button(texts, Action.ADD_SEEN_STORES, request)}]


def added(texts: Texts, request: Request, count: int) -> Mrkdwn:
    """That they are on their way into the sheet, as a request of their own."""
    return texts.md("more.added", count=count, reference=request.reference, brand=within(request.brand, _BRAND))


def nothing_more(texts: Texts) -> Mrkdwn:
    """That they are in a request by now."""
    return texts.md("more.nothing")


def no_token(texts: Texts) -> Mrkdwn:
    """That the token cannot be taken from the sheet any more."""
    return texts.md("more.no_token")
