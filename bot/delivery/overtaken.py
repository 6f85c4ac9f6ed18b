"""Takes buttons that can only disappoint out of messages that have been overtaken: those to the requester, the lines
about a request's token, and what the sheet watch told, which then says who did what."""

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import replace

from bot.clients.slack import SlackGone
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.services import Services
from bot.ui.actions import note_actions
from bot.ui.blocks import Message
from bot.ui.notes import ReadyMade, ready_made, told_then
from bot.ui.sheet_watch import can_be_answered, rows_changed
from bot.ui.token_health import news
from workflows.requests.queries import Picture
from workflows.rules.effects import ChangedRow, Happened, HealthNews, NoteShown, Owed, RowsChanged
from workflows.rules.states import LIVE, Event, Remark
from workflows.storage.models import Digest, Effect


class Overtaken:
    """Finds and redraws them."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def owe(self, picture: Picture) -> None:
        """Owes that they are redrawn, where there are any about this request."""
        if self._notes(picture) or self._told(picture):
            self._services.outbox.owe_once(picture.request, Owed.NOTES)

    def redraw(self, effect: Effect) -> None:
        """Does it."""
        assert effect.request_id is not None
        picture = self._services.queries.picture(effect.request_id)
        for note, now, message in self._notes(picture):
            with contextlib.suppress(SlackGone):
                self._poster.update(now.channel, now.ts, message, effect)
            self._services.outbox.remember(note, now)
        for told, stands in self._told(picture):
            redraw_rows(self._services, self._poster, told, stands)
        self._services.outbox.done(effect)

    def _notes(self, picture: Picture) -> list[tuple[Effect, NoteShown, Message]]:
        """The messages that offer what they should not any more: what they should still offer, and how they look."""
        draw = {Owed.NOTE.value: self._note, Owed.HEALTH.value: self._health}
        drawn = [(one, draw[one.kind](one, picture)) for one in self._services.queries.open_notes(picture.request.id)]
        return [(one, *found) for one, found in drawn if found]

    def _note(self, told: Effect, picture: Picture) -> tuple[NoteShown, Message] | None:
        event, shown = Happened.from_json(told.payload).event, NoteShown.from_json(told.payload)
        if event not in set(Event):  # what moved nothing on offers nothing
            return None
        # One may ask after it again once it waits for somebody else again.
        possible = note_actions(picture.request, Event(event))
        still = [one.value for one in possible if one in [*shown.open, Remark.NUDGE]]
        mail = ready_made(self._services, picture, event, told.created_at)
        now = replace(shown, open=still, mail=mark(mail))
        if (set(still), now.mail) == (set(shown.open), shown.mail):
            return None
        texts = self._services.languages.of_reader(picture.request.requester)
        return now, told_then(texts, picture, event, mail, told.created_at)

    def _health(self, told: Effect, picture: Picture) -> tuple[NoteShown, Message] | None:
        found, shown = HealthNews.from_json(told.payload), NoteShown.from_json(told.payload)
        if not shown.open or self._is_unwell(found, picture):
            return None
        return replace(shown, open=[]), news(self._services.languages.channel(), picture, found, answered=True)

    def _is_unwell(self, told: HealthNews, picture: Picture) -> bool:
        """Whether what was told of a token is so, and the token stands in the request's rows still."""
        request, stores = picture.request, picture.stores
        current = {request.token_fingerprint, *(store.found_fingerprint for store in stores)}
        current = current.union(*(store.kept for store in stores))
        known = told.fingerprint in current and self._services.queries.token_problem(told.fingerprint)
        return request.state in LIVE and known == told.problem

    def _told(self, picture: Picture) -> list[tuple[Effect, Digest]]:
        """What the sheet watch told of this request, among others."""
        found = self._services.queries.watch_news(Owed.ROWS_CHANGED) if picture.request.token_fingerprint else []
        return [one for one in found if picture.request.id in RowsChanged.from_json(one[0].payload).by_request]


def mark(mail: ReadyMade | None) -> str:
    """What tells one ready-made mail from another; empty for none."""
    return hashlib.sha256(mail.address.encode()).hexdigest()[:8] if mail and mail.address else ""


def rows_message(services: Services, effect: Effect) -> tuple[Message, bool]:
    """What the sheet watch tells of changed rows, as they stand now, and whether anything can be done about it."""
    told, changes = RowsChanged.from_json(effect.payload), list[tuple[Picture, Sequence[ChangedRow]]]()
    for request_id, rows in told.by_request.items():
        if services.queries.request(request_id):  # not purged since
            changes.append((services.queries.picture(request_id), rows))
    message = rows_changed(
        services.languages.channel(),
        changes,
        told.count,
        since=effect.created_at,
        sheet_url=services.settings.sheet_url,
    )
    return message, any(can_be_answered(picture, rows, effect.created_at) for picture, rows in changes)


def redraw_rows(services: Services, poster: Poster, effect: Effect, stands: Digest) -> None:
    """Brings that message up to date; for the last time once nothing can be done about it."""
    message, is_open = rows_message(services, effect)
    try:
        poster.update(stands.channel, stands.ts, message)
    except SlackGone:
        is_open = False
    if not is_open:
        services.sheet_watch.told_for_good(effect)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    return parts.posting({Owed.NOTES: Overtaken(parts.poster, parts.services).redraw})
