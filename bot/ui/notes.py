"""The direct messages that tell the requester what became of their request."""

from typing import Any

from bot.services import Services
from bot.texts import Texts, code, link
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
from bot.ui.card import last
from bot.ui.mail import MailKind, kind_of, mailto, whatsapp
from workflows.requests.queries import Picture
from workflows.rules.policy import Action
from workflows.rules.states import Event, Remark
from workflows.storage.models import Audit

_BRAND, _REASON, _REASON_IN_NOTIFICATION = 400, 2_500, 300
_CORRECTED, _NAME, _SLUG = 20, 80, 100
_EARLIER = {Event.REPLACED: Event.REPLACE, Event.WITHDRAWN: Event.WITHDRAW}


def requester_note(services: Services, texts: Texts, picture: Picture, event: str) -> Message:
    """The message to the requester about an event, with the mail that they send where the bot sends none."""
    settings = services.settings
    kind = None if settings.sends_mail else kind_of(event, settings.request_mail_on)
    if kind is MailKind.WITHDRAWN and not any(entry.action == Remark.MAIL_SENT for entry in picture.history):
        kind = None  # what 6xpos never heard of is not taken back
    if kind is None:
        return note(texts, picture, event)
    address = mailto(services.languages.channel(), kind, picture, settings.sixpos_emails)
    return note(texts, picture, event, mailto=address, kind=kind)


def note(texts: Texts, picture: Picture, event: str, *, mailto: str = "", kind: str = "") -> Message:
    """The message about `event` (a `workflows.rules.states.Event` that owes one, or CORRECT_SLUGS). `mailto`: the
    address of a ready-made mail to 6xpos that the requester is asked to send, where the bot sends none itself;
    `kind`: which mail that is."""
    if event == Remark.CORRECT_SLUGS:
        return _corrected(texts, picture)
    what = Event(event)
    request = picture.request
    entry = last(picture, what)
    if what in _EARLIER:  # who decided it, and why, says more than that the bot has done so
        entry = last(picture, _EARLIER[what])
    own = what is Event.CANCEL and entry is not None and entry.actor == request.requester
    text = texts.md(
        "note.cancel_own" if own else f"note.{what}",
        brand=within(request.brand, _BRAND),
        reference=request.reference,
        actor=words.who(texts, entry.actor if entry else "bot"),
        stores=texts("stores.count", count=len(picture.stores)),
    )
    blocks: list[Block] = [section(text)]
    notification = text.split("\n")[0]
    if entry and entry.reason and what in (Event.ASK_CHANGES, Event.REJECT, Event.REPLACED, Event.WITHDRAWN):
        blocks.append(section(quote(entry.reason, _REASON, lines=40)))
        notification += " " + within(" ".join(entry.reason.split()), _REASON_IN_NOTIFICATION)
    if what is Event.SUBMIT:
        blocks.append(context(texts.md("note.account", account=code(request.account))))
    sent = _sent(picture, kind)
    if sent:
        blocks.append(context(texts.md("note.mail_sent", actor=words.who(texts, sent.actor), at=sent.at)))
    elif mailto:
        blocks.append(section(texts.md("note.mailto", mail=link(mailto, texts("note.mailto_link")))))
        blocks.append(
            actions([button(texts("button.mail_sent"), Remark.MAIL_SENT, request.id)], f"{Remark.MAIL_SENT}:{what}")
        )
    row = note_buttons(texts, request, what)
    if what in (Event.DELIVER, Event.DELIVER_BY_HAND):
        row.insert(0, link_button(texts("button.whatsapp"), "link_whatsapp", whatsapp(texts, picture)))
    blocks.append(actions(row))
    return Message(clip(notification, FALLBACK), blocks)


def _corrected(texts: Texts, picture: Picture) -> Message:
    """Which slugs somebody else has just corrected: the requester knows best whether the right ones are meant now."""
    request, entry = picture.request, next(e for e in reversed(picture.history) if e.action == Remark.CORRECT_SLUGS)
    slugs = (entry.details or {}).get("slugs") or []
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


def _sent(picture: Picture, kind: str) -> Audit | None:
    return next(
        (e for e in picture.history if kind and e.action == Remark.MAIL_SENT and e.details == {"mail": kind}), None
    )
