"""Tokens that an approver has given and that are not handed over yet: being checked, or waiting for their word."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from workflows.outbox.outbox import AFTER_THE_ACK, owe
from workflows.requests.results import Done, Missed, NotFound
from workflows.requests.transition import Changes
from workflows.rules.policy import Action, Person
from workflows.rules.states import Event, Owed, State
from workflows.storage.models import PendingToken, Request

KEPT = "kept"
"""The finding of a token that was not checked: it came for another version of the request, and waits for its person."""


def kept_key(interaction: str) -> str:
    """What names a token that is kept, by the interaction that it came by."""
    return interaction if interaction.startswith(f"{KEPT}:") else f"{KEPT}:{interaction}"[:100]


class PendingTokens(Changes):
    """Keeps them, sealed; one for each person and request."""

    def pend_token(
        self,
        request_id: str,
        *,
        person: Person,
        team: str,
        interaction: str,
        view_id: str,
        version: int,
        token: str,
        source: str = "pasted",
        reason: str | None = None,
    ) -> Done | Missed:
        """Keeps a token, sealed, that is to be checked before it is handed over, and owes the check.

        `source`: `pasted`, `generated` or `reused`. `version`, `reason`: as `hand_over` takes them.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            request = self._read(session, request_id, team)
            if request is None:
                return NotFound()
            if session.get(PendingToken, interaction):
                return Done(request, repeated=True)
            action = _giving(request.state, reason)
            found = self._allowed(session, request, action, person, interaction, version)
            if not isinstance(found, Request):
                return found
            pending = PendingToken(
                interaction=interaction,
                request_id=request_id,
                user_id=person.user_id,
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
        *,
        user_id: str,
        interaction: str,
        view_id: str,
        version: int,
        token: str,
        source: str = "pasted",
        reason: str | None = None,
    ) -> PendingToken:
        """Keeps a token, sealed, that came for another version of the request, so that it need not be pasted again.
        Nothing is owed: it waits for its person's word. Called again, it is kept once.

        `interaction`: of the form that it came by; `version`: that it showed.
        Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
        """
        kept = PendingToken(
            interaction=kept_key(interaction),
            request_id=request_id,
            user_id=user_id,
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

    def still(self, pending: PendingToken, *, person: Person, team: str) -> Request | Missed:
        """The request that a pending token may still be handed over to; else what stands in the way."""
        with self._database.reading() as session:
            request = self._read(session, pending.request_id, team)
            if request is None:
                return NotFound()
            action = _giving(request.state, pending.reason)
            found = self._allowed(session, request, action, person, pending.interaction, pending.version)
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


def handover(state: State, with_token: bool) -> tuple[Action, Event]:
    """What giving an answer in the token modal means in `state`."""
    if state is State.APPROVED and with_token:
        return Action.GIVE_TOKEN, Event.GIVE_TOKEN
    return Action.APPROVE, Event.APPROVE_WITH_TOKEN if with_token else Event.APPROVE


def _giving(state: State, reason: str | None) -> Action:
    """What giving a token is in `state`; with a `reason` it takes the place of the one that was delivered."""
    return handover(state, True)[0] if reason is None else Action.REPLACE


def _instead_of_others(session: Session, pending: PendingToken) -> None:
    """Keeps one token for each person and request: the newest."""
    mine = col(PendingToken.request_id) == pending.request_id, col(PendingToken.user_id) == pending.user_id
    session.execute(delete(PendingToken).where(*mine))
    session.add(pending)
