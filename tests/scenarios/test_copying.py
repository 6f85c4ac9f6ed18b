"""`copy-database`: everything arrives, the bot goes on from there, and what is unsafe is refused."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.sandbox.workspace import Workspace
from tests.databases import Postgres
from tests.scenarios.commands import on_stage, run
from tests.scenarios.stage import CLAIRE, TOKEN
from tests.unit.workflows.crowd import fill
from workflows.rules.states import State
from workflows.storage.database import Database


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    return f"sqlite:///{tmp_path / 'bot.db'}"


def content(url: str) -> dict[str, list[Any]]:
    """Every row of every table, as the types read them."""
    database = Database(url)
    with database.engine.connect() as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in SQLModel.metadata.tables.items()
        }
    database.close()
    return found


def test_an_open_request_is_approved_on_the_other_database(
    workspace: Workspace, postgres: Postgres, sqlite: str
) -> None:
    target = postgres.fresh()
    with on_stage(workspace, DATABASE_URL=sqlite) as stage:
        done = stage.request(brand="Done", stores="D ; done-1")
        stage.click(CLAIRE, done, "cancel")
        request = stage.request(note="l'été 🥐")
        stage.settle()
        busy = run("copy-database", "--to", target, DATABASE_URL=sqlite)
        assert busy.exit_code == 1, "the bot runs, if idly"
        assert "stop every bot first" in busy.stderr
    before = content(sqlite)
    copied = run("copy-database", "--to", target, DATABASE_URL=sqlite)
    assert copied.exit_code == 0, copied.stderr
    assert f"{sum(map(len, before.values()))} rows" in copied.stdout
    assert content(target) == before
    assert content(sqlite) == before
    with on_stage(workspace, DATABASE_URL=target) as stage:
        stage.give_token(request)
        assert stage.state(request) is State.DELIVERED
        assert stage.sheet()["emile-nantes"] == ("Boulangerie Émile Nantes", TOKEN)
        assert len(stage.cards()) == 2
        another = stage.request(brand="Another", stores="N ; another")
        assert another.number == (request.number or 0) + 1
        assert [entry.action for entry in stage.picture(request).history] == ["submit", "approve_with_token", "deliver"]


def test_and_back_again_in_batches(postgres: Postgres, sqlite: str, workspace: Workspace) -> None:
    source = postgres.fresh()
    database = Database(source)
    database.migrate()
    fill(database, workspace.clock.now(), 1_200, still_open=300)
    database.close()
    copied = run("copy-database", "--to", sqlite, DATABASE_URL=source)
    assert copied.exit_code == 0, copied.stderr
    assert content(sqlite) == content(source)
    assert len(content(sqlite)["store"]) == 6_000
    with on_stage(workspace, DATABASE_URL=sqlite) as stage:
        assert stage.request().number == 1_201


def test_a_target_that_holds_something_is_refused(postgres: Postgres, sqlite: str, workspace: Workspace) -> None:
    run("migrate", DATABASE_URL=sqlite)
    target = postgres.fresh()
    database = Database(target)
    database.migrate()
    fill(database, workspace.clock.now(), 1, still_open=1)
    refused = run("copy-database", "--to", target, DATABASE_URL=sqlite)
    assert (refused.exit_code, "not empty" in refused.stderr) == (1, True)
    strange = Database(postgres.fresh())
    with strange.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id int)")
    address = strange.engine.url.render_as_string(hide_password=False)
    refused = run("copy-database", "--to", address, DATABASE_URL=sqlite)
    assert (refused.exit_code, "invoices" in refused.stderr) == (1, True)
    with strange.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT to_regclass('request')").scalar() is None
    database.close()
    strange.close()


@pytest.mark.parametrize("to", ["mysql://h/n", "nothing", "postgresql://bot:hidden-word@127.0.0.1:1/bot"])
def test_a_target_that_is_none_is_a_sentence(sqlite: str, to: str) -> None:
    run("migrate", DATABASE_URL=sqlite)
    ended = run("copy-database", "--to", to, DATABASE_URL=sqlite)
    assert ended.exit_code == (1 if to.startswith("postgresql") else 2)
    assert ended.stderr
    assert "hidden-word" not in ended.stderr
    assert isinstance(ended.exception, SystemExit)


def test_what_the_target_refuses_half_way_leaves_it_empty(
    postgres: Postgres, sqlite: str, workspace: Workspace
) -> None:
    run("migrate", DATABASE_URL=sqlite)
    database = Database(sqlite)
    fill(database, workspace.clock.now(), 20, still_open=5)
    with database.transaction() as session:  # SQLite takes it, PostgreSQL does not
        session.connection().exec_driver_sql("UPDATE store SET slug = printf('%0200d', 1) WHERE id = 90")
    database.close()
    target = postgres.fresh()
    ended = run("copy-database", "--to", target, DATABASE_URL=sqlite)
    assert ended.exit_code == 1
    assert "Nothing was copied" in ended.stderr
    assert {name: rows for name, rows in content(target).items() if rows} == {}
    database = Database(sqlite)
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE store SET slug = 'short' WHERE id = 90")
    database.close()
    assert run("copy-database", "--to", target, DATABASE_URL=sqlite).exit_code == 0


def test_a_running_bot_on_postgresql_keeps_it_from_being_left(
    postgres: Postgres, sqlite: str, workspace: Workspace
) -> None:
    source = postgres.fresh()
    with on_stage(workspace, DATABASE_URL=source):
        busy = run("copy-database", "--to", sqlite, DATABASE_URL=source)
        assert (busy.exit_code, "stop every bot first" in busy.stderr) == (1, True)
    assert run("copy-database", "--to", sqlite, DATABASE_URL=source).exit_code == 0
