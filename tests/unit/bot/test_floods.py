"""How often one person may ask."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.people import Floods
from bot.sandbox.clock import MovableClock
from tests.conftest import TUESDAY_MORNING
from workflows.outbox.rate_limits import Rate


def test_a_burst_then_one_at_a_time(clock: MovableClock) -> None:
    floods = Floods(clock, Rate(3, 20))
    assert [floods.wait("U1", "command") for _ in range(5)] == [0, 0, 0, 3, 3]
    clock.advance(timedelta(seconds=3))
    assert [floods.wait("U1", "command") for _ in range(2)] == [0, 3]


def test_each_person_and_each_thing_has_its_own(clock: MovableClock) -> None:
    floods = Floods(clock, Rate(1, 20))
    assert floods.wait("U1", "command") == 0
    assert floods.wait("U1", "command") == 3
    assert floods.wait("U1", "form") == 0
    assert floods.wait("U2", "command") == 0


def test_after_a_quiet_time_a_whole_burst_is_free_again_and_no_more(clock: MovableClock) -> None:
    floods = Floods(clock, Rate(3, 20))
    for _ in range(3):
        floods.wait("U1", "command")
    clock.advance(timedelta(days=1))
    assert [floods.wait("U1", "command") for _ in range(4)] == [0, 0, 0, 3]


def test_what_is_remembered_is_bounded_and_a_flooder_is_not_forgotten(clock: MovableClock) -> None:
    floods = Floods(clock, Rate(1, 20), most=5)
    floods.wait("flooder", "command")
    for number in range(50):
        assert floods.wait(f"U{number}", "command") == 0
        assert floods.wait("flooder", "command") == 3
    assert floods.wait("U49", "command") == 3
    assert floods.wait("U0", "command") == 0  # forgotten


def test_without_a_rate_nobody_waits(clock: MovableClock) -> None:
    floods = Floods(clock, None)
    assert {floods.wait("U1", "command") for _ in range(1000)} == {0}


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_whoever_waits_as_long_as_they_are_told_is_served(pauses: list[float]) -> None:
    clock = MovableClock(TUESDAY_MORNING, running=False)
    floods = Floods(clock, Rate(2, 7))
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        if told := floods.wait("U1", "command"):
            clock.advance(timedelta(seconds=told))
            assert floods.wait("U1", "command") == 0
