"""What is owed to the world, added to the transaction of the change that owes it (a transactional outbox)."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from workflows.outbox.rate_limits import POST, UPDATE
from workflows.rules.effects import Conversation, Happened, Owed, Payload, ThreadToAnswer, TokenToCheck, Traced
from workflows.rules.policy import APPROVERS
from workflows.rules.states import TRANSITIONS, Event, Role
from workflows.storage.columns import new_id, table_of
from workflows.storage.database import OWES
from workflows.storage.models import Effect, Request

# What causes that something is owed: a short name for the log, so that its lines lead from a click to its effects.
origin: ContextVar[str] = ContextVar("origin", default="")
# Slack shows what the ack says of a modal an instant after it has come: a result that overtook it would be lost.
AFTER_THE_ACK = timedelta(seconds=1)
# Whoever gave the token waits for its delivery.
_BY_THE_BOT = {
    line.event.value for line in TRANSITIONS if set(line.who) <= {Role.BOT, Role.CLOCK} and line.event != Event.DELIVER
}
_EFFECT = table_of(Effect)
_INSERT = insert(_EFFECT)
_IN_LANE = 70  # characters of a key: a lane has 80


@dataclass(frozen=True)
class When:
    """Owed `now`, due after `wait`. `pressed`: somebody has just done something and waits for the answer."""

    now: datetime
    wait: timedelta = timedelta()
    pressed: bool = True


def owe(session: Session, request: Request, kinds: Sequence[Owed], when: When, payload: Payload | None = None) -> None:
    """Adds effects about a request, which is in the database, to the caller's transaction, one of each kind, in this
    order. Nobody waits for what an event of the bot's own owes."""
    if Owed.CARD in kinds and request.token_view:
        kinds = (*kinds, Owed.MODAL)  # which shows the same to one person
    if isinstance(payload, Happened) and payload.event in _BY_THE_BOT:
        when = replace(when, pressed=False)
    # Nobody waits for the check of somebody else's token.
    whom = payload.key[-_IN_LANE:] if isinstance(payload, TokenToCheck) else request.id
    # A card that says that the token is being written says in a moment what came of it: that one is waited for.
    passing = {Owed.CARD} if Owed.WRITE in kinds else set()
    records = [
        _record(owed, whom, replace(when, pressed=when.pressed and owed not in passing), payload, bucket)
        for owed in kinds
        for bucket in [_bucket_about(owed, request)]
    ]
    # What is before in its lane is waited for as well.
    if waited_for := {record["lane"] for record in records if record["rank"] == 0 and record["bucket"] == UPDATE}:
        before = [_EFFECT.c.lane.in_(waited_for), _EFFECT.c.done_at.is_(None), _EFFECT.c.rank > 0]
        session.execute(update(_EFFECT).where(*before).values(rank=0))
    _add(session, [record | {"request_id": request.id} for record in records])


def owe_person(
    session: Session,
    whom: str,
    owed: Owed,
    now: datetime,
    payload: Payload | None = None,
    wait: timedelta = timedelta(),
) -> None:
    """Adds an effect about no single request, for `whom`: a user id, the approvers together, a thread, a form; due
    after `wait`."""
    channel = payload.channel if isinstance(payload, ThreadToAnswer) else whom
    bucket = f"{POST}{channel}" if owed.row.posts else None
    _add(session, [_record(owed, whom, When(now, wait, owed.row.first), payload, bucket)])


def _bucket_about(owed: Owed, request: Request) -> str | None:
    match owed.row.posts:
        case Conversation.CHANGE:
            return UPDATE
        case Conversation.CARD if request.card_ts:
            return UPDATE
        case Conversation.CARD | Conversation.CHANNEL:
            return POST + APPROVERS
        case Conversation.REQUESTER:
            return POST + request.requester
    return None


def _record(owed: Owed, whom: str, when: When, payload: Payload | None, bucket: str | None) -> dict[str, Any]:
    told = payload.to_json() if payload else {}
    return {
        "id": new_id(),
        "request_id": None,
        "kind": owed.value,
        "lane": f"{owed.row.lane}:{whom}",
        "rank": 2 if owed.row.last else 0 if when.pressed else 1,
        "bucket": bucket,
        "payload": {**told, **Traced(origin.get()).to_json()},
        "created_at": when.now,
        "due_at": when.now + when.wait,
        "attempts": 0,
    }


def _add(session: Session, records: list[dict[str, Any]]) -> None:
    if records:
        session.execute(_INSERT, records)
        session.info[OWES] = True
