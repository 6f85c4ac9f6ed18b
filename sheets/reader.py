"""Reads a worksheet in one call where it is known: all of it where it is small, else header rows and three columns."""

from dataclasses import replace

from sheets.a1 import Area
from sheets.calls import SheetCalls
from sheets.cells import Cells, Seen
from sheets.errors import HeadersMissing, RangeRefused
from sheets.layout import HEADER_ROWS, Headers, Layout, find_layout
from sheets.slugs import may_be_number

SMALL = 100_000
"""Cells up to which a worksheet is read whole."""


class SheetReader:
    """Keeps what does not change from one reading to the next: where the columns of a large worksheet stand."""

    def __init__(self, client: SheetCalls, headers: Headers, whole_up_to: int = SMALL) -> None:
        self._client = client
        self._headers = headers
        self._whole_up_to = whole_up_to
        self._layout: Layout | None = None

    def read(self, *, whole: bool = False) -> Seen:
        """The sheet as it is now; `whole`: every column, however many cells that are.

        One more call for each thing that is not known or has changed. Raises HeadersMissing and what the call raises.
        """
        info = self._client.worksheet()
        try:
            return self._read(whole)
        except (RangeRefused, HeadersMissing):
            # The worksheet may have been renamed, or have other columns than it had: look it up, once.
            self._layout = None
            if self._client.worksheet(refresh=True) == info:
                raise
            return self._read(whole)

    def _read(self, whole: bool) -> Seen:
        info = self._client.worksheet()
        small = info.rows * info.columns <= self._whole_up_to
        whole = whole or small
        while True:
            cells = self._client.read(_areas(whole, self._layout, info.columns))
            if small and cells.height * info.columns > self._whole_up_to:
                self._client.forget()  # it has grown
            known, self._layout = self._layout, find_layout(cells.head(info.columns), self._headers)
            if whole or (known and self._layout.columns <= known.columns):
                return Seen(self._with_numbers(cells, self._layout), self._layout, whole)

    def _with_numbers(self, cells: Cells, layout: Layout) -> Cells:
        """A slug's cell that may hold a number is read as typed too, in one call more where there is any."""
        rows = [r for (r, c), text in cells.texts.items() if c == layout.slug and may_be_number(text)]
        if not rows:
            return cells
        held = self._client.read([Area(min(rows), max(rows), layout.slug, layout.slug)], numbers=True)
        return replace(cells, numbers=held.numbers).typed(layout.slug)

    def areas(self, before: Seen) -> list[Area]:
        """What a batch must answer to be as good as a reading like the one before."""
        return _areas(before.whole, before.layout, self._client.worksheet().columns)

    def seen(self, answered: Cells, before: Seen) -> Seen | None:
        """What a batch answered for these areas, as a reading; None where columns were moved, and it shows others."""
        try:
            layout = find_layout(answered.head(self._client.worksheet().columns), self._headers)
        except HeadersMissing:
            return None
        complete = all(answered.shown(HEADER_ROWS + 1, column) for column in layout.columns)
        return Seen(answered.typed(layout.slug), layout, before.whole) if complete else None


def _areas(whole: bool, layout: Layout | None, width: int) -> list[Area]:
    """Everything, or the header rows and the columns; what stands side by side as one."""
    if whole:
        return [Area(1, None, 1, width)]
    areas = [Area(1, HEADER_ROWS, 1, width)]
    for column in sorted(c for c in (layout.columns if layout else ()) if c <= width):
        if len(areas) > 1 and areas[-1].right == column - 1:
            areas[-1] = Area(1, None, areas[-1].left, column)
        else:
            areas.append(Area(1, None, column, column))
    return areas
