"""How fast the world may be called, kept in the database so that all processes together stay below its limits.

Each limit is a token bucket: `burst` at once, then so many a minute, so that no 60 seconds ever see more than the sum
of both. What is not free yet waits in the outbox, unclaimed: no thread sleeps for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from workflows.clock import Clock
from workflows.database import Database
from workflows.models import Bucket, Effect
from workflows.states import Owed

POST, UPDATE = "post:", "update"
"""The buckets of Slack's messages: one for each conversation, one for all changes of messages."""

READ, WRITE = "google:read", "google:write"
"""The buckets of Google's calls."""

_GATHER = "gather:"
# After so long without a batch the next one need not gather.
_QUIET = 40.0
# So many of a kind within so many seconds are a crowd; without one no batch waits longer than a second for more.
_CROWD, _CROWD_SECONDS, _NO_CROWD_SECONDS = 6, 10.0, 1.0
_NEWEST = 100  # effects that are looked at for it
# A bucket that nobody touched for so long is full, whatever its row says: Slack and Google ask for minutes at most.
_FORGET = timedelta(hours=1)


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `a_minute`, evenly."""

    burst: float
    a_minute: float

    def level(self, bucket: Bucket, now: datetime) -> float:
        """How many are free now; below 0 where somebody asked us to wait."""
        passed = max(0.0, (now - bucket.at).total_seconds())
        return min(self.burst, bucket.level + passed * self.a_minute / 60)

    def wait(self, level: float) -> float:
        """The seconds until one is free."""
        return max(0.0, (1 - level) * 60 / self.a_minute)


def _gaps() -> Mapping[str, tuple[float, ...]]:
    return MappingProxyType({Owed.WRITE.value: (0, 1, 16, 36), Owed.SURVEY.value: (0, 0, 0, 0, 0, 2, 4, 8, 16)})


@dataclass(frozen=True)
class Rates:
    """The limits; None: none.

    Slack: a message a second and conversation, 50 changes of messages a minute (docs.slack.dev, "Rate limits": tier 3).
    Google: 60 reads and 60 writes a minute and user (developers.google.com/workspace/sheets/api/limits); burst and rate
    together stay below, with room for calls that are late on their way. `gaps`: by kind of effect, the seconds that
    must lie between a batch and the one before, the longer the more there were since a quiet time: what comes meanwhile
    is performed together; a second at most where there is no crowd. `looks`: how many seconds old a reading of the
    sheet may be that is shown in a modal, the older, the more were taken since a quiet time. `people`: how often one
    person may use the command, and as often submit the form.
    """

    posts: Rate | None = Rate(1, 60)
    updates: Rate | None = Rate(40, 50)
    reads: Rate | None = Rate(25, 30)
    writes: Rate | None = Rate(25, 30)
    gaps: Mapping[str, tuple[float, ...]] = field(default_factory=_gaps)
    looks: tuple[float, ...] = (0, 0, 8, 16, 32)
    people: Rate | None = Rate(10, 20)

    def of(self, key: str) -> Rate | None:
        """The limit of a bucket."""
        if key.startswith(POST):
            return self.posts
        return {UPDATE: self.updates, READ: self.reads, WRITE: self.writes}.get(key)


UNPACED = Rates(None, None, None, None, {}, (0,), None)
"""No limits: for whoever plays the world themselves."""


class Pacing:
    """Takes turns; each method works inside the caller's transaction."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates

    def blocked(self, session: Session, now: datetime) -> dict[str, float]:
        """The buckets of Slack's that are empty, with the seconds until one is free."""
        if self._rates.posts is None and self._rates.updates is None:
            return {}
        found = {}
        for bucket in _recent(session, now):
            rate = self._rates.of(bucket.key)
            if rate and not bucket.key.startswith("google:") and (level := rate.level(bucket, now)) < 1:
                found[bucket.key] = rate.wait(level)
        return found

    def grant(self, session: Session, keys: Sequence[str | None], now: datetime) -> list[bool]:
        """Takes one from the bucket of each key, in this order; whether there was one. None is always free."""
        granted: dict[str, int] = {}
        # Sorted: two that take several cannot wait for each other.
        for key, wanted in sorted(Counter(key for key in keys if key is not None).items()):
            rate = self._rates.of(key)
            if rate is None:
                granted[key] = wanted
                continue
            bucket = _locked(session, key, rate.burst, now)
            level = rate.level(bucket, now)
            granted[key] = min(wanted, max(0, int(level)))
            bucket.level, bucket.at = level - granted[key], max(now, bucket.at)
        answers = []
        for name in keys:
            answers.append(name is None or granted[name] > 0)
            if name is not None:
                granted[name] -= 1
        return answers

    def hold(self, session: Session, key: str, seconds: float, now: datetime) -> None:
        """Lets nobody have anything of this bucket for so long: we were told to wait."""
        if rate := self._rates.of(key):
            bucket = _locked(session, key, rate.burst, now)
            level = min(rate.level(bucket, now), 1 - seconds * rate.a_minute / 60)
            bucket.level, bucket.at = level, max(now, bucket.at)

    def gathering(self, session: Session, kind: str, now: datetime) -> float:
        """The seconds for which a batch of this kind has still to wait for more; 0 where it may go."""
        gaps = self._rates.gaps.get(kind)
        if not gaps:
            return 0.0
        bucket = session.get(Bucket, _GATHER + kind)
        most = gaps[-1] if _crowd(session, kind, now) else _NO_CROWD_SECONDS
        return 0.0 if bucket is None else _gap_left(gaps, bucket, most, now)

    def gathered(self, session: Session, kind: str, now: datetime) -> None:
        """A batch of this kind goes now."""
        if not self._rates.gaps.get(kind):
            return
        bucket = _locked(session, _GATHER + kind, 0.0, now)
        quiet = (now - bucket.at).total_seconds() >= _QUIET
        bucket.level, bucket.at = 1.0 if quiet else bucket.level + 1, now

    def next_turn(self, session: Session, now: datetime) -> float | None:
        """The seconds until something that is not free now will be; None where everything is."""
        waits = list(self.blocked(session, now).values())
        waits += [left for kind in self._rates.gaps if (left := self.gathering(session, kind, now)) > 0]
        return min(waits, default=None)


class GoogleTurns:
    """The calls to Google of all processes together."""

    def __init__(self, database: Database, clock: Clock, rates: Rates) -> None:
        self._database = database
        self._clock = clock
        self._rates = rates
        self._pacing = Pacing(rates)

    def take(self, key: str) -> float:
        """Takes one call, READ or WRITE: 0, or the seconds until there will be one. Raises SQLAlchemyError."""
        rate = self._rates.of(key)
        if rate is None:
            return 0.0
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            (granted,) = self._pacing.grant(session, [key], now)
            return 0.0 if granted else rate.wait(rate.level(_locked(session, key, rate.burst, now), now))

    def used_up(self, key: str, seconds: float) -> None:
        """Google says that there are none, for so long at least. Raises SQLAlchemyError."""
        with self._database.transaction(patient=True) as session:
            self._pacing.hold(session, key, seconds, self._clock.now())

    def left(self, key: str) -> float:
        """How many calls could be made at once just now. Raises SQLAlchemyError."""
        rate = self._rates.of(key)
        if rate is None:
            return float("inf")
        with self._database.reading() as session:
            bucket = session.get(Bucket, key)
        return rate.burst if bucket is None else max(0.0, rate.level(bucket, self._clock.now()))


def _recent(session: Session, now: datetime) -> Sequence[Bucket]:
    return session.exec(select(Bucket).where(col(Bucket.at) > now - _FORGET)).all()


def _locked(session: Session, key: str, level: float, now: datetime) -> Bucket:
    """The row of a bucket, ours until the transaction ends; a new one holds `level`."""
    bucket = session.get(Bucket, key, with_for_update=True)
    if bucket is None:
        try:
            with session.begin_nested():
                bucket = Bucket(key=key, level=level, at=now)
                session.add(bucket)
        except IntegrityError:  # another process was faster by an instant
            bucket = session.get(Bucket, key, with_for_update=True, populate_existing=True)
            assert bucket is not None, "buckets are never deleted"
    return bucket


def _crowd(session: Session, kind: str, now: datetime) -> bool:
    """Whether many effects of this kind are owed within seconds: somebody who does one after the other is no crowd."""
    newest = select(Effect.kind, Effect.created_at).order_by(col(Effect.seq).desc()).limit(_NEWEST).subquery()
    since = now - timedelta(seconds=_CROWD_SECONDS)
    count = select(func.count()).where(newest.c.kind == kind, newest.c.created_at > since)
    return session.exec(count).one() >= _CROWD


def _gap_left(gaps: Sequence[float], bucket: Bucket, most: float, now: datetime) -> float:
    passed = max(0.0, (now - bucket.at).total_seconds())
    if passed >= _QUIET:
        return 0.0
    return max(0.0, min(most, gaps[min(int(bucket.level), len(gaps) - 1)]) - passed)
