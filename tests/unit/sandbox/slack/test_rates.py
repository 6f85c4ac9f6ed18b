"""Rate limits: a burst, then a refusal that says how long to wait, then room again."""

import pytest

from bot.sandbox.slack.api import RateLimits
from bot.sandbox.slack.errors import SlackRefusal


class Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_channel_takes_a_burst_and_then_one_message_a_second() -> None:
    watch = Watch()
    limits = RateLimits(watch)
    for _ in range(4):
        limits.check("chat.postMessage", "C1")
    with pytest.raises(SlackRefusal, match="ratelimited") as refused:
        limits.check("chat.postMessage", "C1")
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "2"})
    limits.check("chat.postMessage", "C2")
    watch.seconds += 1
    limits.check("chat.postMessage", "C1")
    with pytest.raises(SlackRefusal):
        limits.check("chat.postMessage", "C1")
