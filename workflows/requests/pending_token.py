"""Keeps tokens, sealed, that an approver has given and that are not written yet: being checked, or waiting for their
word."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from workflows.outbox.hurry import hurry
from workflows.outbox.owing import AFTER_THE_ACK
from workflows.requests.press import Press, idempotency_key
from workflows.requests.records import request_of
from workflows.requests.results import Done, Missed, NotFound
from workflows.requests.transition import Change, Transitions
from workflows.rules.effects import Owed
from workflows.rules.policy import Action
from workflows.rules.states import Event, State
from workflows.rules.tokens import Sealer
from workflows.storage.models import PendingToken, Request

KEPT = "kept"
"""The finding of a token that was not checked: it came for another version of the request, and waits for its person."""

LISTED = "stores_listed"
"""The finding of a token whose stores are listed for a request that has none: it waits until some are taken."""
WAITS = frozenset({KEPT, LISTED})
"""Findings with which a token waits for its person, who need not paste it again."""


@dataclass(frozen=True)
class GivenToken:
    """A token as somebody gave it in a modal. `version`: of the request, as the modal showed it; 0 where it said none.

    `source`: `pasted`, `generated` or `reused`. `reason`: why it shall take the place of the one that was delivered;
    None where none was.
    """

    token: str = field(repr=False)
    view_id: str
    version: int
    source: str = "pasted"
    reason: str | None = None


def kept_key(key: str) -> str:
    """The idempotency key of a token that is kept, by that of the press that brought it."""
    return key if key.startswith(f"{KEPT}:") else idempotency_key(KEPT, key)


class PendingTokens:
    """Keeps one for each person and request: the newest."""

    def __init__(self, transitions: Transitions, sealer: Sealer) -> None:
        self._transitions = transitions
        self._sealer = sealer

    def pend(self, request_id: str, press: Press, given: GivenToken) -> Done | Missed:
        """Keeps a token that is to be checked before it is written, and owes the check."""
        with self._transitions.begin() as change:
            request = change.read(request_id, press.team)
            if request is None:
                return NotFound()
            if change.session.get(PendingToken, press.key):
                return Done(request, repeated=True)
            found = change.allowed(request, _action(request.state, given.reason), press, given.version)
            if not isinstance(found, Request):
                return found
            owe_check(change, request, self._store(change, request_id, press, given), AFTER_THE_ACK)
        return Done(request)

    def keep(self, request_id: str, press: Press, given: GivenToken) -> PendingToken:
        """Keeps a token that came for another version of the request, so that it need not be pasted again. Nothing is
        owed: it waits for its person's word. Called again, it is kept once.

        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        with self._transitions.begin() as change:
            kept = self._store(change, request_id, press, given)
            kept.key, kept.finding = kept_key(press.key), KEPT
        return kept

    def _store(self, change: Change, request_id: str, press: Press, given: GivenToken) -> PendingToken:
        """Instead of any other of this person for this request."""
        pending = PendingToken(
            key=press.key,
            request_id=request_id,
            user_id=press.user_id,
            view_id=given.view_id,
            sealed=self._sealer.seal(given.token.encode()),
            source=given.source,
            reason=given.reason,
            version=given.version,
            at=change.now,
        )
        mine = col(PendingToken.request_id) == request_id, col(PendingToken.user_id) == press.user_id
        change.session.execute(delete(PendingToken).where(*mine))
        change.session.add(pending)
        return pending

    def still(self, pending: PendingToken, press: Press) -> Request | Missed:
        """The request that a pending token may still be given to; else what stands in the way."""
        with self._transitions.reading() as change:
            request = change.read(pending.request_id, press.team)
            if request is None:
                return NotFound()
            found = change.allowed(request, _action(request.state, pending.reason), press, pending.version)
            return found.request if isinstance(found, Done) else found

    def check_again(self, request_id: str, user_id: str) -> bool:
        """Owes another check of the token that this person has pasted. False where none is kept any more."""
        with self._transitions.begin() as change:
            pending = change.session.exec(
                select(PendingToken).where(PendingToken.request_id == request_id, PendingToken.user_id == user_id)
            ).first()
            if pending is None:
                return False
            owe_check(change, request_of(change.session, request_id), pending)
        return True

    def forget_old(self) -> None:
        """Forgets tokens that were pasted more than a day ago and never written."""
        with self._transitions.begin(patient=True) as change:
            change.session.execute(delete(PendingToken).where(col(PendingToken.at) < change.now - timedelta(days=1)))

    def note_finding(self, key: str, finding: str, seen: dict[str, Any] | None = None) -> None:
        """Notes what the check of the token came to that the press of this idempotency key brought; `seen`: what
        can be done about it by one press (`models.PendingToken`)."""
        with self._transitions.begin(patient=True) as change:
            noted = update(PendingToken).where(col(PendingToken.key) == key).values(finding=finding, seen=seen)
            change.session.execute(noted)


def owe_check(change: Change, request: Request, pending: PendingToken, wait: timedelta = timedelta()) -> None:
    """Owes the check of a pending token, from the beginning."""
    pending.at, pending.finding = change.now, None
    hurry(change.session, request.id, (), change.now)  # one that is put off stands before it
    change.owe(request, Owed.CHECK, pending.named, wait)


def giving(state: State, with_token: bool) -> tuple[Action, Event]:
    """What giving an answer in the token modal means in `state`."""
    if state is State.APPROVED and with_token:
        return Action.GIVE_TOKEN, Event.GIVE_TOKEN
    return Action.APPROVE, Event.APPROVE_WITH_TOKEN if with_token else Event.APPROVE


def _action(state: State, reason: str | None) -> Action:
    """What giving a token is in `state`; with a `reason` it takes the place of the one that was delivered."""
    return giving(state, True)[0] if reason is None else Action.REPLACE
