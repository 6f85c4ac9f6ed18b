"""`try`: the embedded workspace with the real bot in it, until somebody presses Ctrl-C."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from sqlmodel import col, func, select

from bot import logs
from bot.bootstrap import Bot, build
from bot.sandbox.backoffice import Wanted
from bot.sandbox.loopback import free_port
from bot.sandbox.scenarios import Scenario, clock_for, prepare
from bot.sandbox.workspace import Probe, Workspace
from bot.settings import Settings
from workflows.models import Effect, InSheet, Request, Store
from workflows.pacing import Rates
from workflows.states import State

# Slack's pace, which whoever plays may see; but nobody who plays waits for batches of the sheet to gather.
UNHURRIED = Rates(gaps={}, looks=(0,), people=None)


class BotProbe(Probe):
    """What the page shows of the bot's own insides."""

    def __init__(self, current: Callable[[], Bot], workspace: Workspace) -> None:
        self._current = current
        self._workspace = workspace

    def mailbox(self) -> list[dict[str, Any]]:
        """What 6xpos and the requesters got by mail."""
        return self._workspace.mailbox.listing()

    def outbox(self) -> list[dict[str, Any]]:
        """The effects still owed, in the order in which they are due."""
        with self._current().database.reading() as session:
            rows = session.exec(
                select(Effect, Request.number)
                .join(Request, col(Request.id) == col(Effect.request_id), isouter=True)
                .where(col(Effect.done_at).is_(None))
                .order_by(col(Effect.due_at), col(Effect.seq))
                .limit(100)
            ).all()
        return [
            {
                "effect_id": effect.id,
                "kind": effect.kind,
                "reference": f"6X-{number:04d}" if number else "",
                "state": effect.trouble or ("running" if effect.claimed_by else "waiting"),
                "due": effect.due_at.isoformat(),
                "attempts": effect.attempts,
            }
            for effect, number in rows
        ]

    def audit(self) -> list[dict[str, Any]]:
        """The trail, oldest first."""
        return [
            {
                "at": entry.at.isoformat(),
                "reference": reference,
                "actor": entry.actor,
                "action": entry.action,
                "from_state": entry.from_state,
                "to_state": entry.to_state,
                "reason": entry.reason,
            }
            for entry, reference in self._current().services.queries.audit()
        ]

    def wanted(self) -> list[Wanted]:
        """Every store of every request."""
        with self._current().database.reading() as session:
            rows = session.exec(
                select(Store.slug, Store.name, Request.brand)
                .join(Request, col(Request.id) == col(Store.request_id))
                .order_by(col(Request.number))
            ).all()
        return [Wanted(*row) for row in rows]

    def waiting(self) -> list[dict[str, Any]]:
        """Requests that wait for a token, oldest first."""
        with self._current().database.reading() as session:
            rows = session.exec(
                select(Request, func.count())
                .join(Store, col(Store.request_id) == col(Request.id))
                .where(col(Request.state).in_([State.SUBMITTED, State.APPROVED]))
                .group_by(col(Request.number))
                .order_by(col(Request.number))
            ).all()
        return [
            {"request_id": one.id, "reference": one.reference, "brand": one.brand, "count": count}
            for one, count in rows
        ]  # fmt: skip

    def conflicts(self) -> list[dict[str, Any]]:
        """Rows that hold another token than the one to be written."""
        with self._current().database.reading() as session:
            rows = session.exec(
                select(Store, Request.number)
                .join(Request, col(Request.id) == col(Store.request_id))
                .where(col(Request.state) == State.WRITING, col(Store.in_sheet) == InSheet.CONFLICT)
            ).all()
        return [
            {"slug": store.slug, "reference": f"6X-{number:04d}", "fingerprint": store.found_fingerprint}
            for store, number in rows
        ]  # fmt: skip


class Playground:
    """A workspace and the bot in it; the bot is replaced when the page asks for a new start."""

    def __init__(self, port: int, database: Path | None = None, scenario: Scenario | None = None) -> None:
        """`port`: of the page. `database`: the bot's SQLite file; in the workspace's own directory when left out.
        `scenario`: what to begin with, and to go back to; a seeded sheet and no requests when left out."""
        self._scenario = scenario
        self.workspace = Workspace(page_port=port, clock=clock_for(scenario), seed=scenario is not Scenario.EMPTY)
        self.workspace.new_clock = lambda: clock_for(scenario)
        self._database = database
        self._lock = threading.Lock()
        self.bot: Bot | None = None
        self.workspace.hooks.probe = BotProbe(lambda: self._running(), self.workspace)
        self.workspace.hooks.on_reset = lambda _workspace: self._begin_anew()
        self.workspace.hooks.on_restart = self._begin
        self.workspace.hooks.on_clock = self._tick

    def start(self) -> str:
        """Starts everything and answers the page's address. Raises OSError where the port is taken."""
        self.workspace.start()
        self._begin_anew()
        return self.workspace.page_url

    def stop(self) -> None:
        """Stops the bot, then the workspace."""
        with self._lock:
            if self.bot:
                self.bot.stop()
                self.bot = None
        self.workspace.stop()

    def _running(self) -> Bot:
        assert self.bot is not None, "started before the page asks"
        return self.bot

    def _begin_anew(self) -> None:
        self._begin()
        prepare(self._scenario, self.workspace, self._running())

    def _begin(self) -> None:
        with self._lock:
            if self.bot:
                self.bot.stop()
            # Named beforehand, since Hey Pongo's form sends the browser back to it.
            overrides = self.workspace.oauth_settings(free_port()) | {"ESCALATE_TO": "UTOM", "WEEKLY_REPORT": "on"}
            overrides |= self.workspace.mail_settings()
            if self._database:
                overrides["DATABASE_URL"] = f"sqlite:///{self._database}"
            self.bot = build(Settings.load(self.workspace.settings(**overrides)), self.workspace.clock, UNHURRIED)
            self.bot.start()
            self.workspace.slack.deliver_to(f"http://127.0.0.1:{self.bot.port}/slack/events")

    def _tick(self) -> None:
        bot = self._running()
        bot.services.approvers.refresh()
        bot.services.reminding.tick()
        bot.services.reporting.tick()
        bot.worker.wake()


def play(port: int, say: Callable[[str], None] = typer.echo, scenario: Scenario | None = None) -> None:
    """Runs `try` until Ctrl-C. `say` gets the lines for the terminal. Raises OSError where the port is taken."""
    logs.configure("console", "ERROR")
    playground = Playground(port, scenario=scenario)
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
