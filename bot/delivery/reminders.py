"""Performs the reminders: one digest per person, the newest of which is the only one whose buttons count."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clients.slack import SlackGone
from bot.delivery.poster import Poster
from bot.ui.blocks import Message
from workflows.clock import Clock
from workflows.outbox.outbox import Outbox
from workflows.requests.queries import Held, Queries
from workflows.requests.reminder_rules import LEADS
from workflows.schedule.reminders import Reminding
from workflows.storage.models import Effect


@dataclass(frozen=True)
class DigestViews:
    """Draws the digests, in the language of whom they are for (LEADS: the channel's)."""

    digest: Callable[[str, Sequence[Held]], Message]
    escalation: Callable[[str, Sequence[Held]], Message]
    replaced: Callable[[str], Message]


class Digests:
    """Sends people what they hold up."""

    def __init__(
        self,
        poster: Poster,
        outbox: Outbox,
        queries: Queries,
        reminding: Reminding,
        clock: Clock,
        channel: str,
        views: DigestViews,
    ) -> None:
        """`channel`: where the leads read theirs."""
        self._poster = poster
        self._outbox = outbox
        self._queries = queries
        self._reminding = reminding
        self._clock = clock
        self._channel = channel
        self._views = views

    def digest(self, effect: Effect) -> None:
        """Everything that the holder was reminded of and still holds up, in one message; nothing where it is done."""
        holder = str(effect.payload["holder"])

        def perform() -> None:
            held = self._queries.held(holder, self._clock.now())
            if held:
                channel = self._channel if holder == LEADS else self._poster.direct(holder)
                ts = self._poster.post(channel, self._views.digest(holder, held), effect, "digest")
                self._replace_older(holder, channel, ts)
            self._outbox.done(effect, "done" if held else "dropped")

        self._poster.attempt(effect, perform)

    def escalation(self, effect: Effect) -> None:
        """What reminders did not move, to ESCALATE_TO."""
        person = str(effect.payload["holder"])

        def perform() -> None:
            held = self._queries.still_held(list(effect.payload["requests"]))
            if held:
                # A channel may be named as well as a person.
                channel = person if person[:1] in ("C", "G") else self._poster.direct(person)
                self._poster.post(channel, self._views.escalation(person, held), effect, "escalation")
            self._outbox.done(effect, "done" if held else "dropped")

        self._poster.attempt(effect, perform)

    def _replace_older(self, holder: str, channel: str, ts: str) -> None:
        older = self._queries.digest(holder)
        if older and older.ts != ts:
            with contextlib.suppress(SlackGone):
                self._poster.update(older.channel, older.ts, self._views.replaced(holder))
        self._reminding.digest_sent(holder, channel, ts)
