"""Tokens that an approver has given and that are not given on yet: being checked, or waiting for their word."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from workflows.outbox.outbox import AFTER_THE_ACK, owe
from workflows.requests.press import Press, idempotency_key
from workflows.requests.results import Done, Missed, NotFound
from workflows.requests.transition import Changes
from workflows.rules.effects import Owed
from workflows.rules.policy import Action
from workflows.rules.states import Event, State
from workflows.storage.models import PendingToken, Request

KEPT = "kept"
"""The finding of a token that was not checked: it came for another version of the request, and waits for its person."""


def kept_key(key: str) -> str:
    """The idempotency key of a token that is kept, by that of the press that brought it."""
    return key if key.startswith(f"{KEPT}:") else idempotency_key(KEPT, key)


class PendingTokens(Changes):
    """Keeps them, sealed; one for each person and request."""

    def pend_token(
        self,
        request_id: str,
        press: Press,
        *,
        view_id: str,
        version: int,
        token: str,
        source: str = "pasted",
        reason: str | None = None,
    ) -> Done | Missed:
        """Keeps a token, sealed, that is to be checked before it is given, and owes the check.

        `source`: `pasted`, `generated` or `reused`. `version`, `reason`: as `give_token` takes them.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            request = self._read(session, request_id, press.team)
            if request is None:
                return NotFound()
            if session.get(PendingToken, press.key):
                return Done(request, repeated=True)
            action = _action(request.state, reason)
            found = self._allowed(session, request, action, press, version)
            if not isinstance(found, Request):
                return found
            pending = PendingToken(
                interaction=press.key,
                request_id=request_id,
                user_id=press.user_id,
                view_id=view_id,
                sealed=self._sealer.seal(token.encode()),
                source=source,
                reason=reason,
                version=version,
                at=now,
            )
            _instead_of_others(session, pending)
            owe(session, request, Owed.CHECK, now, pending.named, wait=AFTER_THE_ACK)
        self._after_commit()
        return Done(request)

    def keep_token(
        self,
        request_id: str,
        press: Press,
        *,
        view_id: str,
        version: int,
        token: str,
        source: str = "pasted",
        reason: str | None = None,
    ) -> PendingToken:
        """Keeps a token, sealed, that came for another version of the request, so that it need not be pasted again.
        Nothing is owed: it waits for its person's word. Called again, it is kept once.

        `press`: of the form that it came by; `version`: that it showed.
        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        kept = PendingToken(
            interaction=kept_key(press.key),
            request_id=request_id,
            user_id=press.user_id,
            view_id=view_id,
            sealed=self._sealer.seal(token.encode()),
            source=source,
            reason=reason,
            version=version,
            finding=KEPT,
            at=self._clock.now(),
        )
        with self._database.transaction() as session:
            _instead_of_others(session, kept)
        return kept

    def still(self, pending: PendingToken, press: Press) -> Request | Missed:
        """The request that a pending token may still be given to; else what stands in the way."""
        with self._database.reading() as session:
            request = self._read(session, pending.request_id, press.team)
            if request is None:
                return NotFound()
            action = _action(request.state, pending.reason)
            found = self._allowed(session, request, action, press, pending.version)
            return found.request if isinstance(found, Done) else found

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

    def forget_pending(self) -> None:
        """Forgets tokens that were pasted more than a day ago and never given on."""
        yesterday = self._clock.now() - timedelta(days=1)
        with self._database.transaction(patient=True) as session:
            session.execute(delete(PendingToken).where(col(PendingToken.at) < yesterday))

    def note_finding(self, key: str, finding: str) -> None:
        """Notes what the check of a pending token came to."""
        with self._database.transaction(patient=True) as session:
            session.execute(update(PendingToken).where(col(PendingToken.interaction) == key).values(finding=finding))


def giving(state: State, with_token: bool) -> tuple[Action, Event]:
    """What giving an answer in the token modal means in `state`."""
    if state is State.APPROVED and with_token:
        return Action.GIVE_TOKEN, Event.GIVE_TOKEN
    return Action.APPROVE, Event.APPROVE_WITH_TOKEN if with_token else Event.APPROVE


def _action(state: State, reason: str | None) -> Action:
    """What giving a token is in `state`; with a `reason` it takes the place of the one that was delivered."""
    return giving(state, True)[0] if reason is None else Action.REPLACE


def _instead_of_others(session: Session, pending: PendingToken) -> None:
    """Keeps one token for each person and request: the newest."""
    mine = col(PendingToken.request_id) == pending.request_id, col(PendingToken.user_id) == pending.user_id
    session.execute(delete(PendingToken).where(*mine))
    session.add(pending)
