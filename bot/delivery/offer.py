"""Performs the offers: the reply to a message that asks for 6xpos."""

from bot.delivery.poster import Poster
from bot.services import Services
from bot.ui.offer import offer
from workflows.rules.effects import ThreadToAnswer
from workflows.storage.models import Effect


class Offers:
    """Replies in threads."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def offer(self, effect: Effect) -> None:
        """Replies in a thread that asks for 6xpos."""
        told = ThreadToAnswer.from_json(effect.payload)
        message = offer(self._services.languages.of_reader(told.user), told.user)
        self._poster.post(told.channel, message, effect, "offer", thread=told.thread)
        self._services.outbox.done(effect)
