"""Trigger ids and response addresses: how long, how often."""

from collections.abc import Callable

import pytest

from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.world import Handouts, response_addresses, triggers


class Watch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("kind", "life", "uses", "late", "used", "unknown"),
    [
        (triggers, 3.0, 1, "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"),
        (response_addresses, 1800.0, 5, "expired_url", "used_url", "expired_url"),
    ],
)
def test_how_long_and_how_often(
    kind: Callable[[Watch], Handouts], life: float, uses: int, late: str, used: str, unknown: str
) -> None:
    watch = Watch()
    given = kind(watch)
    name, other = given.new("U1", "C1"), given.new("U1")
    watch.seconds += life
    assert {(found.user, found.channel) for found in (given.take(name) for _ in range(uses))} == {("U1", "C1")}
    with pytest.raises(SlackRefusal, match=used):
        given.take(name)
    watch.seconds += 0.01
    with pytest.raises(SlackRefusal, match=late):
        given.take(other)
    with pytest.raises(SlackRefusal, match=unknown):
        given.take("1.2.abc")
