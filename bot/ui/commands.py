"""What the slash command answers: requests as a list with buttons."""

from collections.abc import Collection, Sequence

from bot.texts import Mrkdwn, Texts, code, mention
from bot.ui import words
from bot.ui.blocks import Block, Message, actions, button, context, section, shorten, within
from workflows.rules.states import OVER
from workflows.storage.models import Request

_BRAND, _ASKED = 400, 80


def under_way(texts: Texts, count: int) -> Mrkdwn:
    """The title of a list: how many requests are under way, shown or not."""
    return texts.md("answer.listing", count=count)


def fitting(texts: Texts, count: int) -> Mrkdwn:
    """The title of what was looked for: how many requests are shown."""
    return texts.md("answer.fitting", count=count)


def nothing_fits(texts: Texts, asked: str) -> Message:
    """That no request is called so."""
    text = texts.md("answer.nothing_fits", asked=code(shorten(asked, _ASKED)))
    return Message(text, [section(text)])


def listing(texts: Texts, requests: Sequence[Request], title: Mrkdwn, *, more: bool, whole: Collection[str]) -> Message:
    """A block and a Details button for each request; `more`: there are others that are not shown. `whole`: the ids of
    those that the reader may see whole; of the others they read brand, state and reference alone."""
    if not requests:
        text = texts.md("answer.no_requests")
        return Message(text, [section(text)])
    blocks: list[Block] = [section(title)]
    for request in requests:
        shown = request.id in whole
        over = "_over" if request.state in OVER else ""
        line = texts.md(
            f"answer.listed{over}" if shown else f"answer.listed_briefly{over}",
            reference=request.reference,
            brand=within(request.brand, _BRAND),
            state=words.state(texts, request),
            requester=mention(request.requester),
            at=request.state_since,
        )
        blocks.append(section(line))
        if shown:
            blocks.append(actions([button(texts("button.details"), "details", request.id)]))
    if more:
        blocks.append(context(texts.md("listing.more")))
    return Message(title, blocks)
