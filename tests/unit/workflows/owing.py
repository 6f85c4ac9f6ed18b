"""A request that owes effects."""

from bot.sandbox.clock import MovableClock
from workflows.outbox.owing import When, owe
from workflows.rules.effects import Owed
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Request

KINDS = [Owed.CARD.value, Owed.NOTE.value]


def request_owing(database: Database, clock: MovableClock, *owed: Owed) -> Request:
    """A request that is submitted and owes these effects."""
    now = clock.now()
    with database.transaction() as session:
        request = Request(
            team="T", state=State.SUBMITTED, state_since=now, brand="B", brand_key="b", account="a", requester="U",
            created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(request)
        session.flush()
        for kind in owed:
            owe(session, request, (kind,), When(now))
            session.flush()
    return request
