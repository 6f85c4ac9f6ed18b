"""How many effects a second one, two and four processes perform on one PostgreSQL, where each call to Slack takes as
long as over the internet."""

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import col, select

from bot.sandbox.clock import MovableClock
from tests.databases import Postgres
from tests.scenarios.process import ServeProcess
from tests.unit.workflows.crowd import fill
from tests.waiting import until
from workflows.outbox.outbox import Outbox
from workflows.outbox.owing import When, owe
from workflows.rules.effects import Happened, Owed
from workflows.rules.states import Event
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request

EFFECTS, PROCESSES = 1_200, (1, 2, 4)


def rates(environment: Mapping[str, str]) -> dict[int, float]:
    """Effects a second, by the number of processes. `environment`: the bot's settings but for the database."""
    postgres = Postgres()
    try:
        return {count: _rate(count, environment, postgres.fresh()) for count in PROCESSES}
    finally:
        postgres.stop()


def _rate(count: int, environment: Mapping[str, str], url: str) -> float:
    database, clock = Database(url), MovableClock()
    database.migrate()
    fill(database, clock.now(), EFFECTS, still_open=0)
    with tempfile.TemporaryDirectory() as directory:
        bots = [
            ServeProcess({**environment, "DATABASE_URL": url}, Path(directory) / f"{number}.log")
            for number in range(count)
        ]
        for bot in bots:
            bot.start()
        with database.transaction() as session:
            now = clock.now()
            for request in session.exec(select(Request)):
                owe(session, request, (Owed.NOTE,), When(now), Happened(Event.DELIVER.value))
        began = time.perf_counter()
        outbox = Outbox(database, clock, f"bench:{os.getpid()}")
        until(lambda: outbox.waiting() == 0, 120)
        seconds = time.perf_counter() - began
        for bot in bots:
            bot.kill()
    with database.reading() as session:
        performed = session.exec(select(Effect.attempts).where(col(Effect.kind) == Owed.NOTE)).all()
    assert all(attempts == 1 for attempts in performed[-EFFECTS:]), "an effect was performed twice"
    database.close()
    return EFFECTS / seconds
