"""What the commands share: settings and database, or a sentence on standard error and the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from workflows.storage.database import Database


def settings() -> "Settings":
    """The settings, or the end, with a sentence for each that is wrong."""
    from bot.bad_settings import BadSettings
    from bot.settings import Settings

    try:
        return Settings.load()
    except BadSettings as failure:
        fail(str(failure))


@contextmanager
def open_database() -> "Iterator[Database]":
    """The database of DATABASE_URL, for the block; what it cannot do ends the command with a sentence."""
    from workflows.storage.database import Database

    found = settings()
    with database_trouble():
        database = Database(found.database_url)
        try:
            yield database
        finally:
            database.close()


def at_head(database: "Database") -> None:
    """Ends the command where the schema is not the one this version works with."""
    if not database.at_head():
        fail("the database's schema is not up to date: run `pongo-6xpos migrate`")


@contextmanager
def database_trouble() -> Iterator[None]:
    """Ends the command where the database cannot do what the block asks of it; says why, without its password."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.telemetry.logs import redact

    try:
        yield
    except SQLAlchemyError as failure:
        # The driver's first line says what it is; the rest may repeat a statement with what it carried.
        reason = str(getattr(failure, "orig", None) or type(failure).__name__).strip().splitlines()
        fail(f"the database does not answer: {redact(reason[0] if reason else '')}. Look at DATABASE_URL.")


def fail(sentence: str) -> NoReturn:
    """Ends the command with 1 and a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
