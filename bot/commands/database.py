"""The commands about the database: migrate, export, show, purge, backup, restore, copy-database, reseal."""

import shlex
import sqlite3
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.output import Exit, any_database, counted, fail, open_database, say, settings

commands = typer.Typer()


class Format(StrEnum):
    """How data is printed."""

    CSV = "csv"
    JSON = "json"


def example(line: str) -> str:
    """How `--help` ends: one line that can be typed as it is."""
    return f"Example: pongo-6xpos {line}"


@commands.command(epilog=example("migrate"))
def migrate() -> None:
    """Bring the database's schema up to date (serve does it itself); makes the database where there is none."""
    from workflows.storage.schema import Standing

    with any_database(settings()) as database:
        database.migrate()
        newer = database.standing() is Standing.NEWER
    print("The schema stays as the newer version has left it." if newer else "The database is at head.")


@commands.command(epilog=example("export --format json > audit.json"))
def export(
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
) -> None:
    """Print the audit trail: who did what when, one line per transition."""
    from bot.commands.export import write_csv, write_json

    with open_database(settings(), newer=True) as database:
        (write_json if form is Format.JSON else write_csv)(database, sys.stdout)


@commands.command(epilog=example("show 6X-0042"))
def show(reference: Annotated[str, typer.Argument(help="As cards and log name it, such as 6X-0042.")]) -> None:
    """Say why one request hangs: its state, what is owed, tried how often, with which problem, and what helps."""
    from bot.commands.show import NoReference
    from bot.commands.show import show as lines
    from workflows.clock import SystemClock

    with open_database(settings(), newer=True) as database:
        try:
            told = lines(database, reference, SystemClock().now())
        except NoReference:
            fail("REFERENCE must look like 6X-0042", Exit.WRONG_USE)
    if told is None:
        fail(f"There is no request {reference} in this database.")
    print("\n".join(told))


@commands.command(epilog=example("purge --older-than 12months --dry-run"))
def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="Such as 365d, 12months or 2y.")],
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Empty finished requests of personal data, for good; what counts them stays. Beside a running bot too."""
    from bot.commands.purge import moment_before, told
    from workflows.clock import SystemClock
    from workflows.storage.purge import Purge

    try:
        before = moment_before(SystemClock().now(), older_than)
    except ValueError as failure:
        fail(f"--older-than {failure}", Exit.WRONG_USE)
    with open_database(settings()) as database:
        work = Purge(database)
        print(told(work.look(before) if dry else work.run(before), before, dry=dry))


@commands.command(epilog=example("backup /backups/6xpos.db"))
def backup(file: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")]) -> None:
    """Write the SQLite database to a new file, while the bot runs, and verify it."""
    from workflows.requests.queries import Queries
    from workflows.storage.backup import CannotBackUp, back_up

    found = settings()
    _sqlite_or_their_tools(found.database_url, file)
    with open_database(found) as database:
        try:
            size = back_up(database, file)
        except (CannotBackUp, OSError, sqlite3.Error) as failure:
            fail(f"No backup was made: {failure}")
        requests = sum(Queries(database).counts().values())
    print(
        f"{file.absolute()}: {size:,} bytes, {counted(requests, 'request')}, verified. Keep "
        "TOKEN_KEY too, but not in the same place."
    )


@commands.command(epilog=example("restore /backups/6xpos.db"))
def restore(file: Annotated[Path, typer.Argument(help="A file that `backup` has written.")]) -> None:
    """Put a backup in the place of the SQLite database; the former one is kept beside it. The bot must be stopped."""
    from datetime import UTC, datetime

    from workflows.clock import SystemClock
    from workflows.requests.changes import show_again
    from workflows.requests.queries import Queries
    from workflows.storage.backup import CannotBackUp
    from workflows.storage.backup import restore as put_back

    found = settings()
    _sqlite_or_their_tools(found.database_url, file)
    with any_database(found) as database:
        try:
            former = put_back(database, file, datetime.now(UTC))
            database.migrate()
            show_again(database, SystemClock())
        except (CannotBackUp, OSError, sqlite3.Error) as failure:
            fail(f"Nothing was changed: {failure}")
        requests = sum(Queries(database).counts().values())
    if not requests:
        say("note: the backup held no request. Was it the right one?")
    print(f"Restored: {counted(requests, 'request')}." + (f" The former database is {former}." if former else ""))
    print("`pongo-6xpos check`, then `pongo-6xpos serve`: what happened after the backup, the bot does not know.")


@commands.command("copy-database", epilog=example("copy-database --to postgresql://bot@host/name"))
def copy_database(
    to: Annotated[str, typer.Option("--to", help="The empty database: postgresql://… or sqlite:///….")],
) -> None:
    """Copy everything into another, empty database: SQLite to PostgreSQL, or back. Every bot must be stopped."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.setting_problems import WrongSettings
    from bot.settings import Settings
    from bot.settings_source import database_named
    from bot.telemetry.logs import redact
    from workflows.storage.copy_database import CannotCopy, copy
    from workflows.storage.database import Database
    from workflows.storage.schema import NotOurs

    try:
        target = Database(Settings.load({"DATABASE_URL": to}).database_url)
    except WrongSettings as failure:
        fail(f"--to {failure.problems[0].sentence}", Exit.WRONG_USE)
    with open_database(settings()) as source:
        say(f"copied to: {database_named(to)}")
        try:
            copied = copy(source, target)
        except (CannotCopy, NotOurs) as failure:
            fail(f"Nothing was copied: {failure}.")
        except (SQLAlchemyError, sqlite3.Error) as failure:
            reason = str(getattr(failure, "orig", None) or type(failure).__name__).strip().splitlines()
            fail(f"Nothing was copied, a database refuses: {redact(reason[0] if reason else '')}")
        finally:
            target.close()
    print(f"{sum(copied.values()):,} rows of {len(copied)} tables copied, every count compared.")
    print("Now set DATABASE_URL to the new database, then `pongo-6xpos serve`. Start no bot on the old one any more.")


@commands.command(epilog=example("reseal"))
def reseal() -> None:
    """After a change of TOKEN_KEY: seal anew, with its first key, what an older one has sealed."""
    from workflows.rules.tokens import Sealer
    from workflows.storage.key_rotation import reseal as again
    from workflows.storage.key_rotation import survey

    found = settings()
    key = found.token_key
    if key is None:
        fail("TOKEN_KEY is not set: put the new key in front of the former one, TOKEN_KEY=new,former", Exit.SETTINGS)
    sealer = Sealer(key.get_secret_value())
    with open_database(found) as database:
        changed = again(database, sealer)
        left = survey(database, sealer)
    print(f"{changed} sealed anew with the first key; {left.old} still need another one.")
    if left.closed:
        fail(f"{left.closed} are opened by no key: put the former key behind the new one, TOKEN_KEY=new,former")


def _sqlite_or_their_tools(url: str, file: Path) -> None:
    """Ends the command where the database is PostgreSQL, with what to run instead. Without the password: `~/.pgpass` or
    PGPASSWORD has it."""
    from sqlalchemy.engine import make_url

    from bot.settings_source import database_named, without_secrets

    if make_url(url).get_backend_name() == "sqlite":
        return
    say(f"database: {database_named(url)}")
    # The owner and the rights are those of whoever restores. Whoever else is on the machine reads neither.
    dump = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}"]
    back = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    fail(
        "This database is PostgreSQL, whose own tools do it. Back up, while the bot runs:\n"
        f"  (umask 077; {shlex.join([*dump, f'--dbname={without_secrets(url)}'])})\n"
        "Restore, with every bot stopped, into a new, empty database, to which DATABASE_URL then leads:\n"
        f"  {shlex.join([*back, '--dbname=NEW_DATABASE_URL', str(file)])}"
    )
