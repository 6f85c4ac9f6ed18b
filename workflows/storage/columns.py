"""What the tables are made of: identifiers, choices, and the conditions that partial indexes say."""

from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Enum, ForeignKey, Index, Table, text
from sqlmodel import SQLModel

PURGED = "purged"
"""What stands in the place of a person's id that a purge removed."""


def new_id() -> str:
    """A fresh identifier: 32 hexadecimal digits."""
    return uuid4().hex


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for the few statements that are made once and run with every click: SQLAlchemy's ORM takes
    several times as long for each, and a click waits for all of them."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def choice(choices: type[StrEnum]) -> Enum:
    """The type of a column that holds one of these: text, by its value."""
    # native_enum=False: PostgreSQL would otherwise keep a type that a downgrade forgets.
    return Enum(choices, native_enum=False, length=32, values_callable=lambda kind: [member.value for member in kind])


def parent(key: str = "request.id", *, primary_key: bool = False) -> "Column[Any]":
    """The column of a row that belongs to a request, and goes with it."""
    return Column(ForeignKey(key, ondelete="CASCADE"), primary_key=primary_key, nullable=False)


IN_THE_QUEUE, OF_A_KIND = "rank >= 0", "attempts >= 0"
"""True of every effect, and said where an index is meant that says it too. Whoever asks for the first of a lane says
neither: PostgreSQL, whose idea of a queue that grew within seconds is an empty one, would else take the queue's index
for the lane's and read the whole queue once for each effect in it."""


def of_waiting(name: str, *names: str, only: str = "") -> Index:
    """An index of the effects that are not performed yet."""
    where = text("done_at IS NULL" + (f" AND {only}" if only else ""))
    return Index(name, *names, sqlite_where=where, postgresql_where=where)


HAS_FORMER = "CAST(former_fingerprints AS TEXT) <> '[]'"
"""True of the requests whose token was replaced; whoever asks for them says it so, as their index does."""


class InSheet(StrEnum):
    """What the sheet was last seen to hold for a store."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    NO_TOKEN = "no_token"
    TOKEN = "token"
    WRITTEN = "written"
    CONFLICT = "conflict"
