"""Messages: what people write to the group or to the bot, understood and answered in its thread."""

import re
from collections.abc import Callable
from decimal import Decimal
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
from bot.ui import answers
from bot.ui.offer import is_cut, replied_to
from bot.ui.request_message import attached_file
from workflows.rules.effects import MessageToAnswer, ThreadToAnswer
from workflows.rules.heard import Beside, Heard, Intent, heard

log = structlog.get_logger(__name__)
_AN_INSTANT = Decimal("0.000001")
_FEW = 5  # messages
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
    message = replied_to(interaction.block) or thread
    earlier = interaction.services.threads.opened_from(interaction.channel, message, thread=thread)
    if earlier:
        tell_opened(interaction, earlier)
    elif opened := interaction.open(answers.reading):
        open_asked(interaction, _asked(interaction, thread, message), offered_at, opened)


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
    file, direct = attached_file(event), to is Addressed.DIRECT
    spoken_of = services.threads.spoken_of(channel, thread, user) if thread != ts else []
    read = _heard(services, str(event.get("text") or ""), to, Beside(bool(spoken_of), file is not None))
    if read.intent is Intent.ASK or (file and to is not Addressed.GROUP and read.intent is Intent.OTHER):
        if not carried:
            name = file.name if file else ""
            asked = ThreadToAnswer(
                channel, thread, user, read.brand, len(read.stores), name, message=ts, cut=is_cut(read)
            )
            services.requests.replies.offer(asked, each=direct)
    elif read.intent is Intent.STATUS or (direct and not carried):
        services.requests.replies.answer(
            MessageToAnswer(
                channel,
                thread,
                user,
                read.brand,
                message=ts,
                references=list(read.references) or ([] if read.brand else [one.reference for one in spoken_of]),
                team=team_of(body, services.identity),
                hint=read.intent is Intent.OTHER,
            )
        )


def _heard(services: Services, text: str, to: Addressed, beside: Beside) -> Heard:
    """What a message says. Raises sqlalchemy.exc.SQLAlchemyError where nobody can say whether it holds a token."""
    secret, group = services.tokens.among(text.splitlines()), to is Addressed.GROUP
    known = services.known.now()
    return heard(text, known, needs_6xpos=group, beside=beside, secret=secret)


def _asked(interaction: Interaction, thread: str, message: str) -> dict[str, Any]:
    """The message of that ts as it stands now; with nothing but its ts where it was deleted. Where it cannot be read,
    its author beside it, whose the request is all the same: the offer's button says who that is (not 0.1.0's)."""
    known = {"ts": message, "thread_ts": thread}
    try:
        since = str(Decimal(message) - _AN_INSTANT)
        answer = interaction.client.conversations_replies(
            channel=interaction.channel, ts=thread, oldest=since, limit=_FEW
        )
        standing = [one for one in answer["messages"] if talk.is_a_persons(interaction.services, one)]
    except (*FAILURES, KeyError, ArithmeticError) as failure:
        log.warning("message_not_read", failure=type(failure).__name__)
        return known | {"user": interaction.value}
    return next((one for one in standing if one.get("ts") == message), known)
