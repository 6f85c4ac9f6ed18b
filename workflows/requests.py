"""Changes to requests: each one is a single transaction that holds the transition, its audit entry and what it owes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from workflows.clock import Clock
from workflows.database import Database
from workflows.models import Audit, Reminder, Request, Store
from workflows.outbox import owe
from workflows.outcomes import BrandOpen, Done, Draft, Late, NotFound, Refused, SlugsTaken, StoreNow
from workflows.policy import Action, Person, Reason, SelfApproval, decide
from workflows.reminders import Reminders
from workflows.rows import (
    add_stores,
    by_interaction,
    difference,
    fields,
    last_entry,
    note_stores,
    open_for_brand,
    stores_of,
    taken_slugs,
)
from workflows.states import OPEN, Event, Owed, State, transition
from workflows.tokens import Sealer

BOT, CLOCK = "bot", "clock"  # the actors of what nobody pressed


class Requests:
    """The only way to change a request."""

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

    # What people do

    def submit(
        self, draft: Draft, *, requester: str, team: str, interaction: str, confirmed: bool = False
    ) -> Done | SlugsTaken | BrandOpen:
        """Stores a new request. `interaction` names the submission (its view): the same one twice is one request.

        `confirmed`: the person was told of the brand's other open request and submits all the same.
        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        for attempt in (1, 2):
            try:
                outcome = self._try_submit(draft, requester, team, interaction, confirmed)
                break
            except IntegrityError:
                # Somebody was faster by an instant: now the checks see it.
                if attempt == 2:
                    raise
        if isinstance(outcome, Done) and not outcome.repeated:
            self._after_commit()
        return outcome

    def _try_submit(
        self, draft: Draft, requester: str, team: str, interaction: str, confirmed: bool
    ) -> Done | SlugsTaken | BrandOpen:
        now = self._clock.now()
        with self._database.transaction() as session:
            refusal: SlugsTaken | BrandOpen | None = None
            if taken := taken_slugs(session, draft, None):
                refusal = SlugsTaken(taken)
            elif not confirmed and (other := open_for_brand(session, draft.brand)):
                refusal = BrandOpen(other)
            # Asked last: what stands in the way may be this very submission, stored an instant ago.
            if earlier := by_interaction(session, interaction):
                return Done(earlier, repeated=True)
            if refusal:
                return refusal
            request = Request(
                team=team,
                state=State.SUBMITTED,
                state_since=now,
                requester=requester,
                created_at=now,
                updated_at=now,
                **fields(draft),
            )
            session.add(request)
            session.flush()
            add_stores(session, request, draft)
            self._record(session, request, Event.SUBMIT, None, requester, now, interaction=interaction)
        return Done(request)

    def resubmit(
        self, request_id: str, draft: Draft, *, person: Person, team: str, interaction: str
    ) -> Done | Late | Refused | NotFound | SlugsTaken:
        """Replaces what the request asks for and puts it before the approvers again; the audit keeps the difference."""
        for attempt in (1, 2):
            try:
                outcome = self._try_resubmit(request_id, draft, person, team, interaction)
                break
            except IntegrityError:
                if attempt == 2:
                    raise
        if isinstance(outcome, Done) and not outcome.repeated:
            self._after_commit()
        return outcome

    def _try_resubmit(
        self, request_id: str, draft: Draft, person: Person, team: str, interaction: str
    ) -> Done | Late | Refused | NotFound | SlugsTaken:
        with self._database.transaction() as session:
            found = self._may(session, request_id, Action.EDIT, person, team, interaction)
            if not isinstance(found, Request):
                return found
            if taken := taken_slugs(session, draft, found.id):
                return SlugsTaken(taken)
            changes = difference(found, stores_of(session, found.id), draft)
            if not self._move(session, found, Event.RESUBMIT, self._clock.now(), fields(draft)):
                return self._late(session, found, interaction)
            session.execute(delete(Store).where(col(Store.request_id) == found.id))
            add_stores(session, found, draft)
            self._record(
                session,
                found,
                Event.RESUBMIT,
                State.CHANGES_REQUESTED,
                person.user_id,
                self._clock.now(),
                interaction=interaction,
                details=changes,
            )
        return Done(found)

    def hand_over(
        self, request_id: str, *, person: Person, team: str, interaction: str, token: str | None
    ) -> Done | Late | Refused | NotFound:
        """Approves (where still needed) and, with a token (already checked), hands it over, all in one transaction.

        Without a token it only approves.
        """

        def event_in(state: State) -> tuple[Action, Event]:
            if state is State.APPROVED and token is not None:
                return Action.GIVE_TOKEN, Event.GIVE_TOKEN
            return Action.APPROVE, Event.APPROVE if token is None else Event.APPROVE_WITH_TOKEN

        return self._act(request_id, event_in, person, team, interaction, token=token)

    def act(
        self, request_id: str, event: Event, *, person: Person, team: str, interaction: str, reason: str | None = None
    ) -> Done | Late | Refused | NotFound:
        """Lets a person reject, ask for changes, cancel or retry. `reason` goes into the audit."""
        action = {
            Event.REJECT: Action.REJECT,
            Event.ASK_CHANGES: Action.ASK_CHANGES,
            Event.CANCEL: Action.CANCEL,
            Event.RETRY: Action.RETRY,
        }[event]
        return self._act(request_id, lambda _: (action, event), person, team, interaction, reason=reason)

    def _act(
        self,
        request_id: str,
        event_in: Callable[[State], tuple[Action, Event]],
        person: Person,
        team: str,
        interaction: str,
        *,
        reason: str | None = None,
        token: str | None = None,
    ) -> Done | Late | Refused | NotFound:
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).first()
            if request is None or request.team != team:
                return NotFound()
            source = request.state
            action, event = event_in(source)
            found = self._may(session, request_id, action, person, team, interaction)
            if not isinstance(found, Request):
                return found
            values: dict[str, Any] = {"trouble": None}
            if event in (Event.APPROVE, Event.APPROVE_WITH_TOKEN):
                values["approver"] = person.user_id
            if token is not None:
                values |= {
                    "token_giver": person.user_id,
                    "token_sealed": self._sealer.seal(token.encode()),
                    "token_fingerprint": self._sealer.fingerprint(token),
                }
            if not self._move(session, request, event, now, values):
                return self._late(session, request, interaction)
            own = person.user_id == request.requester and action in (Action.APPROVE, Action.GIVE_TOKEN)
            self._record(
                session,
                request,
                event,
                source,
                person.user_id,
                now,
                reason=reason,
                interaction=interaction,
                details={"own_request": True} if own else None,
            )
        self._after_commit()
        return Done(request)

    # What the bot and the clock do

    def delivered(self, request_id: str, stores: Iterable[StoreNow]) -> bool:
        """Every row is verified: erases the token and moves on. False where the request had moved already."""
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            if not self._move(session, request, Event.DELIVER, now, {"token_sealed": None, "trouble": None}):
                return False
            note_stores(session, request_id, stores)
            self._record(session, request, Event.DELIVER, State.WRITING, BOT, now)
        self._after_commit()
        return True

    def expire(self, request_id: str) -> bool:
        """Nobody acted for too long. False where somebody just did."""
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            source = request.state
            if not self._move(session, request, Event.EXPIRE, now, {"trouble": None}):
                return False
            self._record(session, request, Event.EXPIRE, source, CLOCK, now)
        self._after_commit()
        return True

    def surveyed(self, request_id: str, stores: Iterable[StoreNow]) -> None:
        """Notes what the sheet holds for the stores before anything is written; a trouble with reading it is over."""
        with self._database.transaction() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            if request.state in OPEN and request.state is not State.WRITING:
                request.trouble = None
                note_stores(session, request_id, stores)
                owe(session, request, Owed.CARD, self._clock.now())
        self._after_commit()

    def troubled(self, request_id: str, trouble: dict[str, Any], stores: Iterable[StoreNow] = ()) -> None:
        """Shows a trouble on the card: `{"kind": …}` and what its sentence names. The same twice is once."""
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            note_stores(session, request_id, stores)
            if request.state not in OPEN or request.trouble == trouble:
                return
            source = request.state
            if transition(source, Event.TROUBLE):
                if self._move(session, request, Event.TROUBLE, now, {"trouble": trouble}):
                    self._record(session, request, Event.TROUBLE, source, BOT, now, reason=str(trouble["kind"]))
            else:
                request.trouble = trouble
                owe(session, request, Owed.CARD, now)
        self._after_commit()

    def card_posted(self, request_id: str, channel: str, ts: str | None) -> None:
        """Notes where the card stands; `ts` None: it was deleted there, and a new one has to be posted."""
        with self._database.transaction() as session:
            session.execute(
                update(Request).where(col(Request.id) == request_id).values(card_channel=channel, card_ts=ts)
            )

    # How

    def _may(
        self, session: Session, request_id: str, action: Action, person: Person, team: str, interaction: str
    ) -> Request | Done | Late | Refused | NotFound:
        """The request, if the person may do that to it now; else the answer."""
        request = session.exec(select(Request).where(Request.id == request_id)).first()
        if request is None or request.team != team:
            return NotFound()
        if by_interaction(session, interaction):
            return Done(request, repeated=True)
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
