"""Performs the effects that are Slack messages: the card, and what the requester is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import NoResultFound

from bot.delivery.backoff import SLOW_BEAT, backoff
from bot.slack import FAILURES, SlackAgain, SlackGone, SlackNeedsPerson, SlackRefused, SlackTrouble, sorted_failure
from bot.ui.blocks import Message
from workflows.models import Effect, Request
from workflows.outbox import Outbox
from workflows.queries import Picture, Queries
from workflows.requests import Requests

EVENT_TYPE = "sixpos_request"
# Slack's clock and ours may differ: how far before an effect's birth its message is still looked for.
_LEEWAY = timedelta(minutes=5)
_PAGES, _PAGE = 5, 200
log = structlog.get_logger(__name__)

CardView = Callable[[Picture], Message]
NoteView = Callable[[Picture, str], Message]


class Messages:
    """Posts and updates. Every post carries its effect in its metadata; after an uncertain one it is looked for."""

    def __init__(
        self, client: WebClient, outbox: Outbox, queries: Queries, requests: Requests, channel: str,
        card_view: CardView, note_view: NoteView,
    ) -> None:  # fmt: skip
        """`channel`: the partnerships channel. The views draw; this class only delivers."""
        self._client = client
        self._outbox = outbox
        self._queries = queries
        self._requests = requests
        self._channel = channel
        self._card_view = card_view
        self._note_view = note_view
        self.trouble: str | None = None  # what Slack said last, where only a person can mend it

    def card(self, effect: Effect) -> None:
        """Posts the request's card, or brings it up to date; what later effects of the lane owe is in it too."""

        def perform() -> None:
            assert effect.request_id is not None
            picture, covered = self._queries.card(effect.request_id, effect.lane)
            message = self._card_view(picture)
            if not self._update(picture.request, message):
                self._post_card(effect, picture.request, message)
            self._outbox.done_up_to(effect, covered)

        self._attempt(effect, perform)

    def note(self, effect: Effect) -> None:
        """Tells the requester, by direct message, about one event."""

        def perform() -> None:
            assert effect.request_id is not None
            picture = self._queries.picture(effect.request_id)
            answer = self._call(self._client.conversations_open, users=picture.request.requester)
            channel = str(answer["channel"]["id"])
            if effect.attempts == 1 or not self._find(channel, effect.created_at, effect_id=effect.id):
                message = self._note_view(picture, str(effect.payload["event"]))
                self._post(channel, message, effect, "note")
            self._outbox.done(effect)

        self._attempt(effect, perform)

    def _update(self, request: Request, message: Message) -> bool:
        if not (request.card_ts and request.card_channel):
            return False
        try:
            self._call(
                self._client.chat_update, channel=request.card_channel, ts=request.card_ts, text=message.text,
                blocks=message.blocks,
            )  # fmt: skip
        except SlackGone:
            # Somebody deleted the card: the request still needs one.
            self._requests.card_posted(request.id, request.card_channel, None)
            return False
        return True

    def _post_card(self, effect: Effect, request: Request, message: Message) -> None:
        ts = None
        if effect.attempts > 1:
            ts = self._find(self._channel, request.created_at, request_id=request.id, kind="card")
        found = ts is not None
        if ts is None:
            ts = self._post(self._channel, message, effect, "card")
        self._requests.card_posted(request.id, self._channel, ts)
        if found:
            # It shows what was true when it was posted.
            self._call(self._client.chat_update, channel=self._channel, ts=ts, text=message.text, blocks=message.blocks)

    def _post(self, channel: str, message: Message, effect: Effect, kind: str) -> str:
        answer = self._call(
            self._client.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={
                "event_type": EVENT_TYPE,
                "event_payload": {"request_id": effect.request_id or "", "effect_id": effect.id, "kind": kind},
            },
        )
        return str(answer["ts"])

    def _find(self, channel: str, since: datetime, **payload: str) -> str | None:
        """The ts of our message since then whose metadata hold `payload`, if there is one."""
        cursor: str | None = None
        for _ in range(_PAGES):
            answer = self._call(
                self._client.conversations_history,
                channel=channel,
                oldest=f"{(since - _LEEWAY).timestamp():.6f}",
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor,
            )
            for message in answer.get("messages") or []:
                metadata = message.get("metadata") or {}
                found = metadata.get("event_payload") or {}
                if metadata.get("event_type") == EVENT_TYPE and payload.items() <= found.items():
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    def _call(self, method: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return method(**arguments)
        except FAILURES as failure:
            raise sorted_failure(failure) from None

    def _attempt(self, effect: Effect, perform: Callable[[], None]) -> None:
        try:
            perform()
            self.trouble = None
        except NoResultFound:
            self._outbox.done(effect, "dropped")
        except SlackAgain as trouble:
            self._outbox.later(effect, backoff(effect.attempts, trouble.wait), trouble.kind)
        except SlackNeedsPerson as trouble:
            self._blocked(effect, trouble)
        except SlackTrouble as trouble:
            # Gone under our hands, or refused for a mistake of ours: once more soon, then at the slow beat.
            if isinstance(trouble, SlackRefused):
                log.error("slack_refused", kind=trouble.kind, effect=effect.kind, request=effect.request_id)
            self._outbox.later(effect, min(SLOW_BEAT, backoff(effect.attempts)), trouble.kind)

    def _blocked(self, effect: Effect, trouble: SlackTrouble) -> None:
        self.trouble = trouble.kind
        log.error("slack_needs_a_person", kind=trouble.kind, effect=effect.kind, request=effect.request_id)
        self._outbox.later(effect, SLOW_BEAT, trouble.kind)
