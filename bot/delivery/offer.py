"""Performs the replies to what people write: the offer of a form, where a request stands, what the bot can do."""

import contextlib
from datetime import UTC, datetime

from bot.clients.slack import NO_THREAD, SlackGone, SlackNeedsPerson, SlackRefused
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import Texts
from bot.ui.blocks import Message
from bot.ui.offer import Standing, hint, in_reply_to, offer, opened, standing
from workflows.requests.queries import GOING_ON
from workflows.requests.search import Search
from workflows.rules.effects import MessageToAnswer, OfferTaken, Owed, ThreadToAnswer
from workflows.rules.store_lines import brand_key
from workflows.storage.models import Effect, Request

_MOST = 5  # requests in an answer


class Offers:
    """Replies in threads."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def offer(self, effect: Effect) -> None:
        """Replies to a message that asks for 6xpos; where a request was opened from it meanwhile, with that."""
        told = ThreadToAnswer.from_json(effect.payload)
        texts = self._services.languages.of_reader(told.user)
        message = offer(texts, told)
        if request := self._services.threads.opened_from(told.channel, told.message, thread=told.thread):
            message = self._opened(texts, request.id)
        self._reply(effect, told, message, "offer")

    def opened(self, effect: Effect) -> None:
        """Turns the offer in the thread of a message into what was opened from it."""
        assert effect.request_id is not None
        told = OfferTaken.from_json(effect.payload)
        message = self._opened(self._services.languages.of_reader(told.user), effect.request_id)
        # Deleted, or in a conversation that the bot cannot read: whoever presses it is told all the same.
        with contextlib.suppress(SlackGone, SlackNeedsPerson):
            since = datetime.fromtimestamp(float(told.thread), UTC)
            block = in_reply_to(told.message) if told.message else None
            offer = told.offer or self._poster.find(told.channel, since, told.thread, block, kind="offer")
            if offer:
                self._poster.update(told.channel, offer, message)
        self._services.outbox.done(effect)

    def _opened(self, texts: Texts, request_id: str) -> Message:
        picture = self._services.queries.picture(request_id)
        return opened(texts, picture, self._services.identity.card_link(picture.request))

    def answer(self, effect: Effect) -> None:
        """Replies to a question where something stands; or, in the bot's own messages, to what asks for nothing."""
        told = MessageToAnswer.from_json(effect.payload)
        texts = self._services.languages.of_reader(told.user)
        message = hint(texts, told.user) if told.hint else standing(texts, told.user, self._standing(told))
        self._reply(effect, told, message, "answer")

    def _reply(self, effect: Effect, told: ThreadToAnswer, message: Message, kind: str) -> None:
        try:
            self._poster.post(told.channel, message, effect, kind, thread=told.thread)
        except SlackRefused as refused:
            if refused.kind != NO_THREAD:
                raise
            self._services.outbox.done(effect, "dropped")  # what asked was deleted: nobody waits for the answer
            return
        self._services.outbox.done(effect)

    def _standing(self, told: MessageToAnswer) -> Standing:
        """What may be said, where it is asked, of the requests that are asked about."""
        found = self._found(told)
        home, reminder_of = told.channel == self._services.channel, self._services.queries.reminder
        reminders = {one.id: reminder for one in found if home and (reminder := reminder_of(one.id))}
        asked = told.references[: _MOST + 1] or ([told.brand] if told.brand and not found else [])
        missing = tuple(one for one in asked if one not in {request.reference for request in found})
        return Standing(missing, tuple(found[:_MOST]), more=len(found) > _MOST, reminders=reminders)

    def _found(self, told: MessageToAnswer) -> list[Request]:
        """By reference; else by brand, those that are called exactly so first; else the asker's own."""
        search, team = self._services.queries.search, told.team or None
        if told.references:
            return [one for reference in told.references[: _MOST + 1] for one in search(Search(reference, team=team))]
        if not told.brand:
            return search(Search(requester=told.user, states=GOING_ON, team=team), limit=_MOST + 1)
        found = search(Search(told.brand, team=team), limit=4 * _MOST)
        exact = [one for one in found if one.brand_key == brand_key(told.brand)]
        return (exact or found)[: _MOST + 1]


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    offers = Offers(parts.poster, parts.services)
    return parts.posting({Owed.OFFER: offers.offer, Owed.ANSWER: offers.answer, Owed.OPENED: offers.opened})
