"""Makes waiting effects due early: those of a request that somebody has just acted on, and those whose problem is over.

Whatever a person does about a request makes everything of it that failed before due at once, and takes away what that
makes needless. And of what waits for long, one is tried every minute: once that works, all the others are due.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from workflows.clock import Clock
from workflows.rules.effects import Owed
from workflows.rules.problems import SHOWN_AFTER
from workflows.rules.states import OPEN
from workflows.storage.columns import table_of
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request

# These are not tried early: somebody asked for so much patience, or nothing is wrong.
_PATIENT = ("quota", "ratelimited", "copy_left")
# Somebody sits before a modal, or a mail may have gone out.
_OWN_WAYS = tuple(owed.value for owed in Owed if owed.row.patient)
_SHEET = tuple(owed.value for owed in Owed if owed.row.lane == Owed.WRITE.row.lane)

_EFFECT = table_of(Effect)


def _waiting(now: datetime) -> list[ColumnElement[bool]]:
    free = or_(_EFFECT.c.claimed_until.is_(None), _EFFECT.c.claimed_until <= now)
    return [_EFFECT.c.done_at.is_(None), free]


def hurry(session: Session, request_id: str, owed: Collection[Owed], now: datetime) -> None:
    """Somebody has done something about this request, which owes these effects from now on: to be called before they
    are added. What is being performed this very moment is left alone."""
    mine = [_EFFECT.c.request_id == request_id, *_waiting(now)]
    if needless := [one.row.supersedes for one in owed if one.row.supersedes]:
        over = update(_EFFECT).where(*mine, _EFFECT.c.kind.in_(needless))
        session.execute(over.values(done_at=now, ending="superseded", claimed_by=None, claimed_until=None))
    session.execute(update(_EFFECT).where(*mine, _EFFECT.c.problem.is_not(None)).values(due_at=now))


def hurry_alike(session: Session, problem: str | None, now: datetime) -> None:
    """Something that had this problem has just worked: whatever waits with the same one is due."""
    if problem and problem not in _PATIENT:
        alike = [_EFFECT.c.problem == problem, _EFFECT.c.due_at > now, _EFFECT.c.kind.not_in(_OWN_WAYS)]
        session.execute(update(_EFFECT).where(*_waiting(now), *alike).values(due_at=now))


@dataclass(frozen=True)
class Held:
    """A request whose sheet work waits for longer than SHOWN_AFTER, without a word on its card.

    `problem`: of its last try, if it had one; `until`: when it is tried next, if that is known.
    """

    request_id: str
    problem: str | None
    until: datetime | None


class Waits:
    """What waits for long."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def probe(self) -> int:
        """Makes the first one with each problem due, so that the others know when it is over. Answers how many."""
        now = self._clock.now()
        alike = [_EFFECT.c.problem.not_in(_PATIENT), _EFFECT.c.kind.not_in(_OWN_WAYS), _EFFECT.c.due_at > now]
        first = select(func.min(_EFFECT.c.seq)).where(*_waiting(now), *alike).group_by(_EFFECT.c.problem)
        with self._database.transaction(patient=True) as session:
            numbers = [number for (number,) in session.execute(first)]
            if numbers:
                session.execute(update(_EFFECT).where(_EFFECT.c.seq.in_(numbers)).values(due_at=now))
        return len(numbers)

    def unsaid(self) -> Sequence[Held]:
        """The requests whose card does not say yet that they wait."""
        now = self._clock.now()
        query = (
            select(col(Request.id), col(Effect.problem), col(Effect.due_at))
            .join(Effect, col(Effect.request_id) == col(Request.id))
            .where(
                col(Effect.done_at).is_(None),
                col(Effect.kind).in_(_SHEET),
                col(Effect.created_at) <= now - SHOWN_AFTER,
                or_(col(Effect.problem).is_(None), col(Effect.problem) != "copy_left"),
                col(Request.problem).is_(None),
                or_(col(Request.state).in_(OPEN), col(Request.replacement).is_not(None)),
            )
            .order_by(col(Effect.seq))
        )
        with self._database.reading() as session:
            found = {
                request_id: Held(request_id, problem, due if due > now else None)
                for request_id, problem, due in session.execute(query)
            }
        return list(found.values())
