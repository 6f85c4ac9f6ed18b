"""Reads a worksheet in one call where it is known: all of it where it is small, else header rows and three columns."""

from contextlib import suppress
from dataclasses import replace

from sheets.calls import SheetCalls
from sheets.cells import Area, Cells, Seen
from sheets.errors import HeadersMissing, RangeRefused
from sheets.layout import HEADER_ROWS, Headers, Layout, find_layout
from sheets.slugs import may_be_number

SMALL = 100_000
"""Cells up to which a worksheet is read whole."""


class SheetReader:
    """Keeps what does not change from one reading to the next: where the columns of a large worksheet stand."""

    def __init__(self, client: SheetCalls, headers: Headers, whole_up_to: int = SMALL) -> None:
        self.client = client
        self.headers = headers
        self._whole_up_to = whole_up_to
        self._layout: Layout | None = None

    def read(self, *, whole: bool = False) -> Seen:
        """The sheet as it is now; `whole`: every column, however many cells that are.

        One more call for each thing that is not known or has changed. Raises HeadersMissing and what the call raises.
        """
        info = self.client.worksheet()
        try:
            return self._read(whole)
        except (RangeRefused, HeadersMissing):
            # The worksheet may have been renamed, or have other columns than it had: look it up, once.
            self._layout = None
            if self.client.worksheet(refresh=True) == info:
                raise
            return self._read(whole)

    def _read(self, whole: bool) -> Seen:
        info = self.client.worksheet()
        small = info.rows * info.columns <= self._whole_up_to
        whole = whole or small
        while True:
            cells = self.client.read(_areas(whole, self._layout, info.columns))
            if small and cells.height * info.columns > self._whole_up_to:
                self.client.forget()  # it has grown
            known, self._layout = self._layout, find_layout(cells.head(info.columns), self.headers)
            if whole or (known and self._layout.columns | {*self._layout.others} <= known.columns | {*known.others}):
                return Seen(self._with_numbers(cells, self._layout), self._layout, whole)

    def _with_numbers(self, cells: Cells, layout: Layout) -> Cells:
        """A slug's cell that may hold a number is read as typed too, in one call more where there is any."""
        rows = [r for (r, c), text in cells.texts.items() if c == layout.slug and may_be_number(text)]
        if not rows:
            return cells
        held = self.client.read([Area(min(rows), max(rows), layout.slug, layout.slug)], numbers=True)
        return replace(cells, numbers=held.numbers).typed(layout.slug)

    def read_again(self, before: Seen) -> Seen:
        """A new reading of as much; the worksheet is looked up anew."""
        self.client.forget()
        return self.read(whole=before.whole)

    def areas(self, before: Seen) -> list[Area]:
        """What a batch must answer to be as good as a reading like the one before."""
        return _areas(before.whole, before.layout, self.client.worksheet().columns)

    def layout(self, cells: Cells) -> Layout | None:
        """Where the columns stand there, None where the headers do not."""
        with suppress(HeadersMissing):
            return find_layout(cells.head(max(area.right for area in cells.areas)), self.headers)
        return None

    def seen(self, answered: Cells, before: Seen) -> Seen | None:
        """What a batch answered for these areas, as a reading; None where columns were moved, and it shows others."""
        layout = self.layout(answered)
        complete = layout and all(answered.shown(HEADER_ROWS + 1, column) for column in layout.columns)
        return Seen(answered.typed(layout.slug), layout, before.whole) if layout and complete else None


def _areas(whole: bool, layout: Layout | None, width: int) -> list[Area]:
    """Everything, or the header rows and the columns; what stands side by side as one."""
    if whole:
        return [Area(1, None, 1, width)]
    areas = [Area(1, HEADER_ROWS, 1, width)]
    for column in sorted(c for c in ((*layout.columns, *layout.others) if layout else ()) if 0 < c <= width):
        if len(areas) > 1 and areas[-1].right == column - 1:
            areas[-1] = Area(1, None, areas[-1].left, column)
        else:
            areas.append(Area(1, None, column, column))
    return areas
