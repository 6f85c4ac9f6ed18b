"""The sheet watch: reads the sheet every few minutes, hands on what it saw, and posts what came of it."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.clients.slack import SlackGone
from bot.delivery.overtaken import rows_message
from bot.delivery.parts import Parts, Performers
from bot.delivery.poster import Poster
from bot.delivery.token_health import TokenLooks
from bot.services import Services
from bot.ui import sheet_watch as ui
from sheets.errors import SheetError
from sheets.survey import SheetRow
from workflows.rules.brand_guess import likely_brands
from workflows.rules.effects import REDRAWN, Owed, ToAsk, TokensLost, Unsaid
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.tokens import Sealer, could_be_token
from workflows.storage.models import Effect

# For Google's quota: longer than anybody's turn takes.
_PATIENCE_SECONDS = 90.0
log = structlog.get_logger(__name__)


class SheetLooks:
    """One look each time it is due, by one process, with fingerprints in place of tokens. It never writes. Of the same
    reading, Hey Pongo is asked about the tokens that are due, once the rest of it is let go."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._health = TokenLooks(services)
        self._every = timedelta(minutes=services.settings.sheet_watch_minutes)  # 0: never

    def tick(self) -> None:
        """Looks, if it is time. A sheet that cannot be read just now is looked at the next time."""
        services = self._services
        if not self._every or not services.sheet_watch.claim(self._every):
            return
        began = services.clock.now()
        try:
            rows = services.gateway.rows(_PATIENCE_SECONDS)
        except SheetError as failure:
            log.info("sheet_not_seen", failure=type(failure).__name__)
            return
        seen = seen_rows(services.sealer, rows)
        services.sheet_watch.look(seen, began)
        services.sheet_ticks.look(seen)
        due = self._health.held(rows)
        del rows  # and with it every token but those that are asked for
        self._health.ask(due)


def seen_rows(sealer: Sealer, rows: Sequence[SheetRow]) -> list[SeenRow]:
    """The rows as they are compared: with fingerprints in place of tokens."""
    known: dict[str, tuple[str | None, bool]] = {"": (None, False)}  # a brand's token stands in many rows
    for token in (row.token for row in rows if row.token not in known):
        known[token] = sealer.fingerprint(token), not could_be_token(token)
    return [SeenRow(row.row, row.name, row.slug, *known[row.token], row.others) for row in rows]


class WatchNews:
    """Posts what the watch found in the partnerships channel."""

    def __init__(self, poster: Poster, services: Services) -> None:
        self._poster = poster
        self._services = services

    def unasked(self, effect: Effect) -> None:
        """All rows that wait for a token and nobody asked, in a new message that takes the place of the one before; or,
        where none is new, in the one that stands."""
        services = self._services
        groups, stand = likely_brands(services.sheet_watch.unasked()), services.queries.watch_news(Owed.UNASKED)
        message = ui.unasked(services.languages.channel(), groups, services.settings.sheet_url)
        if groups and ToAsk.from_json(effect.payload).how != REDRAWN:
            ts = self._poster.post(services.channel, message, effect, "unasked")
            services.sheet_watch.told(effect, services.channel, ts)
            for before, stands in stand:
                with contextlib.suppress(SlackGone):
                    self._poster.delete(stands.channel, stands.ts)
                services.sheet_watch.told_for_good(before)
        else:
            for before, stands in stand:
                try:
                    self._poster.update(stands.channel, stands.ts, message, effect)
                except SlackGone:
                    services.sheet_watch.told_for_good(before)
        services.outbox.done(effect, "done" if groups else "dropped")

    def changed(self, effect: Effect) -> None:
        """The rows of delivered requests that somebody changed."""
        services = self._services
        message, is_open = rows_message(services, effect)
        ts = self._poster.post(services.channel, message, effect, "rows_changed")
        if is_open:
            services.sheet_watch.told(effect, services.channel, ts)
        services.outbox.done(effect)

    def unsaid(self, effect: Effect) -> None:
        """The restaurants of which 6xpos no longer says in the sheet what it said, in the card's thread."""
        services, told = self._services, Unsaid.from_json(effect.payload)
        picture = services.queries.picture(str(effect.request_id))
        message = ui.unsaid(services.languages.channel(), picture, told, services.settings.headers.others)
        channel = picture.request.card_channel or services.channel
        self._poster.post(channel, message, effect, "unsaid", picture.request.card_ts)
        services.outbox.done(effect)

    def lost(self, effect: Effect) -> None:
        """The rows whose token an interrupted write has cost."""
        services, rows = self._services, TokensLost.from_json(effect.payload).rows
        requests = {row.request: services.queries.picture(row.request).request for row in rows if row.request}
        message = ui.tokens_lost(services.languages.channel(), rows, requests, services.settings.sheet_url)
        self._poster.post(services.channel, message, effect, "tokens_lost")
        services.outbox.done(effect)


def performs(parts: Parts) -> Performers:
    """Who performs which kind."""
    news = WatchNews(parts.poster, parts.services)
    return parts.posting(
        {
            Owed.UNASKED: news.unasked,
            Owed.ROWS_CHANGED: news.changed,
            Owed.TOKENS_LOST: news.lost,
            Owed.UNSAID: news.unsaid,
        }
    )
