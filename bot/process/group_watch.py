"""Keeps the group of approvers fresh; where nobody is in it any more, and again where somebody is, the cards say so."""

from sqlmodel import col, select

from bot.people.approvers import Approvers
from workflows.clock import Clock
from workflows.outbox.owing import When, owe
from workflows.rules.effects import Owed
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Once, Request

# The record of `once` that is there while the cards say that nobody approves.
_SAID = "nobody_approves"
_THEIRS = (State.SUBMITTED, State.APPROVED)


class GroupWatch:
    """Each tick is idempotent, so that every process may have its own."""

    def __init__(self, database: Database, clock: Clock, approvers: Approvers) -> None:
        self._database = database
        self._clock = clock
        self._approvers = approvers

    def tick(self) -> None:
        """Asks Slack, and owes the cards that wait for an approver anew where that changes what is true."""
        if not self._approvers.refresh():
            return
        nobody, now = self._approvers.nobody, self._clock.now()
        with self._database.reading() as session:
            if nobody == (session.get(Once, _SAID) is not None):
                return
        with self._database.transaction(patient=True) as session:
            said = session.get(Once, _SAID)
            if nobody == (said is not None):
                return  # another process was quicker
            session.delete(said) if said else session.add(Once(key=_SAID, at=now))
            for request in session.exec(select(Request).where(col(Request.state).in_(_THEIRS))):
                owe(session, request, (Owed.CARD,), When(now, pressed=False))
