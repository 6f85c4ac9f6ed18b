"""The embedded workspace and the bot in it, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.doctor import Finding, examine
from bot.sandbox import seed
from bot.sandbox.clock import MovableClock
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from tests.conftest import TUESDAY_MORNING
from tests.logged import logged, pytest_runtest_makereport  # noqa: F401
from tests.scenarios.checking import Check
from tests.scenarios.stage import PATIENCE_SECONDS, Stage, built
from workflows.outbox.rate_limits import UNPACED, Rates
from workflows.storage.database import Database
from workflows.storage.models import SheetProof


@pytest.fixture
def running_clock(request: pytest.FixtureRequest) -> MovableClock:
    """Ten o'clock in Paris, on a Tuesday, whenever the tests run; it runs, and can be moved forward."""
    return MovableClock(None if request.node.get_closest_marker("todays_clock") else TUESDAY_MORNING)


@pytest.fixture
def workspace(running_clock: MovableClock) -> Iterator[Workspace]:
    """An embedded workspace with its seed data."""
    found = Workspace(clock=running_clock)
    found.slack.ack_seconds = found.slack.triggers.seconds = PATIENCE_SECONDS
    found.start()
    yield found
    found.stop()


@pytest.fixture
def settings_overrides() -> dict[str, str]:
    """Settings that a test wants otherwise: parametrize it."""
    return {}


@pytest.fixture
def settings(workspace: Workspace, tmp_path: Path, settings_overrides: dict[str, str]) -> Settings:
    """The bot's settings for that workspace, on a SQLite file."""
    usual = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "PORT": "0", "SHEET_WATCH_MINUTES": "0"}
    return Settings.load(workspace.settings(**(usual | settings_overrides)))


@pytest.fixture
def rates() -> Rates:
    """How fast the bot calls Slack and Google: as fast as it can, where a test does not say otherwise."""
    return UNPACED


@pytest.fixture
def stage(workspace: Workspace, settings: Settings, rates: Rates) -> Iterator[Stage]:
    """The bot at work in the workspace, over HTTP."""
    bot = built(settings, workspace, rates)
    bot.start()
    workspace.slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
    yield Stage(workspace, bot)
    bot.stop()


@pytest.fixture
def checked_url(tmp_path: Path, running_clock: MovableClock) -> str:
    """A migrated SQLite file: which kind it is makes no difference here; `prove-sheet` has been run."""
    address = f"sqlite:///{tmp_path / 'checked.db'}"
    database = Database(address)
    database.migrate()
    with database.transaction() as session:
        session.add(SheetProof(sheet=seed.SPREADSHEET_ID, at=running_clock.now(), failed=[]))
    database.close()
    return address


@pytest.fixture
def check(workspace: Workspace, checked_url: str) -> Check:
    """Looks at the workspace with these settings instead of the good ones."""

    def run(**changed: str) -> list[Finding]:
        environment = workspace.settings(DATABASE_URL=checked_url, PONGO_API_URL=workspace.pongo_url)
        return list(examine({**environment, **changed}, workspace.clock))

    return run
