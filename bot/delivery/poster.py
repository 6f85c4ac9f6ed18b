"""Posts to Slack, so that nothing appears twice: a post carries its effect, and after an uncertain one it is sought."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import NoResultFound

from bot.clients.slack import (
    EVENT_TYPE,
    FAILURES,
    NOBODY_READS,
    SlackAgain,
    SlackNeedsPerson,
    SlackProblem,
    SlackRefused,
    sorted_failure,
)
from bot.delivery.backoff import SECOND_LOOK, SLOW_BEAT, backoff
from bot.ui.blocks import Message, View
from workflows.outbox.outbox import Outbox
from workflows.storage.models import Effect

# Slack's clock and ours may differ: how far before an effect's birth its message is still looked for.
_LEEWAY = timedelta(minutes=5)
_PAGES, _PAGE = 5, 200
log = structlog.get_logger(__name__)


class Poster:
    """What all effects that are Slack messages have in common."""

    def __init__(self, client: WebClient, outbox: Outbox) -> None:
        """`client`: from `bot.clients.slack.poster`, one that never repeats a request by itself."""
        self.client = client
        self._outbox = outbox
        # Slack's last word, by kind of effect, where only a person can mend it.
        self._problems: dict[str, str] = {}
        self._directs: dict[str, str] = {}

    @property
    def problem(self) -> str | None:
        """What somebody has to mend in Slack, in Slack's words; None where nothing is."""
        return next(iter(self._problems.copy().values()), None)

    def call(self, method: Callable[..., Any], **arguments: Any) -> Any:
        """Calls a method of the client. Raises a `bot.clients.slack.SlackProblem` of the kind that fits."""
        try:
            return method(**arguments)
        except FAILURES as failure:
            raise sorted_failure(failure) from None

    def direct(self, user_id: str) -> str:
        """The id of the conversation with a person."""
        found = self._directs.get(user_id)
        if found is None:
            # It never changes: asked once, so that many messages in a row do not use up how often it may be asked.
            found = str(self.call(self.client.conversations_open, users=user_id)["channel"]["id"])
            self._directs[user_id] = found
        return found

    def post(self, channel: str, message: Message, effect: Effect, kind: str, thread: str | None = None) -> str:
        """Posts the message for an effect, unless an earlier try did, and answers its ts."""
        if effect.attempts > 1 and (found := self.find(channel, effect.created_at, thread, effect_id=effect.id)):
            return found
        answer = self._paced(
            effect,
            self.client.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=message.blocks,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={
                "event_type": EVENT_TYPE,
                "event_payload": {"request_id": effect.request_id or "", "effect_id": effect.id, "kind": kind},
            },
        )
        return str(answer["ts"])

    def _paced(self, effect: Effect, method: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return self.call(method, **arguments)
        except SlackAgain as problem:
            if problem.wait is not None:
                # Whatever else goes there would be refused too.
                self._outbox.hold(effect, problem.wait)
            raise

    def update(self, channel: str, ts: str, message: Message, effect: Effect | None = None) -> None:
        """Replaces a message of ours, for an effect. Raises SlackGone where it was deleted."""
        arguments = {"channel": channel, "ts": ts, "text": message.text, "blocks": message.blocks}
        if effect is None:
            self.call(self.client.chat_update, **arguments)
        else:
            self._paced(effect, self.client.chat_update, **arguments)

    def delete(self, channel: str, ts: str) -> None:
        """Takes a message of ours away. Raises SlackGone where somebody else has."""
        self.call(self.client.chat_delete, channel=channel, ts=ts)

    def update_view(self, view_id: str, view: View) -> bool:
        """Replaces an open modal; whether it is open still."""
        try:
            self.call(self.client.views_update, view_id=view_id, view=view)
        except SlackRefused:
            return False
        return True

    def find(
        self, channel: str, since: datetime, thread: str | None = None, block_id: str | None = None, **payload: str
    ) -> str | None:
        """The ts of our message since then (aware) whose metadata hold `payload`, if there is one; `block_id`: and that
        has this block."""

        def ours(message: dict[str, Any]) -> bool:
            metadata = message.get("metadata") or {}
            return (
                metadata.get("event_type") == EVENT_TYPE
                and payload.items() <= (metadata.get("event_payload") or {}).items()
                and (block_id is None or any(one.get("block_id") == block_id for one in message.get("blocks") or []))
            )

        return self._first(ours, channel, since, thread)

    def find_file(self, channel: str, since: datetime, name: str) -> str | None:
        """The ts of the message since then (aware) that shows a file of this name, if there is one."""
        return self._first(lambda m: any(file.get("name") == name for file in m.get("files") or []), channel, since)

    def _first(
        self, wanted: Callable[[dict[str, Any]], bool], channel: str, since: datetime, thread: str | None = None
    ) -> str | None:
        cursor: str | None = None
        method = self.client.conversations_replies if thread else self.client.conversations_history
        where = {"channel": channel, "ts": thread} if thread else {"channel": channel}
        for _ in range(_PAGES):
            answer = self.call(
                method,
                **where,
                oldest=f"{(since - _LEEWAY).timestamp():.6f}",
                include_all_metadata=True,
                limit=_PAGE,
                cursor=cursor,
            )
            for message in answer.get("messages") or []:
                if wanted(message):
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    def performs(self, deliver: Callable[[Effect], None]) -> Callable[[Effect], None]:
        """`deliver` as a performer that notes when to try again where Slack did not take it."""
        return lambda effect: self._attempt(effect, deliver)

    def _attempt(self, effect: Effect, deliver: Callable[[Effect], None]) -> None:
        try:
            deliver(effect)
            self._problems.pop(effect.kind, None)
        except NoResultFound:
            self._outbox.done(effect, "dropped")
        except SlackAgain as problem:
            self._outbox.later(effect, backoff(effect.attempts, problem.wait), problem.kind)
        except SlackNeedsPerson as problem:
            if problem.kind in NOBODY_READS:
                log.warning("nobody_reads", kind=problem.kind, owed=effect.kind)
                self._outbox.done(effect, "dropped")
                return
            if effect.problem != problem.kind:
                self._outbox.later(effect, SECOND_LOOK, problem.kind)
                return
            self._problems[effect.kind] = problem.kind
            log.error("slack_needs_a_person", kind=problem.kind, owed=effect.kind)
            self._outbox.later(effect, SLOW_BEAT, problem.kind)
        except SlackProblem as problem:
            # Gone under our hands, or refused for a mistake of ours: again soon, and ever more slowly.
            if isinstance(problem, SlackRefused):
                log.error("slack_refused", kind=problem.kind, owed=effect.kind)
            self._outbox.later(effect, min(SLOW_BEAT, backoff(effect.attempts)), problem.kind)
