"""This version beside one whose schema is a step further, as an upgrade rolls over two processes, and back."""

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from sqlmodel import col, select

from bot.sandbox.faults import Fault
from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.process import ROOT, ServeProcess
from tests.scenarios.stage import AMELIE, CHANNEL, CLAIRE, TICKS, TOKEN
from tests.waiting import until
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Effect
from workflows.storage.schema import revisions

pytestmark = pytest.mark.long
_MIGRATION = '''"""One step further"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    op.add_column("request", sa.Column("later", sa.String(8), nullable=False, server_default="x"))
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
'''


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the next version: ours, and a migration more."""
    place = tmp_path_factory.mktemp("next")
    for package in ("bot", "workflows", "sheets", "tests"):
        shutil.copytree(ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__", "page"))
    migration = place / "workflows/migrations/versions/9999_one_step_further.py"
    migration.write_text(_MIGRATION.format(head=revisions()[0]), "utf-8")
    return place


class Rolling:
    """Two processes on one database, and people who use whichever Slack reaches."""

    def __init__(self, workspace: Workspace, url: str, directory: Path, following: Path) -> None:
        self.workspace, self.database = workspace, Database(url)
        environment = workspace.settings(DATABASE_URL=url)
        self.ours = ServeProcess(environment, directory / "ours.log")
        self.next = ServeProcess(environment, directory / "next.log", root=following)
        self.most_writers = 0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look)

    def deliver(self, number: int, *by: ServeProcess) -> None:
        """A request from the form to the token, each press at the next of these processes."""
        slack, processes = self.workspace.slack, iter(by * 4)
        slack.deliver_to(next(processes).url)
        slack.as_person(CLAIRE).command("/6xpos-request", "")
        view = self._modal(CLAIRE)
        slack.deliver_to(next(processes).url)
        slack.as_person(CLAIRE).submit(
            view, brand=f"Marque {number}", stores=f"Magasin ; shop-{number}", prerequisites=TICKS
        )
        until(lambda: self._card(number), 60)
        slack.deliver_to(next(processes).url)
        slack.as_person(AMELIE).click(CHANNEL, self._card(number), "approve")
        view = self._modal(AMELIE)
        slack.deliver_to(next(processes).url)
        slack.as_person(AMELIE).submit(view, token=f"{TOKEN}{number:02d}")

    def delivered(self, count: int) -> bool:
        return Queries(self.database).counts().get(State.DELIVERED.value, 0) == count

    def begin(self) -> None:
        self._looking.start()

    def end(self) -> None:
        """Ends both, and the looking."""
        self._over.set()
        if self._looking.is_alive():
            self._looking.join(10)
        for process in (self.ours, self.next):
            process.kill()
        self.database.close()

    def _modal(self, who: str) -> str:
        until(lambda: self.workspace.slack.modals(who), 30)
        return str(self.workspace.slack.modals(who)[-1]["id"])

    def _card(self, number: int) -> str:
        found = [one for one in Queries(self.database).open_requests() if one.brand == f"Marque {number}"]
        return (found[0].card_ts or "") if found else ""

    def _look(self) -> None:
        held = select(Effect.claimed_by).where(Effect.kind == "write", col(Effect.done_at).is_(None))
        while not self._over.wait(0.01):
            with self.database.reading() as session:
                writers = set(session.exec(held.where(col(Effect.claimed_until) > datetime.now(UTC))))
            self.most_writers = max(self.most_writers, len(writers))


@pytest.fixture
def rolling(workspace: Workspace, postgres: Postgres, tmp_path: Path, next_version: Path) -> Iterator[Rolling]:
    found = Rolling(workspace, postgres.fresh(), tmp_path, next_version)
    yield found
    found.end()


def readiness(process: ServeProcess) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{process.port}/readyz", timeout=10)


def test_an_upgrade_rolls_over_two_processes_and_back(rolling: Rolling, workspace: Workspace) -> None:
    rolling.ours.start()
    rolling.deliver(1, rolling.ours)
    until(lambda: rolling.delivered(1), 60)
    rolling.next.start()
    assert rolling.database.revision() == "9999"
    until(lambda: readiness(rolling.ours).status_code == 200, 30)
    assert "newer version" in readiness(rolling.ours).json()["reasons"]["schema"]
    workspace.faults.add(Fault("google", "POST *", "delay", seconds=0.2, times=None))
    rolling.begin()
    for number in range(2, 8):
        both = (rolling.ours, rolling.next)
        rolling.deliver(number, *(both if number % 2 else reversed(both)))
    until(lambda: rolling.delivered(7), 90)
    assert rolling.most_writers == 1, "only one of the two writes the sheet at a time"
    rolling.next.terminate()
    rolling.ours.kill()
    rolling.ours.start()  # the older version, by itself, on the newer schema
    rolling.deliver(8, rolling.ours)
    until(lambda: rolling.delivered(8), 60)
    assert rolling.database.revision() == "9999"
    cells = [cell for row in workspace.sheet.rows() for cell in row]
    assert [cells.count(f"{TOKEN}{number:02d}") for number in range(1, 9)] == [1] * 8
    started = next(line for line in rolling.ours.log().splitlines() if '"started"' in line)
    assert {"version", "settings", "database"} <= json.loads(started).keys()
    assert '"event": "workspace"' in rolling.ours.log(), "the start says where it is"
    assert "Traceback" not in rolling.ours.log() + rolling.next.log()
