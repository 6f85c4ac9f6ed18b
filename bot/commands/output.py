"""Opens settings and database for a command, or ends it with a sentence on standard error."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from workflows.storage.database import Database
    from workflows.storage.schema import Standing

_RIGHT_PLACE = "docs/operate.md, “Look at the right bot”, has the line for each kind of install."


class Exit(IntEnum):
    """What a command ends with, beside 0."""

    FAILED = 1
    WRONG_USE = 2
    SETTINGS = 3


def counted(number: int, what: str) -> str:
    """`1 request`, `2 requests`: what is added by an s alone."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def settings(*, quiet: bool = False) -> "Settings":
    """The settings, or the end, with a sentence for each that is wrong. Says on standard error where they are from;
    with `quiet`, only at the end."""
    from bot.setting_problems import WrongSettings
    from bot.settings import Settings
    from bot.settings_source import settings_from

    if not quiet:
        say(f"settings: {settings_from()}")
    try:
        return Settings.load()
    except WrongSettings as failure:
        if quiet:
            say(f"settings: {settings_from()}")
        fail(str(failure), Exit.SETTINGS)


@contextmanager
def any_database(found: "Settings") -> "Iterator[Database]":
    """The database of DATABASE_URL, for the block, whatever it holds; says on standard error which one it is. What it
    cannot do ends the command with a sentence."""
    from bot.settings_source import database_named
    from workflows.storage.database import Database
    from workflows.storage.schema import NotOurs

    say(f"database: {database_named(found.database_url)}")
    with database_problem():
        database = Database(found.database_url)
        try:
            yield database
        except NotOurs as failure:
            fail(f"{failure}. Look at DATABASE_URL.")
        finally:
            database.close()


@contextmanager
def open_database(found: "Settings", *, newer: bool = False) -> "Iterator[Database]":
    """As `any_database`, but one that this version of the bot has filled; it is not created. Also one that a newer
    version has migrated, where `newer`: then the block only reads."""
    from workflows.requests.queries import Queries
    from workflows.storage.schema import Standing

    with any_database(found) as database:
        stands = database.standing()
        if stands is Standing.NEWER and newer:
            say("note: a newer version of the bot has migrated it; what that added is not looked at")
        elif stands is not Standing.CURRENT:
            fail(_refusal(stands))
        if not Queries(database).counts():
            say(f"note: it holds no request. Is it the right one? {_RIGHT_PLACE}")
        yield database


def _refusal(stands: "Standing") -> str:
    from workflows.storage.schema import Standing

    return {
        Standing.ABSENT: f"There is no such database, and this command makes none. {_RIGHT_PLACE} "
        "For a new bot: `pongo-6xpos migrate`, or `serve`.",
        Standing.EMPTY: f"It is empty. {_RIGHT_PLACE} For a new bot: `pongo-6xpos migrate`, or `serve`.",
        Standing.FOREIGN: "It holds tables of another program, and none of the bot's: look at DATABASE_URL. "
        + _RIGHT_PLACE,
        Standing.OLDER: "Its schema is not up to date: run `pongo-6xpos migrate`.",
        Standing.NEWER: "A newer version of the bot has migrated it: do this with that version, which knows all of it.",
    }[stands]


@contextmanager
def database_problem() -> Iterator[None]:
    """Ends the command where the database cannot do what the block asks of it; says why, without its password."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.telemetry.logs import redact

    try:
        yield
    except SQLAlchemyError as failure:
        # The driver's first line says what it is; the rest may repeat a statement with what it carried.
        reason = str(getattr(failure, "orig", None) or type(failure).__name__).strip().splitlines()
        fail(f"the database does not answer: {redact(reason[0] if reason else '')}. Look at DATABASE_URL.")


def not_set(missing: Sequence[str]) -> NoReturn:
    """Ends the command: it needs these settings."""
    fail(f"not set: {', '.join(missing)}. `pongo-6xpos check` says where to find each.", Exit.SETTINGS)


def say(sentence: str) -> None:
    """A line on standard error: standard output is the command's own."""
    print(sentence, file=sys.stderr)


def fail(sentence: str, code: Exit = Exit.FAILED) -> NoReturn:
    """Ends the command with a sentence on standard error, and `code`."""
    say(sentence)
    raise typer.Exit(code)
