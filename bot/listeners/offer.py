"""Messages: somebody asks for 6xpos in a channel, and is offered the form."""

import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.slack import FAILURES
from bot.listeners.interaction import Interaction, on_press
from bot.listeners.request_form import open_form, read_asked
from bot.services import Services
from bot.telemetry.logs import kind

log = structlog.get_logger(__name__)
# What a person writes; edits, joins and the like have subtypes of their own.
_WRITTEN = (None, "thread_broadcast", "file_share")
_IN_THREAD = 100  # of a longer thread, what asked is looked for among the first
_ABOUT = re.compile(r"\b6\s?x\s?-?pos\b", re.IGNORECASE)


def register(app: App, services: Services) -> None:
    """Attaches the event listeners."""

    # Bolt acks an event before its listener runs: what must be stored first is stored in the listener's middleware.
    # Where it cannot be, Slack hears so and delivers the event again.
    def store(mentioned: bool) -> Callable[..., BoltResponse | None]:
        def stored(body: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:
            try:
                _offer(services, body, mentioned=mentioned)
            except SQLAlchemyError as failure:
                log.warning("event_not_stored", failure=kind(failure))
                return BoltResponse(status=503, body="")
            next()
            return None

        return stored

    @app.event("message", middleware=[store(mentioned=False)])
    def message(ack: Ack) -> None:
        ack()

    @app.event("app_mention", middleware=[store(mentioned=True)])
    def mention(ack: Ack) -> None:
        ack()

    on_press(app, services, "open_request", _accept)


def _accept(interaction: Interaction) -> None:
    open_form(interaction, read_asked(interaction.services, _asked(interaction)))


def _wanted(services: Services, event: dict[str, Any], *, mentioned: bool = False) -> bool:
    """Whether this is a person who speaks of 6xpos to the group, or to us (`mentioned`: so Slack says)."""
    text = str(event.get("text") or "")
    if event.get("subtype") not in _WRITTEN or event.get("bot_id") or not event.get("user"):
        return False
    if event.get("user") == services.identity.bot_user_id or event.get("channel_type") == "im":
        return False
    called = f"<!subteam^{services.approvers.usergroup}" in text and bool(services.approvers.usergroup)
    us = mentioned or (bool(services.identity.bot_user_id) and f"<@{services.identity.bot_user_id}" in text)
    return us or (called and bool(_ABOUT.search(text)))


def _offer(services: Services, body: dict[str, Any], *, mentioned: bool = False) -> None:
    event = body.get("event") or {}
    if _wanted(services, event, mentioned=mentioned):
        thread = str(event.get("thread_ts") or event["ts"])
        services.requests.offer(str(event["channel"]), thread, str(event["user"]))


def _asked(interaction: Interaction) -> str:
    """The text of the message that the offer replied to: the last one before it that asked, else the one that the
    thread began with. Empty where it cannot be read."""
    services, offer = interaction.services, interaction.body.get("message") or {}
    thread, offered_at = str(offer.get("thread_ts") or ""), str(offer.get("ts") or "")
    try:
        answer = interaction.client.conversations_replies(channel=interaction.channel, ts=thread, limit=_IN_THREAD)
        messages = answer["messages"]
        asking = [m for m in messages if str(m.get("ts")) < offered_at and _wanted(services, m)]
        return str((asking[-1] if asking else messages[0]).get("text") or "")
    except (*FAILURES, KeyError, IndexError):
        return ""
