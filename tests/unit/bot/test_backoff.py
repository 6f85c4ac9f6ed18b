"""How long an effect waits until it is tried again."""

from datetime import timedelta

import pytest

from bot.delivery.backoff import backoff


@pytest.mark.parametrize("attempts", range(1, 10))
def test_the_waits_double_and_no_two_effects_come_back_together(attempts: int) -> None:
    waits = {backoff(attempts).total_seconds() for _ in range(50)}
    shortest = min(2 ** (attempts - 1), 300)
    assert all(shortest <= wait <= min(shortest + 1, 300) for wait in waits)
    assert len(waits) > 40


def test_never_longer_than_five_minutes_nor_shorter_than_asked() -> None:
    assert backoff(10_000) == timedelta(minutes=5)
    assert backoff(1, timedelta(minutes=20)) == timedelta(minutes=20)
    assert backoff(0) <= timedelta(seconds=2)
