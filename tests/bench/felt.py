"""What one person waits for, with Slack at 0.1 s and Google at 0.15 s an answer: one at a time, and many in a row."""

import statistics
import tempfile
import threading
import time
import timeit
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from bot.sandbox.calls import Call
from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.scenarios.process import ServeProcess
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS
from workflows.outbox.rate_limits import Rates

SLACK_SECONDS, GOOGLE_SECONDS = 0.1, 0.15
BARE = 15  # calls to Slack without the bot, of which the median is what a call takes
PATIENCE_SECONDS = 300.0
THINK_SECONDS = 1.0  # what a person takes at least between two presses
QUOTA_SECONDS = 60.0
DONE = "Token livré à 6xpos"
WRITES = 2  # of a delivery: its claim, its settlement
# As often may deliveries follow each other for ever.
BETWEEN = QUOTA_SECONDS / (Rates().writes // WRITES)  # type: ignore[operator]


@dataclass(frozen=True)
class Step:
    """What a person waits for after a press, and the calls that it cannot do without: to Slack, to Google."""

    name: str
    slack: int
    google: int
    calls: str
    turn: float = 0.0

    def least(self, bare: float) -> float:
        """Their seconds, one after the other, and until Slack lets the next message into the channel. `bare`: the
        seconds of a call to Slack."""
        return self.turn + self.slack * bare + self.google * GOOGLE_SECONDS


FORM = Step("command to form", 1, 0, "views.open")
CARD = Step("form to card", 1, 0, "chat.postMessage")
NEXT_CARD = Step("form to card", 1, 0, "a message a second, chat.postMessage", turn=1.0)
TOKEN_FORM = Step("approve to token form", 1, 0, "views.open")
ROW = Step("token to written row", 0, 3, "read, claim, settle")
DELIVERED = Step("token to delivered card", 1, 3, "read, claim, settle, chat.update")
STEPS = (FORM, CARD, TOKEN_FORM, ROW, DELIVERED)


@dataclass(frozen=True)
class Seen:
    """A call that was answered: when (monotonic), and what it was."""

    at: float
    call: Call

    @property
    def began(self) -> float:
        """When it came."""
        return self.at - self.call.milliseconds / 1000


class Eye:
    """Sees every call at the instant of its answer."""

    def __init__(self, workspace: Workspace) -> None:
        self.seen: list[Seen] = []
        self._changed = threading.Condition()
        workspace.calls.subscribe(self._note)

    def _note(self, call: Call) -> None:
        with self._changed:
            self.seen.append(Seen(time.monotonic(), call))
            self._changed.notify_all()

    def when(self, wanted: Callable[[Call], bool], start: int) -> float:
        """When the first such call was answered, among those from `start` on. AssertionError where none is."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._changed:
            while True:
                for one in self.seen[start:]:
                    if wanted(one.call):
                        return one.at
                start = len(self.seen)
                assert self._changed.wait(deadline - time.monotonic()), "nothing came in time"


@dataclass
class Ask:
    """One request: when each thing was sent, and how many calls had been seen by then. `bare`: as in `Step.least`."""

    number: int
    bare: float
    waits: dict[Step, float]
    token_at: float = 0.0
    token_from: int = 0
    row_at: float = 0.0
    card_at: float = 0.0

    @property
    def brand(self) -> str:
        return f"Marque {self.number:03d}"

    @property
    def token(self) -> str:
        return f"tok_live_row_{self.number:03d}_0123456789"


class Office:
    """Claire asks, Amélie gives the token, the bot is a process of its own."""

    def __init__(self, workspace: Workspace, bot: ServeProcess, think: float, slack: WebClient) -> None:
        """`think`: the seconds that people take before each press. `slack`: for bare calls."""
        self._slack, self._think = workspace.slack, think
        self._bare = statistics.median(timeit.repeat(slack.auth_test, number=1, repeat=BARE))
        self.eye = Eye(workspace)
        workspace.slack.deliver_to(bot.url)

    def ask(self, number: int) -> Ask:
        """From the command until the token is sent."""
        ask = Ask(number, self._bare, {})
        claire, amelie = self._slack.as_person(CLAIRE), self._slack.as_person(AMELIE)
        self._timed(ask, FORM, lambda: claire.command("/6xpos-request", ""), lambda c: c.method == "views.open")
        view = self._slack.modals(CLAIRE)[-1]["id"]
        for block, value in (
            ("stores", f"Magasin {number} ; row-{number}"),
            ("prerequisites", TICKS),
            ("brand", ask.brand),
        ):
            claire.fill(view, block, value)
        time.sleep(self._think)
        self._timed(
            ask,
            CARD,
            lambda: claire.submit(view),
            lambda c: c.method == "chat.postMessage" and CHANNEL in str(c.request) and ask.brand in str(c.request),
        )
        time.sleep(self._think)
        card = next(str(m["ts"]) for m in reversed(self._slack.messages(CHANNEL)) if ask.brand in str(m.get("blocks")))
        self._timed(
            ask,
            TOKEN_FORM,
            lambda: amelie.click(CHANNEL, card, "approve"),
            lambda c: c.method == "views.open" and "token_form" in str(c.request),
        )
        time.sleep(self._think)
        form = self._slack.modals(AMELIE)[-1]["id"]
        ask.token_from, ask.token_at = len(self.eye.seen), time.monotonic()
        amelie.submit(form, token=ask.token)
        return ask

    def _timed(self, ask: Ask, step: Step, act: Callable[[], Any], until: Callable[[Call], bool]) -> None:
        start, began = len(self.eye.seen), time.monotonic()
        act()
        ask.waits[step] = self.eye.when(until, start) - began

    def delivered(self, ask: Ask) -> None:
        """Waits for the row and the card."""
        ask.row_at = self.eye.when(lambda c: c.service == "google" and ask.token in str(c.request), ask.token_from)
        ask.card_at = self.eye.when(
            lambda c: c.method == "chat.update" and ask.brand in str(c.request) and DONE in str(c.request),
            ask.token_from,
        )
        ask.waits |= {ROW: ask.row_at - ask.token_at, DELIVERED: ask.card_at - ask.token_at}


@contextmanager
def office(think: float = THINK_SECONDS) -> Iterator[Office]:
    """An office whose services take their time."""
    with Workspace() as workspace, tempfile.TemporaryDirectory() as directory:
        settings = workspace.settings(DATABASE_URL=f"sqlite:///{directory}/bot.db")
        bot = ServeProcess(settings, Path(directory) / "log", module="tests.scenarios.unflooded")
        bot.start()
        try:
            workspace.slack.rate_limits = True
            workspace.faults.add(Fault("slack", "*", "delay", seconds=SLACK_SECONDS, times=None))
            workspace.faults.add(Fault("google", "*", "delay", seconds=GOOGLE_SECONDS, times=None))
            slack = WebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
            yield Office(workspace, bot, think, slack)
        finally:
            bot.kill()


def one_at_a_time(count: int) -> list[Ask]:
    """Each request is delivered before the next one is asked for; the first, which is the bot's first call to each
    service, is left out."""
    with office() as found:
        asks = []
        for number in range(count + 1):
            asks.append(found.ask(number))
            found.delivered(asks[-1])
            time.sleep(THINK_SECONDS)
        return asks[1:]


def in_a_row(count: int) -> list[Ask]:
    """One after the other, as fast as the windows open; nobody waits for a delivery."""
    with office(think=0.0) as found:
        asks = [found.ask(number) for number in range(count)]
        for ask in asks:
            found.delivered(ask)
        return asks


def median(asks: Sequence[Ask], step: Step) -> float:
    """Of what was waited for at that step."""
    return statistics.median(ask.waits[CARD if step is NEXT_CARD else step] for ask in asks)
