"""The versions of the schema, and how a database stands to the one that this program works with."""

import sqlite3
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from sqlmodel import SQLModel

import workflows.storage.models

assert workflows.storage.models, "the import fills SQLModel.metadata"

# Every version of the bot has had these.
_SINCE_EVER = {"request", "store", "audit", "effect"}
_OF_ALEMBIC = "alembic_version"
_MIGRATIONS = Path(__file__).parents[1] / "migrations"


class Standing(StrEnum):
    """How a database stands to this version of the bot.

    `NEWER`: a later version has migrated it. Migrations only add, so this one works on it too, and leaves alone what it
    does not know.
    """

    ABSENT = "absent"
    EMPTY = "empty"
    FOREIGN = "foreign"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


class NotOurs(Exception):
    """The database belongs to another program; the text says by what it is seen, and what helps."""


@cache
def revisions() -> tuple[str, ...]:
    """The revisions that this version knows, the newest first: what the names of their files begin with."""
    files = (_MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return tuple(sorted((file.name.partition("_")[0] for file in files), reverse=True))


def revision_of(connection: Connection) -> str | None:
    """The revision of the schema, None where there is none. Raises SQLAlchemyError where it cannot be read."""
    if not inspect(connection).has_table(_OF_ALEMBIC):
        return None
    return connection.execute(text(f"SELECT version_num FROM {_OF_ALEMBIC}")).scalar()


def bring(connection: Connection, current: str | None, revision: str) -> None:
    """Migrates the schema from `current` to `revision`, upwards or downwards."""
    # Not at the top: Alembic takes some 8 MB of memory, which only a bot needs whose database is to be migrated.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    known = revisions()
    upwards = current is None or (revision != "base" and known.index(revision) < known.index(current))
    (command.upgrade if upwards else command.downgrade)(config, revision)


def standing_of(engine: Engine) -> Standing:
    """How the database of a server stands. Changes nothing. Raises SQLAlchemyError where it cannot be read."""
    with engine.connect() as connection:
        return _seen(connection)


def standing_of_file(file: Path) -> Standing:
    """How a SQLite file stands. Creates and changes nothing. Raises SQLAlchemyError where it cannot be read."""
    if not file.exists():
        return Standing.ABSENT
    # Plainly: as the bot's own database, another program's file would get our kind of journal. `rw`, not `ro`, which
    # would leave files beside it; it makes no database either.
    address = f"{file.absolute().as_uri()}?mode=rw"
    plain = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    return standing_of(plain)


def _seen(connection: Connection) -> Standing:
    tables = set(inspect(connection).get_table_names())
    ours = tables & SQLModel.metadata.tables.keys()
    revision = revision_of(connection)
    if revision is None:  # the first migration was broken off, or there was none
        if ours and _OF_ALEMBIC in tables:
            return Standing.OLDER
        return Standing.FOREIGN if tables - {_OF_ALEMBIC} else Standing.EMPTY
    if revision in revisions():
        if not ours:
            return Standing.FOREIGN
        return Standing.CURRENT if revision == revisions()[0] else Standing.OLDER
    return Standing.NEWER if ours >= _SINCE_EVER else Standing.FOREIGN
