"""Very many requests, put into a database in one go: what a team has after years, with little of it still open."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table

from workflows.rules.states import State
from workflows.storage.database import Database
from workflows.storage.models import Audit, BrandWord, Effect, Reminder, Request, Store

STORES_EACH = 5


def fill(database: Database, now: datetime, requests: int, *, still_open: int = 500, due: int = 0) -> None:
    """`requests` requests with STORES_EACH stores each, the last `still_open` of them submitted, the others completed;
    `due` reminders are due at `now`, the others in the days to come. Some 100,000 rows a second."""
    shared = {"created_at": now, "updated_at": now, "state_since": now, "team": "T06XPOS", "account": "a@b.c"}

    def opened(number: int) -> bool:
        return number > requests - still_open

    def key(number: int) -> str:
        return f"{number:032x}"

    def request(number: int) -> dict[str, Any]:
        return shared | {
            "number": number, "id": key(number), "brand": f"Maison {number}", "brand_key": f"maison{number}",
            "state": State.SUBMITTED if opened(number) else State.COMPLETED, "requester": f"U{number % 50}",
            "merchant": "", "note": "", "mail": True, "problem": None, "former_fingerprints": [],
            "card_channel": "C0PARTNERS", "card_ts": f"{number}.1",
        }  # fmt: skip

    def stores(number: int) -> Iterator[dict[str, Any]]:
        for position in range(STORES_EACH):
            slug = f"maison-{number}-{position}"
            yield {
                "request_id": key(number), "position": position, "name": f"Magasin {position}", "slug": slug,
                "open_slug": slug if opened(number) else None, "sheet_rows": [], "awaited": False,
                "in_sheet": "unknown" if opened(number) else "absent",
            }  # fmt: skip

    def effects(number: int) -> Iterator[dict[str, Any]]:
        for kind in ("card", "note", "survey"):
            yield {
                "id": f"{kind[0]}{key(number)[1:]}", "request_id": key(number), "kind": kind, "rank": 0,
                "lane": f"{kind}:{key(number)}", "payload": {}, "created_at": now, "due_at": now, "attempts": 1,
                "done_at": now, "ending": "done",
            }  # fmt: skip

    numbers = range(1, requests + 1)
    open_ones = [number for number in numbers if opened(number)]
    waits = (
        {
            "request_id": key(number), "holder": "leads", "since": now, "kept_at": now, "count": 0, "warned": False,
            "due_at": now - timedelta(minutes=1) if at < due else now + timedelta(days=1 + number % 300),
            "escalated": False, "replacement": False,
        }
        for at, number in enumerate(open_ones)
    )  # fmt: skip
    entry = {"at": now, "actor": "U1", "action": "submit", "to_state": "submitted"}
    with database.engine.begin() as connection:
        for table, rows in (
            (Request, map(request, numbers)),
            (BrandWord, ({"word": w, "number": n} for n in numbers for w in (f"maison{n}", str(n)))),
            (Store, (row for number in numbers for row in stores(number))),
            (Audit, (entry | {"request_id": key(n), "key": f"crowd:{n}"} for n in numbers)),
            (Effect, (row for number in numbers for row in effects(number))),
            (Reminder, waits),
        ):
            _insert(connection, table.__table__, rows)  # type: ignore[attr-defined]
        if not database.sqlite:  # its numbers were given by hand
            connection.exec_driver_sql(f"SELECT setval('request_number_seq', {requests})")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """By the driver's own means: SQLAlchemy would take four times as long."""
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    names = list(first)
    # psycopg's COPY takes no dict for a JSON column.
    turns = [
        json.dumps if isinstance(first[name], dict | list) else table.c[name].type.bind_processor(connection.dialect)
        for name in names
    ]
    whole = chain([first], waiting)
    lines = (tuple(t(row[n]) if t else row[n] for t, n in zip(turns, names, strict=True)) for row in whole)
    columns = ", ".join(f'"{table.c[name].name}"' for name in names)
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', lines)
        return
    with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for line in lines:
            copy.write_row(line)
