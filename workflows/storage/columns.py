"""Column types for the tables: identifiers, enums, objects kept as JSON, partial indexes and their conditions."""

from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import uuid4

from sqlalchemy import JSON, Column, Dialect, Enum, ForeignKey, Index, Table, TypeDecorator, text
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
    """The column of a record that belongs to a request, and goes with it."""
    return Column(ForeignKey(key, ondelete="CASCADE"), primary_key=primary_key, nullable=False)


def named(column: str, key: str) -> dict[str, str]:
    """What is called `column` in the database since 0.1.0, and `key` in the code."""
    return {"name": column, "key": key}


class Jsonable(Protocol):
    """What a column of JSON may hold as an object of ours."""

    def to_json(self) -> Any:
        """As the database keeps it."""

    @classmethod
    def from_json(cls, kept: Any) -> Self:
        """What `to_json` gave."""


class Json(TypeDecorator[Any]):
    """The type of a column that holds one such object, or nothing, as JSON; with `many` a list of them."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[Jsonable], *, many: bool = False) -> None:
        super().__init__(none_as_null=True)
        self.kind = kind
        self.many = many

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """From the object to JSON."""
        if value is None:
            return None
        return [one.to_json() for one in value] if self.many else value.to_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """From JSON to the object."""
        if value is None:
            return None
        return [self.kind.from_json(one) for one in value] if self.many else self.kind.from_json(value)


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

HAS_DECIDED = "CAST(decided AS TEXT) <> '{}'"
"""True of the stores beside whose slugs an approver has decided about other tokens."""

KEEP, OVERWRITE = "keep", "overwrite"
"""What an approver decided about another token beside a store's slug: it is right, or ours takes its place."""


class InSheet(StrEnum):
    """What the sheet was last seen to hold for a store."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    NO_TOKEN = "no_token"
    TOKEN = "token"
    WRITTEN = "written"
    CONFLICT = "conflict"
