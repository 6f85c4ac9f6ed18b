"""The workspace's own clockwork and seed data."""

from datetime import UTC, datetime

import pytest

from bot.sandbox import seed
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


def test_the_seeded_table_is_what_real_sheets_are_like() -> None:
    header, *rows = seed.table()
    assert header == ["VILLE", "RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO", "COMMENTAIRE"]
    assert len(rows) == 12
    names, slugs, tokens = ([row[column] for row in rows] for column in (1, 2, 3))
    assert any(name.startswith("+") for name in names)
    assert any("'" in name for name in names)
    assert any(not name.isascii() for name in names)
    assert any(slug.isdigit() for slug in slugs)
    assert len(set(slugs)) == 12
    assert 0 < sum(map(bool, tokens)) < 12


def test_what_the_app_offers_comes_from_its_manifest() -> None:
    features = Workspace(clock=MovableClock(datetime(2026, 11, 24, tzinfo=UTC))).features
    assert [command["command"] for command in features["commands"]] == ["/6xpos-request"]
    assert {shortcut["callback_id"] for shortcut in features["shortcuts"]} == {"request_new", "request_from_message"}
