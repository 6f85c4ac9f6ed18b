"""How a request is changed: who may, the compare-and-swap, the audit entry with the effects that it owes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, select

from workflows.clock import Clock
from workflows.outbox.hurry import hurry
from workflows.outbox.owing import When, owe, owe_person
from workflows.requests.press import Press
from workflows.requests.records import by_key, changes_since, last_entry, locked, request_of
from workflows.requests.reminder_rules import TOKEN_REPLACEMENT, Reminders, rule_for
from workflows.requests.results import Done, Late, Missed, NotFound, Outdated, Refused
from workflows.rules.effects import REDRAWN, Happened, Owed, Payload, ToRemind
from workflows.rules.kept import Kept
from workflows.rules.policy import Action, Reason, SelfApproval, decide
from workflows.rules.states import LIVE, OPEN, Event, Remark, State, Transition, transition
from workflows.storage.columns import table_of
from workflows.storage.database import Database
from workflows.storage.models import Audit, Reminder, Request, Store

T = TypeVar("T")
BOT, CLOCK, SHEET = "bot", "clock", "sheet"  # the actors of what nobody pressed; the last: 6xpos, in the sheet
_REQUEST, _STORE, _REMINDER = table_of(Request), table_of(Store), table_of(Reminder)
_BY_ID = select(Request).where(Request.id == bindparam("id"))
_ENTER = insert(table_of(Audit))
_FREE_SLUGS = update(_STORE).where(_STORE.c.request_id == bindparam("of")).values(open_slug=None)
_REMIND_NOBODY = (
    delete(_REMINDER).where(_REMINDER.c.request_id == bindparam("of")).returning(_REMINDER.c.holder, _REMINDER.c.count)
)


class Transitions:
    """Begins the transactions that change requests; whatever changes one holds and uses this."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        self_approval: SelfApproval = SelfApproval.ALONE,
        reminders: Reminders | None = None,
    ) -> None:
        """`reminders` says who is reminded when; nobody is without."""
        self._database = database
        self._clock = clock
        self._self_approval = self_approval
        self._reminders = reminders

    @contextmanager
    def begin(self, *, patient: bool = False) -> Iterator["Change"]:
        """One transaction, as `Database.transaction` makes it: committed at the end of the block."""
        with self._database.transaction(patient=patient) as session:
            yield Change(session, self._clock.now(), self._self_approval, self._reminders)

    @contextmanager
    def reading(self) -> Iterator["Change"]:
        """For what is only asked: whatever it changes is not kept."""
        with self._database.reading() as session:
            yield Change(session, self._clock.now(), self._self_approval, self._reminders)


@dataclass(frozen=True)
class Change:
    """One transaction in which requests are changed; all of it happens at the moment `now`."""

    session: Session
    now: datetime
    self_approval: SelfApproval
    reminders: Reminders | None

    def may(
        self, request_id: str, action: Action, press: Press, version: int | None = None, *, lock: bool = False
    ) -> Request | Done | Missed:
        """The request, if the person may do that to it now; else the answer. `version`: as `allowed` takes it. `lock`:
        those who change it and leave it where it stands take turns."""
        if lock:
            locked(self.session, request_id)
        request = self.read(request_id, press.team)
        return NotFound() if request is None else self.allowed(request, action, press, version)

    def read(self, request_id: str, team: str) -> Request | None:
        """The request, if it is the team's."""
        request = self.session.exec(_BY_ID, params={"id": request_id}).first()
        return None if request is None or request.team != team else request

    def allowed(
        self, request: Request, action: Action, press: Press, version: int | None
    ) -> Request | Done | Late | Refused | Outdated:
        """As `may`, of a request that was just read. `version`: the one that the person was shown, 0 where their form
        said none; None where it does not matter, as to a button that decides on nothing the request asks for."""
        if by_key(self.session, press.key):
            return Done(request, repeated=True)
        if action is Action.RETRY and request.state in LIVE and not (request.replacement or request.problem):
            return self.late(request)
        verdict = decide(action, request.state, request.requester, press.person, self.self_approval, request.opened_by)
        if verdict.reason is Reason.TOO_LATE:
            return self.late(request)
        if not verdict.allowed:
            return Refused(request, verdict)
        if version is not None and version != request.version:
            return Outdated(request, changes_since(self.session, request.id, version))
        return request

    def late(self, request: Request) -> Late:
        """That the request has moved on, and what happened to it."""
        return Late(request, last_entry(self.session, request.id))

    def lost(self, before: tuple[State, int], request: Request, press: Press) -> Done | Late | Outdated:
        """The compare-and-swap lost: what won. `before`: state and version as they were read."""
        self.session.rollback()  # the row in this session is the one of before
        fresh = request_of(self.session, request.id)
        if by_key(self.session, press.key):
            return Done(fresh, repeated=True)
        state, version = before
        if fresh.state is state and fresh.version != version:
            return Outdated(fresh, changes_since(self.session, fresh.id, version))
        return self.late(fresh)

    def move(self, request: Request, event: Event, **values: Any) -> bool:
        """The compare-and-swap: moves the request only if it still stands where it was read, and asks for the same."""
        line = transition(request.state, event)
        if line is None:
            return False
        since = {} if line.target is line.source else {"state_since": self.now}
        return self._swap(request, values | since | {"state": line.target, "updated_at": self.now})

    def next_version(self, request: Request) -> bool:
        """The same compare-and-swap, of a request that asks for something else from now on and stays where it is."""
        return self._swap(request, {"version": request.version + 1})

    def _swap(self, request: Request, values: dict[str, Any]) -> bool:
        unchanged = (
            _REQUEST.c.id == request.id,
            _REQUEST.c.state == request.state,
            _REQUEST.c.version == request.version,
        )
        swap = update(_REQUEST).where(*unchanged).values(**values).returning(_REQUEST)
        swapped = self.session.execute(swap).one_or_none()
        if swapped is None:
            return False
        for name, value in zip(_REQUEST.c.keys(), swapped, strict=True):  # what else has changed since it was read, too
            set_committed_value(request, name, value)
        return True

    def record(
        self,
        request: Request,
        event: Event,
        source: State | None,
        by: Press | str,
        reason: str | None = None,
        details: Kept | None = None,
    ) -> None:
        """Enters a transition from `source` in the audit trail, and owes what its line says. `by`: who pressed, or BOT
        or CLOCK."""
        line = transition(source, event)
        assert line is not None, "only a line of the table gets here"
        self._enter(request, event, (source, line.target), by, reason, details)
        if line.target not in OPEN:
            self.session.execute(_FREE_SLUGS, {"of": request.id})
        if self.reminders and _waits_for_another(self.session, request, line):
            before = self.session.execute(_REMIND_NOBODY, {"of": request.id}).all() if source else ()
            for holder, count in before:
                if count:
                    self.redraw_digest(holder)
            if reminder := self.reminders.start(request, self.now):
                self.session.add(reminder)
        if isinstance(by, Press) and source:  # nothing of a new request waits
            hurry(self.session, request.id, line.owes, self.now)
        owes = [owed for owed in line.owes if owed is not Owed.NOTE or request.asked_for]
        owe(self.session, request, owes, When(self.now), Happened(event.value))

    def note(self, request: Request, remark: Remark, by: Press | str, details: Kept | None = None) -> None:
        """Enters in the audit trail what moves no request on."""
        self._enter(request, remark, (request.state, request.state), by, None, details)

    def _enter(
        self,
        request: Request,
        action: Event | Remark,
        move: tuple[State | None, State],
        by: Press | str,
        reason: str | None,
        details: Kept | None,
    ) -> None:
        who, key = (by.user_id, by.key or None) if isinstance(by, Press) else (by, None)
        what = {"action": action.value, "from_state": move[0], "to_state": move[1].value}
        told = {"reason": reason, "details": details.to_json() if details else None}
        entry = {"at": self.now, "request_id": request.id, "actor": who, "key": key}
        self.session.execute(_ENTER, entry | what | told)

    def redraw_digest(self, holder: str) -> None:
        """What `holder` was reminded of has changed: nothing stays in the message that can be pressed in vain."""
        owe_person(self.session, holder, Owed.DIGEST, self.now, ToRemind(holder, REDRAWN))

    def owe(
        self,
        request: Request,
        owed: Owed,
        payload: Payload | None = None,
        wait: timedelta = timedelta(),
        *,
        pressed: bool = True,
    ) -> None:
        """One effect, as `workflows.outbox.owing.owe`."""
        owe(self.session, request, (owed,), When(self.now, wait, pressed), payload)


def once_more(work: Callable[[], T]) -> T:
    """Does it again where somebody else was faster by an instant: now its checks see what they stored."""
    try:
        return work()
    except IntegrityError:
        return work()


def _waits_for_another(session: Session, request: Request, line: Transition) -> bool:
    """Whether somebody else is waited for after this line, or for something else: then it is counted anew."""
    if line.target is not line.source or line.source is State.WRITING:
        return True
    if line.source not in LIVE:
        return False
    before = session.get(Reminder, request.id)
    return (before is not None and before.replacement) is not (rule_for(request) is TOKEN_REPLACEMENT)
