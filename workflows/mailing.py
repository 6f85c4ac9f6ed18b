"""What became of the mails to 6xpos, as far as the workflow has to know."""

from collections.abc import Callable

from sqlmodel import col, select

from workflows.clock import Clock
from workflows.database import Database
from workflows.models import Effect, Request
from workflows.outbox import owe
from workflows.states import Event, Owed

# `Effect.trouble` of a mail: nothing went out; it is going out just now; it may have gone out; somebody has to mend
# the settings before anything can.
SURE, SENDING, UNSURE, SETUP = "mail_later", "mail_sending", "mail_unsure", "mail_setup"
_ANNOUNCES = (Event.SUBMIT, Event.APPROVE, Event.APPROVE_WITH_TOKEN)


class Mailing:
    """Reads and notes it."""

    def __init__(self, database: Database, clock: Clock, after_commit: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._clock = clock
        self._after_commit = after_commit

    def announced(self, request_id: str) -> bool:
        """Whether 6xpos was told of the request, or may have been."""
        with self._database.reading() as session:
            effects = session.exec(
                select(Effect).where(
                    Effect.request_id == request_id,
                    Effect.kind == Owed.MAIL,
                    col(Effect.outcome).in_(["sent", "unsure"]),
                )
            ).all()
        return any(effect.payload.get("event") in _ANNOUNCES for effect in effects)

    def show(self, request_id: str) -> None:
        """Owes the card, for a mail that was refused or can go out again."""
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            owe(session, request, Owed.CARD, self._clock.now())
        self._after_commit()
