"""When a token's end is told, and that calls about delivered tokens keep their distance, whoever makes them."""

from datetime import timedelta

import pytest

from bot.sandbox.clock import MovableClock
from workflows.outbox.rate_limits import slot
from workflows.rules.token_health import HealthProblem, days_told, ending
from workflows.storage.database import Database


@pytest.mark.parametrize(
    ("left", "told"), [(31, None), (30, 30), (8, 30), (7, 7), (1.5, 7), (1, 1), (0, 0), (-3, 0)]
)  # fmt: skip
def test_the_last_of_the_days_that_is_reached_is_told(clock: MovableClock, left: float, told: int | None) -> None:
    now = clock.now()
    assert days_told(now + timedelta(days=left), now, (30, 7, 1)) == told


def test_a_token_that_says_nothing_never_ends(clock: MovableClock) -> None:
    now, soon = clock.now(), timedelta(days=30)
    assert days_told(None, now, (30, 7, 1)) is None
    assert ending(None, now, soon) is None
    assert ending(now + timedelta(days=29), now, soon) is HealthProblem.ENDS
    assert ending(now, now, soon) is HealthProblem.ENDED


def test_two_who_call_at_once_are_a_second_apart(database: Database, clock: MovableClock) -> None:
    def turn() -> float:
        with database.transaction() as session:
            return slot(session, "health", 1.0, clock.now())

    assert [turn(), turn(), turn()] == [0.0, 1.0, 2.0]
    clock.advance(timedelta(seconds=10))
    assert turn() == 0.0
    clock.set_back(timedelta(days=1))
    assert turn() == 0.0
