"""A database that version 0.1.0 left in the middle of a write: its copies go, its tokens are found and verified."""

import json
import zlib

from sheets.gateway import Gateway
from sheets.layout import Headers
from tests.unit.sheets.direct import ACCOUNT, MemoryJournal, wire_to

HEADER = ["RESTAURANT NAME", "SLUG PONGO", "TOKEN PONGO"]


def old_journal(name: str, lines: list[list[str]], sent: list[list[object]]) -> bytes:
    pending = {
        "columns": [1, 2, 3], "lines": lines, "layout": [1, 1, 2, 3], "sent": sent, "added": [["New", "new", "tok"]],
        "loose": [[3, 3, "put back", None, ""]], "late": [], "misplaced": [], "copy": [77, "pongo-6xpos copy 0-a"],
        "earlier": None,
    }  # fmt: skip
    return zlib.compress(json.dumps({"version": 1, "worksheets": {name: pending}}).encode())


def test_copies_are_deleted_and_tokens_are_where_they_belong() -> None:
    before = [HEADER, ["A", "a", ""], ["B", "b", ""], ["C", "c", "tok"], ["D", "d", "put back"]]
    # A row was inserted in the instant of the write: a's token went one row too high, and stands beside nothing.
    now = [HEADER, ["", "x", "tok"], ["A", "a", ""], ["B", "b", ""], ["C", "c", "tok"], ["D", "d", "put back"]]
    wire, _ = wire_to(now)
    for title in ("pongo-6xpos copy 0-a", "pongo-6xpos copy 9-of another worksheet"):
        with wire.book.change("person") as draft:
            draft.state.sheets.append(draft.state.sheets[0].copy())
            draft.state.sheets[-1].id, draft.state.sheets[-1].title = len(title), title
    journal = MemoryJournal()
    journal.state = old_journal(f"{wire.book.id}/0", before, [[2, 3, "tok", "a", ""]])
    gateway = Gateway(wire.client(), Headers(), journal)
    assert gateway.deliver([]) == {}
    assert [sheet.title for sheet in wire.book.worksheets] == ["Stores", "pongo-6xpos copy 9-of another worksheet"]
    assert wire.book.worksheet().rows() == [
        HEADER, ["", "x"], ["A", "a", "tok"], ["B", "b"], ["C", "c", "tok"], ["D", "d", "put back"]
    ]  # fmt: skip
    assert journal.state is None
    assert wire.book.role(ACCOUNT) == "writer"
