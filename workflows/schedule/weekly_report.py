"""Owes the weekly report once a week, and reads the moves that it counts. Several processes may tick: one owes it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from workflows.clock import Clock
from workflows.outbox.owing import owe_person
from workflows.rules.effects import Owed, WeekToReport
from workflows.rules.policy import APPROVERS
from workflows.rules.states import State
from workflows.rules.weekly_numbers import Move, Now, Report, delivered_since, first_day, report
from workflows.rules.work_calendar import WorkCalendar
from workflows.storage.database import Database
from workflows.storage.models import Audit, Once, Reminder, Request

REPORT = "report"
_WEEK = timedelta(days=7)
_PAGE = 500
# Entries are in the order in which they were added, by processes whose clocks may differ a little.
_LEEWAY = timedelta(hours=1)


class Reporting:
    """Owes the report once a week, and reads what it says."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendar: WorkCalendar,
        *,
        wanted: bool = True,
    ) -> None:
        """`wanted`: whether anybody wants reports (WEEKLY_REPORT)."""
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._wanted = wanted

    def tick(self) -> bool:
        """Makes last week's report owed in the morning of the week's first working day, or as soon after it as people
        are at work. Whether it did. The first time of all it only notes that there are reports from now on."""
        if not self._wanted:
            return False
        now = self._clock.now()
        due = self._calendar.first_morning(self._calendar.monday(now))
        with self._database.reading() as session:
            last = session.get(Once, REPORT)
        if last and (last.at >= due or now < due or not self._calendar.is_open(now)):
            return False
        with self._database.transaction(patient=True) as session:
            if not _claimed(session, due, now):
                return False
            owe_person(session, APPROVERS, Owed.REPORT, now, WeekToReport(self.reported().isoformat()))
        return True

    def reported(self) -> date:
        """The first day of the week that is reported now: of the last one that is over."""
        return self._calendar.monday(self._clock.now()) - _WEEK

    def read(self, week: date) -> Report:
        """The report of the week that begins on `week`."""
        since = self._calendar.midnight(first_day(week))
        with self._database.reading() as session:
            moved = _moved_since(session, since - _LEEWAY)
            return report(_moves(session, sorted(moved)), week, self._calendar)

    def now(self) -> Now:
        """How it stands just now, with the report of the week that has begun."""
        now, calendar = self._clock.now(), self._calendar
        week = calendar.monday(now)
        count = select(Request.state, func.count()).join(Reminder, col(Reminder.request_id) == col(Request.id))
        with self._database.reading() as session:
            waiting = {State(state): number for state, number in session.exec(count.group_by(col(Request.state)))}
            moved = _moved_since(session, calendar.midnight(first_day(week)) - _LEEWAY)
            moves = list(_moves(session, sorted(moved)))
        delivered = delivered_since(moves, calendar.midnight(calendar.month(now)))
        return Now(waiting, delivered, report(moves, week, calendar))


def _claimed(session: Session, due: datetime, now: datetime) -> bool:
    """Whether the report that is due since then is ours to owe."""
    last = session.get(Once, REPORT, with_for_update=True)
    if last is None:
        try:
            with session.begin_nested():
                session.add(Once(key=REPORT, at=now))
        except IntegrityError:
            pass  # another process was faster
        return False
    if last.at >= due:
        return False
    last.at = now
    return True


def _moved_since(session: Session, since: datetime) -> set[str]:
    """The ids of the requests that moved since then. Reads backwards from the newest entry: costs what happened
    since, however long the trail is."""
    found: set[str] = set()
    before: int | None = None
    while True:
        query = select(Audit.id, Audit.request_id, Audit.at).order_by(col(Audit.id).desc()).limit(_PAGE)
        page = session.exec(query if before is None else query.where(col(Audit.id) < before)).all()
        found |= {request_id for _, request_id, at in page if at >= since}
        if len(page) < _PAGE or page[-1][2] < since:
            return found
        before = page[-1][0]


def _moves(session: Session, request_ids: Sequence[str]) -> Iterator[Move]:
    """Every move of these requests, those of each in their order."""
    for start in range(0, len(request_ids), _PAGE):
        entries = session.exec(
            select(Audit.request_id, Audit.at, Audit.from_state, Audit.to_state)
            .where(col(Audit.request_id).in_(request_ids[start : start + _PAGE]))
            .order_by(col(Audit.request_id), col(Audit.id))
        )
        for request_id, at, source, target in entries:
            yield Move(request_id, at, State(source) if source else None, State(target))
