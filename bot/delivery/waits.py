"""Says on the card what waits for long, and tries one effect of each problem, so that the others know when it ends."""

from collections.abc import Callable

from sqlalchemy.exc import NoResultFound

from bot.ui.problems import KINDS
from workflows.clock import Clock
from workflows.outbox.hurry import Waits
from workflows.requests.changes import Requests
from workflows.rules.problems import Problem


class LongWaits:
    """Looks at what waits; each tick is idempotent, so that every process may have its own."""

    def __init__(self, waits: Waits, requests: Requests, clock: Clock, quota_left: Callable[[], float]) -> None:
        """`quota_left`: how many reads Google would let through just now. It may raise SQLAlchemyError."""
        self._waits = waits
        self._requests = requests
        self._clock = clock
        self._quota_left = quota_left

    def probe(self) -> None:
        """Tries the first of each problem."""
        self._waits.probe()

    def show(self) -> None:
        """Shows on the card what keeps a request for longer than a minute: the last try's problem, Google's limit, or
        that nobody answers."""
        for held in self._waits.unsaid():
            kind = held.problem
            if kind not in KINDS:
                kind = "unavailable" if self._quota_left() > 0 else "quota"
            wait = held.until - self._clock.now() if held.until else None
            try:
                self._requests.show_problem(held.request_id, Problem(kind), wait=wait)
            except NoResultFound:
                continue  # purged this instant
