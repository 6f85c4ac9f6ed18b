"""Moves everything from one database to another: from SQLite to PostgreSQL when a team grows, or back."""

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlmodel import SQLModel

from workflows.storage.database import Database
from workflows.storage.in_use import in_use
from workflows.storage.models import Purging

_BATCH = 1_000


class CannotCopy(Exception):
    """Nothing was copied; the text says why and what helps."""


def copy(source: Database, target: Database) -> dict[str, int]:
    """Copies every table, in one transaction at the target, and answers how many records each has there.

    The source takes no write meanwhile, and is left as it is. Raises CannotCopy (the bot runs, the target holds
    something, a count differs) or SQLAlchemyError (what a database refuses), having left the target's tables empty.
    """
    if not source.at_head():
        raise CannotCopy("the database's schema is not up to date: run `pongo-6xpos migrate`")
    if in_use(source):
        raise CannotCopy("the database is in use: stop every bot first, so that nothing is left behind")
    _make_ready(target)
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name != Purging.__tablename__]
    copied = {}
    with source.transaction(patient=True) as reading, target.transaction(patient=True) as writing:
        there, here = reading.connection(), writing.connection()
        if not source.sqlite:  # on SQLite the transaction itself keeps writers out
            there.execute(text(f"LOCK TABLE {', '.join(_quoted(there, table) for table in tables)} IN SHARE MODE"))
        for table in tables:
            copied[table.name] = _copy(there, here, table)
            _continue_numbers(here, table)
    return copied


def _make_ready(target: Database) -> None:
    ours = SQLModel.metadata.tables.keys() | {"alembic_version"}
    strangers = set(inspect(target.engine).get_table_names()) - ours
    if strangers:
        raise CannotCopy(f"the target is not empty: it has the table {min(strangers)}. Make a new database for the bot")
    target.migrate()
    with target.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first():
                raise CannotCopy(f"the target is not empty: there are records in the table {table.name}")


def _copy(there: Connection, here: Connection, table: Table) -> int:
    """Copies a table as its columns' types read and write it: times stay aware, JSON and choices what they are."""
    rows = there.execution_options(yield_per=_BATCH).execute(select(table))
    for batch in rows.partitions(_BATCH):
        here.execute(table.insert(), [dict(zip(table.c.keys(), row, strict=True)) for row in batch])
    count = select(func.count()).select_from(table)
    expected, found = there.execute(count).scalar_one(), here.execute(count).scalar_one()
    if expected != found:
        raise CannotCopy(f"{table.name}: {found} rows came of {expected}")
    return int(found)


def _continue_numbers(here: Connection, table: Table) -> None:
    """PostgreSQL gives the next number from a sequence, which knows nothing of numbers that were brought along."""
    column = table.autoincrement_column
    if here.dialect.name == "sqlite" or column is None:
        return
    highest = here.execute(select(func.max(column))).scalar()
    if highest is not None:
        here.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": _quoted(here, table), "column": column.name, "highest": highest},
        )


def _quoted(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)
