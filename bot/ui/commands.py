"""What the slash command answers: requests as a list with buttons."""

from collections.abc import Collection, Sequence

from bot.texts import Texts, mention
from bot.ui import words
from bot.ui.blocks import Block, Message, actions, button, context, section, within
from workflows.storage.models import Request

_BRAND = 400


def listing(texts: Texts, requests: Sequence[Request], *, more: bool, whole: Collection[str]) -> Message:
    """A block and a Details button for each request; `more`: there are others that are not shown. `whole`: the ids of
    those that the reader may see whole; of the others they read brand, state and reference alone."""
    if not requests:
        text = texts.md("answer.no_requests")
        return Message(text, [section(text)])
    title = texts.md("answer.listing", count=len(requests))
    blocks: list[Block] = [section(title)]
    for request in requests:
        shown = request.id in whole
        line = texts.md(
            "answer.listed" if shown else "answer.listed_briefly",
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
