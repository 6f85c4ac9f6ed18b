"""Migrations, on a filled database of either kind; what happens when it does not take a write."""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import SQLModel, select

from tests.databases import Postgres, waiting_for_locks
from tests.waiting import until
from workflows.rules.states import State
from workflows.storage.columns import Json
from workflows.storage.database import Database
from workflows.storage.models import Audit, Request, Store

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def request() -> Request:
    return Request(
        team="T", state=State.SUBMITTED, state_since=NOW, brand="É", brand_key="e", account="a", requester="U",
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def fill(database: Database) -> str:
    with database.transaction() as session:
        one = request()
        session.add(one)
        session.flush()
        session.add(Store(request_id=one.id, position=0, name="N", slug="n", open_slug="n"))
        session.add(Audit(at=NOW, request_id=one.id, actor="U", action="submit", to_state="submitted"))
    return one.id


def fill_every_table(database: Database) -> None:
    """A row in each, made of whatever its columns take."""
    request_id = fill(database)
    # `purging` never holds a row that is committed.
    for table in SQLModel.metadata.sorted_tables:
        with database.engine.begin() as connection:
            if table.name == "purging" or connection.execute(select(table).limit(1)).first():
                continue
            row: dict[str, Any] = {}
            for column in table.columns:
                if isinstance(column.type, Json):
                    row[column.key] = [] if column.type.many else None if column.nullable else column.type.kind()
                    continue
                kind = getattr(column.type, "impl", column.type).python_type
                row[column.key] = {datetime: NOW, str: "x", dict: {}, float: 1.0, bool: True}.get(kind, 1)
                if names := getattr(column.type, "enums", None):
                    row[column.key] = names[0]
                if column.foreign_keys:
                    row[column.key] = request_id if kind is str else 1
            connection.execute(insert(table), row)


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_and_down_and_up_again_on_a_filled_database(database: Database) -> None:
    fill_every_table(database)
    assert database.at_head()
    assert tables(database) == set(SQLModel.metadata.tables)
    with database.engine.connect() as connection:
        empty = {t.name for t in SQLModel.metadata.sorted_tables if not connection.execute(select(t)).first()}
    assert empty == {"purging"}
    database.migrate("base")
    assert tables(database) == set()
    assert not database.at_head()
    database.migrate()
    assert database.at_head()
    fill_every_table(database)


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_and_from_several_threads_is_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]
    failures: list[BaseException] = []

    def migrate(database: Database) -> None:
        try:
            database.migrate()
        except BaseException as failure:  # noqa: BLE001 - whatever it is, the test must see it
            failures.append(failure)

    if databases[0].sqlite:
        databases[0].migrate()  # one process at a time: SQLite is for one process
    threads = [threading.Thread(target=migrate, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(database.at_head() for database in databases)
    for database in databases:
        database.close()


def test_two_processes_that_migrate_in_the_same_instant_do_it_once(postgres: Postgres) -> None:
    database = Database(url := postgres.fresh())
    migrate = f"from workflows.storage.database import Database\nDatabase({url!r}).migrate()"
    with database.engine.connect() as holder:
        # Whoever creates it, too, waits until it is known whether this one comes to be.
        holder.execute(text("CREATE TABLE request (id integer)"))
        processes = [
            subprocess.Popen([sys.executable, "-c", migrate], cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)
        ]
        try:
            until(lambda: waiting_for_locks(database) == 2, 60)
        finally:
            holder.rollback()
            said = [process.communicate(timeout=60)[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert database.at_head()
    database.close()


def test_times_come_back_aware_and_naive_ones_are_refused(database: Database) -> None:
    fill(database)
    with database.reading() as session:
        assert session.exec(select(Request)).one().created_at == NOW
    naive = request()
    naive.created_at = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StatementError), database.transaction() as session:
        session.add(naive)


def test_a_locked_database_is_an_error_after_a_moment_and_nothing_is_stored(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    database, other = Database(url), Database(url)
    database.migrate()
    with other.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # begins, and takes the write lock
        with pytest.raises(OperationalError):
            fill(database)
    fill(database)


def test_a_full_disk_is_an_error_and_nothing_is_stored(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    database.migrate()
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.rollback()

    def fill_the_disk() -> None:
        with database.transaction() as session:
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            session.add_all([request() for _ in range(200)])

    with pytest.raises(OperationalError, match="full"):
        fill_the_disk()
    with database.reading() as session:
        assert session.exec(select(Request)).all() == []
