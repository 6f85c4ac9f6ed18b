"""Forgets who and what stood in requests that have been over for long, and keeps that they were: their states, times,
brands, slugs and the audit trail's transitions.

In small transactions, so that a bot at work beside it waits an instant at most; stopped half-way, the next run goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, or_, update
from sqlmodel import Session, col, select, text

from workflows.rules.states import OVER
from workflows.storage.columns import PURGED
from workflows.storage.database import Database
from workflows.storage.models import (
    AskedIn,
    Audit,
    Digest,
    Effect,
    Grant,
    PendingToken,
    Profile,
    Reminder,
    Request,
    Store,
    StoreImport,
    Tick,
)

_BATCH = 20  # requests in a transaction: 1,000 stores each at most
_NOBODY = ("bot", "clock", "sheet")
# What the details of an entry may keep: words of ours, nobody's own.
_HARMLESS = frozenset(
    {"step", "own_request", "source", "check", "anyway", "mail", "until", "live", "not_live", "version", "from_pongo"}
)


@dataclass(frozen=True)
class Purged:
    """How many: `requests` emptied, `people` forgotten, and `waiting` left as they are since something about them has
    not been delivered yet."""

    requests: int
    people: int
    waiting: int


class Purge:
    """Empties what is older than a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(self, before: datetime) -> Purged:
        """What `run` would do. `before` (aware): requests that were over by then, people who were not seen since."""
        with self._database.reading() as session:
            old = select(func.count()).select_from(Request).where(*_old(before))
            return Purged(
                requests=session.exec(old.where(~_owing())).one(),
                people=session.exec(select(func.count()).select_from(Profile).where(_unseen(before))).one(),
                waiting=session.exec(old.where(_owing())).one(),
            )

    def run(self, before: datetime) -> Purged:
        """Does it, for good. Doing it again changes nothing.

        Raises sqlalchemy.exc.OperationalError (locked for long, unreachable); what was done by then stays done.
        """
        requests, last = 0, 0
        while numbers := self._batch(before, last):
            requests, last = requests + len(numbers), numbers[-1]
        with self._database.transaction(patient=True) as session:
            people = session.execute(delete(Profile).where(_unseen(before))).rowcount  # type: ignore[attr-defined]
            # A message's ts is when it was posted, in seconds.
            session.execute(delete(Digest).where(col(Digest.ts) < f"{before.timestamp():.6f}"))
            session.execute(delete(StoreImport).where(col(StoreImport.at) < before))
            session.execute(delete(Effect).where(col(Effect.request_id).is_(None), col(Effect.done_at) < before))
        waiting = self.look(before).waiting
        if self._database.sqlite:
            self._database.empty_journal()
        return Purged(requests, int(people), waiting)

    def _batch(self, before: datetime, last: int) -> list[int]:
        """Empties the next few requests after number `last`; answers their numbers."""
        query = (
            select(Request.number, Request.id)
            .where(*_old(before), ~_owing(), col(Request.number) > last)
            .order_by(col(Request.number))
            .limit(_BATCH)
        )
        with self._database.transaction(patient=True) as session:
            found = session.exec(query.with_for_update()).all()
            ids = [request_id for _, request_id in found]
            if ids:
                _empty(session, ids)
        return [number for number, _ in found if number is not None]


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Request.state).in_(OVER),
        col(Request.state_since) < before,
        col(Request.requester) != PURGED,
    )


def _owing() -> ColumnElement[bool]:
    return (
        select(Effect.seq)
        .where(col(Effect.request_id) == col(Request.id), col(Effect.done_at).is_(None))
        .correlate(Request)
        .exists()
    )


def _unseen(before: datetime) -> ColumnElement[bool]:
    return col(Profile.seen_at) < before


def _empty(session: Session, ids: Sequence[str]) -> None:
    for table in (Effect, PendingToken, Grant, Reminder, AskedIn):
        session.execute(delete(table).where(col(table.request_id).in_(ids)))
    _set(session, Store, ids, name="", alike=None, live_by=case((col(Store.live_by).is_not(None), PURGED)))
    _set(session, Tick, ids, by=PURGED)
    _set(
        session,
        Request,
        ids,
        requester=PURGED,
        opened_by=case((col(Request.opened_by).is_not(None), PURGED)),
        approver=case((col(Request.approver).is_not(None), PURGED)),
        token_giver=case((col(Request.token_giver).is_not(None), PURGED)),
        replacement_by=case((col(Request.replacement_by).is_not(None), PURGED)),
        account="",
        note="",
        problem=None,
        token_sealed=None,
    )
    session.execute(text("INSERT INTO purging (id, never) VALUES (1, 2)"))
    _empty_trail(session, ids)
    session.execute(text("DELETE FROM purging"))


def _empty_trail(session: Session, ids: Sequence[str]) -> None:
    mine = col(Audit.request_id).in_(ids)
    told = session.exec(select(Audit.id, Audit.details).where(mine, col(Audit.details).is_not(None)))
    personal = [entry for entry, details in told if not (details or {}).keys() <= _HARMLESS]
    for at in range(0, len(personal), 500):
        session.execute(update(Audit).where(col(Audit.id).in_(personal[at : at + 500])).values(details=None))
    session.execute(update(Audit).where(mine, col(Audit.key).is_not(None)).values(key=None))
    # What the bot gives as its reason is a word of ours.
    session.execute(
        update(Audit)
        .where(mine, col(Audit.actor).not_in(_NOBODY), or_(col(Audit.actor) != PURGED, col(Audit.reason).is_not(None)))
        .values(actor=PURGED, reason=None)
    )


def _set(session: Session, table: type[Request] | type[Store] | type[Tick], ids: Sequence[str], **values: Any) -> None:
    key = col(Request.id) if table is Request else col(table.request_id)  # type: ignore[union-attr]
    session.execute(update(table).where(key.in_(ids)).values(**values).execution_options(synchronize_session=False))
