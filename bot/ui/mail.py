"""What 6xpos reads: the mails, the same as ready-made links, and the sentence for its WhatsApp group.

Brand, number and names of stores, the account's address; never a slug, never a token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from urllib.parse import quote

from bot.texts import Texts, literal
from bot.ui import words
from bot.ui.blocks import shorten
from workflows.requests.queries import Held, Picture
from workflows.rules.mailboxes import address_of
from workflows.rules.states import Event
from workflows.schedule.reminders import NUDGE
from workflows.storage.models import Store

# Mail programs cut longer addresses, Slack refuses buttons with longer ones (3,000): well below both.
_LONGEST_LINK = 1_900
_BRAND, _BRAND_IN_LINK, _NAME = 200, 40, 200


class MailKind(StrEnum):
    """Which mail: that the integration is wanted, of what then, that it is not any more; that 6xpos can go on, with
    which token, that it cannot any more; that it could."""

    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    DELIVERED = "delivered"
    CHANGED = "changed"
    REPLACED = "token_replaced"
    REVOKED = "token_withdrawn"
    NUDGE = "nudge"


@dataclass(frozen=True)
class Mail:
    """A mail's content: plain text, and the same as simple HTML."""

    subject: str
    text: str
    html: str


def kind_of(event: str, request_mail_on: str) -> MailKind | None:
    """The mail that an event of the workflow calls for; `request_mail_on`: `submitted` or `approved`."""
    first = (Event.SUBMIT,) if request_mail_on == "submitted" else (Event.APPROVE, Event.APPROVE_WITH_TOKEN)
    if event in first:
        return MailKind.REQUESTED
    if event in (Event.REJECT, Event.CANCEL, Event.EXPIRE):
        return MailKind.WITHDRAWN
    return {
        Event.DELIVER.value: MailKind.DELIVERED,
        Event.DELIVER_BY_HAND.value: MailKind.DELIVERED,
        Event.RESUBMIT.value: MailKind.CHANGED,
        Event.REPLACED.value: MailKind.REPLACED,
        Event.WITHDRAWN.value: MailKind.REVOKED,
        NUDGE: MailKind.NUDGE,
    }.get(event)


def mail(
    texts: Texts, kind: MailKind, picture: Picture, *, shown: int | None = None, brand_limit: int = _BRAND
) -> Mail:
    """The mail about a request. `shown`: how many stores are named, all when left out."""
    request, stores = picture.request, picture.stores
    named = stores if shown is None else stores[:shown]
    brand = shorten(_line(request.brand), brand_limit)
    values = {
        "brand": brand,
        "reference": request.reference,
        "stores": words.counted(texts, picture),
        "account": request.account,
    }
    before = [texts("mail.hello"), texts(f"mail.{kind}.intro", **values), texts("mail.account", **values)]
    after = [texts(f"mail.{kind}.next", **values), texts("mail.bye", **values)]
    lines = _names(texts, stores, named)
    text = "\n\n".join([*before, *(["\n".join(f"- {line}" for line in lines)] if lines else []), *after])
    return Mail(texts(f"mail.{kind}.subject", **values), text + "\n", _html(before, lines, after))


def _said_there(texts: Texts, columns: Sequence[str]) -> list[str]:
    named = [texts("list.quoted", name=column) for column in columns]
    return [texts("mail.nudge.columns", columns=texts.listed(named, "list.and"))] if named else []


def nudge(texts: Texts, waiting: Sequence[Held], columns: Sequence[str] = ()) -> Mail:
    """The weekly mail about every brand that 6xpos has still to take live, the longest waiting first. `columns`: the
    headers of those in which it says so."""
    count = len(waiting)
    before = [texts("mail.hello"), texts("mail.nudge.intro", count=count)]
    after = [texts("mail.nudge.next"), *_said_there(texts, columns), texts("mail.nudge.bye")]
    lines = [
        texts(
            "mail.nudge.line",
            brand=shorten(_line(held.request.brand), _BRAND),
            reference=held.request.reference,
            day=texts.day(held.request.state_since),
            account=held.request.account,
        )
        for held in waiting
    ]
    text = "\n\n".join([*before, "\n".join(f"- {line}" for line in lines), *after])
    return Mail(texts("mail.nudge.subject", count=count), text + "\n", _html(before, lines, after))


def mailto(texts: Texts, kind: MailKind, picture: Picture, addresses: Sequence[str]) -> str:
    """The same mail as an address to click on; of many stores only as many are named as fit."""
    to = ",".join(quote(address_of(address), safe="@") for address in addresses)
    shown = len(picture.stores)
    while True:
        content = mail(texts, kind, picture, shown=shown, brand_limit=_BRAND_IN_LINK)
        body = content.text.replace("\n", "\r\n")  # RFC 6068, section 5
        found = f"mailto:{to}?subject={quote(content.subject, safe='')}&body={quote(body, safe='')}"
        if len(found) <= _LONGEST_LINK or shown == 0:
            return found
        shown //= 2


def whatsapp(texts: Texts, picture: Picture) -> str:
    """The address that opens WhatsApp with a sentence for the partner's group."""
    shown = len(picture.stores)
    while True:
        names = _names(texts, picture.stores, picture.stores[:shown])
        sentence = texts(
            "whatsapp.text",
            brand=shorten(_line(picture.request.brand), _BRAND_IN_LINK),
            names=texts("list.separator").join(names) or texts("stores.count", count=len(picture.stores)),
        )
        found = f"https://wa.me/?text={quote(sentence, safe='')}"
        if len(found) <= _LONGEST_LINK or shown == 0:
            return found
        shown //= 2


def _names(texts: Texts, stores: Sequence[Store], named: Sequence[Store]) -> list[str]:
    lines = [shorten(_line(store.name), _NAME) for store in named]
    if named and len(stores) > len(named):
        lines.append(texts("mail.more", count=len(stores) - len(named)))
    return lines


def _html(before: Sequence[str], lines: Sequence[str], after: Sequence[str]) -> str:
    def paragraph(text: str) -> str:
        return "<p>" + escape(text).replace("\n", "<br>") + "</p>"

    listed = "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
    body = "\n".join([*map(paragraph, before), listed, *map(paragraph, after)])
    return f"<html><body>\n{body}\n</body></html>\n"


def _line(typed: str) -> str:
    """What somebody typed, on one line: a header takes no other."""
    return " ".join(literal(typed).split())
