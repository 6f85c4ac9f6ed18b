"""Finds the requests that are spoken of in a thread: of a card, of the bot's messages, of what people wrote."""

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from workflows.requests.replies import opened_from
from workflows.rules.effects import Owed, Posted
from workflows.rules.states import GIVEN_UP
from workflows.storage.database import Database
from workflows.storage.models import AskedIn, Digest, Effect, Reminder, Request

_MOST = 6  # requests of a thread
_TO_REQUESTER = (Owed.NOTE, Owed.TO_REQUESTER)


class Threads:
    """Reads which requests a thread is about. Raises sqlalchemy.exc.OperationalError where the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_card(self, channel: str, ts: str) -> Request | None:
        """The request whose card that message is."""
        query = select(Request).where(Request.card_ts == ts, Request.card_channel == channel).limit(1)
        with self._database.reading() as session:
            return session.exec(query).first()

    def spoken_of(self, channel: str, thread: str, reader: str) -> list[Request]:
        """The requests that a thread is about: that of its card or of the bot's message to `reader`, else those that
        were opened from what is written in it; the newest first."""
        if one := self.of_card(channel, thread) or self.told_by(channel, thread, reader):
            return [one]
        query = select(Request).join(AskedIn, col(AskedIn.request_id) == col(Request.id))
        query = query.where(AskedIn.channel == channel, AskedIn.thread == thread).order_by(col(Request.number).desc())
        with self._database.reading() as session:
            return list(session.exec(query.limit(_MOST)))

    def told_by(self, channel: str, ts: str, requester: str) -> Request | None:
        """The request that the bot's direct message to `requester` is about."""
        told = (_told(channel, ts), col(Effect.kind).in_(_TO_REQUESTER), Request.requester == requester)
        query = select(Request).join(Effect, col(Effect.request_id) == col(Request.id)).where(*told).limit(1)
        with self._database.reading() as session:
            return session.exec(query).first() or self._reminded_of(session, channel, ts, requester)

    @staticmethod
    def _reminded_of(session: Session, channel: str, ts: str, requester: str) -> Request | None:
        """The one request of theirs that a digest reminds them of; None where it reminds of others, too."""
        digest = session.get(Digest, requester)
        if digest is None or (digest.channel, digest.ts) != (channel, ts):
            return None
        query = select(Request).join(Reminder, col(Reminder.request_id) == col(Request.id))
        held = session.exec(query.where(Reminder.holder == requester, col(Reminder.count) > 0).limit(2)).all()
        return held[0] if len(held) == 1 and held[0].requester == requester else None

    def talked_beneath(self, request_id: str) -> str | None:
        """The ts of the direct message to the requester beneath which is told what others say: the first about the
        request, or what was last told alone, as the first is gone then; None where none is known."""
        query = select(Effect).where(Effect.request_id == request_id, col(Effect.kind).in_(_TO_REQUESTER))
        with self._database.reading() as session:
            done = session.exec(query.where(col(Effect.done_at).is_not(None)).order_by(col(Effect.seq)))
            told = [(effect.kind, posted.ts) for effect in done if (posted := Posted.find(effect.payload))]
        alone = [ts for kind, ts in told if kind == Owed.TO_REQUESTER]
        return alone[-1] if alone else told[0][1] if told else None

    def opened_from(self, channel: str, message: str, *, thread: str = "") -> Request | None:
        """The newest request that was opened from that message, and not given up since. With `thread`: that has taken
        the offer in reply to that message."""
        query = select(Request).join(AskedIn, col(AskedIn.request_id) == col(Request.id))
        query = query.where(opened_from(channel, message, thread), col(Request.state).not_in(GIVEN_UP))
        first = (col(AskedIn.message) == message).desc(), col(Request.number).desc()
        with self._database.reading() as session:
            return session.exec(query.order_by(*first).limit(1)).first()


def _told(channel: str, ts: str) -> ColumnElement[bool]:
    """That an effect's message stands there."""
    payload = col(Effect.payload)
    return and_(payload["channel"].as_string() == channel, payload["ts"].as_string() == ts)
