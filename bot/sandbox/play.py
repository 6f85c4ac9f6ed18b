"""`try`: the embedded workspace with the real bot in it, until somebody presses Ctrl-C."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot import logs
from bot.bootstrap import Bot, build
from bot.sandbox.workspace import Probe, Workspace
from bot.settings import Settings
from workflows.models import Effect, Request


class BotProbe(Probe):
    """What the page shows of the bot's own insides."""

    def __init__(self, current: Callable[[], Bot]) -> None:
        self._current = current

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


class Playground:
    """A workspace and the bot in it; the bot is replaced when the page asks for a new start."""

    def __init__(self, port: int, database: Path | None = None) -> None:
        """`port`: of the page. `database`: the bot's SQLite file; in the workspace's own directory when left out."""
        self.workspace = Workspace(page_port=port)
        self._database = database
        self._lock = threading.Lock()
        self.bot: Bot | None = None
        self.workspace.hooks.probe = BotProbe(lambda: self._running())
        self.workspace.hooks.on_reset = lambda _workspace: self._begin()
        self.workspace.hooks.on_restart = self._begin
        self.workspace.hooks.on_clock = self._tick

    def start(self) -> str:
        """Starts everything and answers the page's address. Raises OSError where the port is taken."""
        self.workspace.start()
        self._begin()
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

    def _begin(self) -> None:
        with self._lock:
            if self.bot:
                self.bot.stop()
            overrides = {"PORT": "0", "ESCALATE_TO": "UTOM"}
            if self._database:
                overrides["DATABASE_URL"] = f"sqlite:///{self._database}"
            self.bot = build(Settings.load(self.workspace.settings(**overrides)), self.workspace.clock)
            self.bot.start()
            self.workspace.slack.deliver_to(f"http://127.0.0.1:{self.bot.port}/slack/events")

    def _tick(self) -> None:
        bot = self._running()
        bot.services.approvers.refresh()
        bot.services.reminding.tick()
        bot.worker.wake()


def play(port: int, say: Callable[[str], None] = partial(print, flush=True)) -> None:
    """Runs `try` until Ctrl-C. `say` gets the lines for the terminal. Raises OSError where the port is taken."""
    logs.configure("console", "ERROR")
    playground = Playground(port)
    url = playground.start()
    say(f"6xpos is playing at {url} - nothing leaves this machine. Ctrl-C ends it.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("\nBye.")
    finally:
        playground.stop()
