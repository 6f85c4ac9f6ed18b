"""What a crash must not make the gateway forget, as bytes: kept by the caller, sealed, until a write is verified."""

import json
import zlib
from collections.abc import Iterable
from typing import Any, Protocol

from sheets.align import Seen
from sheets.copies import Copy
from sheets.errors import BadConfiguration
from sheets.grid import Grid
from sheets.layout import Layout
from sheets.repair import Added, Pending, Sent

VERSION = 1


class Journal(Protocol):
    """Where the caller keeps the gateway's state between a write and its verification.

    The state holds tokens: seal it. `save` must have stored it durably when it returns, and replaces what was there.
    One journal serves one spreadsheet, and one `deliver` at a time, across processes too.
    """

    def load(self) -> bytes | None:
        """What was saved and not cleared, or None."""

    def save(self, state: bytes) -> None:
        """Stores the state before a write is sent; whatever it raises stops the delivery before the write."""

    def clear(self) -> None:
        """Forgets the state: everything is verified."""


class Ledger:
    """The journal, seen as one Pending per worksheet: after a change of settings, another worksheet's is kept."""

    def __init__(self, journal: Journal, spreadsheet_id: str, worksheet_id: int) -> None:
        self._journal = journal
        self._name = f"{spreadsheet_id}/{worksheet_id}"
        blob = journal.load()
        self._all: dict[str, Any] = _unpacked(blob) if blob else {}
        self._stored = bool(blob)

    def pending(self) -> Pending | None:
        """What an earlier delivery to this worksheet left unverified."""
        found = self._all.get(self._name)
        return None if found is None else _pending(found)

    def save(self, pending: Pending) -> None:
        """Stores what a write is about to put at risk."""
        self._all[self._name] = _plain(pending)
        self._journal.save(_packed(self._all))
        self._stored = True

    def settle(self, pending: Pending | None) -> None:
        """Stores what is left at risk once Google has refused a write; forgets everything if that is nothing."""
        if pending is None or pending.idle:
            self.clear()
        else:
            self.save(pending)

    def clear(self) -> None:
        """Everything in this worksheet is verified."""
        if self._all.pop(self._name, None) is not None or self._stored:
            if self._all:
                self._journal.save(_packed(self._all))
            else:
                self._journal.clear()
                self._stored = False


def _packed(entries: dict[str, Any]) -> bytes:
    text = json.dumps({"version": VERSION, "worksheets": entries}, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), level=1)


def _unpacked(blob: bytes) -> dict[str, Any]:
    try:
        state = json.loads(zlib.decompress(blob))
        if state["version"] != VERSION:
            raise ValueError
        worksheets = state["worksheets"]
        return dict(worksheets)
    except (zlib.error, ValueError, KeyError, TypeError):
        # To go on without it could leave a stray token in the sheet for ever: a person must look.
        raise BadConfiguration("the journal of unverified writes cannot be read") from None


def _plain(pending: Pending) -> dict[str, Any]:
    layout = pending.seen.layout
    return {
        "columns": pending.seen.grid.columns,
        "lines": pending.seen.grid.lines,
        "layout": [layout.header_row, layout.name, layout.slug, layout.token],
        "sent": _plain_sent(pending.sent),
        "added": _plain_added(pending.added),
        "loose": _plain_sent(pending.loose),
        "late": _plain_sent(pending.late),
        "misplaced": _plain_added(pending.misplaced),
        "copy": [pending.copy.id, pending.copy.title] if pending.copy else None,
        "earlier": _plain(pending.earlier) if pending.earlier else None,
    }


def _plain_added(rows: Iterable[Added]) -> list[list[str]]:
    return [[a.name, a.slug, a.token] for a in rows]


def _plain_sent(writes: Iterable[Sent]) -> list[list[Any]]:
    return [[s.row, s.column, s.value, s.slug, s.instead] for s in writes]


def _pending(plain: dict[str, Any]) -> Pending:
    return Pending(
        Seen(Grid(tuple(plain["columns"]), plain["lines"]), Layout(*plain["layout"])),
        tuple(Sent(*values) for values in plain["sent"]),
        tuple(Added(*values) for values in plain["added"]),
        tuple(Sent(*values) for values in plain["loose"]),
        tuple(Sent(*values) for values in plain["late"]),
        tuple(Added(*values) for values in plain["misplaced"]),
        Copy(*plain["copy"]) if plain["copy"] else None,
        _pending(plain["earlier"]) if plain["earlier"] else None,
    )
