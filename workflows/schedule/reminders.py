"""Turns reminders that are due into effects that are owed. Several processes may do so: one has all that is due."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from workflows.outbox.owing import owe_person
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.records import by_key, last_nudges, request_of
from workflows.requests.reminder_rules import Reminders, Step, others_hold, rule_for
from workflows.requests.results import Done, Missed, NotFound, Refused, TooSoon
from workflows.requests.transition import Transitions
from workflows.rules.details import Reassigned, Snoozed
from workflows.rules.effects import AT_ONCE, Happened, Owed, ToEscalate, ToRemind
from workflows.rules.kept import Kept
from workflows.rules.policy import APPROVERS, decide_nudge
from workflows.rules.states import Remark
from workflows.storage.columns import table_of
from workflows.storage.models import Digest, Once, Profile, Reminder, Request

_BATCH = 200
_PROFILE = table_of(Profile)
NUDGE, PARTNER = "nudge", "6xpos"  # the weekly mail: its event, and whom it is for


class Reminding:
    """Turns due reminders into effects, and lets people put them off."""

    def __init__(
        self,
        transitions: Transitions,
        reminders: Reminders,
        requests: Requests,
        escalate_to: str | None,
    ) -> None:
        """`escalate_to`: the user id of ESCALATE_TO; None for nobody."""
        self._transitions = transitions
        self._reminders = reminders
        self._requests = requests
        self._escalate_to = escalate_to

    def tick(self) -> int:
        """Makes everything owed that is due now, and answers for how many requests. Costs as much as what is due."""
        self._end_absences()
        total = 0
        while True:
            handled, expired = self._tick_batch()
            for request_id, kept_at in expired:
                self._requests.expire(request_id, kept_at)
            total += handled
            if handled < _BATCH:
                return total

    def _end_absences(self) -> None:
        """Who is back is reminded again, and those in their place no more: the messages that stand are redrawn."""
        with self._transitions.reading() as change:
            over = col(Profile.away_until) <= change.now
            if change.session.exec(select(Profile.user_id).where(over).limit(1)).first() is None:
                return
        with self._transitions.begin(patient=True) as change:
            session = change.session
            if session.execute(update(Profile).where(over).values(away_until=None).returning(_PROFILE.c.user_id)).all():
                people = or_(col(Digest.holder) == APPROVERS, col(Digest.holder).in_(select(Profile.user_id)))
                for holder in session.exec(select(Digest.holder).where(people).order_by(Digest.holder)).all():
                    change.redraw_digest(holder)

    def _tick_batch(self) -> tuple[int, list[tuple[str, datetime]]]:
        expired: list[tuple[str, datetime]] = []
        holders: set[str] = set()
        escalated: list[str] = []
        partner_waits = False
        with self._transitions.begin(patient=True) as change:
            session, now = change.session, change.now
            due = session.exec(
                select(Reminder)
                .where(col(Reminder.due_at) <= now)
                # In one order, and nothing passed over: who has the first has them all, and nobody gets a second digest
                # because two ticks, or a tick and a click, each held a part of them.
                .order_by(col(Reminder.due_at), col(Reminder.request_id))
                .limit(_BATCH)
                .with_for_update()
            ).all()
            for reminder in due:
                request = request_of(session, reminder.request_id)
                rule = rule_for(request)
                if rule is None:
                    session.delete(reminder)
                    continue
                steps = self._reminders.due(rule, reminder, now)
                if Step.EXPIRE in steps:
                    expired.append((request.id, reminder.kept_at))
                    continue
                self._reminders.advance(rule, reminder, steps, now)
                if steps:
                    holders.add(reminder.holder)
                partner_waits |= rule.partner_too and Step.REMIND in steps
                if Step.ESCALATE in steps:
                    escalated.append(request.id)
            for holder in sorted(holders):
                owe_person(session, holder, Owed.DIGEST, now, ToRemind(holder))
            if partner_waits:
                self._owe_nudge(session, now)
            if escalated and self._escalate_to:
                owe_person(
                    session,
                    self._escalate_to,
                    Owed.ESCALATION,
                    now,
                    ToEscalate(self._escalate_to, escalated),
                )
        return len(due), expired

    def _owe_nudge(self, session: Session, now: datetime) -> None:
        """One mail a week to 6xpos, whichever of its requests was due first, and whichever process saw it."""
        last = session.get(Once, NUDGE, with_for_update=True)
        if last is None:
            try:
                with session.begin_nested():
                    session.add(Once(key=NUDGE, at=now))
            except IntegrityError:
                return  # another process was faster
        elif self._reminders.nudge_due(last.at, now):
            last.at = now
        else:
            return
        owe_person(session, PARTNER, Owed.MAIL, now, Happened(NUDGE))

    def snooze(self, request_id: str, until: datetime, press: Press) -> bool:
        """No reminder of this request before `until` (aware). False where nobody is waited for any more.

        The same press twice is one, here and below.
        """
        return self.snooze_all([request_id], until, press)

    def snooze_all(self, request_ids: Sequence[str], until: datetime, press: Press) -> bool:
        """The same of several requests. False where nobody is waited for in any of them."""
        return self._change(
            request_ids,
            press,
            Remark.SNOOZE,
            lambda rule, r, now: self._reminders.snooze(rule, r, until, now),
            Snoozed(until.isoformat()),
        )

    def keep_open(self, request_id: str, press: Press) -> bool:
        """The days until it expires are counted anew. False where nobody is waited for any more."""
        return self._change([request_id], press, Remark.KEEP_OPEN, self._reminders.keep, None)

    def reassign(self, request_id: str, to: str, press: Press) -> bool:
        """From now on `to` (a user id) is reminded. False where nobody is waited for any more."""
        return self.reassign_all([request_id], to, press)

    def reassign_all(self, request_ids: Sequence[str], to: str, press: Press) -> bool:
        """The same of several requests: `to` is told of all of them at once."""

        def reassign(_rule: object, reminder: Reminder, now: datetime) -> None:
            reminder.holder, reminder.last_at = to, now
            reminder.snoozed_until = None  # it was put off for somebody else

        return self._change(request_ids, press, Remark.REASSIGN, reassign, Reassigned(to), tell=to)

    def nudge(self, request_id: str, press: Press) -> Done | Missed | TooSoon:
        """Calls whom the request waits for, in the card's thread, for its requester: once a working day."""
        with self._transitions.begin() as change:
            session, now = change.session, change.now
            reminder = session.get(Reminder, request_id, with_for_update=True)
            request = change.read(request_id, press.team)
            if request is None:
                return NotFound()
            if by_key(session, press.key):
                return Done(request, repeated=True)
            verdict = decide_nudge(request.requester, press.person)
            if not verdict.allowed:
                return Refused(request, verdict)
            if reminder is None or reminder.holder == request.requester:
                return change.late(request)
            last = last_nudges(session, [request.id]).get(request.id)
            if last and now < (again := self._reminders.nudge_again(last)):
                return TooSoon(request, last, again)
            change.note(request, Remark.NUDGE, press)
            for owed in (Owed.CARD, Owed.NEWS):
                change.owe(request, owed, Happened(Remark.NUDGE.value))
        return Done(request)

    def can_nudge(self, requests: Iterable[Request]) -> frozenset[str]:
        """The ids of those that their requesters may ask after now."""
        asked = [request for request in requests if others_hold(request)]
        with self._transitions.reading() as change:
            # Somebody may have handed it to its requester.
            reminders = select(Reminder).where(col(Reminder.request_id).in_([one.id for one in asked]))
            holders = {one.request_id: one.holder for one in change.session.exec(reminders)}
            waiting = [one.id for one in asked if holders.get(one.id) not in (None, one.requester)]
            last = last_nudges(change.session, waiting)
            again = {one: self._reminders.nudge_again(at) for one, at in last.items()}
            return frozenset(one for one in waiting if one not in again or change.now >= again[one])

    def pass_on(self, readers: Sequence[str], how: str) -> None:
        """Owes the digest of somebody who is away to those who are reminded in their place. `how`: as `ToRemind`."""
        with self._transitions.begin(patient=True) as change:
            for reader in readers:
                owe_person(change.session, reader, Owed.DIGEST, change.now, ToRemind(reader, how))

    def digest_sent(self, holder: str, channel: str, ts: str) -> None:
        """Notes where the holder's newest digest stands."""
        with self._transitions.begin(patient=True) as change:
            change.session.merge(Digest(holder=holder, channel=channel, ts=ts))

    def _change(
        self,
        request_ids: Sequence[str],
        press: Press,
        remark: Remark,
        apply: Callable[..., None],
        details: Kept | None,
        tell: str | None = None,
    ) -> bool:
        with self._transitions.begin() as change:
            session, now = change.session, change.now
            waiting = select(Reminder).where(col(Reminder.request_id).in_(request_ids))
            in_order = waiting.order_by(col(Reminder.due_at), col(Reminder.request_id))  # as the tick locks them
            reminders = session.exec(in_order.with_for_update()).all()
            if by_key(session, press.key):
                return True
            holders: set[str] = set()
            for reminder in reminders:
                request = session.exec(select(Request).where(Request.id == reminder.request_id)).first()
                rule = rule_for(request) if request else None
                if request is None or rule is None:
                    continue
                # The key names one entry, whichever comes first.
                change.note(request, remark, press.consequence if holders else press, details)
                holders.add(reminder.holder)
                apply(rule, reminder, now)
                change.owe(request, Owed.CARD)
                if tell:
                    reminder.count = max(1, reminder.count)
            for holder in sorted(holders):
                change.redraw_digest(holder)
            if holders and tell and tell != press.user_id:
                owe_person(session, tell, Owed.DIGEST, now, ToRemind(tell, AT_ONCE))
        return bool(holders)
