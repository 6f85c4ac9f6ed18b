"""Working time, over nights, weekends, holidays, and both changes of the clock."""

import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.work_calendar import WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
FRENCH = WorkCalendar(PARIS)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def paris(*when: int) -> datetime:
    return datetime(*when, tzinfo=PARIS)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (paris(2026, 11, 24, 10, 0), 4, paris(2026, 11, 24, 14, 0)),
        (paris(2026, 11, 24, 16, 0), 4, paris(2026, 11, 25, 11, 0)),
        (paris(2026, 11, 27, 17, 0), 4, paris(2026, 11, 30, 12, 0)),  # over a weekend
        (paris(2026, 11, 28, 12, 0), 1, paris(2026, 11, 30, 10, 0)),  # from a Saturday
        (paris(2026, 12, 24, 17, 30), 1, paris(2026, 12, 28, 9, 30)),  # over Christmas and a weekend
        (paris(2026, 12, 31, 17, 0), 2, paris(2027, 1, 4, 10, 0)),  # over New Year
        (paris(2026, 3, 27, 17, 0), 2, paris(2026, 3, 30, 10, 0)),  # the clock goes forward in between
        (paris(2026, 10, 23, 17, 0), 2, paris(2026, 10, 26, 10, 0)),  # and back
        (paris(2026, 7, 13, 17, 0), 2, paris(2026, 7, 15, 10, 0)),  # the 14th of July
        (paris(2026, 11, 24, 7, 0), 0, paris(2026, 11, 24, 9, 0)),
    ],
)
def test_working_hours(start: datetime, hours: float, end: datetime) -> None:
    assert FRENCH.after_hours(start, hours) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (paris(2026, 11, 24, 10, 0), 3, paris(2026, 11, 27, 10, 0)),
        (paris(2026, 11, 26, 10, 0), 3, paris(2026, 12, 1, 10, 0)),
        (paris(2026, 10, 23, 10, 0), 1, paris(2026, 10, 26, 10, 0)),
        (paris(2026, 11, 28, 23, 0), 1, paris(2026, 12, 1, 9, 0)),
    ],
)
def test_working_days(start: datetime, days: int, end: datetime) -> None:
    assert FRENCH.after_days(start, days) == end


def test_the_next_morning() -> None:
    assert FRENCH.next_morning(paris(2026, 11, 24, 9, 29)) == paris(2026, 11, 24, 9, 30)
    assert FRENCH.next_morning(paris(2026, 11, 24, 9, 30)) == paris(2026, 11, 25, 9, 30)
    assert FRENCH.next_morning(paris(2026, 12, 24, 12, 0)) == paris(2026, 12, 28, 9, 30)


@pytest.mark.parametrize("hour", [0, 8, 12, 23])
def test_the_morning_in_so_many_days_whatever_the_hour(hour: int) -> None:
    assert FRENCH.morning_in(1, paris(2026, 11, 24, hour, 0)) == paris(2026, 11, 25, 9, 30)
    assert FRENCH.morning_in(3, paris(2026, 11, 24, hour, 0)) == paris(2026, 11, 27, 9, 30)
    assert FRENCH.morning_in(1, paris(2026, 11, 27, hour, 0)) == paris(2026, 11, 30, 9, 30)
    assert FRENCH.morning_in(1, paris(2026, 10, 24, hour, 0)) == paris(2026, 10, 26, 9, 30)  # the clock goes back


def test_the_next_monday() -> None:
    assert FRENCH.next_monday(paris(2026, 11, 24, 12, 0)) == paris(2026, 11, 30, 9, 30)
    assert FRENCH.next_monday(paris(2026, 11, 30, 8, 0)) == paris(2026, 12, 7, 9, 30)
    assert FRENCH.next_monday(paris(2026, 4, 1, 8, 0)) == paris(2026, 4, 7, 9, 30)  # Easter Monday is no working day


def test_without_holidays_and_around_the_clock() -> None:
    always = WorkCalendar(PARIS, (0, 24), "")
    assert always.is_workday(paris(2026, 12, 25).date())
    assert always.after_hours(paris(2026, 11, 24, 20, 0), 10) == paris(2026, 11, 25, 6, 0)


@pytest.mark.parametrize("hours", [(9, 9), (18, 9), (-1, 5), (9, 25)])
def test_hours_that_are_no_working_day(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="WORK_HOURS"):
        WorkCalendar(PARIS, hours)


@given(moments, st.floats(0, 60), st.floats(0, 60))
def test_working_hours_add_up_and_end_at_work(start: datetime, first: float, second: float) -> None:
    together = FRENCH.after_hours(start, first + second)
    apart = FRENCH.after_hours(FRENCH.after_hours(start, first), second)
    assert abs(together - apart) < timedelta(seconds=1) or abs((together - apart).total_seconds()) >= 15 * 3600 - 1
    local = together.astimezone(PARIS)
    assert FRENCH.is_workday(local.date())
    assert time(9) <= local.time() <= time(18)
    assert together - start >= timedelta(hours=first + second) - timedelta(seconds=1)


@given(moments)
def test_mornings_are_mornings_of_working_days(after: datetime) -> None:
    morning = FRENCH.next_morning(after).astimezone(PARIS)
    assert morning > after
    assert morning.time() == time(9, 30)
    assert FRENCH.is_workday(morning.date())
    assert morning - after < timedelta(days=6)


@given(moments, st.integers(0, 60))
def test_working_days_there_and_back(start: datetime, days: int) -> None:
    later = FRENCH.after_days(start, days)
    assert FRENCH.is_workday(later.astimezone(PARIS).date())
    back = FRENCH.days_before(later, days)
    assert back.astimezone(PARIS).date() == FRENCH.after_days(start, 0).astimezone(PARIS).date()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (paris(2026, 11, 24, 9, 0), paris(2026, 11, 24, 18, 0), 1),
        (paris(2026, 11, 24, 9, 0), paris(2026, 11, 25, 9, 0), 1),
        (paris(2026, 11, 24, 13, 30), paris(2026, 11, 25, 13, 30), 1),
        (paris(2026, 11, 24, 10, 0), paris(2026, 11, 24, 10, 0), 0),
        (paris(2026, 11, 28, 10, 0), paris(2026, 11, 29, 20, 0), 0),  # a weekend
        (paris(2026, 11, 27, 0, 0), paris(2026, 12, 1, 0, 0), 2),  # Friday and Monday
        (paris(2026, 12, 24, 9, 0), paris(2026, 12, 28, 18, 0), 2),  # over Christmas
    ],
)
def test_days_between(start: datetime, end: datetime, days: float) -> None:
    assert FRENCH.days_between(start, end) == pytest.approx(days)


@given(moments, st.floats(0, 400))
def test_days_between_are_the_hours_that_it_took(start: datetime, hours: float) -> None:
    assert FRENCH.days_between(start, FRENCH.after_hours(start, hours)) * 9 == pytest.approx(hours, abs=1e-6)


def test_the_week_and_its_first_morning() -> None:
    sunday = paris(2026, 11, 29, 23, 59)
    assert FRENCH.monday(sunday) == paris(2026, 11, 23).date()
    assert FRENCH.monday(sunday + timedelta(minutes=1)) == paris(2026, 11, 30).date()
    assert FRENCH.midnight(paris(2026, 11, 30).date()) == sunday + timedelta(minutes=1)
    assert FRENCH.first_morning(paris(2026, 11, 23).date()) == paris(2026, 11, 23, 9, 30)
    assert FRENCH.first_morning(paris(2026, 4, 6).date()) == paris(2026, 4, 7, 9, 30)  # Easter Monday


@pytest.mark.parametrize(("country", "holiday", "alone"), [("FR", "2026-07-14", True), ("GP", "2026-05-27", False)])
def test_of_all_countries_one_is_loaded_and_what_it_is_made_of(country: str, holiday: str, alone: bool) -> None:
    code = (
        "import sys; from datetime import date; from zoneinfo import ZoneInfo\n"
        "from workflows.rules.work_calendar import WorkCalendar\n"
        f"print(WorkCalendar(ZoneInfo('UTC'), country='{country}').is_workday(date.fromisoformat('{holiday}')))\n"
        "print(sum(name.startswith('holidays.countries.') for name in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told[0] == "False"
    assert (told[1] == "1") is alone
