"""The watch over the sheet: reads it every few minutes, and hands on what it saw, fingerprints in place of tokens."""

from datetime import timedelta

import structlog

from sheets.errors import SheetError
from sheets.gateway import Gateway
from workflows.clock import Clock
from workflows.rules.tokens import Sealer
from workflows.schedule.sheet_watch import SeenRow, Watching

# For Google's quota: longer than anybody's turn takes.
_PATIENCE_SECONDS = 90.0
log = structlog.get_logger(__name__)


class SheetWatch:
    """One look each time it is due, by one process. It never writes."""

    def __init__(self, gateway: Gateway, watching: Watching, sealer: Sealer, clock: Clock, minutes: int) -> None:
        """`minutes`: between two looks; 0 for none at all."""
        self._gateway = gateway
        self._watching = watching
        self._sealer = sealer
        self._clock = clock
        self._every = timedelta(minutes=minutes)

    def tick(self) -> None:
        """Looks, if it is time. A sheet that cannot be read just now is looked at the next time."""
        if not self._every or not self._watching.claim(self._every):
            return
        began = self._clock.now()
        try:
            rows = self._gateway.rows(_PATIENCE_SECONDS)
        except SheetError as failure:
            log.info("sheet_not_seen", failure=type(failure).__name__)
            return
        prints: dict[str, str] = {}  # a brand's token stands in many rows
        seen = []
        for row in rows:
            if row.token and row.token not in prints:
                prints[row.token] = self._sealer.fingerprint(row.token)
            seen.append(SeenRow(row.row, row.name, row.slug, prints.get(row.token)))
        self._watching.look(seen, began)
