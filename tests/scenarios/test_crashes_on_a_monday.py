"""Killed at any call of a Monday morning (reminders, the week's report), the bot does afterwards what is left."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.child import Child
from bot.sandbox.workspace import Workspace
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, NORA, TICKS
from tests.scenarios.steps import PARIS, kinds_in_channel
from tests.waiting import until
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database

pytestmark = pytest.mark.long
MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=PARIS)


class Week:
    """A bot in a process of its own, which can be killed at a call to Slack, and whose clock jumps by weeks."""

    def __init__(self, workspace: Workspace, directory: Path) -> None:
        url = f"sqlite:///{directory / 'bot.db'}"
        self.workspace = workspace
        wanted = {"ESCALATE_TO": NORA, "WEEKLY_REPORT": "on", "EXPIRE_AFTER_DAYS": "365", "SHEET_WATCH_MINUTES": "0"}
        self._settings = workspace.settings(PORT="0", DATABASE_URL=url, **wanted)
        self.queries = Queries(Database(url))
        self.kills = 0
        self._killed = threading.Event()
        self._target: int | None = None
        self._calls = 0
        self.start()

    def start(self) -> None:
        self.child = Child(self._settings, self.workspace.clock)
        self.workspace.slack.deliver_to(f"http://127.0.0.1:{self.child.port}/slack/events")

    def strike(self, *_: object) -> None:
        """Counts a call, and kills the process at the one that was aimed at."""
        self._calls += 1
        if self._target is not None and self._calls > self._target:
            self._target = None
            self.kills += 1
            os.kill(self.child.pid, signal.SIGKILL)
            self._killed.set()

    def submit(self, number: int) -> None:
        claire = self.workspace.slack.as_person(CLAIRE)
        claire.command("/6xpos-request", "")
        until(lambda: self.workspace.slack.modals(CLAIRE))
        view = self.workspace.slack.modals(CLAIRE)[-1]["id"]
        claire.submit(view, brand=f"Marque {number}", stores=f"M ; shop-{number}", prerequisites=TICKS)
        until(lambda: kinds_in_channel(self.workspace)["card"] == number, 30)

    def approve(self, number: int) -> None:
        slack = self.workspace.slack
        card = next(m for m in slack.messages(CHANNEL) if f"Marque {number}" in str(m))
        slack.as_person(AMELIE).click(CHANNEL, card["ts"], "approve")
        until(lambda: [m for m in slack.modals(AMELIE) if m["callback_id"] == "token_form"])
        slack.as_person(AMELIE).submit(slack.modals(AMELIE)[-1]["id"])
        until(lambda: State.APPROVED in [r.state for r in self.queries.open_requests()])

    def live(self, moment: datetime, target: int | None) -> None:
        """The clock comes to that moment; killed at that call, it is started again; until nothing is owed any more."""
        self.workspace.clock.move_to(moment)
        self._killed.clear()
        self._calls, self._target = 0, target
        self._tick()
        until(lambda: self._revived() or self._settled(), 60)
        self._target = None
        self._tick()
        until(self._settled, 60)

    def _tick(self) -> None:
        try:
            self.child.tick()
        except OSError:
            assert self._killed.is_set()

    def _revived(self) -> bool:
        if not self._killed.is_set():
            return False
        self._killed.clear()
        self.child.kill()
        self.start()
        self._tick()
        return True

    def _settled(self) -> bool:
        with self.queries._database.engine.connect() as connection:
            query = "SELECT count(*) FROM effect WHERE done_at IS NULL AND due_at <= ?"
            now = self.workspace.clock.now() + timedelta(minutes=1)
            return connection.exec_driver_sql(query, (now.strftime("%Y-%m-%d %H:%M:%S.%f"),)).scalar() == 0


@pytest.fixture
def week(workspace: Workspace, tmp_path: Path) -> Iterator[Week]:
    found = Week(workspace, tmp_path)
    yield found
    found.child.kill()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("moment", "lane"), [("before", 0), ("before", 1), ("after", 0), ("after", 1)])
def test_killed_at_every_call_of_a_monday_morning(week: Week, moment: str, lane: int) -> None:
    """Each round kills the process at another call, of those that are even or odd."""
    slack = week.workspace.slack
    week.submit(1)
    week.submit(2)
    week.approve(2)
    for number in range(2):  # the escalation comes once
        week.live(MONDAY + timedelta(weeks=number), None)
        until(lambda number=number: kinds_in_channel(week.workspace)["file"] == number + 1)  # type: ignore[misc]
    hooks = slack.before_call if moment == "before" else slack.after_call
    hooks.append(week.strike)
    number = lane
    while True:
        before, was, direct = week.kills, kinds_in_channel(week.workspace), told(week.workspace)
        week.live(MONDAY + timedelta(weeks=number // 2 + 2), number)
        until(lambda was=was: kinds_in_channel(week.workspace) - was == {"file": 1})  # type: ignore[misc]
        # The newest digests alone stand, whatever was killed between posting them and deleting the ones before.
        assert kinds_in_channel(week.workspace)["digest"] == 1
        assert told(week.workspace) == direct
        if week.kills == before:
            break
        number += 2
    assert number >= 8  # such a morning has at least so many calls
    print(f"killed {moment} each of {number} calls of a Monday morning")


def told(workspace: Workspace) -> Counter[str]:
    """How many direct messages each of those has who is reminded."""
    conversations = {who: workspace.slack.im(who) for who in (CLAIRE, AMELIE, NORA)}
    return Counter({who: len(workspace.slack.messages(im)) for who, im in conversations.items() if im})
