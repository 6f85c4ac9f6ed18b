"""How a request is changed: the check of who may, the compare-and-swap, the audit entry with what it owes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, select

from workflows.clock import Clock
from workflows.outbox.hurry import hurry
from workflows.outbox.outbox import owe_each
from workflows.requests.press import Press
from workflows.requests.reminder_rules import REWRITING, Reminders, rule_for
from workflows.requests.results import Done, Late, Missed, NotFound, Outdated, Refused
from workflows.rules.policy import Action, Reason, SelfApproval, decide
from workflows.rules.states import LIVE, OPEN, Event, State, Transition, transition
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database
from workflows.storage.models import Audit, Reminder, Request, Store, table_of
from workflows.storage.records import by_key, changes_since, last_entry

BOT, CLOCK = "bot", "clock"  # the actors of what nobody pressed
_REQUEST, _STORE, _REMINDER = table_of(Request), table_of(Store), table_of(Reminder)
_BY_ID = select(Request).where(Request.id == bindparam("id"))
_ENTER = insert(table_of(Audit))
_FREE_SLUGS = update(_STORE).where(_STORE.c.request_id == bindparam("of")).values(open_slug=None)
_REMIND_NOBODY = delete(_REMINDER).where(_REMINDER.c.request_id == bindparam("of"))


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
        self,
        session: Session,
        request_id: str,
        action: Action,
        press: Press,
        version: int | None,
    ) -> Request | Done | Missed:
        """The request, if the person may do that to it now; else the answer. `version`: as `_allowed` takes it."""
        request = self._read(session, request_id, press.team)
        return NotFound() if request is None else self._allowed(session, request, action, press, version)

    def _read(self, session: Session, request_id: str, team: str) -> Request | None:
        """The request, if it is the team's."""
        request = session.exec(_BY_ID, params={"id": request_id}).first()
        return None if request is None or request.team != team else request

    def _allowed(
        self,
        session: Session,
        request: Request,
        action: Action,
        press: Press,
        version: int | None,
    ) -> Request | Done | Late | Refused | Outdated:
        """As `_may`, of a request that was just read. `version`: the one that the person was shown, 0 where their form
        said none; None where it does not matter, as to a button that decides on nothing the request asks for."""
        if by_key(session, press.key):
            return Done(request, repeated=True)
        if action is Action.RETRY and request.state in LIVE and request.rewriting is None:
            return Late(request, last_entry(session, request.id))
        verdict = decide(action, request.state, request.requester, press.person, self._self_approval)
        if verdict.reason is Reason.TOO_LATE:
            return Late(request, last_entry(session, request.id))
        if not verdict.allowed:
            return Refused(request, verdict)
        if version is not None and version != request.version:
            return Outdated(request, changes_since(session, request.id, version))
        return request

    def _late(
        self, session: Session, before: tuple[State, int], request: Request, press: Press
    ) -> Done | Late | Outdated:
        """The compare-and-swap lost: what won. `before`: state and version as they were read."""
        session.rollback()  # the row in this session is the one of before
        fresh = session.exec(select(Request).where(Request.id == request.id)).one()
        if by_key(session, press.key):
            return Done(fresh, repeated=True)
        state, version = before
        if fresh.state is state and fresh.version != version:
            return Outdated(fresh, changes_since(session, fresh.id, version))
        return Late(fresh, last_entry(session, fresh.id))

    def _move(self, session: Session, request: Request, event: Event, now: datetime, values: dict[str, Any]) -> bool:
        """The compare-and-swap: moves the request only if it still stands where it was read, and asks for the same."""
        line = transition(request.state, event)
        if line is None:
            return False
        changes = {**values, "state": line.target, "updated_at": now}
        if line.target is not line.source:
            changes["state_since"] = now
        moved = session.execute(
            update(_REQUEST)
            .where(
                _REQUEST.c.id == request.id,
                _REQUEST.c.state == line.source,
                _REQUEST.c.version == request.version,
            )
            .values(**changes)
            .returning(_REQUEST)
        ).one_or_none()
        if moved is None:
            return False
        for name, value in moved._mapping.items():  # what else has changed since it was read, too
            set_committed_value(request, name, value)
        return True

    def _next_version(self, session: Session, request: Request) -> bool:
        """The same compare-and-swap, of a request that asks for something else from now on and stays where it is."""
        made = session.execute(
            update(_REQUEST)
            .where(
                _REQUEST.c.id == request.id,
                _REQUEST.c.state == request.state,
                _REQUEST.c.version == request.version,
            )
            .values(version=request.version + 1)
            .returning(_REQUEST.c.version)
        ).scalar_one_or_none()
        if made is None:
            return False
        set_committed_value(request, "version", made)
        return True

    def _record(
        self,
        session: Session,
        request: Request,
        event: Event,
        source: State | None,
        by: Press | str,
        now: datetime,
        *,
        reason: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """`by`: who pressed, or BOT or CLOCK."""
        line = transition(source, event)
        assert line is not None, "only a line of the table gets here"
        session.execute(
            _ENTER,
            {
                "at": now,
                "request_id": request.id,
                "actor": by.user_id if isinstance(by, Press) else by,
                "action": event.value,
                "from_state": source,
                "to_state": line.target.value,
                "reason": reason,
                "details": details,
                "interaction": by.key or None if isinstance(by, Press) else None,
            },
        )
        if line.target not in OPEN:
            session.execute(_FREE_SLUGS, {"of": request.id})
        if self._reminders and _waits_for_another(session, request, line):
            session.execute(_REMIND_NOBODY, {"of": request.id})
            if reminder := self._reminders.start(request, now):
                session.add(reminder)
        if isinstance(by, Press):
            hurry(session, request.id, line.owes, now)
        owe_each(session, request, line.owes, now, {"event": event.value})


def _waits_for_another(session: Session, request: Request, line: Transition) -> bool:
    """Whether somebody else is waited for after this line, or for something else: then it is counted anew."""
    if line.target is not line.source or line.source is State.WRITING:
        return True
    if line.source not in LIVE:
        return False
    before = session.get(Reminder, request.id)
    return (before is not None and before.rewriting) is not (rule_for(request) is REWRITING)
