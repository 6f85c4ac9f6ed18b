"""Whether somebody else is at work on a database: what replaces or leaves it asks first."""

import sqlite3
from pathlib import Path

from sqlalchemy import text

from workflows.database import APPLICATION, Database


def in_use(database: Database) -> bool:
    """Whether anybody else has the database open; `database` itself must have nothing under way.

    SQLite: any program. PostgreSQL: a bot, however idle; other programs may read along. Raises
    sqlalchemy.exc.OperationalError, sqlite3.Error where it cannot be asked.
    """
    database.close()  # its own idle connections count as well; they are opened again when needed
    if database.sqlite:
        return _file_in_use(Path(str(database.engine.url.database)))
    with database.engine.connect() as connection:
        others = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND application_name = :name"
            ),
            {"name": APPLICATION},
        )
        return bool(others.scalar())


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
