"""Commands look at the right bot: each says which, none makes a database by the way, none takes a stranger's for it."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.commands import on_stage, run
from workflows.storage.database import Database

ROOT = Path(__file__).parents[2]
LOOKING = ("export", "purge --older-than 1y", "backup kept.db", "copy-database --to sqlite:///other.db", "reseal")
KEY = {"TOKEN_KEY": "VGhpcyBpcyBub3QgYSBzZWNyZXQgb2YgYW55Ym9keSE="}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and in it."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def stranger(path: Path) -> None:
    """Makes a SQLite database of another program."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE invoices (id INTEGER PRIMARY KEY)")
    plain.execute("CREATE TABLE alembic_version (version_num TEXT)")
    plain.execute("INSERT INTO alembic_version VALUES ('0001')")
    plain.commit()
    plain.close()


def newer(url: str) -> None:
    """What the next version's migration does: one column and one table more."""
    database = Database(url)
    database.migrate()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE request ADD COLUMN later VARCHAR(20) NOT NULL DEFAULT 'x'")
        connection.exec_driver_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()


@pytest.mark.parametrize("command", LOOKING)
def test_where_there_is_no_database_none_is_made(here: Path, command: str) -> None:
    ended = run(*command.split(), **KEY)
    assert ended.exit_code == 1
    settings, database = ended.stderr.splitlines()[:2]
    assert settings == f"settings: the environment; no {here / '.env'}"
    assert database == f"database: {here / '6xpos.db'}"
    assert "There is no such database" in ended.stderr
    assert "docs/operate.md" in ended.stderr
    assert ended.stdout == ""
    assert list(here.iterdir()) == []


def test_check_makes_none_either(here: Path) -> None:
    assert "does not exist yet" in run("check").stdout
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("command", ["migrate", *LOOKING])
def test_a_strangers_database_is_named_and_left_as_it_is(here: Path, command: str) -> None:
    stranger(here / "6xpos.db")
    before = (here / "6xpos.db").read_bytes()
    ended = run(*command.split(), **KEY)
    assert ended.exit_code == 1
    assert "another program" in ended.stderr
    assert (here / "6xpos.db").read_bytes() == before
    assert [path.name for path in here.iterdir()] == ["6xpos.db"]


def test_check_and_restore_name_a_strangers_database_too(here: Path, tmp_path: Path) -> None:
    run("migrate", DATABASE_URL=f"sqlite:///{tmp_path / 'ours.db'}")
    assert run("backup", str(tmp_path / "kept.db"), DATABASE_URL=f"sqlite:///{tmp_path / 'ours.db'}").exit_code == 0
    stranger(here / "6xpos.db")
    before = (here / "6xpos.db").read_bytes()
    assert "✗ database: holds tables of another program" in run("check").stdout
    refused = run("restore", str(tmp_path / "kept.db"))
    assert (refused.exit_code, "another program" in refused.stderr) == (1, True)
    assert (here / "6xpos.db").read_bytes() == before
    assert [path.name for path in here.iterdir()] == ["6xpos.db"]
    taken = run("restore", str(here / "6xpos.db"), DATABASE_URL=f"sqlite:///{tmp_path / 'ours.db'}")
    assert (taken.exit_code, "no database of the bot" in taken.stderr) == (1, True)


def test_a_database_without_a_request_is_looked_at_twice(here: Path) -> None:
    run("migrate")
    made = run("backup", "kept.db")
    assert "it holds no request. Is it the right one?" in made.stderr
    assert f"{here / 'kept.db'}: " in made.stdout
    assert "0 requests, verified" in made.stdout
    assert "it holds no request" in run("purge", "--older-than", "1y").stderr
    assert "the backup held no request" in run("restore", "kept.db").stderr


def test_what_is_printed_stays_clean(here: Path) -> None:
    run("migrate")
    exported = run("export", "--format", "json")
    assert exported.stdout == "[\n]\n"
    assert exported.stderr.startswith("settings: ")


def test_of_postgresql_everything_is_named_but_the_password(here: Path, postgres: Postgres) -> None:
    (here / ".env").write_text(f"DATABASE_URL={postgres.fresh()}&password=hidden-word\n", "utf-8")
    made = run("migrate")
    assert made.exit_code == 0, made.stderr
    settings, database = made.stderr.splitlines()
    assert settings == f"settings: {here / '.env'}, under the environment"
    assert database.startswith("database: postgresql://postgres@/test_")
    assert "hidden-word" not in made.stderr


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_newer_schema_is_a_sentence_and_an_older_program_works_on_it(
    here: Path, kind: str, postgres: Postgres, workspace: Workspace
) -> None:
    url = f"sqlite:///{here / '6xpos.db'}" if kind == "sqlite" else postgres.fresh()
    newer(url)
    with on_stage(workspace, DATABASE_URL=url) as stage:
        request = stage.request()
        stage.give_token(request)
        assert stage.state(request).value == "delivered"
        assert stage.bot.not_ready() == {}
        assert "newer version" in stage.bot.remarks()["schema"]
    checked = run("check", DATABASE_URL=url).stdout
    assert "· schema: a newer version of the bot has migrated it; this one works on it too" in checked
    assert "pongo-6xpos migrate" not in checked
    migrated = run("migrate", DATABASE_URL=url)
    assert (migrated.exit_code, "newer version" in migrated.stdout) == (0, True)
    assert run("export", DATABASE_URL=url).exit_code == 0
    for command in ("purge --older-than 1y", "reseal", "copy-database --to sqlite:///other.db"):
        refused = run(*command.split(), DATABASE_URL=url, **KEY)
        assert (refused.exit_code, "do this with that version" in refused.stderr) == (1, True), command


@pytest.fixture
def installed() -> Iterator[Path]:
    """The bot as docs/operate.md installs it under systemd, with other paths; `sudo` is that this test runs as root."""
    if os.geteuid() != 0:
        pytest.skip("installs as root does")
    place = Path(tempfile.mkdtemp(prefix="installed-"))
    place.chmod(0o755)
    (place / "etc").mkdir()
    (place / "var").mkdir(0o700)
    program = place / "program"
    program.write_text(f'#!/bin/sh\nexec env PYTHONPATH={ROOT} {sys.executable} -m bot "$@"\n')
    program.chmod(0o755)
    script = (ROOT / "deploy/pongo-6xpos").read_text("utf-8")
    for old, new in {
        "#!/opt/pongo-6xpos/.venv/bin/python": f"#!{sys.executable}",
        '"/opt/pongo-6xpos/.venv/bin/pongo-6xpos"': f'"{program}"',
        '"/etc/pongo-6xpos/env"': f'"{place / "etc/env"}"',
        '"/var/lib/pongo-6xpos"': f'"{place / "var"}"',
        # Its own user, which need not be able to reach this checkout.
        'USER = "pongo-6xpos"': f'USER = "{pwd.getpwuid(os.geteuid()).pw_name}"',
    }.items():
        assert old in script
        script = script.replace(old, new)
    (place / "pongo-6xpos").write_text(script)
    (place / "pongo-6xpos").chmod(0o755)
    yield place
    shutil.rmtree(place)


def wrapped(place: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [place / "pongo-6xpos", *arguments], cwd="/", env={"PATH": os.environ["PATH"]} | variables, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip


def test_sudo_and_a_command_speak_of_the_bot_that_systemd_runs(installed: Path) -> None:
    (installed / "etc/env").write_text("# ours\nSHEET_HEADER_NAME=NOM DU RESTAURANT\nPORT=x\n")
    (installed / "etc/env").chmod(0o600)
    wrong = wrapped(installed, "migrate", DATABASE_URL="sqlite:///elsewhere.db")
    assert wrong.returncode == 3, wrong.stderr
    assert "PORT: " in wrong.stderr
    (installed / "etc/env").write_text("# ours\nSHEET_HEADER_NAME=NOM DU RESTAURANT\nPORT=0\n")
    made = wrapped(installed, "migrate", DATABASE_URL="sqlite:///elsewhere.db")
    assert made.returncode == 0, made.stderr
    assert f"with {installed / 'etc/env'}" in made.stderr
    assert f"database: {installed / 'var/6xpos.db'}" in made.stderr
    kept = wrapped(installed, "backup", "kept.db")
    assert f"{installed / 'var/kept.db'}: " in kept.stdout
    for file in (installed / "var").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
    (installed / "program").chmod(0o644)
    unreachable = wrapped(installed, "check")
    assert (unreachable.returncode, "Traceback" in unreachable.stderr) == (1, False)
    assert f"run {installed / 'program'}" in unreachable.stderr
    (installed / "etc/env").unlink()
    assert wrapped(installed, "check").returncode == 3


def checked_without_rights(folder: Path, **variables: str) -> str:
    """What `check` prints to somebody who may read only what everybody may."""
    # Root loses what lets it read all the same.
    rights = "-dac_override,-dac_read_search"
    lesser = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    ended = subprocess.run(
        [*lesser, sys.executable, "-m", "bot", "check"], cwd=folder, capture_output=True, text=True, timeout=120,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | variables, check=False,
    )  # fmt: skip
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False), ended.stderr
    return ended.stdout


def test_in_the_installed_folder_check_says_what_to_type(here: Path) -> None:
    (here / ".env").write_text("PORT=0\n")
    (here / ".env").chmod(0)
    told = checked_without_rights(here)
    assert ".env: cannot be read (Permission denied)" in told
    assert "sudo pongo-6xpos check" in told


def test_a_key_that_the_bots_user_cannot_read_is_cured_by_chown(here: Path) -> None:
    (here / "key.json").write_text("{}")
    (here / "key.json").chmod(0)
    told = checked_without_rights(here, GOOGLE_SERVICE_ACCOUNT=str(here / "key.json"))
    assert f"chown {os.geteuid()} {here / 'key.json'}" in told
