"""Google's quota, kept by all processes together: what the sheets package asks, and what `/metrics` shows of it."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType

import structlog
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from sheets.calls import Kind, Need, Paced
from sheets.errors import TryAgain
from workflows.outbox.google_quota import READ, WRITE, GoogleQuota
from workflows.storage.columns import new_id

_KINDS = (READ, WRITE)
# How long a 429 that does not say is waited for: the quota is one of minutes.
_UNTOLD_SECONDS = 15.0
# How long a round waits for its turn where somebody looks on: then they are told.
PATIENCE_SECONDS = 8.0
# By as much more is reserved than the last time, each time that it was not enough.
_MORE = 4
log = structlog.get_logger(__name__)


class Round:
    """Calls that are reserved. What happens inside its `with`, in that thread, uses them; its end gives back the rest.

    Whoever does not enter it calls `end`.
    """

    def __init__(self, quota: "SharedQuota", name: str, need: Need) -> None:
        self.id, self.name = new_id(), name
        self.left = {READ: need.reads, WRITE: need.writes}
        self.made: dict[str, list[float]] = {READ: [], WRITE: []}
        self.under_way: Kind | None = None  # the newest call
        self.short = False  # it needed more than it had
        self._quota = quota

    def __enter__(self) -> "Round":
        self._quota.enter(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._quota.leave()

    def end(self) -> None:
        """Gives back what is left."""
        self._quota.end(self)


class SharedQuota:
    """`sheets.calls.Quota`, by the database. Safe across threads; a round belongs to the thread that entered it."""

    def __init__(self, quota: GoogleQuota, patience: float = PATIENCE_SECONDS) -> None:
        """`patience`: the seconds that `round` waits."""
        self._quota = quota
        self._patience = patience
        self._mine = threading.local()
        self._process = new_id()[:8]
        self._stopping = threading.Event()
        # How many calls of each kind more than usual the next round of that name reserves.
        self._more: dict[str, Counter[str]] = {}

    def reserve(self, name: str, need: Need) -> Round:
        """A round, for whoever enters it; at once, or Paced: ask again by the same name, it keeps the place in the
        queue. `name`: of work that only one does at a time, whichever process. TryAgain: the database cannot say."""
        more = self._more.get(name, Counter())
        found = Round(self, name, Need(need.reads + more[READ], need.writes + more[WRITE]))
        try:
            wait = self._quota.ask(name, found.id, found.left)
        except SQLAlchemyError as failure:
            raise TryAgain(f"the quota cannot be read ({type(failure).__name__})") from None
        if wait > 0:
            raise Paced(wait)
        return found

    def round(self, need: Need, patience: float | None = None) -> AbstractContextManager[object]:
        """As the protocol says. `patience`: the seconds to wait, where not as usual."""
        if self._current:
            return nullcontext()
        name = f"{self._process}:{threading.get_ident()}"
        deadline = time.monotonic() + (self._patience if patience is None else patience)
        while True:
            try:
                return self.reserve(name, need)
            except Paced as paced:
                left = deadline - time.monotonic()
                if left <= 0 or self._stopping.is_set():
                    self._give_up(name)
                    raise
                self._stopping.wait(min(left, paced.retry_after, 1.0))

    def again(self, need: Need) -> None:
        """As the protocol says."""
        current = self._current
        if current is None or (current.left[READ] >= need.reads and current.left[WRITE] >= need.writes):
            return
        self.leave()
        try:
            self.enter(self.reserve(current.name, need))
        except Paced:
            # Then all of it at once, the next time: else the beginning alone would use it up, time after time.
            self._more[current.name] = Counter({READ: need.reads, WRITE: need.writes})
            raise

    def take(self, kind: Kind) -> None:
        """As the protocol says; outside a round, a round of its own."""
        current = self._current
        if current is None:
            with self.round(Need(reads=int(kind == READ), writes=int(kind == WRITE))):
                self.take(kind)
            return
        self._settle(current)
        if current.left[kind] <= 0 and kind in self._quota.most:
            current.short = True
            self._more.setdefault(current.name, Counter())[kind] += _MORE
            raise Paced(0.0)
        current.left[kind] -= 1
        current.under_way = kind

    def used_up(self, kind: Kind, seconds: float | None) -> None:
        """As the protocol says."""
        try:
            self._quota.used_up(kind, _UNTOLD_SECONDS if seconds is None else seconds)
        except SQLAlchemyError as failure:  # the 429 itself says to wait
            log.warning("quota_not_noted", failure=type(failure).__name__)

    def close(self) -> None:
        """Lets nobody wait any longer. Returns at once."""
        self._stopping.set()

    @property
    def _current(self) -> Round | None:
        found: Round | None = getattr(self._mine, "round", None)
        return found

    def enter(self, a_round: Round) -> None:
        """This thread's calls are that round's from now on."""
        self._mine.round = a_round

    def leave(self) -> None:
        """The round of this thread is over."""
        current, self._mine.round = self._current, None
        if current:
            self.end(current)

    def end(self, a_round: Round) -> None:
        """Notes what it called, and gives back what is left."""
        self._settle(a_round)
        if not a_round.short:
            self._more.pop(a_round.name, None)
        try:
            self._quota.end(a_round.id, a_round.made)
        except SQLAlchemyError as failure:  # what it had comes back by itself, a little later
            log.warning("quota_not_noted", failure=type(failure).__name__)

    def _settle(self, a_round: Round) -> None:
        # A call has been made when it was answered, not when it was sent: Google counts when it comes.
        if a_round.under_way:
            a_round.made[a_round.under_way].append(self._quota.now())
            a_round.under_way = None

    def _give_up(self, name: str) -> None:
        try:
            self._quota.leave(name)
        except SQLAlchemyError as failure:
            log.warning("quota_not_noted", failure=type(failure).__name__)


class QuotaGauge(Collector):
    """`sixpos_google_quota_left`: calls that could be made at once, by kind."""

    def __init__(self, quota: GoogleQuota) -> None:
        self._quota = quota

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry would otherwise ask the database while the bot is being put together."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The levels, unless the database is away."""
        left = GaugeMetricFamily(
            "sixpos_google_quota_left", "Calls to Google Sheets that could be made at once.", labels=["kind"]
        )
        try:
            for kind in _KINDS:
                left.add_metric([kind], self._quota.left(kind))
        except SQLAlchemyError as failure:
            log.warning("metrics_without_database", failure=type(failure).__name__)
            return
        yield left
