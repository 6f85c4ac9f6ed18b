"""`try`: the embedded workspace with the real bot in it, until somebody presses Ctrl-C."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer
from sqlmodel import col, func, select

from bot.process.bootstrap import Bot, build
from bot.sandbox.child import UNHURRIED, Child, tick
from bot.sandbox.loopback import free_port
from bot.sandbox.pongo import Wanted
from bot.sandbox.scenarios import Scenario, clock_for, prepare
from bot.sandbox.seed import COLUMNS, NAMES
from bot.sandbox.web import Page
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.telemetry import logs
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.rules.store_lines import brand_key
from workflows.storage.columns import InSheet
from workflows.storage.database import Database
from workflows.storage.models import Effect, Request, Store

Json = dict[str, Any]


class BotProbe:
    """What the page shows of the bot's own insides."""

    def __init__(self, current: Callable[[], Database]) -> None:
        """`current`: the database of the bot that runs now."""
        self._current = current

    def shown(self) -> dict[str, list[Json]]:
        """As `Hooks.probe`: the effects still owed in the order in which they are due, the trail, the requests that
        wait for a token, the rows that hold another token than the one to be written."""
        effects = (
            select(Effect, Request.number)
            .join(Request, col(Request.id) == col(Effect.request_id), isouter=True)
            .where(col(Effect.done_at).is_(None))
            .order_by(col(Effect.due_at), col(Effect.seq))
            .limit(100)
        )
        waiting = (
            select(Request, func.count())
            .join(Store, col(Store.request_id) == col(Request.id))
            .where(col(Request.state).in_([State.SUBMITTED, State.APPROVED]))
            .group_by(col(Request.number))
            .order_by(col(Request.number))
        )
        conflicts = (
            select(Store, Request.number)
            .join(Request, col(Request.id) == col(Store.request_id))
            .where(col(Request.state) == State.WRITING, col(Store.in_sheet) == InSheet.CONFLICT)
        )
        return {
            "outbox": [
                {"effect_id": effect.id, "kind": effect.kind, "reference": f"6X-{number:04d}" if number else "",
                 "state": effect.problem or ("running" if effect.claimed_by else "waiting"),
                 "due": effect.due_at.isoformat(), "attempts": effect.attempts}
                for effect, number in self._read(effects)
            ],
            "audit": [
                {"at": entry.at.isoformat(), "reference": reference, "actor": entry.actor, "action": entry.action,
                 "from_state": entry.from_state, "to_state": entry.to_state, "reason": entry.reason}
                for entry, reference in Queries(self._current()).audit()
            ],
            "waiting": [
                {"request_id": one.id, "reference": one.reference, "brand": one.brand, "count": count}
                for one, count in self._read(waiting)
            ],
            "conflicts": [
                {"slug": store.slug, "reference": f"6X-{number:04d}", "fingerprint": store.found_fingerprint}
                for store, number in self._read(conflicts)
            ],
        }  # fmt: skip

    def wanted(self) -> list[Wanted]:
        """Every store of every request, and a dozen of each brand whose restaurants were asked of Hey Pongo."""
        stores = (
            select(Store.slug, Store.name, Request.brand)
            .join(Request, col(Request.id) == col(Store.request_id))
            .order_by(col(Request.number))
        )
        asked = self._read(select(Request.brand).where(col(Request.from_pongo)).distinct())
        own = [
            Wanted(f"{brand_key(brand)[:60]}-{brand_key(town)}", f"{brand} – {town}", brand)
            for brand in asked
            for town in NAMES["towns"][:12]
        ]
        return [*own, *(Wanted(*row) for row in self._read(stores))]

    def _read(self, query: Any) -> Sequence[Any]:
        with self._current().reading() as session:
            found: Sequence[Any] = session.exec(query).all()
        return found


class Playground:
    """A workspace and the bot in it; the bot is replaced when the page asks for a new start."""

    def __init__(
        self, port: int, database: Path | None = None, scenario: Scenario | None = None, *, apart: bool = False
    ) -> None:
        """`port`: of the page. `database`: the bot's SQLite file. `scenario`: what to begin with, and go back to.
        `apart`: the bot runs in a process of its own, and a new start kills it."""
        self._port, self._scenario, self._apart = port, scenario, apart
        seed = scenario is not Scenario.EMPTY
        self.workspace = Workspace(clock=clock_for(scenario), seed=seed, chat=seed)
        self.page = Page(self.workspace)
        self.workspace.new_clock = lambda: clock_for(scenario)
        self._file = database
        self._lock = threading.Lock()
        self.bot: Bot | None = None
        self.child: Child | None = None
        self._database: Database | None = None
        probe = BotProbe(self._looked_at)
        self.workspace.hooks.probe, self.workspace.hooks.wanted = probe.shown, probe.wanted
        self.workspace.hooks.on_reset = lambda _workspace: self._begin_anew()
        self.workspace.hooks.on_restart = self._begin
        self.workspace.hooks.on_clock = self._tick

    def start(self) -> str:
        """Starts everything and answers the page's address. Raises OSError where the port is taken."""
        self.workspace.start()
        self.page.start(self._port)
        self._begin_anew()
        return self.page.url

    def stop(self) -> None:
        """Stops the bot, then the workspace."""
        with self._lock:
            if self.child:
                self.child.stop()
            self._end()
        self.page.stop()
        self.workspace.stop()

    def _looked_at(self) -> Database:
        database = self.bot.database if self.bot else self._database
        assert database is not None, "started before the page asks"
        return database

    def _begin_anew(self) -> None:
        with self.workspace.preparing():
            if not self._apart or self._scenario:
                self._begin(apart=False)
                assert self.bot is not None
                prepare(self._scenario, self.workspace, self.bot)
            if self._apart:
                self._begin()
                self.workspace.begins_now()

    def _begin(self, *, apart: bool | None = None) -> None:
        with self._lock:
            self._end()
            # Named beforehand, since Hey Pongo's form sends the browser back to it.
            overrides = self.workspace.oauth_settings(free_port()) | {"ESCALATE_TO": "UTOM", "WEEKLY_REPORT": "on"}
            overrides |= self.workspace.mail_settings() | COLUMNS
            if self._file:
                overrides["DATABASE_URL"] = f"sqlite:///{self._file}"
            settings = self.workspace.settings(**overrides)
            if self._apart if apart is None else apart:
                self.child = Child(settings, self.workspace.clock)
                self._database = Database(settings["DATABASE_URL"])
                port = self.child.port
            else:
                self.bot = build(Settings.load(settings), self.workspace.clock, UNHURRIED)
                self.bot.start()
                port = self.bot.port
            self.workspace.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")

    def _end(self) -> None:
        if self.child:
            self.child.kill()
        if self.bot:
            self.bot.stop()
        if self._database:
            self._database.close()
        self.child = self.bot = self._database = None

    def _tick(self) -> None:
        if self.child:
            self.child.tick()
        elif self.bot:
            tick(self.bot)


def play(port: int, say: Callable[[str], None] = typer.echo, scenario: Scenario | None = None) -> None:
    """Runs `try` until Ctrl-C. `say` gets the lines for the terminal. Raises OSError where the port is taken."""
    logs.configure("console", "ERROR")
    playground = Playground(port, scenario=scenario, apart=True)
    if scenario:
        say(f"Preparing {scenario}…")
    url = playground.start()
    say(f"6xpos is playing at {url} - nothing leaves this machine. Ctrl-C ends it.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("\nBye.")
    finally:
        playground.stop()
