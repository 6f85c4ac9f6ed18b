"""Notes what became of the mails to 6xpos, as far as the workflow has to know."""

from datetime import datetime

from sqlmodel import col, select

from workflows.requests.press import Press
from workflows.requests.records import locked, request_of
from workflows.requests.transition import Transitions
from workflows.rules.details import MailSent
from workflows.rules.effects import Happened, Owed
from workflows.rules.states import Event, Remark
from workflows.storage.models import Audit, Effect

# `Effect.problem` of a mail: nothing went out; it is going out just now; it may have gone out; somebody has to mend
# the settings before anything can.
SURE, SENDING, UNSURE, SETUP = "mail_later", "mail_sending", "mail_unsure", "mail_setup"
_ANNOUNCES = (Event.SUBMIT, Event.APPROVE, Event.APPROVE_WITH_TOKEN)


class Mailing:
    """Reads and notes it."""

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def announced(self, request_id: str) -> bool:
        """Whether 6xpos was told of the request, or may have been."""
        with self._transitions.reading() as change:
            effects = change.session.exec(
                select(Effect).where(
                    Effect.request_id == request_id,
                    Effect.kind == Owed.MAIL,
                    col(Effect.ending).in_(["sent", "unsure"]),
                )
            ).all()
        return any(Happened.from_json(effect.payload).event in _ANNOUNCES for effect in effects)

    def note_sent(self, request_id: str, kind: str, press: Press, since: datetime) -> bool:
        """Notes that somebody has sent a ready-made mail of this kind. False where that was noted before, after what
        it is about had happened (`since`, aware).

        Raises sqlalchemy.exc.OperationalError (locked, unreachable), having stored nothing.
        """
        sent = select(Audit).where(Audit.request_id == request_id, Audit.action == Remark.MAIL_SENT)
        with self._transitions.begin() as change:
            request = locked(change.session, request_id)
            told = MailSent(kind)
            if request is None or any(e.told(MailSent) == told and e.at >= since for e in change.session.exec(sent)):
                return False
            change.note(request, Remark.MAIL_SENT, press, told)
            change.owe(request, Owed.CARD)
        return True

    def show(self, request_id: str) -> None:
        """Owes the card, for a mail that was refused or can go out again."""
        with self._transitions.begin(patient=True) as change:
            change.owe(request_of(change.session, request_id), Owed.CARD)
