"""Performs the effects about one request that are messages: its card, the card's thread, the requester's notes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clients.slack import SlackGone
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import Message
from bot.ui.mail import MailKind, kind_of, mailto
from bot.ui.notes import note
from workflows.outbox.outbox import Outbox
from workflows.requests.changes import Requests
from workflows.requests.mail import SENT
from workflows.requests.queries import Picture, Queries
from workflows.storage.models import Effect, Request


@dataclass(frozen=True)
class MessageViews:
    """Draws the messages; this module only delivers them."""

    card: Callable[[Picture], Message]
    note: Callable[[Picture, str], Message]  # the event
    thread: Callable[[Request, list[str], str], Message]  # the steps, and who is waited for
    offer: Callable[[str], Message]  # who asked


class Messages:
    """Posts and updates what concerns one request."""

    def __init__(
        self,
        poster: Poster,
        outbox: Outbox,
        queries: Queries,
        requests: Requests,
        channel: str,
        views: MessageViews,
    ) -> None:
        """`channel`: the partnerships channel."""
        self._poster = poster
        self._outbox = outbox
        self._queries = queries
        self._requests = requests
        self._channel = channel
        self._views = views

    def card(self, effect: Effect) -> None:
        """Posts the request's card, or brings it up to date; what later effects owe of it is in it too."""

        def perform() -> None:
            assert effect.request_id is not None
            picture, covered = self._queries.card(effect.request_id)
            message = self._views.card(picture)
            if not self._update(effect, picture.request, message):
                self._post_card(effect, picture.request, message)
            self._outbox.done_up_to(effect, covered)

        self._poster.attempt(effect, perform)

    def note(self, effect: Effect) -> None:
        """Tells the requester, by direct message, about one event."""

        def perform() -> None:
            assert effect.request_id is not None
            picture = self._queries.picture(effect.request_id)
            message = self._views.note(picture, str(effect.payload["event"]))
            self._poster.post(self._poster.direct(picture.request.requester), message, effect, "note")
            self._outbox.done(effect)

        self._poster.attempt(effect, perform)

    def thread(self, effect: Effect) -> None:
        """Adds a line to the card's thread, so that its history is whole."""

        def perform() -> None:
            assert effect.request_id is not None
            request = self._queries.picture(effect.request_id).request
            if request.card_ts and request.card_channel:
                line = self._views.thread(request, list(effect.payload["steps"]), str(effect.payload["holder"]))
                self._poster.post(request.card_channel, line, effect, "thread", thread=request.card_ts)
            self._outbox.done(effect)

        self._poster.attempt(effect, perform)

    def offer(self, effect: Effect) -> None:
        """Replies in a thread that asks for 6xpos."""

        def perform() -> None:
            told = effect.payload
            message = self._views.offer(str(told["user"]))
            self._poster.post(str(told["channel"]), message, effect, "offer", thread=str(told["thread"]))
            self._outbox.done(effect)

        self._poster.attempt(effect, perform)

    def _update(self, effect: Effect, request: Request, message: Message) -> bool:
        if not (request.card_ts and request.card_channel):
            return False
        try:
            self._poster.update(request.card_channel, request.card_ts, message, effect)
        except SlackGone:
            # Somebody deleted the card: the request still needs one.
            self._requests.card_posted(request.id, request.card_channel, None)
            return False
        return True

    def _post_card(self, effect: Effect, request: Request, message: Message) -> None:
        ts = None
        if effect.attempts > 1:
            # Not by this effect alone: there is one card per request, whichever effect posted it.
            ts = self._poster.find(self._channel, request.created_at, request_id=request.id, kind="card")
        if ts is None:
            ts = self._poster.post(self._channel, message, effect, "card")
            self._requests.card_posted(request.id, self._channel, ts)
        else:
            # It shows what was true when it was posted.
            self._requests.card_posted(request.id, self._channel, ts)
            self._poster.update(self._channel, ts, message)


def draw_note(services: Services, texts: Texts, picture: Picture, event: str) -> Message:
    """The message to the requester about an event, with the mail that they send where the bot sends none."""
    settings = services.settings
    kind = None if settings.sends_mail else kind_of(event, settings.request_mail_on)
    if kind is MailKind.WITHDRAWN and not any(entry.action == SENT for entry in picture.history):
        kind = None  # what 6xpos never heard of is not taken back
    if kind is None:
        return note(texts, picture, event)
    address = mailto(services.languages.channel(), kind, picture, settings.sixpos_emails)
    return note(texts, picture, event, mailto=address, kind=kind)
