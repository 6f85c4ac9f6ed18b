"""The outbox as workers see it: leases them the effects that are owed, and notes how each ended.

Effects are claimed with a lease, so that those of a dead worker come back. Within a lane (the card of a request, the
messages to its requester, its rows in the sheet) they are performed in order; across lanes side by side. A claim may
be performed twice when a worker dies between doing and saying so: every performer is idempotent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import BindParameter, and_, bindparam, func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, text

from workflows.clock import Clock
from workflows.outbox.hurry import hurry_alike
from workflows.outbox.owing import When, owe
from workflows.outbox.rate_limits import POST, UNPACED, UPDATE, Pacing, Rates
from workflows.rules.effects import Owed, Payload
from workflows.rules.policy import APPROVERS
from workflows.storage.columns import IN_THE_QUEUE, OF_A_KIND
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request

LEASE = timedelta(seconds=30)
_AMONG = aliased(Effect)  # made once: it is a table of its own to SQLAlchemy, and takes as long as the query
# Not "none before it": PostgreSQL would make a join of that, and of a queue that grew within seconds a slow one.
_FIRST_OF_ITS_LANE = (
    select(func.min(_AMONG.seq)).where(_AMONG.lane == Effect.lane, col(_AMONG.done_at).is_(None)).scalar_subquery()
)
_NOW: BindParameter[Any] = bindparam("now")
# Due, and the first of its lane.
_COULD_BE_PERFORMED = (
    text(f"effect.{IN_THE_QUEUE}"),
    col(Effect.done_at).is_(None),
    col(Effect.due_at) <= _NOW,
    col(Effect.seq) == _FIRST_OF_ITS_LANE,
)
# Made once, like the alias.
_DUE = (
    select(Effect)
    .where(
        *_COULD_BE_PERFORMED,
        col(Effect.kind).in_(bindparam("kinds", expanding=True)),
        or_(col(Effect.claimed_until).is_(None), col(Effect.claimed_until) <= _NOW),
    )
    .order_by(col(Effect.rank), col(Effect.due_at), col(Effect.seq))
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)  # ignored by SQLite, whose transaction is alone anyway
)
_ONE_AT_A_TIME = 601  # the key of the PostgreSQL advisory lock under which exclusive kinds are claimed


class Watcher(Protocol):
    """Hears what became of effects: their kinds only."""

    def performed(self, kind: str, ending: str, seconds: float) -> None:
        """One is done, so long after it was owed."""

    def failed(self, kind: str, problem: str) -> None:
        """One was tried, and is to be tried again."""


@dataclass(frozen=True)
class Backlog:
    """The effects of one kind that wait, with one kind of problem (None: with none)."""

    kind: str
    problem: str | None
    waiting: int
    oldest_seconds: float
    failing_seconds: float = 0.0  # since the first try of the one that has failed for longest


class Outbox:
    """Claims effects and notes what became of them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        worker: str,
        watcher: Watcher | None = None,
        rates: Rates = UNPACED,
        channel: str = "",
    ) -> None:
        """`worker`: a name for this worker that no other living one has. `watcher` must not raise. `channel`: where
        cards are posted: whatever else goes there waits for the same turns, for Slack's limit is the channel's."""
        self._database = database
        self._clock = clock
        self._worker = worker
        self._watcher = watcher
        self._pacing = Pacing(rates, (POST + APPROVERS, POST + channel) if channel else None)

    def kinds_due(self, kinds: Collection[str]) -> set[str]:
        """Those of the kinds of which something could be claimed now; or almost: it may yet have to wait for what is
        before it in its lane."""
        now = self._clock.now()
        free = or_(col(Effect.claimed_until).is_(None), col(Effect.claimed_until) <= now)
        query = select(Effect.kind).where(
            text(f"effect.{OF_A_KIND}"),
            col(Effect.done_at).is_(None),
            col(Effect.kind).in_(kinds),
            col(Effect.due_at) <= now,
            free,
        )
        with self._database.reading() as session:
            return set(session.exec(query.distinct()))

    def claim(self, kinds: Collection[str], limit: int, *, exclusive: bool = False) -> list[Effect]:
        """Takes up to `limit` due effects of these kinds for the time of LEASE: those that answer a person first, then
        the oldest; none that has no turn yet, by the rates.

        `exclusive`: takes none while another worker holds one of these kinds, nor while their batch still gathers.
        """
        now = self._clock.now()
        among: list[int] | None = None
        if self._database.sqlite:
            # Looked for while others may write: what waits for its turn can be a long way to go past.
            with self._database.reading() as session:
                among = [effect.seq or 0 for effect in self._due(session, kinds, limit, now)]
            if not among:
                return []
        with self._database.transaction(patient=True) as session:
            if exclusive and not self._alone(session, kinds, now):
                return []
            effects: list[Effect] = []
            while found := self._due(session, kinds, limit - len(effects), now, among):
                granted = self._pacing.grant(session, [(effect.bucket, effect.rank == 0) for effect in found], now)
                for effect, turn in zip(found, granted, strict=True):
                    if turn:
                        effect.claimed_by, effect.claimed_until = self._worker, now + LEASE
                        effect.attempts += 1
                        effects.append(effect)
                session.flush()
                if all(granted) or len(effects) == limit:
                    break  # else: what had no turn may have stood before others that have one
                among = None
            if exclusive and effects:
                for kind in kinds:
                    self._pacing.gathered(session, kind, now)
        return effects

    def free(self, kinds: Collection[str]) -> bool:
        """Whether `claim` with `exclusive` would take anything just now, if something is due."""
        with self._database.reading() as session:
            return self._may_have_all(session, kinds, self._clock.now())

    def _alone(self, session: Session, kinds: Collection[str], now: datetime) -> bool:
        if not self._database.sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        return self._may_have_all(session, kinds, now)

    def _may_have_all(self, session: Session, kinds: Collection[str], now: datetime) -> bool:
        if any(self._pacing.gathering(session, kind, now) > 0 for kind in kinds):
            return False
        held = select(Effect.seq).where(
            col(Effect.kind).in_(kinds), col(Effect.done_at).is_(None), col(Effect.claimed_until) > now
        )
        return session.exec(held.limit(1)).first() is None

    def _due(
        self, session: Session, kinds: Collection[str], limit: int, now: datetime, among: list[int] | None = None
    ) -> list[Effect]:
        query = _DUE
        if among is not None:  # that they have a turn was just seen, and is asked again where it is taken
            query = query.where(col(Effect.seq).in_(among))
        else:
            empty, spared = self._pacing.blocked(session, now)
            if spared:
                bucket = col(Effect.bucket)
                waited_for = and_(col(Effect.rank) == 0, bucket.not_in(empty))
                query = query.where(or_(bucket.is_(None), bucket.not_in(spared), waited_for))
        return list(session.exec(query, params={"now": now, "kinds": list(kinds), "limit": limit}))

    def now(self) -> datetime:
        """The moment, by this outbox's clock."""
        return self._clock.now()

    def next_turn(self, since: datetime | None = None) -> float | None:
        """The seconds from `since` (now, if None) until something that had to wait for its turn then has it; None:
        nothing had."""
        with self._database.reading() as session:
            return self._pacing.next_turn(session, since or self._clock.now())

    def hold(self, effect: Effect, wait: timedelta) -> None:
        """Slack asked for patience where this effect goes: nothing else goes there either for so long."""
        if effect.bucket:
            with self._database.transaction(patient=True) as session:
                self._pacing.hold(session, effect.bucket, wait.total_seconds(), self._clock.now())

    def renew(self, effects: Collection[Effect]) -> None:
        """Prolongs the lease of effects that are still being performed."""
        self._mine(effects, claimed_until=self._clock.now() + LEASE)

    def done(self, effect: Effect, ending: str = "done", told: Payload | None = None) -> None:
        """The effect is performed; or dropped, as `ending` says. `told`: what its payload says from now on, beside what
        it said before; of a private one, instead of it."""
        private = Owed(effect.kind).row.private
        now, over = self._clock.now(), {"claimed_by": None, "claimed_until": None}
        with self._database.transaction(patient=True) as session:
            # Where nothing is told, what was noted meanwhile stays: `effect` shows its payload as it was claimed.
            says = {"payload": _noted({} if private else effect.payload, told)} if told or private else {}
            self._set(session, [effect], done_at=now, ending=ending, **says, **over)
            if ending == "done":
                hurry_alike(session, effect.problem, now)
        if self._watcher:
            self._watcher.performed(effect.kind, ending, (now - effect.created_at).total_seconds())

    def done_up_to(self, effect: Effect, seq: int) -> None:
        """The effect is performed, and with it every later one of its kind and lane up to `seq`."""
        with self._database.transaction(patient=True) as session:
            alike = (col(Effect.lane) == effect.lane, col(Effect.kind) == effect.kind, col(Effect.done_at).is_(None))
            session.execute(
                update(Effect)
                .where(*alike, col(Effect.seq) <= seq)
                .values(done_at=self._clock.now(), ending="done", claimed_by=None, claimed_until=None)
            )
            if effect.kind == Owed.CARD:  # what is owed of it after this changes the message that is there
                session.execute(update(Effect).where(*alike).values(bucket=UPDATE))
            hurry_alike(session, effect.problem, self._clock.now())
        if self._watcher:
            waited = (self._clock.now() - effect.created_at).total_seconds()
            self._watcher.performed(effect.kind, "done", waited)

    def later(self, effect: Effect, wait: timedelta, problem: str) -> None:
        """The effect could not be performed, for the reason `problem` (a kind, never a text): again after `wait`."""
        now = self._clock.now()
        self._mine(
            [effect],
            due_at=now + wait,
            problem=problem,
            problem_since=effect.problem_since or now,
            claimed_by=None,
            claimed_until=None,
        )
        if self._watcher:
            self._watcher.failed(effect.kind, problem)

    def mark(self, effect: Effect, problem: str, told: Payload | None = None) -> None:
        """Notes how far an effect has come: `problem`, a kind, and what its payload says from now on."""
        self._mine([effect], problem=problem, payload=_noted(effect.payload, told))

    def owe_once(self, request: Request, owed: Owed) -> None:
        """Owes an effect about a request, unless one of its kind waits already."""
        mine = (col(Effect.request_id) == request.id, col(Effect.kind) == owed.value, col(Effect.done_at).is_(None))
        with self._database.transaction(patient=True) as session:
            if session.exec(select(Effect.seq).where(*mine, col(Effect.claimed_until).is_(None))).first() is None:
                owe(session, request, (owed,), When(self._clock.now()))

    def remember(self, effect: Effect, told: Payload) -> None:
        """Notes about an effect that is performed what its payload says from now on."""
        with self._database.transaction(patient=True) as session:
            changed = update(Effect).where(col(Effect.id) == effect.id).values(payload=_noted(effect.payload, told))
            session.execute(changed)

    def release(self, effects: Collection[Effect]) -> None:
        """Gives back effects that were claimed and not begun."""
        self._mine(effects, claimed_by=None, claimed_until=None)

    def release_all(self) -> None:
        """Gives back every claim. Only for a database that no other process uses: SQLite at start."""
        with self._database.transaction(patient=True) as session:
            session.execute(
                update(Effect).where(col(Effect.done_at).is_(None)).values(claimed_by=None, claimed_until=None)
            )

    def hurry(self, request_id: str | None = None) -> int:
        """Makes waiting effects due at once: those of one request, or all that have a problem. Answers how many."""
        mine = col(Effect.request_id) == request_id if request_id else col(Effect.problem).is_not(None)
        with self._database.transaction(patient=True) as session:
            hurried = session.execute(
                update(Effect).where(mine, col(Effect.done_at).is_(None)).values(due_at=self._clock.now())
            )
        return int(hurried.rowcount)  # type: ignore[attr-defined]

    def backlog(self) -> list[Backlog]:
        """What is not performed yet, by kind and by problem, how old the oldest of each is, and how long it fails."""
        now = self._clock.now()

        def age(since: datetime | None) -> float:
            return max(0.0, (now - since).total_seconds()) if since else 0.0

        query = (
            columns(
                col(Effect.kind),
                col(Effect.problem),
                func.count(),
                func.min(Effect.created_at),
                func.min(Effect.problem_since),
            )
            .where(col(Effect.done_at).is_(None))
            .group_by(col(Effect.kind), col(Effect.problem))
        )
        with self._database.reading() as session:
            return [
                Backlog(kind, problem, count, age(since), age(failing))
                for kind, problem, count, since, failing in session.execute(query)
            ]

    def waiting(self) -> int:
        """How many effects are not performed yet."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(Effect).where(col(Effect.done_at).is_(None))).one()

    def due(self) -> int:
        """How many effects could be performed now, or are being performed."""
        query = select(func.count()).select_from(Effect).where(*_COULD_BE_PERFORMED)
        with self._database.reading() as session:
            return session.exec(query, params={"now": self._clock.now()}).one()

    def next_due(self, since: datetime | None = None) -> datetime | None:
        """When the next effect is due of those that were not at `since` (now, if None); None where there is none."""
        waiting = (col(Effect.done_at).is_(None), col(Effect.due_at) > (since or self._clock.now()))
        with self._database.reading() as session:
            return session.exec(select(func.min(Effect.due_at)).where(*waiting)).one()

    def seconds_left(self, since: datetime | None = None) -> float | None:
        """The seconds from now until `next_due`; 0 or less where it is due by now."""
        due = self.next_due(since)
        return None if due is None else (due - self._clock.now()).total_seconds()

    def _mine(self, effects: Collection[Effect], **values: Any) -> None:
        with self._database.transaction(patient=True) as session:
            self._set(session, effects, **values)

    def _set(self, session: Session, effects: Collection[Effect], **values: Any) -> None:
        # Only while the lease is still ours: another worker may have taken over an expired one.
        mine = (col(Effect.id).in_([e.id for e in effects]), col(Effect.claimed_by) == self._worker)
        session.execute(update(Effect).where(*mine).values(**values))


def _noted(payload: dict[str, Any], told: Payload | None) -> dict[str, Any]:
    return {**payload, **(told.to_json() if told else {})}
