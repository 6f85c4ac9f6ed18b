"""How a request is changed: the check of who may, the compare-and-swap, the audit entry with what it owes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from workflows.clock import Clock
from workflows.database import Database
from workflows.models import Audit, Reminder, Request, Store
from workflows.outbox import owe
from workflows.outcomes import Done, Late, NotFound, Refused
from workflows.policy import Action, Person, Reason, SelfApproval, decide
from workflows.reminders import Reminders
from workflows.rows import by_interaction, last_entry
from workflows.states import LIVE, OPEN, Event, State, transition
from workflows.tokens import Sealer

BOT, CLOCK = "bot", "clock"  # the actors of what nobody pressed


class Changes:
    """What every change has in common; each method works inside the caller's transaction."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        sealer: Sealer,
        self_approval: SelfApproval = SelfApproval.ALONE,
        after_commit: Callable[[], None] = lambda: None,
        reminders: Reminders | None = None,
    ) -> None:
        """`reminders` says who is reminded when; nobody is without. `after_commit` is called when new effects are
        owed, to wake whoever performs them."""
        self._database = database
        self._clock = clock
        self._sealer = sealer
        self._self_approval = self_approval
        self._after_commit = after_commit
        self._reminders = reminders

    def _may(
        self, session: Session, request_id: str, action: Action, person: Person, team: str, interaction: str
    ) -> Request | Done | Late | Refused | NotFound:
        """The request, if the person may do that to it now; else the answer."""
        request = session.exec(select(Request).where(Request.id == request_id)).first()
        if request is None or request.team != team:
            return NotFound()
        if by_interaction(session, interaction):
            return Done(request, repeated=True)
        if action is Action.RETRY and request.state in LIVE and request.rewriting is None:
            return Late(request, last_entry(session, request.id))
        verdict = decide(action, request.state, request.requester, person, self._self_approval)
        if verdict.allowed:
            return request
        if verdict.reason is Reason.TOO_LATE:
            return Late(request, last_entry(session, request.id))
        return Refused(request, verdict)

    def _late(self, session: Session, request: Request, interaction: str) -> Done | Late:
        # The compare-and-swap lost: read what won. The row in this session is the one of before.
        session.rollback()
        fresh = session.exec(select(Request).where(Request.id == request.id)).one()
        if by_interaction(session, interaction):
            return Done(fresh, repeated=True)
        return Late(fresh, last_entry(session, fresh.id))

    def _move(self, session: Session, request: Request, event: Event, now: datetime, values: dict[str, Any]) -> bool:
        """The compare-and-swap: moves the request only if it still stands where it was read."""
        line = transition(request.state, event)
        if line is None:
            return False
        changes = {**values, "state": line.target, "updated_at": now}
        if line.target is not line.source:
            changes["state_since"] = now
        moved = session.execute(
            update(Request)
            .where(col(Request.id) == request.id, col(Request.state) == line.source)
            .values(**changes)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            return False
        session.refresh(request)
        return True

    def _record(
        self,
        session: Session,
        request: Request,
        event: Event,
        source: State | None,
        actor: str,
        now: datetime,
        *,
        reason: str | None = None,
        details: dict[str, Any] | None = None,
        interaction: str | None = None,
    ) -> None:
        line = transition(source, event)
        assert line is not None, "only a line of the table gets here"
        session.add(
            Audit(
                at=now,
                request_id=request.id,
                actor=actor,
                action=event.value,
                from_state=source,
                to_state=line.target.value,
                reason=reason,
                details=details,
                interaction=interaction,
            )
        )
        if line.target not in OPEN:
            session.execute(update(Store).where(col(Store.request_id) == request.id).values(open_slug=None))
        if self._reminders and (line.target is not line.source or line.source is State.WRITING):
            session.execute(delete(Reminder).where(col(Reminder.request_id) == request.id))
            if reminder := self._reminders.start(request, now):
                session.add(reminder)
        for owed in line.owes:
            owe(session, request, owed, now, {"event": event.value})
