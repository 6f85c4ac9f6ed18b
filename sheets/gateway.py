"""The partner's sheet, read and written so that it is never left wrong.

Google offers no compare-and-set: a write names a row by number, and a person may move that row a moment before. So new
rows are appended with name, slug and token in one atomic request, and cells of existing rows are written, read back,
and judged (repair.py): a value that went astray is taken back, the text that it displaced is put back, and the write is
tried again, a bounded number of times. What must not be forgotten meanwhile is in the caller's journal before a write
is sent, so that a later call repairs what a crash or a lost answer left.

One limit is the platform's: a text that a person types into the very cell that is written, in the instant between our
reading and our writing (one round trip, some 0.2 s), is overwritten, and plain calls cannot show that it was there. It
is in the spreadsheet's version history. Texts typed before the reading, or after the writing, are never lost.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from sheets import a1
from sheets.align import Seen
from sheets.client import Block, SheetCalls
from sheets.errors import Protected, RangeRefused, SheetError, TryAgain
from sheets.grid import Grid
from sheets.layout import Headers, Layout, trimmed
from sheets.ledger import Journal, Ledger
from sheets.plan import Append, Conflict, Delivery, Edit, Plan, WantedStore, Written, make_plan, rows_by_slug
from sheets.reader import SMALL, SheetReader
from sheets.repair import Added, Mended, Pending, Sent, mend
from sheets.sharing import Sharing

ROUNDS = 6
"""How often a delivery is written before its rows are reported as moving."""

REPAIRS = 5
"""How many more rounds may only take back and put back."""

Item = TypeVar("Item")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery: rows that hold its token, as the last reading showed, and rows left as they are.

    `trouble`: Google refused this delivery's write while others were carried out (a protected range).
    """

    verified: tuple[Written, ...]
    conflicts: tuple[Conflict, ...]
    trouble: Protected | None = None

    @property
    def complete(self) -> bool:
        """Whether every row of every wanted store holds the token."""
        return not self.conflicts and self.trouble is None


@dataclass(frozen=True)
class StoreInSheet:
    """How the sheet sees a slug: its rows, and the tokens in them (those that are not empty)."""

    slug: str
    rows: tuple[int, ...]
    status: Literal["absent", "no_token", "token"]
    tokens: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class SheetRow:
    """A row that has a slug."""

    row: int
    name: str
    slug: str
    token: str = field(repr=False)


class Gateway:
    """Reads and writes one worksheet; safe across threads, deliveries one at a time.

    `whole_up_to`: the cells up to which the worksheet is read whole. Of a larger one only the three columns are read,
    so of other columns nothing can be put back: if one takes the token column's place between a reading and a write,
    the token is taken back, and the text that it overwrote is in the version history only.
    """

    def __init__(
        self, client: SheetCalls, headers: Headers, *, whole_up_to: int = SMALL, sharing: Sharing | None = None
    ) -> None:
        self._client = client
        self._reader = SheetReader(client, headers, whole_up_to)
        self._delivering = threading.Lock()
        self._sharing = sharing or Sharing()

    def rows(self) -> list[SheetRow]:
        """Every row below the headers that has a slug, topmost first. Raises SheetError's kinds."""
        return _rows(self._read())

    def _read(self) -> Seen:
        began = self._sharing.now()
        seen = self._reader.read()
        self._sharing.note(seen, began)
        return seen

    def survey(self, slugs: Collection[str]) -> dict[str, StoreInSheet]:
        """How the sheet sees each slug; every slug asked for is in the answer. Raises SheetError's kinds."""
        return _surveyed(slugs, self.rows())

    def look(self, slugs: Collection[str]) -> dict[str, StoreInSheet]:
        """As `survey`, for showing only: where many look at once, or in a row, they share a reading (see Sharing)."""
        return _surveyed(slugs, self.listed())

    def listed(self) -> list[SheetRow]:
        """As `rows`, for showing only: it may share a reading as `look` does. Raises SheetError's kinds."""
        return _rows(self._sharing.look(self._reader.read))

    def deliver(self, deliveries: Sequence[Delivery], journal: Journal) -> dict[str, Outcome]:
        """Puts each delivery's token beside each of its slugs, and proves it by reading the sheet afterwards.

        Any number of deliveries share one reading, one write, one append and one verification: at most 4 calls to
        Google where the worksheet is known, 6 at first, more only where rows moved or payloads exceed 2 MB. First comes
        the repair of what an earlier call left unverified in the journal; `deliver([], journal)` does that alone.

        Answers an Outcome per key. Raises SheetError's kinds where nothing can be said about any of them; the journal
        then holds what the next call needs, so calling again with the same deliveries is always right: the sheet is
        read before anything is written, so a row whose append was carried out although its answer was lost is found,
        and not appended a second time. Rows are never deleted.
        """
        with self._delivering:
            if not deliveries and journal.load() is None:
                return {}
            ledger = Ledger(journal, self._client.spreadsheet_id, self._client.worksheet().id)
            return _Run(self._client, self._reader, ledger, deliveries, self._sharing).outcomes()


class _Run:
    """One call of `deliver`."""

    def __init__(
        self,
        client: SheetCalls,
        reader: SheetReader,
        ledger: Ledger,
        deliveries: Sequence[Delivery],
        sharing: Sharing,
    ) -> None:
        self._client = client
        self._sharing = sharing
        self._reader = reader
        self._ledger = ledger
        self._deliveries = deliveries
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for delivery in deliveries:
            for store in delivery.stores:
                self._wanted[store.slug].add(delivery.token)
        self._pending = ledger.pending()
        self._late: tuple[Sent, ...] = ()
        self._refused: dict[str, Protected] = {}
        self._appended: set[str] = set()

    def outcomes(self) -> dict[str, Outcome]:
        """Reads, writes, reads again, until nothing is left to write."""
        recovering = self._pending is not None
        before: tuple[Seen, Sequence[Edit], Sequence[Append]] | None = None
        refusals = 0
        for number in range(ROUNDS + REPAIRS):
            began = self._sharing.now()
            seen = self._reader.read(self._pending)
            mended = mend(self._pending, seen, self._wanted)
            if recovering:  # what the earlier call sent may even now be carried out late: it stays under suspicion
                self._late, recovering = mended.unlanded, False
            if mended.restore:
                _log.info("rows moved in the sheet: %d cells to put back", len(mended.restore))
            plan = make_plan(mended.seen.grid, mended.seen.layout, self._deliveries)
            edits = [e for e in plan.edits if e.key not in self._refused]
            # Not while cells are emptied: if that went astray, a new row could take the place of an emptied one.
            appends = [a for a in plan.appends if a.key not in self._refused and not mended.restore]
            if number >= ROUNDS or before == (mended.seen, edits, appends):  # written once already, and it did not stay
                edits, appends = [], []
            if not mended.restore and not edits and not appends:
                self._sharing.note(seen, began)
                self._ledger.clear()
                return self._reported(plan)
            before = (mended.seen, edits, appends)
            try:
                self._write(seen.grid, mended, edits, appends)
                refusals = 0
            except RangeRefused:
                # Rows, columns or the worksheet's title changed since the reading. Nothing was written.
                refusals += 1
                before = None
                if refusals > 1:
                    raise
                self._client.forget()
        raise TryAgain("the sheet changes faster than it can be repaired", uncertain=True)

    def _write(self, now: Grid, mended: Mended, edits: Sequence[Edit], appends: Sequence[Append]) -> None:
        """Sends one round's writes, journal first; afterwards `_pending` says what is to be verified."""
        edited = {(e.row, e.column) for e in edits}
        cells: dict[str | None, list[Sent]] = defaultdict(list)
        for (row, column), text in mended.restore.items():
            if (row, column) not in edited:
                cells[None].append(Sent(row, column, text, None, now.text(row, column)))
        for edit in edits:
            instead = now.text(edit.row, edit.column)
            cells[edit.key].append(Sent(edit.row, edit.column, edit.value, edit.slug, instead))
        rows: dict[str | None, list[Added]] = defaultdict(list)
        for append in appends:
            rows[append.key].append(Added(append.name, append.slug, append.token))
        misplaced = mended.misplaced
        planned = (*_flat(rows.values()), *misplaced)
        self._pending = Pending(mended.seen, _flat(cells.values()), planned, mended.loose, self._late)
        self._ledger.save(self._pending)
        sent: list[Sent] = []
        added: list[Added] = []
        try:
            for cell_group in self._carried_out(cells, self._write_cells):
                sent += cell_group
            for row_group in self._carried_out(rows, lambda found: self._append_rows(found, mended.seen.layout)):
                added += row_group
        except SheetError as error:
            if not error.uncertain:  # what Google refused was not done: the journal need not speak of it
                self._settle(Pending(mended.seen, tuple(sent), (*added, *misplaced), mended.loose, self._late))
            raise
        self._appended.update(a.slug for a in added)
        self._pending = Pending(mended.seen, tuple(sent), (*added, *misplaced), mended.loose, self._late)

    def _settle(self, pending: Pending) -> None:
        self._pending = pending
        if pending.sent or pending.added or pending.loose or pending.late:
            self._ledger.save(pending)
        else:
            self._ledger.clear()

    def _carried_out(
        self, groups: Mapping[str | None, list[Item]], send: Callable[[list[Item]], None]
    ) -> Iterator[list[Item]]:
        """Sends the deliveries' parts as one call and yields what was carried out.

        Where a protected range refuses that, each delivery's part is sent alone, so that one does not hold the others.
        """
        if not groups:
            return
        try:
            together = list(_flat(groups.values()))
            send(together)
            yield together
            return
        except Protected as error:
            if error.uncertain or set(groups) == {None}:
                raise
            if len(groups) == 1:
                self._refused.update({key: error for key in groups if key is not None})
                return
        for key, group in groups.items():
            try:
                send(group)
            except Protected as error:
                if key is None or error.uncertain:
                    raise
                self._refused[key] = error
            else:
                yield group

    def _write_cells(self, cells: list[Sent]) -> None:
        """Writes cells, those below each other as one block."""
        blocks: list[tuple[int, int, list[str]]] = []
        for cell in sorted(cells, key=lambda s: (s.column, s.row)):
            if blocks and blocks[-1][0] == cell.column and blocks[-1][1] + len(blocks[-1][2]) == cell.row:
                blocks[-1][2].append(cell.value)
            else:
                blocks.append((cell.column, cell.row, [cell.value]))
        self._client.write(
            [
                Block(a1.cells(column, row, row + len(texts) - 1), [[text] for text in texts])
                for column, row, texts in blocks
            ]
        )

    def _append_rows(self, rows: list[Added], layout: Layout) -> None:
        self._client.append([{layout.name: a.name, layout.slug: a.slug, layout.token: a.token} for a in rows])

    def _reported(self, plan: Plan) -> dict[str, Outcome]:
        """The plan of the last reading, as outcomes: what it would still write did not stay in its place."""
        if self._refused and all(d.key in self._refused for d in self._deliveries):
            raise next(iter(self._refused.values()))
        moving: dict[str, list[Conflict]] = defaultdict(list)
        names = {(d.key, store.slug): store.name for d in self._deliveries for store in d.stores}
        for key, slug, row in (
            *((e.key, e.slug, e.row) for e in plan.edits),
            *((a.key, a.slug, 0) for a in plan.appends),
        ):
            if key not in self._refused:
                moving[key].append(Conflict(slug, names[key, slug], row, "", "moving"))
        return {
            d.key: Outcome(
                tuple(replace(w, appended=w.slug in self._appended) for w in plan.already[d.key]),
                (*plan.conflicts[d.key], *moving[d.key]),
                self._refused.get(d.key),
            )
            for d in self._deliveries
        }


def _flat(groups: Iterable[Sequence[Item]]) -> tuple[Item, ...]:
    return tuple(item for group in groups for item in group)


def _rows(seen: Seen) -> list[SheetRow]:
    grid, layout = seen.grid, seen.layout
    found = [
        SheetRow(row, trimmed(grid.text(row, layout.name)), slug, trimmed(grid.text(row, layout.token)))
        for slug, rows in rows_by_slug(grid, layout).items()
        for row in rows
    ]
    return sorted(found, key=lambda r: r.row)


def _surveyed(slugs: Collection[str], found: Iterable[SheetRow]) -> dict[str, StoreInSheet]:
    rows: dict[str, list[SheetRow]] = defaultdict(list)
    for row in found:
        rows[row.slug].append(row)
    return {slug: _in_sheet(slug, rows.get(slug, [])) for slug in slugs}


def _in_sheet(slug: str, rows: Sequence[SheetRow]) -> StoreInSheet:
    tokens = tuple(row.token for row in rows if row.token)
    status: Literal["absent", "no_token", "token"] = "token" if tokens else "no_token" if rows else "absent"
    return StoreInSheet(slug, tuple(row.row for row in rows), status, tokens)


__all__ = [
    "Conflict",
    "Delivery",
    "Gateway",
    "Headers",
    "Journal",
    "Outcome",
    "SheetRow",
    "StoreInSheet",
    "WantedStore",
    "Written",
]
