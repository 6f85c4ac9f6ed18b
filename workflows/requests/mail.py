"""What became of the mails to 6xpos, as far as the workflow has to know."""

from collections.abc import Callable

from sqlmodel import col, select

from workflows.clock import Clock
from workflows.outbox.outbox import owe
from workflows.requests.press import Press
from workflows.rules.effects import Owed
from workflows.rules.states import Event
from workflows.storage.database import Database
from workflows.storage.models import Audit, Effect, Request

# `Effect.trouble` of a mail: nothing went out; it is going out just now; it may have gone out; somebody has to mend
# the settings before anything can.
SURE, SENDING, UNSURE, SETUP = "mail_later", "mail_sending", "mail_unsure", "mail_setup"
SENT = "mail_sent"  # the audit's action: somebody says that they sent a ready-made mail
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

    def note_sent(self, request_id: str, kind: str, press: Press) -> bool:
        """Notes that somebody has sent a ready-made mail of this kind. False where that was noted before.

        Raises sqlalchemy.exc.OperationalError (locked, unreachable), having stored nothing.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            request = session.exec(
                select(Request).where(Request.id == request_id).with_for_update(key_share=True)
            ).one()
            history = session.exec(select(Audit).where(Audit.request_id == request_id, Audit.action == SENT)).all()
            if any(entry.details == {"mail": kind} for entry in history):
                return False
            session.add(
                Audit(
                    at=now,
                    request_id=request_id,
                    actor=press.user_id,
                    action=SENT,
                    from_state=request.state,
                    to_state=request.state,
                    details={"mail": kind},
                    interaction=press.key,
                )
            )
            owe(session, request, Owed.CARD, now)
        self._after_commit()
        return True

    def show(self, request_id: str) -> None:
        """Owes the card, for a mail that was refused or can go out again."""
        with self._database.transaction(patient=True) as session:
            request = session.exec(select(Request).where(Request.id == request_id)).one()
            owe(session, request, Owed.CARD, self._clock.now())
        self._after_commit()
