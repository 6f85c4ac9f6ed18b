"""Reads the partner's sheet, and writes tokens into it by compare-and-set: it is not wrong for an instant.

Google's one conditional write is findReplace. A cell is claimed by a marker only if it still reads as it was read; the
claim's answer shows beside which slug each marker stands; and a marker becomes the token, wherever its row has moved to
meanwhile, only if that is the slug it was meant for (rounds.py). No text that a person typed is overwritten, whenever
they type it. What a crash leaves is a marker that says by its number, or by the journal, what belongs in its place.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from sheets.calls import Need, SheetCalls
from sheets.cells import Seen
from sheets.errors import HeadersMissing
from sheets.layout import Headers
from sheets.ledger import Journal, Ledger
from sheets.leftovers import Leftovers, as_it_was
from sheets.old_journal import take_over
from sheets.plan import Delivery, DeliveryReport, Emptied, Target
from sheets.read_cache import ReadCache
from sheets.reader import SMALL, SheetReader
from sheets.rounds import Rounds
from sheets.survey import SheetRow, StoreInSheet, rows_of, surveyed
from sheets.wanted import Wanted

GRACE = 20.0
"""Seconds for which a sweep leaves a claim alone: another process may be about to settle it."""

LOOK = Need(reads=4)
"""What a reading takes at most: the worksheet, its headers, its cells, numbers; 1 where the first two are known."""

DELIVERY = Need(reads=4, writes=4)
"""The same for a delivery: a reading, what is left of an earlier one, the claim, the settlement, and one to spare."""


class Gateway:
    """Reads and writes one worksheet; safe across threads, deliveries one at a time.

    `journal`: where claims are kept until they are settled, across processes. `whole_up_to`: the cells up to which the
    worksheet is read whole, else its three columns. `now`: the wall clock, in seconds.
    """

    def __init__(
        self,
        client: SheetCalls,
        headers: Headers,
        journal: Journal,
        *,
        whole_up_to: int = SMALL,
        read_cache: ReadCache | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._journal = journal
        self._reader = SheetReader(client, headers, whole_up_to)
        self._delivering = threading.Lock()
        self._read_cache = read_cache or ReadCache()
        self._now = now
        self._to_sweep = True

    def rows(self, patience: float | None = None) -> list[SheetRow]:
        """Every row below the headers that has a slug, topmost first. Raises SheetError's kinds.

        `patience`: the seconds to wait for Google's quota, where nobody looks on.
        """
        began = time.monotonic()
        seen = self._read(patience)
        if patience is None:  # else nobody shows it: it is gone with the rows
            self._read_cache.note(seen, began)
        return rows_of(seen)

    def listed(self) -> list[SheetRow]:
        """As `rows`, for showing only: where many look at once, or in a row, they share a reading (see ReadCache)."""
        return rows_of(self._read_cache.look(self._read))

    def survey(self, slugs: Collection[str], *, shown: bool = False) -> dict[str, StoreInSheet]:
        """How the sheet sees each of the slugs. `shown`: for showing only, as `listed`. Raises SheetError's kinds."""
        return surveyed(slugs, self.listed() if shown else self.rows())

    def _read(self, patience: float | None = None) -> Seen:
        """A reading in which each cell that a claim has marked shows what it was."""
        with self._client.quota.round(LOOK, patience):
            seen = self._reader.read()
        was = as_it_was(seen, self._ledger)
        self._to_sweep = self._to_sweep or was is not seen
        return was

    def _ledger(self) -> Ledger:
        name = f"{self._client.spreadsheet_id}/{self._client.worksheet().id}"
        return Ledger(self._journal, name, self._now)

    def deliver(self, deliveries: Sequence[Delivery]) -> dict[str, DeliveryReport]:
        """Puts each delivery's token beside each of its slugs, and proves it by what the sheet shows afterwards.

        Any number of deliveries share a reading, a claim and a settlement: 3 calls to Google where the worksheet is
        known, more only where a person moved rows in between, the last attempt was cut off, or a call would be too
        large. What an earlier attempt left is settled first.

        Answers a report per key; none for those whose turn comes with the next call, where a protected range makes
        each delivery's claim a call of its own. Raises SheetError's kinds where nothing can be said about any of them;
        the journal then holds what the next call needs, so calling again with the same deliveries is always right.
        """
        with self._begun(0.0) as leftovers:
            began = time.monotonic()
            seen, astray = leftovers.settled()
            self._read_cache.note(seen, began)
            return self._claimed(seen, deliveries, astray, leftovers) if deliveries or astray else {}

    @contextmanager
    def _begun(self, grace: float) -> Iterator[Leftovers]:
        """One delivery or sweep at a time, all its calls reserved, with the look for what is left before it."""
        with self._delivering, self._client.quota.round(DELIVERY):
            ledger = self._ledger()
            take_over(self._reader, ledger)
            yield Leftovers(self._reader, ledger, grace)

    def _claimed(
        self, seen: Seen, deliveries: Sequence[Delivery], astray: Sequence[Target], leftovers: Leftovers
    ) -> dict[str, DeliveryReport]:
        ledger = leftovers.ledger
        known = {d.key: slugs for d in deliveries if (slugs := ledger.known(d.key)) is not None}
        return Rounds(self._reader, ledger, Wanted(deliveries, known, seen, astray), leftovers.unreached).reports(seen)

    def sweep(self, *, always: bool = False) -> tuple[float | None, tuple[Emptied, ...]]:
        """Settles what an earlier process left in the sheet, where there may be anything, or `always`.

        Answers after how many seconds to call again (None: nothing is left), and the rows whose token is gone, because
        nobody knows any more which one it was. Raises SheetError's kinds.
        """
        self._read_cache.let_go()
        if not always and not self._to_sweep:
            return None, ()
        with self._begun(GRACE) as leftovers:
            try:
                seen, astray = leftovers.settled()
            except HeadersMissing:
                leftovers.settled_blindly()
                raise
            if astray:
                self._claimed(seen, (), astray, leftovers)
            self._to_sweep = leftovers.wait is not None
            return leftovers.wait, tuple(leftovers.lost)
