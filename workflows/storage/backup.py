"""Backs up a SQLite database: one file, made while the bot runs, and verified. PostgreSQL has its own tools."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from workflows.storage.database import Database
from workflows.storage.in_use import in_use
from workflows.storage.schema import Standing, standing_of_file


class CannotBackUp(Exception):
    """Nothing was written; the text says why and what helps."""


def back_up(database: Database, path: Path) -> int:
    """Writes what the database holds at this moment to the new file `path`, for its owner alone; answers its bytes.

    Writers do not wait for it. The file is there when it is whole and verified, and not before. Raises CannotBackUp,
    OSError, sqlite3.Error.
    """
    source = Path(str(database.engine.url.database))
    if not source.is_file():
        raise CannotBackUp(f"there is no database {source}")
    if path.exists():
        raise CannotBackUp(f"{path} is there already: name a new file")
    copy = _private_copy(source, path.parent)
    try:
        _verify(copy)
        os.link(copy, path)  # unlike a rename, it never replaces what came there meanwhile
    except FileExistsError:
        raise CannotBackUp(f"{path} is there already: name a new file") from None
    finally:
        copy.unlink()
    return path.stat().st_size


def restore(database: Database, path: Path, now: datetime) -> Path | None:
    """Puts a backup in the place of the database that nobody uses; answers where the former one lies now.

    Raises CannotBackUp, OSError, sqlite3.Error, having changed nothing.
    """
    target = Path(str(database.engine.url.database)).absolute()
    if not path.is_file():
        raise CannotBackUp(f"there is no file {path}")
    _verify(path)
    if _used(database):
        raise CannotBackUp(f"{target} is in use: stop the bot first")
    if _of_another_program(target):
        raise CannotBackUp(f"{target} holds tables of another program, and none of the bot's: look at DATABASE_URL")
    copy = _private_copy(path, target.parent)
    former = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%S}")
    try:
        if not target.exists():
            copy.replace(target)
            return None
        os.link(target, former)
        for beside in ("-wal", "-shm"):  # there where the last process was killed; they are part of it
            if (found := Path(f"{target}{beside}")).exists():
                found.replace(f"{former}{beside}")
        copy.replace(target)
    except FileExistsError:
        raise CannotBackUp(f"{former} is there already: move it away") from None
    finally:
        with suppress(FileNotFoundError):
            copy.unlink()
    return former


def _used(database: Database) -> bool:
    try:
        return in_use(database)
    except sqlite3.DatabaseError:
        return False  # it is damaged, which is why somebody restores


def _of_another_program(target: Path) -> bool:
    try:
        return standing_of_file(target) is Standing.FOREIGN
    except SQLAlchemyError:
        return False  # damaged


def _private_copy(source: Path, directory: Path) -> Path:
    """A whole copy of a SQLite file beside where it shall go; made with mode 600."""
    handle, name = tempfile.mkstemp(prefix=".6xpos-", suffix=".db", dir=directory)
    os.close(handle)
    try:
        with closing(_opened(source, "ro")) as old, closing(sqlite3.connect(name, isolation_level=None)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        with open(name, "rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _verify(path: Path) -> None:
    """Raises CannotBackUp where a file is damaged, none of ours, or newer than this version of the bot."""
    try:
        with closing(_opened(path, "ro")) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            if said != ["ok"]:
                raise CannotBackUp(f"{path} is damaged: {said[0]}")
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                raise CannotBackUp(f"{path} is damaged: rows refer to others that are not there")
    except sqlite3.DatabaseError as failure:
        raise CannotBackUp(f"{path} is no database of the bot: {failure}") from None
    found = standing_of_file(path)
    if found is Standing.NEWER:
        raise CannotBackUp(f"{path} was made by a newer version of the bot: install that one first")
    if found not in (Standing.OLDER, Standing.CURRENT):
        raise CannotBackUp(f"{path} is no database of the bot")


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
