"""What the database does when the world fails it: failovers, cut connections, a full disk, poolers, curious eyes."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.databases import Postgres
from workflows.storage.database import Database, failure_name, files_of
from workflows.storage.models import Once


@pytest.fixture
def url(postgres: Postgres) -> str:
    found = Database(address := postgres.fresh())
    found.migrate()
    found.close()
    return address


def write(database: Database) -> str:
    """Tries a write; the name of what it failed with, empty where it did not."""
    try:
        with database.transaction() as session:
            session.connection().exec_driver_sql("UPDATE once SET at = at")
    except DBAPIError as failure:
        return failure_name(failure)
    return ""


def fill_pool(database: Database, connections: int = 5) -> None:
    """Leaves so many connections in the pool."""
    with ExitStack() as all_at_once:
        for _ in range(connections):
            all_at_once.enter_context(database.reading()).connection()


def as_administrator(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("SET default_transaction_read_only = off")
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = '{name}'"


def test_connections_that_only_read_since_a_failover_are_dropped(url: str) -> None:
    name = str(make_url(url).database)
    database = Database(url)
    assert (write(database), database.cannot_write()) == ("", "")
    as_administrator(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on", CUT.format(name=name))
    assert write(database) == "25006"
    assert database.cannot_write() == "25006"
    fill_pool(database)
    as_administrator(url, f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    failed = [failure for _ in range(12) if (failure := write(database))]
    assert len(failed) <= 1  # what the first one met is told to all: the pool is new
    assert database.cannot_write() == ""
    database.close()


def test_a_connection_that_was_cut_in_a_transaction_takes_the_others_with_it(url: str) -> None:
    database = Database(url)
    fill_pool(database)

    def work() -> None:
        with database.transaction() as session:
            connection = session.connection()
            connection.exec_driver_sql("UPDATE once SET at = at")
            as_administrator(url, CUT.format(name=make_url(url).database))
            connection.exec_driver_sql("UPDATE once SET at = at")

    with pytest.raises(DBAPIError) as cut:
        work()
    assert failure_name(cut.value) == "57P01"
    assert [write(database) for _ in range(5)] == [""] * 5
    database.close()


@pytest.mark.parametrize(("more", "prepared"), [({}, True), ({"prepare_threshold": "none"}, False)])
def test_a_pooler_asks_for_no_prepared_statements(url: str, more: dict[str, str], prepared: bool) -> None:
    database = Database(make_url(url).update_query_dict(more).render_as_string(hide_password=False))
    with database.reading() as session:
        for _ in range(8):
            session.get(Once, "x")
            session.expire_all()
        count = session.connection().exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar()
    assert bool(count) is prepared
    database.close()


def test_a_full_disk_has_its_name_until_there_is_room(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    database.migrate()
    limit = [1]  # pages: SQLite takes the present size where less is asked

    def restrict(connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit[0]}")

    event.listen(database.engine, "begin", restrict)

    def fill() -> None:
        for number in range(10_000):
            with database.transaction() as session:
                session.add(Once(key=f"{number:0100d}", at=datetime(2026, 11, 25, tzinfo=UTC)))

    with pytest.raises(OperationalError, match="full"):
        fill()
    assert database.cannot_write() == "SQLITE_FULL"
    limit[0] = 1_000_000
    assert database.cannot_write() == ""
    database.close()


def modes(path: Path) -> set[int]:
    return {found.stat().st_mode & 0o777 for found in files_of(path)}


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    path, old = tmp_path / "bot.db", os.umask(0)
    try:
        database = Database(f"sqlite:///{path}")
        database.migrate()
        assert write(database) == ""
        assert len(files_of(path)) == 3
        assert modes(path) == {0o600}
        for found in files_of(path):  # as 0.1.0 left them
            found.chmod(0o644)
        database.migrate()
        assert modes(path) == {0o600}
        database.close()
    finally:
        os.umask(old)


def test_a_reading_that_was_broken_off_refuses_nobody_who_writes_next(tmp_path: Path) -> None:
    database, another = (Database(f"sqlite:///{tmp_path / 'bot.db'}") for _ in range(2))
    database.migrate()
    for number in range(3):
        with database.transaction() as session:
            session.add(Once(key=f"a{number}", at=datetime.now(UTC)))
    kept = None
    try:
        with database.reading() as session:
            found = session.connection().exec_driver_sql("SELECT key FROM once")
            assert found.fetchone() is not None
            raise LookupError
    except LookupError as failure:
        kept = failure  # as a logged failure is, for a while, with its traceback
    with another.transaction() as session:
        session.add(Once(key="b", at=datetime.now(UTC)))
    with database.transaction() as session:
        session.add(Once(key="c", at=datetime.now(UTC)))
    assert kept is not None
    for one in (database, another):
        one.close()
