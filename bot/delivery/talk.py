"""Performs the talk between a card's thread and its requester's, and forgets it once it is delivered."""

from bot.clients.slack import SlackAgain, SlackRefused
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import Texts
from bot.ui import talk as ui
from bot.ui.blocks import Message
from workflows.rules.effects import Owed, Posted, Said, TokenSaid
from workflows.storage.models import Effect, Request


class Talks:
    """Posts what was said in one thread to the other."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def to_requester(self, effect: Effect) -> None:
        """What somebody wrote in the card's thread, beneath the first message to the requester."""
        services, request = self._services, self._request(effect)
        texts, channel = services.languages.of_reader(request.requester), self._poster.direct(request.requester)
        thread = services.threads.talked_beneath(request.id)
        ts, alone = self._post(effect, request, texts, ui.is_read(texts), channel, thread)
        services.requests.talk.reads_along(request)
        # Without a message to reply to it stands alone, and is one from now on.
        services.outbox.done(effect, told=Posted(channel, ts) if alone else None)

    def to_card(self, effect: Effect) -> None:
        """What the requester wrote, in the card's thread; or that they read along there."""
        services, request = self._services, self._request(effect)
        if request.card_ts is None or request.card_channel is None:
            raise SlackAgain("no_card_yet")
        texts = services.languages.channel()
        along = ui.reads_along(texts, request)
        self._post(effect, request, texts, along, request.card_channel, request.card_ts)
        services.outbox.done(effect)

    def token_said(self, effect: Effect) -> None:
        """Tells who wrote a token, and nobody else, what to do."""
        told, services = TokenSaid.from_json(effect.payload), self._services
        self._poster.call(
            self._poster.client.chat_postEphemeral,
            channel=told.channel,
            thread_ts=told.thread,
            user=told.user,
            text=ui.token_said(services.languages.of_reader(told.user)),
        )
        services.outbox.done(effect)

    def _request(self, effect: Effect) -> Request:
        assert effect.request_id is not None
        return self._services.queries.picture(effect.request_id).request

    def _post(
        self, effect: Effect, request: Request, texts: Texts, along: Message, channel: str, thread: str | None
    ) -> tuple[str, bool]:
        """The ts, and whether it stands alone. `along`: what stands in the thread where nobody said anything."""
        told = Said.from_json(effect.payload)
        names = self._names(told.text)

        def message(*, alone: bool) -> Message:
            return ui.said(texts, request, told, names, alone=alone) if told.user else along

        if thread:
            try:
                return self._poster.post(channel, message(alone=False), effect, "talk", thread), False
            except SlackRefused:  # what stood there was deleted
                pass
        return self._poster.post(channel, message(alone=True), effect, "talk"), True

    def _names(self, text: str) -> dict[str, str]:
        """What the people are called whom a text mentions, asked of Slack where it is not known."""
        languages, users = self._services.languages, ui.mentioned(text)
        for user in set(users) - languages.names(users).keys():
            languages.ask(user)
        return languages.names(users)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    talks = Talks(parts.poster, parts.services)
    return parts.posting(
        {
            Owed.TO_REQUESTER: talks.to_requester,
            Owed.TO_CARD: talks.to_card,
            Owed.TOKEN_SAID: talks.token_said,
        }
    )
