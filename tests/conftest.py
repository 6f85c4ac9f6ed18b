"""Fixtures for every test: a clock that stands still, and a real database of either kind."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.clock import MovableClock
from tests.databases import Postgres
from workflows.storage.database import Database

# Memory that is used as a folder, on Linux.
MEMORY = Path("/dev/shm")
ROOM = 2**31
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    """Stands at a Tuesday morning, until a test moves it."""
    return MovableClock(TUESDAY_MORNING, running=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server for the whole run, started when a test first asks for it."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once of each kind."""
    found = Database(database_url)
    found.migrate()
    yield found
    found.close()


def pytest_configure() -> None:
    """Keeps temporary files in memory, where it has room: each commit waits for a disk, and no test cuts the power."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        tempfile.tempdir = str(MEMORY)


def pytest_xdist_auto_num_workers() -> int:
    """How many processes run the tests: more than cores, since most tests wait half their time."""
    cores = os.cpu_count() or 1
    return min(2 * cores, cores + 4)


# Where a plain `make test` does not look, beside leaving out what is marked `long`: the embedded services' own tests,
# and all scenarios and pages but those of the main path.
LONG = (
    "unit/sandbox/",
    "unit/sheets/",
    "unit/workflows/test_pacing.py",
    "unit/workflows/test_quota.py",
    "unit/workflows/test_reminders.py",
    "unit/workflows/test_requests.py",
    "unit/test_cli.py",
    "unit/ui/",
    "scenarios/",
    "browser/",
)
SHORT = (
    "browser/test_main_path.py",
    "scenarios/test_approval.py",
    "scenarios/test_socket_mode.py",
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A plain run does not look into the long tests' files; whoever names a path, or sets ALL or CI, gets all of it."""
    if os.environ.get("ALL") or os.environ.get("CI") or config.args_source is pytest.Config.ArgsSource.ARGS:
        return None
    place = collection_path.relative_to(Path(__file__).parent).as_posix()
    if collection_path.is_dir():
        place += "/"
    is_long = place.startswith(LONG) and not any(short.startswith(place) for short in SHORT)
    return True if is_long else None
