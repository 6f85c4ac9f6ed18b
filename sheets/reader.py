"""Reads a worksheet with as few calls as it takes: all of it where it is small, else the three columns."""

from collections.abc import Collection, Iterable

from sheets import a1
from sheets.align import Seen
from sheets.client import SheetCalls
from sheets.errors import HeadersMissing, RangeRefused
from sheets.grid import Grid, full_grid, joined
from sheets.layout import HEADER_ROWS, Headers, Layout
from sheets.locate import locate
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

    def read(self, pending: Pending | None = None) -> Seen:
        """The sheet as it is now; with `pending`, the columns that it speaks of too.

        One call where the worksheet is known (and, if it is large, its columns are where they were); one more for each
        thing that is not known or has changed. Raises HeadersMissing and what SheetCalls.read raises.
        """
        info = self._client.worksheet()
        try:
            return self._read(pending)
        except (RangeRefused, HeadersMissing):
            # The worksheet may have been renamed, or have other columns than it had: look it up, once.
            self._layout = None
            if self._client.worksheet(refresh=True) == info:
                raise
            return self._read(pending)

    def _read(self, pending: Pending | None) -> Seen:
        info = self._client.worksheet()
        if info.rows * info.columns <= self._whole_up_to:
            (rows,) = self._client.read([a1.columns(1, info.columns)])
            if len(rows) * info.columns > self._whole_up_to:
                self._client.forget()
            grid = full_grid(rows, info.columns)
            return Seen(grid, locate(rows, self._headers, pending))
        return self._read_columns(pending, info.columns)

    def _read_columns(self, pending: Pending | None, width: int) -> Seen:
        head_range = a1.columns(1, width, HEADER_ROWS)
        extra = {c for c in pending.columns if c <= width} if pending else set()
        layout = self._layout
        if layout is None:
            (head,) = self._client.read([head_range])
            layout = locate(head, self._headers, pending)
        while True:
            wanted = {layout.name, layout.slug, layout.token} | extra
            runs = _runs(wanted)
            head, *parts = self._client.read([head_range, *(a1.columns(first, last) for first, last in runs)])
            layout = self._layout = locate(head, self._headers, pending)
            if wanted >= {layout.name, layout.slug, layout.token}:
                return Seen(_grid(runs, parts), layout)


def _runs(columns: Collection[int]) -> list[tuple[int, int]]:
    """The columns as ranges of neighbours, so that what stands side by side is read as one."""
    runs: list[tuple[int, int]] = []
    for column in sorted(columns):
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
