"""Takes over the journal of version 0.1.0, which wrote by row number and kept copies of the worksheet. It may go once
nobody upgrades from 0.1.0 any more (see CHANGELOG: with 1.0).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sheets.cells import Area
from sheets.errors import RangeRefused
from sheets.ledger import Ledger
from sheets.plan import Delivery, WantedStore
from sheets.reader import SheetReader
from sheets.rounds import Rounds
from sheets.slugs import fold, trimmed
from sheets.wanted import Wanted

KEY = "written by 0.1.0: "


def take_over(reader: SheetReader, ledger: Ledger) -> None:
    """Where there is such a journal: deletes the copies of the worksheet, delivers what was on its way, to prove it.

    One delivery per token, for the slugs that it was meant for, that adds no row. What stands beside a slug beside
    which it did not when 0.1.0 read the sheet is taken away then. Before them one for each text that a write displaced,
    which the copy that was made with it shows.
    """
    old = ledger.old_form()
    if old is None:
        return
    copies, chain = reader.client.worksheet(refresh=True).old_copies, _chain(old["worksheets"].get(ledger.name))
    typed = [d for p in chain if p["copy"] and p["copy"][0] in copies for d in _displaced(reader, p)]
    if copies:
        reader.client.batch([{"deleteSheet": {"sheetId": copy}} for copy in copies], [])
    deliveries, known = _on_their_way(chain)
    seen = reader.read(whole=True)
    ledger.forget_old_form()
    Rounds(reader, ledger, Wanted([*typed, *deliveries], known, seen)).reports(seen)


def _on_their_way(chain: Sequence[Mapping[str, Any]]) -> tuple[list[Delivery], dict[str, frozenset[str]]]:
    """The deliveries, and beside which slugs the token of each stood, by key."""
    meant: dict[str, set[str]] = defaultdict(set)
    known: dict[str, set[str]] = defaultdict(set)
    for pending in chain:
        sent = [*pending["sent"], *pending["loose"], *pending["late"]]
        pairs = [(token, slug) for _row, _column, token, slug, _instead in sent if slug]  # without: a text put back
        pairs += [(token, slug) for _name, slug, token in (*pending["added"], *pending["misplaced"])]
        for token, slug in pairs:
            if token:
                meant[token].add(slug)
        columns, (header_row, _, slug_column, token_column) = list(pending["columns"]), pending["layout"]
        if {slug_column, token_column} <= set(columns):
            for line in pending["lines"][header_row:]:
                known[trimmed(line[columns.index(token_column)])].add(fold(line[columns.index(slug_column)]))
    deliveries = [
        Delivery(f"{KEY}{number}", tuple(WantedStore("", slug) for slug in sorted(slugs)), token, adds=False)
        for number, (token, slugs) in enumerate(meant.items())
    ]
    return deliveries, {d.key: frozenset(known[d.token]) for d in deliveries}


def _displaced(reader: SheetReader, pending: Mapping[str, Any]) -> Iterator[Delivery]:
    """What people had typed into the token's cells since the reading, when the write came: to be put back."""
    try:
        cells = reader.client.read([Area(1, None, 1, reader.client.worksheet().columns)], pending["copy"][1])
    except RangeRefused:
        return
    layout = reader.layout(cells)
    for row, column, token, _slug, instead in pending["sent"]:
        text, slug = cells.text(row, column), trimmed(cells.text(row, layout.slug)) if layout else ""
        if layout and column == layout.token and slug and text and text != instead:
            over = partial(str.__eq__, token)
            yield Delivery(f"{KEY}typed {row}", (WantedStore("", slug),), text, over, adds=False)


def _chain(pending: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [pending, *_chain(pending.get("earlier"))] if pending else []
