"""Trigger ids and response addresses: how long, how often."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.slack.errors import SlackRefusal
from bot.sandbox.slack.world import ResponseAddresses, Triggers

NOW = datetime(2026, 11, 25, tzinfo=UTC)


class Watch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_trigger_lives_three_seconds() -> None:
    watch = Watch()
    triggers = Triggers(watch)
    name, other = triggers.new("U1"), triggers.new("U1")
    watch.seconds += 3.0
    assert triggers.spend(name) == "U1"
    watch.seconds += 0.01
    with pytest.raises(SlackRefusal, match="expired_trigger_id"):
        triggers.spend(other)


def test_a_trigger_serves_once_and_only_if_it_exists() -> None:
    triggers = Triggers(Watch())
    name = triggers.new("U1")
    triggers.spend(name)
    with pytest.raises(SlackRefusal, match="exchanged_trigger_id"):
        triggers.spend(name)
    with pytest.raises(SlackRefusal, match="invalid_trigger_id"):
        triggers.spend("1.2.abc")


def test_a_response_address_lives_thirty_minutes() -> None:
    addresses = ResponseAddresses()
    token = addresses.new("U1", "C1", NOW)
    addresses.take(token, NOW + timedelta(minutes=30))
    with pytest.raises(SlackRefusal, match="expired_url"):
        addresses.take(token, NOW + timedelta(minutes=30, seconds=1))
    with pytest.raises(SlackRefusal, match="expired_url"):
        addresses.take("unknown", NOW)
