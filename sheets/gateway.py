"""The partner's sheet, read and written so that it is never left wrong.

Google offers no compare-and-set: a write names a row by number, and a person may move that row, or type into the cell,
a moment before. So new rows are appended with name, slug and token in one atomic request, and cells of existing rows
are written in one atomic request with a copy of the worksheet (copies.py), read back together with it, and judged
(exact.py): a value that went astray is taken back, the text that it displaced is put back, and the write is tried
again, a bounded number of times. What must not be forgotten meanwhile is in the caller's journal before a write is
sent, so that a later call repairs what a crash or a lost answer left.

Where no copy can be had - whoever answers there makes none, the spreadsheet would get too large, the write does not fit
into one call, or three answers to such writes never came, one after the other - cells are written without, and judged
by what was read before (repair.py). Then one limit stays: a text that a person types into the very cell that is
written, in the instant between our reading and our writing (one round trip, some 0.2 s), is overwritten, and is in the
spreadsheet's version history only. Texts typed before the reading, or after the writing, are never lost.

Rows are recognised by what stands in them. One without name and slug is known by its place alone: what a person types
into such a row and moves or deletes within the same seconds, while a write is put right, may come back in another.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sheets.align import Seen
from sheets.client import SheetCalls
from sheets.copies import Copying
from sheets.errors import Protected, RangeRefused, SheetError, TryAgain
from sheets.exact import settle, unwritten
from sheets.grid import Grid
from sheets.layout import Headers
from sheets.ledger import Journal, Ledger
from sheets.plan import Append, Conflict, Delivery, Edit, Plan, WantedStore, Written, make_plan
from sheets.quota import Need
from sheets.read_cache import Sharing
from sheets.reader import SMALL, SheetReader
from sheets.repair import Added, Mended, Pending, Sent, mend
from sheets.survey import SheetRow, StoreInSheet, rows_of, surveyed
from sheets.writing import Writer

ROUNDS = 6
"""How often a delivery is written before its rows are reported as moving."""

REPAIRS = 5
"""How many more rounds may only take back and put back."""

LOOK = Need(reads=3)
"""What a reading takes at most as a rule: the worksheet, its headers, its cells; 1 where the first two are known."""

DELIVERY = Need(reads=4, writes=4)
"""The same for a delivery: a reading, the verification; the write, in two calls without a copy; the copy's deletion."""

_REPAIR = Need(reads=2, writes=4)
"""What takes back and puts back what went astray, and verifies that."""

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
        self._copying = Copying()
        self._delivering = threading.Lock()
        self._sharing = sharing or Sharing()

    def rows(self, patience: float | None = None) -> list[SheetRow]:
        """Every row below the headers that has a slug, topmost first. Raises SheetError's kinds.

        `patience`: the seconds to wait for Google's quota, where nobody looks on.
        """
        began = self._sharing.now()
        seen = self._look(patience)
        self._sharing.note(seen, began)
        return rows_of(seen)

    def _look(self, patience: float | None = None) -> Seen:
        with self._client.quota.round(LOOK, patience):
            return self._reader.read()

    def survey(self, slugs: Collection[str]) -> dict[str, StoreInSheet]:
        """How the sheet sees each slug; every slug asked for is in the answer. Raises SheetError's kinds."""
        return surveyed(slugs, self.rows())

    def look(self, slugs: Collection[str]) -> dict[str, StoreInSheet]:
        """As `survey`, for showing only: where many look at once, or in a row, they share a reading (see Sharing)."""
        return surveyed(slugs, self.listed())

    def listed(self) -> list[SheetRow]:
        """As `rows`, for showing only: it may share a reading as `look` does. Raises SheetError's kinds."""
        return rows_of(self._sharing.look(self._look))

    def deliver(self, deliveries: Sequence[Delivery], journal: Journal) -> dict[str, Outcome]:
        """Puts each delivery's token beside each of its slugs, and proves it by reading the sheet afterwards.

        Any number of deliveries share one reading, one write, one verification, and the deletion of the copy that the
        write made: at most 4 calls to Google where the worksheet is known, 6 at first, more only where rows moved, no
        copy is made, or payloads exceed 2 MB. First comes the repair of what an earlier call left unverified in the
        journal; `deliver([], journal)` does that alone.

        All calls are reserved with the quota before the first; a repair reserves its own. Where that has to wait
        (Paced), the journal holds what the next call needs.

        Answers an Outcome per key; none for those whose turn comes with the next call, where a protected range makes
        each delivery's write a call of its own. Raises SheetError's kinds where nothing can be said about any of them;
        the journal then holds what the next call needs, so calling again with the same deliveries is always right: the
        sheet is read before anything is written, so a row whose append was carried out although its answer was lost is
        found, and not appended a second time. Rows are never deleted.
        """
        with self._delivering, self._client.quota.round(DELIVERY):
            left = journal.load() is not None
            if not deliveries and not left:
                return {}
            # After a crash or a lost answer it must be known which copies there are.
            ledger = Ledger(journal, self._client.spreadsheet_id, self._client.worksheet(refresh=left).id)
            return _Run(self._client, self._reader, ledger, deliveries, self._sharing, self._copying).outcomes()


class _Run:
    """One call of `deliver`."""

    def __init__(
        self,
        client: SheetCalls,
        reader: SheetReader,
        ledger: Ledger,
        deliveries: Sequence[Delivery],
        sharing: Sharing,
        copying: Copying,
    ) -> None:
        self._client = client
        self._sharing = sharing
        self._reader = reader
        self._ledger = ledger
        self._deliveries = deliveries
        self._copying = copying
        self._writer = Writer(client, ledger, copying)
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for delivery in deliveries:
            for store in delivery.stores:
                self._wanted[store.slug].add(delivery.token)
        self._pending = self._left = ledger.pending()
        self._late: tuple[Sent, ...] = ()
        self._number: int | None = None

    def outcomes(self) -> dict[str, Outcome]:
        """Reads, writes, reads again, until nothing is left to write."""
        before: tuple[Seen, Sequence[Edit], Sequence[Append]] | None = None
        refusals = 0
        for number in range(ROUNDS + REPAIRS):
            began = self._sharing.now()
            if self._pending is not None and self._pending.earlier is not None:
                self._client.worksheet()
                self._pending = self._pending.carried_out(self._client.copies)
            seen, copy = self._reader.read_with_copy(self._pending)
            mended = self._judged(seen, copy)
            if mended.restore:
                _log.info("rows moved in the sheet: %d cells to put back", len(mended.restore))
            plan = make_plan(mended.seen.grid, mended.seen.layout, self._deliveries)
            for edit in plan.edits:
                self._wanted[edit.beside].add(edit.value)
            apart = self._writer.refused.keys() | self._writer.postponed
            edits = [e for e in plan.edits if e.key not in apart]
            # Not while cells are emptied: if that went astray, a new row could take the place of an emptied one.
            appends = [a for a in plan.appends if a.key not in apart and not mended.restore]
            if number >= ROUNDS or before == (mended.seen, edits, appends):  # written once already, and it did not stay
                edits, appends = [], []
            if not mended.restore and not edits and not appends:
                self._sharing.note(seen, began)
                self._tidy_up(seen)
                return self._reported(plan)
            before = (mended.seen, edits, appends)
            if number:
                self._client.quota.again(_REPAIR)
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

    def _judged(self, seen: Seen, copy: Seen | None) -> Mended:
        """What the last write did, by its copy or else by what was read before it."""
        pending = self._pending
        if pending is not None and copy is not None:
            self._copying.made()
            self._late, self._number = (), None
            return settle(pending, copy, seen, self._wanted)
        if pending is None or pending.copy is None or pending.copy in self._writer.made:
            mended = mend(pending, seen, self._wanted)
        else:
            mended = unwritten(pending, seen, self._wanted)
        if pending is not None and pending.copy in self._writer.made:
            self._copying.give_up()
        elif pending is not None and pending is self._left:
            # What the earlier call sent may even now be carried out late: it stays under suspicion, and the next copy
            # takes the id of its copy, so that only one of the two can be.
            self._late, self._number = mended.unlanded, pending.copy.id if pending.copy else None
        return mended

    def _write(self, now: Grid, mended: Mended, edits: Sequence[Edit], appends: Sequence[Append]) -> None:
        """Sends one round's writes; afterwards `_pending` says what is to be verified."""
        edited = {(e.row, e.column) for e in edits}
        cells: dict[str | None, list[Sent]] = defaultdict(list)
        for (row, column), text in mended.restore.items():
            if (row, column) not in edited:
                cells[None].append(Sent(row, column, text, None, now.text(row, column)))
        for edit in edits:
            instead = now.text(edit.row, edit.column)
            cells[edit.key].append(Sent(edit.row, edit.column, edit.value, edit.beside, instead))
        rows: dict[str | None, list[Added]] = defaultdict(list)
        for append in appends:
            rows[append.key].append(Added(append.name, append.slug, append.token))
        base = Pending(mended.seen, loose=mended.loose, late=self._late, misplaced=mended.misplaced)
        self._pending = self._writer.send(base, cells, rows, before=self._pending, number=self._number)
        if self._pending.copy and self._number is not None:  # what was late comes too late now
            self._late, self._number = (), None

    def _tidy_up(self, seen: Seen) -> None:
        """Deletes the copies. Where that fails, all the rest is done: the journal asks it of a later call."""
        try:
            self._client.delete_copies()
        except SheetError as error:
            _log.warning("a copy of the worksheet is still to be deleted: %s", type(error).__name__)
            if not isinstance(error, TryAgain):
                self._copying.give_up()  # or there would be more and more of them
            self._ledger.save(Pending(Seen(Grid((), ()), seen.layout)))
        else:
            self._ledger.clear()

    def _reported(self, plan: Plan) -> dict[str, Outcome]:
        """The plan of the last reading, as outcomes: what it would still write did not stay in its place."""
        refused = self._writer.refused
        if refused and all(d.key in refused for d in self._deliveries):
            raise next(iter(refused.values()))
        moving: dict[str, list[Conflict]] = defaultdict(list)
        names = {(d.key, store.slug): store.name for d in self._deliveries for store in d.stores}
        for key, slug, row in (
            *((e.key, e.slug, e.row) for e in plan.edits),
            *((a.key, a.slug, 0) for a in plan.appends),
        ):
            if key not in refused and key not in self._writer.postponed:
                moving[key].append(Conflict(slug, names[key, slug], row, "", "moving"))
        return {
            d.key: Outcome(
                tuple(replace(w, appended=w.slug in self._writer.appended) for w in plan.already[d.key]),
                (*plan.conflicts[d.key], *moving[d.key]),
                refused.get(d.key),
            )
            for d in self._deliveries
            if d.key not in self._writer.postponed
        }


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
