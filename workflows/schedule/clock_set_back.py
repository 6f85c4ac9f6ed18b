"""Mends what is stored after the wall clock was set back: what is dated later than now would else wait for that time,
or count as fresh until then."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from workflows.clock import SKEW, Clock
from workflows.outbox.outbox import LEASE
from workflows.outbox.owing import AFTER_THE_ACK
from workflows.requests.reminder_rules import Reminders, rule_for
from workflows.storage.database import Database
from workflows.storage.models import Effect, Grant, Once, PendingToken, Profile, Reminder, Request, StoreImport
from workflows.storage.oauth_states import GOOD_FOR

_HAPPENED: tuple[Any, ...] = (
    Effect.created_at, Effect.problem_since, Once.at, PendingToken.at, Profile.seen_at, Request.updated_at,
    StoreImport.at,
)  # fmt: skip


class SetBack:
    """Both steps may be taken by several processes, and more than once."""

    def __init__(self, database: Database, clock: Clock, reminders: Reminders) -> None:
        self._database = database
        self._clock = clock
        self._reminders = reminders

    def mend(self) -> None:
        """What happened, happened now at the latest; effects that wait are due; reminders count from now.

        A moment that people chose (a reminder put off until Monday) stays. Raises SQLAlchemyError, nothing mended.
        """
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            for at in _HAPPENED:
                session.execute(update(at.class_).where(at > now + SKEW).values({at.key: now}))
            session.execute(
                update(Effect)
                .where(col(Effect.done_at).is_(None), col(Effect.due_at) > now + AFTER_THE_ACK)
                .values(due_at=now)
            )
            session.execute(update(Grant).where(col(Grant.until) > now + GOOD_FOR).values(until=now))
            self._recount(session, now)

    def release_stranded(self) -> None:
        """Gives back the claims of workers that died before the clock was set back. Only once the clock has run evenly
        for LEASE: by then every living worker has renewed its own. Raises SQLAlchemyError."""
        with self._database.transaction(patient=True) as session:
            session.execute(
                update(Effect)
                .where(col(Effect.done_at).is_(None), col(Effect.claimed_until) > self._clock.now() + LEASE + SKEW)
                .values(claimed_by=None, claimed_until=None)
            )

    def _recount(self, session: Session, now: datetime) -> None:
        moments = (Reminder.since, Reminder.kept_at, Reminder.last_at)
        late = select(Reminder, Request).where(
            Reminder.request_id == Request.id, or_(*(col(moment) > now + SKEW for moment in moments))
        )
        for reminder, request in session.exec(late.with_for_update(skip_locked=True, of=Reminder)):
            if rule := rule_for(request):
                self._reminders.recount(rule, reminder, now)
