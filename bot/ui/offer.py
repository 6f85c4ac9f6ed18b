"""The offer to open a request, and what the form takes from the message that asked for one."""

from collections.abc import Callable, Iterable

from bot.texts import Texts, mention
from bot.ui.blocks import Message, actions, button, length, section
from bot.ui.request_form import FormValues
from workflows.rules.heard import FoundStore, Known, heard
from workflows.rules.heard.known import NOTHING
from workflows.rules.store_lines import LONGEST_PASTE, StoreLine, read_lines, write_lines
from workflows.rules.tokens import token_like

ACTION = "open_request"
_LONGEST_MERCHANT = 64


def offer(texts: Texts, reader: str) -> Message:
    """The reply in the thread of whoever asked for 6xpos (`reader`: a user id)."""
    blocks = [
        section(texts.md("offer.ask", reader=mention(reader))),
        actions([button(texts("offer.button"), ACTION, "", style="primary")]),
    ]
    return Message(texts.md("offer.fallback"), blocks)


def read_message(
    text: str, known: Known = NOTHING, *, reads_slugs: bool = False, secret: Callable[[str], bool] = token_like
) -> FormValues:
    """What a message says of a request. `text`: as Slack delivers it, in mrkdwn. `secret`: whether something may be a
    token, which is never taken. `reads_slugs`: whether the form's reader may see slugs that only the sheet or the
    database told; for anybody else the form asks for the sheet's rows instead.
    """
    read = heard(text, known, asked=True, secret=secret)
    typed = [store for store in read.stores if store.typed or reads_slugs]
    return FormValues(
        brand=read.brand,
        stores=_fitting(typed),
        merchant=read.merchant[:_LONGEST_MERCHANT],
        sheet=len(typed) < len(read.stores),
    )


def _fitting(stores: Iterable[FoundStore]) -> str:
    """The lines as the form takes them: whole ones, and as many as its input holds."""
    lines: list[str] = []
    used = 0
    for store in stores:
        line = write_lines([StoreLine(store.name or store.slug, store.slug)])
        used += length(line) + 1
        if used > LONGEST_PASTE or read_lines(line)[1]:
            break
        lines.append(line)
    return "\n".join(lines)
