"""Rate limit for Google Sheets, shared by all processes: a round of calls reserves all that it needs before its first,
or waits for its turn.

Google allows 60 reads and 60 writes in any minute; of these we let through 55, for calls that are late on their way.
Whoever asks is served in the order of arrival. What a round has reserved and not used is given back at its end; what a
process that died held comes back after a while, and who does not return for their turn lets others go before them.

All moments are seconds since 1970 by the wall clock, the one thing that processes share. None is ever kept that lies
ahead of it: where the clock was set back, what was done counts as done now.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from workflows.clock import Clock
from workflows.outbox.rate_limits import locked_bucket
from workflows.storage.database import Database
from workflows.storage.models import Bucket

READ, WRITE = "read", "write"
Calls = Mapping[str, int]
"""How many calls of each kind, READ and WRITE."""

MINUTE = 60.0
GRACE = 5.0
"""Seconds after which the others no longer wait for somebody who does not return for their turn."""

DEAD = 120.0
"""Seconds after which a round that has not ended is one of a process that died; its calls count as made until then."""

FORGOTTEN = 600.0
"""Seconds that a place in the queue is kept for somebody who does not return."""

_SKEW = 5.0  # as far may the clocks of two processes differ
_LOOK = 1.0  # while others' rounds go on: some of what they reserved may come back any moment
_KEY = "google"


@dataclass
class Place:
    """A place in the queue: what is asked for, when that was said last, and how many seconds were then to be waited."""

    name: str
    calls: dict[str, int]
    at: float
    wait: float = 0.0

    def present(self, now: float) -> bool:
        """Whether whoever has this place is still on time."""
        return now - self.at <= self.wait + GRACE


@dataclass
class Round:
    """Calls that are reserved, since `at`."""

    calls: dict[str, int]
    at: float


@dataclass
class Ledger:
    """What was called in the last minute, what is reserved, who waits. Pure: `now` is always the caller's.

    `held`: by kind, since when nobody calls, and for how many seconds: Google has said so.
    """

    made: dict[str, list[float]] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    queue: list[Place] = field(default_factory=list)
    held: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, name: str, round_id: str, calls: Calls, most: Calls, now: float) -> float:
        """Reserves these calls for a round (0), or answers the seconds after which to ask again, by the same name:
        that keeps the place in the queue. `most`: what any minute sees at most; more than that nobody gets at once."""
        self._tidy(now)
        wanted = {kind: min(count, most[kind]) for kind, count in calls.items() if count and kind in most}
        place = next((place for place in self.queue if place.name == name), None)
        if place is None:
            place = Place(name, wanted, now)
            self.queue.append(place)
        place.calls, place.at = wanted, now
        ahead = [other for other in self.queue[: self.queue.index(place)] if other.present(now)]
        place.wait = max((self._wait(kind, [*ahead, place], most[kind], now) for kind in wanted), default=0.0)
        if place.wait > 0:
            return place.wait
        self.queue.remove(place)
        self.rounds[round_id] = Round(wanted, now)
        return 0.0

    def _wait(self, kind: str, places: Sequence[Place], most: int, now: float) -> float:
        """The seconds until there is enough of a kind for all these places."""
        since, seconds = self.held.get(kind, [now, 0.0])
        held = max(0.0, since + seconds - now)
        wanted = sum(place.calls.get(kind, 0) for place in places)
        made = sorted(self.made.get(kind, []))
        reserved = sum(a_round.calls.get(kind, 0) for a_round in self.rounds.values())
        wait = _until_free(made, wanted - most, now)
        if reserved:
            wait = max(wait, min(_LOOK, _until_free([*made, *[now] * reserved], wanted - most, now)))
        return max(wait, held)

    def end(self, round_id: str, made: Mapping[str, Sequence[float]], now: float) -> None:
        """A round is over: what it called, and when; the rest of what it reserved is free again."""
        self.rounds.pop(round_id, None)
        for kind, moments in made.items():
            self.made.setdefault(kind, []).extend(moments)
        self._tidy(now)

    def leave(self, name: str) -> None:
        """Whoever had this place waits no longer."""
        self.queue = [place for place in self.queue if place.name != name]

    def hold(self, kind: str, seconds: float, now: float) -> None:
        """Google says that there is nothing for so long."""
        self._tidy(now)
        since, before = self.held.get(kind, [now, 0.0])
        if now + seconds > since + before:
            self.held[kind] = [now, seconds]

    def left(self, kind: str, most: int, now: float) -> int:
        """How many calls could be made at once just now."""
        self._tidy(now)
        if kind in self.held:
            return 0
        used = len(self.made.get(kind, [])) + sum(a_round.calls.get(kind, 0) for a_round in self.rounds.values())
        return max(0, most - used)

    def _tidy(self, now: float) -> None:
        for round_id, a_round in list(self.rounds.items()):
            a_round.at = _kept(a_round.at, now)
            if now - a_round.at >= DEAD:
                del self.rounds[round_id]
                for kind, count in a_round.calls.items():
                    self.made.setdefault(kind, []).extend([a_round.at + DEAD] * count)
        for kind, moments in self.made.items():
            self.made[kind] = [kept for at in moments if now - (kept := _kept(at, now)) < MINUTE]
        for place in self.queue:
            place.at = _kept(place.at, now)
        self.queue = [place for place in self.queue if now - place.at < FORGOTTEN]
        self.held = {
            kind: [kept, seconds]
            for kind, (since, seconds) in self.held.items()
            if now - (kept := _kept(since, now)) < seconds
        }

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def ledger_of(plain: Mapping[str, Any]) -> Ledger:
    """What `plain` answered."""
    return Ledger(
        {kind: list(moments) for kind, moments in plain.get("made", {}).items()},
        {name: Round(**a_round) for name, a_round in plain.get("rounds", {}).items()},
        [Place(**place) for place in plain.get("queue", [])],
        {kind: list(held) for kind, held in plain.get("held", {}).items()},
    )


class GoogleQuota:
    """The ledger in the database: one record, locked while it is changed. Methods raise SQLAlchemyError."""

    def __init__(self, database: Database, clock: Clock, most: Calls) -> None:
        """`most`: the calls of each kind in any minute; a kind that it does not name has no limit."""
        self._database = database
        self._clock = clock
        self.most = most

    def ask(self, name: str, round_id: str, calls: Calls) -> float:
        """As `Ledger.ask`."""
        if not self.most:
            return 0.0
        with self._changed() as (ledger, now):
            return ledger.ask(name, round_id, calls, self.most, now)

    def end(self, round_id: str, made: Mapping[str, Sequence[float]]) -> None:
        """As `Ledger.end`; the moments are `now`'s."""
        if self.most:
            with self._changed() as (ledger, now):
                ledger.end(round_id, made, now)

    def leave(self, name: str) -> None:
        """As `Ledger.leave`."""
        if self.most:
            with self._changed() as (ledger, _):
                ledger.leave(name)

    def used_up(self, kind: str, seconds: float) -> None:
        """As `Ledger.hold`."""
        if kind in self.most:
            with self._changed() as (ledger, now):
                ledger.hold(kind, seconds, now)

    def now(self) -> float:
        """The moment, as the ledger keeps it."""
        return self._clock.now().timestamp()

    @contextmanager
    def _changed(self) -> Iterator[tuple[Ledger, float]]:
        with self._database.transaction(patient=True) as session:
            record = locked_bucket(session, _KEY, 0.0, self._clock.now())
            ledger = ledger_of(record.state or {})
            try:
                # Asked again: whoever waited for the record has a clock that went on meanwhile.
                yield ledger, self.now()
            finally:
                record.state = ledger.plain()

    def left(self, kind: str) -> float:
        """As `Ledger.left`."""
        if kind not in self.most:
            return float("inf")
        with self._database.reading() as session:
            record = session.get(Bucket, _KEY)
        return ledger_of((record and record.state) or {}).left(kind, self.most[kind], self.now())


def _until_free(made: Sequence[float], over: int, now: float) -> float:
    """The seconds until so many of the calls made (the oldest first) are a minute old that `over` too many are none.

    `over`: by how many what is wanted exceeds what is allowed, these calls not counted.
    """
    leaving = len(made) + over
    if leaving <= 0:
        return 0.0
    if leaving > len(made):  # it takes more than what has been called: who is before has still to call
        return max(_LOOK, made[-1] + MINUTE - now if made else 0.0)
    return max(0.001, made[leaving - 1] + MINUTE - now)


def _kept(at: float, now: float) -> float:
    """A moment, not ahead of now by more than two clocks may differ: then ours was set back."""
    return at if at <= now + _SKEW else now
