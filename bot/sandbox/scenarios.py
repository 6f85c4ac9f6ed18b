"""Prepared states for `try --scenario`: made by the real workflow, so that cards, notes, sheet and audit agree."""

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.process.bootstrap import Bot
from bot.sandbox import seed
from bot.sandbox.clock import MovableClock
from bot.sandbox.workspace import Workspace
from workflows.requests.go_live import LiveStep
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.rules.policy import Person
from workflows.rules.states import Event
from workflows.rules.store_lines import StoreLine, brand_key
from workflows.storage.models import Request

BIG_BRAND, BIG_COUNT = "Maison Delorme", 830
_LONGEST_WAIT = 120.0  # seconds for the bot to do what a prepared step owes


class Scenario(StrEnum):
    """What `try` begins with, when it is not the seeded sheet without requests."""

    EMPTY = "empty"
    BUSY_WEEK = "busy-week"
    CONFLICT = "conflict"
    BIG_BRAND = "big-brand"
    DAY_ONE = "day-one"


def clock_for(scenario: Scenario | None) -> MovableClock:
    """A clock for a new workspace: a busy week begins in the past and ends now."""
    back = PAST if scenario is Scenario.BUSY_WEEK else timedelta()
    return MovableClock(datetime.now(UTC) - back)


def prepare(scenario: Scenario | None, workspace: Workspace, bot: Bot) -> None:
    """Brings a fresh workspace, with its bot running, into that state. Raises TimeoutError where the bot gets stuck."""
    if scenario in _PREPARE:
        _PREPARE[scenario](_Stage(workspace, bot))
    workspace.begins_now()


class _Stage:
    """Acts for the people of the scenario, through the same calls as the bot's listeners."""

    def __init__(self, workspace: Workspace, bot: Bot) -> None:
        self.workspace, self.bot = workspace, bot
        self._team = workspace.slack.team_id
        self._numbers = itertools.count(1)

    def submit(self, brand: str, stores: list[StoreLine], who: str = seed.CLAIRE, note: str = "") -> str:
        """Makes a request and answers its id."""
        account = f"jagueneau+{brand_key(brand)}@6xpos.fr"
        draft = Draft(brand, account, tuple(stores), note=note)
        done = self.bot.services.requests.submit(draft, self._press(Person(who, False)))
        assert isinstance(done, Done), f"{brand}: {done}"
        return done.request.id

    def give_token(self, request_id: str, who: str, token: str | None) -> None:
        """Approves, with a token or without one; gives the token where it is approved already."""
        version, press = self.request(request_id).version, self._press(_lead(who))
        self._well(self.bot.services.requests.give_token(request_id, press, version=version, token=token))

    def token(self, request_id: str) -> str:
        """A token from Hey Pongo for the request's brand."""
        return self.workspace.backoffice.issue(self.request(request_id).brand).token

    def act(self, request_id: str, event: Event, who: str, reason: str | None = None) -> None:
        """Rejects, asks for changes or cancels."""
        approver = who in seed.APPROVERS
        self._well(self.bot.services.requests.act(request_id, event, self._press(Person(who, approver)), reason=reason))

    def tick(self, request_id: str, *steps: LiveStep, who: str) -> None:
        """Ticks 6xpos's own steps."""
        for step in steps:
            self._well(self.bot.services.requests.go_live.tick(request_id, step, self._press(_lead(who)), done=True))

    def request(self, request_id: str) -> Request:
        """The request as it stands."""
        return self.bot.services.queries.picture(request_id).request

    def pass_time(self, step: timedelta) -> None:
        """Lets the bot finish what it owes, then moves the clock and lets it look at what is due."""
        self.settle()
        self.workspace.clock.advance(step)
        self.bot.services.reminding.tick()
        self.bot.services.reporting.tick()
        self.settle()

    def settle(self) -> None:
        """Waits until the bot has done all that is due."""
        outbox, deadline = self.bot.services.outbox, time.monotonic() + _LONGEST_WAIT
        while self.bot.worker.busy() or outbox.due():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{outbox.waiting()} effects are still owed")
            self.bot.worker.wake()
            time.sleep(0.01)

    def _press(self, person: Person) -> Press:
        return Press(person, self._team, f"scenario-{next(self._numbers)}")

    @staticmethod
    def _well(outcome: object) -> None:
        assert isinstance(outcome, Done), outcome


def _lead(who: str) -> Person:
    return Person(who, approver=True)


# -- another token stands in the sheet


def _conflict(stage: _Stage) -> None:
    brand = "Winstub zum Schnockeloch"
    stores = [StoreLine(brand, "winstub-schnockeloch"), StoreLine(f"{brand} – Colmar", "winstub-schnockeloch-colmar")]
    request_id = stage.submit(brand, stores, note="Nouveau restaurant à Colmar, et l'ancien change de token.")
    stage.settle()
    stage.give_token(request_id, seed.AMELIE, stage.token(request_id))
    stage.settle()


# -- a brand of 830 stores

_TOWNS, _STREETS = seed.NAMES["towns"], seed.NAMES["streets"]


def _big_brand(stage: _Stage) -> None:
    places = [f"{town} {street}" for town in _TOWNS for street in _STREETS][:BIG_COUNT]
    stores = [StoreLine(f"{BIG_BRAND} – {place}", f"delorme-{_slug(place)}") for place in places]
    # Somebody began to fill the sheet by hand.
    first = len(stage.workspace.sheet.rows()) + 1
    for number, store in enumerate(stores[:25]):
        stage.workspace.sheet.type(first + number, 2, store.name)
        stage.workspace.sheet.type(first + number, 3, store.slug)
    stage.submit(
        BIG_BRAND, stores, note="Toute la marque, 830 boulangeries. Les 25 premières sont déjà dans la feuille."
    )
    stage.settle()


def _slug(text: str) -> str:
    return "-".join(brand_key(word) for word in text.replace("-", " ").split())


# -- the bot's first day: a sheet with 300 brands that are live, and 60 rows that wait

LIVE_BRANDS, WAITING_ROWS = 300, 60


def _day_one(stage: _Stage) -> None:
    rows = []
    for number in range(LIVE_BRANDS):
        brand = _BRANDS[number % len(_BRANDS)] + (
            f" {_TOWNS[number // len(_BRANDS)]}" if number >= len(_BRANDS) else ""
        )
        token = stage.workspace.backoffice.issue(brand).token
        stores = _asked(brand, number)[1]
        rows += [(store.name, store.slug, token) for store in stores]
    for number in range(WAITING_ROWS):
        town = _TOWNS[number % len(_TOWNS)]
        rows.append((f"Fournil {town}", f"fournil-{_slug(town)}", ""))
    for column, title in enumerate(seed.COLUMNS.values(), 5):
        stage.workspace.sheet.type(1, column, title)
    first = len(stage.workspace.sheet.rows()) + 1
    for at, row in enumerate(rows, first):
        stage.workspace.sheet.insert_row(at, ("", *row))


# -- a busy week: 40 requests in every state

PAST = timedelta(days=39)
_UNTIL_THE_WEEK = timedelta(days=32)
_STEP = timedelta(hours=8)
_BRANDS, _REASONS = seed.NAMES["brands"], seed.NAMES["reasons"]
_Step = Callable[[_Stage, str, str], None]


def _act(event: Event, reason: str) -> _Step:
    return lambda stage, request_id, lead: stage.act(request_id, event, lead, reason)


def _tick(*steps: LiveStep) -> _Step:
    return lambda stage, request_id, lead: stage.tick(request_id, *steps, who=lead)


def _approve(stage: _Stage, request_id: str, lead: str) -> None:
    stage.give_token(request_id, lead, None)


def _give(stage: _Stage, request_id: str, lead: str) -> None:
    stage.give_token(request_id, lead, stage.token(request_id))


def _ask(stage: _Stage, request_id: str, lead: str) -> None:
    stage.act(request_id, Event.ASK_CHANGES, lead, _REASONS[(stage.request(request_id).number or 0) % len(_REASONS)])


def _cancel(stage: _Stage, request_id: str, lead: str) -> None:
    stage.act(request_id, Event.CANCEL, stage.request(request_id).requester)


def _spoil(stage: _Stage, request_id: str, lead: str) -> None:
    """Somebody types another token into the sheet before the bot comes to it."""
    store = stage.bot.services.queries.picture(request_id).stores[0]
    row = len(stage.workspace.sheet.rows()) + 1
    for column, value in ((2, store.name), (3, store.slug), (4, "pongo-9c0de5a1b2f3478d66e1")):
        stage.workspace.sheet.type(row, column, value)
    _give(stage, request_id, lead)


_reject = _act(Event.REJECT, "Pas encore de contrat avec 6xpos.")
_withdraw = _act(Event.WITHDRAW, "Le token était celui d’une autre marque.")
_activate = _tick(LiveStep.INTERFACES, LiveStep.ACCESS, LiveStep.SLUG)
_complete = _tick(LiveStep.PRODUCTS)

# How many requests take which steps, one at each of the following moments. The first request waits for a month and
# expires; the rest come in the week that ends now.
_FATES: tuple[tuple[int, tuple[_Step, ...]], ...] = (
    (6, (_give, _activate, _complete)), (4, (_approve, _give, _activate)), (5, (_give,)), (1, (_give, _withdraw)),
    (2, (_approve, _give)), (3, (_reject,)), (2, (_cancel,)), (3, (_approve,)), (3, (_ask,)), (2, (_spoil,)), (8, ()),
)  # fmt: skip


def _busy_week(stage: _Stage) -> None:
    brands = iter(_BRANDS)
    stage.submit(*_asked(next(brands), 0))
    stage.pass_time(_UNTIL_THE_WEEK)
    due: list[tuple[str, str, Iterator[_Step]]] = []
    fates = iter([steps for count, steps in _FATES for _ in range(count)])
    total, moments = sum(count for count, _ in _FATES), int((PAST - _UNTIL_THE_WEEK) / _STEP) - 1
    for moment in range(moments):
        due = [one for one in due if _go_on(stage, *one)]
        for steps in itertools.islice(fates, total * (moment + 1) // moments - total * moment // moments):
            brand = next(brands)
            position = _BRANDS.index(brand)
            request_id = stage.submit(*_asked(brand, position))
            due.append((request_id, seed.APPROVERS[position % 2], iter(steps)))
        stage.pass_time(_STEP)
    while due:
        due = [one for one in due if _go_on(stage, *one)]
        stage.settle()
    left = datetime.now(UTC) - stage.workspace.clock.now()
    stage.pass_time(max(left, timedelta()))


def _go_on(stage: _Stage, request_id: str, lead: str, steps: Iterator[_Step]) -> bool:
    step = next(steps, None)
    if step is None:
        return False
    step(stage, request_id, lead)
    return True


def _asked(brand: str, position: int) -> tuple[str, list[StoreLine], str, str]:
    """What the form held, by whom, with which note: one to six stores."""
    places = [_TOWNS[(position * 7 + number * 11) % len(_TOWNS)] for number in range(1 + position * 5 % 6)]
    stores = [StoreLine(f"{brand} – {place}", f"{brand_key(brand)}-{_slug(place)}") for place in places]
    return brand, stores, (seed.CLAIRE, seed.NORA)[position % 2], "Ouverture lundi." if position % 9 == 4 else ""


_PREPARE: dict[Scenario, Callable[[_Stage], None]] = {
    Scenario.BUSY_WEEK: _busy_week,
    Scenario.CONFLICT: _conflict,
    Scenario.BIG_BRAND: _big_brand,
    Scenario.DAY_ONE: _day_one,
}
