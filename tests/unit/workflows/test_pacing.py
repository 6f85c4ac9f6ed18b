"""Limits that all processes keep together: never more in any minute than allowed, and never less than promised."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.conftest import TUESDAY_MORNING
from tests.unit.workflows.owing import request_owing
from workflows.outbox.outbox import Outbox
from workflows.outbox.owing import When, owe, owe_person
from workflows.outbox.rate_limits import Rate, Rates
from workflows.rules.effects import Happened, Owed, ThreadToAnswer, ToRemind
from workflows.rules.policy import APPROVERS
from workflows.rules.states import Event
from workflows.storage.database import Database
from workflows.storage.models import Effect


def owing(database: Database, clock: MovableClock, whom: str, count: int, owed: Owed = Owed.DIGEST) -> None:
    with database.transaction() as session:
        for number in range(count):
            owe_person(session, whom, owed, clock.now(), ToRemind(str(number)))
        session.execute(update(Effect).values(lane=col(Effect.id)))  # so that only the pace holds them


def test_a_conversation_gets_one_message_a_second_in_order_and_holds_no_other(
    database: Database, clock: MovableClock
) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates(posts=Rate(1, 60)))
    owing(database, clock, "UA", 5)
    owing(database, clock, "UB", 1)
    first = outbox.claim([Owed.DIGEST], 4)
    assert [effect.bucket for effect in first] == ["post:UA", "post:UB"]
    assert outbox.claim([Owed.DIGEST], 4) == []
    assert 0.9 < (outbox.next_turn() or 0) <= 1.0
    order = [int(effect.payload["holder"]) for effect in first if effect.bucket == "post:UA"]
    for _ in range(4):
        clock.advance(timedelta(seconds=1))
        (effect,) = outbox.claim([Owed.DIGEST], 4)
        order.append(int(effect.payload["holder"]))
    assert order == [0, 1, 2, 3, 4]
    assert all(effect.attempts == 1 for effect in database_effects(database))


def database_effects(database: Database) -> list[Effect]:
    with database.reading() as session:
        return list(session.exec(select(Effect)))


def test_what_slack_refused_holds_the_whole_conversation(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    owing(database, clock, "UA", 2)
    (effect,) = outbox.claim([Owed.DIGEST], 2)
    outbox.hold(effect, timedelta(seconds=20))
    clock.advance(timedelta(seconds=19))
    assert outbox.claim([Owed.DIGEST], 2) == []
    clock.advance(timedelta(seconds=1.1))
    assert len(outbox.claim([Owed.DIGEST], 2)) == 1


def test_a_card_and_an_offer_in_one_channel_take_turns(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates(posts=Rate(1, 60)), channel="C1")
    kinds = [Owed.DIGEST, Owed.OFFER]
    with database.transaction() as session:
        owe_person(session, APPROVERS, Owed.DIGEST, clock.now())
        owe_person(session, "C1:1", Owed.OFFER, clock.now(), ThreadToAnswer("C1", "1", "U"))
        owe_person(session, "C2:1", Owed.OFFER, clock.now(), ThreadToAnswer("C2", "1", "U"))
    first = outbox.claim(kinds, 9)
    assert [effect.payload.get("channel") for effect in first] == ["C1", "C2"]
    assert outbox.claim(kinds, 9) == []
    outbox.hold(first[0], timedelta(seconds=20))  # Slack's word about the channel holds whatever goes there
    clock.advance(timedelta(seconds=19))
    assert outbox.claim(kinds, 9) == []
    clock.advance(timedelta(seconds=1.1))
    assert [effect.kind for effect in outbox.claim(kinds, 9)] == [Owed.DIGEST]


def test_writes_follow_each_other_as_often_as_googles_quota_lets_them(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    begun: list[float] = []
    owed = longest = 0.0
    for tenth in range(1200):  # three a second, for two minutes
        if tenth % 10 == 0:
            owing(database, clock, f"U{tenth}", 3, Owed.WRITE)
        if effects := outbox.claim([Owed.WRITE], 300, exclusive=True):
            begun.append(tenth / 10)
            longest = max(longest, *((clock.now() - effect.created_at).total_seconds() for effect in effects))
            owed += len(effects)
            for effect in effects:
                outbox.done(effect)
        clock.advance(timedelta(seconds=0.1))
    most = Rates().writes
    assert most is not None
    assert begun[:3] == [0, 1, 2], "the first ones wait for nobody"
    assert all(2 * sum(at <= other < at + 60 for other in begun) <= most for at in begun), "two calls each"
    assert longest <= 3
    assert owed >= 350


def test_what_takes_buttons_away_takes_its_turn_among_the_changes_and_comes_last(
    database: Database, clock: MovableClock
) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates(updates=Rate(1, 60)))
    request = request_owing(database, clock, Owed.NOTES)
    kinds = [Owed.NOTES, Owed.CARD]
    with database.transaction() as session:
        request.card_ts = "1.1"
        owe(session, request, (Owed.CARD,), When(clock.now() + timedelta(seconds=1), pressed=False))
    clock.advance(timedelta(seconds=2))
    begun = []
    for _ in range(3):
        begun.append([effect.kind for effect in outbox.claim(kinds, 9)])
        clock.advance(timedelta(seconds=1))
    assert begun == [["card"], ["notes"], []]


def test_a_delivered_card_waits_for_no_change_that_nobody_waits_for(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates(updates=Rate(3, 60, kept=2)))
    asked = [request_owing(database, clock) for _ in range(4)]
    with database.transaction() as session:
        for request in asked:
            request.card_ts = "1.1"
            owe(session, request, (Owed.CARD, Owed.WRITE), When(clock.now()), Happened(Event.APPROVE_WITH_TOKEN))
    passing = outbox.claim([Owed.CARD], 9)
    assert len(passing) == 1, "the others: a moment later they say more"
    with database.transaction() as session:
        owe(session, asked[2], (Owed.CARD,), When(clock.now()), Happened(Event.DELIVER))
    (delivered,) = outbox.claim([Owed.CARD], 9)
    assert delivered.request_id == asked[2].id, "by the change that was owed before, which says it all"
    clock.advance(timedelta(seconds=3))  # as many are free again as are kept, and one more
    assert len(outbox.claim([Owed.CARD], 9)) == 1
    assert outbox.claim([Owed.CARD], 9) == []
    assert 0.9 < (outbox.next_turn() or 0) <= 1.0


def test_the_answer_to_a_person_comes_before_what_the_bot_has_to_say(database: Database, clock: MovableClock) -> None:
    outbox = Outbox(database, clock, "w", rates=Rates())
    owing(database, clock, "UA", 1)
    clock.advance(timedelta(seconds=5))
    owing(database, clock, "UB", 1, Owed.OFFER)
    (effect,) = outbox.claim([Owed.DIGEST, Owed.OFFER], 1)
    assert effect.kind == "offer"


class SetBack(MovableClock):
    """A clock that somebody sets back."""

    def set_back(self, step: timedelta) -> None:
        self._base -= step


def test_a_clock_that_is_set_back_holds_no_conversation_and_no_batch(database: Database) -> None:
    clock = SetBack(TUESDAY_MORNING, running=False)
    outbox = Outbox(database, clock, "w", rates=Rates())
    for _ in range(3):
        owing(database, clock, "UA", 1)
        owing(database, clock, f"UB{_}", 1, Owed.WRITE)
        outbox.claim([Owed.DIGEST], 4)
        outbox.claim([Owed.WRITE], 300, exclusive=True)
        clock.advance(timedelta(seconds=17))
    with database.transaction() as session:
        session.execute(update(Effect).values(claimed_until=None, done_at=clock.now()))
    clock.set_back(timedelta(minutes=20))
    owing(database, clock, "UA", 1)
    owing(database, clock, "UC", 1, Owed.WRITE)
    assert len(outbox.claim([Owed.DIGEST], 4)) == 1
    assert len(outbox.claim([Owed.WRITE], 300, exclusive=True)) == 1
