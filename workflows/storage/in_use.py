"""Tells whether somebody else is at work on a database, for what replaces or leaves it; lets one `serve` at a time have
a SQLite file."""

import fcntl
import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import text

from workflows.storage.database import APPLICATION, Database

# What was closed just now, PostgreSQL still shows for an instant.
_LOOKS, _BETWEEN_SECONDS = 10, 0.1


class Busy(Exception):
    """Another `serve` has the database; the text says what helps."""


class Hold:
    """Keeps every other `serve` away from a SQLite file. The system lets go of it when the process ends, however."""

    def __init__(self, path: Path) -> None:
        """Raises Busy where another one holds it, OSError where the directory takes no file."""
        # Beside it: to close any handle of the database itself would let go of SQLite's own locks.
        self._handle = os.open(f"{path}-serve", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise Busy(
                f"another `serve` works on {path} already, and SQLite is for one. Stop that one first, or move to "
                "PostgreSQL: `pongo-6xpos copy-database --to postgresql://…`"
            ) from None

    def release(self) -> None:
        """Lets go of it."""
        os.close(self._handle)


def in_use(database: Database) -> bool:
    """Whether anybody else has the database open; `database` itself must have nothing under way.

    SQLite: any program. PostgreSQL: a bot, however idle; other programs may read along. Raises
    sqlalchemy.exc.OperationalError, sqlite3.Error where it cannot be asked.
    """
    database.close()  # its own idle connections count as well; they are opened again when needed
    if database.sqlite:
        return _file_in_use(Path(str(database.engine.url.database)))
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND application_name = :name"
    )
    with database.engine.connect() as connection:
        for _ in range(_LOOKS):
            if not connection.execute(others, {"name": APPLICATION}).scalar():
                return False
            connection.rollback()  # within a transaction it would be told the same again
            time.sleep(_BETWEEN_SECONDS)
    return True


def _file_in_use(path: Path) -> bool:
    """Asks for the file alone: SQLite grants that where nobody else has it open (sqlite.org/wal.html, section 5)."""
    if not path.exists():
        return False
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as refusal:
        if "locked" in str(refusal):
            return True
        raise
    finally:
        connection.close()
    return False
