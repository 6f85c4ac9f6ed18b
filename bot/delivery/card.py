"""Performs the effects about one request that are messages: its card, and the requester's notes."""

from bot.clients.slack import SlackGone
from bot.delivery.overtaken import Overtaken, mark
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.texts import Mrkdwn, mention
from bot.ui import words
from bot.ui.actions import note_actions
from bot.ui.blocks import Message
from bot.ui.card import card
from bot.ui.notes import news, note, ready_made
from bot.ui.token_check import token_written
from workflows.requests.notices import approvers_called, requester_hears
from workflows.rules.effects import Happened, NoteShown, Owed
from workflows.rules.policy import APPROVERS, Action
from workflows.rules.states import Event, Remark
from workflows.storage.models import Effect, Request


class Messages:
    """Posts and updates what concerns one request."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services
        self._overtaken = Overtaken(poster, services)

    def card(self, effect: Effect) -> None:
        """Posts the request's card, or brings it up to date; what later effects owe of it is in it too."""
        services = self._services
        assert effect.request_id is not None
        picture, covered = services.queries.card(effect.request_id)
        texts, call = services.languages.channel(), services.approvers.call()
        nobody = services.approvers.nobody
        first = services.identity.card_link(picture.first) if picture.first else ""
        sheet = services.settings.sheet_url
        message = card(texts, picture, mention=call, sheet_url=sheet, nobody=nobody, first=first)
        if not self._update(effect, picture.request, message):
            self._post_card(effect, picture.request, message)
        self._overtaken.owe(picture)
        services.outbox.done_up_to(effect, covered)

    def note(self, effect: Effect) -> None:
        """Tells the requester, by direct message, about one event; not of what they have just done themselves, unless
        there is a mail to send."""
        assert effect.request_id is not None
        services, event = self._services, Happened.from_json(effect.payload).event
        picture = services.queries.picture(effect.request_id)
        request = picture.request
        mail = ready_made(services, picture, event)
        if not (mail or event not in set(Event) or requester_hears(Event(event), request, picture.history)):
            services.outbox.done(effect, "not_needed")
            return
        texts = services.languages.of_reader(request.requester)
        message = note(texts, picture, event, mail)
        channel = self._poster.direct(request.requester)
        ts = self._poster.post(channel, message, effect, "note")
        shown = note_actions(request, Event(event)) if event in set(Event) else []
        offered = [one.value for one in shown if one is not Action.DETAILS]
        services.outbox.done(effect, told=NoteShown(channel, ts, offered, mark(mail)))

    def news(self, effect: Effect) -> None:
        """Calls those approvers whom an event concerns, in the card's thread; or whom it waits for, for who asks."""
        assert effect.request_id is not None
        services, event = self._services, Happened.from_json(effect.payload).event
        picture = services.queries.picture(effect.request_id)
        request, reminder = picture.request, picture.reminder
        everybody = services.approvers.call()
        if event == Remark.NUDGE:
            holder = reminder.holder if reminder and reminder.holder != request.requester else None
            called = list(dict.fromkeys([holder, *services.absences.reminded(holder)])) if holder else []
            everybody = services.absences.call()
        else:
            called = approvers_called(Event(event), request, picture.history)
        if not called or request.card_ts is None or request.card_channel is None:
            services.outbox.done(effect, "not_needed")
            return
        calls = " ".join(everybody if one == APPROVERS else mention(one) for one in called)
        message = news(services.languages.channel(), picture, event, Mrkdwn(calls))
        self._poster.post(request.card_channel, message, effect, "news", thread=request.card_ts)
        services.outbox.done(effect)

    def modal(self, effect: Effect) -> None:
        """Says how the writing goes in the modal of whoever gave the token, as long as it is open."""
        assert effect.request_id is not None
        services = self._services
        picture = services.queries.picture(effect.request_id)
        request, view = picture.request, picture.request.token_view
        if view is not None and request.token_giver is not None:
            texts = services.languages.of_reader(request.token_giver)
            is_open = self._poster.update_view(view, token_written(texts, picture))
            if not (is_open and words.being_written(request)):
                services.requests.modal_over(request.id, view)
        services.outbox.done(effect)

    def _update(self, effect: Effect, request: Request, message: Message) -> bool:
        if not (request.card_ts and request.card_channel):
            return False
        try:
            self._poster.update(request.card_channel, request.card_ts, message, effect)
        except SlackGone:
            # Somebody deleted the card: the request still needs one.
            self._services.requests.card_posted(request.id, request.card_channel, None)
            return False
        return True

    def _post_card(self, effect: Effect, request: Request, message: Message) -> None:
        ts = None
        if effect.attempts > 1:
            # Not by this effect alone: there is one card per request, whichever effect posted it.
            ts = self._poster.find(self._services.channel, request.created_at, request_id=request.id, kind="card")
        if ts is None:
            ts = self._poster.post(self._services.channel, message, effect, "card")
            self._services.requests.card_posted(request.id, self._services.channel, ts)
        else:
            # It shows what was true when it was posted.
            self._services.requests.card_posted(request.id, self._services.channel, ts)
            self._poster.update(self._services.channel, ts, message)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    messages = Messages(parts.poster, parts.services)
    return parts.posting(
        {
            Owed.CARD: messages.card,
            Owed.NOTE: messages.note,
            Owed.NEWS: messages.news,
            Owed.MODAL: messages.modal,
        }
    )
