"""Requests one after the other, each approved at once, with answers of Slack's and Google's that take their time."""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, PATIENCE_SECONDS, TICKS
from tests.waiting import soon, until
from workflows.outbox.rate_limits import Rates
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database

SLACK_SECONDS, GOOGLE_SECONDS = 0.1, 0.15
LEEWAY_SECONDS = 10.0


@dataclass(frozen=True)
class Run:
    """How it went: until the last request was sent, and until the last one was delivered; calls to Google."""

    submitted_seconds: float
    seconds: float
    reads: int
    writes: int

    @property
    def allowed_seconds(self) -> float:
        """What the quota makes of so many calls, and a little more."""
        most = Rates().reads
        assert most is not None
        return (self.reads + self.writes) / most * 60 + LEEWAY_SECONDS

    @property
    def line(self) -> str:
        """In words."""
        return (
            f"{self.seconds:.1f} s (sent within {self.submitted_seconds:.1f} s), {self.reads} reads and {self.writes} "
            f"writes, {self.allowed_seconds:.1f} s allowed"
        )


def run(url: str, count: int, processes: int, patience: float = 900.0) -> Run:
    """`count` requests by `processes` bots on the database at `url`. AssertionError where one is not delivered within
    `patience` seconds."""
    with Workspace() as workspace, tempfile.TemporaryDirectory() as directory:
        settings = workspace.settings(DATABASE_URL=url)
        bots = [
            ServeProcess(settings, Path(directory) / f"log{number}", module="tests.scenarios.unflooded")
            for number in range(processes)
        ]
        # A busy machine may stop for a while; the bot's own speed is what is looked at.
        workspace.slack.ack_seconds = workspace.slack.triggers.seconds = PATIENCE_SECONDS
        database = Database(url)
        try:
            for bot in bots:
                bot.start()
            workspace.slack.rate_limits = True
            workspace.faults.add(Fault("slack", "*", "delay", seconds=SLACK_SECONDS, times=None))
            workspace.faults.add(Fault("google", "*", "delay", seconds=GOOGLE_SECONDS, times=None))
            queries, began = Queries(database), time.monotonic()
            for number in range(count):
                workspace.slack.deliver_to(bots[number % processes].url)
                _request(workspace, number)
            submitted = time.monotonic() - began
            until(lambda: queries.counts().get(State.DELIVERED, 0) == count, patience)
            took = time.monotonic() - began
            calls = [call.method.split()[0] for call in workspace.calls.all("google") if "/token" not in call.method]
            return Run(submitted, took, calls.count("GET"), len(calls) - calls.count("GET"))
        finally:
            for bot in bots:
                bot.kill()
            database.close()


def _request(workspace: Workspace, number: int) -> None:
    """Claire asks; as soon as Amélie sees the card she gives the token."""
    claire, amelie = workspace.slack.as_person(CLAIRE), workspace.slack.as_person(AMELIE)
    brand = f"Marque {number:03d}"
    stores = f"Magasin {number} ; row-{number}"

    def form_of(who: str, callback: str) -> str | None:
        forms = [modal["id"] for modal in workspace.slack.modals(who) if modal["callback_id"] == callback]
        return forms[-1] if forms else None

    def card() -> str | None:
        for message in reversed(workspace.slack.messages(CHANNEL)):
            if brand in str(message.get("blocks")):
                return str(message["ts"])
        return None

    def ask() -> None:
        if form := form_of(CLAIRE, "request_form"):
            claire.submit(form, brand=brand, stores=stores, prerequisites=TICKS)

    def give() -> None:
        if form := form_of(AMELIE, "token_form"):
            amelie.submit(form, token=f"tok_live_row_{number:03d}_0123456789")

    _insist(lambda: claire.command("/6xpos-request", ""), lambda: form_of(CLAIRE, "request_form"))
    _insist(ask, card)
    _insist(lambda: amelie.click(CHANNEL, card(), "approve"), lambda: form_of(AMELIE, "token_form"))
    _insist(give, lambda: form_of(AMELIE, "token_form") is None)


def _insist(act: Callable[[], object], done: Callable[[], object]) -> None:
    """Does something, and once more where it has come to nothing, as people do after a while."""

    def did() -> bool:
        act()
        return soon(done, 15)

    until(did, 60)


def main(count: int) -> None:
    """Prints a line for each kind of database and number of processes."""
    with tempfile.TemporaryDirectory() as directory:
        print("SQLite, one process:", run(f"sqlite:///{directory}/bot.db", count, 1).line, flush=True)
    postgres = Postgres()
    try:
        for processes in (1, 2):
            line = run(postgres.fresh(), count, processes).line
            print(f"PostgreSQL, {processes} process{'es' * (processes > 1)}:", line, flush=True)
    finally:
        postgres.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
