"""Changes requests: each change is one transaction that holds the transition, its audit entry and what it owes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, update
from sqlmodel import col, select

from workflows.clock import Clock
from workflows.outbox.owing import When, owe, owe_person
from workflows.requests.alike_row import AlikeRows
from workflows.requests.conflicts import Conflicts, undecided
from workflows.requests.go_live import GoLive
from workflows.requests.lost_tokens import LostTokens
from workflows.requests.mail import Mailing
from workflows.requests.more_stores import MoreStores
from workflows.requests.pending_token import LISTED, GivenToken, PendingTokens, giving
from workflows.requests.press import Press
from workflows.requests.queries import GOING_ON
from workflows.requests.records import (
    add_stores,
    by_key,
    difference,
    fields,
    last_entry,
    note_stores,
    open_for_brand,
    replace_stores,
    request_of,
    stores_of,
    taken_slugs,
)
from workflows.requests.replies import Replies, note_message
from workflows.requests.results import (
    BrandOpen,
    Done,
    Draft,
    Missed,
    NotFound,
    SlugsTaken,
    StoreNow,
    StoresUnknown,
)
from workflows.requests.slug_correction import SlugCorrection
from workflows.requests.talk import Talk
from workflows.requests.token_health import expect
from workflows.requests.token_replacement import TokenReplacement
from workflows.requests.token_stores import Taking
from workflows.requests.transition import BOT, CLOCK, Transitions, once_more
from workflows.rules.details import OpenedFor, TokenGiven
from workflows.rules.effects import REDRAWN, Happened, Owed, ToAsk
from workflows.rules.form_values import Asked
from workflows.rules.policy import ACTIONS, APPROVERS, Action
from workflows.rules.problems import Problem
from workflows.rules.states import LIVE, OPEN, Event, State, transition
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.storage.columns import table_of
from workflows.storage.database import Database
from workflows.storage.models import PendingToken, Reminder, Request, StoreImport, Unasked

_PENDING, _FORM = table_of(PendingToken), table_of(StoreImport)
_FORGET_TOKENS = delete(_PENDING).where(_PENDING.c.request_id == bindparam("of"))
_FORGET_FORM = delete(_FORM).where(_FORM.c.key == bindparam("of"))


class Requests:
    """The only way to change a request; what concerns its token, its slugs, going live … has a part of its own."""

    def __init__(self, transitions: Transitions, sealer: Sealer) -> None:
        self._transitions = transitions
        self._sealer = sealer
        self.tokens = PendingTokens(transitions, sealer)
        self.replacement = TokenReplacement(transitions, sealer)
        self.slugs = SlugCorrection(transitions)
        self.alike = AlikeRows(transitions)
        self.go_live = GoLive(transitions)
        self.mailing = Mailing(transitions)
        self.talk = Talk(transitions)
        self.replies = Replies(transitions)
        self.conflicts = Conflicts(transitions)
        self.lost = LostTokens(transitions)
        self.more = MoreStores(transitions, sealer)

    # What people do

    def submit(
        self, draft: Draft, press: Press, *, confirmed: bool = False, asked: Asked | None = None
    ) -> Done | SlugsTaken | BrandOpen:
        """Stores a new request of who sent the form, or of whom it names; the same submission twice is one request.

        `confirmed`: the person was told of the brand's other open request and submits all the same. `asked`: the
        message that the form was opened from.
        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        return once_more(lambda: self._submit(draft, press, confirmed, asked))

    def _submit(
        self, draft: Draft, press: Press, confirmed: bool, asked: Asked | None
    ) -> Done | SlugsTaken | BrandOpen:
        with self._transitions.begin() as change:
            session, now = change.session, change.now
            refusal: SlugsTaken | BrandOpen | None = None
            if taken := taken_slugs(session, draft, None, press.team):
                refusal = SlugsTaken(taken)
            elif not confirmed and (other := open_for_brand(session, draft.brand, press.team)):
                refusal = BrandOpen(other)
            # Asked last: what stands in the way may be this very submission, stored an instant ago.
            if earlier := by_key(session, press.key):
                return Done(earlier, repeated=True)
            if refusal:
                return refusal
            requester = (asked.requester if asked else "") or press.user_id
            request = Request(
                team=press.team,
                state=State.SUBMITTED,
                state_since=now,
                requester=requester,
                opened_by=None if requester in (press.user_id, asked and asked.author) else press.user_id,
                created_at=now,
                updated_at=now,
                **fields(draft),
            )
            session.add(request)
            session.flush()
            add_stores(session, request, draft)
            session.execute(_FORGET_FORM, {"of": press.key})
            details = None if requester == press.user_id else OpenedFor(requester)
            change.record(request, Event.SUBMIT, None, press, details=details)
            slugs = [store.slug.lower() for store in draft.stores]
            if session.exec(select(Unasked.slug).where(func.lower(Unasked.slug).in_(slugs)).limit(1)).first():
                owe_person(session, APPROVERS, Owed.UNASKED, now, ToAsk(REDRAWN))
            if asked:
                note_message(change, request, asked)
        return Done(request)

    def resubmit(self, request_id: str, draft: Draft, press: Press, *, version: int) -> Done | Missed | SlugsTaken:
        """Replaces what the request asks for and puts it before the approvers again; the audit keeps the difference.

        `version`: of the request, as the form was filled from it; 0 where it said none.
        """
        return once_more(lambda: self._resubmit(request_id, draft, press, version))

    def _resubmit(self, request_id: str, draft: Draft, press: Press, version: int) -> Done | Missed | SlugsTaken:
        with self._transitions.begin() as change:
            session = change.session
            found = change.may(request_id, Action.EDIT, press, version)
            if not isinstance(found, Request):
                return found
            if taken := taken_slugs(session, draft, found.id, press.team):
                return SlugsTaken(taken)
            stores = stores_of(session, found.id)
            changes = difference(found, stores, draft)
            mailed_before, before = found.mail, (found.state, found.version)
            values = fields(draft) | {"version": changes.version or found.version}
            if not change.move(found, Event.RESUBMIT, **values):
                return change.lost(before, found, press)
            replace_stores(session, found, draft, stores)
            session.execute(_FORGET_FORM, {"of": press.key})
            change.record(found, Event.RESUBMIT, State.CHANGES_REQUESTED, press, details=changes)
            if found.mail and not mailed_before:
                change.owe(found, Owed.MAIL, Happened(Event.SUBMIT.value))
        return Done(found)

    def give_token(
        self,
        request_id: str,
        press: Press,
        *,
        version: int,
        token: str | None,
        details: TokenGiven | None = None,
        reason: str | None = None,
    ) -> Done | Missed:
        """Approves (where still needed) and, with a token (already checked), gives it, all in one transaction.

        Without a token it only approves. `version`: of the request, as its form showed it; 0 where it said none.
        `details` go into the audit: what the check of the token came to. `reason`: why the token shall take the place
        of the one that was delivered. Where the stores are still to come from Hey Pongo: `take_stores`.
        """
        if reason is not None and token is not None:
            return self.replacement.replace(
                request_id, press, version=version, token=token, reason=reason, details=details
            )

        def event_in(state: State) -> tuple[Action, Event]:
            return giving(state, token is not None)

        result = self._act(request_id, event_in, press, version, token=token, details=details)
        assert not isinstance(result, SlugsTaken), "no stores were taken"
        return result

    def take_stores(
        self, request_id: str, stores: Sequence[StoreLine], press: Press, given: GivenToken
    ) -> Done | Missed | SlugsTaken:
        """Gives a token, as `give_token` does, to a request whose stores come from Hey Pongo, and with it these stores
        of those that it lists.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """

        def event_in(state: State) -> tuple[Action, Event]:
            return giving(state, True)

        details, token = TokenGiven(given.source, LISTED), given.token
        return once_more(
            lambda: self._act(
                request_id, event_in, press, given.version, token=token, details=details, stores=list(stores)
            )
        )

    def act(
        self, request_id: str, event: Event, press: Press, *, version: int | None = None, reason: str | None = None
    ) -> Done | Missed:
        """Lets a person reject, ask for changes, cancel, retry or withdraw. `reason` goes into the audit. `version`: of
        the request, as the person was shown it; 0 where their form said none, None where it does not matter."""
        if event is Event.WITHDRAW:
            return self.replacement.withdraw(request_id, press, version=version, reason=reason or "")
        result = self._act(request_id, lambda _: (ACTIONS[event], event), press, version, reason=reason)
        assert not isinstance(result, SlugsTaken), "no stores were taken"
        return result

    def _act(
        self,
        request_id: str,
        event_in: Callable[[State], tuple[Action, Event]],
        press: Press,
        version: int | None,
        *,
        reason: str | None = None,
        token: str | None = None,
        details: TokenGiven | None = None,
        stores: list[StoreLine] | None = None,
    ) -> Done | Missed | SlugsTaken:
        with self._transitions.begin() as change:
            request = change.read(request_id, press.team)
            if request is None:
                return NotFound()
            source = request.state
            action, event = event_in(source)
            found = change.allowed(request, action, press, version)
            if not isinstance(found, Request):
                return found
            if token is not None and request.stores_to_come and not stores:
                return StoresUnknown(request)
            before = (source, request.version)
            values: dict[str, Any] = {"problem": None}
            taking = Taking.of(change, request, stores, press) if stores else None
            if isinstance(taking, SlugsTaken):
                return taking
            if taking:
                values["version"] = taking.version
            if event in (Event.APPROVE, Event.APPROVE_WITH_TOKEN):
                values["approver"] = press.user_id
            if token is not None:
                values |= {
                    "token_giver": press.user_id,
                    "token_sealed": self._sealer.seal(token.encode()),
                    "token_fingerprint": self._sealer.fingerprint(token),
                }
                expect(change.session, values["token_fingerprint"], token, change.now)
            if not change.move(request, event, **values):
                return change.lost(before, request, press)
            if taking:
                taking.store(change, request, press)
            if press.user_id in request.owners and action in (Action.APPROVE, Action.GIVE_TOKEN):
                details = replace(details or TokenGiven(), own_request=True)
            if event is not Event.RETRY:  # which decides nothing
                change.session.execute(_FORGET_TOKENS, {"of": request.id})
            change.record(request, event, source, press, reason, details)
        return Done(request)

    # What the bot and the clock do

    def delivered(self, request_id: str, stores: Iterable[StoreNow], problem: Problem | None = None) -> bool:
        """Every row is verified: erases the token and moves on; `problem`: what is to be shown all the same. False
        where the request had moved already."""
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            if not change.move(request, Event.DELIVER, token_sealed=None, problem=problem):
                return False
            note_stores(change.session, request_id, stores)
            change.record(request, Event.DELIVER, State.WRITING, BOT)
        return True

    def expire(self, request_id: str, kept_at: datetime | None = None) -> bool:
        """Nobody acted for too long. False where somebody just did, also where the reminder counts no longer from
        `kept_at` (None: whatever it counts from)."""
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            source = request.state
            if not change.move(request, Event.EXPIRE, problem=None):
                return False
            # Asked in this order: everything else locks the request before its reminder too.
            counted = change.session.get(Reminder, request_id, with_for_update=True)
            if kept_at is not None and (counted is None or counted.kept_at != kept_at):
                change.session.rollback()
                return False
            change.record(request, Event.EXPIRE, source, CLOCK)
        return True

    def surveyed(self, request_id: str, stores: Iterable[StoreNow]) -> None:
        """Notes what the sheet holds for the stores before anything is written; a problem with reading it is over."""
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            if request.state in OPEN and request.state is not State.WRITING:
                shown, request.problem = request.problem is None, None
                # Each form that is opened has the sheet read: mostly the card says already what is found.
                if note_stores(change.session, request_id, stores) or not shown:
                    change.owe(request, Owed.CARD, pressed=False)

    def show_problem(
        self, request_id: str, problem: Problem, stores: Iterable[StoreNow] = (), wait: timedelta | None = None
    ) -> None:
        """Shows a problem on the card, and where `wait` is long, until when that is. The same twice is once."""
        with self._transitions.begin(patient=True) as change:
            problem = problem.waiting(wait, change.now)
            request = request_of(change.session, request_id)
            if request.state in LIVE and request.replacement is None:
                return
            if problem.rows:
                problem, stores = undecided(problem, list(stores), stores_of(change.session, request_id))
            note_stores(change.session, request_id, stores)
            said = request.problem
            over = problem.kind == "conflict" and not problem.rows
            if over or request.state not in OPEN | LIVE or problem.said_by(said, change.now):
                return
            source = request.state
            if transition(source, Event.PROBLEM) and not problem.same(said):
                tried = last_entry(change.session, request_id).action
                if change.move(request, Event.PROBLEM, problem=problem):
                    change.record(request, Event.PROBLEM, source, BOT, problem.kind)
                    if tried != Event.RETRY and problem.other_tokens:
                        change.owe(request, Owed.NEWS, Happened(Event.PROBLEM.value))
            else:
                request.problem = problem
                change.owe(request, Owed.CARD, pressed=False)

    def show_writing(self, request_id: str, view_id: str) -> None:
        """Owes that this open modal says how the writing goes, for as long as it is open."""
        with self._transitions.begin(patient=True) as change:
            request = request_of(change.session, request_id)
            request.token_view = view_id
            change.owe(request, Owed.MODAL)

    def modal_over(self, request_id: str, view_id: str) -> None:
        """That modal is closed, or has said the last word."""
        with self._transitions.begin(patient=True) as change:
            mine = (col(Request.id) == request_id, col(Request.token_view) == view_id)
            change.session.execute(update(Request).where(*mine).values(token_view=None))

    def card_posted(self, request_id: str, channel: str, ts: str | None) -> None:
        """Notes where the card stands; `ts` None: it was deleted there, and a new one has to be posted."""
        with self._transitions.begin(patient=True) as change:
            stands = update(Request).where(col(Request.id) == request_id).values(card_channel=channel, card_ts=ts)
            change.session.execute(stands)


def show_again(database: Database, clock: Clock) -> None:
    """Owes the cards of what is going on: in Slack they may show what happened after a backup that was restored."""
    with database.transaction(patient=True) as session:
        for request in session.exec(select(Request).where(col(Request.state).in_(GOING_ON))):
            owe(session, request, (Owed.CARD,), When(clock.now(), pressed=False))
