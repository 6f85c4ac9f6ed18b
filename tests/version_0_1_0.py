"""The database that version 0.1.0 left behind, and the world around it (`tests/fixtures/README.md`)."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from bot.sandbox.clock import MovableClock
from bot.sandbox.google.cells import Cell
from bot.sandbox.google.grid import Sheet
from bot.sandbox.slack.world import Channel
from bot.sandbox.workspace import Workspace

_FIXTURES = Path(__file__).parent / "fixtures"


def load(url: str) -> None:
    """Puts the database into the empty one at `url`."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(address.database))) as connection:
            connection.executescript((_FIXTURES / "database-0.1.0.sqlite.sql").read_text())
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute((_FIXTURES / "database-0.1.0.postgresql.sql").read_bytes())


def world() -> dict[str, Any]:
    """What belongs to it: `now`, `token_key`, `token_in_flight`, `requests`, `spreadsheet`, `channels`."""
    found: dict[str, Any] = json.loads((_FIXTURES / "world-0.1.0.json").read_text())
    return found


def workspace(moment: str) -> Workspace:
    """The embedded workspace as 0.1.0 left it, started; `moment`: `before` or `after` the write that was under way."""
    known = world()
    found = Workspace(clock=MovableClock(datetime.fromisoformat(known["now"])))
    found.token_key = known["token_key"]
    found.start()
    with found.spreadsheet.change("person") as draft:
        draft.state.sheets[:] = [_worksheet(sheet) for sheet in known["spreadsheet"][moment]]
    conversations = found.slack._world
    with conversations.change():
        for told in known["channels"]:
            there = conversations.channels.get(told["id"]) or Channel(told["id"], "", told["members"], told["kind"])
            there.messages[:] = told["messages"]
            conversations.channels[there.id] = there
    return found


def _worksheet(told: dict[str, Any]) -> Sheet:
    rows = [tuple(Cell(value=text) if text else None for text in row) for row in told["rows"]]
    return Sheet(told["id"], told["title"], rows=rows)
