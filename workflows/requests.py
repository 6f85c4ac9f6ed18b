"""Changes to requests: each one is a single transaction that holds the transition, its audit entry and what it owes."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from workflows.alike import Alike
from workflows.changes import BOT, CLOCK
from workflows.correcting import Correcting
from workflows.models import Once, PendingToken, Reminder, Request, Store, Upload, table_of
from workflows.outbox import AFTER_THE_ACK, owe, owe_person
from workflows.outcomes import BrandOpen, Done, Draft, Late, NotFound, Refused, SlugsTaken, StoreNow
from workflows.policy import Action, Person
from workflows.rewriting import Rewriting
from workflows.rows import (
    add_stores,
    by_interaction,
    difference,
    fields,
    note_stores,
    open_for_brand,
    stores_of,
    taken_slugs,
)
from workflows.states import LIVE, OPEN, Event, Owed, State, transition

T = TypeVar("T")
_PENDING = table_of(PendingToken)
_FORGET_TOKENS = delete(_PENDING).where(_PENDING.c.request_id == bindparam("of"))


class Requests(Rewriting, Correcting, Alike):
    """The only way to change a request."""

    # What people do

    def submit(
        self, draft: Draft, *, requester: str, team: str, interaction: str, confirmed: bool = False
    ) -> Done | SlugsTaken | BrandOpen:
        """Stores a new request. `interaction` names the submission (its view): the same one twice is one request.

        `confirmed`: the person was told of the brand's other open request and submits all the same.
        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        outcome = _once_more(lambda: self._try_submit(draft, requester, team, interaction, confirmed))
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
            session.execute(delete(Upload).where(col(Upload.interaction) == interaction))
            self._record(session, request, Event.SUBMIT, None, requester, now, interaction=interaction)
        return Done(request)

    def resubmit(
        self, request_id: str, draft: Draft, *, person: Person, team: str, interaction: str
    ) -> Done | Late | Refused | NotFound | SlugsTaken:
        """Replaces what the request asks for and puts it before the approvers again; the audit keeps the difference."""
        outcome = _once_more(lambda: self._try_resubmit(request_id, draft, person, team, interaction))
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
            before = stores_of(session, found.id)
            changes = difference(found, before, draft)
            mailed_before = found.mail
            if not self._move(session, found, Event.RESUBMIT, self._clock.now(), fields(draft)):
                return self._late(session, found, interaction)
            session.execute(delete(Store).where(col(Store.request_id) == found.id))
            add_stores(session, found, draft, {store.open_slug for store in before if store.open_slug})
            session.execute(delete(Upload).where(col(Upload.interaction) == interaction))
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
            if found.mail and not mailed_before:
                owe(session, found, Owed.MAIL, self._clock.now(), {"event": Event.SUBMIT.value})
        return Done(found)

    def hand_over(
        self,
        request_id: str,
        *,
        person: Person,
        team: str,
        interaction: str,
        token: str | None,
        details: dict[str, Any] | None = None,
        reason: str | None = None,
    ) -> Done | Late | Refused | NotFound:
        """Approves (where still needed) and, with a token (already checked), hands it over, all in one transaction.

        Without a token it only approves. `details` go into the audit: what the check of the token came to. `reason`:
        why the token shall take the place of the one that was delivered.
        """
        if reason is not None and token is not None:
            return self.replace(
                request_id,
                person=person,
                team=team,
                interaction=interaction,
                token=token,
                reason=reason,
                details=details,
            )

        def event_in(state: State) -> tuple[Action, Event]:
            return _handover(state, token is not None)

        return self._act(request_id, event_in, person, team, interaction, token=token, details=details)

    def pend_token(
        self,
        request_id: str,
        *,
        person: Person,
        team: str,
        interaction: str,
        view_id: str,
        token: str,
        source: str = "pasted",
        reason: str | None = None,
    ) -> Done | Late | Refused | NotFound:
        """Keeps a token, sealed, that is to be checked before it is handed over, and owes the check.

        `source`: `pasted`, `generated` or `reused`. `reason`: as `hand_over` takes it.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            request = self._read(session, request_id, team)
            if request is None:
                return NotFound()
            action = _handover(request.state, True)[0] if reason is None else Action.REPLACE
            if session.get(PendingToken, interaction):
                return Done(request, repeated=True)
            found = self._allowed(session, request, action, person, interaction)
            if not isinstance(found, Request):
                return found
            session.execute(
                delete(PendingToken).where(
                    col(PendingToken.request_id) == request_id, col(PendingToken.user_id) == person.user_id
                )
            )
            pending = PendingToken(
                interaction=interaction,
                request_id=request_id,
                user_id=person.user_id,
                view_id=view_id,
                sealed=self._sealer.seal(token.encode()),
                source=source,
                reason=reason,
                at=now,
            )
            session.add(pending)
            owe(session, request, Owed.CHECK, now, pending.named, wait=AFTER_THE_ACK)
        self._after_commit()
        return Done(request)

    def check_again(self, request_id: str, user_id: str) -> bool:
        """Owes another check of the token that this person has pasted. False where none is kept any more."""
        now = self._clock.now()
        with self._database.transaction() as session:
            pending = session.exec(
                select(PendingToken).where(PendingToken.request_id == request_id, PendingToken.user_id == user_id)
            ).first()
            request = session.exec(select(Request).where(Request.id == request_id)).first()
            if pending is None or request is None:
                return False
            owe(session, request, Owed.CHECK, now, pending.named)
        self._after_commit()
        return True

    def act(
        self, request_id: str, event: Event, *, person: Person, team: str, interaction: str, reason: str | None = None
    ) -> Done | Late | Refused | NotFound:
        """Lets a person reject, ask for changes, cancel, retry or withdraw. `reason` goes into the audit."""
        if event is Event.WITHDRAW:
            return self.withdraw(request_id, person=person, team=team, interaction=interaction, reason=reason or "")
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
        details: dict[str, Any] | None = None,
    ) -> Done | Late | Refused | NotFound:
        now = self._clock.now()
        with self._database.transaction() as session:
            request = self._read(session, request_id, team)
            if request is None:
                return NotFound()
            source = request.state
            action, event = event_in(source)
            found = self._allowed(session, request, action, person, interaction)
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
            if person.user_id == request.requester and action in (Action.APPROVE, Action.GIVE_TOKEN):
                details = {**(details or {}), "own_request": True}
            session.execute(_FORGET_TOKENS, {"of": request.id})
            self._record(
                session,
                request,
                event,
                source,
                person.user_id,
                now,
                reason=reason,
                interaction=interaction,
                details=details,
            )
        self._after_commit()
        return Done(request)

    # What the bot and the clock do

    def offer(self, channel: str, thread: str, user_id: str) -> bool:
        """Owes a reply in a thread that asks for 6xpos. False where that thread had one already.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        key, now = f"{channel}:{thread}", self._clock.now()
        try:
            with self._database.transaction() as session:
                if session.get(Once, f"offer:{key}"):
                    return False
                session.add(Once(key=f"offer:{key}", at=now))
                owe_person(session, key, Owed.OFFER, now, {"channel": channel, "thread": thread, "user": user_id})
        except IntegrityError:
            return False  # the same event, delivered twice at once
        self._after_commit()
        return True

    def forget_pending(self) -> None:
        """Forgets tokens that were pasted more than a day ago and never handed over."""
        yesterday = self._clock.now() - timedelta(days=1)
        with self._database.transaction(patient=True) as session:
            session.execute(delete(PendingToken).where(col(PendingToken.at) < yesterday))

    def note_finding(self, interaction: str, finding: str) -> None:
        """Notes what the check of a pending token came to."""
        with self._database.transaction(patient=True) as session:
            session.execute(
                update(PendingToken).where(col(PendingToken.interaction) == interaction).values(finding=finding)
            )

    def delivered(self, request_id: str, stores: Iterable[StoreNow]) -> bool:
        """Every row is verified: erases the token and moves on. False where the request had moved already."""
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            if not self._move(session, request, Event.DELIVER, now, {"token_sealed": None, "trouble": None}):
                return False
            note_stores(session, request_id, stores)
            self._record(session, request, Event.DELIVER, State.WRITING, BOT, now)
        self._after_commit()
        return True

    def expire(self, request_id: str, kept_at: datetime | None = None) -> bool:
        """Nobody acted for too long. False where somebody just did, also where the reminder counts no longer from
        `kept_at` (None: whatever it counts from)."""
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            source = request.state
            if not self._move(session, request, Event.EXPIRE, now, {"trouble": None}):
                return False
            # Asked in this order: everything else locks the request before its reminder too.
            counted = session.get(Reminder, request_id, with_for_update=True)
            if kept_at is not None and (counted is None or counted.kept_at != kept_at):
                session.rollback()
                return False
            self._record(session, request, Event.EXPIRE, source, CLOCK, now)
        self._after_commit()
        return True

    def surveyed(self, request_id: str, stores: Iterable[StoreNow]) -> None:
        """Notes what the sheet holds for the stores before anything is written; a trouble with reading it is over."""
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            if request.state in OPEN and request.state is not State.WRITING:
                request.trouble = None
                note_stores(session, request_id, stores)
                owe(session, request, Owed.CARD, self._clock.now(), pressed=False)
        self._after_commit()

    def troubled(self, request_id: str, trouble: dict[str, Any], stores: Iterable[StoreNow] = ()) -> None:
        """Shows a trouble on the card: `{"kind": …}` and what its sentence names. The same twice is once."""
        now = self._clock.now()
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            if request.state in LIVE and request.rewriting is None:
                return
            note_stores(session, request_id, stores)
            if request.state not in OPEN | LIVE or request.trouble == trouble:
                return
            source = request.state
            if transition(source, Event.TROUBLE):
                if self._move(session, request, Event.TROUBLE, now, {"trouble": trouble}):
                    self._record(session, request, Event.TROUBLE, source, BOT, now, reason=str(trouble["kind"]))
            else:
                request.trouble = trouble
                owe(session, request, Owed.CARD, now, pressed=False)
        self._after_commit()

    def card_posted(self, request_id: str, channel: str, ts: str | None) -> None:
        """Notes where the card stands; `ts` None: it was deleted there, and a new one has to be posted."""
        with self._database.transaction(patient=True) as session:
            session.execute(
                update(Request).where(col(Request.id) == request_id).values(card_channel=channel, card_ts=ts)
            )


def _handover(state: State, with_token: bool) -> tuple[Action, Event]:
    """What giving an answer in the token modal means in `state`."""
    if state is State.APPROVED and with_token:
        return Action.GIVE_TOKEN, Event.GIVE_TOKEN
    return Action.APPROVE, Event.APPROVE_WITH_TOKEN if with_token else Event.APPROVE


def _once_more(work: Callable[[], T]) -> T:
    """Does it again where somebody else was faster by an instant: now its checks see what they stored."""
    try:
        return work()
    except IntegrityError:
        return work()
