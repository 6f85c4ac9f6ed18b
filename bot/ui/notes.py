"""What tells people what became of a request: the requester's direct messages, the lines that call approvers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.services import Services
from bot.texts import Mrkdwn, Texts, code, link
from bot.ui import words
from bot.ui.actions import action_button, note_buttons
from bot.ui.blocks import (
    FALLBACK,
    Block,
    Message,
    actions,
    button,
    clip,
    context,
    link_button,
    packed,
    quote,
    section,
    shorten,
    within,
)
from bot.ui.card import change_lines
from bot.ui.mail import MailKind, kind_of, mailto, whatsapp
from workflows.requests.notices import cause, changes_mail, last_of
from workflows.requests.queries import Picture
from workflows.rules.details import MailSent, SlugsCorrected
from workflows.rules.policy import Action
from workflows.rules.states import Event, Remark
from workflows.storage.models import Audit

_BRAND, _REASON, _REASON_IN_NOTIFICATION = 400, 2_500, 300
_CORRECTED, _NAME, _SLUG = 20, 80, 100


@dataclass(frozen=True)
class ReadyMade:
    """A mail to 6xpos that the requester is asked to send, where the bot sends none itself: the `address` that opens it
    in their mail program, until it is `sent`."""

    address: str = ""
    sent: Audit | None = None


def told_then(texts: Texts, picture: Picture, event: str, mail: ReadyMade | None, then: datetime) -> Message:
    """The message to the requester about an event that was told `then`, in UTC: it says what it said."""
    entries = [entry for entry in picture.history if entry.at <= then]
    return note(texts, replace(picture, history=entries), event, mail)


def ready_made(services: Services, picture: Picture, event: str, then: datetime | None = None) -> ReadyMade | None:
    """The mail that an event calls for, as the request is now; None where the bot sends it itself, there is none, or
    what came later has overtaken it before it was sent. `then`: which one of several such events, the last by then."""
    settings = services.settings
    kind = None if settings.sends_mail else kind_of(event, settings.request_mail_on)
    entry = last_of([e for e in picture.history if then is None or e.at <= then], Event(event)) if kind else None
    if kind is None or not _concerns(kind, picture, entry):
        return None
    after = picture.history[picture.history.index(entry) + 1 :] if entry else []
    if sent := next((e for e in after if e.told(MailSent) == MailSent(kind)), None):
        return ReadyMade(sent=sent)
    since = {kind_of(e.action, settings.request_mail_on) for e in after if e.action in set(Event)} - {None}
    # What has changed before 6xpos heard of it is in the mail itself by now; and of a brand that is live they know all.
    changed = {MailKind.CHANGED} if kind is MailKind.REQUESTED else set()
    if since - changed or Event.COMPLETE in {e.action for e in after}:
        return None
    return ReadyMade(mailto(services.languages.channel(), kind, picture, settings.sixpos_emails))


def note(texts: Texts, picture: Picture, event: str, mail: ReadyMade | None = None) -> Message:
    """The message about `event` (a `workflows.rules.states.Event` that owes one, or CORRECT_SLUGS), with the mail that
    goes with it."""
    if event == Remark.CORRECT_SLUGS:
        return _corrected(texts, picture)
    what = Event(event)
    request = picture.request
    entry = cause(what, picture.history)
    own = entry is not None and entry.actor == request.requester
    variant = {Event.CANCEL: "_own" if own else "", Event.SUBMIT: "" if own or entry is None else "_for"}.get(what, "")
    text = texts.md(
        f"note.{what}{variant}",
        missing=words.missing(texts, picture, to_requester=True),
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        actor=words.who(texts, entry.actor if entry else "bot"),
        stores=words.counted(texts, picture),
        dropped=words.named(texts, entry),
    )
    blocks: list[Block] = [section(text)]
    notification = text.split("\n")[0]
    if entry and entry.reason and what in (Event.ASK_CHANGES, Event.REJECT, Event.REPLACED, Event.WITHDRAWN):
        blocks.append(section(quote(entry.reason, _REASON, lines=40)))
        notification += " " + within(" ".join(entry.reason.split()), _REASON_IN_NOTIFICATION)
    if what is Event.REJECT:
        blocks.append(context(texts.md("note.reject_next")))
    if what is Event.SUBMIT:
        blocks.append(context(texts.md("note.account", account=code(request.account))))
    if mail and mail.sent:
        blocks.append(context(texts.md("note.mail_sent", actor=words.who(texts, mail.sent.actor), at=mail.sent.at)))
    elif mail:
        blocks.append(section(texts.md("note.mailto", mail=link(mail.address, texts("note.mailto_link")))))
        blocks.append(
            actions([button(texts("button.mail_sent"), Remark.MAIL_SENT, request.id)], f"{Remark.MAIL_SENT}:{what}")
        )
    row = note_buttons(texts, request, what)
    if what in (Event.DELIVER, Event.DELIVER_BY_HAND):
        row.insert(0, link_button(texts("button.whatsapp"), "link_whatsapp", whatsapp(texts, picture)))
    blocks.append(actions(row))
    return Message(clip(notification, FALLBACK), blocks)


def news(texts: Texts, picture: Picture, event: str, called: Mrkdwn) -> Message:
    """The line in the card's thread that calls approvers (`called`: their mentions) about `event`, or for the requester
    who asks after it (NUDGE)."""
    request = picture.request
    entry = last_of(picture.history, Remark.NUDGE) if event == Remark.NUDGE else cause(Event(event), picture.history)
    changed = change_lines(texts, entry) if event == Event.RESUBMIT else []
    text = texts.md(
        f"news.{event}_same" if event == Event.RESUBMIT and not changed else f"news.{event}",
        called=called,
        brand=within(request.brand, _BRAND),
        actor=words.who(texts, entry.actor if entry else "bot"),
        missing=words.missing(texts, picture),
    )
    blocks: list[Block] = [section(text), *packed(changed)]
    if entry and entry.reason:
        blocks.append(section(quote(entry.reason, _REASON, lines=40)))
    return Message(clip(text, FALLBACK), blocks)


def _corrected(texts: Texts, picture: Picture) -> Message:
    """Which slugs somebody else has just corrected: the requester knows best whether the right ones are meant now."""
    request, entry = picture.request, next(e for e in reversed(picture.history) if e.action == Remark.CORRECT_SLUGS)
    told = entry.told(SlugsCorrected)
    slugs = told.slugs if told else []
    named = {store.slug: store.name for store in picture.stores}
    text = texts.md(
        "note.correct_slugs",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        actor=words.who(texts, entry.actor),
        count=len(slugs),
    )
    lines = [
        texts.md(
            "note.corrected",
            name=within(named.get(new, ""), _NAME),
            old=code(shorten(old, _SLUG)),
            new=code(shorten(new, _SLUG)),
        )
        for old, new in slugs[:_CORRECTED]
    ]
    if len(slugs) > _CORRECTED:
        lines.append(texts.md("check.more", count=len(slugs) - _CORRECTED))
    row = actions([action_button(texts, Action.DETAILS, request)])
    return Message(clip(text.split("\n")[0], FALLBACK), [section(text), *packed(lines), row])


def event_of(action: dict[str, Any]) -> str:
    """The event whose message a press of "Sent" came from; empty where it is none of ours."""
    name, _, event = str(action.get("block_id", "")).partition(":")
    return event if name == Remark.MAIL_SENT and event in set(Event) else ""


def _concerns(kind: MailKind, picture: Picture, entry: Audit | None) -> bool:
    """Whether there is anything in that mail for 6xpos: what it never heard of is neither taken back nor changed."""
    heard = any(e.action == Remark.MAIL_SENT for e in picture.history)
    if kind is MailKind.CHANGED:
        return heard and changes_mail(entry)
    return heard or kind is not MailKind.WITHDRAWN
