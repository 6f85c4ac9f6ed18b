"""Computes working time: when people are at work, and when so many working hours or days have passed. Pure."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import EntityLoader

# A request is looked at again on the morning of a working day, at this local time.
MORNING = time(9, 30)
_ONE_DAY = timedelta(days=1)


class WorkCalendar:
    """Monday to Friday, `hours` of the day, without public holidays, all in one time zone."""

    def __init__(self, zone: ZoneInfo, hours: tuple[int, int] = (9, 18), country: str = "FR") -> None:
        """`hours`: first and last full hour of the working day, 0 to 24. `country`: whose public holidays, as the
        holidays package names countries; empty for none. Raises ValueError for hours that are no working day, and
        NotImplementedError for an unknown country."""
        first, last = hours
        if not 0 <= first < last <= 24:
            raise ValueError("WORK_HOURS must look like 9-18")
        self._zone = zone
        self._hours = hours
        _load_alone(country)
        self._holidays = holidays.country_holidays(country) if country else {}

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() < 5 and day not in self._holidays

    def is_open(self, moment: datetime) -> bool:
        """Whether people are at work at that (aware) moment."""
        start, end = self._span(moment.astimezone(self._zone).date())
        return self.is_workday(moment.astimezone(self._zone).date()) and start <= moment < end

    def after_hours(self, start: datetime, hours: float) -> datetime:
        """The moment (UTC) at which `hours` working hours have passed since `start` (aware)."""
        left = timedelta(hours=hours)
        moment = start
        for opens, closes in self._spans(start):
            begin = max(start, opens)
            if closes - begin >= left:
                moment = begin + left
                break
            left -= max(closes - begin, timedelta())
        return moment.astimezone(UTC)

    def after_days(self, start: datetime, days: int) -> datetime:
        """The moment (UTC) at the same local time `days` working days later; a start outside working days counts
        from the next working day's opening."""
        local = start.astimezone(self._zone)
        day = local.date()
        at = local.time()
        while not self.is_workday(day):
            day += _ONE_DAY
            at = time(self._hours[0])
        for _ in range(days):
            day += _ONE_DAY
            while not self.is_workday(day):
                day += _ONE_DAY
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    def days_between(self, start: datetime, end: datetime) -> float:
        """The working days from `start` to `end` (both aware): their working hours by the hours of a working day."""
        worked = timedelta()
        for opens, closes in self._spans(start):
            if opens >= end:
                break
            worked += min(end, closes) - max(start, opens)
        return worked / timedelta(hours=self._hours[1] - self._hours[0])

    def days_before(self, moment: datetime, days: int) -> datetime:
        """The moment (UTC) at the same local time `days` working days earlier."""
        local = moment.astimezone(self._zone)
        day = local.date()
        for _ in range(days):
            day -= _ONE_DAY
            while not self.is_workday(day):
                day -= _ONE_DAY
        return datetime.combine(day, local.time(), self._zone).astimezone(UTC)

    def next_morning(self, after: datetime) -> datetime:
        """The first MORNING of a working day (UTC) that is later than `after` (aware)."""
        day = after.astimezone(self._zone).date()
        while True:
            morning = datetime.combine(day, MORNING, self._zone).astimezone(UTC)
            if self.is_workday(day) and morning > after:
                return morning
            day += _ONE_DAY

    def morning_in(self, days: int, now: datetime) -> datetime:
        """The morning (UTC) of the day that is `days` days after the local day of `now` (aware), whatever its hour;
        where nobody works then, of the next working day."""
        day = now.astimezone(self._zone).date() + timedelta(days=days)
        return self.next_morning(datetime.combine(day, time(), self._zone))

    def next_workday(self, after: datetime) -> datetime:
        """The moment (UTC) at which the first working day after the local day of `after` (aware) begins."""
        day = after.astimezone(self._zone).date() + _ONE_DAY
        while not self.is_workday(day):
            day += _ONE_DAY
        return self.midnight(day)

    def next_monday(self, after: datetime) -> datetime:
        """The morning (UTC) of the next Monday, or of the working day that follows it."""
        return self.morning_in(7 - after.astimezone(self._zone).weekday(), after)

    def monday(self, moment: datetime) -> date:
        """The first day of the week in which `moment` (aware) lies."""
        day = moment.astimezone(self._zone).date()
        return day - timedelta(days=day.weekday())

    def month(self, moment: datetime) -> date:
        """The first day of the month in which `moment` (aware) lies."""
        return moment.astimezone(self._zone).date().replace(day=1)

    def midnight(self, day: date) -> datetime:
        """The moment (UTC) at which that day begins."""
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def first_morning(self, monday: date) -> datetime:
        """The MORNING (UTC) of the week's first working day; of a later week's, where nobody works in this one."""
        return self.next_morning(self.midnight(monday))

    def into_hours(self, moment: datetime) -> datetime:
        """`moment` itself if people are at work then, else the next moment (UTC) at which they are."""
        return self.after_hours(moment, 0)

    def _span(self, day: date) -> tuple[datetime, datetime]:
        first, last = self._hours
        opens = datetime.combine(day, time(first), self._zone).astimezone(UTC)
        closing = datetime.combine(day + _ONE_DAY, time(), self._zone) if last == 24 else None
        closes = (closing or datetime.combine(day, time(last % 24), self._zone)).astimezone(UTC)
        return opens, closes

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans that end after `start`, without end."""
        day = start.astimezone(self._zone).date()
        while True:
            if self.is_workday(day):
                opens, closes = self._span(day)
                if closes > start:
                    yield opens, closes
            day += _ONE_DAY


def _load_alone(country: str) -> None:
    """Loads the public holidays of that country, where the package knows it: asked for one, it loads all 250 itself, 8
    MB that stay in memory."""
    entity = getattr(holidays, country, None) if country else None
    if not isinstance(entity, EntityLoader) or entity.module_name in sys.modules:
        return
    found = PathFinder.find_spec(entity.module_name, [str(Path(holidays.__file__).parent / "countries")])
    if found is None or found.loader is None:
        return
    sys.modules[entity.module_name] = module = module_from_spec(found)
    try:
        found.loader.exec_module(module)
    except ImportError:  # it is made of another country's: the package does as it does
        del sys.modules[entity.module_name]
