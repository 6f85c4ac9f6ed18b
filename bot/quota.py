"""Google's quota, kept by all processes together: what the sheets package asks, and what `/metrics` shows of it."""

from collections.abc import Iterable, Iterator

import structlog
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from sheets.errors import TryAgain
from sheets.quota import Kind, Paced
from workflows.pacing import READ, WRITE, GoogleTurns

_BUCKETS: dict[Kind, str] = {"read": READ, "write": WRITE}
# How long a 429 that does not say is waited for: the quota is one of minutes.
_UNTOLD_SECONDS = 15.0
log = structlog.get_logger(__name__)


class SharedQuota:
    """`sheets.quota.Quota`, by the database."""

    def __init__(self, turns: GoogleTurns) -> None:
        self._turns = turns

    def take(self, kind: Kind) -> None:
        """Takes one call. Raises Paced where there is none, TryAgain where the database cannot say."""
        try:
            wait = self._turns.take(_BUCKETS[kind])
        except SQLAlchemyError as failure:
            raise TryAgain(f"the quota cannot be read ({type(failure).__name__})") from None
        if wait > 0:
            raise Paced(wait)

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """Google answered 429: nobody calls for so long."""
        try:
            self._turns.used_up(_BUCKETS[kind], seconds or _UNTOLD_SECONDS)
        except SQLAlchemyError as failure:  # the 429 itself says to wait
            log.warning("quota_not_noted", failure=type(failure).__name__)


class QuotaGauge(Collector):
    """`sixpos_google_quota_left`: calls that could be made at once, by kind."""

    def __init__(self, turns: GoogleTurns) -> None:
        self._turns = turns

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry would otherwise ask the database while the bot is being put together."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The levels, unless the database is away."""
        left = GaugeMetricFamily(
            "sixpos_google_quota_left", "Calls to Google Sheets that could be made at once.", labels=["kind"]
        )
        try:
            for kind, key in _BUCKETS.items():
                left.add_metric([kind], self._turns.left(key))
        except SQLAlchemyError as failure:
            log.warning("metrics_without_database", failure=type(failure).__name__)
            return
        yield left
