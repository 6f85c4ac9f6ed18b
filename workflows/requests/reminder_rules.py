"""The reminder rules: who is waited for in which state, and when they are reminded, escalated, given up.

The table below reads like a sentence per line: in this state, this person is waited for; first reminded after
REMIND_AFTER_HOURS working hours, then each working day at 09:30 (or once a week); after ESCALATE_AFTER_DAYS working
days it is escalated; after EXPIRE_AFTER_DAYS days the request expires, three working days after a warning. Where 6xpos
has to act, it gets a mail too, one a week for all the brands together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from workflows.rules.policy import APPROVERS
from workflows.rules.states import LIVE, State
from workflows.rules.work_calendar import WorkCalendar
from workflows.storage.models import Reminder, Request

WARNING_DAYS = 3


class Whom(StrEnum):
    """Who is waited for."""

    APPROVERS = APPROVERS
    APPROVER = "approver"
    TOKEN_GIVER = "token_giver"
    REPLACER = "replacer"
    REQUESTER = "requester"


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    state: State
    whom: Whom
    escalates: bool
    expires: bool
    only_with_problem: bool = False
    weekly: bool = False
    partner_too: bool = False  # 6xpos gets a mail as often, one for all such requests


# fmt: off
RULES: tuple[Rule, ...] = (
    Rule(State.SUBMITTED,         Whom.APPROVERS,   escalates=True,  expires=True),
    Rule(State.CHANGES_REQUESTED, Whom.REQUESTER,   escalates=True,  expires=True),
    Rule(State.APPROVED,          Whom.APPROVER,    escalates=True,  expires=True),
    Rule(State.WRITING,           Whom.TOKEN_GIVER, escalates=True,  expires=False, only_with_problem=True),
    Rule(State.DELIVERED,         Whom.REQUESTER,   escalates=False, expires=False, weekly=True, partner_too=True),
    Rule(State.ACTIVATED,         Whom.REQUESTER,   escalates=False, expires=False, weekly=True),
)
# The same for a token that stands in the sheet already and is being replaced or withdrawn, whichever the state: as long
# as that has a problem, nothing else is waited for.
TOKEN_REPLACEMENT = Rule(State.DELIVERED,     Whom.REPLACER,    escalates=True,  expires=False, only_with_problem=True)
# fmt: on
_BY_STATE = {rule.state: rule for rule in RULES}


@dataclass(frozen=True)
class Pace:
    """The settings that say when: REMIND_AFTER_HOURS (working hours), ESCALATE_AFTER_DAYS (working days),
    EXPIRE_AFTER_DAYS (days)."""

    remind_after_hours: float = 4
    escalate_after_days: int = 3
    expire_after_days: int = 30


class Step(StrEnum):
    """What is due for a request."""

    REMIND = "remind"
    ESCALATE = "escalate"
    WARN = "warn"
    EXPIRE = "expire"


def rule_for(request: Request) -> Rule | None:
    """The line that applies to the request as it stands; None where nobody is waited for."""
    if request.state in LIVE and request.replacement is not None and request.problem is not None:
        return TOKEN_REPLACEMENT
    rule = _BY_STATE.get(request.state)
    if rule is None or (rule.only_with_problem and request.problem is None):
        return None
    return rule


def holder_of(request: Request, rule: Rule) -> str:
    """The user id of the one who is waited for, or APPROVERS."""
    person = {
        Whom.APPROVERS: None,
        Whom.APPROVER: request.approver,
        Whom.TOKEN_GIVER: request.token_giver,
        Whom.REPLACER: request.replacement_by,
        Whom.REQUESTER: request.requester,
    }[rule.whom]
    return person or APPROVERS


def others_hold(request: Request) -> bool:
    """Whether the request waits for somebody else than its requester."""
    rule = rule_for(request)
    return rule is not None and holder_of(request, rule) != request.requester


class Reminders:
    """Computes what is due and when the next thing is; pure but for the calendar it is given."""

    def __init__(self, calendar: WorkCalendar, pace: Pace) -> None:
        self._calendar = calendar
        self._pace = pace

    def start(self, request: Request, now: datetime) -> Reminder | None:
        """The reminder for a request that has just come to where it stands; None where nobody is waited for."""
        rule = rule_for(request)
        if rule is None:
            return None
        holder = holder_of(request, rule)
        reminder = Reminder(request_id=request.id, holder=holder, since=now, kept_at=now, due_at=now)
        reminder.replacement = rule is TOKEN_REPLACEMENT
        reminder.due_at = self._next(rule, reminder, now)
        return reminder

    def due(self, rule: Rule, reminder: Reminder, now: datetime) -> tuple[Step, ...]:
        """What has to happen now, the gravest first; an expiry stands alone."""
        if not self._calendar.is_open(now):
            return ()
        if rule.expires and now >= self._expiry(reminder):
            return (Step.EXPIRE,)
        steps = []
        if rule.expires and not reminder.warned and now >= self._warning(reminder):
            steps.append(Step.WARN)
        if rule.escalates and not reminder.escalated and now >= self._escalation(reminder):
            steps.append(Step.ESCALATE)
        awake = reminder.snoozed_until is None or reminder.snoozed_until <= now
        if awake and now >= self._reminding(rule, reminder):
            steps.append(Step.REMIND)
        return tuple(steps)

    def advance(self, rule: Rule, reminder: Reminder, steps: tuple[Step, ...], now: datetime) -> None:
        """Notes on the reminder that `steps` happened, and when the next thing is due."""
        reminder.warned = reminder.warned or Step.WARN in steps
        reminder.escalated = reminder.escalated or Step.ESCALATE in steps
        if steps:
            reminder.count += 1
            reminder.last_at = now
        reminder.due_at = self._next(rule, reminder, now)

    def snooze(self, rule: Rule, reminder: Reminder, until: datetime, now: datetime) -> None:
        """No reminder before `until`; warnings and the expiry stay where they are."""
        reminder.snoozed_until = until
        reminder.due_at = self._next(rule, reminder, now)

    def keep(self, rule: Rule, reminder: Reminder, now: datetime) -> None:
        """Somebody wants it kept open: the days until it expires are counted from now."""
        reminder.kept_at = now
        reminder.warned = False
        reminder.due_at = self._next(rule, reminder, now)

    def recount(self, rule: Rule, reminder: Reminder, now: datetime) -> None:
        """The clock was set back: nothing that a reminder counts from is later than now."""
        reminder.since, reminder.kept_at = min(reminder.since, now), min(reminder.kept_at, now)
        reminder.last_at = min(reminder.last_at, now) if reminder.last_at else None
        reminder.due_at = self._next(rule, reminder, now)

    def nudge_due(self, last: datetime, now: datetime) -> bool:
        """Whether it is a week since 6xpos was last written to about everything that it holds up."""
        return now >= self._calendar.next_morning(last + timedelta(days=6))

    def nudge_again(self, last: datetime) -> datetime:
        """From when on a requester who asked after their request then may do so again: once a working day."""
        return self._calendar.next_workday(last)

    def expires_at(self, reminder: Reminder) -> datetime:
        """When the request expires if nobody does anything (UTC)."""
        return self._expiry(reminder)

    def _next(self, rule: Rule, reminder: Reminder, now: datetime) -> datetime:
        times = [self._reminding(rule, reminder)]
        if rule.escalates and not reminder.escalated:
            times.append(self._escalation(reminder))
        if rule.expires:
            times.append(self._expiry(reminder) if reminder.warned else self._warning(reminder))
        # What is overdue waits for working hours like the rest: the machine may have been off.
        return max(min(times), self._calendar.into_hours(now))

    def _reminding(self, rule: Rule, reminder: Reminder) -> datetime:
        if reminder.last_at is None:
            when = self._calendar.after_hours(reminder.since, self._pace.remind_after_hours)
            if rule.weekly:
                when = self._calendar.next_morning(reminder.since + timedelta(days=6))
        elif rule.weekly:
            when = self._calendar.next_morning(reminder.last_at + timedelta(days=6))
        else:
            when = self._calendar.next_morning(reminder.last_at)
        return max(when, reminder.snoozed_until) if reminder.snoozed_until else when

    def _escalation(self, reminder: Reminder) -> datetime:
        return self._calendar.into_hours(self._calendar.after_days(reminder.since, self._pace.escalate_after_days))

    def _expiry(self, reminder: Reminder) -> datetime:
        last = reminder.kept_at + timedelta(days=self._pace.expire_after_days)
        return self._calendar.into_hours(last)

    def _warning(self, reminder: Reminder) -> datetime:
        return self._calendar.into_hours(self._calendar.days_before(self._expiry(reminder), WARNING_DAYS))
