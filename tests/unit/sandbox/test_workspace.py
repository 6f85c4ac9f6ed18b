"""The workspace's own clockwork and seed data."""

from datetime import datetime

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.workspace import ZONE, Workspace


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-24T07:30+00:00", "2026-11-24T09:00+01:00"),  # early on a Tuesday: the same day
        ("2026-11-24T08:00+00:00", "2026-11-25T09:00+01:00"),  # 9 o'clock sharp is already now
        ("2026-11-27T17:00+00:00", "2026-11-30T09:00+01:00"),  # Friday evening: Monday
        ("2026-12-24T17:00+00:00", "2026-12-28T09:00+01:00"),  # Christmas falls on a Friday
        ("2026-03-27T17:00+00:00", "2026-03-30T09:00+02:00"),  # summer time began on the Sunday between
    ],
)
def test_the_next_working_morning(now: str, expected: str) -> None:
    workspace = Workspace(clock=MovableClock(datetime.fromisoformat(now), running=False))
    found = workspace.next_morning()
    assert found.isoformat(timespec="minutes") == expected
    assert found.tzinfo is ZONE
