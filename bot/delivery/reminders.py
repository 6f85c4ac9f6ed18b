"""Performs the reminders: one digest per person, of which only the newest has buttons that count; and a line in the
card's thread."""

import contextlib

from bot.clients.slack import SlackGone
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import Mrkdwn, Texts, mention
from bot.ui import reminders as ui
from workflows.requests.reminder_rules import APPROVERS
from workflows.rules.effects import StepsDue, ToEscalate, ToRemind
from workflows.storage.models import Effect


class Digests:
    """Sends people what they hold up."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def digest(self, effect: Effect) -> None:
        """Everything that the holder was reminded of and still holds up, in one message; nothing where it is done."""
        services, holder = self._services, ToRemind.from_json(effect.payload).holder
        now = services.clock.now()
        held = services.queries.held(holder, now)
        if held:
            texts, together = services.languages.of_reader(holder), holder == APPROVERS
            message = ui.digest(
                texts,
                held,
                call=services.approvers.call() if together else Mrkdwn(""),
                now=now,
                links=services.identity.card_link,
                expires=services.reminders.expires_at,
            )
            channel = services.channel if together else self._poster.direct(holder)
            ts = self._poster.post(channel, message, effect, "digest")
            self._replace_older(holder, channel, ts, texts)
        services.outbox.done(effect, "done" if held else "dropped")

    def escalation(self, effect: Effect) -> None:
        """What reminders did not move, to ESCALATE_TO."""
        services, told = self._services, ToEscalate.from_json(effect.payload)
        held, whom = services.queries.still_held(told.requests), told.holder
        if held:
            texts, now = services.languages.of_reader(whom), services.clock.now()
            message = ui.escalation(texts, held, links=services.identity.card_link, now=now)
            # A channel may be named as well as a person.
            channel = whom if whom[:1] in ("C", "G") else self._poster.direct(whom)
            self._poster.post(channel, message, effect, "escalation")
        services.outbox.done(effect, "done" if held else "dropped")

    def thread(self, effect: Effect) -> None:
        """Adds a line to the card's thread, so that its history is whole."""
        assert effect.request_id is not None
        request, told = self._services.queries.picture(effect.request_id).request, StepsDue.from_json(effect.payload)
        if request.card_ts and request.card_channel:
            # The group is not called again: the digest has just done so.
            whom = mention(told.holder) if told.holder != APPROVERS else Mrkdwn("")
            line = ui.thread_line(self._services.languages.channel(), request, told.steps, whom)
            self._poster.post(request.card_channel, line, effect, "thread", thread=request.card_ts)
        self._services.outbox.done(effect)

    def _replace_older(self, holder: str, channel: str, ts: str, texts: Texts) -> None:
        older = self._services.queries.digest(holder)
        if older and older.ts != ts:
            with contextlib.suppress(SlackGone):
                self._poster.update(older.channel, older.ts, ui.replaced(texts))
        self._services.reminding.digest_sent(holder, channel, ts)
