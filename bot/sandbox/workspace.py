"""The embedded workspace: Slack, Google Sheets, Hey Pongo and a mail server on loopback, with people in it."""

import json
import logging
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from cryptography.fernet import Fernet

from bot.manifest import COMMAND, EVENTS, SCOPES
from bot.sandbox import seed as seeds
from bot.sandbox.calls import CallLog
from bot.sandbox.clock import MovableClock
from bot.sandbox.faults import Faults, Troubles
from bot.sandbox.google.people import Spreadsheet, Worksheet
from bot.sandbox.google.service import GoogleService
from bot.sandbox.loopback import Loopback
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.pongo import Backoffice, PongoService, Wanted
from bot.sandbox.slack.service import SlackService

ZONE = ZoneInfo("Europe/Paris")
MORNING = time(9)
_log = logging.getLogger(__name__)
Listener = Callable[[dict[str, Any]], None]


@dataclass
class Hooks:
    """What the page asks of whoever runs the bot. Called in a worker thread; None: the page does not offer it."""

    # The workspace is fresh and on new ports: stop the bot, start another one with `workspace.settings()`.
    on_reset: Callable[["Workspace"], None] | None = None
    # Kill the bot where it stands and start it again.
    on_restart: Callable[[], None] | None = None
    # The clock was moved: whatever ticks should tick now.
    on_clock: Callable[[], None] | None = None
    # What the bot tells of its insides: `outbox`, `audit`, `waiting`, `conflicts`; each item is a plain JSON object.
    probe: Callable[[], dict[str, list[dict[str, Any]]]] = dict
    # Every store of every request, oldest request first: Hey Pongo knows them.
    wanted: Callable[[], list[Wanted]] = list


class Workspace:
    """One embedded workspace: `start` serves it, `stop` ends it, `reset` makes it as new, its public parts too, but
    `hooks`."""

    def __init__(self, *, clock: MovableClock | None = None, seed: bool = True, chat: bool = False) -> None:
        """`seed`: whether the sheet holds restaurants, not its header alone. `chat`: whether people have talked
        already."""
        self._seed, self._chat = seed, chat
        self.bot_token, self.app_token = f"xoxb-{secrets.token_hex(12)}", f"xapp-1-{secrets.token_hex(12)}"
        self.signing_secret, self.token_key = secrets.token_hex(16), Fernet.generate_key().decode()
        self.hooks = Hooks()
        self.epoch = 0
        # The clock that a reset begins with.
        self.new_clock: Callable[[], MovableClock] = MovableClock
        self._listeners: list[Listener] = []
        # What people do on the page waits for it.
        self.ready = threading.Event()
        self.ready.set()
        self._resetting = threading.Lock()
        self._build(clock or MovableClock())

    def _build(self, clock: MovableClock) -> None:
        self.clock, self.calls, self.faults = clock, CallLog(), Faults()
        self._opened = datetime.now(ZONE) - clock.now()
        self.slack = SlackService(
            calls=self.calls, faults=self.faults, clock=clock, bot_token=self.bot_token, app_token=self.app_token,
            signing_secret=self.signing_secret, scopes=SCOPES, commands=[COMMAND],
        )  # fmt: skip
        self.google = GoogleService(calls=self.calls, faults=self.faults, clock=clock)
        self.troubles = Troubles(self.faults, self.google.quirks)
        self.pongo = PongoService(calls=self.calls, faults=self.faults, clock=clock)
        seeds.populate(self.slack)
        self.mailbox = Mailbox(clock)
        self.backoffice = Backoffice(self.pongo, clock, lambda: self.sheet.rows(), lambda: self.hooks.wanted())

    # -- running

    def start(self) -> None:
        """Serves the services."""
        self.loopback = Loopback()
        self.slack_url = self.slack.start(self.loopback)
        self.google_url = self.loopback.serve(self.google.application())
        self.pongo_url = self.loopback.serve(self.pongo.application())
        self.smtp_url = self.mailbox.start(self.loopback)
        self._directory = tempfile.TemporaryDirectory(prefix="6xpos-")
        self.account = self.google.accounts.create(self.google_url)
        table = seeds.NAMES["rows"][: None if self._seed else 1]
        self.spreadsheet: Spreadsheet = self.google.spreadsheet(
            seeds.SPREADSHEET_TITLE, {seeds.WORKSHEET_TITLE: table},
            shared_with=[self.account["client_email"]], id=seeds.SPREADSHEET_ID,
        )  # fmt: skip
        self.sheet: Worksheet = self.spreadsheet.worksheet()
        if self._chat:
            seeds.chat(self.slack)
        # Only now: what is said in a fresh workspace was said before the bot came, and is not for it to answer.
        self.slack.events.update(EVENTS)
        epoch = self.epoch
        self.slack.subscribe(lambda event: self._tell(event, epoch))
        self.sheet.subscribe(lambda event: self._tell(event, epoch))
        self.calls.subscribe(lambda call: self._tell({"type": "call", "number": call.number}, epoch))
        self.mailbox.on_mail = lambda: self._tell({"type": "mail"}, epoch)
        self.backoffice.on_change = lambda: self._tell({"type": "pongo"}, epoch)

    def stop(self) -> None:
        """Ends everything; calling it twice is fine."""
        if not hasattr(self, "loopback"):
            return
        self.slack.stop()
        self.mailbox.stop()
        self.loopback.stop()
        self._directory.cleanup()

    def __enter__(self) -> "Workspace":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reset(self) -> None:
        """Makes the workspace as new, on new ports, then calls `hooks.on_reset`. The page stays where it is."""
        with self._resetting:
            self.stop()
            self.epoch += 1
            self._build(self.new_clock())
            self.start()
            if self.hooks.on_reset is not None:
                self.hooks.on_reset(self)
        self._tell({"type": "reset"}, self.epoch)

    # -- the bot

    def settings(self, **overrides: str) -> dict[str, str]:
        """A bot's environment for HTTP; add `SLACK_APP_TOKEN=workspace.app_token` for Socket Mode."""
        found = {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "PARTNERSHIPS_CHANNEL": seeds.CHANNEL,
            "PARTNERSHIPS_USERGROUP": seeds.USERGROUP,
            "SHEETS_API_URL": self.google_url,
            "SHEET_ID": self.spreadsheet.id,
            "GOOGLE_SERVICE_ACCOUNT": json.dumps(self.account),
            "PONGO_API_URL": "",
            "TOKEN_KEY": self.token_key,
            "DATABASE_URL": f"sqlite:///{Path(self._directory.name) / 'bot.db'}",
        }
        return found | overrides

    def mail_settings(self) -> dict[str, str]:
        """What a bot needs to send its mails to `mailbox`; without it, it hands out ready-made links."""
        return {
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": "Hey Pongo <partenariats@heypongo.example>",
            "SIXPOS_EMAILS": "integration@6xpos.example",
        }

    def oauth_settings(self, port: int) -> dict[str, str]:
        """What a bot on `port` needs to offer Hey Pongo's OAuth form, which then sends browsers back there."""
        redirect = f"http://127.0.0.1:{port}/pongo/callback"
        self.pongo.redirects.add(redirect)
        return {
            "PORT": str(port),
            "PONGO_API_URL": self.pongo_url,
            "PONGO_CLIENT_ID": self.pongo.client_id,
            "PONGO_CLIENT_SECRET": self.pongo.client_secret,
            "PONGO_REDIRECT_URL": redirect,
        }

    # -- time

    @property
    def offset(self) -> timedelta:
        """How far the clock is ahead of the machine's since the workspace began."""
        return self.clock.now() - datetime.now(ZONE) + self._opened

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Lets the page say, for the block, that what people do waits."""
        self.ready.clear()
        self._tell({"type": "people"}, self.epoch)
        try:
            yield
        finally:
            self.ready.set()
            self._tell({"type": "people"}, self.epoch)

    def begins_now(self) -> None:
        """Whatever the clock shows now counts as on time: what went before was preparation."""
        self._opened = datetime.now(ZONE) - self.clock.now()

    def advance(self, step: timedelta) -> None:
        """Moves the clock forward and tells the page and the bot."""
        self.clock.advance(step)
        self._tell({"type": "clock"}, self.epoch)
        if self.hooks.on_clock is not None:
            self.hooks.on_clock()

    def next_morning(self) -> datetime:
        """The next working day's 9 o'clock in Paris: aware, in Paris time."""
        days_off = holidays.country_holidays("FR")
        here = self.clock.now().astimezone(ZONE)
        day = here.date() + timedelta(days=here.timetz().replace(tzinfo=None) >= MORNING)
        while day.weekday() >= 5 or day in days_off:
            day += timedelta(days=1)
        return datetime.combine(day, MORNING, ZONE)

    def switch(self, trouble: str, on: bool) -> None:
        """Switches a trouble on or off. Raises KeyError for an unknown name."""
        self.troubles.switch(trouble, on)
        self._tell({"type": "troubles"}, self.epoch)

    def subscribe(self, listener: Listener) -> None:
        """Calls `listener` after each change, in the thread that made it: quick, and never raising. Outlives a
        reset."""
        self._listeners.append(listener)

    def _tell(self, event: dict[str, Any], epoch: int) -> None:
        if epoch != self.epoch:
            return  # an afterthought of the workspace before the reset
        for listener in list(self._listeners):
            listener(event)
