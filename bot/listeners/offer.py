"""Messages: what people write to the group or to the bot, understood and answered in its thread."""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.clients.slack import FAILURES
from bot.listeners import talk
from bot.listeners.interaction import Interaction, on_press
from bot.listeners.request_form import open_asked, tell_opened
from bot.listeners.team import team_of
from bot.services import Services
from bot.telemetry.logs import kind
from bot.ui.request_message import attached_file
from workflows.rules.effects import MessageToAnswer, ThreadToAnswer
from workflows.rules.heard import Heard, Intent, heard

log = structlog.get_logger(__name__)
_IN_THREAD = 100  # of a longer thread, what asked is looked for among the first
_TYPED = re.compile(r"(?<![\w.])@(?:partnerships|partenariats)\b", re.IGNORECASE)


class Addressed(Enum):
    """Whom a message is written to."""

    GROUP = auto()  # the approvers' group, picked or typed: it is asked about other things, too
    BOT = auto()
    DIRECT = auto()  # the bot, in its own messages tab


def register(app: App, services: Services) -> None:
    """Attaches the event listeners."""

    # Bolt acks an event before its listener runs: what must be stored first is stored in the listener's middleware.
    # Where it cannot be, Slack hears so and delivers the event again.
    def store(mentioned: bool) -> Callable[..., BoltResponse | None]:
        def stored(body: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:
            try:
                _reply(services, body, mentioned=mentioned, carried=talk.carry(services, body))
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
    offer = interaction.body.get("message") or {}
    thread, offered_at = str(offer.get("thread_ts") or ""), str(offer.get("ts") or "")
    earlier = interaction.services.queries.opened_from(interaction.channel, thread=thread)
    if earlier:
        tell_opened(interaction, earlier)
    else:
        open_asked(interaction, _asked(interaction, thread, offered_at), offered_at)


def _addressed(services: Services, event: dict[str, Any], *, mentioned: bool = False) -> Addressed | None:
    """Whom a person's message is written to; None where it is not for us. `mentioned`: Slack says that it is."""
    text = str(event.get("text") or "")
    if not talk.is_a_persons(services, event):
        return None
    if event.get("channel_type") == "im":
        return Addressed.DIRECT
    if mentioned or (services.identity.bot_user_id and f"<@{services.identity.bot_user_id}" in text):
        return Addressed.BOT
    group = services.approvers.usergroup
    return Addressed.GROUP if (group and f"<!subteam^{group}" in text) or _TYPED.search(text) else None


def _reply(services: Services, body: dict[str, Any], *, mentioned: bool = False, carried: bool = False) -> None:
    """Owes the reply that a message calls for, if any. `carried`: it stands in a thread about a request, where people
    answer each other: there where a request stands is said, and nothing offered."""
    event = body.get("event") or {}
    to = _addressed(services, event, mentioned=mentioned)
    if to is None:
        return
    channel, ts, user = str(event["channel"]), str(event["ts"]), str(event["user"])
    thread = str(event.get("thread_ts") or ts)
    read = _heard(services, str(event.get("text") or ""), to)
    if read.intent is Intent.ASK:
        if not carried:
            file = attached_file(event)
            found = len(read.stores)
            services.requests.offer(ThreadToAnswer(channel, thread, user, read.brand, found, file.name if file else ""))
    elif read.intent is Intent.STATUS or (to is Addressed.DIRECT and not carried):
        services.requests.answer(
            MessageToAnswer(
                channel,
                thread,
                user,
                read.brand,
                message=ts,
                references=list(read.references),
                team=team_of(body, services.identity),
                hint=read.intent is Intent.OTHER,
            )
        )


def _heard(services: Services, text: str, to: Addressed) -> Heard:
    """What a message says. Raises sqlalchemy.exc.SQLAlchemyError where nobody can say whether it holds a token."""
    secret = services.tokens.among(text.splitlines())
    return heard(text, services.known.now(), needs_6xpos=to is Addressed.GROUP, secret=secret)


def _asked(interaction: Interaction, thread: str, offered_at: str) -> dict[str, Any]:
    """The message, as it stands now, that the offer replied to: the last one before it that asks, else the one that the
    thread began with. With nothing but its ts where it cannot be read."""
    services = interaction.services
    try:
        answer = interaction.client.conversations_replies(channel=interaction.channel, ts=thread, limit=_IN_THREAD)
        messages: list[dict[str, Any]] = answer["messages"]
        before = [m for m in messages if str(m.get("ts")) < offered_at]
        asking = [m for m in before if _asks(services, m)]
        return asking[-1] if asking else messages[0]
    except (*FAILURES, KeyError, IndexError):
        return {"ts": thread}


def _asks(services: Services, message: dict[str, Any]) -> bool:
    """Whether a message of a thread asks for 6xpos."""
    to = _addressed(services, message)
    if to is None:
        return False
    text = str(message.get("text") or "")
    return heard(text, services.known.now(), needs_6xpos=to is Addressed.GROUP).intent is Intent.ASK
