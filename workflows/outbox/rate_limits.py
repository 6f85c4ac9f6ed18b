"""Rate limits (token buckets) kept in the database, so that all processes together stay below Slack's and Google's.

Each of Slack's limits is a token bucket: `burst` at once, then so many a minute, so that no 60 seconds ever see more
than the sum of both. What is not free yet waits in the outbox, unclaimed: no thread sleeps for it. Google's calls are
counted in rounds: `workflows.outbox.google_quota`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from workflows.rules.effects import Owed
from workflows.storage.models import Bucket

POST, UPDATE = "post:", "update"
"""The buckets of Slack's messages: one for each conversation, one for all changes of messages."""

_GATHER = "gather:"
# After so long without a batch the next one need not gather.
_QUIET = 40.0
# A bucket that nobody touched for so long is full, whatever its record says: Slack and Google ask for minutes at most.
_FORGET = timedelta(hours=1)
# As far may the clocks of two processes differ.
_SKEW = timedelta(seconds=5)


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `a_minute`, evenly. `kept`: so many of the burst are for what somebody waits for alone."""

    burst: float
    a_minute: float
    kept: float = 0.0

    def level(self, bucket: Bucket, now: datetime) -> float:
        """How many are free now; below 0 where somebody asked us to wait."""
        passed = (now - bucket.at).total_seconds()
        if passed < -_SKEW.total_seconds():
            # The clock was set back since: nobody knows for how long it has filled, and none may wait for that moment.
            return self.burst
        return min(self.burst, bucket.level + max(0.0, passed) * self.a_minute / 60)

    def wait(self, level: float, kept: float = 0.0) -> float:
        """The seconds until one is free, and as many more as are `kept`."""
        return max(0.0, (1 + kept - level) * 60 / self.a_minute)


def _gaps() -> Mapping[str, tuple[float, ...]]:
    return MappingProxyType({owed.value: owed.row.gaps for owed in Owed if owed.row.gaps})


@dataclass(frozen=True)
class Rates:
    """The limits; None: none.

    Slack: a message a second and conversation, 50 changes of messages a minute (docs.slack.dev, "Rate limits": tier 3).
    Google: 60 reads and 60 writes a minute and user (developers.google.com/workspace/sheets/api/limits); `reads` and
    `writes`, in any minute, leave room for calls that are late on their way. `gaps`: by kind of effect
    (`workflows.rules.effects`). `looks`: how many seconds old a reading
    of the sheet may be that is shown in a modal, the older, the more were taken since a quiet time. `people`: how often
    one person may use the command, and as often submit the form. `health`: the seconds between two calls to Hey Pongo
    about tokens that were delivered; whoever gives one does not wait for them.
    """

    posts: Rate | None = Rate(1, 60)
    updates: Rate | None = Rate(40, 50, kept=20)
    reads: int | None = 55
    writes: int | None = 55
    gaps: Mapping[str, tuple[float, ...]] = field(default_factory=_gaps)
    looks: tuple[float, ...] = (0, 0, 8, 16, 32)
    people: Rate | None = Rate(10, 20)
    health: float = 1.0

    def of(self, key: str) -> Rate | None:
        """The limit of a bucket."""
        if key.startswith(POST):
            return self.posts
        return self.updates if key == UPDATE else None

    @property
    def google(self) -> dict[str, int]:
        """As `workflows.outbox.google_quota` takes them."""
        return {kind: most for kind, most in (("read", self.reads), ("write", self.writes)) if most is not None}


UNPACED = Rates(None, None, None, None, {}, (0,), None, 0.0)
"""No limits: for whoever plays the world themselves."""


class Pacing:
    """Takes turns; each method works inside the caller's transaction."""

    def __init__(self, rates: Rates, home: tuple[str, str] | None = None) -> None:
        """`home`: of one conversation, the bucket's name that stands in the outbox, and its channel's: one bucket."""
        self._rates = rates
        self._home, self._channel = home or ("", "")

    def _place(self, key: str) -> str:
        return self._channel if key == self._home else key

    def blocked(self, session: Session, now: datetime) -> tuple[dict[str, float], dict[str, float]]:
        """The buckets of Slack's that are empty, with the seconds until one is free: for what somebody waits for, and
        for the rest."""
        empty: dict[str, float] = {}
        spared: dict[str, float] = {}
        if self._rates.posts is None and self._rates.updates is None:
            return empty, spared
        for bucket in _recent(session, now):
            if rate := self._rates.of(bucket.key):
                level = rate.level(bucket, now)
                for found, kept in ((empty, 0.0), (spared, rate.kept)):
                    if level < 1 + kept:
                        found[bucket.key] = rate.wait(level, kept)
        for found in (empty, spared):
            if self._channel in found:
                found[self._home] = found[self._channel]
        return empty, spared

    def grant(self, session: Session, wanted: Sequence[tuple[str | None, bool]], now: datetime) -> list[bool]:
        """Takes one from the bucket of each key, in this order; whether there was one. None is always free. Beside the
        key: whether somebody waits for it."""
        places = [(None if key is None else self._place(key), waits) for key, waits in wanted]
        # Sorted: two that take several cannot wait for each other.
        limits = {key: rate for key in sorted({key for key, _ in places if key}) if (rate := self._rates.of(key))}
        buckets = {key: locked_bucket(session, key, rate.burst, now) for key, rate in limits.items()}
        levels = {key: rate.level(buckets[key], now) for key, rate in limits.items()}
        answers = []
        for key, waits in places:
            answers.append(key not in limits or levels[key] >= 1 + (0 if waits else limits[key].kept))
            if key in limits and answers[-1]:
                levels[key] -= 1
        for key, bucket in buckets.items():
            bucket.level, bucket.at = levels[key], _latest(now, bucket.at)
        return answers

    def hold(self, session: Session, key: str, seconds: float, now: datetime) -> None:
        """Lets nobody have anything of this bucket for so long: we were told to wait."""
        key = self._place(key)
        if rate := self._rates.of(key):
            bucket = locked_bucket(session, key, rate.burst, now)
            level = min(rate.level(bucket, now), 1 - seconds * rate.a_minute / 60)
            bucket.level, bucket.at = level, _latest(now, bucket.at)

    def gathering(self, session: Session, kind: str, now: datetime) -> float:
        """The seconds for which a batch of this kind has still to wait for more; 0 where it may go."""
        gaps = self._rates.gaps.get(kind)
        if not gaps:
            return 0.0
        bucket = session.get(Bucket, _GATHER + kind)
        return 0.0 if bucket is None else _gap_left(gaps, bucket, now)

    def gathered(self, session: Session, kind: str, now: datetime) -> None:
        """A batch of this kind goes now."""
        if not self._rates.gaps.get(kind):
            return
        bucket = locked_bucket(session, _GATHER + kind, 0.0, now)
        quiet = _passed(bucket, now) >= _QUIET
        bucket.level, bucket.at = 1.0 if quiet else bucket.level + 1, now

    def next_turn(self, session: Session, now: datetime) -> float | None:
        """The seconds until something that is not free now will be; None where everything is."""
        waits = [wait for found in self.blocked(session, now) for wait in found.values()]
        waits += [left for kind in self._rates.gaps if (left := self.gathering(session, kind, now)) > 0]
        return min(waits, default=None)


def slot(session: Session, key: str, seconds: float, now: datetime) -> float:
    """Takes the next of the moments that lie so many seconds apart, whichever process asks, inside the caller's
    transaction; the seconds until it comes."""
    bucket = locked_bucket(session, key, 0.0, now)
    set_back = bucket.at > now + _FORGET
    at = now if set_back else max(now, bucket.at)
    bucket.at = at + timedelta(seconds=seconds)
    return (at - now).total_seconds()


def _recent(session: Session, now: datetime) -> Sequence[Bucket]:
    return session.exec(select(Bucket).where(col(Bucket.at) > now - _FORGET)).all()


def locked_bucket(session: Session, key: str, level: float, now: datetime) -> Bucket:
    """The record of a bucket, ours until the transaction ends; a new one holds `level`."""
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


def _latest(now: datetime, at: datetime) -> datetime:
    """The later of the two, so that two processes whose clocks differ a little do not both count the time between; but
    now, where our clock was set back: what was noted before would hold everything until it is that late again."""
    return now if at - now > _SKEW else max(now, at)


def _passed(bucket: Bucket, now: datetime) -> float:
    """The seconds since a batch went; long ago, where the clock was set back since."""
    passed = (now - bucket.at).total_seconds()
    return _QUIET if passed < -_SKEW.total_seconds() else max(0.0, passed)


def _gap_left(gaps: Sequence[float], bucket: Bucket, now: datetime) -> float:
    passed = _passed(bucket, now)
    if passed >= _QUIET:
        return 0.0
    return max(0.0, gaps[min(int(bucket.level), len(gaps) - 1)] - passed)
