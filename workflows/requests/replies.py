"""Owes replies to what people write: the offer of a form, an answer; and notes which offer a request has taken."""

from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from workflows.outbox.owing import owe_person
from workflows.requests.transition import Change, Transitions, once_more
from workflows.rules.effects import MessageToAnswer, OfferTaken, Owed, ThreadToAnswer
from workflows.rules.form_values import Asked
from workflows.rules.states import GIVEN_UP
from workflows.rules.store_lines import brand_key
from workflows.storage.models import AskedIn, Once, Request

_BRAND = 60  # characters in a key


class Replies:
    """Each reply is owed once, however often Slack tells of the message.

    Raises sqlalchemy.exc.OperationalError (locked, disk full, unreachable), having stored nothing.
    """

    def __init__(self, transitions: Transitions) -> None:
        self._transitions = transitions

    def offer(self, told: ThreadToAnswer, *, each: bool = False) -> bool:
        """Owes the offer to a message that asks for 6xpos. False where it has one, or its thread has one for the same
        brand, unless what was opened there was given up since. `each`: every message of the thread gets one."""
        thread, message = _key(told.channel, told.thread), _key(told.channel, told.thread, told.message)
        anew = self._given_up(told) or ""
        asked = message if each else f"{thread}:{brand_key(told.brand)[:_BRAND]}:{anew}".rstrip(":")
        return self._once(Owed.OFFER, {message, asked}, told, thread)

    def answer(self, told: MessageToAnswer) -> bool:
        """Owes an answer to a message in its thread. False where it has one."""
        return self._once(Owed.ANSWER, {f"answer:{told.channel}:{told.message}"}, told)

    def _given_up(self, told: ThreadToAnswer) -> int:
        """How many requests were opened from the thread and given up."""
        opened = select(func.count()).join(Request, col(Request.id) == col(AskedIn.request_id))
        there = (AskedIn.channel == told.channel, AskedIn.thread == told.thread, col(Request.state).in_(GIVEN_UP))
        with self._transitions.reading() as change:
            return change.session.exec(opened.select_from(AskedIn).where(*there)).one()

    def _once(self, owed: Owed, keys: set[str], told: ThreadToAnswer, *others: str) -> bool:
        """False where one of the keys is noted already; else notes them, and the others."""

        def attempt() -> bool:
            with self._transitions.begin() as change:
                session = change.session
                # Looked up once: what somebody notes meanwhile is a conflict, not a reason to leave it out.
                new = {key for key in (*keys, *others) if session.get(Once, key) is None}
                if not keys <= new:
                    return False
                session.add_all(Once(key=key, at=change.now) for key in new)
                owe_person(session, f"{told.channel}:{told.thread}", owed, change.now, told)
            return True

        try:
            return once_more(attempt)  # another message of the thread may have been faster
        except IntegrityError:
            return False  # the same event, delivered twice at once


def note_message(change: Change, request: Request, asked: Asked) -> None:
    """Notes which message a request was opened from; where a form was offered there, the offer is to say so."""
    session, channel, thread = change.session, asked.channel, asked.thread
    session.add(AskedIn(request_id=request.id, channel=channel, thread=thread, message=asked.message))
    if session.get(Once, _key(channel, thread)):
        message = asked.message if session.get(Once, _key(channel, thread, asked.message)) else ""
        reader = asked.author or request.requester
        change.owe(request, Owed.OPENED, OfferTaken(channel, thread, reader, message=message, offer=asked.offer))


def opened_from(channel: str, message: str, thread: str = "") -> ColumnElement[bool]:
    """That a request was opened from that message. With `thread`: that it has taken the offer in reply to that message:
    also from another one of the thread that was offered nothing."""
    of_message = and_(col(AskedIn.channel) == channel, col(AskedIn.message) == message)
    if not thread:
        return of_message
    offered = select(Once.key).where(col(Once.key) == literal(_key(channel, thread, "")) + col(AskedIn.message))
    of_thread = and_(col(AskedIn.channel) == channel, col(AskedIn.thread) == thread)
    return and_(of_thread, or_(of_message, ~offered.exists()))


def _key(channel: str, thread: str, message: str | None = None) -> str:
    """What names the offers of a thread; with `message`, the one in reply to that."""
    return ":".join(part for part in ("offer", channel, thread, message) if part is not None)
