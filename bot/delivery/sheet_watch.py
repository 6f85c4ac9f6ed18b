"""Performs the messages of the watch over the sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.delivery.poster import Poster
from bot.ui.blocks import Message
from workflows.outbox.outbox import Outbox
from workflows.requests.queries import Queries
from workflows.rules.brand_guess import LikelyBrand, likely_brands
from workflows.schedule.sheet_watch import Watching, grouped
from workflows.storage.models import Effect, Request

Changes = Sequence[tuple[Request, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True)
class WatchViews:
    """Draws the messages, in the channel's language."""

    unasked: Callable[[Sequence[LikelyBrand]], Message]
    changed: Callable[[Changes, int], Message]


class WatchNews:
    """Posts in the partnerships channel."""

    def __init__(
        self, poster: Poster, outbox: Outbox, queries: Queries, watching: Watching, channel: str, views: WatchViews
    ) -> None:
        self._poster = poster
        self._outbox = outbox
        self._queries = queries
        self._watching = watching
        self._channel = channel
        self._views = views

    def unasked(self, effect: Effect) -> None:
        """All rows that wait for a token and nobody asked; nothing where they are asked for by now."""

        def perform() -> None:
            groups = likely_brands(self._watching.unasked())
            if groups:
                self._poster.post(self._channel, self._views.unasked(groups), effect, "unasked")
            self._outbox.done(effect, "done" if groups else "dropped")

        self._poster.attempt(effect, perform)

    def changed(self, effect: Effect) -> None:
        """The rows of delivered requests that somebody changed."""

        def perform() -> None:
            changes = []
            for request_id, rows in grouped(effect.payload["rows"]).items():
                picture = self._queries.picture(request_id)
                names = {store.slug: store.name for store in picture.stores}
                changes.append((picture.request, [{**row, "name": names.get(str(row["slug"]), "")} for row in rows]))
            message = self._views.changed(changes, int(effect.payload["count"]))
            self._poster.post(self._channel, message, effect, "rows_changed")
            self._outbox.done(effect)

        self._poster.attempt(effect, perform)
