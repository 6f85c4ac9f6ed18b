"""Opens connections and transactions, on SQLite and PostgreSQL by the same calls."""

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, create_engine

from workflows.storage.audit_triggers import guard
from workflows.storage.fair_lock import Turns
from workflows.storage.models import Once
from workflows.storage.schema import NotOurs, Standing, bring, revision_of, revisions, standing_of, standing_of_file

# How long a writer waits for another: well under the 3 s that Slack waits for an ack.
LOCK_WAIT_SECONDS = 1.5
PATIENT_SECONDS = 10.0
# The record of `once` that a write is tried with.
_WRITE_TRIED = "write_tried"
# What PostgreSQL calls our connections.
APPLICATION = "pongo-6xpos"
# After so many seconds a pooled connection to PostgreSQL is made anew, whatever it looks like.
RECYCLE_SECONDS = 600
# So many seconds a connection that reads only is kept: then it is asked whether the server takes writes by now.
_READ_ONLY_SECONDS = 1.0
# A write that is older than this says nothing about now.
_WRITTEN_LATELY = 15.0
# What PostgreSQL says on a connection that will be of no more use: it only reads since a failover (25006), it is shut
# down, has crashed, or does not take connections yet (57P01 to 57P03), its session is gone (57P05).
_OF_NO_MORE_USE = frozenset({"25006", "57P01", "57P02", "57P03", "57P05"})
OWES = "owes"
"""In a session's `info`: that its transaction leaves something to perform."""
# Alembic keeps its context in the module: one migration at a time in a process.
_MIGRATING = threading.Lock()


class Database:
    """One database. Safe across threads; a session belongs to the block that opened it."""

    def __init__(self, url: str) -> None:
        """`url`: as SQLAlchemy takes it, `sqlite:///file.db` or `postgresql://…` (psycopg 3 is the driver).

        `?prepare_threshold=none` at its end: no prepared statements, for a pooler between us and PostgreSQL.
        """
        address = make_url(url)
        if address.drivername == "postgres" or address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        # Called after each transaction that leaves something to perform, to wake whoever performs it. Must not raise.
        self.when_owed: Callable[[], None] = lambda: None
        self._turns = Turns()
        self._write_failure, self._written_at = "", -math.inf
        self.sqlite = address.get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine = _sqlite_engine(address.render_as_string(hide_password=False))
        else:
            self.engine = _postgres_engine(address)

    @contextmanager
    def transaction(self, *, patient: bool = False) -> Iterator[Session]:
        """A session that writes: commits at the end of the block, rolls back on any exception.

        On SQLite it takes the write lock at once (BEGIN IMMEDIATE): a read that later wants to write would find
        the lock taken and fail instead of waiting. Raises sqlalchemy.exc.OperationalError when the database is
        locked for longer than LOCK_WAIT_SECONDS (`patient`: PATIENT_SECONDS, for whoever has nobody waiting),
        unreachable, or its disk full.
        """
        try:
            with self._writing(patient) as session:
                yield session
        except (DBAPIError, PoolTimeout) as failure:
            if not isinstance(failure, IntegrityError):
                self._write_failure = failure_name(failure) or type(failure).__name__
            raise
        self._write_failure, self._written_at = "", time.monotonic()
        if session.info.pop(OWES, False):
            self.when_owed()

    @contextmanager
    def _writing(self, patient: bool) -> Iterator[Session]:
        if not self.sqlite:
            with self._session(self.engine) as session:
                yield session
                session.commit()
            return
        seconds = PATIENT_SECONDS if patient else LOCK_WAIT_SECONDS
        # In turns within the process: SQLite itself lets waiters sleep and try again, and some never get theirs.
        # Nothing depends on it: who waited too long goes on to SQLite's own lock.
        deadline = time.monotonic() + seconds
        with self._turns.turn(patient=patient, seconds=seconds):
            # What is left of the wait, not the whole of it once more: Slack does not wait twice either.
            left = max(0.05, deadline - time.monotonic())
            engine = self.engine.execution_options(begin="IMMEDIATE", wait=left)
            with self._session(engine) as session:
                yield session
                session.commit()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            try:
                yield session
            except BaseException:
                # A statement that was broken off, and is kept by the failure's traceback, would hold its snapshot on
                # SQLite's connection: whoever wrote on it next would be refused (SQLITE_BUSY_SNAPSHOT).
                if self.sqlite:
                    session.invalidate()
                raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads; whatever it changes is not kept."""
        engine = self.engine.execution_options(begin="DEFERRED") if self.sqlite else self.engine
        with self._session(engine) as session:
            yield session

    def cannot_write(self) -> str:
        """Why the database takes no write: its own name of the failure, such as `SQLITE_FULL`; empty where it does.

        The last write tells, where it is from just now and went well; else one is tried.
        """
        if self._write_failure or time.monotonic() - self._written_at > _WRITTEN_LATELY:
            with suppress(SQLAlchemyError), self.transaction() as session:
                session.merge(Once(key=_WRITE_TRIED, at=datetime.now(UTC)))
        return self._write_failure

    def migrate(self, revision: str = "head") -> str | None:
        """Brings the schema to `revision` (upwards; downwards for an older one). Safe when several processes do it.

        A newer one than this version knows stays as it is. Answers the revision that was there before.
        Raises NotOurs where it is another program's database.
        """
        if self.standing() is Standing.FOREIGN:
            raise NotOurs("the database holds tables of another program, and none of the bot's: make one for the bot")
        if self.sqlite:
            make_private(self.file)
        with _MIGRATING, self.engine.connect() as connection:
            if not self.sqlite:
                # One at a time: PostgreSQL would let two processes create the same table and fail one of them.
                connection.exec_driver_sql("SELECT pg_advisory_lock(600)")
                connection.commit()
            try:
                current = revision_of(connection)
                connection.rollback()
                if current is not None and current not in revisions():
                    return current
                wanted = revisions()[0] if revision == "head" else revision
                if current != wanted:
                    bring(connection, current, wanted)
                    connection.rollback()
                with self.engine.begin() as another:  # Alembic leaves its own in autocommit
                    guard(another)
                return current
            finally:
                if not self.sqlite:
                    connection.rollback()
                    connection.exec_driver_sql("SELECT pg_advisory_unlock(600)")
                    connection.commit()

    def revision(self) -> str | None:
        """The revision of the schema, None where there is none. Raises SQLAlchemyError when unreachable."""
        with self.reading() as session:  # waits for no writer
            return revision_of(session.connection())

    def at_head(self) -> bool:
        """Whether the schema is the one this code expects. Raises OperationalError when unreachable."""
        return self.revision() == revisions()[0]

    def standing(self) -> Standing:
        """How the database stands to this version of the bot. Creates nothing. Raises SQLAlchemyError."""
        return standing_of_file(self.file) if self.sqlite else standing_of(self.engine)

    @property
    def file(self) -> Path:
        """Where SQLite keeps it."""
        return Path(str(self.engine.url.database)).absolute()

    def empty_journal(self) -> None:
        """SQLite: puts what was written lately into the file itself, so that nothing older, such as a sealed token that
        was erased, stays beside it. Where somebody reads just then, a later call does it."""
        connection = self.engine.raw_connection()  # outside a transaction
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def close(self) -> None:
        """Closes the pooled connections."""
        self.engine.dispose()


def files_of(path: Path) -> list[Path]:
    """SQLite's files of the database at `path`, as far as they are there."""
    return [found for end in ("", "-wal", "-shm", "-journal") if (found := Path(f"{path}{end}")).exists()]


def make_private(path: Path) -> None:
    """Makes SQLite's files readable for their owner alone, before there is anything in them; SQLite makes those beside
    the database as private as it is. Files of somebody else stay as they are."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    for found in files_of(path):
        with suppress(PermissionError):
            found.chmod(0o600)


def failure_name(failure: BaseException | None) -> str:
    """The database's own name of what failed, `SQLITE_FULL` or an SQLSTATE such as `25006`; empty where it has none."""
    original = getattr(failure, "orig", None)
    return str(getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None) or "")


def _postgres_engine(address: URL) -> Engine:
    arguments: dict[str, Any] = {"connect_timeout": 3, "application_name": APPLICATION}
    if (threshold := address.query.get("prepare_threshold")) is not None:
        # psycopg takes it as an argument only, and libpq refuses what it does not know.
        arguments["prepare_threshold"] = None if str(threshold).lower() == "none" else int(str(threshold))
    engine = create_engine(
        address.difference_update_query(["prepare_threshold"]),
        pool_size=20,
        max_overflow=10,
        pool_pre_ping=True,
        pool_recycle=RECYCLE_SECONDS,
        pool_timeout=LOCK_WAIT_SECONDS,
        connect_args=arguments,
    )

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        # SQLAlchemy then drops the connection, and with it all that are pooled: they are from before.
        if failure_name(context.sqlalchemy_exception) in _OF_NO_MORE_USE:
            context.is_disconnect = True

    @event.listens_for(engine, "connect")
    def _connected(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        # PostgreSQL says by itself, from 14 on, when this changes: asking costs nothing. A session keeps what it began
        # with, though the server may take writes by now.
        status = connection.info.parameter_status
        reads_only = "on" in (status("default_transaction_read_only"), status("in_hot_standby"))
        if reads_only and time.monotonic() - record.info["since"] > _READ_ONLY_SECONDS:
            raise DisconnectionError("reads only")

    return engine


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        # Each keeps half a megabyte, and another one is made in no time. The one that was used last is taken: it has in
        # memory what the next one asks for, and the others need not have it too.
        pool_size=5,
        max_overflow=25,
        pool_use_lifo=True,
        connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # Autocommit on the driver's side: SQLAlchemy's own "begin" event below says how a transaction begins.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # Erased tokens must be gone from the file too, not just unreachable in it.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "checkin")
    def _ended(connection: Any, _record: object) -> None:
        # After a COMMIT that SQLite refused, the transaction is still there, and with it the write lock.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        # In tenths of a second: most find the wait that they want, and need not say so.
        milliseconds = math.ceil(options.get("wait", LOCK_WAIT_SECONDS) * 10) * 100
        if connection.info.get("wait") != milliseconds:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {milliseconds}")
            connection.info["wait"] = milliseconds
        connection.exec_driver_sql(f"BEGIN {options.get('begin', 'IMMEDIATE')}")

    return engine
