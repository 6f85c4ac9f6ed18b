"""Counts the week: what came in, what went live, how long each step takes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from workflows.rules.states import State
from workflows.rules.work_calendar import WorkCalendar

WEEKS = 8
"""How many weeks are shown side by side."""

RECENT_WEEKS = 4
"""Of how many weeks the medians are: in one alone a step may end too rarely."""

STEPS = (
    State.SUBMITTED,
    State.CHANGES_REQUESTED,
    State.APPROVED,
    State.WRITING,
    State.DELIVERED,
    State.ACTIVATED,
)
# Who gives up, or lets it lapse, has not done the step.
_GIVEN_UP = frozenset({State.CANCELLED, State.EXPIRED, State.WITHDRAWN})
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Move:
    """A request came (`source` None) or went from one state to another."""

    request_id: str
    at: datetime
    source: State | None
    target: State


@dataclass(frozen=True)
class Week:
    """What came in and what went live in the week that begins on that day."""

    begins: date
    asked: int
    live: int


@dataclass(frozen=True)
class Step:
    """How many working days requests spend in a state: the median of those that left it; None where none did."""

    state: State
    days: float | None


@dataclass(frozen=True)
class Report:
    """`weeks`: the reported one last."""

    weeks: tuple[Week, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> Week:
        """The week that is reported."""
        return self.weeks[-1]

    @property
    def longest(self) -> Step | None:
        """The step that takes longest; None where none has ended."""
        ended = [step for step in self.steps if step.days]
        return max(ended, key=lambda step: step.days or 0, default=None)


@dataclass(frozen=True)
class Now:
    """How it stands at a moment. `waiting`: how many requests somebody holds up, by state; `delivered`: how many tokens
    were delivered since the month began; `report`: of the week that has begun."""

    waiting: Mapping[State, int]
    delivered: int
    report: Report


def first_day(week: date) -> date:
    """From when on the moves count for the report of the week that begins on `week`."""
    return week - (WEEKS - 1) * _WEEK


def delivered_since(moves: Iterable[Move], since: datetime) -> int:
    """How many of the moves brought a token into the sheet."""
    return sum(move.target is State.DELIVERED is not move.source and move.at >= since for move in moves)


def report(moves: Iterable[Move], week: date, calendar: WorkCalendar) -> Report:
    """The report of the week that begins on `week`, a Monday.

    `moves`: of each request that moved since `first_day`, all of them, in the order in which they happened.
    """
    ends = calendar.midnight(week + _WEEK)
    recent = calendar.midnight(week - (RECENT_WEEKS - 1) * _WEEK)
    begins = [first_day(week) + number * _WEEK for number in range(WEEKS)]
    asked, live = dict.fromkeys(begins, 0), dict.fromkeys(begins, 0)
    entered: dict[str, datetime] = {}
    spent: dict[State, list[float]] = {state: [] for state in STEPS}
    adopted: set[str] = set()  # what was live before the bot is nobody's work of these weeks
    for move in moves:
        if move.source is None and move.target is State.COMPLETED:
            adopted.add(move.request_id)
        if move.source is move.target or move.at >= ends or move.request_id in adopted:
            continue
        monday = calendar.monday(move.at)
        if move.source is None and monday in asked:
            asked[monday] += 1
        if move.target is State.COMPLETED and monday in live:
            live[monday] += 1
        since = entered.get(move.request_id)
        if move.source in spent and since and move.at >= recent and move.target not in _GIVEN_UP:
            spent[move.source].append(calendar.days_between(since, move.at))
        entered[move.request_id] = move.at
    return Report(
        tuple(Week(day, asked[day], live[day]) for day in begins),
        tuple(Step(state, median(days) if days else None) for state, days in spent.items()),
    )
