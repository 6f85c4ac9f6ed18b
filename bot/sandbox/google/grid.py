"""One worksheet's grid: cells, size, merged cells, protected ranges, and how inserting and deleting shifts them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.sandbox.google.a1 import GridRange
from bot.sandbox.google.cells import Cell

Row = tuple[Cell | None, ...]
Dimension = Literal["ROWS", "COLUMNS"]
Change = Callable[[int, int], tuple[int, int] | None]
"""Start and end of a stretch of rows or columns -> where it lies now; None: nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Protection:
    """A protected range, or a protected worksheet (a range open on all sides)."""

    id: int
    area: GridRange
    editors: frozenset[str] = frozenset()
    description: str = ""
    warning_only: bool = False
    unprotected: tuple[GridRange, ...] = ()

    def refuses(self, email: str, area: GridRange) -> bool:
        """Whether `email` may not change something in `area` because of this protection."""
        if self.warning_only or email in self.editors or not self.area.meets(area):
            return False
        return not any(_covers(free, area) for free in self.unprotected)


def _covers(outer: GridRange, inner: GridRange) -> bool:
    if inner.end_row is None or inner.end_column is None:
        return outer == GridRange()
    return outer.contains(inner.top, inner.left) and outer.contains(inner.end_row - 1, inner.end_column - 1)


@dataclass
class Sheet:
    """A worksheet. Rows are tuples that never change, so a copy is cheap and a reader keeps what it has."""

    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    rows: list[Row] = field(default_factory=list)
    merges: list[GridRange] = field(default_factory=list)
    protections: list[Protection] = field(default_factory=list)
    frozen_rows: int = 0
    frozen_columns: int = 0
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Hidden by a person; those that the filter hides are in `filtered_rows`. Counted from 0."""
    filtered_rows: frozenset[int] = frozenset()
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Properties that change nothing here, as the API writes them: tabColor, rightToLeft, basicFilter, …"""

    def copy(self) -> "Sheet":
        """A copy that can change without the original noticing."""
        return replace(self, rows=list(self.rows), merges=list(self.merges), protections=list(self.protections))

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell, None where nothing is stored."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        """Stores a cell; the place must lie in the grid."""
        self.put_row(row, {column: cell})

    def put_row(self, row: int, cells: Mapping[int, Cell | None]) -> None:
        """Stores several cells of one row."""
        while len(self.rows) <= row:
            self.rows.append(())
        line = list(self.rows[row])
        for column, cell in cells.items():
            if column >= len(line):
                line.extend([None] * (column + 1 - len(line)))
            line[column] = None if cell is None or cell.bare else cell
        while line and line[-1] is None:
            line.pop()
        self.rows[row] = tuple(line)

    def rework(self, area: GridRange, change: Callable[[int, int, Cell], Cell | None]) -> Iterator[tuple[int, int]]:
        """Replaces every stored cell of a closed `area` by `change(row, column, cell)`; yields where one was."""
        assert area.end_row is not None
        assert area.end_column is not None
        for row in range(area.top, min(area.end_row, len(self.rows))):
            found = {
                column: cell
                for column, cell in enumerate(self.rows[row][: area.end_column])
                if column >= area.left and cell is not None
            }
            if found:
                self.put_row(row, {column: change(row, column, cell) for column, cell in found.items()})
                yield from ((row, column) for column in found)

    def used_rows(self, left: int = 0, right: int | None = None) -> int:
        """One past the last row that has a value in the columns `left` up to `right`, excluded; 0 where none has."""
        for row in range(min(len(self.rows), self.row_count), 0, -1):
            if any(cell and not cell.blank for cell in self.rows[row - 1][left:right]):
                return row
        return 0

    def filled(self, row: int, left: int, right: int) -> bool:
        """Whether a row has a value in the columns from `left` up to `right`, excluded."""
        if not 0 <= row < len(self.rows):
            return False
        return any(cell and not cell.blank for cell in self.rows[row][max(0, left) : max(0, right)])

    def unseen_rows(self) -> frozenset[int]:
        """The rows that are not shown."""
        return self.hidden_rows | self.filtered_rows

    def hidden_by_merge(self, row: int, column: int) -> bool:
        """Whether the cell lies under a merged cell's first one."""
        return any(m.contains(row, column) and (m.top, m.left) != (row, column) for m in self.merges)

    def size(self, dimension: Dimension) -> int:
        """How many rows or columns the grid has."""
        return self.row_count if dimension == "ROWS" else self.column_count

    def resize(self, rows: int, columns: int) -> None:
        """Gives the grid that size; what lies outside is gone."""
        del self.rows[rows:]
        if columns < self.column_count:
            self.rows = [row[:columns] for row in self.rows]
        grid = GridRange(0, rows, 0, columns)
        self.merges = [m for m in self.merges if _covers(grid, m)]
        self.row_count, self.column_count = rows, columns
        self.frozen_rows, self.frozen_columns = min(self.frozen_rows, rows), min(self.frozen_columns, columns)

    def insert(self, dimension: Dimension, at: int, count: int) -> Change:
        """Inserts empty rows or columns before `at`; answers how places changed."""
        if dimension == "ROWS":
            if at < len(self.rows):
                self.rows[at:at] = [()] * count
            self.row_count += count
        else:
            self.rows = [row[:at] + (None,) * count + row[at:] if len(row) > at else row for row in self.rows]
            self.column_count += count
        self._freeze(dimension, count if at < self._frozen(dimension) else 0)
        return self._move(dimension, lambda start, end: _inserted(start, end, at, count))

    def delete(self, dimension: Dimension, at: int, end: int) -> Change:
        """Deletes rows or columns from `at` up to `end`, excluded; answers how places changed."""
        if dimension == "ROWS":
            del self.rows[at:end]
            self.row_count -= end - at
        else:
            self.rows = [row[:at] + row[end:] for row in self.rows]
            self.column_count -= end - at
        self._freeze(dimension, -max(0, min(end, self._frozen(dimension)) - at))
        return self._move(dimension, lambda start, stop: _deleted(start, stop, at, end))

    def move(self, dimension: Dimension, start: int, end: int, destination: int) -> Change:
        """Moves rows or columns `start` up to `end` (excluded) before what stands at `destination` now.

        Answers how places changed; a stretch that is torn apart keeps its place.
        """
        size = self.size(dimension)
        rest = [place for place in range(size) if not start <= place < end]
        cut = destination if destination <= start else destination - (end - start)
        order = rest[:cut] + list(range(start, end)) + rest[cut:]
        self.reorder(dimension, order)
        where = {old: new for new, old in enumerate(order)}

        def moved(first: int, last: int) -> tuple[int, int] | None:
            places = [where[place] for place in range(first, min(last, size))]
            if places and max(places) - min(places) + 1 == len(places):
                return min(places), max(places) + 1
            return first, last

        return self._move(dimension, moved)

    def reorder(self, dimension: Dimension, order: Sequence[int]) -> None:
        """Puts rows or columns into an order, given as old places; merged cells and protected ranges stay."""
        if dimension == "ROWS":
            self.rows = [self.rows[place] if place < len(self.rows) else () for place in order]
        else:
            padded = [row + (None,) * (self.column_count - len(row)) for row in self.rows]
            self.rows = [_stripped(tuple(row[place] for place in order)) for row in padded]
        while self.rows and not self.rows[-1]:
            self.rows.pop()

    def _frozen(self, dimension: Dimension) -> int:
        return self.frozen_rows if dimension == "ROWS" else self.frozen_columns

    def _freeze(self, dimension: Dimension, more: int) -> None:
        if dimension == "ROWS":
            self.frozen_rows += more
        else:
            self.frozen_columns += more

    def _move(self, dimension: Dimension, change: Change) -> Change:
        merges = [_shifted(m, dimension, change) for m in self.merges]
        self.merges = [m for m in merges if m is not None and not m.single]
        protections = []
        for protection in self.protections:
            area = _shifted(protection.area, dimension, change)
            if area is not None:
                free = [_shifted(f, dimension, change) for f in protection.unprotected]
                protections.append(replace(protection, area=area, unprotected=tuple(f for f in free if f)))
        self.protections = protections
        if dimension == "ROWS":
            self.hidden_rows = _carried(self.hidden_rows, change)
            self.filtered_rows = _carried(self.filtered_rows, change)
        return change


def _carried(rows: frozenset[int], change: Change) -> frozenset[int]:
    """Single rows after `change` moved them."""
    return frozenset(moved[0] for row in rows if (moved := change(row, row + 1)) is not None)


def _stripped(row: Row) -> Row:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _shifted(area: GridRange, dimension: Dimension, change: Change) -> GridRange | None:
    """The range after `change` moved its closed sides of one dimension; None where nothing of it is left."""
    rows = dimension == "ROWS"
    start, end = (area.start_row, area.end_row) if rows else (area.start_column, area.end_column)
    if start is None and end is None:
        return area
    moved = change(start or 0, 1 << 40 if end is None else end)
    if moved is None:
        return None
    first, last = (None if start is None else moved[0]), (None if end is None else moved[1])
    if rows:
        return replace(area, start_row=first, end_row=last)
    return replace(area, start_column=first, end_column=last)


def _inserted(start: int, end: int, at: int, count: int) -> tuple[int, int]:
    return (start + count if at <= start else start), (end + count if at < end else end)


def _deleted(start: int, end: int, at: int, stop: int) -> tuple[int, int] | None:
    def place(edge: int) -> int:
        return edge if edge <= at else max(at, edge - (stop - at))

    first, last = place(start), place(end)
    return (first, last) if last > first else None


def merge(sheet: Sheet, area: GridRange) -> None:
    """Merges a closed `area`; only its first cell keeps its value, and merged cells that it meets are dissolved."""

    def first_only(row: int, column: int, cell: Cell) -> Cell | None:
        return cell if (row, column) == (area.top, area.left) else None

    for _ in sheet.rework(area, first_only):
        pass
    sheet.merges = [m for m in sheet.merges if not m.meets(area)]
    if not area.single:
        sheet.merges.append(area)
