"""Reads a worksheet with as few calls as it takes: all of it where it is small, else the three columns."""

from collections.abc import Collection, Iterable

from sheets import a1
from sheets.align import Seen
from sheets.client import Rows, SheetCalls
from sheets.copies import Copy
from sheets.errors import HeadersMissing, RangeRefused
from sheets.grid import Grid, full_grid, joined
from sheets.layout import HEADER_ROWS, Headers, Layout
from sheets.locate import locate, locate_after, locate_copy, locate_unwritten
from sheets.repair import Pending

SMALL = 100_000
"""Cells up to which a worksheet is read whole: then any cell that a race displaces can be put back."""


class SheetReader:
    """Keeps what does not change from one reading to the next: the columns of a large worksheet."""

    def __init__(self, client: SheetCalls, headers: Headers, whole_up_to: int = SMALL) -> None:
        self._client = client
        self._headers = headers
        self._whole_up_to = whole_up_to
        self._layout: Layout | None = None

    def read(self) -> Seen:
        """The sheet as it is now.

        One call where the worksheet is known (and, if it is large, its columns are where they were); one more for each
        thing that is not known or has changed. Raises HeadersMissing and what SheetCalls.read raises.
        """
        return self.read_with_copy(None)[0]

    def read_with_copy(self, pending: Pending | None) -> tuple[Seen, Seen | None]:
        """As `read`, with the columns that `pending` speaks of too; and its copy, in the same call, if there is one."""
        info, copy = self._client.worksheet(), self._copy(pending)
        try:
            return self._read(pending, copy)
        except (RangeRefused, HeadersMissing):
            # The worksheet may have been renamed, or have other columns than it had: look it up, once.
            self._layout = None
            if self._client.worksheet(refresh=True) == info and self._copy(pending) == copy:
                raise
            copy = self._copy(pending)
            try:
                return self._read(pending, copy)
            except RangeRefused:
                if copy is None:
                    raise
                return self._read(pending, None)  # it was deleted this instant, or shows nothing of those columns

    def _copy(self, pending: Pending | None) -> Copy | None:
        return pending.copy if pending and pending.copy in self._client.copies else None

    def _read(self, pending: Pending | None, copy: Copy | None) -> tuple[Seen, Seen | None]:
        info = self._client.worksheet()
        if info.rows * info.columns > self._whole_up_to:
            return self._read_columns(pending, copy, info.columns)
        width = self._client.copies[copy] if copy else 0
        rows, *copied = self._client.read([a1.columns(1, info.columns)], copy, [a1.columns(1, width)] if copy else [])
        if len(rows) * info.columns > self._whole_up_to:
            self._client.forget()
        grid = full_grid(rows, info.columns)
        if not copied or pending is None:
            return Seen(grid, _within(self._located(rows, pending), info.columns)), None
        then = self._copied(copied[0], width, pending)
        return Seen(grid, _within(locate_after(rows, self._headers, pending, then), info.columns)), then

    def _located(self, head: Rows, pending: Pending | None) -> Layout:
        if pending is not None and pending.copy is not None:
            return locate_unwritten(head, self._headers, pending)
        return locate(head, self._headers, pending)

    def _copied(self, rows: Rows, width: int, pending: Pending) -> Seen:
        grid = full_grid(rows, width)
        return Seen(grid, _within(locate_copy(grid, self._headers, pending), width))

    def _read_columns(self, pending: Pending | None, copy: Copy | None, width: int) -> tuple[Seen, Seen | None]:
        head_range = a1.columns(1, width, HEADER_ROWS)
        wanted = set(pending.columns) if pending else set()
        layout = self._layout
        if layout is None:
            head, *_ = self._client.read([head_range])
            layout = _within(self._located(head, pending), width)
        copied = self._client.copies[copy] if copy else 0
        while True:
            wanted |= {layout.name, layout.slug, layout.token}
            runs, copied_runs = _runs(wanted, width), _runs(wanted, copied)
            ranges = [head_range, *(a1.columns(*run) for run in runs)]
            of_copy = [a1.columns(1, copied, HEADER_ROWS), *(a1.columns(*run) for run in copied_runs)] if copy else []
            found = self._client.read(ranges, copy, of_copy)
            head, *parts = found[: len(ranges)]
            then, needed = None, set[int]()
            if copy and pending:
                copied_head = self._copied(found[len(ranges)], copied, pending)
                layout = self._layout = _within(locate_after(head, self._headers, pending, copied_head), width)
                then = copied_head.layout
                needed = {then.name, then.slug, then.token}
            else:
                layout = self._layout = _within(self._located(head, pending), width)
            needed |= {layout.name, layout.slug, layout.token}
            if wanted >= needed:
                seen = Seen(_grid(runs, parts), layout)
                return seen, Seen(_grid(copied_runs, found[len(ranges) + 1 :]), then) if then else None
            wanted |= needed


def _within(layout: Layout, width: int) -> Layout:
    """The layout, if the worksheet is as wide as it says; else somebody has just added columns (RangeRefused)."""
    if max(layout.name, layout.slug, layout.token) > width:
        raise RangeRefused("the worksheet has more columns than it had")
    return layout


def _runs(columns: Collection[int], width: int) -> list[tuple[int, int]]:
    """The columns up to `width` as ranges of neighbours, so that what stands side by side is read as one."""
    runs: list[tuple[int, int]] = []
    for column in sorted(c for c in columns if c <= width):
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _grid(runs: Iterable[tuple[int, int]], parts: Iterable[list[list[str]]]) -> Grid:
    columns: dict[int, list[str]] = {}
    for (first, last), rows in zip(runs, parts, strict=True):
        for column in range(first, last + 1):
            at = column - first
            columns[column] = [row[at] if at < len(row) else "" for row in rows]
    return joined(columns)
