"""One round of writes to the sheet, journal first: with a copy of the sheet where Google makes one, else plainly."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sheets import a1
from sheets.client import Block, SheetCalls, Strip
from sheets.copies import Copy, Copying, new_copy
from sheets.errors import (
    BadConfiguration,
    KeyRefused,
    Protected,
    RangeRefused,
    SheetError,
    TooLarge,
    TryAgain,
    Unsupported,
)
from sheets.layout import Layout
from sheets.ledger import Ledger
from sheets.quota import Need
from sheets.repair import Added, Pending, Sent

SINGLY = 40
"""So many deliveries at most are sent one by one where a protected range refuses them together: as many calls as can be
had at once."""

STRIP = 100_000
"""Characters of a strip of cells: Google's size is kept by sending so many strips at once (see client.py)."""

Item = TypeVar("Item")
Cells = Mapping[str | None, Sequence[Sent]]
"""Delivery's key -> its cells; None for texts put back."""

Lines = Mapping[str | None, Sequence[Added]]
"""Delivery's key -> its rows."""


class Writer:
    """Sends rounds.

    `refused`: the deliveries that a protected range refused, by key. `appended`: the slugs of the rows that were added.
    `made`: the copies that were made. `postponed`: the deliveries, by key, that there were too many of to be sent.
    """

    def __init__(self, client: SheetCalls, ledger: Ledger, copying: Copying) -> None:
        self._client = client
        self._ledger = ledger
        self._copying = copying
        self.refused: dict[str, Protected] = {}
        self.appended: set[str] = set()
        self.made: set[Copy] = set()
        self.postponed: set[str] = set()
        self._protected = False

    def send(self, base: Pending, cells: Cells, rows: Lines, *, before: Pending | None, number: int | None) -> Pending:
        """Answers `base` with what was carried out: that is to be verified.

        `before`: what was to be verified before this round, and still is where nothing of it is carried out; `number`:
        the id for the copy, None for any. Where nothing can be displaced, as by rows that are added, no copy is made.
        """
        whole = replace(base, sent=_flat(cells.values()), added=_flat(rows.values()))
        refused = False
        if whole.sent and self._copying.wanted:
            copy = new_copy(self._client.worksheet().id, number)
            self._ledger.save(replace(whole, copy=copy, earlier=_last_ones(before) if number is not None else None))
            try:
                made = self._client.write_and_copy(_strips(whole.sent), _lines(whole.added, base.seen.layout), copy)
            except SheetError as error:
                if not self._goes_on_without(error):
                    if error.uncertain:
                        self._copying.uncertain()
                    else:
                        self._ledger.settle(before)
                    raise
                refused = not isinstance(error, TooLarge)
            else:
                self.appended.update(a.slug for a in whole.added)
                if not made:
                    self._copying.give_up()
                    return whole
                self._copying.made()
                self.made.add(copy)
                return replace(whole, copy=copy)
        self._protected = False
        pending = self._send_plainly(base, cells, rows)
        self._copying.carried_out_without(refused=refused and not self._protected)
        return pending

    def _goes_on_without(self, error: SheetError) -> bool:
        """Whether nothing was done, and the same write without a copy may be."""
        if isinstance(error, (TooLarge, Unsupported)):
            return True
        if isinstance(error, RangeRefused):
            return self._copying.range_refused()
        return not isinstance(error, (TryAgain, KeyRefused, BadConfiguration))

    def _send_plainly(self, base: Pending, cells: Cells, rows: Lines) -> Pending:
        self._ledger.save(replace(base, sent=_flat(cells.values()), added=_flat(rows.values())))
        sent: list[Sent] = []
        added: list[Added] = []
        try:
            for cell_group in self._carried_out(cells, self._write_cells):
                sent += cell_group
            for row_group in self._carried_out(rows, lambda found: self._append_rows(found, base.seen.layout)):
                added += row_group
        except SheetError as error:
            if not error.uncertain:  # what Google refused was not done: the journal need not speak of it
                self._ledger.settle(replace(base, sent=tuple(sent), added=tuple(added)))
            raise
        self.appended.update(a.slug for a in added)
        return replace(base, sent=tuple(sent), added=tuple(added))

    def _carried_out(
        self, groups: Mapping[str | None, Sequence[Item]], send: Callable[[Sequence[Item]], None]
    ) -> Iterator[Sequence[Item]]:
        """Sends the deliveries' parts as one call and yields what was carried out.

        Where a protected range refuses that, each delivery's part is sent alone, so that one does not hold the others.
        """
        if not groups:
            return
        try:
            together = _flat(groups.values())
            send(together)
            yield together
            return
        except Protected as error:
            self._protected = True
            if error.uncertain or set(groups) == {None}:
                raise
            if len(groups) == 1:
                self.refused.update({key: error for key in groups if key is not None})
                return
        singly = list(groups.items())
        self.postponed.update(key for key, _ in singly[SINGLY:] if key is not None)
        self._client.quota.again(Need(reads=2, writes=min(len(singly), SINGLY) + 2))
        for key, group in singly[:SINGLY]:
            try:
                send(group)
            except Protected as error:
                if key is None or error.uncertain:
                    raise
                self.refused[key] = error
            else:
                yield group

    def _write_cells(self, cells: Sequence[Sent]) -> None:
        self._client.write(
            [
                Block(a1.cells(s.column, s.row, s.row + len(s.texts) - 1), [[text] for text in s.texts])
                for s in _strips(cells)
            ]
        )

    def _append_rows(self, rows: Sequence[Added], layout: Layout) -> None:
        self._client.append(_lines(rows, layout))


def _last_ones(pending: Pending | None) -> Pending | None:
    """A write with no more than one before it: the journal must not grow while Google does not answer."""
    if pending is None or pending.earlier is None:
        return pending
    return replace(pending, earlier=replace(pending.earlier, earlier=None))


def _strips(cells: Iterable[Sent]) -> list[Strip]:
    """The cells, those below each other as one strip, no strip longer than a part of a call may be."""
    strips: list[tuple[int, int, list[str]]] = []
    room = 0
    for cell in sorted(cells, key=lambda s: (s.column, s.row)):
        below = strips and strips[-1][0] == cell.column and strips[-1][1] + len(strips[-1][2]) == cell.row
        if not below or len(cell.value) > room:
            strips.append((cell.column, cell.row, []))
            room = STRIP
        strips[-1][2].append(cell.value)
        room -= len(cell.value)
    return [Strip(*strip) for strip in strips]


def _lines(rows: Iterable[Added], layout: Layout) -> list[dict[int, str]]:
    return [{layout.name: a.name, layout.slug: a.slug, layout.token: a.token} for a in rows]


def _flat(groups: Iterable[Sequence[Item]]) -> tuple[Item, ...]:
    return tuple(item for group in groups for item in group)
