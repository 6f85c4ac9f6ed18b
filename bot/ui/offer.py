"""The replies to what people write: the offer to open a request, where one stands; and what the form takes from a
message."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.texts import Mrkdwn, Texts, link, mention
from bot.ui import words
from bot.ui.blocks import Message, actions, button, context, length, section, within
from bot.ui.request_message import named_rows, short_name
from workflows.requests.notices import last_of
from workflows.requests.queries import Picture
from workflows.rules.effects import ThreadToAnswer
from workflows.rules.form_values import FormValues
from workflows.rules.heard import FoundStore, Heard, Known, heard
from workflows.rules.heard.known import NOTHING
from workflows.rules.heard.names import lower_run, plausible
from workflows.rules.sheet_candidates import SheetLine
from workflows.rules.states import Event
from workflows.rules.store_lines import LONGEST_PASTE, StoreLine, brand_key, clean, read_lines, write_lines
from workflows.rules.tokens import token_like
from workflows.storage.models import Reminder, Request

ACTION, _REPLY = "open_request", "reply:"
_LONGEST_MERCHANT, _BRAND, _FILE = 64, 80, 60


@dataclass(frozen=True)
class Standing:
    """What is said to somebody who asks where something stands. `missing`: the references, or the brand, of which there
    is nothing; empty where they ask for their own. `reminders`: of what a request waits for, by its id, where that may
    be said. `more`: there are others."""

    missing: tuple[str, ...]
    found: tuple[Request, ...]
    more: bool
    reminders: Mapping[str, Reminder]


def offer(texts: Texts, told: ThreadToAnswer) -> Message:
    """The reply in the thread of whoever asked for 6xpos: what was read, and what is missing."""
    read = [texts.md("offer.brand", brand=within(told.brand, _BRAND))] if told.brand else []
    read += [texts.md("offer.stores", count=told.stores)] if told.stores else []
    read += [texts.md("offer.file", name=short_name(told.file, _FILE))] if told.file else []
    given = {"brand": told.brand, "stores": told.stores or told.file}
    missing = [texts(f"offer.missing.{name}") for name, there in given.items() if not there]
    lines = [texts.md("offer.ask", reader=mention(told.user))]
    if read:
        lines.append(texts.md("offer.read", read=Mrkdwn(texts("list.separator").join(read))))
    if missing:
        lines.append(texts.md("offer.missing", missing=texts("list.separator").join(missing)))
    if told.cut:
        lines.append(texts.md("offer.cut"))
    if not missing and not told.cut:
        lines.append(texts.md("offer.complete"))
    blocks = [
        section(Mrkdwn("\n".join(lines))),
        actions([button(texts("offer.button"), ACTION, told.user, style="primary")], in_reply_to(told.message)),
    ]
    return Message(texts.md("offer.fallback"), blocks)


def in_reply_to(message: str) -> str:
    """The block_id that says to which message (its ts) an offer replies."""
    return _REPLY + message


def replied_to(block_id: str) -> str:
    """The ts of that message; empty where the block says none: version 0.1.0's."""
    return block_id.removeprefix(_REPLY) if block_id.startswith(_REPLY) else ""


def standing(texts: Texts, reader: str, told: Standing) -> Message:
    """The reply to whoever asks where something stands: brand, state and reference, and whom it waits for where that
    may be said; never a slug or a restaurant's name."""
    asked = within(texts("list.separator").join(told.missing), _BRAND)
    lines = [_line(texts, request, told.reminders.get(request.id)) for request in told.found]
    if told.missing or not told.found:
        none = "standing.none" if told.missing else "standing.none_own"
        lines.append(texts.md(none, reader=mention(reader), asked=asked))
    blocks = [section(Mrkdwn("\n".join(lines)))]
    if told.more:
        blocks.append(context(texts.md("listing.more")))
    return Message(lines[0], blocks)


def _line(texts: Texts, request: Request, reminder: Reminder | None) -> Mrkdwn:
    line = texts.md(
        "answer.listed_briefly",
        reference=request.reference,
        brand=within(request.brand, _BRAND),
        state=words.state(texts, request),
    )
    whom = words.waits_for(texts, request, reminder) if reminder else None
    return texts.md("standing.waits", line=line, holder=whom) if whom else line


def opened(texts: Texts, picture: Picture, card: str) -> Message:
    """What becomes of the offer once a request was opened there. `card`: the address of its card, empty where there is
    none."""
    line = _opened(texts, picture, card)
    return Message(line, [section(line)])


def opened_before(texts: Texts, picture: Picture, card: str) -> Mrkdwn:
    """The answer to whoever would open the form there once more."""
    return texts.md("offer.opened_before", opened=_opened(texts, picture, card))


def _opened(texts: Texts, picture: Picture, card: str) -> Mrkdwn:
    request = picture.request
    entry = last_of(picture.history, Event.SUBMIT)
    opener = entry.actor if entry else request.requester
    return texts.md(
        "offer.opened" if opener == request.requester else "offer.opened_for",
        reference=link(card, request.reference) if card else Mrkdwn(request.reference),
        opener=mention(opener),
        requester=mention(request.requester),
    )


def hint(texts: Texts, reader: str) -> Message:
    """The reply to what asks for nothing, in the bot's own messages: what can be written there."""
    text = texts.md("standing.hint", reader=mention(reader))
    return Message(text, [section(text)])


def read_message(
    text: str,
    known: Known = NOTHING,
    *,
    reads_slugs: bool = False,
    secret: Callable[[str], bool] = token_like,
    to_command: bool = False,
    rows: Callable[[Iterable[str]], list[SheetLine]] = lambda _: [],
) -> FormValues:
    """What a message says of a request. `text`: as Slack delivers it, in mrkdwn. `secret`: whether something may be a
    token, which is never taken. `reads_slugs`: whether the form's reader may see slugs that only the sheet or the
    database told; for anybody else the form takes the sheet's rows instead: `rows` finds those of some slugs.
    `to_command`: it was typed behind the command, where a name may stand alone, in lower case.
    """
    read = heard(text, known, asked=True, secret=secret)
    if to_command and not read.stores and not known.brand(read.brand) and not secret(text):
        name = plausible(lower_run(clean(text)))
        read = replace(read, brand=name if name and brand_key(name) == brand_key(text) else read.brand)
    typed = [store for store in read.stores if store.typed or reads_slugs]
    named = [store.slug for store in read.stores if store not in typed]
    lines = _fitting(typed)
    return FormValues(
        brand=read.brand,
        stores="\n".join(lines),
        merchant=read.merchant[:_LONGEST_MERCHANT],
        sheet=bool(named),
        rows=named_rows(rows(named)),
        cut=read.cut or len(lines) < len(typed),
    )


def is_cut(read: Heard) -> bool:
    """Whether a message may say more than the form takes from it: it, or its list of restaurants, is too long."""
    typed = [store for store in read.stores if store.typed]
    return read.cut or len(_fitting(typed)) < len(typed)


def _fitting(stores: Iterable[FoundStore]) -> list[str]:
    """The lines as the form takes them: whole ones, and as many as its input holds."""
    lines: list[str] = []
    used = 0
    for store in stores:
        line = write_lines([StoreLine(store.name or store.slug, store.slug)])
        used += length(line) + 1
        if used > LONGEST_PASTE or read_lines(line)[1]:
            break
        lines.append(line)
    return lines
