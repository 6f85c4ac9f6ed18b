"""Takes over the journal of version 0.1.0, which wrote by row number and kept copies of the worksheet. It may go once
nobody upgrades from 0.1.0 any more (see CHANGELOG: with 1.0).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sheets.a1 import Area
from sheets.calls import SheetCalls
from sheets.errors import HeadersMissing, RangeRefused
from sheets.layout import Headers, find_layout, trimmed
from sheets.plan import Delivery, WantedStore
from sheets.slugs import fold

KEY = "written by 0.1.0: "


def taken_over(
    client: SheetCalls, headers: Headers, old: Mapping[str, Any], name: str
) -> tuple[list[Delivery], dict[str, frozenset[str]]]:
    """Deletes the copies of the worksheet, and answers what was on its way: to be delivered, so that it is verified.

    One delivery per token, for the slugs that it was meant for, that adds no row; and beside which other slugs each
    stood when 0.1.0 read the sheet. What stands beside any other is taken away then. Before them one for each text that
    a write displaced, which the copy that was made with it shows.
    """
    copies = client.worksheet(refresh=True).old_copies
    typed = [
        found
        for pending in _chain(old.get("worksheets", {}).get(name))
        if pending["copy"] and pending["copy"][0] in copies
        for found in _displaced(client, headers, pending)
    ]
    if copies:
        client.batch([{"deleteSheet": {"sheetId": copy}} for copy in copies], [])
    meant: dict[str, set[str]] = defaultdict(set)
    known: dict[str, set[str]] = defaultdict(set)
    for pending in _chain(old.get("worksheets", {}).get(name)):
        sent = [*pending["sent"], *pending["loose"], *pending["late"]]
        for _row, _column, token, slug, _instead in sent:
            if token and slug:  # without a slug it is a text put back
                meant[token].add(slug)
        for _name, slug, token in (*pending["added"], *pending["misplaced"]):
            if token:
                meant[token].add(slug)
        _note(pending, meant, known)
    deliveries = [
        Delivery(f"{KEY}{number}", tuple(WantedStore("", slug) for slug in sorted(slugs)), token, adds=False)
        for number, (token, slugs) in enumerate(meant.items())
    ]
    return [*typed, *deliveries], {d.key: frozenset(known[d.token]) for d in deliveries}


def _displaced(client: SheetCalls, headers: Headers, pending: Mapping[str, Any]) -> Iterator[Delivery]:
    """What people had typed into the token's cells since the reading, when the write came: to be put back."""
    width = client.worksheet().columns
    try:
        cells = client.read([Area(1, None, 1, width)], pending["copy"][1])
        layout = find_layout(cells.head(width), headers)
    except (RangeRefused, HeadersMissing):
        return
    for row, column, token, _slug, instead in pending["sent"]:
        text, slug = cells.text(row, column), trimmed(cells.text(row, layout.slug))
        if column == layout.token and slug and text and text != instead:
            over = partial(str.__eq__, token)
            yield Delivery(f"{KEY}typed {row}", (WantedStore("", slug),), text, over, adds=False)


def _chain(pending: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    while pending:
        yield pending
        pending = pending.get("earlier")


def _note(pending: Mapping[str, Any], meant: Mapping[str, set[str]], known: dict[str, set[str]]) -> None:
    columns, (header_row, _, slug, token) = list(pending["columns"]), pending["layout"]
    if slug not in columns or token not in columns:
        return
    for line in pending["lines"][header_row:]:
        text = trimmed(line[columns.index(token)])
        if text in meant:
            known[text].add(fold(line[columns.index(slug)]))
