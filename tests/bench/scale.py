"""What people and the clock ask for among 100,000 requests, beside the same among 1,000, measured in turns."""

import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col

from bot.sandbox.clock import MovableClock
from tests.databases import Postgres
from tests.unit.workflows.crowd import fill
from workflows.requests.changes import Requests
from workflows.requests.press import Press
from workflows.requests.queries import GOING_ON, Queries
from workflows.requests.reminder_rules import Pace, Reminders
from workflows.requests.results import Draft
from workflows.requests.search import Search
from workflows.requests.transition import Transitions
from workflows.rules.policy import Person
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.states import Event
from workflows.rules.store_lines import StoreLine
from workflows.rules.tokens import Sealer
from workflows.rules.work_calendar import WorkCalendar
from workflows.schedule.reminders import Reminding
from workflows.schedule.sheet_watch import SheetWatch
from workflows.storage.database import Database
from workflows.storage.models import Reminder

FEW, MANY, ROUNDS = 1_000, 100_000, 30
DUE = 10


class Crowded:
    """A database with so many requests, 500 of them open, and what is asked of it."""

    def __init__(self, url: str, requests: int) -> None:
        self._clock = MovableClock()
        self._database = Database(url)
        self._database.migrate()
        fill(self._database, self._clock.now(), requests)
        self._newest = requests
        self._queries = Queries(self._database)
        reminders = Reminders(WorkCalendar(ZoneInfo("Europe/Paris")), Pace())
        self._requests = Requests(
            Transitions(self._database, self._clock, reminders=reminders), Sealer(Sealer.new_key())
        )
        self._reminding = Reminding(
            Transitions(self._database, self._clock, reminders=reminders), reminders, self._requests, None
        )
        self._watching = SheetWatch(self._database, Transitions(self._database, self._clock, reminders=reminders))
        self._clicks = self._looks = 0

    def form(self) -> None:
        """The checks of a form with 80 stores."""
        lines = tuple(StoreLine("N", f"fresh-{n}") for n in range(80))
        self._queries.taken(Draft("Maison neuve", "a@b.c", lines), None, "T06XPOS")
        self._queries.open_for_brand("Maison neuve", "T06XPOS")

    def click(self) -> None:
        """A rejection, stored with what it owes."""
        lead = Person("ULEAD", True)
        number = self._newest - self._clicks
        self._clicks += 1
        self._requests.act(f"{number:032x}", Event.REJECT, Press(lead, "T06XPOS", f"bench:{number}"), reason="Non")

    def home(self) -> None:
        """A lead's Home."""
        self._queries.waiting_for(["leads", "ULEAD"])
        self._queries.search(Search(states=GOING_ON), limit=11)

    def list(self) -> None:
        """A requester's list."""
        self._queries.open_requests(requester="U7", limit=11)

    def status(self) -> None:
        """A brand that is looked for by a part of its name."""
        self._queries.search(Search("maison 77"), limit=11)

    def watch(self) -> None:
        """A look at a sheet of 1,000 rows, of which ten were typed since the last one; none of a delivered request has
        changed."""
        self._looks += 1
        rows = [SeenRow(n + 2, "N", f"older-{n}", "0" * 8) for n in range(1_000)]
        rows += [SeenRow(2_000 + n, "Neu", f"typed-{self._looks}-{n}", None) for n in range(10)]
        self._watching.look(rows, self._clock.now())

    def tick(self) -> None:
        """A tick with DUE reminders due."""
        self._reminding.tick()

    def prepare(self) -> None:
        """Makes DUE reminders due again; not measured."""
        ids = [f"{self._newest - 499 + n:032x}" for n in range(DUE)]
        due = self._clock.now() - timedelta(minutes=1)
        with self._database.transaction() as session:
            session.execute(update(Reminder).where(col(Reminder.request_id).in_(ids)).values(due_at=due, count=0))

    def close(self) -> None:
        """Closes the connections."""
        self._database.close()


def ratios(few_url: str, many_url: str) -> list[tuple[str, float, float]]:
    """For each question: its name, the milliseconds among MANY and among FEW, as medians."""
    few, many = Crowded(few_url, FEW), Crowded(many_url, MANY)
    found = []
    for name in ("tick", "form", "click", "home", "list", "status", "watch"):
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for crowd, times in zip((many, few), taken, strict=True):
                crowd.prepare()
                times.append(_milliseconds(getattr(crowd, name)))
        found.append((name, *(sorted(times)[len(times) // 2] for times in taken)))
    few.close()
    many.close()
    return found


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def sqlite_ratios() -> list[tuple[str, float, float]]:
    """On two files."""
    with tempfile.TemporaryDirectory() as directory:
        return ratios(*(f"sqlite:///{Path(directory) / name}.db" for name in ("few", "many")))


def postgres_ratios() -> list[tuple[str, float, float]]:
    """On two databases of one server."""
    postgres = Postgres()
    try:
        return ratios(postgres.fresh(), postgres.fresh())
    finally:
        postgres.stop()
