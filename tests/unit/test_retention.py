"""How old is old."""

from datetime import UTC, datetime

import pytest

from bot.commands.purge import moment_before

NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "moment"),
    [
        ("365d", datetime(2025, 3, 31, 9, 0, tzinfo=UTC)),
        ("1 day", datetime(2026, 3, 30, 9, 0, tzinfo=UTC)),
        ("1m", datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
        ("3 months", datetime(2025, 12, 31, 9, 0, tzinfo=UTC)),
        ("15months", datetime(2024, 12, 31, 9, 0, tzinfo=UTC)),
        ("2Y", datetime(2024, 3, 31, 9, 0, tzinfo=UTC)),
    ],
)
def test_an_age_is_a_moment(age: str, moment: datetime) -> None:
    assert moment_before(NOW, age) == moment


@pytest.mark.parametrize("age", ["", "d", "0d", "-1d", "1w", "1.5y", "99999y", "99999m"])
def test_what_is_no_age_is_refused_with_a_sentence(age: str) -> None:
    with pytest.raises(ValueError, match=r"365d|longer ago"):
        moment_before(NOW, age)
