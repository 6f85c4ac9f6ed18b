"""Performs the reminders: one digest per person and day; only the newest stands, and holds what is still open."""

import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clients.slack import SlackGone
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import mention
from bot.ui import reminders as ui
from bot.ui.blocks import Message
from workflows.rules.effects import ONCE_A_DAY, REDRAWN, Owed, ToEscalate, ToRemind
from workflows.rules.policy import APPROVERS
from workflows.storage.models import Digest, Effect


class Digests:
    """Sends people what they hold up."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def digest(self, effect: Effect) -> None:
        """Everything that the holder was reminded of and still holds up, in one message; none where it is done."""
        services, told = self._services, ToRemind.from_json(effect.payload)
        now, holder = services.clock.now(), told.holder
        if (readers := services.absences.reminded(holder)) != [holder]:
            services.reminding.pass_on(readers, told.how)
            services.outbox.done(effect)
            return
        held, stands = services.absences.held(holder), services.queries.digest(holder)
        together = holder == APPROVERS
        tokens = services.healths.unwell(now, services.health.warns_within) if together else []
        if held or tokens:
            texts = services.languages.of_reader(holder)
            message = ui.digest(
                texts,
                held,
                reader=ui.Reader(holder, services.absences.call() if together else mention(holder), tokens),
                links=services.identity.card_link,
                expires=services.reminders.expires_at,
            )
            again = told.how == ONCE_A_DAY and stands is not None and _of_today(stands, now, texts.zone)
            redrawn = (again or told.how == REDRAWN) and self._redrawn(stands, message, effect)
            if not (redrawn or told.how == REDRAWN):
                channel = services.channel if together else self._poster.direct(holder)
                ts = self._poster.post(channel, message, effect, "digest")
                self._take_away(stands, ts)  # before it is forgotten
                services.reminding.digest_sent(holder, channel, ts)
        else:
            self._take_away(stands)
        services.outbox.done(effect, "done" if held or tokens else "dropped")

    def escalation(self, effect: Effect) -> None:
        """What reminders did not move, to ESCALATE_TO."""
        services, told = self._services, ToEscalate.from_json(effect.payload)
        held, whom = services.queries.still_held(told.requests), told.holder
        if held:
            message = ui.escalation(services.languages.of_reader(whom), held, links=services.identity.card_link)
            # A channel may be named as well as a person.
            channel = whom if whom[:1] in ("C", "G") else self._poster.direct(whom)
            self._poster.post(channel, message, effect, "escalation")
        services.outbox.done(effect, "done" if held else "dropped")

    def thread(self, effect: Effect) -> None:
        """0.1.0 owed a line in the card's thread beside each digest, which says the same: nobody is told twice."""
        self._services.outbox.done(effect, "dropped")

    def _take_away(self, stands: Digest | None, newest: str = "") -> None:
        """Deletes an overtaken digest: whatever can be pressed there can only disappoint."""
        if stands and stands.ts != newest:
            with contextlib.suppress(SlackGone):
                self._poster.delete(stands.channel, stands.ts)

    def _redrawn(self, stands: Digest | None, message: Message, effect: Effect) -> bool:
        """Brings a digest up to date; False where there is none, or somebody deleted it."""
        if stands is None:
            return False
        try:
            self._poster.update(stands.channel, stands.ts, message, effect)
        except SlackGone:
            return False
        return True


def _of_today(stands: Digest, now: datetime, zone: ZoneInfo) -> bool:
    return datetime.fromtimestamp(float(stands.ts), zone).date() == now.astimezone(zone).date()


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    digests = Digests(parts.poster, parts.services)
    return parts.posting(
        {Owed.DIGEST: digests.digest, Owed.ESCALATION: digests.escalation, Owed.THREAD: digests.thread}
    )
